"""Who sees what of which case: the table of permissions, case by case and list by list."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from support.bureau import (
    APPLICATION,
    DECISION,
    HANDLER,
    OFFICER,
    SUPERVISOR,
    UNIT,
    Bureau,
    at,
)
from support.databases import hasten
from support.papers_in import REPORT, data_for
from support.whole_case import LINE

from cases.advance import Request, advance
from cases.agenda import list_tasks
from cases.asking import ask
from cases.attempts import attempts_on
from cases.explaining import explain_task
from cases.listing import URGENCIES, Narrowed, list_cases
from cases.matters import list_matters, matter_file
from cases.together import advance_many
from cases.views import CaseFile, case_file
from rongcuo.sample.bureau import PEOPLE
from states.errors import CaseError, Conflict, GuardFailed, NotAllowed, NotFound
from states.events import EVENTS
from states.vocabulary import Role
from storage import lines, people, staffing

NOW = at("2026-03-12T10:00")
OTHERS_OFFICER, OTHERS_UNIT = "zhouqian", "qinchuan"
FEW_EVENTS = ("accept", "reassign", "decide", "comment", "declare_recusal")
STRANGERS = ("jiangheng", "wenan", "jianming")


@pytest.fixture
def reviewed(bureau: Bureau) -> Bureau:
    """A case before its decision, with evidence, a report, an opinion and an attempt."""
    b = bureau
    b.open("2026-03-02", officers=[OFFICER, OTHERS_OFFICER], report_kind="real_name")
    b.do("2026-03-03", "file", OFFICER, **APPLICATION)
    b.do("2026-03-03", "add_evidence", OFFICER, items=[{"title": "本人的材料"}])
    b.do("2026-03-03", "add_evidence", HANDLER, items=[{"title": "他人的证言"}])
    b.do("2026-03-04", "accept", HANDLER)
    b.do("2026-03-04", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])
    b.do("2026-03-09", "submit_report", "guyuan", **REPORT)
    b.do("2026-03-10", "clear_report", "shenlan", opinion="法制意见：程序合法")
    with pytest.raises(NotAllowed):
        b.do("2026-03-10", "decide", HANDLER, **DECISION)
    return b


def seen(b: Bureau, viewer: str, now: Any = NOW) -> CaseFile | None:
    try:
        return case_file(b.store, b.numbers[0], now, viewer=viewer)
    except NotFound:
        return None


def give(b: Bureau, username: str, role: str) -> None:
    with b.store.write() as connection:
        person = people.person_named(connection, username, NOW.date())
        assert person
        staffing.grant(connection, person.id, role, None, at("2026-01-05"))


def told(file: CaseFile) -> str:
    return repr(file)


def listed(b: Bureau, viewer: str) -> set[str]:
    return {row.number for row in list_cases(b.store, NOW, viewer=viewer).rows}


@pytest.mark.parametrize("username", [name for name, *_ in PEOPLE])
def test_the_list_shows_the_cases_that_can_be_opened_and_no_other(reviewed: Bureau, username: str):
    reviewed.open("2026-03-02", officers=["wulei"], handler="zhengtao", supervisor="liangyu")
    opened = set()
    for number in reviewed.numbers:
        try:
            opened.add(case_file(reviewed.store, number, NOW, viewer=username).row.number)
        except NotFound:
            continue
    assert listed(reviewed, username) == opened
    counted = sum(list_cases(reviewed.store, NOW, viewer=username).counts.values())
    assert counted == len(opened)
    matters = {number.rpartition("-")[0] for number in opened}
    assert {
        row.number for row in list_matters(reviewed.store, NOW, viewer=username).rows
    } == matters
    everything = list_tasks(reviewed.store, NOW, viewer=username, everything=True)
    assert {task.case for task in everything} <= opened


@pytest.mark.parametrize("viewer", [OTHERS_OFFICER, OTHERS_UNIT, "zhengtao", "liangyu", "yanheng",
                                    "fengjie", "qiufeng", *STRANGERS])  # fmt: skip
def test_for_whoever_has_no_part_the_case_is_not_there(reviewed: Bureau, viewer: str):
    """Other units, other handlers, reviewers of other cases, administrators; files before it."""
    number = reviewed.numbers[0]
    asked = (
        lambda: case_file(reviewed.store, number, NOW, viewer=viewer),
        lambda: attempts_on(reviewed.store, number, NOW, viewer=viewer),
        lambda: explain_task(reviewed.store, number, "review", NOW, viewer=viewer),
    )
    for one in asked:
        with pytest.raises(NotFound) as refusal:
            one()
        assert "孙皓" not in str(refusal.value)
    assert number not in listed(reviewed, viewer)


def test_before_the_decision_the_officer_sees_their_own_part_alone(reviewed: Bureau):
    """Scenario 24: and nothing of a colleague's."""
    file = seen(reviewed, OFFICER)
    assert file is not None
    assert {event.event for event in file.events} == {
        "open", "file", "add_evidence", "accept",
    }  # fmt: skip
    assert [piece.title for piece in file.evidence] == ["本人的材料"]
    assert (file.sheet, file.votes, file.recusals, file.hints) == (None, (), (), ())
    assert {role for role, _ in file.people} == {Role.OFF, Role.HND, Role.SUP}
    whole = told(file)
    for secret in ("他人的证言", "法制意见", "顾远", "姜悦", "D09", "D10"):
        assert secret not in whole, secret
    assert attempts_on(reviewed.store, reviewed.numbers[0], NOW, viewer=OFFICER) == []
    matter = matter_file(
        reviewed.store, reviewed.numbers[0].rpartition("-")[0], NOW, viewer=OFFICER
    )
    assert [case.number for case in matter.cases] == [reviewed.numbers[0]]
    assert matter.row.cases == 1


