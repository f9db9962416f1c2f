"""The rows of a registry's file, each column by its rule; every row that breaks one is told."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cases.cells import Fault, plain_heading, said, shown, text_in
from cases.registry_dates import NoDay, read_day
from cases.spreadsheets import FILE, Row
from regulations.registries import Column, Registry
from states.errors import Invalid

LONGEST = {"code": 80, "name": 200, "party": 200}
LONGEST_SAID = 2_000
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a registry; ``said`` is what else it says, by the key of its column."""

    code: str
    name: str
    party: str | None
    valid_from: date | None
    valid_to: date | None
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be taken: its number in the file, the column, what stands there and why."""

    row: int
    column_zh: str
    column_en: str
    value: str
    zh: str
    en: str


@dataclass(slots=True)
class Reading:
    """What a file holds: its entries, the rows that cannot be taken, headings that say nothing."""

    entries: list[Entry] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Head:
    """The first row: which column stands where, and how many headings there are."""

    columns: Mapping[int, Column]
    width: int


def read_rows(registry: Registry, rows: Iterator[Row], today: date) -> Reading:
    """Read every row; raises ``Invalid`` where the headings themselves are wrong."""
    first = next(rows, None)
    if first is None:
        raise Invalid(FILE, "没有内容", "is empty")
    reading = Reading()
    head = _Head(_columns(registry, first[1], reading), len(first[1]))
    codes: dict[str, int] = {}
    for number, cells in rows:
        entry = _entry(registry, head, number, cells, today, reading)
        if entry is None:
            continue
        if entry.code in codes:
            zh, en = f"与第{codes[entry.code]}行重复", f"is that of row {codes[entry.code]} too"
            reading.rejected.append(
                _rejected(number, _by_key(registry, "code"), entry.code, zh, en)
            )
            continue
        codes[entry.code] = number
        reading.entries.append(entry)
    if not reading.entries and not reading.rejected:
        raise Invalid(FILE, "只有表头，没有数据", "has headings and no rows")
    return reading


def _columns(registry: Registry, cells: tuple[Any, ...], reading: Reading) -> dict[int, Column]:
    """Which column stands where; headings that no column bears are told and left aside."""
    known = {plain_heading(name): column for column in registry.columns for name in column.headings}
    found: dict[int, Column] = {}
    for place, cell in enumerate(cells):
        heading = str(cell or "").strip()
        column = known.get(plain_heading(heading))
        if not heading:
            raise Invalid(
                FILE, f"第{place + 1}列没有表头（合并的单元格须先拆开）",
                f"has no heading over column {place + 1} (take merged cells apart)",
            )  # fmt: skip
        if column is None:
            reading.ignored.append(heading[:SHOWN])
        elif column in found.values():
            raise Invalid(FILE, f"“{column.zh}”有两列", f"has two columns '{column.en}'")
        else:
            found[place] = column
    missing = [c for c in registry.columns if c.required and c not in found.values()]
    if missing:
        zh = "、".join(column.zh for column in missing)
        en = ", ".join(column.en for column in missing)
        raise Invalid(FILE, f"第一行表头缺少：{zh}", f"lacks in its first row the headings {en}")
    return found


def _by_key(registry: Registry, key: str) -> Column:
    return next(column for column in registry.columns if column.key == key)


def _rejected(row: int, column: Column, value: object, zh: str, en: str) -> Rejected:
    return Rejected(row, column.zh, column.en, shown(value), zh, en)


def _entry(
    registry: Registry,
    head: _Head,
    number: int,
    cells: tuple[Any, ...],
    today: date,
    reading: Reading,
) -> Entry | None:
    """The row as an entry, or nothing where any of its cells is at fault; each fault is told."""
    values: dict[str, str | date | None] = {}
    faults: list[Rejected] = []
    for place, column in head.columns.items():
        cell = cells[place] if place < len(cells) else None
        try:
            values[column.key] = _value(column, cell, today)
        except Fault as fault:
            faults.append(_rejected(number, column, cell, fault.zh, fault.en))
    if len(cells) > head.width:
        zh, en = "行比表头长", "the row is longer than its headings"
        faults.append(Rejected(number, "", "", "", zh, en))
    faults += _disordered(registry, number, values)
    reading.rejected += faults
    return None if faults else _made(registry, values)


def _value(column: Column, cell: object, today: date) -> str | date | None:
    said(cell)
    value = _day(column, cell, today) if column.day else _text(column, cell)
    if column.required and not value:
        raise Fault("必填", "is required")
    return value


def _day(column: Column, cell: object, today: date) -> date | None:
    try:
        found = read_day(cell)
    except NoDay as error:
        raise Fault(error.zh, error.en) from None
    if column.key == "done_on" and found and found > today:
        raise Fault("不能晚于今天", "must not be in the future")
    return found


def _text(column: Column, cell: object) -> str | None:
    text = text_in(cell)
    if column.place != "said":
        text = re.sub(r"\s+", " ", text)
    longest = LONGEST.get(column.place, LONGEST_SAID)
    if len(text) > longest:
        raise Fault(f"最多{longest}个字", f"is {longest} characters at most")
    return text or None


def _disordered(
    registry: Registry, number: int, values: Mapping[str, str | date | None]
) -> Iterator[Rejected]:
    begins, ends = values.get("valid_from"), values.get("valid_to")
    if isinstance(begins, date) and isinstance(ends, date) and ends < begins:
        first, last = _by_key(registry, "valid_from"), _by_key(registry, "valid_to")
        yield _rejected(number, last, ends, f"早于{first.zh}", f"is before {first.en}")


def _made(registry: Registry, values: Mapping[str, Any]) -> Entry:
    said = {
        column.key: str(values[column.key])
        for column in registry.columns
        if column.place == "said" and values.get(column.key) is not None
    }
    return Entry(
        code=values["code"],
        name=values["name"],
        party=values.get("party"),
        valid_from=values.get("valid_from"),
        valid_to=values.get("valid_to"),
        said=said,
    )
