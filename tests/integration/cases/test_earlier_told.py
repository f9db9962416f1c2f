"""What an earlier ledger says, and does not say, in ours; and what the database refuses of it."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from support.bureau import HANDLER, SUPERVISOR, Bureau
from support.earlier import HEADS, MAPPING, NOW, imported, row, sheet, why

from cases.earlier import import_ledger
from cases.earlier_trial import LedgerFile
from cases.ledger import read_ledger
from cases.statistics import read_statistics
from storage.ledger_list import Asked


def test_the_post_is_in_the_ledger_and_a_late_fate_that_is_not_said_is_not_known(
    sqlite_bureau: Bureau,
):
    b, more = sqlite_bureau, ("逾期", "申请日", "岗位")
    mapping = MAPPING.replace(
        "columns:", "columns:\n  late: 逾期\n  filed_on: 申请日\n  post: 岗位"
    )
    said = row(逾期="是：不可抗力", 申请日=date(2024, 3, 20), 岗位="大队长")
    content = sheet([said], (*HEADS, *more))
    found = import_ledger(b.store, LedgerFile(content, mapping.encode()), HANDLER, NOW)
    assert why(found) == []
    page = read_ledger(b.store, SUPERVISOR, NOW, Asked())
    line = dict(zip(page.heads, page.lines[0].cells, strict=True))
    assert (line["岗位"], line["是否逾期及理由"]) == ("大队长", "是：不可抗力（结果不详）")
    table = read_statistics(b.store, SUPERVISOR, NOW, Asked()).table("late")
    assert table is not None
    [one] = table.rows
    assert table.heads[-1] == "结果不详"
    assert [cell.value for cell in one.cells] == [1, 0, 0, 0, 0, 1]
    for cell in one.cells:
        asked: dict[str, Any] = {**(cell.asked or {})}
        assert read_ledger(b.store, SUPERVISOR, NOW, Asked(**asked)).total == cell.value


def test_what_the_database_refuses_is_not_taken_for_somebody_else(sqlite_bureau: Bureau):
    with sqlite_bureau.store.write() as connection:
        connection.execute(
            text("CREATE TRIGGER no_cases BEFORE INSERT ON cases "
                 "BEGIN SELECT RAISE(ABORT, 'no'); END")
        )  # fmt: skip
    with pytest.raises(IntegrityError):
        imported(sqlite_bureau, row())
