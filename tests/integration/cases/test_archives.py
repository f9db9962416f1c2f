"""The room of the archives: receipts, what is missing, impact periods."""

from typing import Any

import pytest
from support.bureau import DECISION, OFFICER, SUPERVISOR, UNIT, Bureau, at
from support.whole_case import LINE

from cases.archives import ArchiveRow, Filed, list_archives
from cases.bundles import BundleKind
from states.errors import GuardFailed
from states.vocabulary import Role, State

PERSONNEL, INTEGRITY = "fengjie", "qiufeng"
SANCTION = [{"kind": "政务警告", "effective_on": "2026-04-10"}]


def begin(b: Bureau, upto: str = "decide", decision: Any = None, **more: Any) -> str:
    b.open("2026-03-02", **more)
    officer = more.get("officers", [OFFICER])[0]
    for day, event, by, data in LINE:
        filled = {**data, **(decision or {})} if event == "decide" else data
        b.do(day, event, officer if by == OFFICER else by, **filled)
        if event == upto:
            break
    return b.number


def rows(b: Bureau, viewer: str, on: str, shown: Filed = Filed.WAITING) -> list[ArchiveRow]:
    return list(list_archives(b.store, at(on), viewer=viewer, shown=shown).rows)


def test_what_is_missing_is_named_until_both_receipts_are_there(bureau: Bureau):
    number = begin(bureau)
    (row,) = rows(bureau, PERSONNEL, "2026-04-13")
    assert (row.missing, row.either, row.act) == ((Role.HR, Role.INT), False, "file_archives")
    assert str(row.due_on) == "2026-05-11"
    bureau.do("2026-04-14", "file_archives", PERSONNEL, receipt="人1")
    (row,) = rows(bureau, PERSONNEL, "2026-04-15")
    assert (row.missing, row.act) == ((Role.INT,), None)
    assert [(role, held.number) for role, held in row.receipts if held] == [(Role.HR, "人1")]
    assert rows(bureau, INTEGRITY, "2026-04-15")[0].act == "file_archives"
    bureau.do("2026-04-16", "file_archives", INTEGRITY, receipt="廉1")
    assert rows(bureau, PERSONNEL, "2026-04-17") == []
    assert bureau.state(number) == "decided"


def test_the_files_know_which_case_it_is_and_not_what_it_is_about(bureau: Bureau):
    number = begin(bureau)
    for keeper, kind in ((PERSONNEL, BundleKind.PERSONNEL), (INTEGRITY, BundleKind.INTEGRITY)):
        (row,) = rows(bureau, keeper, "2026-04-13")
        assert (row.subject, row.bundles) == (number, (kind,))
    (row,) = rows(bureau, SUPERVISOR, "2026-04-13")
    assert row.subject != number
    assert BundleKind.ARCHIVE in row.bundles
    assert row.act is None


def test_before_a_decision_no_file_knows_of_a_case(bureau: Bureau):
    begin(bureau, "clear_report")
    for keeper in (PERSONNEL, INTEGRITY):
        found = list_archives(bureau.store, at("2026-04-01"), viewer=keeper)
        assert (found.rows, sum(found.counts.values())) == ((), 0)


@pytest.mark.parametrize("viewer", [UNIT, "luochengan", "guyuan", "shenlan", "panxiao", "dongli"])
def test_who_reads_no_receipt_is_told_whose_the_room_is(bureau: Bureau, viewer: str):
    begin(bureau)
    with pytest.raises(GuardFailed, match="查阅"):
        list_archives(bureau.store, at("2026-04-13"), viewer=viewer)


def test_an_impact_period_has_its_last_day_and_who_confirms_it(bureau: Bureau):
    mitigated = {**DECISION, "outcome": "mitigated", "sanctions": SANCTION}
    begin(bureau, "file_archives", mitigated)
    bureau.do("2026-07-22", "file_archives", INTEGRITY, receipt="廉1")
    assert bureau.state() == "impact_period"
    (row,) = rows(bureau, PERSONNEL, "2026-08-03", Filed.IMPACT)
    assert row.impact is not None
    assert (str(row.impact.last_day), row.impact.over, row.impact.days) == ("2026-10-09", False, 67)
    assert (row.impact.confirmed_by, row.act) == ((Role.HR,), None)
    (row,) = rows(bureau, PERSONNEL, "2026-10-10", Filed.IMPACT)
    assert row.impact is not None
    assert (row.impact.over, row.act) == (True, "end_impact")
    assert rows(bureau, INTEGRITY, "2026-10-10", Filed.IMPACT)[0].act is None
    bureau.do("2026-10-10", "end_impact", PERSONNEL, no_new_sanction=True)
    assert rows(bureau, PERSONNEL, "2026-10-12", Filed.IMPACT) == []
    (closed,) = rows(bureau, OFFICER, "2026-10-12", Filed.CLOSED)
    assert (closed.state, closed.impact, closed.missing) == (State.CLOSED, None, ())


def test_what_was_not_tolerated_is_filed_once(bureau: Bureau):
    begin(bureau, "decide", {**DECISION, "outcome": "none"})
    assert rows(bureau, PERSONNEL, "2026-04-13") == []
    bureau.do("2026-04-13", "skip_correction", SUPERVISOR, reason="无需")
    bureau.do("2026-04-14", "finish_clearing", "panxiao",
              duties={"answer_reporter": {"done_on": "2026-04-14", "how": "书面"}})  # fmt: skip
    bureau.do("2026-04-20", "finish_lessons", SUPERVISOR, issue_type="未及时发现", field="水")
    (row,) = rows(bureau, PERSONNEL, "2026-04-21")
    assert (row.either, len(row.missing)) == (True, 2)
    bureau.do("2026-04-22", "file_archives", PERSONNEL, receipt="卷1")
    (row,) = rows(bureau, PERSONNEL, "2026-04-23", Filed.CLOSED)
    assert row.missing == ()
