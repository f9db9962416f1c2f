"""Cases from a bureau's own ledger: tried, written whole or not at all, marked and proven."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from support.bureau import HANDLER, OFFICER, SUPERVISOR, Bureau, at
from support.earlier import MAPPING, NOW, imported, row, tried, why

from cases.bundles import BundleKind, bundle_case
from cases.history import verify
from cases.journal import read_journal
from cases.ledger import read_ledger
from cases.listing import Narrowed, list_cases
from cases.patterns import watch_patterns
from cases.statistics import read_statistics
from cases.views import case_file
from states.errors import GuardFailed
from states.facts import Facts
from storage import hooks, people, staffing
from storage.files.shelf import Shelf
from storage.ledger_list import Asked
from storage.schema import Matter

NUMBER = "2026-0001-1"


def cells(b: Bureau, viewer: str = SUPERVISOR) -> list[dict[str, Any]]:
    found = read_ledger(b.store, viewer, NOW, Asked())
    return [dict(zip(found.heads, line.cells, strict=True)) for line in found.lines]


def numbers(b: Bureau, viewer: str | None = HANDLER, **narrowed: Any) -> list[str]:
    found = list_cases(b.store, NOW, viewer=viewer, narrowed=Narrowed(**narrowed))
    return [one.number for one in found.rows]


def test_an_earlier_case_comes_in_closed_and_its_history_begins_with_the_import(bureau: Bureau):
    found = imported(bureau, row())
    assert (why(found), found.applied) == ([], True)
    assert found.numbers == {"巴环容〔2024〕3号": "2026-0001"}
    case = bureau.row(NUMBER)
    assert (case.state, case.outcome, case.version) == ("closed", "exempt", 1)
    told = case_file(bureau.store, NUMBER, NOW, viewer=HANDLER)
    assert [event.event for event in told.events] == ["import"]
    assert told.earlier is not None
    assert (told.earlier.number, told.earlier.by) == ("巴环容〔2024〕3号", "何敏")
    decision = Facts.read(case.facts).decision
    assert decision is not None
    assert (decision.decided_on, decision.received_on) == (date(2024, 4, 1), date(2024, 4, 8))
    assert verify(bureau.store).flaws == []


def test_it_opens_no_task_calls_for_no_paper_and_tells_nobody(sqlite_bureau: Bureau):
    b = sqlite_bureau
    with b.store.write() as connection:
        hooks.add_hook(
            connection, name="oa", url=b"", secret=b"", events="", phases="", units="",
            made_at=NOW, made_by=1,
        )  # fmt: skip
    imported(b, row())
    tables = b.tables()
    for name in ("tasks", "papers", "notices", "deliveries", "hook_calls"):
        assert tables[name] == [], name
    b.sweep("2026-08-04")
    assert (b.state(NUMBER), b.tables()["notices"]) == ("closed", [])


def test_trying_writes_nothing_and_says_the_same_as_the_import(sqlite_bureau: Bureau):
    b = sqlite_bureau
    rows = [row(), row(编号="第5号", 姓名="无此人"), row(编号="第6号", 办结日=None)]
    before = b.tables()
    first = tried(b, *rows)
    assert (first.rows, first.cases, first.matters, first.rejected_rows) == (3, 1, 1, 2)
    assert not first.applied
    assert b.tables() == before
    assert why(imported(b, *rows)) == why(first)
    assert b.tables() == before


def test_with_one_row_rejected_nothing_comes_in_unless_such_rows_are_to_be_skipped(bureau: Bureau):
    rows = [row(), row(编号="第5号", 单位="不存在的大队"), row(编号="第7号")]
    assert not imported(bureau, *rows).applied
    assert numbers(bureau) == []
    found = imported(bureau, *rows, skip_rejected=True)
    assert found.applied
    assert found.numbers == {"巴环容〔2024〕3号": "2026-0001", "第7号": "2026-0002"}
    assert [one.row for one in found.rejected] == [3]
    assert sorted(numbers(bureau)) == ["2026-0001-1", "2026-0002-1"]
    assert verify(bureau.store).flaws == []


def test_the_rows_of_one_matter_are_one_matter_with_several_cases(bureau: Bureau):
    found = imported(
        bureau,
        row(),
        row(姓名="周倩", 结论="从轻", 办结日=date(2024, 10, 8)),
        row(编号="第9号", 姓名="吴磊", 单位="third"),
    )
    assert (why(found), found.matters, found.cases) == ([], 2, 3)
    assert sorted(numbers(bureau)) == ["2026-0001-1", "2026-0001-2", "2026-0002-1"]
    assert [bureau.row(one).outcome for one in ("2026-0001-1", "2026-0001-2")] == [
        "exempt", "lighter",
    ]  # fmt: skip
    assert verify(bureau.store).flaws == []


def test_a_matter_comes_in_whole_or_not_at_all(sqlite_bureau: Bureau):
    rows = [
        row(),
        row(姓名="周倩", 启动日="昨天"),
        row(编号="第8号"),
        row(编号="第8号", 姓名="无此人"),
    ]
    found = imported(sqlite_bureau, *rows, skip_rejected=True)
    assert why(found) == [
        (2, "事项编号", "同一事项的第3行不能导入"),
        (3, "启动日", "日期写作 2026-03-09、2026/3/9 或 2026年3月9日"),
        (4, "事项编号", "同一事项的第5行不能导入"),
        (5, "人员(脱敏)", "该单位没有此人（姓名脱敏的，在映射的 people 中写明账号）"),
    ]
    assert not found.applied


def test_the_same_ledger_twice_comes_in_once(bureau: Bureau):
    imported(bureau, row())
    before = bureau.tables()
    again = imported(bureau, row(), skip_rejected=True)
    assert why(again) == [(2, "事项编号", "已在系统中（2026-0001），不重复导入")]
    assert not again.applied
    assert bureau.tables() == before


def test_a_case_of_our_own_is_not_imported_beside_itself(sqlite_bureau: Bureau):
    sqlite_bureau.open("2026-03-02")
    assert why(tried(sqlite_bureau, row(编号="2026-0001"))) == [
        (2, "事项编号", "已在系统中（2026-0001），不重复导入")
    ]


ENDS = [
    ({"结论": "免予问责"}, "closed", "exempt"),
    ({"结论": "未受理"}, "closed", None),
    ({"结论": None}, "closed", None),
    ({"结论": "撤回申请"}, "closed", None),
    ({"结论": "撤回申请", "办结日": None}, "withdrawn", None),
    ({"结论": "终止", "办结日": None}, "terminated", None),
    ({"结论": None, "办结日": None, "说明": "终止、人员调离"}, "terminated", None),
]


@pytest.mark.parametrize(("cells_", "state", "outcome"), ENDS)
def test_a_case_comes_in_at_the_end_that_its_ledger_tells(
    sqlite_bureau: Bureau, cells_: dict[str, Any], state: str, outcome: str | None
):
    assert why(imported(sqlite_bureau, row(**cells_))) == []
    case = sqlite_bureau.row(NUMBER)
    assert (case.state, case.outcome) == (state, outcome)
    assert verify(sqlite_bureau.store).flaws == []


REASONS = [
    ({"编号": None}, "事项编号", "必填（合并的单元格须先拆开）"),
    ({"编号": "x" * 81}, "事项编号", "最多80个字"),
    ({"程序": None}, "来源", "必填（合并的单元格须先拆开）"),
    ({"程序": "下级"}, "来源", "不认识“下级”：在映射的 values.source 中写明"),
    ({"启动机关": None}, "启动机关", "必填（合并的单元格须先拆开）"),
    ({"启动日": None}, "启动日", "必填（合并的单元格须先拆开）"),
    ({"启动日": "2024-02-30"}, "启动日", "没有这一天"),
    ({"启动日": 7}, "启动日", "日期写作 2026-03-09、2026/3/9 或 2026年3月9日"),
    ({"启动日": "2099-01-01"}, "启动日", "不能晚于今天"),
    ({"告知日": "2024-03-01"}, "告知日", "早于 2024-03-04"),
    ({"研究": "2024-05-01"}, "收到日", "早于 2024-05-01"),
    ({"整改": "2024-06-01至2024-04-10"}, "纠错起止", "早于 2024-06-01"),
    ({"整改": "五月中旬"}, "纠错起止", "日期写作 2026-03-09、2026/3/9 或 2026年3月9日"),
    ({"办结日": "2026-08-04"}, "办结日", "不能晚于今天"),
    ({"办结日": "2024-04-07"}, "办结日", "早于 2024-04-08"),
    ({"办结日": None}, "办结日", "没有办结日：未办结的案件请立案登记后办理"),
    ({"影响期": "2024-01-01"}, "影响期止", "早于 2024-03-04"),
    ({"姓名": None}, "人员(脱敏)", "必填（合并的单元格须先拆开）"),
    ({"姓名": "孙某"}, "人员(脱敏)", "该单位没有此人（姓名脱敏的，在映射的 people 中写明账号）"),
    ({"姓名": "吴磊"}, "人员(脱敏)", "此人现不在该单位：是同一人的，在映射的 people 中写明账号"),
    ({"单位": None}, "单位", "必填（合并的单元格须先拆开）"),
    ({"单位": "二大队"}, "单位", "没有这个单位：在映射的 units 中写明，或先建立单位"),
    ({"领域": "天空"}, "监管领域", "不认识“天空”：在映射的 values.field 中写明"),
    ({"领域": "未及时发现"}, "监管领域", "适用的办法没有“未及时发现”"),
    ({"结论": "算了"}, "结论", "不认识“算了”：在映射的 values.outcome 中写明"),
    ({"决定机关": None}, "决定机关", "有结论的必填"),
    ({"文号": None}, "决定文号", "有结论的必填"),
    ({"收到": None, "研究": None}, "收到日", "有结论的，收到日、研究日期至少填一项"),
    ({"举报": "电话"}, "举报类别", "不认识“电话”：在映射的 values.report_kind 中写明"),
    ({"领域": "=1+1"}, "监管领域", "是公式，请粘贴为数值"),
    ({"启动日": "=TODAY()"}, "启动日", "是公式，请粘贴为数值"),
    ({"收到": "#REF!"}, "收到日", "是 Excel 的错误值"),
    ({"启动机关": True}, "启动机关", "须为文字"),
    ({"说明": "看\u202e反"}, "备注", "含有控制字符"),
]


@pytest.mark.parametrize(("cells_", "column", "reason"), REASONS)
def test_a_row_that_cannot_come_in_says_which_cell_and_why(
    sqlite_bureau: Bureau, cells_: dict[str, Any], column: str, reason: str
):
    found = tried(sqlite_bureau, row(**cells_))
    assert (2, column, reason) in why(found)
    assert (found.cases, found.rejected_rows) == (0, 1)
    assert all(one.en for one in found.rejected)


def test_every_fault_of_a_row_is_told_at_once(sqlite_bureau: Bureau):
    found = tried(sqlite_bureau, row(启动日="昨天", 结论="算了", 姓名=None))
    assert [one.column_zh for one in found.rejected] == ["启动日", "人员(脱敏)", "结论"]
    assert found.rejected_rows == 1


def test_rows_of_one_matter_that_say_different_things_of_it_are_rejected(sqlite_bureau: Bureau):
    found = tried(sqlite_bureau, row(), row(姓名="周倩", 启动机关="区纪委"))
    assert (3, "启动机关", "与同一事项的第2行不同") in why(found)
    assert found.cases == 0
    found = tried(sqlite_bureau, row(), row())
    assert (2, "人员(脱敏)", "同一事项中有重复人员") in why(found)


def test_whom_a_masked_name_means_is_said_by_the_mapping(sqlite_bureau: Bureau):
    said = f"{MAPPING}people: {{孙某: sunhao, 执法三大队/孙某: wulei}}\nunits: {{三队: third}}\n"
    rows = [row(姓名="孙某"), row(编号="第2号", 姓名="孙某", 单位="执法三大队")]
    assert why(imported(sqlite_bureau, *rows, mapping=said)) == []
    with sqlite_bureau.store.read() as connection:
        names = people.names(
            connection, [sqlite_bureau.row(f"2026-000{n}-1").officer_id for n in (1, 2)]
        )
    assert sorted(username for username, _ in names.values()) == ["sunhao", "wulei"]
    wrong = f"{MAPPING}people: {{孙某: nobody}}\n"
    assert why(tried(sqlite_bureau, row(编号="第3号", 姓名="孙某"), mapping=wrong)) == [
        (2, "人员(脱敏)", "没有账号 nobody")
    ]


def test_an_officer_who_has_moved_stays_in_the_unit_of_the_row(sqlite_bureau: Bureau):
    said = f"{MAPPING}people: {{吴磊: wulei}}\n"
    imported(sqlite_bureau, row(姓名="吴磊"), mapping=said)
    assert cells(sqlite_bureau)[0]["单位"] == "执法二大队"
    assert verify(sqlite_bureau.store).flaws == []


def test_the_ledger_shows_what_the_earlier_one_said_and_that_it_was_imported(bureau: Bureau):
    imported(bureau, row(影响期="2025-04-01"))
    [line] = cells(bureau)
    assert {name: line[name] for name in line if line[name]} == {
        "序号": 1, "事项编号": "2026-0001", "来源": "区局党组启动", "启动机关": "区局党组",
        "启动日": date(2024, 3, 4), "告知日": date(2024, 3, 5), "人员(脱敏)": "孙某",
        "单位": "执法二大队", "监管领域": "水", "问题类型": "未及时发现",
        "研究日期": date(2024, 4, 1),
        "决定机关": "区局党组", "决定文号": "巴决〔2024〕1号", "结论": "免责",
        "收到日": date(2024, 4, 8), "纠错起止": "2024-04-10—2024-06-01", "举报类别": "实名举报",
        "影响期止": date(2025, 4, 1), "办结日": date(2024, 9, 2), "备注": "导入的旧案",
    }  # fmt: skip


def test_a_case_that_is_taken_up_again_is_no_longer_over(sqlite_bureau: Bureau):
    b = sqlite_bureau
    imported(b, row(影响期="2025-04-01"))
    b.do("2026-08-04", "reopen", SUPERVISOR, case=NUMBER, ground="new_facts", document="函1",
         reason="有新证据")  # fmt: skip
    [line] = cells(b)
    assert b.state(NUMBER) == "under_review"
    assert (line["办结日"], line["影响期止"], line["研究日期"]) == (None, None, None)
    assert line["备注"] == "导入的旧案、重新审查"
    assert verify(b.store).flaws == []


def test_its_archive_tells_that_it_was_imported_and_no_remark(
    sqlite_bureau: Bureau, tmp_path: Path
):
    imported(sqlite_bureau, row())
    shelf, out = Shelf(tmp_path / "attachments", most_bytes=1_000_000), io.BytesIO()
    bundle_case(
        sqlite_bureau.store, shelf, NUMBER, BundleKind.ARCHIVE, out, NOW, by=HANDLER, bureau="某局"
    )
    packed = zipfile.ZipFile(out)
    whole = b"".join(packed.read(name) for name in packed.namelist()).decode()
    assert "导入旧案" in whole
    assert "由王某转办" not in whole


def test_what_the_database_says_of_an_import_is_held_against_its_history(sqlite_bureau: Bureau):
    imported(sqlite_bureau, row())
    with sqlite_bureau.store.write() as connection:
        connection.execute(update(Matter).values(earlier_number="另一号"))
    [flaw] = verify(sqlite_bureau.store).flaws
    assert (flaw.case, "earlier number" in flaw.en) == (NUMBER, True)


def test_old_matters_open_no_alert_and_recent_ones_count(sqlite_bureau: Bureau):
    b = sqlite_bureau
    imported(b, *(row(编号=f"第{n}号") for n in range(6)))
    assert str(watch_patterns(b.store, NOW)) == "opened 0, joined 0, notices 0"
    late = {
        "启动日": "2026-05-11", "告知日": "2026-05-11", "研究": "2026-06-01", "收到": "2026-06-02",
        "整改": None, "办结日": "2026-07-20",
    }  # fmt: skip
    imported(b, *(row(编号=f"新{n}号", **late) for n in range(3)))
    assert watch_patterns(b.store, NOW).opened > 0


def test_imported_cases_count_in_statistics_by_the_year_they_were_started(sqlite_bureau: Bureau):
    imported(sqlite_bureau, row(), row(编号="第2号", 结论="从轻"))
    years = read_statistics(sqlite_bureau.store, SUPERVISOR, NOW, Asked()).table("years")
    assert years is not None
    assert [(one.label, one.cells[0].value) for one in years.rows] == [("2024", 2)]


def test_the_handler_imports_for_units_of_theirs_and_no_case_of_their_own(sqlite_bureau: Bureau):
    b = sqlite_bureau
    for who in (SUPERVISOR, OFFICER, "jiangheng", "baixue"):
        with pytest.raises(GuardFailed, match="承办人"):
            imported(b, row(), by=who)
    with b.store.write() as connection:
        found = people.person_named(connection, HANDLER, NOW.date())
        assert found
        staffing.grant(connection, found.id, "OFF", found.unit_id, at("2026-01-05"))
    [(_, column, reason)] = why(tried(b, row(姓名="何敏", 单位="bureau")))
    assert (column, "回避" in reason) == ("人员(脱敏)", True)
    [(_, _, reason)] = why(tried(b, row(), mapping=f"{MAPPING}handler: tangli\n"))
    assert "承办人" in reason


def test_the_import_stands_in_the_journal_without_a_name(sqlite_bureau: Bureau):
    imported(sqlite_bureau, row())
    [entry] = read_journal(sqlite_bureau.store, "jianming", NOW, kind="ledger_imported")
    assert (entry.actor, entry.said["cases"], entry.said["rejected"]) == (HANDLER, 1, 0)
    assert "孙皓" not in str(entry)


def test_free_remarks_are_for_whoever_reviews_cases(sqlite_bureau: Bureau):
    imported(sqlite_bureau, row())
    for viewer, seen in ((HANDLER, "由王某转办"), (OFFICER, None), ("baixue", None)):
        told = case_file(sqlite_bureau.store, NUMBER, NOW, viewer=viewer)
        assert told.earlier is not None
        assert told.earlier.remarks == seen
        assert seen or "王某" not in repr(told)
        assert seen or told.report_kind == "—"


def test_imported_cases_are_found_by_their_old_number_and_by_the_filter(bureau: Bureau):
    imported(bureau, row())
    bureau.open("2026-03-02")
    assert numbers(bureau, query="〔2024〕3号") == [NUMBER]
    assert numbers(bureau, imported=True) == [NUMBER]
    assert sorted(numbers(bureau)) == [NUMBER, "2026-0002-1"]
    listed = list_cases(bureau.store, NOW, viewer=HANDLER).rows
    assert {one.number: one.earlier_number for one in listed} == {
        NUMBER: "巴环容〔2024〕3号", "2026-0002-1": None,
    }  # fmt: skip
