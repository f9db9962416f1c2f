"""Look for what keeps going wrong, each morning. Prefect's part."""

import asyncio
from datetime import UTC, datetime

from prefect import flow
from prefect.logging import get_run_logger

from cases.patterns import Watched, watch_patterns
from rongcuo.poke import poke
from rongcuo.settings import get_settings
from storage import open_store


def _watch() -> Watched:
    settings = get_settings()
    with open_store(*settings.store) as store:
        found = watch_patterns(store, datetime.now(UTC))
    if found.notices:
        poke("deliver-notices", settings)
    return found


@flow(name="watch-patterns", retries=2, retry_delay_seconds=30)
async def watch_patterns_flow() -> str:
    """One watch; twice, or two at once, opens and tells nothing twice."""
    found = await asyncio.to_thread(_watch)
    log = get_run_logger()
    log.info("%s", found)
    for fault in found.faults:
        log.error("a case could not be counted: %s", fault)
    return str(found)
