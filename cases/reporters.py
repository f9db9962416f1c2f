"""Who reported a matter, and in which words: entered, read with a reason, sealed anew.

It stands in no event, fact, list, notice or paper; others work with the number and the abstract.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import orjson
from pydantic import Field
from sqlalchemy import Connection

from cases.eyes import MatterEyes, eyes_on_matter
from cases.standing import find_person
from deadlines import local_day
from states.errors import GuardFailed, Invalid, NotFound, NotGranted
from states.forms.base import LINE, Form, Line, Text, says_nothing, unprintable
from states.vocabulary import ReportKind, Role
from storage import Store, journal, opening, reports
from storage.people import PersonRecord
from storage.reports import ReportRecord
from storage.sealing import KeyRing, SealBroken, Suite, keep_ring, kept_ring, read_ring

RING = "reporters"
BATCH = 200
WHO = ("name", "contact", "address", "id_number")


class NewReport(Form):
    """登记举报: who reported and in which words; the abstract is what others see."""

    received_on: Annotated[date, Field(title="收到日期", description="day it was received")]
    abstract: Annotated[
        Text, Field(title="摘要", description="abstract: nothing by which the writer is known")
    ]
    text: Annotated[Text | None, Field(title="举报原文", description="its own words")] = None
    name: Annotated[Line | None, Field(title="举报人姓名", description="name")] = None
    contact: Annotated[Line | None, Field(title="联系方式", description="contact")] = None
    address: Annotated[Line | None, Field(title="地址", description="address")] = None
    id_number: Annotated[Line | None, Field(title="证件号码", description="ID number")] = None
    handler: Annotated[
        Line | None, Field(title="指定信访承办人", description="username; default who enters it")
    ] = None

    def identity(self) -> dict[str, str]:
        """What is known of who reported."""
        return {name: value for name in WHO if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True)
class Office:
    """Where reports are kept, and the folder of the keys that open them."""

    store: Store
    keys: Path
    suite: Suite = "international"

    def ring(self, connection: Connection) -> KeyRing:
        """The ring of reports; once anything is sealed it must be there: ``KeysUnreadable``."""
        if reports.any_report(connection):
            return kept_ring(self.keys, RING)
        return read_ring(self.keys, RING, self.suite)


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report as those who work on the matter see it; ``may_read`` is who may read the rest."""

    number: str
    received_on: date
    abstract: str
    anonymous: bool
    handler_name: str
    may_read: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """What was sealed of a report, for the one who gave a reason."""

    number: str
    matter: str
    abstract: str
    identity: Mapping[str, str]
    text: str | None


def enter_report(
    office: Office, matter: str, data: Mapping[str, Any], by: str, now: datetime
) -> str:
    """Enter a report of ``matter`` and seal it; its number.

    Raises ``Invalid``, ``NotFound`` or ``GuardFailed``; then nothing was written.
    """
    form, now = NewReport.read(data), now.astimezone(UTC)
    with office.store.write() as connection:
        matter_id, kind, eyes = _matter(connection, matter, by, local_day(now))
        if not eyes.enters:
            raise NotGranted("举报由信访承办人登记", "reports are entered by petitions", "第十九条")
        handler = _named(connection, form.handler, eyes, local_day(now))
        _fits(form, kind, local_day(now))
        reports.hold(connection)
        ring = office.ring(connection)
        year = local_day(now).year
        number = f"J{year}-{opening.next_number(connection, 'report', year):04d}"
        row = reports.insert_report(
            connection,
            {
                "number": number, "matter_id": matter_id, "received_on": form.received_on,
                "abstract": form.abstract, "anonymous": kind is ReportKind.ANONYMOUS,
                "handler_id": handler.id, "entered_by": eyes.person.id, "entered_at": now,
            },
        )  # fmt: skip
        who = orjson.dumps(form.identity()).decode() if form.identity() else None
        reports.keep_sealed(
            connection, row,
            who and ring.seal(who, _place(number, matter, handler.id, "identity")),
            form.text and ring.seal(form.text, _place(number, matter, handler.id, "raw")),
        )  # fmt: skip
        journal.note(connection, "report_entered", eyes.person, now, report=number, matter=matter)
    return number


