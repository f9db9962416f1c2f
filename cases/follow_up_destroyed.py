"""Lines of issued reports whose cases were destroyed since: they say no more who it was."""

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection

from storage import emptying
from storage.emptying import NAME
from storage.follow_up import SHEET, Line

TOLD = {"officer": NAME, "who": "", "progress": None, "progress_on": None, "note": None}
"""What stands in place of a name, and of words that may tell it."""


def without_destroyed(connection: Connection, lines: Iterator[Line]) -> Iterator[Line]:
    """The lines as they are read: the report itself, and its hash, never change (第十八条)."""
    while some := list(islice(lines, SHEET)):
        gone = emptying.emptied_among(connection, [line["case"] for line in some])
        yield from ({**line, **TOLD} if line["case"] in gone else line for line in some)
