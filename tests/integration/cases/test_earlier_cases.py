"""Cases from a bureau's own ledger: tried, written whole or not at all, marked, proven."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from support.bureau import HANDLER, OFFICER, SUPERVISOR, Bureau, at

from cases.earlier import LedgerFile, Tried, import_ledger, try_ledger
from cases.history import verify

NOW = at("2026-08-03")
HEADS = ("编号", "程序", "启动机关", "启动日", "姓名", "单位", "结论", "决定机关", "文号", "收到", "办结日")
MAPPING = """
columns:
  matter_number: 编号
  source: 程序
  organ: 启动机关
  started_on: 启动日
  officer: 姓名
  unit: 单位
  outcome: 结论
  decided_by: 决定机关
  decision_number: 文号
  received_on: 收到
  closed_on: 办结日
values:
  source: {本局: bureau, 上级: external}
  outcome: {免予问责: exempt, 未受理: "-"}
"""
ROW: Mapping[str, Any] = {
    "编号": "巴环容〔2024〕3号", "程序": "本局", "启动机关": "区局党组", "启动日": date(2024, 3, 4),
    "姓名": "孙皓", "单位": "执法二大队", "结论": "免予问责", "决定机关": "区局党组",
    "文号": "巴决〔2024〕1号", "收到": date(2024, 4, 8), "办结日": "2024年9月2日",
}  # fmt: skip


def sheet(rows: Iterable[Mapping[str, Any]], heads: Sequence[str] = HEADS) -> bytes:
    book = Workbook()
    book.active.append(list(heads))
    for row in rows:
        book.active.append([row.get(head) for head in heads])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row(**more: Any) -> dict[str, Any]:
    return {**ROW, **more}


def file(*rows: Mapping[str, Any], mapping: str = MAPPING) -> LedgerFile:
    return LedgerFile(sheet(rows), mapping.encode())


def tried(b: Bureau, *rows: Mapping[str, Any], mapping: str = MAPPING) -> Tried:
    return try_ledger(b.store, file(*rows, mapping=mapping), HANDLER, NOW)


def test_an_earlier_case_comes_in_closed_and_its_history_begins_with_the_import(bureau: Bureau):
    found = import_ledger(bureau.store, file(ROW), HANDLER, NOW)
    assert found.rejected == []
    assert (found.applied, found.numbers) == (True, {"巴环容〔2024〕3号": "2026-0001"})
    case = bureau.row("2026-0001-1")
    assert (case.state, case.outcome, case.version) == ("closed", "exempt", 1)
    assert verify(bureau.store).flaws == []
