"""The mapping file: which column of a bureau's own ledger is which of ours, and in which words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from cases.earlier_columns import EARLIER, WORDS
from regulations import PackError
from regulations.source import Source, read_source
from states.errors import Invalid
from states.forms.base import rule_said

MAPPING = "MAPPING"
MOST_BYTES = 1_000_000
_PARTS = {"YYYY": r"(?P<y>\d{4})", "MM": r"(?P<m>\d{1,2})", "DD": r"(?P<d>\d{1,2})"}


def _text(value: Any) -> Any:
    """A number is what was written; YAML's yes, no and nothing are not."""
    if isinstance(value, bool | None):
        raise PydanticCustomError("quoted", "to be put in quotes")
    return str(value) if isinstance(value, int | float | date) else value


Word = Annotated[str, BeforeValidator(_text), Field(max_length=200)]
Table = Annotated[dict[Word, Word], Field(max_length=5_000)]


class Mapped(BaseModel):
    """A mapping file, read and checked; ``columns`` are headings by the code of our column.

    ``values`` translate what stands in a column, ``defaults`` stand in where a cell is blank.
    ``units`` and ``people`` say whom a name of the ledger means: the unit's code, the username.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    header: Annotated[int, Field(ge=1, le=100)] = 1
    columns: Annotated[dict[Word, Word], Field(min_length=1)]
    values: dict[Word, Table] = {}
    defaults: dict[Word, Word] = {}
    units: Table = {}
    people: Table = {}
    dates: tuple[Word, ...] = ()
    measures: Word | None = None
    handler: Word | None = None
    supervisor: Word | None = None

    def day(self, text: str) -> date | None:
        """The day that ``text`` means by the ways of writing that the file names, if any does."""
        for way in self.dates:
            if found := re.fullmatch(_pattern(way), text):
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
        return None


def _pattern(way: str) -> str:
    return "".join(_PARTS.get(part, re.escape(part)) for part in re.split(r"(YYYY|MM|DD)", way))


def read_mapping(content: bytes) -> Mapped:
    """Read a mapping file; raises ``Invalid``, which names field, line and rule."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(MAPPING, "须为 UTF-8 编码的 YAML", "must be YAML in UTF-8") from None
    try:
        source = read_source(text)
    except PackError as error:
        raise _refused(error.line, (), error.zh, error.en) from None
    if not isinstance(source.data, dict):
        raise Invalid(
            MAPPING, "没有内容：用 rongcuo import mapping 生成一份",
            "holds no fields: write one with rongcuo import mapping",
        )  # fmt: skip
    try:
        found = Mapped.model_validate(source.data)
    except ValidationError as error:
        raise _invalid(source, error) from None
    for place, zh, en in _faults(found):
        raise _refused(source.line(place), place, zh, en)
    return found


def _refused(line: int, place: Sequence[str | int], zh: str, en: str) -> Invalid:
    name = ".".join(map(str, place)) or MAPPING
    return Invalid(name[:80], f"（映射文件第{line}行）{zh}", f"(mapping, line {line}) {en}")


def _invalid(source: Source, error: ValidationError) -> Invalid:
    first = min(error.errors(include_url=False), key=lambda one: source.line(one["loc"]))
    place = [step for step in first["loc"] if step != "[key]"]
    if first["type"] == "quoted":
        zh, en = "须为文字：给它加上引号", "must be text: put it in quotes"
    elif first["type"] == "extra_forbidden":
        known = list(Mapped.model_fields)
        zh, en = f"没有这个字段，可用：{'、'.join(known)}", f"is no field: {', '.join(known)}"
    else:
        zh, en = rule_said(first["type"], first.get("ctx", {}))
    return _refused(source.line(first["loc"]), place, zh, en)


Place = tuple[str | int, ...]


def _faults(mapped: Mapped) -> Iterator[tuple[Place, str, str]]:
    """What contradicts what there is: columns, words, ways of writing a date."""
    for part in ("columns", "values", "defaults"):
        for code in getattr(mapped, part):
            if code not in EARLIER:
                yield (
                    (part, code),
                    f"没有这一栏，可用：{'、'.join(EARLIER)}",
                    f"is no column: {', '.join(EARLIER)}",
                )
    for code, table in mapped.values.items():
        yield from _unknown_words(code, table)
    for number, way in enumerate(mapped.dates):
        if sorted(re.findall(r"YYYY|MM|DD", way)) != ["DD", "MM", "YYYY"]:
            yield (
                ("dates", number),
                "日期格式须各含一个 YYYY、MM、DD，如 DD/MM/YYYY",
                "has YYYY, MM and DD once each, such as DD/MM/YYYY",
            )
    for column in EARLIER.values():
        given = column.code in mapped.columns or column.code in mapped.defaults
        if (column.required or column.must) and not given:
            yield (
                ("columns",),
                f"缺少必须对应的栏：{column.code}（{column.zh}）",
                f"lacks {column.code} ({column.en}), which must be mapped",
            )


def _unknown_words(code: str, table: Mapping[str, str]) -> Iterator[tuple[Place, str, str]]:
    known = WORDS.get(code)
    for written, meant in table.items():
        if known is not None and meant and meant not in known:
            words = dict.fromkeys(known.values())
            yield (
                ("values", code, written),
                f"“{meant}”不是可用的值：{'、'.join(words)}",
                f"{meant!r} is none of {', '.join(words)}",
            )
