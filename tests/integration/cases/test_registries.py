"""Registries on both databases: looked at, kept whole or not at all, the newest in force."""

import os
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from support.bureau import HANDLER, OFFICER, Bureau, at
from support.group import until
from support.registries import DUTY, INSPECTION, RULE, csv_file, imported

from cases import long_work, registries
from cases.hints import linked_items
from cases.history import verify
from cases.long_work import Doing, Result, WorkKind, Workshop, WorkState, work_of
from cases.registries import (
    RegistryFile,
    history,
    keep,
    list_entries,
    preview,
    registries_held,
    registry_page,
)
from regulations.registries import Kind
from states.errors import CaseError, GuardFailed, Invalid, NotFound
from storage import open_store

FIRST = (
    DUTY,
    ("Z-1", "日常巡查", "一大队", "2026-01-01", ""),
    ("Z-2", "专项检查", "二大队", "", ""),
)
SECOND = (
    DUTY,
    ("Z-2", "专项检查", "三大队", "", ""),
    ("Z-3", "夜间巡查", "一大队", "2026-07-01", ""),
)


def codes(bureau: Bureau, kind: Kind | None = Kind.DUTY, **more: object) -> list[str]:
    return [row.code for row in list_entries(bureau.store, kind, **more)]  # type: ignore[arg-type]


def test_a_preview_says_what_is_new_changed_and_gone_and_writes_nothing(bureau: Bureau):
    imported(bureau, Kind.DUTY, *FIRST)
    before = bureau.tables()
    file = RegistryFile(Kind.DUTY, "清单.csv", csv_file(*SECOND))
    found = preview(bureau.store, file, at("2026-02-01"))
    assert (found.new, found.changed, found.gone) == (["Z-3"], ["Z-2"], ["Z-1"])
    assert (found.rows, found.rejected, found.applied) == (2, [], False)
    assert bureau.tables() == before


def test_the_newest_import_is_in_force_and_the_earlier_ones_stay(bureau: Bureau):
    imported(bureau, Kind.DUTY, *FIRST)
    imported(bureau, Kind.DUTY, *SECOND, on="2026-02-01")
    imported(bureau, Kind.INSPECTION, INSPECTION, ("C-1", "甲公司", "废水", "2026-06-30", ""))
    assert codes(bureau) == ["Z-2", "Z-3"]
    assert codes(bureau, None) == ["Z-2", "Z-3", "C-1"]
    kept = [(each.kind, each.rows, each.by, current) for each, current in history(bureau.store)]
    assert kept == [
        ("inspection", 1, HANDLER, True), ("duty", 2, HANDLER, True), ("duty", 2, HANDLER, False),
    ]  # fmt: skip
    assert len(bureau.tables()["registry_entries"]) == 5


@pytest.mark.parametrize(
    ("day", "wanted"), [("2026-06-30", ["Z-2"]), ("2026-07-01", ["Z-2", "Z-3"])]
)
def test_a_list_is_read_as_of_a_day(bureau: Bureau, day: str, wanted: list[str]):
    imported(bureau, Kind.DUTY, *SECOND)
    assert codes(bureau, on=date.fromisoformat(day)) == wanted


@pytest.mark.parametrize(
    ("words", "wanted"), [("巡查", ["Z-3"]), ("三大队", ["Z-2"]), ("z-2", ["Z-2"]), ("%", [])]
)
def test_a_list_is_searched_by_all_it_says(bureau: Bureau, words: str, wanted: list[str]):
    imported(bureau, Kind.DUTY, *SECOND)
    assert codes(bureau, search=words) == wanted


def test_a_list_is_read_a_page_at_a_time_and_counted_whole(bureau: Bureau):
    assert registry_page(bureau.store, Kind.DUTY).rows == []
    many = [(f"Z-{n:03}", f"事项{n}", "一大队" if n % 2 else "二大队", "", "") for n in range(1, 8)]
    imported(bureau, Kind.DUTY, DUTY, *many)
    first = registry_page(bureau.store, Kind.DUTY, most=3)
    last = registry_page(bureau.store, Kind.DUTY, first=6, most=3)
    assert [row.code for row in first.rows] == ["Z-001", "Z-002", "Z-003"]
    assert [row.code for row in last.rows] == ["Z-007"]
    assert (first.total, last.total, len(last.imports)) == (7, 7, 1)
    assert registry_page(bureau.store, Kind.DUTY, search="二大队", most=2).total == 3
    held = registries_held(bureau.store)
    assert held[Kind.DUTY] == last.imports[0]
    assert held[Kind.RULE] is None


