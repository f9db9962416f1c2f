"""Files of a case's evidence: taken in, listed, given out (第七条)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from cases.advance import Request, advance_within
from cases.attempts import keep_attempt
from cases.eyes import Eyes, look_at
from cases.standing import find_person, roles_in_case
from deadlines import local_day
from states.errors import CaseError, Conflict, GuardFailed, NotAllowed, NotFound
from states.events import EVENTS
from states.facts import Exhibit, Facts
from states.step import ROWS
from states.vocabulary import Role, State
from storage import Store, attachments, journal, records
from storage.attachments import EVENT, AttachmentRecord
from storage.files.kinds import kind_of, named_alike
from storage.files.naming import clean_name, extension
from storage.files.scanning import Infected
from storage.files.shelf import Draft, Shelf
from storage.people import PersonRecord
from storage.records import CaseRecord

TRIES = 3
"""Somebody else may take the next step of the case meanwhile; nobody uploads twice for that."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What somebody hands in: for ``evidence`` of the list; without it, as a new piece of it.

    The new piece is called ``title``, or else as the file is.
    """

    number: str
    by: str
    name: str
    evidence: str = ""
    title: str = ""
    shown: bool = False


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as its reader sees it; ``title`` is that of the piece of evidence."""

    id: int
    evidence: str
    title: str
    name: str
    kind: str
    size: int
    digest: str
    shown: bool
    scanned: bool
    by_name: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class GivenOut:
    """A file to be read: where its content is, and under which name it goes out."""

    path: Path
    name: str
    size: int


def may_attach(store: Store, number: str, by: str, now: datetime) -> None:
    """Raise where ``by`` may attach nothing to the case: before a single byte is taken in."""
    try:
        with store.read() as connection:
            _hand(connection, number, by, now)
    except CaseError as error:
        keep_attempt(store, number, by, EVENT, error, at=now)
        raise


def attach(store: Store, shelf: Shelf, draft: Draft, handed: HandedIn, now: datetime) -> FileView:
    """Keep what came in as ``draft`` and enter it in the history, both or neither.

    The same file at the same piece of evidence again changes nothing and answers as before. Raises
    ``Unfit``, ``Infected``, ``ScannerAway``, or what refuses the step.
    """
    now = now.astimezone(UTC)
    digest = draft.finish()
    kind = kind_of(draft.path)
    name = named_alike(clean_name(handed.name), kind)
    scanned = _scanned(store, shelf, draft, handed, now)
    try:
        for left in reversed(range(TRIES)):
            try:
                with store.write() as connection:
                    return _attach(
                        store, connection, shelf, draft, handed, now,
                        name=name, kind=kind, digest=digest, scanned=scanned,
                    )  # fmt: skip
            except Conflict:
                if not left:
                    raise
    except CaseError as error:
        keep_attempt(store, handed.number, handed.by, EVENT, error, at=now)
        raise
    raise AssertionError


def attachments_on(
    store: Store, number: str, now: datetime, *, viewer: str | None
) -> list[FileView]:
    """The files of the case that ``viewer`` may read, in the order they came."""
    with store.read() as connection:
        case, eyes = look_at(connection, number, viewer, now)
        return [_view(row, exhibit) for row, exhibit in _seen(connection, case, eyes)]


def give_out(
    store: Store, shelf: Shelf, number: str, file: int, now: datetime, *, viewer: str
) -> GivenOut:
    """The file for whoever may read it, entered in the journal; it is what it was, or it is kept.

    Raises ``NotFound``, also where they may not, and ``GuardFailed`` where it was altered.
    """
    with store.read() as connection:
        case, eyes = look_at(connection, number, viewer, now)
        person = find_person(connection, viewer, local_day(now))
        rows = [row for row, _ in _seen(connection, case, eyes) if row.id == file]
    if not rows:
        raise NotFound("附件", "file", str(file))
    if shelf.found(rows[0].digest) != rows[0].digest:
        raise GuardFailed(
            "文件缺失或与登记时不一致，已停止提供；请告知系统管理员运行 rongcuo verify",
            "the file is missing or not what it was: tell the administrator to run "
            "'rongcuo verify'",
        )
    with store.write() as connection:
        said = {"case": case.number, "file": file, "digest": rows[0].digest}
        journal.note(connection, "file_read", person, now, **said)
    return GivenOut(shelf.place(rows[0].digest), rows[0].name, rows[0].size)


