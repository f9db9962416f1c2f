"""The small language of a paper's template: one line, one block.

    #title 容错免责决定书          #to 执法二大队党支部：
    text of the body               a paragraph
    ## 基本情况                    a heading; ###, #### and ##### are below it, numbers come alone
    #field 出席 | 甲、乙           a line that begins with what it is
    #row 姓名 | 甲                 a row of a form
    #tall 领导批示 | （签名）      the same, with room to write in by hand
    #table 1 3 2                   a table of three columns, its rows follow
    | 序号 | 事项 | 结果 |
    #attach 证据目录               an attachment (附件说明)
    #seal  #sender …  #date …  #note …  #copies …  #secrecy …  #urgency …
    #mark 党组会议纪要             the red name at the head, where it is not the bureau's

What a value brings in can make no block: its marks are escaped, its line breaks are spaces. Where a
value is several paragraphs of somebody's own words, the template says ``{{ words | paragraphs }}``.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from documents.errors import BadTemplate
from documents.sheet import LEVELS, Block, Field, Form, Heading, Paragraph, Sheet, Table

_MARKS = re.compile(r"[\\#|]")
_ESCAPED = re.compile(r"\\([\\#|])")
_BARS = re.compile(r"(?<!\\)(?:\\\\)*\|")
_BREAKS = re.compile(r"\s*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
_CONTROLS = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_SPECIAL = re.compile(r"[\x00-\x08\n-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\\#|]")
"""What any of these may change; most words hold none."""
LINES = ("title", "to", "sender", "date", "note", "copies", "secrecy", "urgency", "mark")
WHOLE, LABEL = 156, 23
"""A form's line and its labels, in millimetres."""
ZH = "一二三四五六七八九十"
LISTED = re.compile(r"A1[0234]\.(\d+)")
"""Items of the articles that number what they list; A4.1 or A16.X5 are ours."""


class Paragraphs(str):
    """Words of somebody's own in several lines, each a paragraph of the paper."""

    __slots__ = ()


def escaped(value: object) -> str:
    """A value as a template may print it."""
    if isinstance(value, Paragraphs):
        lines = (_flat(line) for line in _BREAKS.split(value))
        return "\n".join(line for line in lines if line)
    return _flat(str(value))


def _flat(text: str) -> str:
    if not _SPECIAL.search(text):
        return text.strip()
    line = _CONTROLS.sub("", _BREAKS.sub(" ", text)).strip()
    return _MARKS.sub(lambda mark: f"\\{mark[0]}", line)


def read_sheet(text: str, form: Form) -> Sheet:
    """The sheet that a rendered template describes; raises ``BadTemplate`` with its line."""
    reading = _Reading()
    for number, line in _lines(text):
        reading.take(number, *_word(line))
    if not reading.said.get("title"):
        raise BadTemplate(0, "缺少 #title", "there is no #title")
    return Sheet(
        form, blocks=tuple(_joined(reading.blocks)), attachments=tuple(reading.attachments),
        sealed=reading.sealed,
        **reading.said,  # type: ignore[arg-type]
    )  # fmt: skip


class _Reading:
    """What was read so far, line by line."""

    def __init__(self) -> None:
        self.said: dict[str, str] = {}
        self.attachments: list[str] = []
        self.blocks: list[Block] = []
        self.sealed = False
        self._counts = [0] * LEVELS

    def take(self, number: int, word: str, rest: str) -> None:
        """One line: the mark at its head and what follows."""
        match word:
            case "":
                self.blocks.append(Paragraph(_plain(rest)))
            case "##" | "###" | "####" | "#####":
                self._heading(len(word) - 1, _plain(rest))
            case "#field":
                self.blocks.append(Field(*_cells(rest, 2, number)))
            case "#row" | "#tall":
                cells = tuple(_cells(rest, 0, number))
                tall = (0,) if word == "#tall" else ()
                self.blocks.append(Table((1,), (cells,), head=False, tall=tall))
            case "#table":
                self.blocks.append(Table(_widths(rest, number), (), head=True))
            case "|":
                self.blocks.append(_row(self.blocks, rest, number))
            case _:
                self._beside(number, word[1:], _plain(rest))

    def _beside(self, number: int, name: str, rest: str) -> None:
        """What stands before or after the body."""
        if name == "attach":
            self.attachments.append(rest)
        elif name == "seal":
            self.sealed = True
        elif name in LINES and name not in self.said:
            self.said[name] = rest
        else:
            raise BadTemplate(
                number, f"不认识或重复的标记 #{name}", f"unknown or repeated mark #{name}"
            )

    def _heading(self, level: int, text: str) -> None:
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (LEVELS - level)
        self.blocks.append(Heading(level, _number(level, self._counts[level - 1]), text))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line.strip()


