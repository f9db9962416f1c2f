"""How long the file of a closed case is kept: classes of a pack, and the day after which it is due.

The classes are those of 国家档案局令第8号 (永久, 30年, 10年); which case falls into which, a bureau
says in its pack. Nothing happens by itself when a period ends.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from regulations.base import Basis, Count, Labelled, Part, Text

Fits = Literal["tolerated", "sanctioned", "decided", "otherwise"]
"""What a case must have been: decided as exempt, lighter or mitigated; with a sanction; at all."""


class RetentionClass(Labelled):
    """A class of retention: without ``years`` it is kept for ever; ``fits`` any of these."""

    years: Count | None
    fits: Annotated[tuple[Fits, ...], Field(min_length=1)]

    def last_day(self, closed_on: date) -> date | None:
        """The last day of the period of what was closed that day; ``None``: it never ends.

        Counted from 1 January of the year after the closing, so it ends with a year.
        """
        return date(closed_on.year + self.years, 12, 31) if self.years else None


class Retention(Part):
    """The classes in the order in which they are tried; the last takes what is left."""

    classes: Annotated[tuple[RetentionClass, ...], Field(min_length=1)] = (
        RetentionClass(zh="永久", en="Permanent", years=None, fits=("tolerated", "sanctioned")),
        RetentionClass(zh="30年", en="30 years", years=30, fits=("otherwise",)),
    )
    counted_from: Literal["year_after_closing"] = "year_after_closing"
    basis: Basis = "norm"
    source: Text = "国家档案局令第8号"

    def of(self, *, tolerated: bool, sanctioned: bool, decided: bool) -> RetentionClass:
        """The first class that fits."""
        said = {"tolerated": tolerated, "sanctioned": sanctioned, "decided": decided}
        return next(one for one in self.classes if any(said.get(fits, True) for fits in one.fits))

    @model_validator(mode="after")
    def _leaves_nothing_out(self) -> Self:
        if "otherwise" not in self.classes[-1].fits:
            raise ValueError("the last class takes what is left: fits must hold otherwise")
        if any("otherwise" in one.fits for one in self.classes[:-1]):
            raise ValueError(
                "only the last class may hold otherwise: what follows is never reached"
            )
        return self