def takes_files(store: Store, number: str, by: str, now: datetime) -> tuple[bool, bool]:
    """Whether that person may attach files to the case now, and show them to the officer."""
    try:
        with store.read() as connection:
            _, _, _, roles = _hand(connection, number, by, now)
    except CaseError:
        return False, False
    return True, Role.HND in roles


def _hand(
    connection: Connection, number: str, by: str, now: datetime
) -> tuple[CaseRecord, Eyes, PersonRecord, frozenset[Role]]:
    case, eyes = look_at(connection, number, by, now)
    person = find_person(connection, by, local_day(now))
    roles = roles_in_case(person, case, Facts.read(case.facts))
    state = State(case.state)
    rows = ROWS.get((EVENT, state), ())
    granted = tuple(dict.fromkeys(role for row in rows for role in row.roles))
    if roles.isdisjoint(granted):
        article = rows[0].articles[0] if rows else None
        held = tuple(sorted(roles))
        raise NotAllowed(EVENTS[EVENT], state, held, granted, article)
    return case, eyes, person, roles


def _attach(
    store: Store, connection: Connection, shelf: Shelf, draft: Draft, handed: HandedIn,
    now: datetime, *, name: str, kind: str, digest: str, scanned: bool,
) -> FileView:  # fmt: skip
    attachments.hold(connection)
    case, eyes, person, roles = _hand(connection, handed.number, handed.by, now)
    if handed.shown and Role.HND not in roles:
        raise GuardFailed(
            "是否出示本人由承办人决定", "whether the officer is shown it is the handler's to say"
        )
    if not handed.evidence:
        title = handed.title or name.removesuffix(f".{extension(name)}")
        listed = Request("add_evidence", handed.by, {"items": [{"title": title}]})
        advance_within(store, connection, case.number, listed, now=now)
        case = records.load_case(connection, case.number) or case
        exhibit = Facts.read(case.facts).evidence[-1]
    else:
        exhibit = _exhibit(case, eyes, handed.evidence)
    held = attachments.of_case(connection, case.id)
    for row in held:
        if (row.evidence, row.digest) == (exhibit.number, digest):
            shelf.keep(draft)  # should it have been lost, here it is again
            return _view(row, exhibit)
    if len(held) >= shelf.most_files:
        raise GuardFailed(
            f"本案附件已达 {shelf.most_files} 个，不能再附；请合并后再上传",
            f"the case has {shelf.most_files} files already: combine some of them",
        )
    said = {"evidence": exhibit.number, "name": name, "kind": kind, "size": draft.size,
            "digest": digest, "shown": handed.shown, "scanned": scanned}  # fmt: skip
    attachments.add(
        connection, case_id=case.id, seq=case.version + 1, added_by=person.id,
        added_at=now, **said,
    )  # fmt: skip
    advance_within(store, connection, case.number, Request(EVENT, handed.by, said), now=now)
    shelf.keep(draft)
    return _view(attachments.of_case(connection, case.id)[-1], exhibit)


def _exhibit(case: CaseRecord, eyes: Eyes, number: str) -> Exhibit:
    """The piece of evidence, where they may see it."""
    for exhibit in Facts.read(case.facts).evidence:
        if exhibit.number == number and eyes.exhibit(exhibit):
            return exhibit
    raise NotFound("证据", "piece of evidence", number)


def _seen(
    connection: Connection, case: CaseRecord, eyes: Eyes
) -> list[tuple[AttachmentRecord, Exhibit]]:
    listed = {e.number: e for e in Facts.read(case.facts).evidence}
    return [
        (row, listed[row.evidence])
        for row in attachments.of_case(connection, case.id)
        if row.evidence in listed and eyes.file(listed[row.evidence], row.added_by, row.shown)
    ]


def _scanned(store: Store, shelf: Shelf, draft: Draft, handed: HandedIn, now: datetime) -> bool:
    """Whether a scanner found it clean; what it finds is entered in the journal."""
    if shelf.scanner is None:
        return False
    try:
        return shelf.scanner.scan(draft.path)
    except Infected as found:
        with store.write() as connection:
            person = find_person(connection, handed.by, local_day(now))
            said = {"case": handed.number, "digest": draft.finish(), "found": found.signature}
            journal.note(connection, "file_infected", person, now, **said)
        raise


def _view(row: AttachmentRecord, exhibit: Exhibit) -> FileView:
    return FileView(
        row.id, row.evidence, exhibit.title, row.name, row.kind, row.size, row.digest, row.shown,
        row.scanned, row.by_name, row.added_at,
    )  # fmt: skip
