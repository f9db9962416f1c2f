"""Sign where every chain stands, each night. Prefect's part."""

import asyncio
from datetime import UTC, datetime

from prefect import flow
from prefect.logging import get_run_logger

from cases.checkpoints import Sealed, seal_heads
from rongcuo.settings import get_settings
from storage import open_store


def _seal() -> Sealed:
    chosen = get_settings()
    with open_store(*chosen.store) as store:
        return seal_heads(store, chosen.checkpoints, chosen.folder("keys"), datetime.now(UTC))


@flow(name="seal-events", retries=2, retry_delay_seconds=30)
async def seal_events_flow() -> str:
    """One checkpoint; nothing where no chain moved."""
    sealed = await asyncio.to_thread(_seal)
    text = f"checkpoint {sealed.n}: {sealed.heads} heads"
    log = get_run_logger()
    log.info("%s", text)
    for number in sealed.broken:
        log.error("case %s contradicts its own history: rongcuo verify", number)
    return text
