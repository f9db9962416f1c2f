"""Issue the follow-up reports that are owed. Prefect's part; the calendar says on which day."""

import asyncio
from datetime import UTC, datetime

from prefect import flow
from prefect.logging import get_run_logger

from cases.follow_up import Issued, issue_follow_ups
from rongcuo.poke import poke
from rongcuo.settings import get_settings
from storage import open_store


def _issue() -> Issued:
    settings = get_settings()
    with open_store(*settings.store) as store:
        done = issue_follow_ups(store, datetime.now(UTC))
    if done.notices:
        poke("deliver-notices", settings)
    return done


@flow(name="follow-up-corrections", retries=2, retry_delay_seconds=30)
async def follow_up_corrections_flow() -> str:
    """One look: on most days nothing is owed; after downtime each period that is missing."""
    done = await asyncio.to_thread(_issue)
    log = get_run_logger()
    log.info("%s", done)
    for fault in done.faults:
        log.error("a case could not be read: %s", fault)
    return str(done)
