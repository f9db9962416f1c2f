"""Count anew what another calendar moves, and ask for the year that is missing. Prefect's part."""

import asyncio
from datetime import UTC, datetime

from prefect import flow
from prefect.logging import get_run_logger

from cases.calendars import Checked, check_calendar
from rongcuo.settings import get_settings
from storage import open_store


def _check() -> Checked:
    with open_store(*get_settings().store) as store:
        return check_calendar(store, datetime.now(UTC))


@flow(name="check-calendar", retries=2, retry_delay_seconds=30)
async def check_calendar_flow() -> str:
    """One look at the calendar; it finishes a recount that was cut off."""
    found = await asyncio.to_thread(_check)
    log = get_run_logger()
    log.info("%s", found)
    if found.missing:
        log.warning("the holidays of %s are not loaded: rongcuo calendar load", found.missing)
    for failure in found.recounted.failures:
        log.error("a case could not be counted anew: %s", failure)
    if found.recounted.unreported:
        log.error("the administrators could not be told: %s", found.recounted.unreported)
    return str(found)
