"""What a .docx asks for below the library: pitches, indents in characters, fonts by name."""

from typing import Any

from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from documents import layout as m
from documents.sheet import Bar

TWIPS = 20
BAR_SPACES = 12
"""Spaces of half an em that make a bar."""
AFTER_BORDER = (
    "w:shd",
    "w:tabs",
    "w:snapToGrid",
    "w:spacing",
    "w:ind",
    "w:jc",
    "w:rPr",
    "w:sectPr",
)
AFTER_FRAME = ("w:widowControl", "w:numPr", "w:suppressLineNumbers", "w:pBdr", *AFTER_BORDER)
AFTER_SPACING = ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:lang")
AFTER_GROUND = ("w:fitText", "w:vertAlign", "w:lang")
"""What the schema wants to stand behind an element: Word refuses a file in another order."""


def wide(text: str) -> float:
    """How many characters wide it is: figures and Latin letters are half of one."""
    return sum(0.5 if sign.isascii() else 1.0 for sign in text)


def merged(first: _Cell, last: _Cell) -> None:
    """One cell of several; the empty paragraphs of the others do not stay in it."""
    whole = first.merge(last)
    for paragraph in whole.paragraphs[1:]:
        if not paragraph.text:
            paragraph._p.getparent().remove(paragraph._p)  # noqa: SLF001


def set_pitch(paragraph: WordParagraph, points: float) -> None:
    """Exactly so many points from line to line, and none between paragraphs."""
    space = paragraph.paragraph_format
    space.space_before = space.space_after = Pt(0)
    space.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    space.line_spacing = Pt(points)
    if points != m.LINE:  # what is no line of the body does not stand on the page's grid
        free = OxmlElement("w:snapToGrid")
        free.set(qn("w:val"), "0")
        paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001
            free, *AFTER_BORDER[AFTER_BORDER.index("w:snapToGrid") + 1 :]
        )


def set_indent(
    paragraph: WordParagraph, *, size: float, left: float = 0, right: float = 0, first: float = 0
) -> None:
    """Indents in characters, which Word keeps when the size changes."""
    twips = m.CHARACTER * size / m.BODY * TWIPS
    made = paragraph._p.get_or_add_pPr().get_or_add_ind()  # noqa: SLF001
    for side, chars in (("left", left), ("right", right), ("firstLine", first)):
        if chars:
            made.set(qn(f"w:{side}Chars"), str(round(chars * 100)))
            made.set(qn(f"w:{side}"), str(round(chars * twips)))


def set_run(
    run: Run, font: str, size: float, *, colour: str | None = None, spacing: float = m.SPACING
) -> None:
    """How a run is printed; the body's characters stand closer, 28 in a line."""
    run.font.size = Pt(size)
    properties = run._r.get_or_add_rPr()  # noqa: SLF001
    set_fonts(properties, font)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    if spacing and size == m.BODY:
        made = OxmlElement("w:spacing")
        made.set(qn("w:val"), str(round(spacing * TWIPS)))
        properties.insert_element_before(made, *AFTER_SPACING)


def _set_ground(run: Run, colour: str) -> None:
    """The ground that a run stands on, which is printed with it."""
    made = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        made.set(qn(f"w:{name}"), value)
    run._r.get_or_add_rPr().insert_element_before(made, *AFTER_GROUND)  # noqa: SLF001


def set_lines(paragraph: WordParagraph, lines: tuple[str | Bar, ...], font: str) -> None:
    """The lines of a cell; a bar is a row of spaces on coloured ground, which needs no font."""
    for place, one in enumerate(lines):
        if place:
            paragraph.add_run().add_break()
        if isinstance(one, str):
            set_run(paragraph.add_run(one), font, m.CELL)
            continue
        filled = round(one.share * BAR_SPACES)
        set_run(paragraph.add_run(f"{one.label} "), font, m.CELL)
        for spaces, ground in ((filled, one.tone), (BAR_SPACES - filled, m.TRACK)):
            if spaces:
                run = paragraph.add_run("\N{NO-BREAK SPACE}" * spaces)
                set_run(run, m.SONG[0], m.SMALL / 2)
                _set_ground(run, ground)
        set_run(paragraph.add_run(f" {one.said}"), font, m.CELL)


def set_fonts(properties: Any, font: str) -> None:
    """The same font for Chinese and for what stands between it; it is named, never embedded."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
