"""Asking the database what the facts of a case say, in the words of each of the two."""

from typing import Any, Literal

from sqlalchemy import literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Boolean, Text


class names_person(FunctionElement[bool]):  # noqa: N801 - it is used as a function
    """Whether the facts name a person: among ``reviewers`` or ``officers``, or as recused."""

    type = Boolean()
    inherit_cache = True

    def __init__(
        self, facts: Any, where: Literal["reviewers", "officers", "recusals"], person_id: int
    ) -> None:
        self.where = where
        super().__init__(facts, literal(where), literal(person_id))


_LISTED_SQLITE = "EXISTS (SELECT 1 FROM json_each({facts}, '$.' || {where}) WHERE value = {person})"
_LISTED_POSTGRESQL = "COALESCE(CAST({facts} AS jsonb) -> {where} @> to_jsonb({person}), false)"
_SQLITE = {
    "reviewers": _LISTED_SQLITE,
    "officers": _LISTED_SQLITE,
    "recusals": (
        "EXISTS (SELECT 1 FROM json_each({facts}, '$.' || {where}) AS r WHERE "
        "json_extract(r.value, '$.person') = {person} AND json_extract(r.value, '$.granted') = 1)"
    ),
}
_POSTGRESQL = {
    "reviewers": _LISTED_POSTGRESQL,
    "officers": _LISTED_POSTGRESQL,
    "recusals": (
        "COALESCE(CAST({facts} AS jsonb) -> {where} @> "
        "jsonb_build_array(jsonb_build_object('person', {person}, 'granted', true)), false)"
    ),
}


@compiles(names_person, "sqlite")
def _sqlite(element: names_person, compiler: Any, **more: Any) -> str:
    return _said(_SQLITE, element, compiler, more)


@compiles(names_person, "postgresql")
def _postgresql(element: names_person, compiler: Any, **more: Any) -> str:
    return _said(_POSTGRESQL, element, compiler, more)


def _said(texts: dict[str, str], element: names_person, compiler: Any, more: dict[str, Any]) -> str:
    facts, where, person = (compiler.process(part, **more) for part in element.clauses)
    return texts[element.where].format(facts=facts, where=where, person=person)


class _Drawn(FunctionElement[str]):
    """A part of a JSON text, as text."""

    type = Text()
    inherit_cache = True


class plan_and_days(_Drawn):  # noqa: N801 - it is used as a function
    """Of facts, as a JSON array: the plan, and the days when it was decided and received."""

    name = "plan_and_days"
    inherit_cache = True


class progress_said(_Drawn):  # noqa: N801
    """Of an event's body: the words on how far a correction is."""

    name = "progress_said"
    inherit_cache = True


_DRAWN = {
    ("plan_and_days", "sqlite"): (
        "json_extract({text}, '$.plan', '$.decision.decided_on', '$.decision.received_on')"
    ),
    ("plan_and_days", "postgresql"): (
        "CAST(json_build_array(CAST({text} AS json) -> 'plan', "
        "CAST({text} AS json) #> '{{decision,decided_on}}', "
        "CAST({text} AS json) #> '{{decision,received_on}}') AS text)"
    ),
    ("progress_said", "sqlite"): "json_extract({text}, '$.data.progress')",
    ("progress_said", "postgresql"): "CAST({text} AS json) #>> '{{data,progress}}'",
}


@compiles(plan_and_days, "sqlite")
@compiles(plan_and_days, "postgresql")
@compiles(progress_said, "sqlite")
@compiles(progress_said, "postgresql")
def _drawn(element: _Drawn, compiler: Any, **more: Any) -> str:
    text = compiler.process(element.clauses, **more)
    return _DRAWN[element.name, compiler.dialect.name].format(text=text)
