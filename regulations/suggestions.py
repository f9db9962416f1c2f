"""What the answers to the items suggest: the rows of a pack, looked at in their order."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from regulations.base import Code, Labelled, Text

ERROR_OR_LOSS = "error_or_loss"
"""Whether there was an error or a loss at all: no item, but every assessment asks it."""
ERROR_OR_LOSS_LABEL = Labelled(zh="有失误或者损失", en="There was an error or a loss")
Names = Annotated[tuple[Code, ...], Field(max_length=20)]


class Suggestion(Labelled):
    """A row: said when every group of ``holds`` does, none of ``fails`` does, and so on.

    ``partly``: an item of the group holds, but the group does not. ``unproven``: the group fails or
    is not known. ``left``: said when facts are ``missing``, or when ``nothing`` else was said.
    ``ends``: nothing more follows but that facts are missing. ``outcomes`` are those it points to,
    ``blocks`` those it forbids, ``needed_for`` those that need it said; ``asks_legal_opinion``:
    the legal review must speak of it expressly.
    """

    code: Code
    article: Text | None = None
    holds: Names = ()
    fails: Names = ()
    unknown: Names = ()
    partly: Names = ()
    unproven: Names = ()
    left: Literal["missing", "nothing"] | None = None
    ends: bool = False
    outcomes: Names = ()
    blocks: Names = ()
    needed_for: Names = ()
    asks_legal_opinion: bool = False
    basis: Text | None = None

    def names(self) -> Iterator[str]:
        """Every group the row speaks of."""
        yield from (*self.holds, *self.fails, *self.unknown, *self.partly, *self.unproven)
