"""The kinds of field, and the form every event's form is made from."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError, ValidationError

from states.errors import Invalid
from states.vocabulary import ServiceWay

if TYPE_CHECKING:
    from states.situation import Situation

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
LINE, TEXT = 200, 20_000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""C0 and C1 but for line break and tab, what turns the direction of text, the byte order mark."""


_UNSEEN = "\u200b\u200c\u200d\u2060\u3164\u00ad \t\n\u3000"
"""What leaves no mark on paper: joiners, soft hyphens, blanks."""


def says_nothing(text: str) -> bool:
    """Whether nothing of ``text`` can be seen."""
    return not text.strip(_UNSEEN)


def unprintable(text: str) -> bool:
    """Whether it holds control characters or such as turn the direction of text."""
    return _CONTROL.search(text) is not None


def _printable(text: str) -> str:
    """Control characters have no place in a file; line breaks and tabs are kept."""
    if unprintable(text):
        raise PydanticCustomError("control", "control characters")
    if says_nothing(text):
        raise PydanticCustomError("string_too_short", "nothing to be seen")
    return text


def _one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise PydanticCustomError("one_line", "one line only")
    return text


Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LINE),
    AfterValidator(_printable),
    AfterValidator(_one_line),
]
"""One line of text, 1–200 characters."""

Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT),
    AfterValidator(_printable),
]
"""Text of 1–20 000 characters."""


class Entry(BaseModel):
    """A part of a form; unknown fields are refused, and a date is text, never a number."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @field_validator("*", mode="before")
    @classmethod
    def _written_out(cls, value: Any, info: ValidationInfo) -> Any:
        """A number would be read as seconds since 1970, which nobody means."""
        kind = _kind_of(cls, info.field_name or "")
        written = isinstance(value, date | None) or (isinstance(value, str) and _ISO.match(value))
        if kind and not written:
            raise PydanticCustomError(f"{kind}_text", "not written as a date")
        return value


@cache
def _kind_of(form: type[Entry], name: str) -> str | None:
    return _calendar_kind(form.model_fields[name].annotation)


def _calendar_kind(annotation: Any) -> str | None:
    """``datetime`` or ``date`` where the field holds one."""
    for part in (annotation, *get_args(annotation)):
        plain = getattr(part, "__origin__", part)
        if plain is datetime or plain is date:
            return str(plain.__name__)
    return None


NotAsked = Annotated[date | None, Field(exclude=True)]
"""The field ``on`` of a form that has a better day of its own."""


class Form(Entry):
    """The data of one event.

    ``on`` is the local day on which the thing happened; without it, the day it is entered.
    """

    on: Annotated[date | None, Field(title="发生日期", description="day it happened")] = None
    reason: Annotated[Text | None, Field(title="理由", description="reason")] = None

    def day(self, today: date) -> date:
        """The local day from which clocks opened by this event run."""
        return self.on or today

    def learn(self, at: "Situation") -> dict[str, Any]:
        """What the case knows after this event: the changed fields of its ``Facts``."""
        return {}

    def names(self) -> tuple[str, ...]:
        """The usernames it names: who they are stands in the situation."""
        return ()

    @classmethod
    def asked(cls) -> tuple[str, ...]:
        """The fields a person fills in; what the use case resolves itself is left out."""
        return tuple(name for name, field in cls.model_fields.items() if not field.exclude)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """Check ``data`` field by field; raises ``Invalid`` naming the first field and its rule."""
        for name in data:
            if (field := cls.model_fields.get(name)) and field.exclude:
                raise _unknown(name, cls.asked())
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise _invalid(cls, error) from None


WayOfService = Annotated[
    ServiceWay | None, Field(title="送达方式", description="how it was served")
]
ReceivedBy = Annotated[
    Line | None, Field(title="签收人", description="who received it, and in what capacity")
]


class Extend(Form):
    """More days for the running clock of ``task``, in the unit and up to the cap of the pack."""

    task: ClassVar[str]
    days: Annotated[int, Field(ge=1, le=365, title="延长天数", description="calendar days")]
    reason: Annotated[Text, Field(title="理由", description="reason")]


_RULES: dict[str, tuple[str, str]] = {
    "missing": ("必填", "is required"),
    "extra_forbidden": ("没有这个字段", "is not a field here"),
    "string_too_long": ("最多{max_length}个字", "at most {max_length} characters"),
    "string_too_short": ("不能为空", "must not be empty"),
    "string_type": ("须为文字", "must be text"),
    "too_short": ("至少{min_length}项", "at least {min_length} entries"),
    "too_long": ("最多{max_length}项", "at most {max_length} entries"),
    "control": ("不能含控制字符", "must not contain control characters"),
    "one_line": ("须为一行", "must be one line"),
    "int_type": ("须为整数", "must be a whole number"),
    "int_parsing": ("须为整数", "must be a whole number"),
    "int_parsing_size": ("须为整数", "must be a whole number"),
    "int_from_float": ("须为整数", "must be a whole number"),
    "finite_number": ("须为整数", "must be a whole number"),
    "string_unicode": ("含有无效字符", "must be valid Unicode"),
    "greater_than_equal": ("不得小于{ge}", "must be at least {ge}"),
    "less_than_equal": ("不得大于{le}", "must be at most {le}"),
    "bool_type": ("须为 true 或 false", "must be true or false"),
    "bool_parsing": ("须为 true 或 false", "must be true or false"),
    "list_type": ("须为列表", "must be a list"),
    "tuple_type": ("须为列表", "must be a list"),
    "dict_type": ("须为对象", "must be an object"),
    "model_type": ("须为对象", "must be an object"),
    "model_attributes_type": ("须为对象", "must be an object"),
    "enum": ("只能是 {expected}", "must be one of {expected}"),
    "literal_error": ("只能是 {expected}", "must be one of {expected}"),
}
_DATES = ("日期写作 2026-03-09", "a date is written 2026-03-09")
_TIMES = (
    "时间写作 2026-03-09T16:00 或 2026-03-09T16:00+08:00",
    "a time is written 2026-03-09T16:00 or 2026-03-09T16:00+08:00",
)


def _unknown(name: str, known: tuple[str, ...]) -> Invalid:
    """Beside the field, those there are; of an entry inside a list only that it has no such."""
    zh, en = (
        ("，可填：" + "、".join(known), "; fields are " + ", ".join(known)) if known else ("", "")
    )
    return Invalid(name[:60], f"没有这个字段{zh}", f"is not a field here{en}")


def _invalid(form: type[Form], error: ValidationError) -> Invalid:
    first = error.errors(include_url=False, include_input=False)[0]
    name = ".".join(str(part) for part in first["loc"] if not str(part).startswith("function-"))
    kind, context = first["type"], first.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(name, form.asked() if len(first["loc"]) == 1 else ())
    return Invalid(name[:60] or "(data)", *rule_said(kind, context))


def rule_said(kind: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """The rule that pydantic names so, as people say it, zh and en."""
    if kind.startswith("datetime"):
        zh, en = _TIMES
    elif kind.startswith("date"):
        zh, en = _DATES
    else:
        zh, en = _RULES.get(kind, ("格式不对", "has the wrong form"))
    one_of = re.findall("'([^']*)'", str(context.get("expected", "")))
    return (
        zh.format(**{**context, "expected": "、".join(one_of)}),
        en.format(**{**context, "expected": ", ".join(one_of)}),
    )
