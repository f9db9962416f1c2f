"""What was asked for and refused: kept apart from the history of the case, which it never was."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from cases.eyes import look_at
from states.errors import CaseError
from states.events import EVENTS
from states.vocabulary import Refusal, State
from storage import Store, attempts


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One refused attempt: by whom, in which state, and for which kind of reason."""

    at: datetime
    event: str
    zh: str
    en: str
    state: State
    person: str
    person_name: str
    refusal: Refusal


def keep_attempt(
    store: Store, number: str, username: str, event: str, error: CaseError, *, at: datetime
) -> None:
    """Note that ``username`` was refused ``event``, in a transaction of its own.

    Whatever keeps it from being written, the refusal is what the person must hear.
    """
    if error.refusal is None:
        return
    with suppress(Exception), store.write() as connection:
        attempts.keep(connection, number, username, event=event, refusal=error.refusal, at=at)


def attempts_on(
    store: Store, number: str, now: datetime, *, viewer: str | None = None
) -> list[AttemptView]:
    """Every refused attempt on the case, oldest first, for who runs it; raises ``NotFound``."""
    with store.read() as connection:
        case, eyes = look_at(connection, number, viewer, now)
        rows = attempts.of_case(connection, case.number) if eyes.in_charge else []
    return [
        AttemptView(
            row["at"], row["event"], EVENTS[row["event"]].zh, EVENTS[row["event"]].en,
            State(row["state"]), row["username"], row["name"], Refusal(row["refusal"]),
        )
        for row in rows
    ]  # fmt: skip