def reports_of(office: Office, matter: str, now: datetime, *, viewer: str) -> list[ReportView]:
    """The reports of a matter for whoever may know that there are any; else none."""
    with office.store.read() as connection:
        _, _, eyes = _matter(connection, matter, viewer, local_day(now), asked=False)
        if not (eyes.knows_of_a_report or eyes.enters):
            return []
        return [
            ReportView(
                one.number, one.received_on, one.abstract, one.anonymous, one.handler_name,
                eyes.reads(one.handler_id),
            )
            for one in reports.of_matter(connection, matter)
        ]  # fmt: skip


def may_enter(office: Office, matter: str, now: datetime, *, viewer: str) -> bool:
    """Whether ``viewer`` may enter a report of the matter that was registered as reported."""
    with office.store.read() as connection:
        _, kind, eyes = _matter(connection, matter, viewer, local_day(now), asked=False)
        return eyes.enters and kind is not ReportKind.NONE


def read_report(office: Office, number: str, by: str, reason: str, now: datetime) -> Opened:
    """Who reported, for the named handler or the principal; every reading is kept with its reason.

    Raises ``Invalid`` without a reason, ``GuardFailed`` where it is for others, and ``NotFound``.
    """
    if says_nothing(reason) or unprintable(reason) or len(reason) > LINE:
        raise Invalid(
            "reason", f"请写明查阅理由，不超过{LINE}个字", f"is required, {LINE} characters at most"
        )
    now = now.astimezone(UTC)
    with office.store.write() as connection:
        found = reports.report_numbered(connection, number)
        if found is None:
            raise NotFound("举报", "report", number)
        _, _, eyes = _matter(connection, found.matter, by, local_day(now), asked=False)
        kind = "reporter_read" if eyes.reads(found.handler_id) else "reporter_refused"
        said = {"report": number, "matter": found.matter, "reason": reason.strip()}
        journal.note(connection, kind, eyes.person, now, **said)
        ring = office.ring(connection)
    # What was asked for is kept whatever comes of it, so all else happens after the transaction.
    if not (eyes.knows_of_a_report or eyes.enters):  # that there is such a report tells already
        raise NotFound("举报", "report", number)
    if kind == "reporter_refused":
        raise NotGranted(
            "举报人身份仅限本件指定的信访承办人和主要负责人查阅，本次请求已记入日志",
            "who reported is read by the petitions handler named for it and by the principal; "
            "this request is in the journal",
            "第十九条",
        )
    return _opened(ring, found)


def rotate(office: Office, by: str, now: datetime) -> int:
    """Seal every report anew under a fresh key and forget the old ones; how many were.

    Interrupted it is simply run again: the ring keeps every key that something is sealed under.
    """
    now = now.astimezone(UTC)
    with office.store.write() as connection:
        actor = find_person(connection, by, local_day(now))
        if all(role != Role.SEC for role, _ in actor.grants):
            raise NotGranted(
                "密钥由安全管理员更换", "keys are rotated by the security administrator"
            )
        reports.hold(connection)
        held = office.ring(connection)
        ring = held if _stale(connection, held) else held.rotated(office.suite)
        keep_ring(office.keys, RING, ring)
    count, after = 0, 0
    while True:
        with office.store.write() as connection:
            rows = list(reports.sealed_after(connection, after, BATCH))
            for row in rows:
                fresh = (_anew(ring, row, "identity"), _anew(ring, row, "raw"))
                if fresh != (row.identity, row.raw):
                    reports.keep_sealed(connection, row.id, *fresh)
                    count += 1
        if not rows:
            break
        after = rows[-1].id
    with office.store.write() as connection:
        reports.hold(connection)  # what is being sealed right now needs its key
        keep_ring(office.keys, RING, ring.only(frozenset(_keys_in_use(connection))))
        journal.note(connection, "keys_rotated", actor, now, ring=RING, sealed=count)
    return count


