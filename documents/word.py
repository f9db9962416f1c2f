"""A sheet as .docx: real paragraphs that people go on writing in, by the standard's measures."""

import io
import zipfile
from datetime import UTC, datetime
from math import ceil
from typing import Any

from docx import Document
from docx.document import Document as Written
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from documents import layout as m
from documents.sheet import Block, Field, Form, Heading, Paragraph, Sheet, Table, lines_of
from documents.word_parts import (
    AFTER_BORDER,
    AFTER_FRAME,
    TWIPS,
    merged,
    set_fonts,
    set_indent,
    set_lines,
    set_pitch,
    set_run,
    wide,
)

CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
BOTTOM, MIDDLE = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM, WD_CELL_VERTICAL_ALIGNMENT.CENTER
EPOCH = (1980, 1, 1, 0, 0, 0)
"""Every part of the file bears this moment, so that the same sheet makes the same bytes."""
LONGEST = 255
"""Characters of a property of the file."""
GREY = "808080"
SEAL = "（印章）"
OUTER, INNER = 8, 6
"""Rules of the colophon in eighths of a point: 0.35 mm and 0.25 mm."""
BESIDE_TABLE, ROW_PITCH, COLOPHON_LINE = 8.0, 18.0, 20.0
"""Points: the space beside a table, and from line to line in it and in the colophon."""


def write_docx(sheet: Sheet) -> bytes:
    """The paper as a .docx file; the same sheet makes the same bytes."""
    document = Document()
    _prepare(document, sheet)
    paper = _Paper(document, sheet)
    paper.head()
    for block in sheet.blocks:
        paper.block(block)
    paper.end()
    raw = io.BytesIO()
    document.save(raw)
    return _fixed(raw.getvalue())


def _prepare(document: Written, sheet: Sheet) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(m.PAGE[0]), Mm(m.PAGE[1])
    section.top_margin, section.bottom_margin = Mm(m.TOP), Mm(m.BOTTOM)
    section.left_margin, section.right_margin = Mm(m.LEFT), Mm(m.RIGHT)
    section.footer_distance = Mm(m.BOTTOM - m.PAGE_NUMBER_BELOW - m.SMALL * m.POINT)
    section.header_distance = Mm(10)
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001 - the library has no other way in
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(m.LINE * TWIPS)))
    normal = document.styles["Normal"]
    normal.font.size = Pt(m.BODY)
    set_fonts(normal.element.get_or_add_rPr(), m.FANGSONG[0])
    about = document.core_properties
    about.title, about.author, about.comments = sheet.title[:LONGEST], sheet.sender[:LONGEST], ""
    about.created = about.modified = datetime(2000, 1, 1, tzinfo=UTC)
    about.last_modified_by = ""
    _page_numbers(document, sheet)


def _page_numbers(document: Written, sheet: Sheet) -> None:
    """— 1 — right on odd pages and left on even ones; a letter's first page has none."""
    section = document.sections[0]
    document.settings.odd_and_even_pages_header_footer = True
    section.different_first_page_header_footer = sheet.form is Form.LETTER
    if sheet.form is Form.LETTER:
        _lower_rule(document, sheet)
    for footer, right in ((section.footer, True), (section.even_page_footer, False)):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = document.styles["Normal"]  # that of footers has tabs of its own
        set_pitch(paragraph, m.SMALL)
        set_indent(paragraph, left=1, size=m.SMALL)
        paragraph.paragraph_format.tab_stops.add_tab_stop(
            Mm(m.TYPE_AREA[0] - m.SMALL * m.POINT), WD_TAB_ALIGNMENT.RIGHT
        )
        if right:
            _check(paragraph, sheet, f"{m.checked(sheet.check)}\t")
        for word in ("— ", None, " —"):
            run = paragraph.add_run(word or "")
            set_run(run, m.SONG[0], m.SMALL, spacing=0)
            if word is None:
                for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
                    run._r.append(_field(kind, text))  # noqa: SLF001
        if not right:
            _check(paragraph, sheet, f"\t{m.checked(sheet.check)}")


