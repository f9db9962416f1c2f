"""What one step costs: ``cases.advance`` beside raw ``sqlite3`` that writes the same rows.

Cases are taken through the whole main line of the bureau track, one transaction a step. The raw
loop is given every write of ours ready made (statement and values) and does nothing else: no
reading, no rules, no JSON, no hash. Both work on copies of one file with the same pragmas, turn
about, and at the end both files must hold the same rows.

Run it with ``python benchmarks/single_step.py [cases a round] [rounds]``; it prints figures and
asserts no time.
"""

import gc
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import time as clock
from functools import partial
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Any, ClassVar, Self

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sqlalchemy import Engine, event  # noqa: E402

from cases.advance import Request, advance  # noqa: E402
from cases.opening import open_matter  # noqa: E402
from cases.preparing import prepare  # noqa: E402
from deadlines import SHANGHAI  # noqa: E402
from rongcuo.sample.bureau import PEOPLE, settle  # noqa: E402
from rongcuo.sample.roads import HANDLER, OFFICER, SUPERVISOR, UNIT, Stage, bureau  # noqa: E402
from storage import Store, migrate, open_store  # noqa: E402
from storage.calendar import calendar  # noqa: E402

OPENED = datetime(2026, 1, 5, 9, 30, tzinfo=SHANGHAI)
OFFICERS = [name for name, _, _, roles in PEOPLE if "OFF" in roles]
SECRETARY = {unit: name for name, _, unit, roles in PEOPLE if "UPO" in roles}
UNITS = {name: unit for name, _, unit, _ in PEOPLE}
TABLES = (
    "cases", "events", "tasks", "notices", "deliveries", "papers", "case_lines", "case_parts",
    "case_items",
)  # fmt: skip
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
WORDS = {"INSERT": "insert", "UPDATE": "update", "DELETE": "delete"}
Write = tuple[str, Any, bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """One step that will be asked for."""

    case: str
    request: Request
    now: datetime


def make(file: Path, cases: int, officers: int = len(OFFICERS)) -> tuple[list[list[Asked]], int]:
    """A file with ``cases`` open cases; what will be asked of each, and its size."""
    asked = fill(f"sqlite:///{file}", cases, officers)
    return asked, file.stat().st_size


def fill(url: str, cases: int, officers: int = len(OFFICERS)) -> list[list[Asked]]:
    """A bureau with ``cases`` open cases; what will be asked of each, in order."""
    migrate(url)
    with open_store(url) as store:
        prepare(store, OPENED)
        with store.write() as connection:
            settle(connection, datetime(2026, 1, 5, tzinfo=SHANGHAI))
        with store.read() as connection:
            days = calendar(store, connection)
        asked = []
        for index in range(cases):
            officer = OFFICERS[index % officers]
            number = open_matter(store, "hemin", _opening(officer, index), now=OPENED).cases[0]
            asked.append([_ask(number, officer, stage, days) for stage in bureau()])
    return asked


def _opening(officer: str, index: int) -> dict[str, Any]:
    return {
        "subject": f"企业在线监测数据异常未及时发现事项（{index}）",
        "officers": [officer],
        "track": "bureau",
        "organ": "区生态环境局党组",
        "started_on": OPENED.date().isoformat(),
        "start_document": f"巴环责启〔2026〕{index}号",
        "report_kind": "real_name",
        "supervisor": "tangli",
    }


def _ask(number: str, officer: str, stage: Stage, days: Any) -> Asked:
    day = days.shift(OPENED.date(), stage.after)
    by = {
        HANDLER: "hemin",
        SUPERVISOR: "tangli",
        UNIT: SECRETARY[UNITS[officer]],
        OFFICER: officer,
    }.get(stage.by, stage.by)
    data = stage.data(day) if callable(stage.data) else stage.data
    at = datetime.combine(day, clock(stage.hour), SHANGHAI).astimezone(UTC)
    return Asked(number, Request(stage.event, by, data), at)


class Listening(sqlite3.Cursor):
    """A cursor that notes what is written through it."""

    steps: ClassVar[list[list[Write]]] = []

    def execute(self, said: str, values: Any = ()) -> Self:  # noqa: D102
        self._note(said, values, many=False)
        return super().execute(said, values)

    def executemany(self, said: str, values: Any) -> Self:  # noqa: D102
        self._note(said, values, many=True)
        return super().executemany(said, values)

    def _note(self, said: str, values: Any, *, many: bool) -> None:
        if self.steps and said.split(None, 1)[0] in WORDS:
            self.steps[-1].append((said, values, many))


class Noted(sqlite3.Connection):
    """A connection all of whose cursors listen."""

    def cursor(self, _factory: Any = None) -> Listening:  # noqa: D102
        return super().cursor(Listening)


@contextmanager
def listening(file: Path) -> Iterator[Store]:
    """A store that notes what is written; ``Listening.steps`` is empty at first."""

    def connect(_dialect: Any, _record: Any, where: Any, more: Any) -> sqlite3.Connection:
        return sqlite3.connect(*where, **more, factory=Noted)

    Listening.steps = []
    event.listen(Engine, "do_connect", connect)
    with open_store(f"sqlite:///{file}") as store:
        yield store
    event.remove(Engine, "do_connect", connect)


def write_down(file: Path, asked: list[Asked]) -> list[list[Write]]:
    """Every write of every step, as the driver gets it."""
    with listening(file) as store:
        for one in asked:
            Listening.steps.append([])
            advance(store, one.case, one.request, now=one.now)
    return Listening.steps


def ours(store: Store, asked: list[Asked]) -> None:
    """The steps, as a page or a command asks for them."""
    for one in asked:
        advance(store, one.case, one.request, now=one.now)


def raw(connection: sqlite3.Connection, steps: list[list[Write]]) -> None:
    """The same rows, one transaction a step."""
    for step in steps:
        connection.execute("BEGIN IMMEDIATE")
        for said, values, many in step:
            (connection.executemany if many else connection.execute)(said, values)
        connection.execute("COMMIT")


def connect(file: Path) -> sqlite3.Connection:
    """The file as our store opens it."""
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def processor(work: Callable[[], None]) -> float:
    """Seconds of processor time, user and system."""
    before = time.process_time()
    work()
    return time.process_time() - before


def rows_written(steps: list[list[Write]]) -> Iterator[str]:
    """Rows a step, by table and word."""
    found: Counter[str] = Counter()
    for said, values, many in (write for step in steps for write in step):
        words = said.split()
        table = words[1] if words[0] == "UPDATE" else words[2]
        found[f"{WORDS[words[0]]} {table}"] += len(values) if many else 1
    for name, count in sorted(found.items()):
        yield f"{name} {count / len(steps):.2f}"


def same_rows(one: Path, other: Path) -> bool:
    """Whether both files hold the same rows in every table that a step writes."""

    def held(file: Path, table: str) -> list[Any]:
        with sqlite3.connect(file) as connection:
            return sorted(connection.execute(f"SELECT * FROM {table}"), key=repr)

    return all(held(one, table) == held(other, table) for table in TABLES)


def measure(folder: Path, cases: int, rounds: int) -> None:
    """Print one line a round, and the medians."""
    made, mine, theirs, notes = (folder / n for n in ("made.db", "ours.db", "raw.db", "notes.db"))
    asked, size = make(made, cases * (rounds + 1))
    for copy in (mine, theirs, notes):
        shutil.copy(made, copy)
    rounds_seen = []
    batches = [asked[i * cases : (i + 1) * cases] for i in range(rounds + 1)]
    with open_store(f"sqlite:///{mine}") as store, closing(connect(theirs)) as connection:
        for number, batch in enumerate(batches):
            stages = [list(stage) for stage in zip(*batch, strict=True)]
            writes = [write_down(notes, stage) for stage in stages]
            count = sum(map(len, stages))
            if number == 0:
                print(f"{count} steps a round (file at start {size // 1024} KB)")
                print(
                    "rows a step, both:", ", ".join(rows_written(list(chain.from_iterable(writes))))
                )
            gc.freeze()  # what the benchmark itself holds is no work of the collector's
            a = b = 0.0
            # Turn about, stage by stage over all cases, so that both meet the same weather.
            for stage, written in zip(stages, writes, strict=True):
                a += processor(partial(ours, store, stage))
                b += processor(partial(raw, connection, written))
            a, b = a / count * 1e6, b / count * 1e6
            note = "" if number else "   (warm-up, not counted)"
            print(f"ours {a:7.0f} µs   raw {b:6.0f} µs   raw/ours {b / a:.3f}{note}")
            rounds_seen.append((a, b, b / a))
    print(f"same rows in both files: {same_rows(mine, theirs)}")
    a, b, ratio = (median(column) for column in zip(*rounds_seen[1:], strict=True))
    print(
        f"median of {rounds} rounds, processor time a step: ours {a:.0f} µs, raw {b:.0f} µs, "
        f"raw/ours {ratio:.3f} (wanted: at least 0.25)"
    )


def main() -> None:
    """Measure in a temporary folder."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), cases, rounds)


if __name__ == "__main__":
    main()
