"""One matter, several officers: what they share is said once, each goes their own way."""

from typing import Any

import pytest
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, Bureau, at

from cases.history import verify
from cases.matters import list_matters, matter_file
from states.errors import GuardFailed, NotFound
from states.matters import MatterStatus

SECOND, THIRD = "zhouqian", "wulei"


def three(bureau: Bureau, **more: Any) -> list[str]:
    bureau.open("2026-03-02", officers=[OFFICER, SECOND, THIRD], **more)
    return bureau.numbers[-3:]


def close(bureau: Bureau, number: str) -> None:
    """As short as a life can be."""
    bureau.do(
        "2026-03-04",
        "terminate",
        SUPERVISOR,
        case=number,
        ground="accountability_withdrawn",
        reason="撤销追责",
    )
    bureau.do("2026-03-05", "close_unapplied", SUPERVISOR, case=number, reason="由启动机关答复")


def test_officers_share_the_procedure_and_each_has_a_case_an_outcome_and_a_day(bureau: Bureau):
    """Scenario 24."""
    one, two, last = three(bureau, track="external", informed_on="2026-03-02")
    for number, outcome in ((one, "exempt"), (two, "not_tolerated")):
        bureau.do(
            "2026-03-05", "record_decision", HANDLER, case=number, outcome=outcome, organ="市局",
            number="渝〔2026〕2号", decided_on="2026-03-04", received_on="2026-03-05",
        )  # fmt: skip
    file = matter_file(bureau.store, one.rpartition("-")[0], at("2026-03-05"))
    assert (file.row.organ, file.row.track) == ("某机关", "external")
    assert str(file.row.started_on) == "2026-03-02"
    assert file.start_document == "启〔2026〕1号"
    assert file.row.status is MatterStatus.OPEN
    assert file.row.phases == {"investigation": 1, "decision": 2}
    assert file.row.outcomes == {"exempt": 1, "not_tolerated": 1}
    assert [(c.number, c.officer_name, c.state, c.outcome, str(c.due_on)) for c in file.cases] == [
        (one, "孙皓", "decided", "exempt", "2026-03-10"),
        (two, "周倩", "decided", "not_tolerated", "2026-03-12"),
        (last, "吴磊", "investigation", None, "2026-03-09"),
    ]


def test_a_matter_is_closed_with_its_last_case_and_open_again_with_the_first(bureau: Bureau):
    """Scenario 24: the matter closes last."""
    numbers = three(bureau, report_kind="none")
    matter = numbers[0].rpartition("-")[0]

    def status() -> MatterStatus:
        return matter_file(bureau.store, matter, at("2026-03-05")).row.status

    found = [status()]
    for number in numbers:
        close(bureau, number)
        found.append(status())
    assert found == [MatterStatus.OPEN, MatterStatus.MIXED, MatterStatus.MIXED, MatterStatus.CLOSED]
    bureau.do(
        "2026-03-06",
        "reopen",
        SUPERVISOR,
        case=numbers[1],
        ground="new_facts",
        reason="新事实",
        document="巴〔2026〕3号",
    )
    assert status() is MatterStatus.MIXED
    assert verify(bureau.store).flaws == []


def test_what_one_officer_does_changes_nothing_in_the_others_cases(bureau: Bureau):
    one, two, last = three(bureau)
    before = [bureau.row(number) for number in (two, last)]
    bureau.do("2026-03-03", "file", OFFICER, case=one, **APPLICATION)
    bureau.do("2026-03-03", "add_evidence", OFFICER, case=one, items=[{"title": "手机照片"}])
    assert [bureau.row(number) for number in (two, last)] == before


def test_a_list_narrows_by_status_and_goes_on_where_a_page_ended(bureau: Bureau):
    for closed in (0, 1, 3, 0, 3):
        for number in three(bureau, report_kind="none")[:closed]:
            close(bureau, number)

    def numbers(**wanted: Any) -> list[str]:
        return [row.number for row in list_matters(bureau.store, at("2026-03-03"), **wanted).rows]

    every = [f"2026-{n:04d}" for n in (5, 4, 3, 2, 1)]
    assert numbers() == every
    assert numbers(status=MatterStatus.OPEN) == ["2026-0004", "2026-0001"]
    assert numbers(status=MatterStatus.MIXED) == ["2026-0002"]
    assert numbers(status=MatterStatus.CLOSED) == ["2026-0005", "2026-0003"]
    assert [row.status for row in list_matters(bureau.store, at("2026-03-03")).rows] == [
        MatterStatus.CLOSED, MatterStatus.OPEN, MatterStatus.CLOSED, MatterStatus.MIXED,
        MatterStatus.OPEN,
    ]  # fmt: skip
    seen, after = [], None
    while True:
        page = list_matters(bureau.store, at("2026-03-03"), after=after, limit=2)
        seen += [row.number for row in page.rows]
        if (after := page.next) is None:
            break
    assert seen == every


def test_a_matter_that_does_not_exist_is_named(bureau: Bureau):
    with pytest.raises(NotFound, match="2026-9999"):
        matter_file(bureau.store, "2026-9999", at("2026-03-02"))
    with pytest.raises(NotFound, match="2026-9999"):
        list_matters(bureau.store, at("2026-03-03"), after="2026-9999")


def test_a_bureau_without_matters_has_an_empty_list(bureau: Bureau):
    assert list_matters(bureau.store, at("2026-03-03")).rows == ()


def test_whom_the_measures_do_not_name_they_reach_with_a_reason(sqlite_bureau: Bureau):
    """第二条: they speak of enforcement officers; others only where somebody says why."""
    with pytest.raises(GuardFailed, match="不属本办法适用范围；经确认适用的，填写 scope_reason"):
        sqlite_bureau.open("2026-03-02", officers=["yanheng"])
    sqlite_bureau.open("2026-03-02", officers=["yanheng"], scope_reason="借调执法岗位")
    sqlite_bureau.do("2026-03-03", "file", "yanheng", **APPLICATION)
    assert sqlite_bureau.state() == "filed"
