"""A case whose data raises: the others are served, and who runs the system is told once a day."""

import json
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update
from support.bureau import OFFICER, Bureau, at
from support.sweeping import Rewind, written

from cases.delivery import deliver_notices
from cases.letters import Sender
from notifications.channels.folder import FolderChannel
from storage.schema import Case, Notice, PackText, Person, Task

MOMENT = "2026-03-05T09:00"
ADMINISTRATOR = "jiangheng"
OFFICERS = [OFFICER, "zhouqian", "wulei", "xuqing", "machaoqun"]


def five(bureau: Bureau) -> list[str]:
    """Five cases that remind of their window at nine, and have nothing else to say."""
    bureau.open("2026-03-02", officers=OFFICERS, informed_on="2026-03-02")
    return bureau.numbers


def spoil_facts(bureau: Bureau, number: str) -> None:
    with bureau.store.write() as connection:
        connection.execute(update(Case).where(Case.number == number).values(facts='{"plan": 7}'))


def spoil_pack(bureau: Bureau, number: str) -> None:
    """The case's pack cannot be read; nor was it before the process began."""
    with bureau.store.write() as connection:
        connection.execute(
            text("INSERT INTO packs (code, version, text, loaded_at) VALUES (:c, '0', 'x', :at)"),
            {"c": number, "at": at("2026-03-02").replace(tzinfo=None)},
        )
        pack = select(PackText.id).where(PackText.code == number).scalar_subquery()
        connection.execute(update(Case).where(Case.number == number).values(pack_id=pack))


def spoil_kind(bureau: Bureau, number: str) -> None:
    """A task of a kind that no pack knows."""
    case = select(Case.id).where(Case.number == number).scalar_subquery()
    with bureau.store.write() as connection:
        connection.execute(update(Task).where(Task.case_id == case).values(kind="unheard_of"))


def spoil_state(bureau: Bureau, number: str) -> None:
    """A state that the machine does not know, found when the window is to lapse."""
    with bureau.store.write() as connection:
        connection.execute(update(Case).where(Case.number == number).values(state="limbo"))


def told(bureau: Bureau, name: str) -> list[Any]:
    with bureau.store.read() as connection:
        return list(
            connection.execute(
                select(
                    Notice.key, Notice.context, Notice.role, Notice.task_id, Case.number,
                    Person.username,
                )
                .join(Case, Case.id == Notice.case_id)
                .join(Person, Person.id == Notice.recipient_id)
                .where(Notice.name == name)
                .order_by(Notice.key)
            )
        )  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (spoil_facts, "ValidationError"),
        (spoil_pack, "PackError"),
        (spoil_kind, "KeyError"),
    ],
)
@pytest.mark.parametrize("place", [0, 2, 4])
def test_the_others_are_served_wherever_the_bad_one_stands(
    sqlite_bureau: Bureau, place: int, spoil: Any, error: str
):
    numbers = five(sqlite_bureau)
    spoil(sqlite_bureau, numbers[place])
    tally = sqlite_bureau.sweep(MOMENT)
    served = [number for number in numbers if number != numbers[place]]
    assert [a.case for a in tally.actions] == served
    assert [(f.place.number, f.error) for f in tally.faults] == [(numbers[place], error)]
    reminded = [row.number for row in told(sqlite_bureau, "reminder")]
    assert sorted(reminded) == sorted(2 * served)


def test_a_bad_case_is_told_to_the_administrators_once_a_day(bureau: Bureau):
    numbers = five(bureau)
    bad = numbers[2]
    spoil_facts(bureau, bad)
    for moment in (MOMENT, "2026-03-05T09:15", "2026-03-05T23:45", "2026-03-06T00:05"):
        bureau.sweep(moment)
    found = told(bureau, "sweep_fault")
    person = bureau_id(bureau, ADMINISTRATOR)
    assert [(row.key, row.number, row.username, row.role) for row in found] == [
        (f"sweep_fault/{bad}/{day}/{person}", bad, ADMINISTRATOR, "ADM")
        for day in ("2026-03-05", "2026-03-06")
    ]
    context = json.loads(found[0].context)
    assert {name: value for name, value in context.items() if value} == {
        "task": "application_window", "fault": "ValidationError",
    }  # fmt: skip
    assert {row.task_id for row in found} == {None}