def _word(line: str) -> tuple[str, str]:
    """The mark at the head of a line and what follows; a paragraph has none."""
    if line[0] == "|":
        return "|", line
    if line[0] != "#":
        return "", line
    word, _, rest = line.partition(" ")
    return word, rest.strip()


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text).strip()


def _cells(text: str, wanted: int, number: int) -> list[str]:
    """What stands between the bars that no value brought in."""
    cells, start = [], 0
    for bar in _BARS.finditer(text):
        cells.append(_plain(text[start : bar.end() - 1]))
        start = bar.end()
    cells.append(_plain(text[start:]))
    if wanted and len(cells) != wanted:
        raise BadTemplate(number, f"应有{wanted}栏", f"needs {wanted} cells")
    return cells


def _widths(text: str, number: int) -> tuple[int, ...]:
    try:
        widths = tuple(int(word) for word in text.split())
    except ValueError:
        widths = ()
    if not widths or min(widths) < 1:
        raise BadTemplate(number, "#table 后须写各栏宽度", "#table needs the widths of its columns")
    return widths


def _row(blocks: list[Block], line: str, number: int) -> Table:
    """The row is taken into the table above it."""
    table = blocks.pop() if blocks else None
    cells = tuple(_cells(line, 0, number)[1:-1])
    if not isinstance(table, Table) or not table.head:
        raise BadTemplate(number, "表格的行须跟在 #table 之后", "a row needs its #table above")
    if len(cells) != len(table.widths):
        raise BadTemplate(number, f"应有{len(table.widths)}栏", f"needs {len(table.widths)} cells")
    return replace(table, rows=(*table.rows, cells))


def _joined(blocks: list[Block]) -> Iterator[Block]:
    """Rows of a form that stand together are one table, as wide as the widest of them."""
    for is_row, run in groupby(blocks, lambda b: isinstance(b, Table) and not b.head):
        if not is_row:
            yield from run
            continue
        tables = [one for one in run if isinstance(one, Table)]
        rows = tuple(row for one in tables for row in one.rows)
        tall = tuple(place for place, one in enumerate(tables) if one.tall)
        most = max(len(row) for row in rows)
        widths = _form_widths(most)
        yield Table(widths, rows, head=False, tall=tall)


def _form_widths(cells: int) -> tuple[int, ...]:
    """Shares of a form's line: each label wide enough for four characters, the values alike."""
    values = cells // 2
    if not values:
        return (1,)
    share = (WHOLE - LABEL * (cells - values)) // values
    return tuple(LABEL if place % 2 == 0 else max(share, LABEL) for place in range(cells))


def _number(level: int, count: int) -> str:
    """The number of a heading, by its level."""
    if level == 1:
        return f"{zh_number(count)}、"
    if level == 2:  # noqa: PLR2004 - the second of four
        return f"（{zh_number(count)}）"
    return f"{count}." if level < LEVELS else f"（{count}）"


def zh_number(count: int) -> str:
    """A number up to 99 in Chinese."""
    tens, ones = divmod(count, 10)
    if not tens:
        return ZH[ones - 1]
    return ("" if tens == 1 else ZH[tens - 1]) + "十" + (ZH[ones - 1] if ones else "")


def cited(article: str, code: str) -> str:
    """``第十条第二项`` for item A10.2 and its sub-facts; elsewhere the article alone."""
    found = LISTED.match(code)
    return f"{article}第{zh_number(int(found[1]))}项" if found else article
