"""One attempt to move a case on: everything the rules may ask, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from regulations.pack import Pack
from states.facts import Facts
from states.forms.base import Form
from states.vocabulary import Role, State, Track


@dataclass(frozen=True, slots=True)
class Actor:
    """The person, and the parts they have in this case.

    ``lent`` are those they have in the place of another, by the lender's username.
    """

    person: int
    roles: frozenset[Role]
    lent: Mapping[Role, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Named:
    """A person whom the form names.

    ``held`` are the roles they hold for the unit, ``parts`` those they have in this case;
    ``subject`` is whether they are an officer of the matter.
    """

    person: int
    held: frozenset[Role]
    parts: frozenset[Role] = frozenset()
    subject: bool = False


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that stands open or paused on the case."""

    kind: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Situation:
    """A case, an actor and a filled form, at one moment (``now`` in Asia/Shanghai)."""

    state: State
    track: Track
    facts: Facts
    started_on: date
    window_last_day: date | None
    open_tasks: Mapping[str, OpenTask]
    pack: Pack
    actor: Actor
    form: Form
    now: datetime
    named: Mapping[str, Named] = field(default_factory=dict)
    members: frozenset[int] = frozenset()
    """Where the form is a vote: the members of that party organisation but for the officers."""
    barred: frozenset[str] = frozenset()
    """Names of people who take no part in a vote, where the form names voters without account."""

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.date()

    @property
    def window_end(self) -> datetime | None:
        """The instant at which the application window ends (第十六条), by the case's own pack.

        ``None`` where the pack keeps it open until the decision.
        """
        return self.pack.end_of(self.window_last_day) if self.window_last_day else None

    @property
    def role(self) -> Role:
        """The part in which the actor acts when no rule narrows it: the first they hold."""
        return min(self.actor.roles, key=list(Role).index)