@pytest.mark.parametrize(
    ("spoil", "named"), [(spoil_facts, True), (spoil_pack, False), (spoil_kind, False)]
)
def test_the_letter_of_a_fault_goes_out_whatever_is_at_fault(
    sqlite_bureau: Bureau, tmp_path: Path, spoil: Any, named: bool
):
    bad = five(sqlite_bureau)[2]
    spoil(sqlite_bureau, bad)
    sqlite_bureau.sweep(MOMENT)
    sender = Sender("区生态环境局", "http://localhost:8642/", "rongcuo.invalid")
    deliver_notices(sqlite_bureau.store, FolderChannel(tmp_path), at(MOMENT), sender=sender)
    letters = [message_from_bytes(f.read_bytes(), policy=default) for f in tmp_path.rglob("*.eml")]
    [letter] = [one for one in letters if f"{ADMINISTRATOR}@" in str(one["To"])]
    body = letter.get_body(("plain",))
    assert body is not None
    said = body.get_content()
    assert (f"案件编号：{bad}" in said, "异常类别：" in said) == (True, True)
    assert ("待办事项：容错申请期" in said) is named
    assert "在线监测" not in said


def test_a_lapse_that_fails_is_told_as_well_and_the_others_lapse(bureau: Bureau):
    numbers = five(bureau)
    spoil_state(bureau, numbers[1])
    tally = bureau.sweep("2026-03-10T00:05")
    assert (tally.lapsed, tally.failures) == (4, [f"{numbers[1]} application_window: ValueError"])
    assert [row.number for row in told(bureau, "sweep_fault")] == [numbers[1]]


def test_two_bad_cases_are_told_apart(sqlite_bureau: Bureau):
    numbers = five(sqlite_bureau)
    for number in (numbers[0], numbers[3]):
        spoil_facts(sqlite_bureau, number)
    tally = sqlite_bureau.sweep(MOMENT)
    assert (len(tally.actions), tally.failed) == (3, 2)
    assert [row.number for row in told(sqlite_bureau, "sweep_fault")] == [numbers[0], numbers[3]]


def test_a_report_that_cannot_be_written_takes_nothing_back(sqlite_bureau: Bureau):
    numbers = five(sqlite_bureau)
    spoil_facts(sqlite_bureau, numbers[0])
    with sqlite_bureau.store.write() as connection:
        connection.execute(
            text("CREATE TRIGGER no_reports BEFORE INSERT ON notices WHEN NEW.name = 'sweep_fault' "
                 "BEGIN SELECT RAISE(ABORT, 'no'); END")
        )  # fmt: skip
    tally = sqlite_bureau.sweep(MOMENT)
    assert (tally.reminded, tally.failed, tally.unreported) == (4, 1, "IntegrityError")
    assert len(told(sqlite_bureau, "reminder")) == 8


def test_a_rehearsal_with_a_bad_case_lists_the_same_and_reports_nothing(bureau: Bureau):
    numbers = five(bureau)
    spoil_facts(bureau, numbers[2])
    before = bureau.tables()
    planned = bureau.sweep(MOMENT, dry_run=True)
    assert bureau.tables() == before
    done = bureau.sweep(MOMENT)
    assert (done.actions, done.faults) == (planned.actions, planned.faults)
    assert len(done.actions) == 4


@pytest.mark.parametrize("moment", [MOMENT, "2026-03-06T09:00", "2026-03-10T00:05", "2026-03-30"])
@pytest.mark.parametrize("bad", [None, 3])
def test_many_at_once_and_one_by_one_write_the_same(bureau: Bureau, moment: str, bad: int | None):
    five(bureau)
    bureau.open("2026-02-27", "external", officers=OFFICERS[:3])
    bureau.open("2026-03-05", officers=OFFICERS[1:4], informed_on="2026-03-05")
    if bad is not None:
        spoil_facts(bureau, bureau.numbers[bad])
    rewind = Rewind(bureau)
    together = bureau.sweep(moment)
    wanted = written(bureau)
    for batch in (1, 4):
        rewind()
        apart = bureau.sweep(moment, batch=batch)
        assert sorted(apart.actions, key=repr) == sorted(together.actions, key=repr)
        assert written(bureau) == wanted


def bureau_id(bureau: Bureau, username: str) -> int:
    with bureau.store.read() as connection:
        return int(
            connection.execute(select(Person.id).where(Person.username == username)).scalar_one()
        )