def test_the_file_in_force_is_not_imported_twice(bureau: Bureau):
    assert imported(bureau, Kind.DUTY, *FIRST).applied
    again = imported(bureau, Kind.DUTY, *FIRST)
    assert (again.applied, again.repeated) == (False, True)
    imported(bureau, Kind.DUTY, *SECOND)
    assert imported(bureau, Kind.DUTY, *FIRST).applied
    assert len(history(bureau.store)) == 3


def test_one_bad_row_keeps_every_row_out(bureau: Bureau):
    imported(bureau, Kind.DUTY, *FIRST)
    before = bureau.tables()
    found = imported(bureau, Kind.DUTY, *SECOND, ("Z-4", "", "一大队", "2026-06-31", ""))
    assert [(each.row, each.column_zh) for each in found.rejected] == [
        (4, "责任事项"), (4, "生效日期"),
    ]  # fmt: skip
    assert not found.applied
    assert bureau.tables() == before


@pytest.mark.parametrize(
    ("by", "refusal"), [(OFFICER, GuardFailed), ("qinchuan", GuardFailed), ("nobody", NotFound)]
)
def test_an_officer_hands_in_no_list(bureau: Bureau, by: str, refusal: type[CaseError]):
    before = bureau.tables()
    with pytest.raises(refusal):
        imported(bureau, Kind.DUTY, *FIRST, by=by)
    assert bureau.tables() == before


def long_list() -> list[tuple[str, ...]]:
    return [DUTY, *((f"Z-{n}", "巡查", "一大队", "", "") for n in range(3_500))]


def test_what_raises_in_the_middle_leaves_nothing(bureau: Bureau):
    imported(bureau, Kind.DUTY, *FIRST)
    before = bureau.tables()
    rows = len(long_list()) - 1
    seen: list[tuple[int, int | None]] = []

    def tell(done: int, total: int | None) -> None:
        seen.append((done, total))
        if seen[-1] == (2_000, rows):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        imported(bureau, Kind.DUTY, *long_list(), progress=tell)
    read = [(done, None) for done in range(0, rows, 1_000)]
    assert seen == [*read, (1_000, rows), (2_000, rows)]
    assert bureau.tables() == before
    assert imported(bureau, Kind.DUTY, *long_list()).applied


