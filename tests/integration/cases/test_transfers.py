"""Files of closed cases that go to the archives office: lists, hashes and receipts."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update
from support.bureau import HANDLER, OFFICER, SUPERVISOR, Bureau, at
from support.retained import BUREAU, OFFICE, PERSONNEL, closed, handed_over

from cases.history import verify
from cases.transfers import (
    check_transfer,
    enter_receipt,
    hand_over,
    list_transfers,
    read_transfer,
    ready_to_hand_over,
)
from states.errors import GuardFailed, Invalid, NotFound
from storage.files.shelf import Shelf
from storage.schema import TransferredCase

ON = "2027-02-01"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "files")


def go(b: Bureau, shelf: Shelf, *numbers: str, by: str = HANDLER, on: str = ON) -> str:
    return hand_over(b.store, shelf, numbers, at(on), by=by, recipient=OFFICE, bureau=BUREAU)


def waiting(b: Bureau, viewer: str = HANDLER) -> list[str]:
    return [one.number for one in ready_to_hand_over(b.store, at(ON), viewer=viewer).rows]


def test_a_closed_case_goes_with_the_hash_of_its_bundle(bureau: Bureau, shelf: Shelf):
    number = closed(bureau, shelf)
    [row] = ready_to_hand_over(bureau.store, at(ON), viewer=HANDLER).rows
    assert (row.years, row.last_day, row.closed_on) == (30, date(2056, 12, 31), date(2026, 4, 22))
    name = go(bureau, shelf, number)
    assert (name, waiting(bureau)) == ("Y2027-0001", [])
    sheet = read_transfer(bureau.store, name, at(ON), viewer=SUPERVISOR)
    [line] = sheet.lines
    assert (line.case, line.years, line.version) == (number, 30, bureau.row().version)
    assert (len(line.sha256), line.files > 2, line.size > 1000) == (64, True, True)
    assert (sheet.transfer.by_name, sheet.transfer.recipient) == ("何敏", OFFICE)
    assert verify(bureau.store).flaws == []
    assert not list((shelf.folder / "drafts").iterdir())


def test_the_bundle_made_again_has_the_same_hash(sqlite_bureau: Bureau, shelf: Shelf):
    name = handed_over(sqlite_bureau, shelf, closed(sqlite_bureau, shelf))
    for by in (HANDLER, SUPERVISOR):
        [one] = check_transfer(
            sqlite_bureau.store, shelf, name, at("2040-05-05"), by=by, bureau=BUREAU
        )
        assert one.same is True, by


def test_a_file_that_was_altered_is_found_by_its_list(sqlite_bureau: Bureau, shelf: Shelf):
    b = sqlite_bureau
    name = go(b, shelf, closed(b, shelf))
    with b.store.write() as connection:
        connection.execute(update(TransferredCase).values(sha256="0" * 64))
    [one] = check_transfer(b.store, shelf, name, at(ON), by=HANDLER, bureau=BUREAU)
    assert one.same is False
    assert [flaw.case for flaw in verify(b.store).flaws] == [name]


def test_a_receipt_is_entered_once_and_later_than_the_transfer(bureau: Bureau, shelf: Shelf):
    name = go(bureau, shelf, closed(bureau, shelf))
    for day in (date(2027, 1, 31), date(2027, 2, 4)):
        with pytest.raises(Invalid, match="received_on"):
            enter_receipt(bureau.store, name, "收1", day, at("2027-02-03"), by=HANDLER)
    enter_receipt(bureau.store, name, "收1", date(2027, 2, 2), at("2027-02-03"), by=SUPERVISOR)
    [row] = list_transfers(bureau.store, at(ON), viewer=PERSONNEL).rows
    assert (row.receipt, row.received_on, row.receipt_by_name, row.cases) == (
        "收1", date(2027, 2, 2), "唐莉", 1,
    )  # fmt: skip
    with pytest.raises(GuardFailed, match="已经登记"):
        enter_receipt(bureau.store, name, "收2", date(2027, 2, 2), at("2027-02-03"), by=HANDLER)


def test_nothing_goes_twice_and_nothing_that_is_open(sqlite_bureau: Bureau, shelf: Shelf):
    b = sqlite_bureau
    first = closed(b, shelf)
    go(b, shelf, first)
    opened = b.open("2026-05-06")
    second = closed(b, shelf, started="2026-03-02")
    for number, said in ((first, "已经移交"), (opened, "尚未办结")):
        with pytest.raises(GuardFailed, match=said):
            go(b, shelf, second, number)
    assert waiting(b) == [second]
    with pytest.raises(NotFound):
        go(b, shelf, "2026-0099-1")
    for numbers in ((), [f"2026-{n:04d}-1" for n in range(51)]):
        with pytest.raises(Invalid, match="cases"):
            go(b, shelf, *numbers)


def test_a_case_that_was_taken_up_again_goes_once_more(sqlite_bureau: Bureau, shelf: Shelf):
    b = sqlite_bureau
    number = closed(b, shelf)
    name = go(b, shelf, number)
    b.do(
        "2027-03-01",
        "reopen",
        SUPERVISOR,
        ground="new_facts",
        reason="新事实",
        document="复〔2027〕1号",
    )
    assert waiting(b) == []
    [one] = check_transfer(b.store, shelf, name, at("2027-03-02"), by=HANDLER, bureau=BUREAU)
    assert (one.same, one.en) == (None, "taken up again since")


@pytest.mark.parametrize("by", [OFFICER, "baixue", PERSONNEL, "luochengan", "jianming"])
def test_handler_and_supervisor_alone_hand_over(sqlite_bureau: Bureau, shelf: Shelf, by: str):
    number = closed(sqlite_bureau, shelf)
    with pytest.raises(GuardFailed):
        go(sqlite_bureau, shelf, number, by=by)
    with pytest.raises(GuardFailed):
        ready_to_hand_over(sqlite_bureau.store, at(ON), viewer=by)
    with pytest.raises((GuardFailed, NotFound)):
        go(sqlite_bureau, shelf, number, by="zhengtao")


@pytest.mark.parametrize("text", ["", " ", "a\nb", "x" * 201])
def test_a_list_says_where_it_goes(sqlite_bureau: Bureau, shelf: Shelf, text: str):
    number = closed(sqlite_bureau, shelf)
    with pytest.raises(Invalid, match="recipient"):
        hand_over(sqlite_bureau.store, shelf, [number], at(ON), by=HANDLER, recipient=text,
                  bureau=BUREAU)  # fmt: skip
