"""移交: the files of closed cases go to the archives office, with a list and a receipt for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from access.policy import Thing, may
from cases.bundles import Bundled, BundleKind, bundle_to_file, bundles_for
from cases.eyes import eyes_for, look_at, seen_by
from cases.remnants import HANDED_OVER, as_told
from cases.rooms import PAGE, held_by, subject_for, turned, visit
from cases.standing import granted
from deadlines import local_day
from reports.ledger_lines import retention_of
from states.errors import CaseError, Conflict, GuardFailed, Invalid, NotFound
from states.facts import Facts
from states.forms.base import LINE, says_nothing, unprintable
from states.vocabulary import State
from storage import Store, journal, transfers
from storage.files.shelf import BLOCK, Shelf
from storage.opening import next_number
from storage.packs import pack_by_id
from storage.people import PersonRecord
from storage.records import CaseRecord
from storage.transfers import LineRecord, TransferRecord

MOST = 50
"""Cases on one list."""
CLOSED = (State.CLOSED.value,)
RECEIPT, DIGITS = 60, 18
"""The longest receipt number, and the longest mark of a page."""


@dataclass(frozen=True, slots=True)
class ReadyCase:
    """A closed case whose file may be handed over; without ``years`` it is kept for ever."""

    number: str
    subject: str
    officer_name: str
    unit_name: str
    outcome: str | None
    closed_on: date
    years: int | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class ReadyPage:
    """Cases that wait to be handed over, and the key of the next page."""

    rows: tuple[ReadyCase, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class TransferPage:
    """Transfers, the newest first, and the id before which older ones are."""

    rows: tuple[TransferRecord, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class TransferSheet:
    """A transfer with its list; ``receives``: the reader may enter the receipt."""

    transfer: TransferRecord
    lines: tuple[LineRecord, ...]
    receives: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """A line of a list held against the bundle as it is made today; ``None``: it cannot be."""

    case: str
    same: bool | None
    zh: str
    en: str


def ready_to_hand_over(
    store: Store, now: datetime, *, viewer: str, after: str | None = None, limit: int = PAGE
) -> ReadyPage:
    """Closed cases whose files, as they stand, were not handed over, and whose bundle is theirs."""
    with store.read() as connection:
        granted(connection, viewer, Thing.RETENTION, "W", local_day(now))
        at = visit(store, connection, viewer, now, Thing.RECEIPTS)
        picked = transfers.not_handed_over(seen_by(at.person, Thing.RECEIPTS), CLOSED)
        found, more = turned(connection, picked, after, limit, by_day=False)
        rows = []
        for one in found:
            facts = Facts.read(one.case.facts)
            eyes = eyes_for(at.person, one.case, facts)
            if BundleKind.ARCHIVE not in bundles_for(eyes):
                continue
            kept, closed = retention_of(facts, at.pack_of(one.case)), local_day(one.changed_at)
            rows.append(
                ReadyCase(
                    one.case.number, subject_for(one.case, eyes), one.officer_name, one.unit_name,
                    one.case.outcome, closed, kept.years, kept.last_day(closed),
                )
            )  # fmt: skip
    return ReadyPage(tuple(rows), more)


def hand_over(
    store: Store,
    shelf: Shelf,
    numbers: Sequence[str],
    now: datetime,
    *,
    by: str,
    recipient: str,
    bureau: str,
) -> str:
    """Make a list of these cases with the hash of each bundle; its number.

    All of them or none: raises ``NotFound``, ``GuardFailed``, ``Invalid``, or ``Conflict`` where
    one was taken up again meanwhile.
    """
    now, numbers = now.astimezone(UTC), list(dict.fromkeys(numbers))
    recipient = one_line("recipient", recipient, LINE)
    if not numbers or len(numbers) > MOST:
        raise Invalid(
            "cases", f"请选择 1 至 {MOST} 件", f"takes 1 to {MOST} cases on one list"
        )  # fmt: skip
    with store.read() as connection:
        granted(connection, by, Thing.RETENTION, "W", local_day(now))
        before = {number: _may_go(connection, number, by, now).version for number in numbers}
    # Bundles take long: they are made outside of any transaction.
    made = {number: _bundled(store, shelf, number, now, by, bureau) for number in numbers}
    with store.write() as connection:
        person = granted(connection, by, Thing.RETENTION, "W", local_day(now))
        count = next_number(connection, "transfer", local_day(now).year)  # others wait here
        going = [_may_go(connection, number, by, now) for number in numbers]
        for case in going:
            if case.version != before[case.number]:
                raise Conflict(before[case.number], case.version)
        name = f"Y{local_day(now).year}-{count:04d}"
        kept = transfers.keep(
            connection,
            {"number": name, "recipient": recipient, "by_id": person.id, "at": now},
            [_list_line(store, connection, case, made[case.number]) for case in going],
        )
        said = as_told(recipient, transfers.lines_of(connection, kept))
        journal.note(connection, HANDED_OVER, person, now, transfer=name, **said)
    return name


def _may_go(connection: Connection, number: str, by: str, now: datetime) -> CaseRecord:
    """A case that ``by`` may hand over as it stands."""
    case, eyes = look_at(connection, number, by, now)
    if State(case.state) is not State.CLOSED:
        raise GuardFailed(
            f"{number} 尚未办结，办结后才能移交", f"{number} is not closed: its file cannot go yet"
        )
    if BundleKind.ARCHIVE not in bundles_for(eyes):
        raise GuardFailed(
            f"{number} 的案卷由本案承办人或者案件督办移交",
            f"the file of {number} is handed over by its handler or its supervisor",
        )
    if transfers.is_handed_over(connection, case.id):
        raise GuardFailed(f"{number} 已经移交", f"{number} was handed over already")
    return case


@dataclass(frozen=True, slots=True)
class _Made:
    files: int
    size: int
    sha256: str


def _bundled(store: Store, shelf: Shelf, number: str, now: datetime, by: str, bureau: str) -> _Made:
    path, done = bundle_to_file(store, shelf, number, BundleKind.ARCHIVE, now, by=by, bureau=bureau)
    try:
        return _summed(path, done)
    finally:
        path.unlink(missing_ok=True)


def _summed(path: Path, done: Bundled) -> _Made:
    told, size = sha256(), 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            told.update(block)
            size += len(block)
    return _Made(done.files, size, told.hexdigest())


def _list_line(
    store: Store, connection: Connection, case: CaseRecord, made: _Made
) -> dict[str, object]:
    kept = retention_of(Facts.read(case.facts), pack_by_id(store, connection, case.pack_id))
    return {
        "case_id": case.id, "version": case.version, "years": kept.years, "files": made.files,
        "size": made.size, "sha256": made.sha256,
    }  # fmt: skip


def enter_receipt(
    store: Store, number: str, receipt: str, received_on: date, now: datetime, *, by: str
) -> None:
    """Enter once what the recipient answered; raises ``NotFound``, ``Invalid``, ``GuardFailed``."""
    now, receipt = now.astimezone(UTC), one_line("receipt", receipt, RECEIPT)
    with store.write() as connection:
        person = granted(connection, by, Thing.RETENTION, "W", local_day(now))
        found = _transfer(connection, person, number, hold=True)
        if found.receipt:
            raise GuardFailed("回执已经登记", "the receipt was entered already")
        if not local_day(found.at) <= received_on <= local_day(now):
            raise Invalid(
                "received_on", "应在移交之日至今天之间", "lies between the transfer and today"
            )
        transfers.enter_receipt(
            connection, found.id, receipt=receipt, received_on=received_on, receipt_by=person.id,
            receipt_at=now,
        )  # fmt: skip
        said = {"transfer": number, "receipt": receipt, "received_on": str(received_on)}
        journal.note(connection, "files_received", person, now, **said)


def list_transfers(
    store: Store, now: datetime, *, viewer: str, after: str | None = None, limit: int = PAGE
) -> TransferPage:
    """Every transfer, the newest first: a list names cases by number, and nobody."""
    before = mark_read(after)
    with store.read() as connection:
        granted(connection, viewer, Thing.RETENTION, "R", local_day(now))
        found = transfers.transfers(connection, before, limit + 1)
    more = str(found[limit - 1].id) if len(found) > limit else None
    return TransferPage(tuple(found[:limit]), more)


def read_transfer(store: Store, number: str, now: datetime, *, viewer: str) -> TransferSheet:
    """A transfer with its list; raises ``NotFound``."""
    with store.read() as connection:
        person = granted(connection, viewer, Thing.RETENTION, "R", local_day(now))
        found = _transfer(connection, person, number)
        lines = tuple(transfers.lines_of(connection, found.id))
        receives = not found.receipt and may(held_by(person), Thing.RETENTION, "W")
    return TransferSheet(found, lines, receives)


def check_transfer(
    store: Store, shelf: Shelf, number: str, now: datetime, *, by: str, bureau: str
) -> list[Checked]:
    """Make each bundle of a list again and hold it against the hash of that day."""
    with store.read() as connection:
        person = granted(connection, by, Thing.RETENTION, "R", local_day(now))
        lines = transfers.lines_of(connection, _transfer(connection, person, number).id)
    return list(_checked(store, shelf, lines, now, by, bureau))


def _checked(
    store: Store, shelf: Shelf, lines: Sequence[LineRecord], now: datetime, by: str, bureau: str
) -> Iterator[Checked]:
    for one in lines:
        if one.emptied:
            yield Checked(one.case, None, "已销毁或匿名化", "destroyed or anonymised since")
            continue
        try:
            with store.read() as connection:
                case, _ = look_at(connection, one.case, by, now)
            if case.version != one.version:
                yield Checked(one.case, None, "移交后又有办理", "taken up again since")
                continue
            same = _bundled(store, shelf, one.case, now, by, bureau).sha256 == one.sha256
        except CaseError as error:
            yield Checked(one.case, None, error.say("zh"), error.say("en"))
        else:
            said = ("一致", "the same") if same else ("不一致", "differs")
            yield Checked(one.case, same, *said)


def _transfer(
    connection: Connection, person: PersonRecord, number: str, *, hold: bool = False
) -> TransferRecord:
    found = transfers.transfer_numbered(connection, number, hold=hold)
    if found is None or not may(held_by(person), Thing.RETENTION, "R"):
        raise NotFound("移交清单", "transfer", number)
    return found


def one_line(name: str, text: str, most: int) -> str:
    """What was typed into one line; raises ``Invalid`` where it says nothing or too much."""
    text = text.strip()
    if says_nothing(text) or unprintable(text) or "\n" in text or len(text) > most:
        raise Invalid(name, f"必填，不超过 {most} 个字", f"is required, {most} characters at most")
    return text


def mark_read(after: str | None) -> int | None:
    """The id at which a page of the newest ended; raises ``Invalid``."""
    if after is None:
        return None
    if not after.isdecimal() or len(after) > DIGITS:
        raise Invalid("after", "不是上一页给出的标记", "is not a mark that a page gave")
    return int(after)
