"""Remind, escalate and lapse what is due. Prefect, and nothing else."""

import asyncio
from datetime import UTC, datetime, timedelta

from prefect import flow
from prefect.logging import get_run_logger

from access.sessions import SessionRules
from cases.deadlines import Tally, enforce_deadlines
from cases.ending import clear_what_lay, end_what_is_over
from rongcuo.settings import get_settings
from storage import open_store


def _sweep() -> Tally:
    chosen = get_settings()
    rules = SessionRules(
        timedelta(minutes=chosen.session_idle_minutes), timedelta(hours=chosen.session_hours)
    )
    with open_store(*chosen.store) as store:
        tally = enforce_deadlines(store, datetime.now(UTC))
        end_what_is_over(store, rules, datetime.now(UTC))
    clear_what_lay(chosen.passing)
    return tally


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