def test_another_process_sees_how_far_a_registry_is_read_and_may_write_meanwhile(
    bureau: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(long_work, "TELLS_EVERY", 0.02)
    now, looked = datetime.now(UTC), threading.Event()
    file = RegistryFile(Kind.DUTY, "清单.csv", csv_file(*long_list()))

    def run(doing: Doing) -> Result:
        def tell(done: int, total: int | None) -> None:
            doing.tell(done, total)
            if (done, total) == (2_000, None):
                assert looked.wait(240)

        return Result(f"{keep(bureau.store, file, HANDLER, now, tell).rows}", "")

    shop = Workshop(bureau.store, tmp_path, lambda: now)
    with open_store(bureau.store.url) as other:
        number = shop.start(WorkKind.IMPORT_REGISTRY, HANDLER, run)
        until(lambda: work_of(other, number, HANDLER, now).done == 2_000)
        imported(replace(bureau, store=other), Kind.RULE, RULE, ("1号", "规则", "2026-01-01", ""))
        assert work_of(other, number, HANDLER, now).state is WorkState.RUNNING
        looked.set()
        until(lambda: work_of(other, number, HANDLER, now).state is WorkState.DONE)
        found = work_of(other, number, HANDLER, now)
    shop.close()
    assert (found.done, found.total) == (3_500, 3_500)


def test_what_comes_into_force_while_a_file_is_compared_is_what_it_is_compared_with(
    sqlite_bureau: Bureau, monkeypatch: pytest.MonkeyPatch
):
    real = registries._compare

    def slow(*given: Any) -> Any:
        held = real(*given)
        monkeypatch.undo()
        imported(sqlite_bureau, Kind.DUTY, *FIRST)
        return held

    monkeypatch.setattr(registries, "_compare", slow)
    found = imported(sqlite_bureau, Kind.DUTY, *SECOND)
    assert (found.new, found.changed, found.gone) == (["Z-3"], ["Z-2"], ["Z-1"])


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from cases.registries import RegistryFile, keep
from regulations.registries import Kind
from storage import open_store

def tell(done, total):
    if (done, total) == (2_000, 3_500):
        os.kill(os.getpid(), signal.SIGKILL)

with open_store(sys.argv[1]) as store:
    file = RegistryFile(Kind.DUTY, "清单.csv", sys.stdin.buffer.read())
    keep(store, file, "hemin", datetime.now(UTC), tell)
"""


def test_a_process_killed_in_the_middle_leaves_nothing(bureau: Bureau):
    before = bureau.tables()
    url = bureau.store.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, url],
        input=csv_file(*long_list()), check=False, env={**os.environ, "PYTHONPATH": ""},
    )  # fmt: skip
    assert done.returncode == -9
    assert bureau.tables() == before
    assert imported(bureau, Kind.DUTY, *long_list()).applied


def test_a_matter_is_linked_to_what_was_on_a_list_on_the_day_of_its_event(bureau: Bureau):
    imported(bureau, Kind.DUTY, *SECOND)
    number = bureau.open(
        "2026-07-06", party="甲公司", occurred_on="2026-07-01", list_items=["Z-2", "Z-3"]
    )
    assert '"list_items":["Z-2","Z-3"]' in bureau.row(number).facts
    assert verify(bureau.store).flaws == []


def test_items_are_called_as_the_list_did_when_the_case_was_opened_else_as_the_newest(
    bureau: Bureau,
):
    imported(bureau, Kind.DUTY, *SECOND)
    bureau.open("2026-07-06", occurred_on="2026-07-01", list_items=["Z-3", "Z-2"])
    renamed = [(code, f"今称{name}", *more) for code, name, *more in SECOND[1:]]
    file = RegistryFile(
        Kind.DUTY,
        "新清单.csv",
        csv_file(SECOND[0], *renamed, ("Z-4", "新增事项", "一大队", "", "")),
    )
    assert keep(bureau.store, file, HANDLER, at("2026-08-01")).applied
    with bureau.store.read() as connection:
        opened = at("2026-07-06T09:00")
        found = linked_items(connection, ("Z-3", "Z-2", "Z-4", "Z-9"), opened)
        assert [(one.code, one.name) for one in found] == [
            ("Z-3", "夜间巡查"), ("Z-2", "专项检查"), ("Z-4", "新增事项"),
        ]  # fmt: skip
        many = tuple(f"Z-{n}" for n in range(50, 1, -1))
        assert [one.code for one in linked_items(connection, many, opened)] == ["Z-4", "Z-3", "Z-2"]
        assert linked_items(connection, (), opened) == ()


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"list_items": ["Z-9"]}, "list_items"),
        ({"list_items": ["Z-2", "Z-2"]}, "list_items"),
        ({"list_items": ["Z-3"], "occurred_on": "2026-06-30"}, "list_items"),
        ({"list_items": ["C-1"]}, "list_items"),
        ({"occurred_on": "2026-07-07"}, "occurred_on"),
        ({"occurred_on": "2026-06-31"}, "occurred_on"),
        ({"party": "甲\n乙"}, "party"),
        ({"issue_type": "别的"}, "issue_type"),
    ],
)
def test_what_is_on_no_list_is_refused(bureau: Bureau, more: dict[str, object], name: str):
    imported(bureau, Kind.DUTY, *SECOND)
    imported(bureau, Kind.INSPECTION, INSPECTION, ("C-1", "甲公司", "废水", "2026-08-30", ""))
    before = bureau.tables()
    with pytest.raises(Invalid) as refused:
        bureau.open("2026-07-06", **more)
    assert refused.value.name == name
    assert bureau.tables() == before


def test_verification_names_a_party_or_day_that_was_changed_by_hand(bureau: Bureau):
    from sqlalchemy import update

    from storage.schema import Matter

    bureau.open("2026-07-06", party="甲公司", occurred_on="2026-07-01")
    with bureau.store.write() as connection:
        connection.execute(update(Matter).values(party="乙公司", occurred_on=date(2026, 7, 2)))
    assert [flaw.en.split()[0] for flaw in verify(bureau.store).flaws] == ["party", "occurred_on"]


def test_two_imports_at_once_both_stay_whole(bureau: Bureau):
    from concurrent.futures import ThreadPoolExecutor

    files = [
        RegistryFile(Kind.DUTY, f"{n}.csv", csv_file(*long_list()[: 1_500 + n])) for n in (1, 2)
    ]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda file: keep(bureau.store, file, HANDLER, at("2026-02-01")), files))
    [newest, older] = history(bureau.store)
    assert (newest[1], older[1]) == (True, False)
    assert len(codes(bureau)) == newest[0].rows
    assert len(bureau.tables()["registry_entries"]) == newest[0].rows + older[0].rows
