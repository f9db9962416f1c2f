"""The ledger (台账): its columns as the domain has them, cut by role, taken as files."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from support.bureau import HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau, at
from support.main_line import BUREAU_LINE

from cases.counting import count_anew, count_what_changed
from cases.journal import read_journal
from cases.ledger import export_ledger, read_ledger
from reports.ledger_columns import COLUMNS
from states.errors import CaseError, GuardFailed, Invalid
from storage.ledger_list import Asked

NOW = at("2026-08-01")
HEADS = [
    "序号", "事项编号", "来源", "启动机关", "启动日", "告知日", "人员(脱敏)", "单位", "岗位",
    "监管领域", "问题类型", "申请人类别", "申请截止日", "申请日", "是否逾期及理由", "受理日",
    "审查期限", "排除情形", "适用条款", "法制意见", "研究日期", "决定机关", "决定文号", "结论",
    "收到日", "纠错起止", "验收日", "举报类别", "反馈日/说明日", "澄清方式", "教训报告",
    "人事档案回执日", "廉政档案回执日", "影响期止", "办结日", "中止天数", "备注",
]  # fmt: skip
"""The columns of the domain's §6, word for word."""


def walked(bureau: Bureau) -> Bureau:
    bureau.open("2026-03-02")
    for on, event, by, data, *_ in BUREAU_LINE:
        bureau.do(on, event, by, **data)
    return bureau


def cells(bureau: Bureau, viewer: str = SUPERVISOR, **more: Any) -> dict[str, Any]:
    found = read_ledger(bureau.store, viewer, NOW, Asked(), **more)
    return dict(zip(found.heads, found.lines[0].cells, strict=True))


def heads(bureau: Bureau, viewer: str) -> list[str]:
    return list(read_ledger(bureau.store, viewer, NOW, Asked()).heads)


def test_the_columns_are_those_of_the_bureaus_own_ledger():
    assert [column.zh for column in COLUMNS] == HEADS


def test_a_case_that_went_the_whole_way_fills_its_line(bureau: Bureau):
    walked(bureau)
    assert cells(bureau) == {
        "序号": 1, "事项编号": "2026-0001", "来源": "区局党组启动", "启动机关": "某机关",
        "启动日": date(2026, 3, 2), "告知日": date(2026, 3, 6), "人员(脱敏)": "孙某",
        "单位": "执法二大队", "岗位": None, "监管领域": "水", "问题类型": "未及时发现",
        "申请人类别": "执法人员",
        "申请截止日": date(2026, 3, 9), "申请日": date(2026, 3, 6), "是否逾期及理由": "否",
        "受理日": date(2026, 3, 9), "审查期限": date(2026, 3, 30), "排除情形": "",
        "适用条款": "第十条第一项、第十二条第四项、第十三条第一项、第十三条第二项、第十三条第三项",
        "法制意见": "2026-03-30通过", "研究日期": date(2026, 4, 9),
        "决定机关": "重庆市巴南区生态环境局", "决定文号": "巴〔2026〕1号", "结论": "免责",
        "收到日": date(2026, 4, 10), "纠错起止": "2026-04-13—2026-06-25",
        "验收日": date(2026, 7, 6), "举报类别": "实名举报", "反馈日/说明日": date(2026, 4, 20),
        "澄清方式": "", "教训报告": date(2026, 7, 20), "人事档案回执日": date(2026, 7, 21),
        "廉政档案回执日": date(2026, 7, 22), "影响期止": None, "办结日": date(2026, 7, 22),
        "中止天数": None, "备注": "",
    }  # fmt: skip


def test_a_late_application_a_pause_and_what_was_undone_are_told(sqlite_bureau: Bureau):
    b = sqlite_bureau
    b.open("2026-03-02", "bureau", report_kind="none")
    b.do("2026-03-09T23:00", "consider_ex_officio", HANDLER)
    b.do("2026-03-11", "suspend", SUPERVISOR, reason="等待鉴定")
    b.do("2026-03-21", "resume", SUPERVISOR)
    b.do("2026-03-23", "suspend", SUPERVISOR, reason="再等")
    line = cells(b)
    assert line["中止天数"] == 10 + (NOW.date() - date(2026, 3, 23)).days
    assert (line["备注"], line["申请日"], line["是否逾期及理由"]) == ("依职权考虑", None, None)


def test_after_a_reopening_nothing_of_the_old_decision_counts(sqlite_bureau: Bureau):
    b = walked(sqlite_bureau)
    b.do("2026-07-27", "reopen", SUPERVISOR, ground="false_evidence", reason="证据不实",
         document="巴〔2026〕9号")  # fmt: skip
    line = cells(b)
    gone = ("法制意见", "研究日期", "结论", "收到日", "纠错起止", "验收日", "办结日", "教训报告",
            "人事档案回执日", "反馈日/说明日")  # fmt: skip
    assert {name: line[name] for name in gone} == dict.fromkeys(gone)
    assert (line["申请日"], line["备注"]) == (date(2026, 3, 6), "重新审查")


