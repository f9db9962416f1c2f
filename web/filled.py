"""What came back from a form's page, as the data that the event reads."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from states.errors import Invalid
from web.fields import AT_ONCE, ROWS, Field, Kind

VERDICTS = {"yes": True, "no": False, "unknown": None}
BETWEEN = re.compile(r"[\s,，、;；]+")
MOST_ROWS = 80
ENTRIES = frozenset({Kind.ROWS, Kind.NAMED, Kind.VERDICTS, Kind.ANSWERS})
LISTS = frozenset({Kind.MANY, Kind.LINES})
Given = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Filled:
    """The values of a page's widgets; ``rows`` remembers from which row an entry came."""

    given: Given = field(default_factory=dict)

    def value(self, name: str, preset: str = "") -> str:
        """What stands in a widget; ``preset`` where it was never on a page."""
        found = self.given.get(name)
        return found[0] if found else preset

    def values(self, name: str) -> Sequence[str]:
        """Everything that is ticked under that name."""
        return self.given.get(name, ())

    def rows(self, one: Field) -> int:
        """How many rows a table of entries shows."""
        said = self.value(f"{one.name}.rows")
        counted = said.isascii() and said.isdigit() and len(said) <= len(str(MOST_ROWS))
        return min(int(said) if counted else AT_ONCE.get(one.name, ROWS), MOST_ROWS)

    def data(self, fields: Sequence[Field]) -> dict[str, Any]:
        """What was filled in, as the form reads it; what was left empty is not there.

        A list that must be said is said, also where it holds nothing.
        """
        found = ((one, self._read(one, one.name)) for one in fields)
        empty: tuple[Any, ...] = (None, {}, [])
        return {
            one.name: value
            for one, value in found
            if value not in empty or (one.required and value == [])
        }

    def lacks(self, fields: Sequence[Field]) -> list[Invalid]:
        """What must be filled in and is not, all of it at once; a list may be said to be empty."""
        empty = Invalid("", "须填写", "must be filled in")
        return [
            replace(empty, name=one.name)
            for one in fields
            if one.required
            and one.kind not in ENTRIES | LISTS
            and not self.value(one.name, one.preset).strip()
        ]

    def place(self, fields: Sequence[Field], name: str) -> str:
        """The widget that an error of the form speaks of; empty where it is none of the page."""
        first, _, rest = name.partition(".")
        asked = next((one for one in fields if one.name == first), None)
        if asked is None:
            return ""
        if asked.kind is Kind.ROWS and rest:
            index, _, part = rest.partition(".")
            rows = self._used(asked)
            if index.isdigit() and int(index) < len(rows):
                return asked.at(rows[int(index)], *([part] if part else []))
        if asked.kind is Kind.ANSWERS and (item := asked.choice(rest)):
            return asked.at(item.code)
        return name if asked.kind is Kind.NAMED else first

    def said(self, fields: Sequence[Field]) -> Iterator[tuple[Field, str, str]]:
        """What was typed: the field, the place in it (``""``, ``0.title``), and the text."""
        known = {one.name: one for one in fields}
        for name, values in self.given.items():
            first, _, place = name.partition(".")
            text = "\n".join(value for value in values if value.strip())
            if first in known and place != "rows" and text:
                yield known[first], place, text

    def _read(self, one: Field, name: str) -> Any:
        if one.kind in ENTRIES:
            return dict(self._by_code(one)) if one.kind is not Kind.ROWS else self._table(one)
        if one.kind is Kind.MANY:
            return [value for value in self.values(name) if value]
        text = self.value(name).strip()
        if one.kind is Kind.LINES:
            return [line.strip() for line in text.splitlines() if line.strip()]
        if one.kind is Kind.TICK:
            return True if text else None
        return VERDICTS.get(text) if one.kind is Kind.YES_NO else text or None

    def _table(self, one: Field) -> list[dict[str, Any]]:
        return [self._entry(one, one.at(row)) for row in self._used(one)]

    def _by_code(self, one: Field) -> Iterator[tuple[str, Any]]:
        """A duty with its parts, a bare verdict, or a verdict with what it rests on."""
        for code in (choice.code for choice in one.choices):
            said = self.value(one.at(code))
            if one.kind is Kind.NAMED:
                if entry := self._entry(one, one.at(code)):
                    yield code, entry
            elif said in VERDICTS:
                plain = one.kind is Kind.VERDICTS
                yield code, VERDICTS[said] if plain else self._answer(one, code, VERDICTS[said])

    def _answer(self, one: Field, code: str, verdict: bool | None) -> dict[str, Any]:
        evidence = [e for e in BETWEEN.split(self.value(one.at(code, "evidence"))) if e]
        note = self.value(one.at(code, "note")).strip()
        rests_on: dict[str, Any] = {"evidence": evidence, "note": note}
        return {"value": verdict, **{name: said for name, said in rests_on.items() if said}}

    def _entry(self, one: Field, name: str) -> dict[str, Any]:
        found = {part.name: self._read(part, f"{name}.{part.name}") for part in one.parts}
        return {part: value for part, value in found.items() if value is not None}

    def _used(self, one: Field) -> list[int]:
        """The rows in which more stands than what every row begins with."""
        return [
            row for row in range(self.rows(one))
            if self._entry(one, one.at(row)).keys() - {"kind"}
            or (one.name not in AT_ONCE and self._entry(one, one.at(row)))
        ]  # fmt: skip
