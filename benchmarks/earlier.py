"""What others wait for while a ledger of earlier cases is imported into SQLite.

A ledger of so many rows, a matter each, is imported by the real use case, while another process
takes the write lock for a moment again and again and tells how long it waited at most. Beside it a
raw ``sqlite3`` loop writes the rows that the import left, ready made, in one transaction.

Run it with ``python benchmarks/earlier.py [rows]``; it prints figures and asserts no time.
"""

import io
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from cases.earlier import import_ledger  # noqa: E402
from cases.earlier_trial import LedgerFile  # noqa: E402
from cases.preparing import prepare  # noqa: E402
from deadlines import SHANGHAI  # noqa: E402
from rongcuo.sample.bureau import settle  # noqa: E402
from storage import migrate, open_store  # noqa: E402

NOW = datetime(2026, 8, 3, 10, tzinfo=SHANGHAI)
COLUMNS = {
    "matter_number": "编号", "source": "程序", "organ": "启动机关", "started_on": "启动日",
    "subject": "事由", "officer": "姓名", "unit": "单位", "outcome": "结论",
    "deliberated_on": "研究", "decided_by": "决定机关", "decision_number": "文号",
    "received_on": "收到", "closed_on": "办结日",
}  # fmt: skip
OFFICERS = (("孙皓", "执法二大队"), ("周倩", "执法二大队"), ("吴磊", "执法三大队"))
MAPPING = "\n".join(
    [
        "columns:",
        *(f"  {code}: {heading}" for code, heading in COLUMNS.items()),
        "values:",
        "  source: {本局: bureau}",
        "  outcome: {免予问责: exempt}",
    ]
)
WRITTEN = "matters", "cases", "events", "case_lines", "search_texts"
ANOTHER = """
import sqlite3, sys, time
raw = sqlite3.connect(sys.argv[1], timeout=600, isolation_level=None)
waits, began = [], time.perf_counter()
print("ready", flush=True)
while not __import__("select").select([sys.stdin], [], [], 0.02)[0]:
    asked = time.perf_counter()
    raw.execute("BEGIN IMMEDIATE")
    waits.append(time.perf_counter() - asked)
    raw.execute("ROLLBACK")
print(max(waits), len(waits))
"""


def ledger(rows: int) -> bytes:
    """A workbook of so many finished cases."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(COLUMNS.values()))
    for n in range(1, rows + 1):
        name, unit = OFFICERS[n % len(OFFICERS)]
        sheet.append(
            [
                f"巴环容〔2024〕{n}号",
                "本局",
                "区局党组",
                "2024-03-04",
                "在线监测数据异常未及时研判",
                name,
                unit,
                "免予问责",
                "2024-04-01",
                "区局党组",
                f"巴决〔2024〕{n}号",
                "2024-04-08",
                "2024-09-02",
            ]
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def imported(path: Path, rows: int) -> None:
    """Import it, while another process wants to write."""
    file = LedgerFile(ledger(rows), MAPPING.encode())
    told: list[tuple[float, int, int | None]] = []
    another = subprocess.Popen(
        [sys.executable, "-c", ANOTHER, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert another.stdin
    assert another.stdout
    another.stdout.readline()
    with open_store(f"sqlite:///{path}") as store:
        began, spent = time.perf_counter(), time.process_time()
        found = import_ledger(
            store, file, "hemin", NOW,
            progress=lambda done, total: told.append((time.perf_counter() - began, done, total)),
        )  # fmt: skip
        wall, cpu = time.perf_counter() - began, time.process_time() - spent
    answer, _ = another.communicate("stop\n")
    longest, turns = answer.split()
    first = told[0][0] if told else wall
    print(f"{found.rows} rows, {found.cases} cases written: {found.applied}")
    print(f"{'the import':34} {wall:6.2f} s   (processor {cpu:6.2f} s)")
    print(f"{'another writer waited at most':34} {float(longest):6.2f} s   ({turns} turns)")
    print(f"{'told how far it is':34} {len(told)} times, first after {first:.2f} s")


def raw_again(done: Path, copy: Path) -> None:
    """The rows that the import wrote, written by a plain loop into the older file."""
    with closing(sqlite3.connect(done)) as source, closing(sqlite3.connect(copy)) as raw:
        raw.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            raw.execute(f"PRAGMA {pragma}")
        rows = {name: source.execute(f"SELECT * FROM {name}").fetchall() for name in WRITTEN}
        began = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        for name, every in rows.items():
            for row in every:
                raw.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", row)
        raw.execute("COMMIT")
        wall = time.perf_counter() - began
    print(f"{'a raw loop over the same rows':34} {wall:6.2f} s")


def main() -> None:
    """Prepare a bureau, import, write raw."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    with tempfile.TemporaryDirectory(prefix="rongcuo-bench-") as place:
        path, copy = Path(place) / "case.db", Path(place) / "copy.db"
        migrate(f"sqlite:///{path}")
        with open_store(f"sqlite:///{path}") as store:
            prepare(store, NOW)
            with store.write() as connection:
                settle(connection, datetime(2026, 1, 5, tzinfo=SHANGHAI))
        shutil.copyfile(path, copy)
        imported(path, rows)
        raw_again(path, copy)


if __name__ == "__main__":
    main()