REPORT = {"举报类别", "反馈日/说明日"}


@pytest.mark.parametrize("viewer", [HANDLER, SUPERVISOR, "luochengan", "dongli", "shiqing"])
def test_who_runs_cases_or_answers_for_them_reads_every_column(sqlite_bureau: Bureau, viewer: str):
    assert heads(walked(sqlite_bureau), viewer) == HEADS


def test_the_unit_reads_its_own_cases_and_never_that_somebody_reported(sqlite_bureau: Bureau):
    b = walked(sqlite_bureau)
    seen = heads(b, UNIT)
    assert not REPORT & set(seen)
    assert not {"适用条款", "排除情形", "法制意见"} & set(seen)
    assert {"结论", "纠错起止", "申请日"} <= set(seen)
    assert cells(b, UNIT)["人员(脱敏)"] == "孙**"
    assert read_ledger(b.store, "qinchuan", NOW, Asked()).total == 0


def test_files_and_petitions_read_their_own_columns_of_decided_cases(sqlite_bureau: Bureau):
    b = walked(sqlite_bureau)
    b.open("2026-04-01", officers=["wulei"])
    personnel, petitions = set(heads(b, "fengjie")), set(heads(b, "panxiao"))
    assert "人事档案回执日" in personnel
    assert not {*REPORT, "适用条款", "纠错起止", "申请日"} & personnel
    assert petitions >= REPORT
    assert read_ledger(b.store, "fengjie", NOW, Asked()).total == 1
    assert read_ledger(b.store, SUPERVISOR, NOW, Asked()).total == 2


@pytest.mark.parametrize("viewer", [OFFICER, "shenlan", "guyuan", "jiangheng", "jianming"])
def test_whoever_has_no_right_to_reports_is_refused(sqlite_bureau: Bureau, viewer: str):
    with pytest.raises(GuardFailed):
        read_ledger(sqlite_bureau.store, viewer, NOW, Asked())


def test_what_is_hidden_cannot_be_asked_for_either(sqlite_bureau: Bureau):
    b = walked(sqlite_bureau)
    for asked in (Asked(item="A10.1"), Asked(clock="answer_reporter"), Asked(reached="x")):
        with pytest.raises(Invalid):
            read_ledger(b.store, UNIT, NOW, asked)


HR, PET = "fengjie", "panxiao"


@pytest.mark.parametrize(
    ("viewer", "asked"),
    [
        *((HR, Asked(reached=one)) for one in ("filed", "accepted", "late", "correcting")),
        (HR, Asked(clock="legal_review", met="done")), (HR, Asked(clock="review")),
        (HR, Asked(clock="complete_correction", met="late")), (UNIT, Asked(clock="legal_review")),
        (PET, Asked(reached="accepted")), (PET, Asked(clock="file_archives")),
    ],
)  # fmt: skip
def test_nobody_narrows_by_what_their_role_does_not_see(
    sqlite_bureau: Bureau, viewer: str, asked: Asked
):
    b = walked(sqlite_bureau)
    with pytest.raises(Invalid):
        read_ledger(b.store, viewer, NOW, asked)
    with pytest.raises(Invalid):
        export_ledger(b.store, viewer, NOW, asked, io.BytesIO(), as_="csv")
    assert read_ledger(b.store, SUPERVISOR, NOW, asked).heads == HEADS


@pytest.mark.parametrize(
    ("viewer", "asked"),
    [
        *((HR, Asked(reached=one)) for one in ("opened", "decided", "tolerated", "closed")),
        (HR, Asked(clock="file_archives", met="done")), (HR, Asked(clock="serve_decision")),
        (UNIT, Asked(reached="correcting")), (UNIT, Asked(clock="complete_correction")),
        (PET, Asked(clock="answer_reporter", met="done")), ("dongli", Asked(clock="legal_review")),
    ],
)  # fmt: skip
def test_everybody_narrows_by_what_their_role_sees(
    sqlite_bureau: Bureau, viewer: str, asked: Asked
):
    assert read_ledger(walked(sqlite_bureau).store, viewer, NOW, asked).total == 1


def test_how_any_clock_ran_is_asked_of_the_readers_own_clocks_alone(bureau: Bureau):
    b = bureau
    b.open("2026-03-02")
    for on, event, by, data, *_ in BUREAU_LINE:
        b.do(on, event, by, **data)
        if event == "submit_report":
            break
    overdue = Asked(met="overdue")  # the legal review, and nothing else
    assert read_ledger(b.store, SUPERVISOR, NOW, overdue).total == 1
    assert read_ledger(b.store, UNIT, NOW, overdue).total == 0


def test_nobody_reads_a_case_they_keep_out_of(bureau: Bureau):
    bureau.open("2026-03-02", officers=["wulei"])
    bureau.do("2026-03-03", "declare_recusal", "dongli", ground="relative", reason="亲属")
    assert read_ledger(bureau.store, "dongli", NOW, Asked()).total == 1
    bureau.do("2026-03-03", "decide_recusal", "shiqing", person="dongli", granted=True,
              reason="属实")  # fmt: skip
    assert read_ledger(bureau.store, "dongli", NOW, Asked()).total == 0
    assert read_ledger(bureau.store, SUPERVISOR, NOW, Asked()).total == 1


