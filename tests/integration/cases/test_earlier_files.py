"""Ledgers as files: our own comes back in, and what Excel does to others does no harm."""

import io
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from support.bureau import APPLICATION, HANDLER, SUPERVISOR, Bureau
from support.earlier import HEADS, MAPPING, NOW, ROW, row, saved, sheet, why
from support.main_line import BUREAU_LINE

from cases.earlier import import_ledger, try_ledger
from cases.earlier_start import starting_mapping
from cases.earlier_trial import LedgerFile
from cases.history import verify
from cases.ledger import export_ledger, read_ledger
from cases.spreadsheets import rows_of
from states.errors import Invalid
from storage import open_store
from storage.ledger_list import Asked

NOT_THE_SAME = {"序号", "事项编号", "岗位", "备注"}
PEOPLE = """
people: {孙某: sunhao, 吴某: wulei, 赵某: zhaowenjing, 许某: xuqing}
"""


@pytest.fixture
def other_bureau(settled_sqlite: tuple[Path, dict[Any, Any]], tmp_path: Path) -> Iterator[Bureau]:
    """A second bureau, to which nothing was brought yet."""
    kept = tmp_path / "other.db"
    shutil.copyfile(settled_sqlite[0], kept)
    with open_store(f"sqlite:///{kept}") as store:
        yield Bureau(store)


def exported(b: Bureau, lang: Any = "zh") -> bytes:
    out = io.BytesIO()
    export_ledger(b.store, SUPERVISOR, NOW, Asked(), out, as_="xlsx", lang=lang)
    return out.getvalue()


def lines(b: Bureau) -> list[dict[str, Any]]:
    found = read_ledger(b.store, SUPERVISOR, NOW, Asked())
    return [dict(zip(found.heads, line.cells, strict=True)) for line in found.lines]


def lived(b: Bureau) -> Bureau:
    """One that went the whole way, two of one matter that were set aside, one of another organ."""
    b.open("2026-03-02")
    for on, event, by, data, *_ in BUREAU_LINE:
        b.do(on, event, by, **data)
    b.open("2026-03-02", officers=["wulei", "zhaowenjing"], report_kind="none")
    for case in b.numbers[-2:]:
        b.do("2026-03-20", "terminate", SUPERVISOR, case=case, ground="transfer",
             reason="已移送")  # fmt: skip
    b.open("2026-06-01", "external", officers=["xuqing"], report_kind="anonymous")
    b.do("2026-06-10", "record_direct_application", HANDLER, handed_in_at="2026-06-10T10:00",
         receipt="收1", late_ground="late_notice")  # fmt: skip
    b.do("2026-06-20", "terminate", SUPERVISOR, ground="death", reason="去世")
    return b


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_our_own_ledger_comes_back_in_as_it_was(
    sqlite_bureau: Bureau, other_bureau: Bureau, lang: str
):
    book = exported(lived(sqlite_bureau), lang)
    mapping = starting_mapping(rows_of(book), lang) + PEOPLE
    given = LedgerFile(book, mapping.encode())
    found = import_ledger(other_bureau.store, given, HANDLER, NOW)
    assert (why(found), found.cases, found.matters) == ([], 4, 3)
    assert found.ignored == ["序号" if lang == "zh" else "No."]
    before, after = lines(sqlite_bureau), lines(other_bureau)
    assert len(before) == len(after) == 4
    for was, is_ in zip(before, after, strict=True):
        for column in was.keys() - NOT_THE_SAME:
            assert is_[column] == was[column], column
        assert set(filter(None, was["备注"].split("、"))) | {"导入的旧案"} == set(
            is_["备注"].split("、")
        )
    assert verify(other_bureau.store).flaws == []


def test_a_case_that_still_runs_is_not_taken_for_an_earlier_one(
    sqlite_bureau: Bureau, other_bureau: Bureau
):
    sqlite_bureau.open("2026-03-02")
    sqlite_bureau.do("2026-03-09", "file", "sunhao", **APPLICATION)
    book = exported(sqlite_bureau)
    given = LedgerFile(book, (starting_mapping(rows_of(book)) + PEOPLE).encode())
    assert why(try_ledger(other_bureau.store, given, HANDLER, NOW)) == [
        (2, "办结日", "没有办结日：未办结的案件请立案登记后办理")
    ]


