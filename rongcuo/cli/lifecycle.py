"""``rongcuo lifecycle``: the table of the life of a case, for people and for programs."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from rongcuo.cli.output import Json, dump, say, table
from states.table import TABLE
from states.vocabulary import State


class Format(StrEnum):
    """How the table is printed."""

    TABLE = "table"
    MERMAID = "mermaid"
    JSON = "json"


def lifecycle(
    form: Annotated[Format, typer.Option("--format", help="输出格式 · format.")] = Format.TABLE,
    json: Json = False,
) -> None:
    """案件的一生：状态、办理动作、身份、条款 · states, events, roles and articles."""
    if json or form is Format.JSON:
        dump(as_data())
    elif form is Format.MERMAID:
        say(as_mermaid())
    else:
        table(
            ("event", "办理动作", "from", "to", "who", "articles"),
            [
                (row.event.code, row.event.zh, row.source, row.dest, " ".join(row.roles),
                 " ".join(row.articles))
                for row in TABLE
            ],
        )  # fmt: skip


def as_data() -> dict[str, list[dict[str, Any]]]:
    """States and transitions as plain data."""
    return {
        "states": [
            {"code": str(s), "zh": s.zh, "en": s.en, "phase": str(s.phase), "final": s.final}
            for s in State
        ],
        "events": [
            {
                "event": row.event.code,
                "source": str(row.source) if row.source else None,
                "dest": str(row.dest),
                "roles": [str(role) for role in row.roles],
                "articles": list(row.articles),
            }
            for row in TABLE
        ],
    }


def as_mermaid() -> str:
    """The diagram that GitHub and many editors draw."""
    lines = ["stateDiagram-v2"]
    lines += [f"  {s}: {s.zh}" for s in State]
    for row in TABLE:
        lines.append(f"  {row.source or '[*]'} --> {row.dest}: {row.event.zh}")
    lines += [f"  {s} --> [*]" for s in State if s.final]
    return "\n".join(dict.fromkeys(lines))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(lifecycle)
