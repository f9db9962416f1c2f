"""Work that takes long: done beside, told of, left, joined, broken off."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support.bureau import Bureau, at
from support.group import until

from cases import long_work
from cases.calendars import start_recount
from cases.long_work import (
    MOST_AT_ONCE,
    Doing,
    Result,
    Work,
    WorkKind,
    Workshop,
    WorkState,
    file_made,
    work_of,
    works_of,
)
from deadlines import local_day
from states.errors import GuardFailed, Invalid, NotFound, NotGranted
from storage import staffing
from storage.people import person_named

NOON = at("2026-03-02T12:00")


class Clock:
    """It stands until it is moved on."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(bureau: Bureau, tmp_path: Path, clock: Clock) -> Iterator[Workshop]:
    made = Workshop(bureau.store, tmp_path, clock)
    yield made
    made.close()


def ended(shop: Workshop, number: int, by: str = "hemin") -> Work:
    def over() -> Work | None:
        found = work_of(shop.store, number, by, shop.clock())
        return None if found.state is WorkState.RUNNING else found

    found: Work = until(over)
    return found


def test_a_work_is_told_of_while_it_runs_and_says_what_came_of_it(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(long_work, "TELLS_EVERY", 0.02)
    go_on = threading.Event()

    def run(doing: Doing) -> Result:
        doing.tell(3, 10)
        assert go_on.wait(20)
        doing.tell(10, 10)
        return Result("共 10 件", "10 cases", to="/cases")

    number = shop.start(WorkKind.RECOUNT, "hemin", run)
    until(lambda: work_of(shop.store, number, "hemin", NOON).done == 3)
    assert work_of(shop.store, number, "hemin", NOON).state is WorkState.RUNNING
    go_on.set()
    found = ended(shop, number)
    assert (found.state, found.done, found.total) == (WorkState.DONE, 10, 10)
    assert found.result == Result("共 10 件", "10 cases", to="/cases")


def test_the_same_is_joined_by_who_began_it_and_refused_to_others(shop: Workshop):
    go_on = threading.Event()

    def run(doing: Doing) -> Result:
        assert go_on.wait(20)
        return Result("好", "done")

    first = shop.start(WorkKind.RECOUNT, "hemin", run)
    assert shop.start(WorkKind.RECOUNT, "hemin", run) == first
    with pytest.raises(GuardFailed, match="他人"):
        shop.start(WorkKind.RECOUNT, "tangli", run)
    other = shop.start(WorkKind.EXPORT_CASES, "tangli", run, "of hers")
    go_on.set()
    assert ended(shop, first).state is WorkState.DONE
    assert ended(shop, other, "tangli").state is WorkState.DONE
    assert shop.start(WorkKind.RECOUNT, "hemin", run) != first


def test_nobody_has_more_at_a_time_than_the_house_bears(shop: Workshop):
    go_on = threading.Event()

    def run(doing: Doing) -> Result:
        assert go_on.wait(20)
        return Result("好", "done")

    numbers = [shop.start(WorkKind.EXPORT_CASES, "hemin", run, str(n)) for n in range(MOST_AT_ONCE)]
    with pytest.raises(GuardFailed, match="完成后再试"):
        shop.start(WorkKind.EXPORT_CASES, "hemin", run, "one more")
    go_on.set()
    for number in numbers:
        ended(shop, number)


def test_a_refusal_is_said_in_its_words_and_an_error_by_its_class_alone(shop: Workshop):
    def refuse(doing: Doing) -> Result:
        raise Invalid("file", "不是有效的文件", "is no file")

    def breaks(doing: Doing) -> Result:
        raise RuntimeError("the officer's name")

    found = ended(shop, shop.start(WorkKind.RECOUNT, "hemin", refuse))
    assert found.state is WorkState.FAILED
    assert "不是有效的文件" in str(found.result)
    found = ended(shop, shop.start(WorkKind.RECOUNT, "hemin", breaks))
    assert found.state is WorkState.FAILED
    assert "RuntimeError" in str(found.result)
    assert "name" not in str(found.result)


def test_a_work_whose_process_is_gone_is_interrupted_and_may_begin_again(
    bureau: Bureau, shop: Workshop, clock: Clock
):
    with bureau.store.write() as connection:
        person = person_named(connection, "hemin", local_day(NOON))
        from storage import long_work as kept

        left = kept.begin(
            connection, kind="recount", same=long_work.sha256(b"").hexdigest(),
            person_id=person.id, rights="", now=NOON,
        )  # fmt: skip
    clock.now = NOON + long_work.SILENT / 2
    assert work_of(bureau.store, left, "hemin", clock.now).state is WorkState.RUNNING
    clock.now = NOON + long_work.SILENT * 2
    found = work_of(bureau.store, left, "hemin", clock.now)
    assert found.state is WorkState.INTERRUPTED
    assert found.result
    assert "重新发起" in found.result.zh
    again = shop.start(WorkKind.RECOUNT, "tangli", lambda _: Result("好", "done"))
    assert again != left
    ended(shop, again, "tangli")


def test_a_process_that_stops_leaves_off_between_two_transactions_and_says_so(
    bureau: Bureau, tmp_path: Path, clock: Clock
):
    shop, began = Workshop(bureau.store, tmp_path, clock), threading.Event()

    def run(doing: Doing) -> Result:
        doing.file.write_text("half of it")
        while True:
            doing.tell(1, 2)
            began.set()

    number = shop.start(WorkKind.EXPORT_CASES, "hemin", run)
    assert began.wait(20)
    shop.close()
    found = work_of(bureau.store, number, "hemin", NOON)
    assert found.state is WorkState.INTERRUPTED
    assert not shop.file_of(number).exists()


def test_works_are_their_starters_own(shop: Workshop):
    def run(doing: Doing) -> Result:
        doing.file.write_text("secret")
        return Result("好", "done", file="cases.csv")

    number = shop.start(WorkKind.EXPORT_CASES, "hemin", run)
    ended(shop, number)
    assert file_made(shop.store, number, "hemin", NOON) == "cases.csv"
    assert [one.id for one in works_of(shop.store, "hemin", NOON)] == [number]
    for other in ("tangli", "jiangheng", "jianming"):
        assert works_of(shop.store, other, NOON) == []
        for look in (work_of, file_made):
            with pytest.raises(NotFound):
                look(shop.store, number, other, NOON)


def test_whose_roles_have_changed_gets_no_file_of_before(bureau: Bureau, shop: Workshop):
    def run(doing: Doing) -> Result:
        doing.file.write_text("as it was seen")
        return Result("好", "done", file="cases.csv")

    number = shop.start(WorkKind.EXPORT_CASES, "hemin", run)
    ended(shop, number)
    with bureau.store.write() as connection:
        person = person_named(connection, "hemin", local_day(NOON))
        staffing.grant(connection, person.id, "PET", None, NOON)
    with pytest.raises(GuardFailed, match="重新导出"):
        file_made(shop.store, number, "hemin", NOON)


def test_the_package_of_a_case_is_given_to_whom_the_case_is_for_when_it_is_fetched(
    bureau: Bureau, shop: Workshop
):
    number = bureau.open("2026-03-02")

    def run(doing: Doing) -> Result:
        doing.file.write_text("all of it")
        return Result("好", "done", file="archive.zip", bundle=(number, "archive"))

    work = shop.start(WorkKind.BUNDLE, "hemin", run)
    ended(shop, work)
    assert file_made(shop.store, work, "hemin", NOON) == "archive.zip"
    data = {"role": "HND", "person": "zhengtao", "reason": "工作调整"}
    bureau.do("2026-03-02T13:00", "reassign", "tangli", **data)
    with pytest.raises((NotFound, NotGranted)):
        file_made(shop.store, work, "hemin", NOON + timedelta(hours=2))


def test_what_came_of_a_work_is_kept_for_a_day_and_its_file_no_longer(shop: Workshop, clock: Clock):
    def run(doing: Doing) -> Result:
        doing.file.write_text("a list")
        return Result("好", "done", file="cases.csv")

    old = shop.start(WorkKind.EXPORT_CASES, "hemin", run)
    ended(shop, old)
    assert file_made(shop.store, old, "hemin", NOON + long_work.KEPT) == "cases.csv"
    clock.now = NOON + long_work.KEPT + timedelta(minutes=1)
    with pytest.raises(NotFound):
        file_made(shop.store, old, "hemin", clock.now)
    new = shop.start(WorkKind.EXPORT_CASES, "hemin", run)
    ended(shop, new)
    assert [one.id for one in works_of(shop.store, "hemin", clock.now)] == [new]
    assert not shop.file_of(old).exists()
    assert shop.file_of(new).exists()


def test_a_recount_is_long_work_for_who_keeps_the_calendar(bureau: Bureau, shop: Workshop):
    bureau.open("2026-03-02")
    number = start_recount(bureau.store, shop, "hemin", NOON)
    found = ended(shop, number)
    assert found.state is WorkState.DONE
    assert found.result
    assert "核对待办" in found.result.zh
    assert found.done == found.total > 0
    with pytest.raises(GuardFailed):
        start_recount(bureau.store, shop, "sunhao", NOON)