def _matter(
    connection: Connection, matter: str, viewer: str, on: date, *, of: str = "", asked: bool = True
) -> tuple[int, ReportKind, MatterEyes]:
    found = reports.matter_reported(connection, matter)
    eyes = eyes_on_matter(connection, viewer, found[2] if found else (), on)
    if found is None or (asked and not (eyes.roles or eyes.knows_of_a_report)):
        raise NotFound(*(("举报", "report", of) if of else ("事项", "matter", matter)))
    return found[0], ReportKind(found[1]), eyes


def _named(
    connection: Connection, username: str | None, eyes: MatterEyes, on: date
) -> PersonRecord:
    if username is None:
        return eyes.person
    named = find_person(connection, username, on)
    if all(role != Role.PET for role, _ in named.grants):
        raise Invalid("handler", "须由信访承办担任", "must hold the role PET")
    return named


def _fits(form: NewReport, kind: ReportKind, today: date) -> None:
    """第十九条: a real-name report has a name; an anonymous one is not traced to anybody."""
    if form.received_on > today:
        raise Invalid("received_on", "不能晚于今天", "must not be in the future")
    if kind is ReportKind.NONE:
        raise GuardFailed(
            "本事项登记为非举报来源，没有举报可登记",
            "the matter was registered as not reported",
            "第十九条",
        )
    if kind is ReportKind.ANONYMOUS and form.identity():
        raise Invalid(
            next(iter(form.identity())),
            "匿名举报不登记、不追查举报人身份（第十九条）",
            "of an anonymous report nobody is named or traced (Art. 19)",
        )
    for said in form.identity().values():
        if said in form.abstract:
            raise Invalid(
                "abstract", "摘要不能写举报人的姓名、电话、单位等", "must not name who reported"
            )
    if kind is ReportKind.REAL_NAME and not form.name:
        raise Invalid("name", "实名举报须登记姓名", "is required of a real-name report")


def _opened(ring: KeyRing, found: ReportRecord) -> Opened:
    try:
        who = found.identity and ring.open(found.identity, _place_of(found, "identity"))
        raw = found.raw and ring.open(found.raw, _place_of(found, "raw"))
    except SealBroken:
        raise GuardFailed(
            "密封内容打不开：可能被改动、被移到他处或密钥不符，请告知安全管理员",
            "what is sealed cannot be opened: altered, moved, or sealed under another key",
        ) from None
    return Opened(found.number, found.matter, found.abstract, orjson.loads(who) if who else {}, raw)


Column = Literal["identity", "raw"]


def _place(number: str, matter: str, handler: int, column: Column) -> str:
    """Where a sealed text belongs: under another number, matter or handler it does not open."""
    return f"reports/{number}/{matter}/{handler}/{column}"


def _place_of(row: ReportRecord, column: Column) -> str:
    return _place(row.number, row.matter, row.handler_id, column)


def _anew(ring: KeyRing, row: ReportRecord, column: Column) -> str | None:
    sealed = row.identity if column == "identity" else row.raw
    if sealed is None or ring.sealed_with_active(sealed):
        return sealed
    return ring.seal(ring.open(sealed, _place_of(row, column)), _place_of(row, column))


def _all_sealed(connection: Connection) -> Iterator[str]:
    after = 0
    while rows := list(reports.sealed_after(connection, after, BATCH)):
        yield from (text for row in rows for text in (row.identity, row.raw) if text)
        after = rows[-1].id


def _stale(connection: Connection, ring: KeyRing) -> bool:
    """Whether a rotation was interrupted: some text is not under the active key."""
    return any(not ring.sealed_with_active(text) for text in _all_sealed(connection))


def _keys_in_use(connection: Connection) -> set[str]:
    return {text.split(".")[1] for text in _all_sealed(connection)}