def test_the_ledger_is_narrowed_by_days_unit_outcome_track_and_field(bureau: Bureau):
    walked(bureau)
    bureau.open("2026-04-01", "external", officers=["wulei"])

    def found(**asked: Any) -> list[str]:
        lines = read_ledger(bureau.store, SUPERVISOR, NOW, Asked(**asked)).lines
        return [line.case for line in lines]

    first, second = "2026-0001-1", "2026-0002-1"
    assert found(since=date(2026, 3, 2), until=date(2026, 3, 2)) == [first]
    assert found(unit="third") == [second]
    assert found(unit="nowhere") == []
    assert (found(outcome="exempt"), found(outcome="-")) == ([first], [second])
    assert (found(track="external"), found(field="水"), found(field="-")) == (
        [second], [first], [second]
    )  # fmt: skip
    assert found(item="A12.4") == [first]
    assert found(clock="review", met="on_time") == [first]
    assert found(clock="application_window", met="overdue") == [second]
    assert found(reached="decided") == [first]


def test_pages_go_on_where_the_one_before_ended(bureau: Bureau):
    b = bureau
    for day in (2, 3, 4, 5, 6):
        b.open(f"2026-03-0{day}", officers=["wulei"])
    seen, after = [], None
    while True:
        found = read_ledger(b.store, SUPERVISOR, NOW, Asked(), after=after, limit=2)
        seen += [(line.cells[0], line.case) for line in found.lines]
        after = found.next
        if after is None:
            break
    assert seen == [(n, f"2026-000{n}-1") for n in range(1, 6)]
    with pytest.raises(Invalid):
        read_ledger(b.store, SUPERVISOR, NOW, Asked(), after="x")


def taken(bureau: Bureau, as_: Any, viewer: str = SUPERVISOR) -> bytes:
    out = io.BytesIO()
    export_ledger(bureau.store, viewer, NOW, Asked(), out, as_=as_)
    return out.getvalue()


def test_as_a_file_no_text_is_a_formula_and_days_are_days(sqlite_bureau: Bureau):
    b = sqlite_bureau
    b.open("2026-03-02", organ='=HYPERLINK("http://x","y")', officers=["wulei"])
    sheet = load_workbook(io.BytesIO(taken(b, "xlsx"))).active
    head, first = list(sheet.iter_rows())
    assert [cell.value for cell in head] == HEADS
    assert (first[3].value, first[3].data_type) == ('=HYPERLINK("http://x","y")', "s")
    assert first[4].value.date() == date(2026, 3, 2)
    assert first[4].is_date
    rows = list(csv.reader(io.StringIO(taken(b, "csv").decode("utf-8-sig"))))
    assert rows[0] == HEADS
    assert rows[1][3] == '\'=HYPERLINK("http://x","y")'
    assert rows[1][4] == "2026-03-02"


def test_that_it_was_taken_is_in_the_journal_before_the_first_row(sqlite_bureau: Bureau):
    taken(sqlite_bureau, "csv", UNIT)
    last = read_journal(sqlite_bureau.store, "jianming", NOW, kind="ledger_taken")[-1]
    assert (last.actor, last.said) == (UNIT, {"as": "csv", "role": "UPO"})
    with pytest.raises(CaseError):
        taken(sqlite_bureau, "csv", OFFICER)
    assert len(read_journal(sqlite_bureau.store, "jianming", NOW, kind="ledger_taken")) == 1


def test_no_reporter_stands_in_a_file_of_the_unit(sqlite_bureau: Bureau):
    b = walked(sqlite_bureau)
    for as_ in ("csv", "xlsx"):
        raw = taken(b, as_, UNIT)
        text = raw.decode("utf-8-sig") if as_ == "csv" else "".join(
            str(cell.value) for row in load_workbook(io.BytesIO(raw)).active for cell in row
        )  # fmt: skip
        assert "举报" not in text
        assert "孙皓" not in text


def test_a_case_is_counted_when_it_moved_and_only_then(bureau: Bureau):
    bureau.open("2026-03-02", officers=["wulei"])
    assert count_what_changed(bureau.store) == 1
    assert count_what_changed(bureau.store) == 0
    bureau.do("2026-03-03", "file", "wulei", statement="申请", evidence=["记录"])
    assert count_what_changed(bureau.store) == 1


def test_lines_made_anew_from_the_events_are_the_same(bureau: Bureau):
    walked(bureau)
    count_what_changed(bureau.store)
    before = {k: v for k, v in bureau.tables().items() if k.startswith("ledger")}
    assert count_anew(bureau.store) == 1
    assert {k: v for k, v in bureau.tables().items() if k.startswith("ledger")} == before
    assert [len(before[table]) for table in ("ledger", "ledger_clocks")] == [1, 14]
