"""The shape of a row of the table: one event from one state to another, and all it brings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from states.conditions import Condition
from states.forms.base import Form
from states.situation import Situation
from states.vocabulary import Role, State, Track

Guard = Callable[[Situation], None]
"""Passes in silence, or raises; a guard looks at the case alone, a check at the form too."""

ALL = ("*",)
"""Every task that stands open."""


class Clock(StrEnum):
    """What an event does to clocks that run on."""

    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    RECOUNT = "recount"


@dataclass(frozen=True, slots=True)
class Opens:
    """A task that the event opens: when, and from which day its clock runs (else the form's)."""

    kind: str
    when: Condition | None = None
    start: Callable[[Situation], date] | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that the event calls for, by its code in the bureau's list of papers."""

    code: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What may happen to a case (办理动作): its words and its form."""

    code: str
    zh: str
    en: str
    form: type[Form]


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: granted to ``roles`` under ``articles``, on ``track`` (both where ``None``)."""

    event: Event
    source: State | None
    dest: State
    roles: tuple[Role, ...]
    articles: tuple[str, ...]
    track: Track | None = None
    when: Condition | None = None
    guards: tuple[Guard, ...] = ()
    checks: tuple[Guard, ...] = ()
    closes: tuple[str, ...] = ()
    opens: tuple[Opens, ...] = ()
    papers: tuple[Paper, ...] = ()
    notices: tuple[str, ...] = ()
    clock: Clock | None = None
    clock_of: str | None = None
    """The one task whose clock it is; every clock that may pause where none is named."""

    @property
    def article(self) -> str | None:
        """The first article the row rests on."""
        return self.articles[0] if self.articles else None