def test_after_it_they_see_the_decision_and_what_it_came_to(reviewed: Bureau):
    reviewed.do("2026-03-11", "decide", "luochengan", **{**DECISION, "number": "容〔2026〕9号"})
    file = seen(reviewed, OFFICER)
    assert file is not None
    assert "decide" in {event.event for event in file.events}
    assert file.sheet is not None
    assert file.sheet.said
    assert file.sheet.articles == ()
    for secret in ("他人的证言", "法制意见"):
        assert secret not in told(file)


def test_files_know_of_a_case_once_it_is_decided(reviewed: Bureau):
    assert seen(reviewed, "fengjie") is None
    reviewed.do("2026-03-11", "decide", "luochengan", **DECISION)
    for keeper in ("fengjie", "qiufeng"):
        file = seen(reviewed, keeper)
        assert file is not None
        assert file.row.subject == file.row.number  # which case, not what it is about
        assert (file.evidence, file.sheet, file.party) == ((), None, None)
        assert reviewed.numbers[0] in listed(reviewed, keeper)


@pytest.mark.parametrize("viewer", [HANDLER, SUPERVISOR, "guyuan", "shenlan", "luochengan"])
def test_who_works_on_the_review_sees_all_of_it(reviewed: Bureau, viewer: str):
    file = seen(reviewed, viewer)
    assert file is not None
    assert len(file.events) == 8
    assert [piece.title for piece in file.evidence] == ["本人的材料", "他人的证言"]
    assert file.sheet is not None
    assert file.sheet.articles


def test_the_unit_sees_facts_and_evidence_and_nothing_of_the_review(reviewed: Bureau):
    file = seen(reviewed, UNIT)
    assert file is not None
    assert len(file.evidence) == 2
    assert file.sheet is None
    assert "法制意见" not in told(file)
    assert all(notice.recipient_name == "白雪" for notice in file.notices)


def test_who_is_recused_sees_nothing_any_more(reviewed: Bureau):
    reviewed.do("2026-03-11", "declare_recusal", HANDLER, person="jiangyue", ground="relative",
                reason="近亲属")  # fmt: skip
    assert seen(reviewed, "jiangyue") is not None
    reviewed.do("2026-03-11", "decide_recusal", "shiqing", person="jiangyue", granted=True,
                reason="属实")  # fmt: skip
    assert seen(reviewed, "jiangyue") is None
    assert reviewed.numbers[0] not in listed(reviewed, "jiangyue")


