"""A sheet as PDF/A-2b, by typst; it is an extra (``rongcuo[pdf]``): without it, the browser prints.

The fonts are those of the machine, found by name; where one has no sign for a character the paper
is refused (``NoFont``), for PDF/A will have no boxes.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from documents import layout as m
from documents.errors import NoFont
from documents.sheet import Bar, Block, Cell, Field, Heading, Paragraph, Sheet, Table, lines_of

try:
    import typst
except ImportError:  # the extra is not installed
    typst = None  # type: ignore[assignment]

STANDARD = "a-2b"
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""Every PDF bears this moment, so that the same sheet makes the same bytes."""
PAPER = Path(__file__).with_name("paper.typ")
_one_at_a_time = Lock()


def available() -> bool:
    """Whether the extra is installed."""
    return typst is not None


def write_pdf(sheet: Sheet) -> bytes:
    """The paper as PDF/A-2b; the same sheet makes the same bytes. Raises ``NoFont``."""
    said = json.dumps(_data(sheet), ensure_ascii=False)
    with _one_at_a_time:  # the compiler is kept alive, and it is one
        try:
            made = _compiler().compile(
                sys_inputs={"paper": said}, format="pdf", pdf_standards=[STANDARD],
                timestamp=EPOCH,
            )  # fmt: skip
        except typst.TypstError as error:
            if "font" in str(error) or "glyph" in str(error):
                raise NoFont(_missing(str(error))) from None
            raise
    return bytes(made)


def fonts_found() -> dict[str, str | None]:
    """Which font of this machine each kind of writing is printed in; ``None``: there is none."""
    here = set(typst.Fonts().families())
    return {
        name: next((font for font in wanted if font in here), None)
        for name, wanted in _fonts().items()
    }


@cache
def _compiler() -> Any:
    return typst.Compiler(str(PAPER))


def _missing(error: str) -> str:
    return error.split("\n", maxsplit=1)[0][:200]


def _fonts() -> dict[str, list[str]]:
    return {
        "body": list(m.FANGSONG), "title": list(m.SONG_TITLE), "hei": list(m.HEI),
        "kai": list(m.KAI), "song": list(m.SONG),
    }  # fmt: skip


def _data(sheet: Sheet) -> dict[str, Any]:
    colophon: list[tuple[str, str]] = []
    if sheet.copies:
        colophon.append((f"抄送：{sheet.copies.rstrip('。')}。", ""))
    if sheet.printed:
        colophon.append((sheet.printed[0], f"{sheet.printed[1]}印发"))
    return {
        "fonts": _fonts(),
        "measures": {
            "page": m.PAGE, "top": m.TOP, "bottom": m.BOTTOM, "left": m.LEFT, "right": m.RIGHT,
            "line": m.LINE, "body": m.BODY, "title": m.TITLE, "small": m.SMALL, "cell": m.CELL,
            "red": m.RED,
            "tracking": m.CHARACTER - m.BODY, "page_number_below": m.PAGE_NUMBER_BELOW,
            "check": m.CHECK, "bar": m.BAR, "track": m.TRACK,
            "mark_size": m.mark_size(sheet.mark), "letter_rule": m.LETTER_RULE,
            "mark_below": m.MARK_FROM_TOP.get(sheet.form, 0.0),
            "rule_below_number": m.RULE_BELOW_NUMBER,
        },
        "sheet": {
            "form": str(sheet.form), "title": sheet.title, "mark": sheet.mark,
            "title_lines": m.title_lines(sheet.title), "number": sheet.number,
            "secrecy": sheet.secrecy, "urgency": sheet.urgency,
            "to": f"{sheet.to.rstrip('：:')}：" if sheet.to else "",
            "attachments": sheet.attachments, "sender": sheet.sender, "date": sheet.date,
            "sealed": sheet.sealed, "note": sheet.note, "colophon": colophon,
            "check": m.checked(sheet.check), "kept": _kept(sheet),
            "blocks": [_block(one) for one in sheet.blocks],
        },
    }  # fmt: skip


def _kept(sheet: Sheet) -> int:
    """How many of the last blocks go to the next page with the signature: one, if it is short."""
    if not sheet.blocks or len(sheet.attachments) > m.WHOLE_ROWS:
        return 0
    last = sheet.blocks[-1]
    if isinstance(last, Table):
        return int(last.lines <= m.WHOLE_ROWS)
    return int(len(last.text) <= m.CHARACTERS * m.WHOLE_ROWS)


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph(text):
            return {"kind": "paragraph", "text": text}
        case Heading(level, number, text):
            font = {1: "hei", 2: "kai"}.get(level, "body")
            return {"kind": "heading", "font": font, "text": f"{number}{text}"}
        case Field(label, text):
            return {"kind": "field", "label": label, "text": text}
        case Table(widths, rows, head, tall):
            cells = [list(_cells(row, len(widths), head)) for row in rows]
            for place in tall:
                cells[place][-1]["room"] = m.TALL - m.ROW
            whole = block.lines <= m.WHOLE_ROWS
            return {
                "kind": "table",
                "widths": widths,
                "head": head,
                "rows": cells,
                "whole": whole,
            }


def _cells(row: tuple[Cell, ...], columns: int, head: bool) -> Iterable[dict[str, Any]]:
    torn = all(isinstance(cell, str) for cell in row) or any(map(_long, row))
    for place, cell in enumerate(row):
        last = place == len(row) - 1
        yield {
            "lines": [asdict(one) if isinstance(one, Bar) else one for one in lines_of(cell)],
            "span": columns - place if last else 1,
            "label": not head and place % 2 == 0,
            "room": 0.0,
            "torn": torn,
        }


def _long(cell: Cell) -> bool:
    """Whether it may be longer than a page has room for."""
    return sum(len(one) for one in lines_of(cell) if isinstance(one, str)) > m.WHOLE_CELL
