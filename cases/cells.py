"""Cells of a spreadsheet as people fill them in, and what no cell may hold."""

import re
import unicodedata
from datetime import datetime

from states.forms.base import unprintable

SHOWN = 40
_FAILED = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})


class Fault(Exception):
    """A cell that cannot be taken; ``zh`` and ``en`` say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


def said(cell: object) -> object:
    """The cell, where it says something of its own; raises ``Fault`` for formulas and errors."""
    if _is_formula(cell):
        raise Fault("是公式，请粘贴为数值", "is a formula: paste it as a value")
    if str(cell).strip() in _FAILED:
        raise Fault("是 Excel 的错误值", "is an error of Excel")
    return cell


def _is_formula(cell: object) -> bool:
    """Excel's array formulas come as objects of their own."""
    if isinstance(cell, str):
        return cell.lstrip().startswith("=")
    return type(cell).__module__.startswith("openpyxl")


def text_in(cell: object) -> str:
    """The cell as text, a whole number without a point; raises ``Fault``."""
    if isinstance(cell, bool):
        raise Fault("须为文字", "must be text")
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell if cell is not None else "").strip()
    if unprintable(text):
        raise Fault("含有控制字符", "holds control characters")
    return text


def shown(value: object) -> str:
    """What a cell holds, as a refusal shows it."""
    return "".join(c for c in str(value if value is not None else "") if c.isprintable())[:SHOWN]


def plain_heading(heading: str) -> str:
    """A heading as headings are compared: blanks, stars and the width of characters left aside."""
    return re.sub(r"[\s*]", "", unicodedata.normalize("NFKC", heading)).casefold()
