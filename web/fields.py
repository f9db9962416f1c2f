"""The fields of an event's form as a page asks them: read off the form itself, asked in one way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import StringConstraints
from pydantic.fields import FieldInfo

from cases.choices import Choice
from states.events import EVENTS
from states.forms.base import LINE, Entry, Form
from states.vocabulary import Measure, Role, Term

ROWS = 3
"""How many rows a table of entries begins with; more are asked for with a button."""
LAST = ("on", "reason")
"""What is asked of every event, after everything of its own."""
AT_ONCE: Mapping[str, int] = MappingProxyType({"measures": len(Measure)})
WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "no": ("否", "no"),
        "unknown": ("不明", "not known"),
        "kind": ("类别", "kind"),
        "title": ("名称", "title"),
        "source": ("来源", "where it comes from"),
        "what": ("措施", "what is done"),
        "responsible": ("责任人", "who answers for it"),
        "due_on": ("完成时限", "until when"),
        "not_applicable": ("不适用的理由", "why it does not apply"),
        "done_on": ("办结日期", "day it was done"),
        "how": ("方式和范围", "how"),
        "way": ("送达方式", "how it was served"),
        "receipt": ("回证编号", "number of the receipt"),
        "effective_on": ("生效日期", "day it takes effect"),
        "restored_on": ("权利恢复之日", "day rights were restored"),
        "until": ("影响期末日", "last day of its impact"),
    }
)
"""What the parts of an entry, and a few codes, are called."""


ENGLISH: Mapping[str, str] = MappingProxyType(
    {
        "officers": "Officers",
        "handler": "Handler",
        "supervisor": "Supervisor",
        "liable_superiors": "Superiors held liable in the same matter",
        "reviewers": "Reviewers, two or more",
        "participants": "Members who voted",
        "chair": "Chair",
        "person": "Whom it is about",
        "checks": "Checks before the decision",
        "grounds": "Items relied on",
        "list_items": "Items of the lists",
        "managed_by": "Whose officers they are",
        "pack": "Measures",
        "duties": "Duties of art. 19",
        "answers": "Item by item",
        "excluded_items": "Exclusions of art. 16",
        "granted": "Recused",
        "role": "Part",
        "sanctions": "Sanctions",
    }
)
"""Labels where the description in the form speaks to programs: of codes and user names."""


class Kind(StrEnum):
    """How a field is asked."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"
    NUMBER = "number"
    TICK = "tick"
    YES_NO = "yes_no"
    ONE = "one"
    MANY = "many"
    LINES = "lines"
    ROWS = "rows"
    NAMED = "named"
    VERDICTS = "verdicts"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its label, how it is asked, what there is to choose, the parts of an entry."""

    name: str
    zh: str
    en: str
    kind: Kind
    required: bool = False
    choices: tuple[Choice, ...] = ()
    parts: tuple["Field", ...] = ()
    first: int | None = None
    last: int | None = None
    preset: str = ""

    @property
    def groups(self) -> tuple[tuple[tuple[str, str], tuple[Choice, ...]], ...]:
        """The choices under their heads, Chinese and English, in the order they came."""
        heads = {choice.group_zh: choice.group_en for choice in self.choices}
        return tuple(
            (head, tuple(choice for choice in self.choices if choice.group_zh == head[0]))
            for head in heads.items()
        )

    def choice(self, place: str) -> Choice | None:
        """What there is to choose in that place: ``A13.2`` in ``A13.2`` and ``A13.2.evidence``."""
        within = [one for one in self.choices if f"{place}.".startswith(f"{one.code}.")]
        return max(within, key=lambda one: len(one.code), default=None)

    def at(self, *place: str | int) -> str:
        """The name of a part in its place: ``measures.0.what``."""
        return ".".join(str(one) for one in (self.name, *place))


def fields_of(form: type[Form], choices: Mapping[str, Sequence[Choice]]) -> tuple[Field, ...]:
    """Every field that a person fills in, in the order of the form; day and reason come last."""
    found = [_field(name, info, choices) for name, info in form.model_fields.items()
             if not info.exclude]  # fmt: skip
    return tuple(sorted(found, key=_place))


def _place(field: Field) -> int:
    if field.name in LAST:
        return LAST.index(field.name) + 2
    return 1 if field.kind is Kind.ROWS and not field.required else 0


def _field(name: str, info: FieldInfo, choices: Mapping[str, Sequence[Choice]]) -> Field:
    plain, required = _plain(info.annotation), info.is_required()
    zh = info.title or WORDS.get(name, (name, name))[0]
    said = ENGLISH.get(name) or info.description or WORDS.get(name, (name, name))[1]
    en = said[:1].upper() + said[1:]
    offered = tuple(choices.get(name, ()))
    made = Field(name, zh, en, Kind.LINE, required, offered, preset=_preset(info.default))
    if get_origin(plain) is dict:
        return _by_code(made, plain)
    if get_origin(plain) is tuple:
        return _list(made, get_args(plain)[0], choices)
    return _single(made, plain, info)


def _preset(default: Any) -> str:
    return default if isinstance(default, str) else ""


def _by_code(made: Field, plain: Any) -> Field:
    """A mapping: a duty with its parts, a bare yes or no, or an answer with its evidence."""
    value = _plain(get_args(plain)[1])
    if made.name == "duties":
        return replace(made, kind=Kind.NAMED, parts=tuple(_parts(value, {})))
    return replace(made, kind=Kind.ANSWERS if made.name == "answers" else Kind.VERDICTS)


def _list(made: Field, of: Any, choices: Mapping[str, Sequence[Choice]]) -> Field:
    one = _plain(of)
    if isinstance(one, type) and issubclass(one, Entry):
        kinds = {"kind": choices.get(made.name, ())}
        return replace(made, kind=Kind.ROWS, choices=(), parts=tuple(_parts(one, kinds)))
    if isinstance(one, type) and issubclass(one, Term) and not made.choices:
        return replace(made, kind=Kind.MANY, choices=tuple(_terms(one)))
    return replace(made, kind=Kind.MANY if made.choices else Kind.LINES)


def _parts(entry: type[Entry], choices: Mapping[str, Sequence[Choice]]) -> Iterator[Field]:
    """The parts of an entry; a row may stay empty, so no browser asks for any of them."""
    for name, info in entry.model_fields.items():
        yield replace(_field(name, info, choices), required=False)


def _single(made: Field, plain: Any, info: FieldInfo) -> Field:
    if get_origin(plain) is Literal:
        return replace(made, kind=Kind.ONE, choices=made.choices or tuple(_codes(get_args(plain))))
    if made.choices:
        return replace(made, kind=Kind.ONE)
    if issubclass(plain, Term):
        return replace(made, kind=Kind.ONE, choices=tuple(_terms(plain)))
    if plain is bool:
        return replace(made, kind=Kind.YES_NO if made.required else Kind.TICK)
    if plain is int:
        return _number(made, info)
    return replace(made, kind=_written(plain, info))


def _number(made: Field, info: FieldInfo) -> Field:
    preset = "" if made.required else "0"
    low, high = _bound(info, "ge"), _bound(info, "le")
    return replace(made, kind=Kind.NUMBER, first=low, last=high, preset=preset)


def _bound(info: FieldInfo, name: str) -> int | None:
    """The least (``ge``) or greatest (``le``) whole number that is taken."""
    return next((getattr(rule, name) for rule in _rules(info) if hasattr(rule, name)), None)


def _written(plain: type, info: FieldInfo) -> Kind:
    """A day, an instant, a line or a longer text."""
    if issubclass(plain, datetime):
        return Kind.MOMENT
    if issubclass(plain, date):
        return Kind.DAY
    lengths = (rule.max_length for rule in _rules(info) if isinstance(rule, StringConstraints))
    return Kind.TEXT if any((most or 0) > LINE for most in lengths) else Kind.LINE


def _rules(info: FieldInfo) -> list[Any]:
    """The rules of a field, also where they stand inside ``X | None``."""
    inside = [
        rule for part in get_args(info.annotation) for rule in getattr(part, "__metadata__", ())
    ]
    return [*info.metadata, *inside]


def _plain(annotation: Any) -> Any:
    """The type itself, without ``None`` beside it and without its rules."""
    if get_origin(annotation) in {Union, UnionType}:
        kept = [part for part in get_args(annotation) if part is not NoneType]
        if len(kept) == 1:
            return _plain(kept[0])
    return _plain(get_args(annotation)[0]) if hasattr(annotation, "__metadata__") else annotation


def _terms(kind: type[Term]) -> Iterator[Choice]:
    yield from (Choice(str(one), one.zh, one.en) for one in kind)


def _codes(codes: Sequence[str]) -> Iterator[Choice]:
    """What a form names by codes: roles, or a word of ours."""
    for code in codes:
        term = EVENTS.get(code) or (None if code in WORDS else Role(code))
        zh, en = (term.zh, term.en) if term else WORDS[code]
        yield Choice(code, zh, en)