def test_our_own_ledger_is_not_imported_where_it_came_from(sqlite_bureau: Bureau):
    book = exported(lived(sqlite_bureau))
    given = LedgerFile(book, (starting_mapping(rows_of(book)) + PEOPLE).encode())
    found = import_ledger(sqlite_bureau.store, given, HANDLER, NOW, skip_rejected=True)
    assert {one.zh.partition("（")[0] for one in found.rejected} == {"已在系统中"}
    assert (found.rejected_rows, found.applied) == (4, False)


def opened_book(*rows: Any) -> Workbook:
    return load_workbook(io.BytesIO(sheet(rows)))


def tried(b: Bureau, book: Workbook, mapping: str = MAPPING) -> Any:
    return try_ledger(b.store, LedgerFile(saved(book), mapping.encode()), HANDLER, NOW)


def test_a_title_above_the_headings_is_stepped_over(sqlite_bureau: Bureau):
    book = opened_book(row())
    book.active.insert_rows(1, 2)
    book.active["A1"] = "巴南区生态环境局容错纠错台账"
    book.active.merge_cells("A1:S1")
    found = tried(sqlite_bureau, book, f"header: 3\n{MAPPING}")
    assert (why(found), found.cases) == ([], 1)
    text = starting_mapping(rows_of(saved(book)))
    assert "header: 3 " in text


def test_merged_cells_are_never_guessed(sqlite_bureau: Bureau):
    book = opened_book(row(), row(姓名="周倩"))
    book.active.merge_cells("A2:A3")
    found = tried(sqlite_bureau, book)
    assert why(found) == [(3, "事项编号", "必填（合并的单元格须先拆开）")]


def test_formulas_are_no_values(sqlite_bureau: Bureau):
    book = opened_book(row())
    book.active.cell(2, 1 + HEADS.index("收到")).value = "=D2+30"
    [(number, column, reason)] = why(tried(sqlite_bureau, book))
    assert (number, column, reason) == (2, "收到日", "是公式，请粘贴为数值")


def test_a_workbook_of_the_other_epoch_is_refused(sqlite_bureau: Bureau):
    book = opened_book(row())
    book.epoch = CALENDAR_MAC_1904
    with pytest.raises(Invalid, match="1904"):
        tried(sqlite_bureau, book)


def test_a_csv_in_the_encoding_of_windows_comes_in(sqlite_bureau: Bureau):
    cells = [str(ROW[head] if ROW[head] is not None else "") for head in HEADS]
    content = "\n".join((",".join(HEADS), ",".join(cells))).encode("gb18030")
    given = LedgerFile(content, MAPPING.encode())
    assert import_ledger(sqlite_bureau.store, given, HANDLER, NOW).cases == 1


def test_days_come_as_excel_keeps_them_or_as_the_mapping_says(sqlite_bureau: Bureau):
    mapping = f"{MAPPING}dates: [DD/MM/YYYY]\n"
    book = opened_book(row(启动日=datetime(2024, 3, 4), 收到="08/04/2024", 办结日=45537))  # noqa: DTZ001
    given = LedgerFile(saved(book), mapping.encode())
    assert why(import_ledger(sqlite_bureau.store, given, HANDLER, NOW)) == []
    [line] = lines(sqlite_bureau)
    assert (line["启动日"], line["收到日"], line["办结日"]) == (
        date(2024, 3, 4), date(2024, 4, 8), date(2024, 9, 2),
    )  # fmt: skip


WRONG = [
    ("columns: {matter_number: 没有}\n", "（映射文件第1行）缺少必须对应的栏"),
    (MAPPING.replace("办结日", "办结的日子"), "表头“办结的日子”（closed_on）不在台账里"),
    ("", "没有内容"),
]


@pytest.mark.parametrize(("mapping", "reason"), WRONG)
def test_a_mapping_that_does_not_fit_is_refused_before_any_row(
    sqlite_bureau: Bureau, mapping: str, reason: str
):
    with pytest.raises(Invalid) as refusal:
        tried(sqlite_bureau, opened_book(row()), mapping)
    assert reason in refusal.value.say("zh")


def test_a_heading_that_stands_twice_is_not_chosen_from(sqlite_bureau: Bureau):
    book = opened_book(row())
    book.active.cell(1, len(HEADS) + 1).value = "结论"
    with pytest.raises(Invalid, match="有两列"):
        tried(sqlite_bureau, book)


def test_a_ledger_without_rows_is_refused(sqlite_bureau: Bureau):
    with pytest.raises(Invalid, match="只有表头"):
        tried(sqlite_bureau, opened_book())
