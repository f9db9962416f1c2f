"""A whole life of a case, in cases per second: the seventeen events of the bureau's main line.

From telling the officer to the lessons learned, each event in a transaction of its own by
``cases.advance``, one after the other, on SQLite and on PostgreSQL, both durable (``synchronous``
and ``fsync`` as they ship). Beside it how many commits of a single small row the same database does
in a second: what no program that commits each step can beat.

Run it with ``python benchmarks/whole_life.py [cases a round] [rounds]``; it prints figures and
asserts no time. Without PostgreSQL's binaries or psycopg that line says so.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from itertools import chain
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE.parent), str(HERE.parent / "tests")]

import psycopg  # noqa: E402
from single_step import Asked, connect, fill, ours  # noqa: E402
from support.postgres import PostgresServer, binaries  # noqa: E402

from storage import Store, open_store  # noqa: E402

COMMITS = 300
ROW = "x" * 200


def lived(store: Store, roads: list[list[Asked]]) -> float:
    """Cases a second."""
    begun = time.perf_counter()
    ours(store, list(chain.from_iterable(roads)))
    return len(roads) / (time.perf_counter() - begun)


def commits_of_sqlite(file: Path) -> float:
    """Commits a second of one row each."""
    with closing(connect(file)) as raw:
        raw.execute("CREATE TABLE IF NOT EXISTS bench_commits (said TEXT)")
        return commits(lambda: raw.execute("INSERT INTO bench_commits VALUES (?)", (ROW,)))


def commits_of_postgresql(url: str) -> float:
    """Commits a second of one row each."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as raw:
        raw.execute("CREATE TABLE IF NOT EXISTS bench_commits (said TEXT)")
        return commits(lambda: raw.execute("INSERT INTO bench_commits VALUES (%s)", (ROW,)))


def commits(one: Callable[[], object]) -> float:
    """How many a second."""
    begun = time.perf_counter()
    for _ in range(COMMITS):
        one()
    return COMMITS / (time.perf_counter() - begun)


def measure(name: str, url: str, can: Callable[[], float], cases: int, rounds: int) -> None:
    """Print one line: medians with their range; the first round is not counted."""
    roads = fill(url, cases * (rounds + 1))
    lives, limits = [], []
    with open_store(url) as store:
        for number in range(rounds + 1):
            limits.append(can())
            lives.append(lived(store, roads[number * cases : (number + 1) * cases]))
    lives, limits, events = lives[1:], limits[1:], len(roads[0])
    print(
        f"{name:11} {median(lives):6.1f} cases a second ({min(lives):.1f}-{max(lives):.1f}), "
        f"{median(lives) * events:.0f} events a second; the database alone "
        f"{median(limits):.0f} commits a second ({min(limits):.0f}-{max(limits):.0f}), "
        f"of which ours uses {median(lives) * events / median(limits):.2f}"
    )


def main(cases: int, rounds: int) -> None:
    """Measure in temporary folders."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "life.db"
        measure("SQLite", f"sqlite:///{file}", lambda: commits_of_sqlite(file), cases, rounds)
    tools = binaries()
    if tools is None:
        print("PostgreSQL is NOT INSTALLED and was not measured")
        return
    with (
        tempfile.TemporaryDirectory(prefix="rongcuo-pg-") as folder,
        PostgresServer(Path(folder), tools, durable=True) as server,
    ):
        url = server.url(server.new_database())
        measure("PostgreSQL", url, lambda: commits_of_postgresql(url), cases, rounds)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(given[0] if given else 20, given[1] if len(given) > 1 else 5)
