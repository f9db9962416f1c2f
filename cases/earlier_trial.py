"""A bureau's own ledger while it is tried: what may come in is made ready, the rest rejected."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from cases.clocks import ClockRoom
from cases.earlier_columns import EARLIER
from cases.earlier_mapping import Mapped, read_mapping
from cases.earlier_people import Directory
from cases.earlier_rows import EarlierLedger, EarlierRow, read_ledger_rows, reject
from cases.ledger import speech
from cases.registering import Begun, Entry, begin
from cases.registry_rows import Rejected
from cases.seating import Asked, Seating, seat
from cases.spreadsheets import Row, rows_of
from deadlines import local_day
from states.errors import CaseError, Invalid
from states.forms.earlier import Import, Told
from storage import Store, earlier
from storage.calendar import calendar
from storage.packs import pack_by_id, pack_in_force
from storage.people import PersonRecord

Progress = Callable[[int, int | None], None]
"""Rows read (of how many nobody knows yet); then matters tried, and then written, of how many."""
TOLD_AT = 100
"""Of so many rows one is told of."""
SHARED = (
    "track", "organ", "started_on", "subject", "start_document", "party", "occurred_on",
    "report_kind",
)  # fmt: skip
"""What all rows of a matter say alike."""
COLUMN_OF: Mapping[str, str] = {
    **{column.field: column.code for column in EARLIER.values()},
    "officers": "officer", "late_fate": "late", "returned": "opinion", "handler": "unit",
    "correction_until": "correction", "remarks": "marks", "supervisor": "unit",
}  # fmt: skip
"""The column that a field of the form stands in."""


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """A ledger that somebody brings, and the mapping that says how it is read."""

    content: bytes
    mapping: bytes

    @property
    def sha256(self) -> str:
        """The hash of the ledger's bytes."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(slots=True)
class Tried:
    """What a ledger brings: of ``rows`` so many cases of so many matters, the rest rejected.

    ``applied``: it was written; then ``numbers`` says what each matter is called here, by the
    number of the ledger.
    """

    rows: int
    matters: int
    cases: int
    rejected: list[Rejected]
    ignored: list[str]
    applied: bool = False
    numbers: dict[str, str] = field(default_factory=dict)

    @property
    def rejected_rows(self) -> int:
        """How many rows cannot come in; one may have several reasons."""
        return len({one.row for one in self.rejected})


@dataclass(frozen=True, slots=True)
class ReadyMatter:
    """The rows of one matter, ready to be entered."""

    number: str
    form: Import
    cases: tuple[Begun, ...]


