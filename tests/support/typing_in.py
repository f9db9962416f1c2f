"""What somebody types into the page of an event: data for it, as the widgets would send it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from web.fields import Field, Kind
from web.filled import VERDICTS

SAID = {value: code for code, value in VERDICTS.items()}


def typed(fields: Sequence[Field], data: Mapping[str, Any]) -> dict[str, list[str]]:
    """The widgets' values, by name."""
    known = {field.name: field for field in fields}
    return {name: values for key in data for name, values in _one(known[key], key, data[key])}


def _one(field: Field, name: str, value: Any) -> Iterator[tuple[str, list[str]]]:
    if field.kind is Kind.ROWS:
        yield f"{name}.rows", [str(len(value))]
        for row, entry in enumerate(value):
            yield from _parts(field, f"{name}.{row}", entry)
    elif isinstance(value, dict):
        for code, said in value.items():
            yield from _of_code(field, f"{name}.{code}", said)
    elif field.kind is Kind.MANY:
        yield name, list(value)
    elif field.kind is Kind.LINES:
        yield name, ["\r\n".join(value)]
    elif field.kind is Kind.TICK:
        yield name, ["1"] if value else []
    else:
        yield name, [SAID[value] if field.kind is Kind.YES_NO else str(value)]


def _of_code(field: Field, place: str, said: Any) -> Iterator[tuple[str, list[str]]]:
    if field.kind is Kind.NAMED:
        yield from _parts(field, place, said)
        return
    whole = said if isinstance(said, dict) else {"value": said}
    yield place, [SAID[whole["value"]]]
    if field.kind is Kind.ANSWERS:
        yield f"{place}.evidence", ["、".join(whole.get("evidence", ()))]
        yield f"{place}.note", [whole.get("note", "")]


def _parts(field: Field, place: str, entry: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    parts = {part.name: part for part in field.parts}
    for key, value in entry.items():
        yield from _one(parts[key], f"{place}.{key}", value)