def test_a_search_finds_only_what_is_seen(reviewed: Bureau):
    for viewer, word in product((OTHERS_UNIT, "zhengtao", *STRANGERS), ("孙皓", "2026-0001", "")):
        assert (
            list_cases(
                reviewed.store, NOW, viewer=viewer, narrowed=Narrowed(query=word or None)
            ).rows
            == ()
        )


@pytest.mark.parametrize("decided", [False, True])
def test_no_item_finds_a_case_for_whoever_does_not_see_how_it_is_weighed(
    reviewed: Bureau, decided: bool
):
    """Nor counts it: who may ask for what was answered yes could otherwise ask it item by item."""
    if decided:
        reviewed.do("2026-03-11", "decide", "luochengan", **DECISION)
    with reviewed.store.read() as connection:
        items = lines.items_of(connection, reviewed.row(reviewed.numbers[0]).id)
    assert {"A10", "A10.1", "A12.4"} < items
    asking = set()
    for username, *_ in PEOPLE:
        file = seen(reviewed, username)
        whole = file is not None and file.sheet is not None and bool(file.sheet.articles)
        for item in (*items, "A15", "A10.99"):
            page = list_cases(reviewed.store, NOW, viewer=username, narrowed=Narrowed(item=item))
            found = [row.number for row in page.rows]
            assert found == [reviewed.numbers[0]] * (whole and item in items), (username, item)
            assert sum(page.counts.values()) == len(found), (username, item)
            if page.weighs:
                asking.add(username)
    assert {HANDLER, SUPERVISOR, "guyuan", "shenlan", "luochengan", "shiqing"} < asking
    assert asking.isdisjoint({OFFICER, UNIT, OTHERS_UNIT, "fengjie", "panxiao", *STRANGERS})


def test_nobody_asks_for_the_items_of_their_own_case_whatever_else_they_are(reviewed: Bureau):
    for role in ("LEG", "UPO", "HND"):
        give(reviewed, OFFICER, role)
        assert list_cases(reviewed.store, NOW, viewer=OFFICER).rows
        page = list_cases(reviewed.store, NOW, viewer=OFFICER, narrowed=Narrowed(item="A10.1"))
        assert page.rows == ()
        assert not any(page.counts.values())


def test_for_whoever_sees_nothing_of_a_case_no_refusal_tells_that_it_is_there(reviewed: Bureau):
    """Whatever they ask, alone or among many: a number of a case and one of none sound the same."""
    if reviewed.store.sqlite:
        hasten(reviewed.store)
    number, unknown, day = reviewed.numbers[0], "2026-9999-1", NOW.date()
    blind = [username for username, *_ in PEOPLE if seen(reviewed, username) is None]
    assert {OTHERS_OFFICER, OTHERS_UNIT, "zhengtao", "fengjie", *STRANGERS} < set(blind)
    one_each = {roles: username for username, _, _, roles in PEOPLE if username in blind}.values()
    for event, viewer in product(EVENTS if reviewed.store.sqlite else FEW_EVENTS, one_each):
        if event not in FEW_EVENTS and viewer not in {"zhengtao", "fengjie"}:
            continue
        asked = [Request(event, viewer, data_for(event, day))]
        if event in FEW_EVENTS:
            asked += [Request(event, viewer, {}), replace(asked[0], expected_version=1)]
            found = advance_many(reviewed.store, [number, unknown], asked[0], now=NOW)
            assert found.done == []
            said = [same(one.refusal, one.case) for one in found.refused]
            assert said[0] == said[1], (event, viewer)
        for request in asked:
            said = [refused(reviewed, case, request) for case in (number, unknown)]
            assert said[0] == said[1], request
    tried = {one.person for one in attempts_on(reviewed.store, number, NOW, viewer=HANDLER)}
    assert tried >= set(one_each)  # who runs the case learns of it all the same


