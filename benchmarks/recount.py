"""What a new year costs: every open task counted anew after a calendar was loaded.

Two cases are opened by the real use case and multiplied in the file, each with two running tasks
and its history. Three rounds: an arrangement that moves the window of every case, the same once
more (nothing moves), and a single day that moves one case in twenty. Beside it a raw ``sqlite3``
loop writes the rows of the first round, ready made, in as many transactions.

Run it with ``python benchmarks/recount.py [tasks]``; it prints figures and asserts no time.
"""

import json
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from cases.calendars import Arrangement, keep, preview, read_arrangement  # noqa: E402
from cases.opening import open_matter  # noqa: E402
from cases.preparing import prepare  # noqa: E402
from cases.recounting import BATCH, recount  # noqa: E402
from deadlines import SHANGHAI  # noqa: E402
from rongcuo.cli.output import progress  # noqa: E402
from rongcuo.sample.bureau import settle  # noqa: E402
from storage import Store, migrate, open_store  # noqa: E402
from storage.calendar import SetDay  # noqa: E402

COMMON, SELDOM = (
    datetime(2026, 12, 28, 9, tzinfo=SHANGHAI),
    datetime(2026, 12, 31, 9, tzinfo=SHANGHAI),
)
EVERY = 20
TASKS_A_CASE = 2
HOLIDAY = {"name": "元旦", "isOffDay": True}
YEAR = {"year": 2027, "days": [{**HOLIDAY, "date": f"2027-01-0{n}"} for n in range(1, 5)]}


def open_templates(store: Store) -> None:
    """A case that every holiday of the first week moves, and one that ends a little later."""
    prepare(store, COMMON)
    with store.write() as connection:
        settle(connection, datetime(2026, 1, 5, tzinfo=SHANGHAI))
    for moment in (COMMON, SELDOM):
        matter = {
            "subject": "试件", "officers": ["sunhao"], "track": "bureau", "organ": "区局党组",
            "started_on": moment.date().isoformat(), "start_document": "启〔2026〕9号",
        }  # fmt: skip
        open_matter(store, "hemin", matter, now=moment)


def multiply(path: Path, wanted: int) -> None:
    """Copies of the templates with numbers of their own, one in twenty of the second."""
    with closing(sqlite3.connect(path)) as raw, raw:
        for table in ("cases", "tasks", "events"):
            columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
            kept = [name for name in columns if name not in {"id", "case_id", "number"}]
            key = "id" if table == "cases" else "case_id"
            rows = {
                case: raw.execute(
                    f"SELECT {', '.join(kept)} FROM {table} WHERE {key} = ?", (case,)
                ).fetchall()
                for case in (1, 2)
            }
            names = ["id", "number"] if table == "cases" else ["case_id"]
            marks = ", ".join("?" * (len(names) + len(kept)))
            sql = f"INSERT INTO {table} ({', '.join(names + kept)}) VALUES ({marks})"
            raw.executemany(sql, copies(rows, wanted, numbered=table == "cases"))


def copies(
    rows: dict[int, list[tuple[object, ...]]], wanted: int, *, numbered: bool
) -> Iterator[tuple[object, ...]]:
    """Every copy of the rows of one table."""
    for case in range(3, wanted + 3):
        for row in rows[2 if case % EVERY == 0 else 1]:
            yield (case, f"2026-{case:06d}-1", *row) if numbered else (case, *row)


def timed(what: str, path: Path, arrangement: Arrangement) -> float:
    """One round: keep the arrangement, count anew; seconds of wall time."""
    with open_store(f"sqlite:///{path}") as store:
        keep(store, arrangement, "hemin", SELDOM)
        began, spent = time.perf_counter(), time.process_time()
        with progress("recounting") as tell:
            done = recount(store, SELDOM, tell)
        wall, cpu = time.perf_counter() - began, time.process_time() - spent
    print(
        f"{what:34} {wall:6.2f} s   (processor {cpu:6.2f} s)   {done.tasks} tasks counted, "
        f"{done.moved} moved, {done.notices} notices, {len(done.failures)} failures"
    )
    return wall


