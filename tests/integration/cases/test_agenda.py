"""What is to be done by when: each person's own tasks, and the days ahead."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau, at
from support.papers_in import REPORT

from cases.agenda import agenda, list_tasks
from cases.roles import Asked, lend_role
from cases.workbench import my_tasks
from rongcuo.sample.bureau import PEOPLE
from states.errors import NotFound
from states.tasks import TASK_KINDS
from states.vocabulary import Role

USERNAMES = [username for username, *_ in PEOPLE]
REVIEWERS = ["guyuan", "jiangyue"]
OF_KIN = {"ground": "relative", "reason": "与当事人是亲属"}
GRANTED = {"granted": True, "document": "渝环党〔2026〕1号", "reason": "属实"}


def several_cases(b: Bureau) -> None:
    """A window, a check, a late application, a review, a legal review, a paused review."""
    b.open("2026-02-02", officers=["chenlixin"], supervisor="liangyu")
    b.sweep("2026-02-10T00:05")
    b.do("2026-02-10", "file_late", "chenlixin", **APPLICATION, ground="other")
    b.open("2026-03-02")
    b.open("2026-03-02", officers=["zhouqian"], handler="zhengtao", supervisor="liangyu")
    b.do("2026-03-03", "file", "zhouqian", **APPLICATION)
    b.open("2026-03-02", officers=["wulei"])
    reviewed(b)
    b.open("2026-03-02", officers=["xuqing"])
    reviewed(b)
    b.do("2026-03-06", "submit_report", "guyuan", **REPORT)
    b.open("2026-03-02", officers=["machaoqun"], supervisor="liangyu")
    reviewed(b)
    b.do("2026-03-06", "suspend", "liangyu", reason="等待鉴定")


def reviewed(b: Bureau) -> None:
    b.do("2026-03-03", "consider_ex_officio", HANDLER)
    b.do("2026-03-04", "assign_reviewers", HANDLER, reviewers=REVIEWERS)


def test_the_database_counts_what_each_person_answers_for(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is the officer or keeps out of a case has nothing else of it."""
    several_cases(bureau)
    b = bureau
    b.do("2026-03-06", "declare_recusal", "jiangyue", case=b.numbers[3], **OF_KIN)
    b.do("2026-03-06", "decide_recusal", "shiqing", case=b.numbers[3], person="jiangyue", **GRANTED)
    monkeypatch.setattr("storage.waiting.MOST", 1)
    counted_as_listed(b)


LOANS = (
    (HANDLER, "HND", SUPERVISOR, None),  # in some cases both seats: then neither is lent
    ("liangyu", "SUP", "zhengtao", None),
    ("zhengtao", "HND", UNIT, None),
    ("guyuan", "REV", "yanheng", None),
    ("shenlan", "LEG", "jiangyue", None),  # and the lender keeps out of the case
    (UNIT, "UPO", "zhouqian", "second"),  # an officer, never in their own case
)


