"""The rows of an earlier ledger, read by a mapping: what each says, or every reason why not."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cases.cells import Fault, plain_heading, said, shown, text_in
from cases.earlier_columns import (
    EARLIER,
    FATE_WORDS,
    NO_OUTCOME,
    TERMINATED,
    WITHDRAWN,
    WORDS,
    EarlierColumn,
    Kind,
    Words,
)
from cases.earlier_mapping import Mapped
from cases.registry_dates import NoDay, read_day
from cases.registry_rows import Rejected
from cases.spreadsheets import Row
from states.errors import Invalid

LEDGER, IMPORTED = "LEDGER", "import"
_PARTS = re.compile(r"[、,，;；\n]+")
_LATE = re.compile(r"(?:是|Yes)\s*[:：]\s*(?P<why>.+?)\s*(?:[（(](?P<fate>[^（()）]+)[)）])?")
_NOT_LATE = {"否", "No", "no", "未逾期"}
_OPINION = re.compile(
    r"(?:Cleared\s+)?(?P<on>[\d\-/.年月日]+?)?\s*(?:通过)?[，,\s]*"
    r"(?:(?:退回|[Rr]eturned\s+)(?P<n>\d{1,2})(?:次|×))?"
)
_SPAN = re.compile(r"\s*(?:—+|–|~|～|至(?!今)|\s-\s|-(?=\d{4}[-/.年]))\s*")
_ON_GOING = {"至今", "now", ""}


@dataclass(slots=True)
class EarlierRow:
    """A row as it was read: fields of the form, and who and where in the words of the ledger."""

    number: int
    fields: dict[str, Any] = field(default_factory=dict)
    officer: str = ""
    unit: str = ""
    username: str = ""

    @property
    def matter(self) -> str:
        """The number of its matter."""
        return str(self.fields["earlier_number"])


@dataclass(slots=True)
class EarlierLedger:
    """What a ledger holds; ``ignored`` are headings that the mapping does not use."""

    rows: list[EarlierRow] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    seen: int = 0
    """Rows below the headings, those that are rejected too."""
    spoilt: dict[str, int] = field(default_factory=dict)
    """The matters of which a row is rejected, and which."""

    @property
    def matters(self) -> set[str]:
        """The numbers of the matters whose rows could be read."""
        return {row.matter for row in self.rows}


def reject(row: int, code: str, value: object, zh: str, en: str) -> Rejected:
    """A row that cannot come in, for what stands in that column."""
    column = EARLIER[code]
    return Rejected(row, column.zh, column.en, shown(value), zh, en)


def read_ledger_rows(rows: Iterator[Row], mapped: Mapped, words: Words) -> EarlierLedger:
    """Read every row; raises ``Invalid`` where the headings are not as the mapping says.

    ``words`` are those of the measures: items as they are cited, fields and kinds of issue.
    """
    found = EarlierLedger()
    places = _places(rows, mapped, found)
    for number, cells in rows:
        found.seen += 1
        _Reading(mapped, words, places, number, cells, found).take()
    if not found.seen:
        raise Invalid(LEDGER, "只有表头，没有数据", "has headings and no rows")
    return found


def _places(rows: Iterator[Row], mapped: Mapped, found: EarlierLedger) -> Mapping[str, int]:
    """Where each column stands."""
    head = next((cells for number, cells in rows if number >= mapped.header), None)
    if head is None:
        raise Invalid(
            LEDGER, f"第{mapped.header}行没有表头", f"has no headings in row {mapped.header}"
        )
    titles = [plain_heading(str(cell if cell is not None else "")) for cell in head]
    places = {}
    for code, heading in mapped.columns.items():
        name = plain_heading(heading)
        if titles.count(name) != 1:
            twice = name in titles
            raise Invalid(
                LEDGER,
                f"表头“{heading}”（{code}）{'有两列' if twice else '不在台账里'}",
                f"has {'two columns' if twice else 'no column'} {heading!r} ({code})",
            )
        places[code] = titles.index(name)
    used = set(places.values())
    found.ignored = [
        shown(cell) for place, cell in enumerate(head) if place not in used and titles[place]
    ]
    return places


@dataclass(slots=True)
class _Reading:
    """One row while it is read."""

    mapped: Mapped
    words: Words
    places: Mapping[str, int]
    number: int
    cells: tuple[Any, ...]
    found: EarlierLedger

    def take(self) -> None:
        """Read it; it comes in, or every cell at fault is told."""
        row, faults = EarlierRow(self.number), list[Rejected]()
        for column in EARLIER.values():
            cell = self._cell(column.code)
            try:
                value = self._value(column, cell)
            except (Fault, NoDay) as fault:
                faults.append(reject(self.number, column.code, cell, fault.zh, fault.en))
                continue
            if value is None and column.required:
                faults.append(
                    reject(
                        self.number, column.code, cell,
                        "必填（合并的单元格须先拆开）", "is required (take merged cells apart)",
                    )
                )  # fmt: skip
            elif value is not None:
                _put(row, column, value)
        if faults:
            self.found.rejected += faults
            if "earlier_number" in row.fields:
                self.found.spoilt.setdefault(row.matter, row.number)
        else:
            _end(row)
            self.found.rows.append(row)

    def _cell(self, code: str) -> Any:
        place = self.places.get(code)
        return None if place is None or place >= len(self.cells) else self.cells[place]

    def _value(self, column: EarlierColumn, cell: Any) -> Any:
        """What the cell says, translated; ``None`` where it says nothing."""
        said(cell)
        if column.kind is Kind.DAY and not isinstance(cell, str | None):
            return read_day(cell)
        text = text_in(cell) or self.mapped.defaults.get(column.code, "")
        text = self.mapped.values.get(column.code, {}).get(text, text)
        return _READ[column.kind](self, column.code, text) if text else None

    def _text(self, _code: str, text: str) -> str:
        return re.sub(r"\s+", " ", text)

    def _day(self, _code: str, text: str) -> date | None:
        try:
            return self.mapped.day(text) or read_day(text)
        except ValueError:
            raise Fault("没有这一天", "is a day that does not exist") from None

    def _code(self, code: str, text: str) -> str:
        known = WORDS.get(code, self.words)
        if text not in known:
            raise Fault(
                f"不认识“{shown(text)}”：在映射的 values.{code} 中写明",
                f"{shown(text)!r} is not known: translate it in values.{code} of the mapping",
            )
        return known[text]

    def _codes(self, code: str, text: str) -> tuple[str, ...]:
        table = self.mapped.values.get(code, {})
        parts = [table.get(part, part) for part in map(str.strip, _PARTS.split(text)) if part]
        return tuple(dict.fromkeys(self._code(code, part) for part in parts if part))

    def _number(self, _code: str, text: str) -> int:
        if not re.fullmatch(r"\d{1,4}", text):
            raise Fault("须为整数", "must be a whole number")
        return int(text)

    def _late(self, code: str, text: str) -> tuple[str, str | None] | None:
        if text in _NOT_LATE:
            return None
        written = _LATE.fullmatch(text)
        why = written["why"] if written else text
        why = self.mapped.values.get(code, {}).get(why, why)
        fate = written["fate"] if written else None
        if fate and fate not in FATE_WORDS:
            raise Fault(f"不认识“{shown(fate)}”", f"{shown(fate)!r} is not known")
        return self._code(code, why), FATE_WORDS[fate] if fate else None

    def _opinion(self, code: str, text: str) -> tuple[date | None, int]:
        written = _OPINION.fullmatch(text)
        if not written:
            raise Fault(
                "法制意见写作日期，或“2026-03-30通过，退回1次”",
                "is written as a day, or 'Cleared 2026-03-30, returned 1×'",
            )
        day = self._day(code, written["on"]) if written["on"] else None
        return day, int(written["n"] or 0)

    def _span(self, code: str, text: str) -> tuple[date | None, date | None]:
        first, *rest = _SPAN.split(text, maxsplit=1)
        until = rest[0] if rest else ""
        return self._day(code, first), None if until in _ON_GOING else self._day(code, until)

    def _marks(self, code: str, text: str) -> tuple[tuple[str, ...], str | None]:
        """What is one of our remarks, and what else stands there."""
        known = WORDS[code]
        parts = [part for part in map(str.strip, _PARTS.split(text)) if part]
        marks = tuple(
            dict.fromkeys(
                known[part] for part in parts if part in known and known[part] != IMPORTED
            )
        )
        return marks, text if any(part not in known for part in parts) else None


_READ: Mapping[Kind, Callable[[_Reading, str, str], Any]] = {
    Kind.TEXT: _Reading._text,  # noqa: SLF001 - a table of its own ways of reading
    Kind.DAY: _Reading._day,  # noqa: SLF001
    Kind.CODE: _Reading._code,  # noqa: SLF001
    Kind.CODES: _Reading._codes,  # noqa: SLF001
    Kind.NUMBER: _Reading._number,  # noqa: SLF001
    Kind.LATE: _Reading._late,  # noqa: SLF001
    Kind.OPINION: _Reading._opinion,  # noqa: SLF001
    Kind.SPAN: _Reading._span,  # noqa: SLF001
    Kind.MARKS: _Reading._marks,  # noqa: SLF001
}
_BOTH: Mapping[Kind, tuple[str, str]] = {
    Kind.LATE: ("late", "late_fate"),
    Kind.OPINION: ("opinion_on", "returned"),
    Kind.SPAN: ("correction_from", "correction_until"),
    Kind.MARKS: ("marks", "remarks"),
}
"""Columns that say two things."""
_WHO = ("officer", "unit", "username")


def _put(row: EarlierRow, column: EarlierColumn, value: Any) -> None:
    if column.code in _WHO:
        setattr(row, column.code, value)
    elif names := _BOTH.get(column.kind):
        row.fields |= {name: one for name, one in zip(names, value, strict=True) if one}
    else:
        row.fields[column.field] = value


def _end(row: EarlierRow) -> None:
    """How it ended: on a day, or where it says so without one."""
    outcome, over = row.fields.get("outcome"), "closed_on" in row.fields
    if outcome in {WITHDRAWN, TERMINATED, NO_OUTCOME}:
        del row.fields["outcome"]
    set_aside = outcome == TERMINATED or "terminate" in row.fields.get("marks", ())
    if set_aside and "terminate" not in row.fields.get("marks", ()):
        row.fields["marks"] = (*row.fields.get("marks", ()), "terminate")
    early = TERMINATED if set_aside else WITHDRAWN if outcome == WITHDRAWN else "closed"
    row.fields["ends"] = "closed" if over else early
