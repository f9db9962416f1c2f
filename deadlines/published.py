"""The facts a calendar is laid from: a year as it was published, and single days set otherwise."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PublishedDay:
    """A day on which the arrangement departs from, or names, the rule of the week."""

    name: str
    day: date
    off: bool


@dataclass(frozen=True, slots=True)
class PublishedYear:
    """The State Council's arrangement of one year, with the papers it stands in."""

    year: int
    days: tuple[PublishedDay, ...]
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Override:
    """A single day set by decree or by the bureau, above every other layer."""

    day: date
    working: bool
    name: str
    source: str
