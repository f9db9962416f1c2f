"""What files of registries may look like, and which are refused, row by row or whole."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from support.registries import DUTY, INSPECTION, csv_file, excel_file, headings, repacked

from cases.registry_dates import NoDay, read_day
from cases.registry_rows import Reading, read_rows
from cases.spreadsheets import MOST_ROWS, rows_of
from regulations.registries import REGISTRIES, Kind
from states.errors import Invalid

TODAY = date(2026, 3, 9)
ROW = ("C-1", "青溪化工有限公司", "废水排放", "2026-06-30", "2026-02-03")


def read(content: bytes, kind: Kind = Kind.INSPECTION) -> Reading:
    return read_rows(REGISTRIES[kind], rows_of(content), TODAY)


def refusal(content: bytes) -> Invalid:
    with pytest.raises(Invalid) as refused:
        read(content)
    assert refused.value.name == "FILE"
    assert "\n" not in refused.value.say("zh") + refused.value.say("en")
    return refused.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_in_every_usual_encoding_and_separator(encoding: str, separator: str):
    reading = read(csv_file(INSPECTION, ROW, encoding=encoding, separator=separator))
    [entry] = reading.entries
    assert (entry.code, entry.party, entry.name) == ROW[:3]
    assert entry.valid_to == date(2026, 6, 30)
    assert entry.said == {"done_on": "2026-02-03"}
    assert reading.rejected == []


def test_an_excel_file_gives_the_same_rows_with_real_dates():
    row = (17, *ROW[1:3], datetime(2026, 6, 30), datetime(2026, 2, 3))  # noqa: DTZ001 - as Excel
    [entry] = read(excel_file(INSPECTION, row)).entries
    assert entry.code == "17"
    assert entry.valid_to == date(2026, 6, 30)
    assert entry.said == {"done_on": "2026-02-03"}


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_heading_of_a_template_is_known(kind: Kind, lang: str):
    registry = REGISTRIES[kind]
    names = [getattr(column, lang) for column in registry.columns]
    row = ["2026-03-01" if column.day else "某" for column in registry.columns]
    reading = read(csv_file(names, row), kind)
    assert (len(reading.entries), reading.rejected, reading.ignored) == (1, [], [])


@pytest.mark.parametrize("kind", list(Kind))
def test_the_headings_of_a_kind_are_told_apart(kind: Kind):
    bearers: dict[str, set[str]] = {}
    for column in REGISTRIES[kind].columns:
        for name in column.headings:
            bearers.setdefault(name.casefold(), set()).add(column.key)
    assert [name for name, keys in bearers.items() if len(keys) > 1] == []


DAYS = {
    "2026-03-09": "2026-03-09", "2026/3/9": "2026-03-09", "2026.3.9": "2026-03-09",
    "2026年3月9日": "2026-03-09", "2026 年 3 月 9 日": "2026-03-09", "20260309": "2026-03-09",
    "2026/3/9 0:00": "2026-03-09", "2026-03-09 00:00:00": "2026-03-09", "46090": "2026-03-09",
    "46090.0": "2026-03-09", "２０２６年３月９日": "2026-03-09", "2024-02-29": "2024-02-29",
    "": None, "长期": None, "至今": None, "—": None,
}  # fmt: skip


@pytest.mark.parametrize("written", DAYS)
def test_a_day_is_read_however_it_is_written(written: str):
    wanted = DAYS[written]
    assert read_day(written) == (date.fromisoformat(wanted) if wanted else None)


@pytest.mark.parametrize("cell", [46090, 46090.0, date(2026, 3, 9), datetime(2026, 3, 9, 15)])  # noqa: DTZ001
def test_a_cell_of_excel_is_a_day(cell: object):
    assert read_day(cell) == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2026-06-31", "没有这一天"), ("2026年2月29日", "没有这一天"), ("20261301", "没有这一天"),
        ("9/3/2026", "日期写作"), ("26-3-9", "日期写作"), ("三月九日", "日期写作"),
        ("2026-03-09 15:00", "日期写作"), ("-46090", "日期写作"), ("3026-03-09", "须在"),
        ("1899-12-31", "须在"), ("99999", "须在"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_said(written: str, why: str):
    with pytest.raises(NoDay) as refused:
        read_day(written)
    assert why in refused.value.zh


REJECTED: dict[str, tuple[tuple[Any, ...], str, str]] = {
    "31 June": (("C-2", "甲", "乙", "2026-06-31", ""), "计划完成日期", "没有这一天"),
    "no code": (("", "甲", "乙", "2026-06-30", ""), "编号", "必填"),
    "no party": (("C-2", " ", "乙", "2026-06-30", ""), "检查对象", "必填"),
    "no planned day": (("C-2", "甲", "乙", "长期", ""), "计划完成日期", "必填"),
    "done in the future": (("C-2", "甲", "乙", "2026-06-30", "2026-03-10"), "实际检查日期", "今天"),
    "a doubled code": (("C-1", "甲", "乙", "2026-06-30", ""), "编号", "第2行"),
    "a formula": (("C-2", "=A1", "乙", "2026-06-30", ""), "检查对象", "公式"),
    "an error of Excel": (("C-2", "#N/A", "乙", "2026-06-30", ""), "检查对象", "错误值"),
    "control characters": (("C-2", "甲\x1b[2J", "乙", "2026-06-30", ""), "检查对象", "控制字符"),
    "turned text": (("C-2", "甲\u202e乙", "乙", "2026-06-30", ""), "检查对象", "控制字符"),
    "a long code": (("C" * 81, "甲", "乙", "2026-06-30", ""), "编号", "80"),
    "more cells than headings": (("C-2", "甲", "乙", "2026-06-30", "", "x"), "", "比表头长"),
}


@pytest.mark.parametrize("named", REJECTED)
def test_a_bad_row_is_told_with_its_number_column_and_reason(named: str):
    bad, column, why = REJECTED[named]
    reading = read(csv_file(INSPECTION, ROW, (), bad))
    [rejected] = reading.rejected
    assert (rejected.row, rejected.column_zh) == (4, column)
    assert why in rejected.zh
    assert rejected.en
    assert rejected.value.isprintable()
    assert [entry.code for entry in reading.entries] == ["C-1"]


def test_every_fault_of_every_row_is_told():
    reading = read(
        csv_file(INSPECTION, ("", "", "乙", "2026-06-31", ""), ("C-1", "", "", "x", "y"))
    )
    told = [(each.row, each.column_zh) for each in reading.rejected]
    assert told == [
        (2, "编号"), (2, "检查对象"), (2, "计划完成日期"),
        (3, "检查对象"), (3, "抽查事项"), (3, "计划完成日期"), (3, "实际检查日期"),
    ]  # fmt: skip


def test_days_out_of_order_are_told():
    reading = read(csv_file(DUTY, ("Z-1", "巡查", "一大队", "2026-03-02", "2026-03-01")), Kind.DUTY)
    [rejected] = reading.rejected
    assert (rejected.column_zh, rejected.zh) == ("失效日期", "早于生效日期")


def test_a_list_that_ends_on_the_day_it_begins_is_taken():
    reading = read(csv_file(DUTY, ("Z-1", "巡查", "一大队", "2026-03-02", "2026-03-02")), Kind.DUTY)
    assert reading.rejected == []


def test_a_formula_of_excel_is_never_evaluated():
    reading = read(excel_file(INSPECTION, ("C-1", "=1+1", "乙", "2026-06-30")))
    [rejected] = reading.rejected
    assert (rejected.row, rejected.value) == (2, "=1+1")


def test_columns_that_say_nothing_to_us_are_named_and_left_aside():
    reading = read(csv_file((*INSPECTION, "备注"), (*ROW, "某")))
    assert reading.ignored == ["备注"]
    assert len(reading.entries) == 1


def many(columns: int) -> bytes:
    return csv_file([f"列{n}" for n in range(columns)], ["x"] * columns)


def bomb() -> bytes:
    return repacked(excel_file(INSPECTION, ROW), "xl/worksheets/sheet1.xml", b" " * 150_000_000)


def laughing() -> bytes:
    """Entities that unfold a thousandfold at each of ten levels."""
    levels = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 1000}">' if n else '<!ENTITY l0 "haha">'
        for n in range(10)
    )
    sheet = f"<!DOCTYPE worksheet [{levels}]><worksheet><sheetData>&l9;</sheetData></worksheet>"
    return repacked(excel_file(INSPECTION, ROW), "xl/worksheets/sheet1.xml", sheet.encode())


def far_cell(name: str) -> bytes:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row r="{name.lstrip("ADFX")}"><c r="{name}"><v>1</v></c></row></sheetData></worksheet>'
    )
    return repacked(excel_file(INSPECTION, ROW), "xl/worksheets/sheet1.xml", sheet.encode())


def plain_zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("a.txt", "x")
    return made.getvalue()


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REFUSED = {
    "nothing": (b"", "没有内容"),
    "blank lines": (b"\r\n ,, \r\n", "没有内容"),
    "headings alone": (csv_file(INSPECTION), "没有数据"),
    "a missing column": (csv_file(INSPECTION[:3], ROW[:3]), "缺少：计划完成日期"),
    "a column twice": (csv_file((*INSPECTION, "检查日期"), (*ROW, "")), "有两列"),
    "a title above the headings": (csv_file(("2026年计划",), INSPECTION, ROW), "缺少"),
    "another encoding": ("編號,檢查對象\né,ü\n".encode("utf-16-be"), "FILE"),
    "Big5": (csv_file(("編號", "檢查對象"), ("C-1", "某公司"), encoding="big5"), "缺少"),
    "an open quote": (csv_file(INSPECTION) + b'"C-1,x\n', "引号"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\xff\x00" * 90, "CSV"),
    "a hundred columns": (many(100), "50列"),
    "an old .xls": (OLD + b"\0" * 600, ".xls"),
    "a password": (OLD + b"\0" * 90 + "EncryptedPackage".encode("utf-16-le"), "密码"),
    "a zip that is no workbook": (plain_zip(), "XLSX"),
    "half a workbook": (excel_file(INSPECTION, ROW)[:2000], "XLSX"),
    "a workbook of one broken part": (
        repacked(excel_file(INSPECTION, ROW), "xl/worksheets/sheet1.xml", b"<worksheet"), "XLSX",
    ),
    "a bomb": (bomb(), "100 MB"),
    "entities that unfold": (laughing(), "XLSX"),
    "a cell far to the right": (far_cell("XFD1"), "50列"),
    "a cell far below": (far_cell("A1048576"), f"{MOST_ROWS}行"),
    "merged headings": (excel_file(INSPECTION, ROW, merge="A1:B1"), "第2列没有表头"),
    "two sheets": (excel_file(INSPECTION, ROW, more=[INSPECTION, ROW]), "只留一个"),
    "too many rows": (csv_file(INSPECTION, *[ROW] * (MOST_ROWS + 1)), f"{MOST_ROWS}行"),
    "twenty-one megabytes": (b"x" * 21_000_000, "20 MB"),
}  # fmt: skip


@pytest.mark.parametrize("named", REFUSED)
def test_a_file_that_is_none_is_refused_in_one_sentence(named: str):
    content, why = REFUSED[named]
    assert why in refusal(content).say("zh")


def test_an_empty_second_sheet_does_no_harm():
    assert len(read(excel_file(INSPECTION, ROW, more=[()])).entries) == 1


def test_fifty_thousand_rows_are_read():
    rows = ((f"C-{n}", "甲", "乙", "2026-06-30", "") for n in range(MOST_ROWS))
    assert len(read(csv_file(INSPECTION, *rows)).entries) == MOST_ROWS


def test_a_template_lists_every_column_once():
    assert headings(Kind.ENFORCEMENT_ITEM) == (
        "编号", "执法事项", "监管职能", "管理流程", "监督方式", "责任主体", "承担责任方式",
        "生效日期", "失效日期",
    )  # fmt: skip
