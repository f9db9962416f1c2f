"""The letters of follow-up reports: who is written to, and what of it they are told."""

from datetime import date

import pytest
from sqlalchemy import insert, select, update
from support.bureau import SUPERVISOR, UNIT, Bureau, at
from support.following import (
    MONDAY,
    OWN_HANDS,
    WEEK,
    by_hand,
    correct,
    issue,
    kept,
    lines,
    reported,
    told,
)
from support.letters import Pigeonhole, deliver, notices

from cases import follow_up_mail
from cases.follow_up_notes import note_case
from cases.follow_up_reading import release_report
from storage.follow_up import false_reports
from storage.schema import Case, CasePart, Notice, Person, RoleGrant


def test_who_left_is_told_nothing_and_stays_in_what_was_reported(bureau: Bureau):
    correct(bureau)
    leaves(bureau, UNIT, "2026-05-31")
    issue(bureau)
    assert UNIT not in told(bureau)
    assert len(lines(bureau, scope="second")) == 1


def leaves(bureau: Bureau, username: str, last_day: str) -> None:
    with bureau.store.write() as connection:
        person = select(Person.id).where(Person.username == username).scalar_subquery()
        connection.execute(
            update(RoleGrant)
            .where(RoleGrant.person_id == person)
            .values(valid_to=date.fromisoformat(last_day))
        )


def test_a_late_run_writes_to_those_who_hold_the_role_today(sqlite_bureau: Bureau):
    """The week of the seventeenth is issued weeks after its day, and ``baixue`` left in between."""
    b = sqlite_bureau
    correct(b)
    issue(b)
    leaves(b, UNIT, "2026-06-16")
    issue(b, "2026-06-22T08:30")
    assert kept(b, "2026-W25").issued_on == date(2026, 6, 15)
    assert UNIT in told(b)
    assert UNIT not in told(b, "2026-W25")


def test_what_waits_to_be_sent_is_not_sent_to_who_left_in_between(sqlite_bureau: Bureau):
    b = sqlite_bureau
    correct(b)
    issue(b)
    leaves(b, UNIT, "2026-06-08")
    assert UNIT in told(b)
    letters = reported(b, "2026-06-09T08:31")
    assert f"{UNIT}@example.invalid" not in {letter.to_address for letter in letters}
    assert len(letters) == 14
    assert {n.state for n in notices(b) if n.name == "follow_up"} == {"sent", "dropped"}


def test_the_bureaus_goes_to_those_who_supervise_and_a_units_to_its_own(bureau: Bureau):
    correct(bureau)
    assert issue(bureau).notices == 16
    assert told(bureau) == {
        "tangli": 1, "liangyu": 1, "dongli": 1, "shiqing": 1,
        "qinchuan": 1, "baixue": 1, "longfei": 1, "cuiwei": 1,
    }  # fmt: skip


def test_a_letter_masks_the_officer_and_names_no_case_in_its_subject(bureau: Bureau):
    number = correct(bureau)
    issue(bureau, "2026-07-06T08:30")
    letters = reported(bureau, "2026-07-06T08:31")
    assert len(letters) == 16
    with_it = [letter for letter in letters if number in letter.text]
    assert {letter.to_address for letter in with_it} == {
        f"{name}@example.invalid" for name in ("tangli", "liangyu", "dongli", "shiqing", UNIT)
    }
    for letter in letters:
        assert "孙皓" not in letter.text + (letter.html or "") + (letter.short or "")
        assert letter.subject == "【容错纠错】您有1项整改跟踪报告待查阅"
    assert "孙某" in with_it[0].text
    assert "超期5个工作日" in next(one.text for one in with_it if "2026年第28周" in one.text)
    assert "/follow-up/" in with_it[0].text


@pytest.mark.parametrize(
    ("week", "moment"), [(WEEK, MONDAY), ("2026-W28", "2026-07-06T08:30")], ids=["green", "red"]
)
def test_a_letter_says_nothing_more_of_a_case_that_was_destroyed_before_it_went(
    sqlite_bureau: Bureau, week: str, moment: str
):
    b = sqlite_bureau
    by_hand(b)
    number = correct(b, says=OWN_HANDS)
    issue(b, moment)
    note_case(b.store, week, "bureau", number, "请补报材料", SUPERVISOR, at(moment))
    release_report(b.store, week, "bureau", "", SUPERVISOR, at(moment))
    with b.store.write() as connection:
        connection.execute(update(Case).where(Case.number == number).values(emptied=1))
    letters = [one for one in reported(b, f"{moment[:-1]}1") if number in one.text]
    assert letters
    for letter in letters:
        for words in (letter.text, letter.html):
            found = ("孙" in words, "请补报材料" in words, "某某" in words)
            assert found == (False, False, True)
    with b.store.read() as connection:
        assert list(false_reports(connection)) == []


def test_a_letter_masks_an_officer_who_answers_for_the_measures(sqlite_bureau: Bureau):
    correct(sqlite_bureau, says=OWN_HANDS)
    issue(sqlite_bureau, "2026-07-06T08:30")
    letters = reported(sqlite_bureau, "2026-07-06T08:31")
    assert any("责任人：孙某" in letter.text for letter in letters)
    for letter in letters:
        assert "孙皓" not in letter.text + (letter.html or "") + (letter.short or "")


def test_without_an_address_the_administrator_hears_of_it(bureau: Bureau):
    with bureau.store.write() as connection:
        connection.execute(update(Person).where(Person.username == "shiqing").values(email=None))
    issue(bureau)
    done = deliver(bureau, Pigeonhole(), MONDAY)
    assert (done.sent, done.dead) == (14, 2)
    assert {n.state for n in notices(bureau)} == {"sent", "dead"}
    with bureau.store.read() as connection:
        names = connection.execute(select(Notice.name, Notice.case_id).distinct()).all()
    assert ("dead_letter", None) in {tuple(row) for row in names}


def test_a_letter_counts_no_case_of_which_its_reader_keeps_out(
    sqlite_bureau: Bureau, monkeypatch: pytest.MonkeyPatch
):
    b = sqlite_bureau
    monkeypatch.setattr(follow_up_mail, "SHOWN", 1)
    for officer in ("sunhao", "wulei", "zhouqian"):
        correct(b, officer=officer)
    with b.store.write() as connection:
        person = select(Person.id).where(Person.username == "dongli").scalar_subquery()
        connection.execute(insert(CasePart).values(case_id=1, person_id=person, part="kept_out"))
    issue(b)
    letters = {one.to_address: one.text for one in reported(b, "2026-06-08T08:31")
               if "（区生态环境局）" in one.text}  # fmt: skip
    assert "其余2件" in letters[f"{SUPERVISOR}@example.invalid"]
    assert "其余1件" in letters["dongli@example.invalid"]


def test_a_letter_names_no_case_to_whom_keeps_out_of_it(bureau: Bureau):
    number = correct(bureau)
    why = {"ground": "interest", "reason": "亲属"}
    bureau.do("2026-05-20", "declare_recusal", "dongli", case=number, **why)
    bureau.do(
        "2026-05-21", "decide_recusal", "shiqing", case=number, person="dongli", granted=True,
        document="回避〔2026〕1号", reason="属实",
    )  # fmt: skip
    issue(bureau, "2026-07-06T08:30")
    letters = reported(bureau, "2026-07-06T09:00")
    named = {letter.to_address for letter in letters if number in letter.text}
    assert f"{SUPERVISOR}@example.invalid" in named
    assert "dongli@example.invalid" not in named
    assert "dongli@example.invalid" in {letter.to_address for letter in letters}
