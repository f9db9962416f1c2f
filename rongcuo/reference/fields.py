"""The fields of a form as a table, read from the form itself."""

from typing import Any

from pydantic import BaseModel

from rongcuo.reference.markdown import code, table
from states import vocabulary
from states.forms.assessing import EvidenceEntry, ItemAnswer
from states.forms.base import Form
from states.forms.correction import DutyEntry, MeasureEntry
from states.forms.earlier import Told
from states.forms.review import SanctionEntry

Schema = dict[str, Any]
ENTRIES: dict[str, type[BaseModel]] = {
    kind.__name__: kind
    for kind in (DutyEntry, EvidenceEntry, ItemAnswer, MeasureEntry, SanctionEntry, Told)
}
HAND_WRITTEN = ("on", "reason")
"""The two fields that every event has; a form's own ``reason`` is shown where it is required."""


def field_table(form: type[BaseModel]) -> str:
    """The fields of ``form`` beside the two common ones; empty where it has none."""
    schema = form.model_json_schema()
    required = schema.get("required", ())
    shown = [
        (f"`{name}`{' **必填**' if name in required else ''}", _title(form, name), _kind(kind))
        for name, kind in schema.get("properties", {}).items()
        if not form.model_fields[name].exclude and _own(form, name, required)
    ]
    return table(("字段 · field", "含义 · meaning", "写法 · form"), shown) if shown else ""


def _own(form: type[BaseModel], name: str, required: list[str]) -> bool:
    return not issubclass(form, Form) or name not in HAND_WRITTEN or name in required


def _title(form: type[BaseModel], name: str) -> str:
    field = form.model_fields[name]
    return " · ".join(text for text in (field.title, field.description) if text) or "—"


def _kind(schema: Schema) -> str:
    """The form of a value, in words."""
    match schema:
        case {"anyOf": [one, {"type": "null"}]}:
            unknown = "，`null` 表示尚未查明" if one.get("type") == "boolean" else ""
            found = f"{_kind(one)}{unknown}"
        case {"$ref": reference}:
            found = _named(reference.rpartition("/")[2])
        case {"type": "array", "items": items}:
            found = f"列表{_bounds(schema)}：{_kind(items)}"
        case {"type": "object", "additionalProperties": entries}:
            found = f"对象，每项为 {_kind(entries)}"
        case {"enum": values}:
            found = "、".join(map(code, values))
        case {"type": "integer"}:
            found = f"整数 {schema.get('minimum', '')}–{schema.get('maximum', '')}"
        case {"type": "boolean"}:
            found = "`true` 或 `false`"
        case _:
            found = _text(schema)
    return found


def _named(name: str) -> str:
    if name in ENTRIES:
        return "对象 " + "、".join(code(field) for field in ENTRIES[name].model_fields)
    term = getattr(vocabulary, name)
    return "、".join(f"`{value}` {value.zh}" for value in term)


def _bounds(schema: Schema) -> str:
    low, high = schema.get("minItems", 0), schema.get("maxItems", "")
    return f"（{low}–{high} 项）" if high else ""


def _text(schema: Schema) -> str:
    if schema.get("format") == "date":
        return "日期 `2026-03-09`"
    if schema.get("format") == "date-time":
        return "时间 `2026-03-09T16:00`"
    return "一行文字" if schema.get("maxLength", 0) <= 200 else "文字"  # noqa: PLR2004 - a Line
