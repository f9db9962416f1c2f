"""A mapping file to begin with, guessed from the headings of a ledger."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from cases.cells import plain_heading
from cases.earlier_columns import EARLIER, EarlierColumn
from cases.spreadsheets import Row
from states.errors import Invalid

LOOKED_AT = 10
"""Rows among which the headings are looked for."""


def starting_mapping(rows: Iterable[Row], lang: str = "zh") -> str:
    """A mapping file to begin with: columns of equal title found, what is left written beside.

    Raises ``Invalid`` for a ledger without rows.
    """
    header, cells = _headings(rows)
    heads = [str(cell).strip() for cell in cells if cell is not None and str(cell).strip()]
    guessed = _guessed(heads)
    left = [head for head in heads if head not in guessed.values()]
    zh = lang == "zh"
    lines = [
        "# 旧台账的映射：左边是本系统的栏，右边是台账的表头" if zh
        else "# Mapping of an earlier ledger: our column on the left, its heading on the right",
        f"header: {header}  # {'表头所在行' if zh else 'the row of the headings'}",
        "columns:",
    ]  # fmt: skip
    lines += [_line(column, guessed.get(column.code), zh=zh) for column in EARLIER.values()]
    if left:
        said = ("、" if zh else ", ").join(left)
        lines.append(f"# {'没有用到的表头' if zh else 'Headings not used'}: {_on_one_line(said)}")
    lines += (_HELP_ZH if zh else _HELP_EN).splitlines()
    return "\n".join(lines) + "\n"


def _headings(rows: Iterable[Row]) -> tuple[int, tuple[Any, ...]]:
    """The row, of the first few, that bears most of the headings we know."""
    some = [row for row, _ in zip(rows, range(LOOKED_AT), strict=False)]
    if not some:
        raise Invalid("LEDGER", "没有内容", "is empty")
    return max(some, key=lambda row: len(_guessed([str(cell or "") for cell in row[1]])))


def _guessed(heads: Iterable[str]) -> dict[str, str]:
    """The heading of each column that bears one of its titles; of two, the first."""
    held: dict[str, str] = {}
    for head in heads:
        held.setdefault(plain_heading(head), head)
    return {
        column.code: held[name]
        for column in EARLIER.values()
        for name in [_first_of(column, held)]
        if name
    }


def _first_of(column: EarlierColumn, held: Mapping[str, str]) -> str | None:
    titles = map(plain_heading, (column.zh, column.en, *column.also))
    return next((title for title in titles if title in held), None)


def _line(column: EarlierColumn, heading: str | None, *, zh: bool) -> str:
    title = column.zh if zh else column.en
    if heading is not None:
        return f"  {column.code}: {json.dumps(heading, ensure_ascii=False)}  # {title}"
    needed = column.required or column.must
    mark = (" · 必须对应" if zh else " · must be mapped") if needed else ""
    return f'  # {column.code}: ""  # {title}{mark}'


def _on_one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


_HELP_ZH = """
# 单元格空着时用的值：
# defaults:
#   organ: 区生态环境局党组
# 台账里的说法对应哪个代码；"" 表示没有：
# values:
#   source: {本局: bureau, 上级: external}
#   outcome: {免予问责: exempt, 未受理: "-", 撤回申请: withdrawn, 终止: terminated}
# 台账里的单位、人员是谁（单位代码、账号）；人员也可写成“单位/姓名”：
# units: {一大队: first}
# people: {孙某: sunhao}
# 其他日期写法：
# dates: [DD/MM/YYYY]
# 承办人、督办人（账号）；不写则为导入人和全局的督办人：
# handler: hemin
# supervisor: tangli
"""
_HELP_EN = """
# What stands in where a cell is blank:
# defaults:
#   organ: Party group of the bureau
# Which code a word of the ledger means; "" means nothing:
# values:
#   source: {ours: bureau, theirs: external}
#   outcome: {let off: exempt, refused: "-", taken back: withdrawn, ended: terminated}
# Which unit (its code) and who (the username) a name means; people also as "unit/name":
# units: {First Team: first}
# people: {Sun: sunhao}
# Other ways of writing a date:
# dates: [DD/MM/YYYY]
# Handler and supervisor, by username; else whoever imports, and the bureau's supervisor:
# handler: hemin
# supervisor: tangli
"""