class Trial:
    """A ledger tried within one reading; ``ready`` is what may come in.

    Raises ``Invalid`` for a file or a mapping that cannot be read.
    """

    def __init__(
        self,
        store: Store,
        connection: Connection,
        file: LedgerFile,
        person: PersonRecord,
        now: datetime,
        progress: Progress | None = None,
    ) -> None:
        self.store, self.connection, self.file = store, connection, file
        self.person, self.now, self.today = person, now.astimezone(UTC), local_day(now)
        self.progress: Progress = progress or _untold
        self.mapped: Mapped = read_mapping(file.mapping)
        self.rooms: dict[int, ClockRoom] = {}
        self.seatings: dict[tuple[int, ...], Seating] = {}
        self.packs: dict[date, int | None] = {}
        self.ready: list[ReadyMatter] = []
        found = self._read()
        self.numbers = found.matters
        self.ground = earlier.ground(connection, self.numbers)
        self.result = self._tried(found)

    def holds(self, connection: Connection) -> bool:
        """Whether nothing that it was tried against has changed since."""
        return self.ground == earlier.ground(connection, self.numbers)

    @cached_property
    def directory(self) -> Directory:
        """Whom and what its words mean."""
        return Directory(self.connection, self.mapped, self.today)

    def _read(self) -> EarlierLedger:
        say = speech(self.connection, self.store, "zh", self.today)
        words = {
            **{word: code for code, cited in say.cited.items() for word in (code, cited)},
            **{word: zh for zh, en in say.english.items() for word in (zh, en)},
        }
        return read_ledger_rows(self._told(rows_of(self.file.content)), self.mapped, words)

    def _told(self, rows: Iterator[Row]) -> Iterator[Row]:
        for done, row in enumerate(rows):
            if done % TOLD_AT == 0:
                self.progress(done, None)
            yield row

    def _tried(self, found: EarlierLedger) -> Tried:
        """Check every row."""
        held, matters = earlier.taken(self.connection, self.numbers), list(_by_matter(found))
        for done, rows in enumerate(matters):
            if done % TOLD_AT == 0:
                self.progress(done, len(matters))
            if (number := held.get(rows[0].matter)) is not None:
                found.rejected += [
                    reject(
                        row.number, "matter_number", row.matter,
                        f"已在系统中（{number}），不重复导入",
                        f"is here already ({number}) and not imported twice",
                    )
                    for row in rows
                ]  # fmt: skip
                continue
            self._make_ready(rows, found)
        found.rejected.sort(key=lambda one: one.row)
        cases = sum(len(matter.cases) for matter in self.ready)
        return Tried(found.seen, len(self.ready), cases, found.rejected, found.ignored)

    def _make_ready(self, rows: Sequence[EarlierRow], found: EarlierLedger) -> None:
        """Let the rows of a matter come in, or say why not; one alone cannot."""
        rejected = [one for row in rows for one in self._differing(row, rows[0])]
        who = [self._who(row, rejected) for row in rows]
        spoilt = found.spoilt.get(rows[0].matter)
        if not rejected:
            made = self._matter(rows, [one for one in who if one], rejected)
            if made and spoilt is None:
                self.ready.append(made)
        found.rejected += rejected
        at_fault = {one.row for one in rejected}
        if at_fault or spoilt is not None:
            first = min(at_fault, default=spoilt)
            found.rejected += [
                reject(
                    row.number, "matter_number", row.matter, f"同一事项的第{first}行不能导入",
                    f"row {first} of the same matter cannot come in",
                )
                for row in rows
                if row.number not in at_fault
            ]  # fmt: skip

    def _differing(self, row: EarlierRow, first: EarlierRow) -> Iterator[Rejected]:
        for name in SHARED:
            if row.fields.get(name) != first.fields.get(name):
                yield reject(
                    row.number, COLUMN_OF[name], row.fields.get(name),
                    f"与同一事项的第{first.number}行不同",
                    f"differs from row {first.number} of the same matter",
                )  # fmt: skip

    def _who(self, row: EarlierRow, rejected: list[Rejected]) -> tuple[PersonRecord, int] | None:
        """Whose row it is, and in which unit."""
        try:
            unit = self.directory.unit(row.unit)
            return self.directory.officer(row, unit), unit
        except Invalid as refusal:
            value = {"unit": row.unit, "username": row.username}.get(refusal.name, row.officer)
            rejected.append(reject(row.number, refusal.name, value, refusal.zh, refusal.en))
        return None

    def _matter(
        self,
        rows: Sequence[EarlierRow],
        who: Sequence[tuple[PersonRecord, int]],
        rejected: list[Rejected],
    ) -> ReadyMatter | None:
        officers = [officer for officer, _ in who]
        usernames = [officer.username for officer in officers]
        cases = []
        for row, (officer, unit) in zip(rows, who, strict=True):
            before = len(rejected)
            if usernames.count(officer.username) > 1:
                twice = Invalid("officer", "同一事项中有重复人员", "stands twice in one matter")
                rejected.append(_refused(row, twice))
                continue
            try:
                form = Import.read(self._data(row, usernames))
                rejected += [_refused(row, fault) for fault in form.faults(self.today)]
                if len(rejected) == before:
                    cases.append(self._begun(form, officers, officer, unit))
            except CaseError as refusal:
                rejected.append(_refused(row, refusal))
        if rejected:
            return None
        return ReadyMatter(rows[0].matter, form, tuple(cases))

    def _begun(
        self, form: Import, officers: Sequence[PersonRecord], officer: PersonRecord, unit: int
    ) -> Begun:
        """The row as a case, with who works on it; raises what refuses it."""
        pack_id = self._pack(form)
        seating = self._seating(officers, unit)
        entry = Entry("import", form, seating, officer, unit, pack_id)
        return begin(self._room(pack_id), entry)

    def _seating(self, officers: Sequence[PersonRecord], unit: int) -> Seating:
        """Who works on a matter of these officers in that unit: asked once for all of theirs."""
        key = (*(officer.id for officer in officers), unit)
        if key not in self.seatings:
            asked = Asked(officers, [unit], self.mapped.handler, self.mapped.supervisor)
            self.seatings[key] = seat(
                self.connection, self.person.username, asked, self.today, event="import"
            )
        return self.seatings[key]

    def _data(self, row: EarlierRow, usernames: Sequence[str]) -> dict[str, Any]:
        """The fields of the form; what it is about bears the number it had, to be found by it."""
        about = row.fields.get("subject")
        told = {name: said for name, said in row.fields.items() if name in Told.model_fields}
        return {
            "start_document": "—", "told": told, "officers": list(usernames),
            **{name: said for name, said in row.fields.items() if name not in told},
            "subject": f"{about}（{row.matter}）" if about else f"旧案 {row.matter}",
            "file": self.file.sha256, "row": row.number,
        }  # fmt: skip

    def _pack(self, form: Import) -> int:
        """The measures that the case falls under, which must know what the row speaks of."""
        on, code = form.started_on, self.mapped.measures
        if on not in self.packs:
            self.packs[on] = pack_in_force(self.store, self.connection, on, code)
        pack_id = self.packs[on]
        if pack_id is None:
            raise Invalid(
                "started_on", "那天没有施行中的办法", "is a day on which no measures were in force"
            )
        pack = pack_by_id(self.store, self.connection, pack_id)
        items = {item.code: group.force for group in pack.weighed_groups for item in group.items}
        forbid = {code for code, force in items.items() if force == "must_not"}
        for name, said, known in (
            ("field", form.told.field, pack.fields),
            ("issue_type", form.told.issue_type, pack.issue_types),
            *(("grounds", code, items.keys() - forbid) for code in form.told.grounds),
            *(("exclusions", code, forbid) for code in form.told.exclusions),
        ):
            if said and said not in known:
                raise Invalid(
                    name, f"适用的办法没有“{said}”", f"{said!r} is not in the measures that apply"
                )
        return pack_id

    def _room(self, pack_id: int) -> ClockRoom:
        if pack_id not in self.rooms:
            pack = pack_by_id(self.store, self.connection, pack_id)
            self.rooms[pack_id] = ClockRoom(pack, calendar(self.store, self.connection), self.now)
        return self.rooms[pack_id]


def _refused(row: EarlierRow, refusal: CaseError) -> Rejected:
    """Why a row cannot come in, of the column that is at fault."""
    if not isinstance(refusal, Invalid):
        said = refusal.say("zh"), refusal.say("en")
        return reject(row.number, "officer", row.officer, *said)
    name = refusal.name.removeprefix("told.").partition(".")[0]
    code = COLUMN_OF.get(name, name)
    value = row.fields.get(name, row.officer if code == "officer" else "")
    return reject(
        row.number, code if code in EARLIER else "matter_number", value, refusal.zh, refusal.en
    )


def _by_matter(found: EarlierLedger) -> Iterator[Sequence[EarlierRow]]:
    """The rows of each matter, in the order of the ledger."""
    matters: dict[str, list[EarlierRow]] = {}
    for row in found.rows:
        matters.setdefault(row.matter, []).append(row)
    yield from matters.values()


def _untold(_done: int, _total: int | None) -> None:
    """Nobody wants to know."""
