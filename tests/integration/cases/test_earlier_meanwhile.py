"""An import of earlier cases and others meanwhile: they look, they write, they change things."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, func, select, update
from support.bureau import HANDLER, OFFICER, Bureau
from support.earlier import MAPPING, NOW, file, imported, row, why
from support.group import until

from cases import earlier, earlier_trial, long_work
from cases.earlier import import_ledger
from cases.earlier_trial import Trial
from cases.history import verify
from cases.long_work import Doing, Result, WorkKind, Workshop, WorkState, work_of
from states.errors import CaseError, GuardFailed
from storage import open_store, people, staffing
from storage.calendar import SetDay, keep_day
from storage.schema import Account, Case, Matter, PackText, Person, RoleGrant, Unit

MANY = [row(编号=f"第{n}号") for n in range(6)]


@pytest.fixture
def in_small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Told of every second row, written two matters at a time."""
    monkeypatch.setattr(earlier_trial, "TOLD_AT", 2)
    monkeypatch.setattr(earlier, "TOGETHER", 2)
    monkeypatch.setattr(long_work, "TELLS_EVERY", 0.02)


def held(b: Bureau) -> int:
    with b.store.read() as connection:
        return connection.execute(select(func.count()).select_from(Case)).scalar_one()


@pytest.mark.usefixtures("in_small_parts")
def test_it_tells_what_is_read_what_is_tried_and_what_is_written(sqlite_bureau: Bureau):
    told: list[tuple[int, int | None]] = []
    imported(sqlite_bureau, *MANY, progress=lambda *said: told.append(said))
    read, rest = told[:4], told[4:]
    assert read == [(0, None), (2, None), (4, None), (6, None)]  # the headings are one of them
    assert rest == [(0, 6), (2, 6), (4, 6), (2, 6), (4, 6), (6, 6)]


@pytest.mark.usefixtures("in_small_parts")
@pytest.mark.parametrize("at", [(4, None), (2, 6), (6, 6)], ids=["read", "tried", "written"])
def test_an_import_that_breaks_off_on_the_way_leaves_nothing(
    bureau: Bureau, at: tuple[int, int | None]
):
    before = bureau.tables()

    def pulled(done: int, total: int | None) -> None:
        if (done, total) == at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        imported(bureau, *MANY, progress=pulled)
    assert bureau.tables() == before
    assert verify(bureau.store).flaws == []
    found = imported(bureau, *MANY)
    assert (found.applied, min(found.numbers.values()), held(bureau)) == (True, "2026-0001", 6)


KILLED = """
import os, signal, sys
from datetime import datetime
from cases import earlier, earlier_trial
from cases.earlier import import_ledger
from cases.earlier_trial import LedgerFile
from storage import open_store

def tell(done, total):
    if (done, total) == (4, 6):
        told.append(done)
        if len(told) == 2:  # tried, then written
            os.kill(os.getpid(), signal.SIGKILL)

told, earlier.TOGETHER, earlier_trial.TOLD_AT = [], 2, 2
with open_store(sys.argv[1]) as store:
    file = LedgerFile(sys.stdin.buffer.read(), sys.argv[2].encode())
    import_ledger(store, file, "hemin", datetime.fromisoformat(sys.argv[3]), progress=tell)
"""


def test_a_process_that_is_killed_while_it_writes_leaves_nothing_and_the_next_imports_it_all(
    bureau: Bureau,
):
    before = bureau.tables()
    url = bureau.store.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, url, MAPPING, NOW.isoformat()],
        input=file(*MANY).content, check=False, env={**os.environ, "PYTHONPATH": ""},
    )  # fmt: skip
    assert done.returncode == -9
    assert bureau.tables() == before
    assert imported(bureau, *MANY).applied
    assert verify(bureau.store).flaws == []


@pytest.mark.usefixtures("in_small_parts")
def test_others_see_how_far_it_is_and_write_while_it_is_tried(bureau: Bureau, tmp_path: Path):
    looked, now = threading.Event(), datetime.now(UTC)

    def run(doing: Doing) -> Result:
        def tell(done: int, total: int | None) -> None:
            doing.tell(done, total)
            if (done, total) == (4, 6) and not looked.is_set():
                assert looked.wait(240)

        found = import_ledger(bureau.store, file(*MANY), HANDLER, NOW, progress=tell)
        return Result(found.numbers["第0号"], "")

    shop = Workshop(bureau.store, tmp_path, lambda: now)
    with open_store(bureau.store.url) as other:
        number = shop.start(WorkKind.IMPORT_EARLIER, HANDLER, run)

        def told() -> tuple[int, int | None]:
            seen = work_of(other, number, HANDLER, now)
            assert seen.state is WorkState.RUNNING
            return seen.done, seen.total

        # It is told once a second: before the four, fewer may be, and rows that were read.
        until(lambda: told() == (4, 6))
        assert replace(bureau, store=other).open("2026-03-02") == "2026-0001-1"
        looked.set()
        until(lambda: work_of(other, number, HANDLER, now).state is not WorkState.RUNNING)
        seen = work_of(other, number, HANDLER, now)
    shop.close()
    assert (seen.state, seen.done, seen.total) == (WorkState.DONE, 6, 6)
    assert seen.result is not None
    assert (seen.result.zh, held(bureau)) == ("2026-0002", 7)
    assert verify(bureau.store).flaws == []


