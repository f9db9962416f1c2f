"""The items of arts. 4 and 10–16, in a form that an assessment can weigh."""

from typing import Literal, Self

from pydantic import model_validator

from regulations.base import Code, Labelled, Part, Text


class Fact(Labelled):
    """A sub-fact of a composite item; answered as ``<item>.<code>``."""

    code: Code


class Item(Labelled):
    """One item of an article.

    A composite item holds when any of ``any_of``, all of ``all_of`` and none of ``none_of`` are
    so; an empty list asks nothing.
    """

    code: Code
    any_of: tuple[Fact, ...] = ()
    all_of: tuple[Fact, ...] = ()
    none_of: tuple[Fact, ...] = ()
    needs_reason: bool = False

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every sub-fact, in the order of the article."""
        return (*self.any_of, *self.all_of, *self.none_of)

    @model_validator(mode="after")
    def _facts_differ(self) -> Self:
        codes = [fact.code for fact in self.facts]
        if len(set(codes)) != len(codes):
            raise ValueError(f"names a sub-fact of {self.code} twice")
        return self


class ItemGroup(Part):
    """The items of one article: how they are joined, what they presuppose, what follows.

    ``asked``: every review report answers them. ``suspects``: a no to one of them makes that item
    suspect; somebody looks into it.
    """

    article: Text
    logic: Literal["any", "all"]
    force: Literal["must", "may", "must_not", "check"]
    effect_zh: Text
    effect_en: Text
    requires: tuple[Code, ...] = ()
    asked: bool = True
    suspects: Code | None = None
    items: tuple[Item, ...]