def _check(paragraph: WordParagraph, sheet: Sheet, text: str) -> None:
    """By what the paper is found again, small, across from the page's number."""
    set_run(paragraph.add_run(text), m.SONG[0], m.CHECK if sheet.check else m.SMALL, colour=GREY,
            spacing=0)  # fmt: skip


def _lower_rule(document: Written, sheet: Sheet) -> None:
    """The second double rule of a letter: 20 mm above the edge of its first page, 170 mm wide."""
    footer = document.sections[0].first_page_footer
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    set_pitch(paragraph, m.SMALL)
    if sheet.check:
        _check(paragraph, sheet, m.checked(sheet.check))
    beyond = Mm((m.TYPE_AREA[0] - m.LETTER_RULE) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = beyond
    border = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="thinThickSmallGap" w:sz="24" w:space="8" '
        f'w:color="{m.RED}"/></w:pBdr>'
    )
    paragraph._p.get_or_add_pPr().insert_element_before(border, *AFTER_BORDER)  # noqa: SLF001


def _field(kind: str, text: str) -> Any:
    if kind:
        made = OxmlElement("w:fldChar")
        made.set(qn("w:fldCharType"), kind)
        return made
    made = OxmlElement("w:instrText")
    made.text = text
    return made


class _Paper:
    """One document while it is written, from its head to its colophon."""

    def __init__(self, document: Written, sheet: Sheet) -> None:
        self.document, self.sheet = document, sheet
        self._tail: list[WordParagraph] = []
        self._fields = False

    def line(
        self, text: str = "", font: str = m.FANGSONG[0], size: float = m.BODY, **more: Any
    ) -> WordParagraph:
        """A paragraph of one run; ``align``, ``indent`` in characters, ``colour``, ``pitch``."""
        paragraph = self.document.add_paragraph()
        set_pitch(paragraph, more.get("pitch", m.LINE))
        if "align" in more:
            paragraph.alignment = more["align"]
        if more.get("indent"):
            set_indent(paragraph, size=size, **more["indent"])
        if text:
            set_run(paragraph.add_run(text), font, size, colour=more.get("colour"))
        return paragraph

    def head(self) -> None:
        """Secrecy, the red name, number and rule, then the title and whom it is for."""
        sheet = self.sheet
        if sheet.form is not Form.LETTER:
            self._marked()
        if sheet.form in m.MARK_FROM_TOP and sheet.mark:
            self._red_head()
        elif sheet.form is Form.MINUTES and sheet.mark:
            self.line(
                sheet.mark, m.SONG_TITLE[0], m.mark_size(sheet.mark), align=CENTRE, colour=m.RED,
                pitch=m.LINE * 2,
            )  # fmt: skip
            if sheet.number:
                self.line(sheet.number, align=CENTRE)
            if wide(sheet.sender) + wide(sheet.date) > m.CHARACTERS - 2:
                self.line(sheet.sender)
                self._rule(self.line(sheet.date, align=RIGHT), m.RED)
            else:
                said = self.line(f"{sheet.sender}\t{sheet.date}")
                said.paragraph_format.tab_stops.add_tab_stop(
                    Mm(m.TYPE_AREA[0]), WD_TAB_ALIGNMENT.RIGHT
                )
                self._rule(said, m.RED)
            self.line()
        elif sheet.number:
            self.line(sheet.number, align=RIGHT)
            self.line()
        for text in m.title_lines(sheet.title):
            self.line(text, m.SONG_TITLE[0], m.TITLE, align=CENTRE, pitch=m.LINE * 1.2)
        self.line()
        if sheet.to:
            self.line(f"{sheet.to.rstrip('：:')}：")

    def _marked(self) -> None:
        for said in (self.sheet.secrecy, self.sheet.urgency):
            if said:
                self.line(said, m.HEI[0])

    def _red_head(self) -> None:
        sheet, size = self.sheet, m.mark_size(self.sheet.mark)
        mark = self.line(
            sheet.mark, m.SONG_TITLE[0], size, align=CENTRE, colour=m.RED, pitch=size * 1.2
        )
        above = max(m.MARK_FROM_TOP[sheet.form], 0.0) / m.POINT - size * 0.1
        if sheet.form is Form.RED_HEAD:
            used = m.LINE * sum(bool(said) for said in (sheet.secrecy, sheet.urgency))
            mark.paragraph_format.space_before = Pt(max(above - used, 0))
            self.line()
            self.line()
            self._rule(self.line(sheet.number, align=CENTRE), m.RED)
            self.line()
            self.line()
        else:
            beyond = Mm((m.TYPE_AREA[0] - m.LETTER_RULE) / 2)
            mark.paragraph_format.left_indent = mark.paragraph_format.right_indent = beyond
            self._rule(mark, m.RED, "thickThinSmallGap", 24)
            self.line(sheet.number, align=RIGHT)
            self._marked()
            self.line()

    def _rule(
        self, paragraph: WordParagraph, colour: str, kind: str = "single", eighths: int = 18
    ) -> None:
        space = round(m.RULE_BELOW_NUMBER / m.POINT)
        border = parse_xml(
            f'<w:pBdr {nsdecls("w")}><w:bottom w:val="{kind}" w:sz="{eighths}" '
            f'w:space="{space}" w:color="{colour}"/></w:pBdr>'
        )
        paragraph._p.get_or_add_pPr().insert_element_before(border, *AFTER_BORDER)  # noqa: SLF001

    def block(self, block: Block) -> None:
        """One block of the body."""
        match block:
            case Paragraph(text):
                said = self.line(text, indent={"first": 2})
                leads = text.endswith("：") and len(text) <= 2 * m.CHARACTERS
                said.paragraph_format.keep_with_next = leads
                self._tail = [said]
            case Heading(level, number, text):
                heading = self.line(
                    f"{number}{text}", m.heading_fonts(level)[0], indent={"first": 2}
                )
                heading.paragraph_format.keep_with_next = True
                self._tail = [heading]
            case Field(label, text):
                if not self._fields:  # 出席、请假、列席 stand a line below the body
                    self.line()
                self._fields = True
                paragraph = self.line(f"{label}：", m.HEI[0], indent={"left": 2, "first": 0})
                set_run(paragraph.add_run(text), m.FANGSONG[0], m.BODY)
                self._tail = [paragraph]
            case Table():
                self._table(block)

    def _table(self, block: Table) -> None:
        self.line(pitch=BESIDE_TABLE).paragraph_format.keep_with_next = True
        table: WordTable = self.document.add_table(rows=0, cols=len(block.widths))
        table.style = "Table Grid"
        table.autofit = False
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        share = m.TYPE_AREA[0] / sum(block.widths)
        for of_grid, width in zip(table.columns, block.widths, strict=True):
            of_grid.width = Mm(width * share)
        for place, cells in enumerate(block.rows):
            row = table.add_row()  # type: ignore[no-untyped-call]
            row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
            row.height = Mm(m.TALL if place in block.tall else m.ROW)
            shown = [*cells, *[""] * (len(block.widths) - len(cells))]
            for column, (said, width) in enumerate(zip(shown, block.widths, strict=True)):
                cell = row.cells[column]
                cell.width = Mm(width * share)
                by_hand = place in block.tall and column > 0
                cell.vertical_alignment = BOTTOM if by_hand else MIDDLE
                labels = (block.head and place == 0) or (not block.head and column % 2 == 0)
                paragraph = cell.paragraphs[0]
                set_pitch(paragraph, ROW_PITCH)
                paragraph.paragraph_format.keep_with_next = block.head and place == 0
                if labels:
                    paragraph.alignment = CENTRE
                set_lines(paragraph, lines_of(said), (m.HEI if labels else m.FANGSONG)[0])
            if len(cells) < len(block.widths):  # the last one takes what is left of the line
                merged(row.cells[len(cells) - 1], row.cells[-1])
            if block.head and place == 0:
                row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
        self.line(pitch=BESIDE_TABLE)
        self._tail = [paragraph for cell in table.rows[-1].cells for paragraph in cell.paragraphs]
        self._tail.append(self.document.paragraphs[-1])

    def end(self) -> None:
        """Attachments, signature, note, and the colophon at the foot of the last page."""
        sheet = self.sheet
        if sheet.attachments:
            self._tail.append(self.line())
            for place, name in enumerate(sheet.attachments, start=1):
                number = f"{place}. " if len(sheet.attachments) > 1 else ""
                head = f"附件：{number}" if place == 1 else f"　　　{number}"
                self._tail.append(self.line(f"{head}{name}", indent={"left": 2}))
        if sheet.form is not Form.MINUTES and (sheet.sender or sheet.date):
            self._signature()
        elif sheet.note:
            self.line(f"（{sheet.note}）", indent={"first": 2})
        if sheet.copies or sheet.printed:
            self._colophon()

    def _signature(self) -> None:
        """Sender over date, centred on each other where sealed; never alone on a page (7.3.5)."""
        sheet = self.sheet
        sender, date = wide(sheet.sender), wide(sheet.date)
        right = 4.0 if sheet.sealed else 2.0
        centre = max(right + date / 2, sender / 2)
        together = [*self._tail]
        if sheet.sealed:  # the seal begins within a line of the body
            at = {"right": centre - wide(SEAL) / 2}
            together.append(self.line(SEAL, align=RIGHT, indent=at, colour=GREY))
        else:
            together.append(self.line())
        if sheet.sender:
            at = {"right": centre - sender / 2 if sheet.sealed else right}
            together.append(self.line(sheet.sender, align=RIGHT, indent=at))
        if sheet.date:
            at = {"right": centre - date / 2 if sheet.sealed else right}
            together.append(self.line(sheet.date, align=RIGHT, indent=at))
        if sheet.note:
            together.append(self.line(f"（{sheet.note}）", indent={"first": 2}))
        ends = not (sheet.copies or sheet.printed)
        for paragraph in together[:-1] if ends else together:  # nor the colophon alone
            paragraph.paragraph_format.keep_with_next = True

    def _colophon(self) -> None:
        """Rows that stand on the lower edge of the type area, whatever is above them.

        Each is a frame of its own: with one frame for all LibreOffice loses their rules.
        """
        sheet = self.sheet
        rows: list[str] = []
        if sheet.copies:
            rows.append(f"抄送：{sheet.copies.rstrip('。')}。")
        if sheet.printed:
            rows.append(f"{sheet.printed[0]}\t{sheet.printed[1]}印发")
        characters = m.TYPE_AREA[0] / m.POINT / m.SMALL - 2
        heights = [COLOPHON_LINE * max(ceil(wide(text) / characters), 1) + 4 for text in rows]
        for place, text in enumerate(rows):
            above = (m.TOP + m.TYPE_AREA[1]) / m.POINT - sum(heights[place:])
            self._colophon_row(text, above, last=place == len(rows) - 1, first=place == 0)
        set_pitch(self.document.add_paragraph(), 1)

    def _colophon_row(self, text: str, above: float, *, first: bool, last: bool) -> None:
        """One row; the first and the last rule are the thicker ones."""
        indent = {"left": 1, "right": 1}
        paragraph = self.line(text, size=m.SMALL, indent=indent, pitch=COLOPHON_LINE)
        paragraph.paragraph_format.tab_stops.add_tab_stop(
            Mm(m.TYPE_AREA[0] - m.SMALL * m.POINT), WD_TAB_ALIGNMENT.RIGHT
        )
        frame = (
            f'<w:framePr {nsdecls("w")} w:w="{round(m.TYPE_AREA[0] / m.POINT * TWIPS)}" '
            f'w:wrap="around" w:vAnchor="page" w:hAnchor="page" '
            f'w:x="{round(m.LEFT / m.POINT * TWIPS)}" w:y="{round(above * TWIPS)}"/>'
        )
        rules = {"top": OUTER if first else INNER, **({"bottom": OUTER} if last else {})}
        drawn = "".join(
            f'<w:{side} w:val="single" w:sz="{eighths}" w:space="2" w:color="000000"/>'
            for side, eighths in rules.items()
        )
        about = paragraph._p.get_or_add_pPr()  # noqa: SLF001
        about.insert_element_before(parse_xml(frame), *AFTER_FRAME)
        border = parse_xml(f"<w:pBdr {nsdecls('w')}>{drawn}</w:pBdr>")
        about.insert_element_before(border, *AFTER_BORDER)


def _fixed(raw: bytes) -> bytes:
    """The same parts under one moment: what is made twice is the same file."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            part = zipfile.ZipInfo(name, EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            new.writestr(part, old.read(name))
    return made.getvalue()