@pytest.mark.usefixtures("in_small_parts")
def test_what_a_restart_breaks_off_is_started_again_and_comes_in_whole(
    bureau: Bureau, tmp_path: Path
):
    begun, now = threading.Event(), datetime.now(UTC)

    def run(doing: Doing) -> Result:
        def tell(done: int, total: int | None) -> None:
            if (done, total) == (4, 6) and not begun.is_set():
                begun.set()
                assert doing.stopping.wait(240)
            doing.tell(done, total)

        found = import_ledger(bureau.store, file(*MANY), HANDLER, NOW, progress=tell)
        return Result(f"{found.cases}", "")

    for state, cases in ((WorkState.INTERRUPTED, 0), (WorkState.DONE, 6)):
        shop = Workshop(bureau.store, tmp_path, lambda: now)
        number = shop.start(WorkKind.IMPORT_EARLIER, HANDLER, run, "the same")
        assert begun.wait(240)

        def over(number: int = number) -> bool:
            return work_of(bureau.store, number, HANDLER, now).state is not WorkState.RUNNING

        if state is WorkState.DONE:
            until(over)
        shop.close()
        until(over)
        assert work_of(bureau.store, number, HANDLER, now).state is state
        assert held(bureau) == cases


def meanwhile(b: Bureau, change: Callable[[], Any], **more: Any) -> Any:
    """Import a row, and let somebody do something once it is read."""
    done = list[int]()

    def tell(_done: int, total: int | None) -> None:
        if total and not done:
            done.append(1)
            change()

    return imported(b, row(), progress=tell, **more)


def test_what_comes_in_meanwhile_is_not_imported_beside_itself(bureau: Bureau):
    found = meanwhile(bureau, lambda: imported(bureau, row()), skip_rejected=True)
    assert why(found) == [(2, "事项编号", "已在系统中（2026-0001），不重复导入")]
    assert (found.applied, held(bureau)) == (False, 1)


def test_who_left_the_unit_meanwhile_is_not_imported_as_if_they_had_not(bureau: Bureau):
    def leave() -> None:
        with bureau.store.write() as connection:
            third = select(Unit.id).where(Unit.code == "third").scalar_subquery()
            connection.execute(
                update(Person).where(Person.username == OFFICER).values(unit_id=third)
            )

    found = meanwhile(bureau, leave)
    assert [column for _, column, _ in why(found)] == ["人员(脱敏)"]
    assert (found.applied, held(bureau)) == (False, 0)


def test_who_may_import_no_longer_imports_nothing(bureau: Bureau):
    def lose() -> None:
        with bureau.store.write() as connection:
            connection.execute(delete(RoleGrant).where(RoleGrant.role == "HND"))

    with pytest.raises(GuardFailed):
        meanwhile(bureau, lose)
    assert held(bureau) == 0


def _named(connection: Connection) -> int:
    found = people.person_named(connection, OFFICER, NOW.date())
    assert found
    return found.id


CHANGES: dict[str, Callable[[Connection], Any]] = {
    "a person": lambda c: c.execute(update(Person).values(name="王某")),
    "a new person": lambda c: staffing.add_person(c, "new", "孙皓", None, 1),
    "a unit": lambda c: c.execute(update(Unit).where(Unit.code == "third").values(name="三队")),
    "a role": lambda c: staffing.grant(c, _named(c), "SUP", None, NOW),
    "the days of a role": lambda c: c.execute(update(RoleGrant).values(valid_to=NOW.date())),
    "an account": lambda c: c.execute(update(Account).values(disabled_at=NOW)),
    "measures": lambda c: c.execute(
        PackText.__table__.insert(), {"code": "x", "version": "1", "text": "", "loaded_at": NOW}
    ),
    "the calendar": lambda c: keep_day(c, SetDay(NOW.date(), True, "假", "令"), NOW, _named(c)),
    "its number": lambda c: c.execute(
        update(Matter).where(Matter.number == "2026-0001").values(earlier_number=row()["编号"])
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_it_was_tried_against_is_looked_at_again(sqlite_bureau: Bureau, what: str):
    b = sqlite_bureau
    b.open("2026-03-02")
    with b.store.write() as connection:
        connection.execute(
            Account.__table__.insert(),
            {"person_id": _named(connection), "must_change": False, "created_at": NOW},
        )
    with b.store.read() as connection:
        found = people.person_named(connection, HANDLER, NOW.date())
        assert found
        trial = Trial(b.store, connection, file(row()), found, NOW)
        assert trial.holds(connection)
    b.open("2026-03-02")
    with b.store.write() as connection:
        assert trial.holds(connection)
        CHANGES[what](connection)
        assert not trial.holds(connection)


def test_two_who_import_the_same_at_once_import_it_once(bureau: Bureau):
    begun, done = threading.Barrier(2), list[str]()

    def one() -> None:
        begun.wait()
        try:
            found = imported(bureau, row())
            done.append("written" if found.applied else "rejected")
        except CaseError as refusal:
            done.append(type(refusal).__name__)

    both = [threading.Thread(target=one) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert done.count("written") == 1
    assert held(bureau) == 1
    assert verify(bureau.store).flaws == []
