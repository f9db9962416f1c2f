"""What a sweep costs: a hundred tasks due among ten thousand, a hundred thousand, a million.

One case is opened by the real use case and multiplied in a file, one open task each. In every round
the same hundred tasks become due; the sweep speaks of them, and a raw ``sqlite3`` loop writes the
very same rows (notices and deliveries by ``executemany``, marks of tasks, heartbeat) into a copy of
the file. Both commit to the disk.

Run it with ``python benchmarks/sweep.py [rounds] [size ...]``; it prints figures and asserts no
time.
"""

import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from cases.deadlines import enforce_deadlines  # noqa: E402
from cases.opening import open_matter  # noqa: E402
from cases.preparing import prepare  # noqa: E402
from deadlines import SHANGHAI  # noqa: E402
from rongcuo.sample.bureau import settle  # noqa: E402
from storage import Store, migrate, open_store  # noqa: E402

OPENED = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
NINE = datetime(2026, 3, 5, 9, tzinfo=SHANGHAI)
FAR = "2026-12-01 01:00:00.000000"
DUE = 100
SIZES = (10_000, 100_000, 1_000_000)
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")


def open_template(store: Store) -> None:
    """One case whose officer was told, so that its window alone is open."""
    prepare(store, OPENED)
    with store.write() as connection:
        settle(connection, datetime(2026, 1, 5, tzinfo=SHANGHAI))
    matter = {
        "subject": "试件", "officers": ["sunhao"], "track": "bureau", "organ": "区局党组",
        "started_on": OPENED.date().isoformat(), "start_document": "启〔2026〕9号",
        "informed_on": OPENED.date().isoformat(),
    }  # fmt: skip
    open_matter(store, "hemin", matter, now=OPENED)


def multiply(file: Path, wanted: int) -> None:
    """Copies of the case and its task; none is due yet."""
    with closing(sqlite3.connect(file)) as raw, raw:
        for table, key in (("cases", "id"), ("tasks", "case_id")):
            columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
            kept = [name for name in columns if name not in {"id", "case_id", "number"}]
            row = raw.execute(f"SELECT {', '.join(kept)} FROM {table} WHERE {key} = 1").fetchone()
            names = ["id", "number"] if table == "cases" else ["case_id"]
            marks = ", ".join("?" * (len(names) + len(kept)))
            raw.executemany(
                f"INSERT INTO {table} ({', '.join(names + kept)}) VALUES ({marks})",
                copies(row, wanted, numbered=table == "cases"),
            )
        raw.execute("UPDATE tasks SET next_action_at = ?", (FAR,))


def copies(row: tuple[object, ...], wanted: int, *, numbered: bool) -> Iterator[tuple[object, ...]]:
    """Every copy of one row."""
    for case in range(2, wanted + 1):
        yield (case, f"2026-{case:07d}-1", *row) if numbered else (case, *row)


def make_due(file: Path, size: int) -> None:
    """A hundred tasks, spread evenly, that nobody has spoken of; earlier notices are gone."""
    with closing(sqlite3.connect(file)) as raw, raw:
        raw.execute("DELETE FROM deliveries")
        raw.execute("DELETE FROM notices")
        raw.execute(
            "UPDATE tasks SET last_rung = NULL, next_action_at = ? WHERE id % ? = 1",
            ("2026-03-05 01:00:00.000000", size // DUE),
        )


def swept(store: Store) -> float:
    """Seconds of one sweep."""
    began = time.perf_counter()
    tally = enforce_deadlines(store, NINE)
    spent = time.perf_counter() - began
    if (tally.reminded, tally.failed) != (DUE, 0):
        raise SystemExit(f"unexpected: {tally}")
    return spent


def written_raw(file: Path, copy: Path) -> float:
    """Seconds in which a loop writes the same rows, ready made, into the copy."""
    with closing(sqlite3.connect(file)) as done, closing(sqlite3.connect(copy)) as raw:
        raw.isolation_level = None
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")
        notices = done.execute("SELECT * FROM notices").fetchall()
        going = done.execute("SELECT * FROM deliveries").fetchall()
        marks = done.execute(
            "SELECT last_rung, next_action_at, id FROM tasks "
            "WHERE id IN (SELECT task_id FROM notices)"
        ).fetchall()
        [beat] = done.execute("SELECT name, at FROM heartbeats").fetchall()
        if len(marks) != DUE or len(notices) < DUE or len(going) < DUE:
            raise SystemExit("the sweep wrote other rows than expected")
        marked = "UPDATE tasks SET last_rung = ?, next_action_at = ? WHERE id = ?"
        queued = f"INSERT INTO notices VALUES ({gaps(notices)}) ON CONFLICT (key) DO NOTHING"
        sent = f"INSERT INTO deliveries VALUES ({gaps(going)})"
        began = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(marked, marks)
        raw.executemany(queued, notices)
        raw.executemany(sent, going)
        raw.execute("INSERT OR REPLACE INTO heartbeats (name, at) VALUES (?, ?)", beat)
        raw.execute("COMMIT")
        return time.perf_counter() - began


def gaps(rows: list[tuple[object, ...]]) -> str:
    """A place for each value of a row."""
    return ", ".join("?" * len(rows[0]))


def prepared(template: Path, folder: Path, size: int) -> tuple[Path, Path]:
    """The file of that size, and its copy for the raw loop."""
    file, copy = folder / f"{size}.db", folder / f"{size}-raw.db"
    shutil.copy(template, file)
    multiply(file, size)
    shutil.copy(file, copy)
    return file, copy


def main(rounds: int, sizes: tuple[int, ...]) -> None:
    """Measure in a temporary folder, size after size in every round: all meet the same weather."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as open_files:
        folder = Path(name)
        template = folder / "template.db"
        migrate(f"sqlite:///{template}")
        with open_store(f"sqlite:///{template}") as store:
            open_template(store)
        files = {size: prepared(template, folder, size) for size in sizes}
        stores = {
            size: open_files.enter_context(open_store(f"sqlite:///{file}"))
            for size, (file, _) in files.items()
        }
        found: dict[int, list[tuple[float, float]]] = {size: [] for size in sizes}
        for _ in range(rounds + 1):
            for size, (file, copy) in files.items():
                make_due(file, size)
                make_due(copy, size)
                found[size].append((swept(stores[size]), written_raw(file, copy)))
    medians = []
    for size, seen in found.items():
        # The first round reads calendar and pack, and is not counted.
        ours, raw = (median(column) for column in zip(*seen[1:], strict=True))
        medians.append(ours)
        print(
            f"{DUE} due among {size:>9,}: ours {ours * 1e3:6.2f} ms   raw {raw * 1e3:6.2f} ms   "
            f"ours/raw {ours / raw:.2f} (wanted: at most 3)"
        )
    print(
        f"median of {rounds} rounds: largest/smallest {medians[-1] / medians[0]:.2f} "
        "(wanted: at most 1.5)"
    )


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(given[0] if given else 15, tuple(given[1:]) or SIZES)