def test_of_a_step_that_one_does_not_see_neither_line_nor_refusal_tells(reviewed: Bureau):
    """Who comments inside the review is named to those inside; for the others nothing changed."""
    number = reviewed.numbers[0]
    before = reviewed.row(number).version
    reviewed.do("2026-03-11", "comment", "guyuan", case=number, text="仅供审查组")
    told_who = set()
    for username in [name for name, *_ in PEOPLE if seen(reviewed, name)]:
        file = seen(reviewed, username)
        assert file is not None
        knows = any(event.seq > before for event in file.events)
        rows = list_cases(reviewed.store, NOW, viewer=username).rows
        matter = matter_file(reviewed.store, file.row.matter_number, NOW, viewer=username)
        assert [one for one in rows if one.number == number] == [file.row], username
        assert [one for one in matter.cases if one.number == number] == [file.row], username
        if username in {OFFICER, UNIT}:
            assert (knows, file.row.changed_on) == (False, None)
            form = ask(reviewed.store, number, "comment", NOW, viewer=username)
            assert form.row.changed_on is None
        request = Request("comment", username, {"text": "请告知进展"}, expected_version=before)
        with pytest.raises((Conflict, NotAllowed)) as refusal:
            advance(reviewed.store, number, request, now=NOW)
        conflict = refusal.value
        assert isinstance(conflict, Conflict)
        assert (conflict.by, conflict.at is None) == (("顾远", False) if knows else (None, True))
        assert knows is ("顾远" in conflict.say())
        told_who |= {username} if knows else set()
    assert {HANDLER, SUPERVISOR, "jiangyue", "shenlan", "luochengan"} < told_who


def refused(b: Bureau, number: str, request: Request) -> tuple[type[CaseError], str, str]:
    with pytest.raises(CaseError) as refusal:
        advance(b.store, number, request, now=NOW)
    return same(refusal.value, number)


def same(refusal: CaseError, number: str) -> tuple[type[CaseError], str, str]:
    zh, en = (refusal.say(lang).replace(number, "…") for lang in ("zh", "en"))
    return type(refusal), zh, en


def test_who_sees_no_case_may_still_be_told_why(reviewed: Bureau):
    from cases.hints import case_hints

    with pytest.raises((GuardFailed, NotFound)):
        case_hints(reviewed.store, reviewed.numbers[0], NOW, viewer="wenan")


@pytest.mark.parametrize("viewer", [OFFICER, UNIT])
def test_no_tab_and_no_order_of_a_list_tells_of_what_is_owed_to_a_reporter(
    bureau: Bureau, viewer: str
):
    """A case lies for them where its next task of theirs to see lies, not where the hidden one."""
    bureau.open("2026-03-02")
    for day, event, by, data in LINE:
        bureau.do(day, event, by, **data)
        if event == "accept_correction":
            break
    bureau.do("2026-07-07", "file_archives", "fengjie", receipt="人1")
    bureau.do("2026-07-07", "file_archives", "qiufeng", receipt="廉1")
    at_work, mine = at("2026-07-07"), {"viewer": viewer, "limit": 1}
    everybody = list_cases(bureau.store, at_work)
    assert [row.due_kind for row in everybody.rows] == ["answer_reporter"]
    (shown,) = list_cases(bureau.store, at_work, **mine).rows
    assert shown.due_kind == "lessons_report"
    assert shown.urgency != everybody.rows[0].urgency
    for urgency in URGENCIES:
        found = list_cases(bureau.store, at_work, urgency=urgency, **mine)
        assert found.counts[urgency] == len(found.rows) == (urgency == shown.urgency)


@pytest.mark.parametrize("viewer", [OFFICER, UNIT])
def test_neither_officer_nor_unit_learns_that_somebody_reported(reviewed: Bureau, viewer: str):
    """Scenario 33, as far as the case itself tells: not its source, nor what is owed for it."""
    reviewed.do("2026-03-11", "decide", "luochengan", **DECISION)
    file = seen(reviewed, viewer)
    assert file is not None
    for word in ("举报", "report_kind='实名", "answer_reporter", "anonymous", "real_name"):
        assert word not in told(file).replace("report_kind='—'", ""), word
    for later in ("2026-03-11", "2026-04-01", "2026-05-01"):
        rows = list_cases(reviewed.store, at(later), viewer=viewer).rows
        assert all("举报" not in repr(row) for row in rows)
