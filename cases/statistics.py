"""Statistics as whoever asks may read them: of the cases and columns that their role shows."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, Literal

from sqlalchemy import Connection

from access.policy import Thing
from cases.counting import count_what_changed
from cases.ledger import Cut, check, cut_of, speech, spoken
from cases.standing import granted
from deadlines import local_day
from reports import statistics as figures
from reports.ledger_columns import Lang
from reports.statistics import Cell, Room, Table
from reports.table_files import csv_lines, write_xlsx
from states.vocabulary import Role
from storage import Store, ledger_list, statistics
from storage.calendar import calendar
from storage.journal import note
from storage.ledger_list import Asked
from storage.packs import loaded_ids, pack_by_id

Pair = tuple[str, str]
TITLE = ("容错纠错统计", "Statistics")
Format = Literal["xlsx", "csv", "json"]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Tables of figures; ``roles`` are those by which they can be read."""

    cut: Cut
    roles: tuple[Role, ...]
    units: list[tuple[str, str]]
    tables: tuple[Table, ...]

    def table(self, code: str) -> Table | None:
        """The table of that code, where this role has it."""
        return next((table for table in self.tables if table.code == code), None)


def read_statistics(
    store: Store, viewer: str, now: datetime, asked: Asked, *, lang: Lang = "zh", role: str = ""
) -> Statistics:
    """Figures of the cases that ``viewer`` may count; what changed is counted first.

    ``asked`` narrows by the day of the start and by unit alone.
    """
    count_what_changed(store)
    today = local_day(now)
    with store.read() as connection:
        roles, cut = cut_of(connection, viewer, role, today)
        check(asked, cut)
        narrowed = Asked(since=asked.since, until=asked.until, unit=asked.unit)
        room = Room(
            connection,
            narrowed,
            cut.scope,
            statistics.figures(connection, narrowed, cut.scope, today),
            speech(connection, store, lang, today),
            calendar(store, connection),
            _clocks(store, connection),
            _items(store, connection),
            statistics.unit_names(connection),
        )
        return Statistics(
            cut, roles, ledger_list.units_in(connection, cut.scope), tuple(_tables(room, cut))
        )


NEEDS: Mapping[str, str] = {
    "outcomes": "outcome", "late": "late", "items": "grounds", "unit_field": "field",
    "unit_issue": "field", "field_issue": "field", "ways": "ways", "funnel": "filed_on",
    "years": "filed_on", "clocks": "review_due_on", "overdue": "review_due_on",
    "longest": "review_due_on",
}  # fmt: skip
"""The column that somebody must see who reads a table."""


def _tables(room: Room, cut: Cut) -> Iterator[Table]:
    codes = {column.code for column in cut.view.columns}
    for table in _every(room):
        if NEEDS.get(table.code, "matter_number") in codes:
            yield table


def _every(room: Room) -> Iterator[Table]:
    states, kinds = statistics.states(room.figures), statistics.kinds(room.figures)
    overdue = statistics.overdue(room.connection, room.asked, room.scope, room.say.today)
    stages = statistics.stages(room.figures)
    yield figures.funnel(room, stages)
    yield figures.outcomes(room, states)
    yield figures.states(room, states)
    yield figures.overdue(room, overdue)
    yield figures.clocks(room, overdue)
    yield figures.longest(room)
    yield figures.late(room)
    yield figures.ways(room)
    yield figures.years(room, _years(room, stages))
    yield figures.matrix(room, "unit_field", kinds, "unit", "field")
    yield figures.matrix(room, "unit_issue", kinds, "unit", "issue_type")
    yield figures.matrix(room, "field_issue", kinds, "field", "issue_type")
    yield figures.items(room)


def _years(room: Room, stages: statistics.Rows) -> statistics.Rows:
    """Those of every year, whatever days are asked for."""
    if room.asked.since is None and room.asked.until is None:
        return stages
    every = replace(room.asked, since=None, until=None)
    found = statistics.figures(room.connection, every, room.scope, room.say.today)
    return statistics.stages(found)


def export_statistics(
    store: Store,
    viewer: str,
    now: datetime,
    asked: Asked,
    out: IO[bytes],
    *,
    as_: Format,
    lang: Lang = "zh",
    role: str = "",
) -> None:
    """Write the same figures as a file; that they were taken is in the journal."""
    found = read_statistics(store, viewer, now, asked, lang=lang, role=role)
    with store.write() as connection:
        person = granted(connection, viewer, Thing.REPORTS, "Ro", local_day(now))
        said = {"as": as_, "role": str(found.cut.role), **spoken(asked)}
        note(connection, "figures_taken", person, now, **said)
    if as_ == "json":
        out.write(json.dumps(as_data(found), ensure_ascii=False, indent=1).encode())
        return
    heads = [one[0 if lang == "zh" else 1] for one in FLAT]
    rows = [list(row) for row in _flat(found)]
    if as_ == "xlsx":
        write_xlsx(out, TITLE[0 if lang == "zh" else 1], heads, rows, wide=22)
        return
    for piece in csv_lines(heads, rows):
        out.write(piece)


FLAT: tuple[Pair, ...] = (
    ("统计表", "Table"), ("分组", "Group"), ("项目", "Counted"), ("指标", "Figure"),
    ("数值", "Value"), ("定义", "Definition"),
)  # fmt: skip


def _flat(found: Statistics) -> Iterator[tuple[str | int | float | None, ...]]:
    """One figure a row, as a spreadsheet can turn it about."""
    for table in found.tables:
        for row in table.rows:
            for head, cell in zip(table.heads, row.cells, strict=True):
                yield table.title, row.group, row.label, head, cell.value, table.said


def as_data(found: Statistics) -> list[dict[str, object]]:
    """The figures as plain data, for a program."""
    return [
        {
            "code": table.code, "title": table.title, "definition": table.said,
            "total": table.total, "columns": list(table.heads),
            "rows": [
                {"label": row.label, "group": row.group, "values": [c.value for c in row.cells],
                 "ledger": [_asked(c) for c in row.cells]}
                for row in table.rows
            ],
        }
        for table in found.tables
    ]  # fmt: skip


def _asked(cell: Cell) -> dict[str, str] | None:
    return dict(cell.asked) if cell.asked else None


def clock_names(store: Store) -> dict[str, Pair]:
    """What every clock is called."""
    with store.read() as connection:
        return _clocks(store, connection)


def _clocks(store: Store, connection: Connection) -> dict[str, Pair]:
    packs = [pack_by_id(store, connection, one) for one in loaded_ids(connection)]
    packs.sort(key=lambda pack: pack.code != store.pack)
    found: dict[str, Pair] = {}
    for pack in packs:
        for name, rule in pack.deadlines.items():
            found.setdefault(name, (rule.zh, rule.en))
    return found


def _items(store: Store, connection: Connection) -> dict[str, Pair]:
    """The items of the bureau's own measures first, then those of others that are loaded."""
    packs = [pack_by_id(store, connection, one) for one in loaded_ids(connection)]
    packs.sort(key=lambda pack: pack.code != store.pack)
    found: dict[str, Pair] = {}
    for pack in packs:
        if pack.code == store.pack:
            for group in pack.weighed_groups:
                for item in group.items:
                    found.setdefault(item.code, (item.zh, item.en))
    return found


def issue_names(store: Store) -> dict[str, str]:
    """What fields and kinds of issue are called in English."""
    with store.read() as connection:
        packs = [pack_by_id(store, connection, one) for one in loaded_ids(connection)]
    return {zh: en for pack in packs for zh, en in {**pack.fields, **pack.issue_types}.items()}
