"""What the bureau's follow-up report costs: ten thousand open corrections, a hundred thousand.

One case is led to the middle of its correction by the real use cases, counted, and multiplied in a
file with its tasks, what is kept of it and its events; every last day differs. The report is made
and kept as the flow does it, in a process of its own, whose memory is measured above what it takes
for a bureau with nothing to report.

Run it with ``python benchmarks/follow_up.py [size ...]``; it prints figures beside their limits and
asserts no time. Where the machine has other work, look at the seconds of CPU.
"""

import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.bureau import OFFICER, at, settle_bureau  # noqa: E402
from support.main_line import BUREAU_LINE  # noqa: E402

from cases.counting import count_what_changed  # noqa: E402
from cases.follow_up import bureau_of  # noqa: E402
from reports.follow_up import Span, make  # noqa: E402
from reports.follow_up_periods import Period  # noqa: E402
from storage import follow_up, migrate, open_store  # noqa: E402

SIZES = (0, 10_000, 100_000)
LIMIT_S, LIMIT_MB, RUNS = 2.5, 30, 2
NOW = at("2026-05-25T08:30")
SPREAD = 120
"""Days over which the last days are spread."""
COPIED = {
    "tasks": "case_id = 1", "case_lines": "case_id = 1", "ledger_corrections": "case_id = 1",
    "events": "case_id = 1 AND event IN ('start_correction', 'report_progress')",
}  # fmt: skip
NUMBER = "printf('2026-%07d-1', i)"
DUE = f"date('2026-04-01', '+' || (case_id % {SPREAD}) || ' days')"


def lead(url: str) -> None:
    """One case in the middle of its correction, half of its measures done."""
    with open_store(url) as store:
        bureau = settle_bureau(store)
        bureau.open("2026-03-02", officers=[OFFICER])
        for on, event, by, data, _, _ in BUREAU_LINE[:10]:
            bureau.do(on, event, by, **data)
        count_what_changed(store)


def multiply(file: Path, wanted: int) -> None:
    """So many of it; with none wanted, no open correction is left."""
    with closing(sqlite3.connect(file)) as raw, raw:
        raw.execute("PRAGMA synchronous=OFF")
        if not wanted:
            raw.execute("UPDATE tasks SET closed_at = opened_at, state = 'done'")
            raw.execute("DELETE FROM ledger_corrections")
            return
        numbers = (
            f"WITH RECURSIVE n(i) AS (VALUES(2) UNION ALL SELECT i + 1 FROM n WHERE i < {wanted})"
        )
        kept = _columns(raw, "cases")
        raw.execute(
            f"INSERT INTO cases (id, number, {kept}) {numbers} "
            f"SELECT i, {NUMBER}, {kept} FROM cases, n WHERE cases.id = 1"
        )
        for table, which in COPIED.items():
            kept, named = _columns(raw, table), table in {"case_lines", "ledger_corrections"}
            raw.execute(
                f"INSERT INTO {table} (case_id, {'number, ' if named else ''}{kept}) {numbers} "
                f"SELECT i, {NUMBER + ', ' if named else ''}{kept} FROM {table}, n WHERE {which}"
            )
        raw.execute(f"UPDATE tasks SET due_on = {DUE} WHERE closed_at IS NULL")
        raw.execute(
            f"UPDATE ledger_corrections SET due_on = {DUE}, "
            f"told = json_set(told, '$.case', number, '$.due_on', {DUE})"
        )
        raw.execute("ANALYZE")


def _columns(raw: sqlite3.Connection, table: str) -> str:
    """The columns that a copy has of its model."""
    own = {"id", "number", "case_id"}
    return ", ".join(
        row[1] for row in raw.execute(f"PRAGMA table_info({table})") if row[1] not in own
    )


def report(url: str) -> None:
    """Make and keep the bureau's report; what it took is printed: lines, seconds, MB, hash."""
    span_of = Period.of("weekly", NOW.date())
    with open_store(url) as store:
        with store.read() as connection:
            bureau = bureau_of(store, connection, NOW)
        *_, scope = bureau.scopes()
        before = _peak()
        began, worked = time.perf_counter(), time.process_time()
        with store.read() as connection:
            made = make(connection, bureau, scope, Span.of(span_of, bureau.days))
        with store.write() as connection:
            follow_up.keep(connection, made, datetime.now(NOW.tzinfo))
        spent, worked = time.perf_counter() - began, time.process_time() - worked
        print(made.head["lines"], spent, worked, _peak() - before, len(made.lines))


def _peak() -> float:
    """The largest memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure each size, or where told to, be the process that is measured."""
    if sys.argv[1:2] == ["--report"]:
        report(sys.argv[2])
        return
    sizes = [int(word) for word in sys.argv[1:]] or SIZES
    heads = ("corrections", "seconds", "of CPU", "MB above", "packed kB", "µs each")
    print("".join(f"{head:>12}" for head in heads))
    times: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as place:
        for size in sizes:
            file = Path(place) / f"{size}.db"
            url = f"sqlite:///{file}"
            migrate(url)
            lead(url)
            multiply(file, size)
            runs = []
            for _ in range(RUNS):
                done = subprocess.run(
                    [sys.executable, __file__, "--report", url],
                    capture_output=True, text=True, check=True,
                )  # fmt: skip
                runs.append([float(word) for word in done.stdout.split()])
                with closing(sqlite3.connect(file)) as raw, raw:
                    raw.execute("DROP TRIGGER IF EXISTS follow_up_reports_no_delete")
                    raw.execute("DELETE FROM follow_up_reports")
            lines, seconds, worked, above, packed = min(runs, key=lambda run: run[1])
            if lines != size:
                raise SystemExit(f"{lines:.0f} lines of {size} corrections")
            times[size] = seconds
            each = seconds / size * 1e6 if size else 0
            cells = f"{seconds:.2f}", f"{worked:.2f}", f"{above:.1f}", f"{packed / 1024:.0f}"
            print("".join(f"{cell:>12}" for cell in (size, *cells, f"{each:.1f}")), flush=True)
            file.unlink()
    print(f"limit at 100 000: {LIMIT_S} s, {LIMIT_MB} MB above base")
    if times.keys() >= {10_000, 100_000}:
        print(f"ten times as many took {times[100_000] / times[10_000]:.1f} times as long")


if __name__ == "__main__":
    main()
