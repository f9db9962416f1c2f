"""A bureau's own ledger of cases that are over, and the mapping it is read by."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from support.bureau import HANDLER, Bureau, at

from cases.earlier import import_ledger, try_ledger
from cases.earlier_trial import LedgerFile, Tried

NOW = at("2026-08-03")
HEADS = (
    "编号", "程序", "启动机关", "启动日", "告知日", "姓名", "单位", "领域", "问题", "结论",
    "研究", "决定机关", "文号", "收到", "举报", "整改", "影响期", "办结日", "说明",
)  # fmt: skip
MAPPING = """
columns:
  matter_number: 编号
  source: 程序
  organ: 启动机关
  started_on: 启动日
  informed_on: 告知日
  officer: 姓名
  unit: 单位
  field: 领域
  issue_type: 问题
  outcome: 结论
  deliberated_on: 研究
  decided_by: 决定机关
  decision_number: 文号
  received_on: 收到
  report_kind: 举报
  correction: 整改
  impact_last_day: 影响期
  closed_on: 办结日
  marks: 说明
values:
  source: {本局: bureau, 上级: external}
  outcome: {免予问责: exempt, 未受理: "-"}
"""
ROW: Mapping[str, Any] = {
    "编号": "巴环容〔2024〕3号", "程序": "本局", "启动机关": "区局党组", "启动日": date(2024, 3, 4),
    "告知日": "2024.3.5", "姓名": "孙皓", "单位": "执法二大队", "领域": "水", "问题": "未及时发现",
    "结论": "免予问责", "研究": "2024-04-01", "决定机关": "区局党组", "文号": "巴决〔2024〕1号",
    "收到": date(2024, 4, 8), "举报": "实名举报", "整改": "2024-04-10至2024-06-01",
    "影响期": None, "办结日": "2024年9月2日", "说明": "由王某转办",
}  # fmt: skip


def row(**more: Any) -> dict[str, Any]:
    """A row that may come in, with other cells."""
    return {**ROW, **more}


def sheet(rows: Iterable[Mapping[str, Any]], heads: Sequence[str] = HEADS) -> bytes:
    """A workbook with these rows."""
    book = Workbook()
    book.active.append(list(heads))
    for one in rows:
        book.active.append([one.get(head) for head in heads])
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def file(*rows: Mapping[str, Any], mapping: str = MAPPING) -> LedgerFile:
    """These rows with a mapping."""
    return LedgerFile(sheet(rows), mapping.encode())


def tried(b: Bureau, *rows: Mapping[str, Any], mapping: str = MAPPING) -> Tried:
    """What an import of these rows would bring."""
    return try_ledger(b.store, file(*rows, mapping=mapping), HANDLER, NOW)


def imported(
    b: Bureau, *rows: Mapping[str, Any], mapping: str = MAPPING, by: str = HANDLER,
    now: datetime = NOW, **more: Any,
) -> Tried:  # fmt: skip
    """These rows imported."""
    return import_ledger(b.store, file(*rows, mapping=mapping), by, now, **more)


def why(found: Tried) -> list[tuple[int, str, str]]:
    """Of each rejected row its number, the column and the reason."""
    return [(one.row, one.column_zh, one.zh) for one in found.rejected]
