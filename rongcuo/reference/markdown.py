"""Markdown tables, and the words of the trade beside their codes."""

import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from states.vocabulary import Role, Term


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a bar inside a cell is escaped."""
    lines = [tuple(head), ("---",) * len(head), *(tuple(row) for row in rows)]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def code(text: object) -> str:
    """Text as code."""
    return f"`{text}`"


def coded(term: Term) -> str:
    """A term: its code and its Chinese label."""
    return f"`{term}` {term.zh}"


def who(roles: Iterable[Role]) -> str:
    """Roles, as code and Chinese label."""
    return "、".join(coded(role) for role in dict.fromkeys(roles))


def says(rule: Callable[..., Any]) -> str:
    """The one sentence that stands over a rule."""
    return (inspect.getdoc(rule) or "").split("\n", 1)[0]
