"""Asking the database what the facts of a case say, in the words of each of the two."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Text


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
