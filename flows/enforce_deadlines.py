"""Remind, escalate and lapse what is due. Prefect, and nothing else."""

import asyncio
from datetime import UTC, datetime

from prefect import flow
from prefect.logging import get_run_logger

from cases.deadlines import Tally, enforce_deadlines
from rongcuo.settings import get_settings
from storage import open_store


def _sweep() -> Tally:
    with open_store(*get_settings().store) as store:
        return enforce_deadlines(store, datetime.now(UTC))


@flow(name="enforce-deadlines", retries=2, retry_delay_seconds=30)
async def enforce_deadlines_flow() -> str:
    """One sweep; it may run twice or catch up after any downtime.

    Nobody is poked afterwards: reminders wait some minutes to be gathered, and the next delivery
    on the schedule, every five minutes, takes them.
    """
    tally = await asyncio.to_thread(_sweep)
    log = get_run_logger()
    log.info("%s", tally)
    for failure in tally.failures:
        log.error("a case could not be served: %s", failure)
    if tally.unreported:
        log.error("the administrators could not be told: %s", tally.unreported)
    return str(tally)