def test_who_stands_in_for_another_has_that_counted_as_well(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    several_cases(bureau)
    b = bureau
    b.do("2026-03-06", "declare_recusal", "shenlan", case=b.numbers[4], **OF_KIN)
    b.do("2026-03-06", "decide_recusal", "shiqing", case=b.numbers[4], person="shenlan", **GRANTED)
    alone = {name: len(kinds(b, name)) for name in USERNAMES}
    for lender, role, username, unit in LOANS:
        asked = Asked(username, role, unit, None, date(2026, 3, 20))
        lend_role(b.store, asked, lender, at("2026-03-06"))
    monkeypatch.setattr("storage.waiting.MOST", 1)
    counted_as_listed(b)
    more = {name for name in USERNAMES if len(kinds(b, name)) > alone[name]}
    assert more >= {SUPERVISOR, "zhengtao", UNIT, "yanheng"}


def counted_as_listed(b: Bureau) -> None:
    """Of everybody the figures are those of what they are shown."""
    for username in USERNAMES:
        tasks = [
            t for t in list_tasks(b.store, at("2026-03-06"), viewer=username) if t.state == "open"
        ]
        found = my_tasks(b.store, at("2026-03-06"), viewer=username)
        counted = Counter(task.urgency for task in tasks)
        assert {code: n for code, n in found.counts.items() if n} == counted, username
        assert {one.key for one in found.rows} == {one.key for one in tasks}


def kinds(b: Bureau, username: str | None, on: str = "2026-03-06") -> set[tuple[str, str]]:
    return {(task.case, task.kind) for task in list_tasks(b.store, at(on), viewer=username)}


def test_each_person_is_shown_every_task_of_a_part_they_have_and_no_other(bureau: Bureau) -> None:
    """What the database looks for must never leave out what a person's part in a case tells."""
    several_cases(bureau)
    meant = {
        (username, number, kind)
        for number, kind in kinds(bureau, None)
        for username in USERNAMES
        if has_part(bureau, username, number, TASK_KINDS[kind].responsible)
    }
    shown = {(name, *task) for name in USERNAMES for task in kinds(bureau, name)}
    assert shown == meant
    assert {kind for *_, kind in meant} >= {
        "application_window", "late_application", "legal_review", "preliminary_check", "review",
    }  # fmt: skip


def has_part(b: Bureau, username: str, number: str, responsible: tuple[Role, ...]) -> bool:
    from cases.standing import find_person, roles_in_case
    from states.facts import Facts

    case = b.row(number)
    with b.store.read() as connection:
        person = find_person(connection, username, date(2026, 3, 2))
    return bool(roles_in_case(person, case, Facts.read(case.facts)) & {*responsible})


def test_an_officer_is_shown_their_own_case_alone(bureau: Bureau) -> None:
    mine, other = bureau.open("2026-03-02"), bureau.open("2026-03-02", officers=["zhouqian"])
    assert {case for case, _ in kinds(bureau, OFFICER)} == {mine}
    assert {case for case, _ in kinds(bureau, UNIT)} == {mine, other}
    assert kinds(bureau, "longfei") == set()


def test_whatever_else_an_officer_is_their_own_case_is_theirs_as_officer(bureau: Bureau) -> None:
    """Scenario 25: the secretary whom the case is about has no part in it as secretary."""
    from storage import people, staffing

    bureau.open("2026-03-02")
    bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    with bureau.store.write() as connection:
        officer = people.person_named(connection, OFFICER, date(2026, 3, 2))
        assert officer
        for role in Role:
            staffing.grant(connection, officer.id, role, None, at("2026-03-02"))
    assert {kind for _, kind in kinds(bureau, HANDLER)} == {"preliminary_check"}
    assert kinds(bureau, OFFICER) == set()


def test_a_role_taken_away_shows_nothing_more_but_an_officer_stays_the_officer(
    bureau: Bureau,
) -> None:
    from sqlalchemy import delete

    from storage.schema import RoleGrant

    bureau.open("2026-03-02")
    assert kinds(bureau, HANDLER) == {(bureau.number, "inform_officer")}
    with bureau.store.write() as connection:
        connection.execute(delete(RoleGrant))
    assert kinds(bureau, HANDLER) == set()
    assert kinds(bureau, OFFICER) == {(bureau.number, "application_window")}


@pytest.mark.parametrize("name", ["nobody", "", "' OR 1=1 --"])
def test_an_unknown_person_is_refused_and_shown_nothing(sqlite_bureau: Bureau, name: str) -> None:
    sqlite_bureau.open("2026-03-02")
    with pytest.raises(NotFound):
        agenda(sqlite_bureau.store, at("2026-03-02"), days=30, viewer=name)


def test_what_is_overdue_comes_first_and_what_lies_further_is_left_out(bureau: Bureau) -> None:
    bureau.open("2026-03-02")  # to be told until 03-03, applied for until 03-09
    found = agenda(bureau.store, at("2026-03-06"), days=2)
    assert (found.today, found.until) == (date(2026, 3, 6), date(2026, 3, 8))
    assert [(t.kind, t.due_on, t.urgency) for t in found.tasks] == [
        ("inform_officer", date(2026, 3, 3), "overdue")
    ]
    found = agenda(bureau.store, at("2026-03-06"), days=3)
    assert [t.kind for t in found.tasks] == ["inform_officer", "application_window"]
    assert [t.days_left for t in found.tasks] == [-3, 1]


def test_a_paused_task_is_listed_but_has_no_day_on_the_agenda(bureau: Bureau) -> None:
    bureau.open("2026-03-02")
    reviewed(bureau)
    bureau.do("2026-03-06", "suspend", SUPERVISOR, reason="等待鉴定")
    [review] = [t for t in list_tasks(bureau.store, at("2026-03-06")) if t.kind == "review"]
    assert (review.state, review.urgency, review.days_left) == ("paused", "none", None)
    found = agenda(bureau.store, at("2026-03-06"), days=60)
    assert "review" not in {task.kind for task in found.tasks}
    bureau.do("2026-03-10", "resume", SUPERVISOR)
    found = agenda(bureau.store, at("2026-03-10"), days=60)
    assert "review" in {task.kind for task in found.tasks}


# Days that are told apart within the days ahead: day, worked or not, in Chinese, in English.
DAYS: tuple[tuple[str, str, bool, str, str], ...] = (
    ("2026-02-09", "2026-02-15", False, "春节放假，星期日", "春节 holiday, Sunday"),
    (
        "2026-02-21", "2026-02-28", True,
        "春节调休上班，星期六",
        "make-up working day for 春节, Saturday",
    ),
    ("2026-03-02", "2026-03-07", False, "休息日，星期六", "weekend, Saturday"),
    (
        "2026-12-28", "2027-01-01", False,
        "元旦放假，星期五，当年安排未公布，暂按法定节假日",
        "元旦 holiday, Friday, by statute as the year is not published yet",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("today", "day", "working", "zh", "en"), DAYS, ids=str)
def test_days_ahead_bear_the_names_of_their_holidays(
    sqlite_bureau: Bureau, today: str, day: str, working: bool, zh: str, en: str
) -> None:
    # A window that was opened on this Saturday ends on a make-up Saturday (scenario 6).
    sqlite_bureau.open("2026-02-14")
    found = agenda(sqlite_bureau.store, at(today), days=7)
    [told] = [one for one in found.days if one.day == date.fromisoformat(day)]
    assert (told.working, told.zh, told.en) == (working, zh, en)


def test_working_days_without_a_task_are_not_shown(sqlite_bureau: Bureau) -> None:
    found = agenda(sqlite_bureau.store, at("2026-09-28"), days=9)
    holiday = [date(2026, 10, n) for n in range(1, 8)]
    assert [day.day for day in found.days] == holiday
    assert not any(day.tasks or day.working for day in found.days)


def test_a_day_in_an_unpublished_year_is_provisional(bureau: Bureau) -> None:
    """Scenario 10: started on 12-24 it ends with the year, one day later it is provisional."""
    bureau.open("2026-12-24")
    bureau.open("2026-12-25")
    found = agenda(bureau.store, at("2026-12-28"), days=30, viewer=OFFICER)
    assert [(t.due_on, t.provisional) for t in found.tasks] == [
        (date(2026, 12, 31), False),
        (date(2027, 1, 4), True),
    ]


def test_an_agenda_writes_nothing(sqlite_bureau: Bureau) -> None:
    several_cases(sqlite_bureau)
    before: dict[str, Any] = sqlite_bureau.tables()
    agenda(sqlite_bureau.store, at("2026-03-06"), days=366, viewer=HANDLER)
    assert sqlite_bureau.tables() == before
