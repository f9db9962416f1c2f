"""A bureau with a hundred thousand cases in its ledger: one is worked, counted and multiplied.

A case goes the whole way through the real use cases and is counted by them; its line, its items and
its clocks are then copied with other units, days, outcomes, fields and kinds of issue.
"""

import random
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.bureau import settle_bureau  # noqa: E402
from support.main_line import BUREAU_LINE  # noqa: E402

from cases.counting import count_what_changed  # noqa: E402
from storage import migrate, open_store, tallies  # noqa: E402

FIELDS = ("水", "大气", "土壤", "固废危废", "噪声", "自动监控", "应急", None)
KINDS = ("未及时发现", "调查取证瑕疵", "程序瑕疵", "裁量不当", "移送不及时", "文书错误", None)
STATES = ("under_review", "correcting", "closed", "closed", "archiving", "legal_review")
OUTCOMES = ("exempt", "exempt", "lighter", "not_tolerated", "due_diligence", None)
LATE = (None, None, None, None, None, None, None, "late_notice", "absence")
BEGAN, ENDED = date(2021, 1, 4), date(2026, 11, 1)


def make(file: Path, cases: int, *, clocks: bool = True) -> str:
    """A database with so many cases in its ledger; its URL."""
    url = f"sqlite:///{file}"
    migrate(url)
    with open_store(url) as store:
        bureau = settle_bureau(store)
        bureau.open("2026-03-02")
        for on, event, by, data, *_ in BUREAU_LINE:
            bureau.do(on, event, by, **data)
        count_what_changed(store)
    with closing(sqlite3.connect(file)) as raw, raw:
        raw.execute("PRAGMA synchronous=OFF")
        held = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%ledger%'"
        indexes = raw.execute(held).fetchall()
        for name, _ in indexes:
            raw.execute(f"DROP INDEX {name}")
        _multiply(raw, cases, clocks=clocks)
        for _, made in indexes:
            raw.execute(made)
        raw.execute("ANALYZE")
    with open_store(url) as store, store.write() as connection:
        tallies.recount(connection)
    return url


def _multiply(raw: sqlite3.Connection, cases: int, *, clocks: bool) -> None:
    dice = random.Random(2026)
    units = [row[0] for row in raw.execute("SELECT id FROM units WHERE parent_id IS NOT NULL")]
    units = units or [row[0] for row in raw.execute("SELECT id FROM units")]
    places = {case: (dice.choice(units), BEGAN + timedelta(days=dice.randrange(2100)))
              for case in range(2, cases + 1)}  # fmt: skip
    matter = raw.execute("SELECT * FROM matters WHERE id = 1").fetchone()
    names = [row[1] for row in raw.execute("PRAGMA table_info(matters)")]
    _insert(raw, "matters", names, (
        _with(names, matter, id=case, number=f"M{case:07d}", started_on=day.isoformat(), key=None)
        for case, (_, day) in places.items()
    ))  # fmt: skip
    one = raw.execute("SELECT * FROM cases WHERE id = 1").fetchone()
    names = [row[1] for row in raw.execute("PRAGMA table_info(cases)")]
    _insert(raw, "cases", names, (
        _with(names, one, id=case, number=f"M{case:07d}-1", matter_id=case, unit_id=unit)
        for case, (unit, _) in places.items()
    ))  # fmt: skip
    names = [row[1] for row in raw.execute("PRAGMA table_info(ledger)")]
    line = raw.execute("SELECT * FROM ledger WHERE case_id = 1").fetchone()
    _insert(raw, "ledger", names, (
        _with(names, line, case_id=case, number=f"M{case:07d}-1", matter_id=case,
              matter_number=f"M{case:07d}", unit_id=unit, started_on=day.isoformat(),
              year=day.year, field=dice.choice(FIELDS),
              classified_on=min(day + timedelta(days=150), ENDED).isoformat(),
              issue_type=dice.choice(KINDS), state=dice.choice(STATES),
              outcome=dice.choice(OUTCOMES), late=dice.choice(LATE))
        for case, (unit, day) in places.items()
    ))  # fmt: skip
    for table in ("ledger_items", "ledger_clocks") if clocks else ():
        names = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
        rows = raw.execute(f"SELECT * FROM {table} WHERE case_id = 1").fetchall()
        _insert(raw, table, names, _copies(names, rows, places, dice))


def _copies(
    names: list[str],
    rows: list[tuple[object, ...]],
    places: dict[int, tuple[int, date]],
    dice: random.Random,
) -> Iterator[tuple[object, ...]]:
    for case, (unit, day) in places.items():
        for row in rows:
            changed: dict[str, object] = {"case_id": case, "unit_id": unit}
            if "days" in names:
                changed |= {"case_started_on": day.isoformat(), "days": dice.randrange(40),
                            "late": dice.random() < 0.1}  # fmt: skip
                if dice.random() < 0.1:
                    changed |= {"state": "open", "ended_on": None, "days": None}
            else:
                changed |= {"started_on": day.isoformat()}
            yield _with(names, row, **changed)


def _with(names: list[str], row: tuple[object, ...], **changed: object) -> tuple[object, ...]:
    return tuple(changed.get(name, value) for name, value in zip(names, row, strict=True))


def _insert(
    raw: sqlite3.Connection, table: str, names: list[str], rows: Iterator[tuple[object, ...]]
) -> None:
    marks = ", ".join("?" * len(names))
    raw.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)
