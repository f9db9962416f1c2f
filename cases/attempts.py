"""What was asked for and refused: kept apart from the history of the case, which it never was."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from states.errors import CaseError, NotFound
from states.events import EVENTS
from states.vocabulary import Refusal, State
from storage import Store, attempts, records


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


def attempts_on(store: Store, number: str) -> list[AttemptView]:
    """Every refused attempt on the case, oldest first; raises ``NotFound``."""
    with store.read() as connection:
        if records.load_case(connection, number) is None:
            raise NotFound("案件", "case", number)
        rows = attempts.of_case(connection, number)
    return [
        AttemptView(
            row["at"], row["event"], EVENTS[row["event"]].zh, EVENTS[row["event"]].en,
            State(row["state"]), row["username"], row["name"], Refusal(row["refusal"]),
        )
        for row in rows
    ]  # fmt: skip