def raw_again(path: Path, copy: Path) -> float:
    """The rows that the first round wrote, written again by a plain loop into the older file."""
    with closing(sqlite3.connect(path)) as done, closing(sqlite3.connect(copy)) as raw:
        raw.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            raw.execute(f"PRAGMA {pragma}")
        events = done.execute("SELECT * FROM events WHERE event = 'recount'").fetchall()
        notices = done.execute("SELECT * FROM notices WHERE name = 'date_changed'").fetchall()
        going = done.execute(
            "SELECT d.* FROM deliveries d JOIN notices n ON n.id = d.notice_id "
            "WHERE n.name = 'date_changed' ORDER BY d.notice_id"
        ).fetchall()
        tasks = done.execute(
            "SELECT due_on, next_action_at, id FROM tasks WHERE moves = 1"
        ).fetchall()
        cases = done.execute(
            "SELECT version, facts, head, changed_at, window_last_day, id FROM cases "
            "WHERE version = 2"
        ).fetchall()
        parts = -(-len(events) // BATCH)
        cut = [chunked(rows, parts) for rows in (cases, events, tasks, notices, going)]
        work = zip(*cut, strict=True)
        began = time.perf_counter()
        for some_cases, some_events, some_tasks, some_notices, some_going in work:
            raw.execute("BEGIN IMMEDIATE")
            for row in some_cases:
                raw.execute(
                    "UPDATE cases SET version=?, facts=?, head=?, changed_at=?, window_last_day=? "
                    "WHERE id=?", row,
                )  # fmt: skip
            for row in some_events:
                raw.execute(f"INSERT INTO events VALUES ({', '.join('?' * len(row))})", row)
            for row in some_tasks:
                raw.execute("UPDATE tasks SET due_on=?, next_action_at=?, moves=1 WHERE id=?", row)
            for row in some_notices:
                raw.execute(f"INSERT INTO notices VALUES ({', '.join('?' * len(row))})", row)
            for row in some_going:
                raw.execute(f"INSERT INTO deliveries VALUES ({', '.join('?' * len(row))})", row)
            raw.execute("COMMIT")
        return time.perf_counter() - began


def chunked(rows: list[tuple[object, ...]], parts: int) -> Iterator[list[tuple[object, ...]]]:
    """``rows`` in as many parts."""
    size, rest = -(-len(rows) // parts), iter(rows)
    for _ in range(parts):
        yield list(islice(rest, size))


def main(tasks: int) -> None:
    """Fill a file, count anew three times, and say what it took."""
    with tempfile.TemporaryDirectory() as folder:
        path, copy = Path(folder) / "case.db", Path(folder) / "raw.db"
        migrate(f"sqlite:///{path}")
        with open_store(f"sqlite:///{path}") as store:
            open_templates(store)
        multiply(path, tasks // TASKS_A_CASE - 2)
        with closing(sqlite3.connect(path)) as whole, closing(sqlite3.connect(copy)) as other:
            whole.backup(other)
        filled = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        year = read_arrangement(json.dumps(YEAR))
        with open_store(f"sqlite:///{path}") as store:
            began = time.perf_counter()
            moving = len(preview(store, year, SELDOM).moved)
            print(f"{'preview':34} {time.perf_counter() - began:6.2f} s   {moving} would move")
        ours = timed("every window moves (wanted: 20 s)", path, year)
        timed("the same once more", path, year)
        one_day = SetDay(date(2027, 1, 8), off=True, name="试", source="试")
        timed("one case in twenty moves", path, Arrangement(days=(one_day,)))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"memory: {peak:.0f} MB at most, {filled:.0f} MB before (wanted: at most 200)")
        raw = raw_again(path, copy)
        print(f"raw sqlite3, the rows of the first round: {raw:.2f} s; ours / raw {ours / raw:.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
