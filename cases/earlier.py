"""Cases from a bureau's own ledger: tried first, then written whole or not at all."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from access.policy import Thing
from cases.earlier_trial import LedgerFile, Progress, ReadyMatter, Trial, Tried
from cases.registering import Numbered, enter_cases
from cases.standing import granted
from deadlines import SHANGHAI, local_day
from states.errors import GuardFailed
from storage import Store, journal, lines, opening

TOGETHER = 200
"""Matters that are written table by table."""
ONCE = "earlier_number"
"""What the database calls, in its refusal, the number that only one matter may bear."""


def try_ledger(store: Store, file: LedgerFile, by: str, now: datetime) -> Tried:
    """What an import would bring, and every reason why a row cannot come in; nothing is written.

    Raises ``Invalid`` for a file or a mapping that cannot be read, ``GuardFailed`` for who may not.
    """
    return _tried(store, file, by, now).result


def import_ledger(
    store: Store,
    file: LedgerFile,
    by: str,
    now: datetime,
    *,
    skip_rejected: bool = False,
    progress: Progress | None = None,
) -> Tried:
    """Import it in one transaction; with any row rejected nothing, unless those are to be skipped.

    A matter comes in whole: where one of its rows is rejected, all are. What takes long, reading
    and trying it, comes before the transaction, and again where what it was tried against has
    changed meanwhile: SQLite has one writer, and others wait for it.
    """
    while True:
        trial = _tried(store, file, by, now, progress)
        if not trial.ready or (trial.result.rejected and not skip_rejected):
            return trial.result
        with _once(), store.write() as connection:
            granted(connection, by, Thing.FACTS, "W", local_day(now))
            if trial.holds(connection):
                _write(connection, trial)
                return trial.result


@contextmanager
def _once() -> Iterator[None]:
    """A matter that two import at the same moment comes in once."""
    try:
        yield
    except IntegrityError as error:
        if ONCE not in str(error.orig):
            raise
        raise GuardFailed(
            "同一事项正由他人导入，请稍后重新试导入",
            "somebody else imports the same matters at this moment: try again in a while",
        ) from None


def _tried(
    store: Store, file: LedgerFile, by: str, now: datetime, progress: Progress | None = None
) -> Trial:
    with store.read() as connection:
        person = granted(connection, by, Thing.FACTS, "W", local_day(now))
        return Trial(store, connection, file, person, now, progress)


def _write(connection: Connection, trial: Trial) -> None:
    """Write what is ready, and who imported it."""
    found, ready = trial.result, trial.ready
    for start in range(0, len(ready), TOGETHER):
        some = ready[start : start + TOGETHER]
        found.numbers |= _write_matters(connection, some, trial.now)
        trial.progress(start + len(some), len(ready))
    journal.note(
        connection, "ledger_imported", trial.person, trial.now, sha256=trial.file.sha256,
        cases=found.cases, rejected=found.rejected_rows,
    )  # fmt: skip
    found.applied = True


def _write_matters(
    connection: Connection, matters: Sequence[ReadyMatter], now: datetime
) -> dict[str, str]:
    """Write some matters, table by table; what each is called here, by the ledger's number."""
    year = now.astimezone(SHANGHAI).year
    cases, texts, numbers = list[Numbered](), list[tuple[int, str, str]](), dict[str, str]()
    for matter in matters:
        number = f"{year}-{opening.next_number(connection, 'matter', year):04d}"
        matter_id = opening.insert_matter(connection, _row(matter, number, now))
        texts.append((matter_id, number, matter.form.subject))
        cases += [
            Numbered(begun, f"{number}-{place}", matter_id)
            for place, begun in enumerate(matter.cases, start=1)
        ]
        numbers[matter.number] = number
    lines.keep_texts(connection, texts)
    enter_cases(connection, cases)
    return numbers


def _row(matter: ReadyMatter, number: str, now: datetime) -> dict[str, Any]:
    form = matter.form
    return {
        "number": number, "subject": form.subject, "track": str(form.track), "organ": form.organ,
        "started_on": form.started_on, "start_document": form.start_document,
        "report_kind": str(form.report_kind), "party": form.party,
        "occurred_on": form.occurred_on, "opened_at": now, "key": None,
        "earlier_number": matter.number,
    }  # fmt: skip
