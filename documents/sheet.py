"""The building blocks of an official paper, whatever it is printed as (GB/T 9704—2012)."""

from dataclasses import dataclass
from enum import StrEnum

LEVELS = 4
"""How deep headings go: 一、 （一） 1. （1）"""


class Form(StrEnum):
    """The four forms a paper takes (GB/T 9704—2012, chapters 7 to 10)."""

    RED_HEAD = "red_head"
    LETTER = "letter"
    MINUTES = "minutes"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body (正文)."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the body with its own number, ``level`` 1 to 4."""

    level: int
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """A line that begins with what it is, as minutes have them (出席：…)."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar within a cell: ``share`` of it, 0 to 1, is filled; ``label`` and ``said`` stand beside.

    ``tone`` is a colour in six hexadecimal digits; what it means is said in words, too.
    """

    label: str
    share: float
    said: str
    tone: str


Cell = str | tuple[str | Bar, ...]
"""What stands in a table: words, or lines of words and bars."""


def lines_of(cell: Cell) -> tuple[str | Bar, ...]:
    """The lines of a cell as they are set; text that is too long for one is broken further."""
    return (cell,) if isinstance(cell, str) else cell


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; ``widths`` are shares of the line, the first row is the head where ``head``.

    Without a head each row begins with what it is: a form (表格). ``tall`` are the places of rows
    that leave room to write in by hand.
    """

    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    head: bool
    tall: tuple[int, ...] = ()

    @property
    def lines(self) -> int:
        """How many lines it takes at least."""
        return sum(max((len(lines_of(cell)) for cell in row), default=1) for row in self.rows)


Block = Paragraph | Heading | Field | Table


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper as it is printed; what is empty is left out.

    ``mark`` is the red name at the head, ``number`` the 发文字号, ``sender`` and ``date`` the
    signature; where ``sealed`` an empty place is marked for the seal, which nobody draws.
    ``copies`` and ``printed`` (by whom, when) make the colophon (版记). ``check`` are the first
    digits of the hash by which the paper is found again, at the foot of each page.
    """

    form: Form
    title: str
    blocks: tuple[Block, ...]
    mark: str = ""
    number: str = ""
    secrecy: str = ""
    urgency: str = ""
    to: str = ""
    attachments: tuple[str, ...] = ()
    sender: str = ""
    date: str = ""
    sealed: bool = False
    note: str = ""
    copies: str = ""
    printed: tuple[str, str] | None = None
    check: str = ""
