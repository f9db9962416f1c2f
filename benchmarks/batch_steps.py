"""What a step costs in batches of a hundred: ``cases.together`` beside raw set-based ``sqlite3``.

Cases of one officer are taken through the whole main line of the bureau track, each event on a
hundred cases in one transaction. Beside it two raw loops, in one transaction a batch and one
``executemany`` a table, on copies of the same file:

- *raw, writing alone* is given every row of ours ready made; it neither reads nor decides, makes no
  JSON and no hash;
- *raw, making the bytes too* is given the body of each event, what is merged into the facts of its
  case and the context of each notice as plain dicts, and makes canonical text, the link of the hash
  chain, merged facts and context itself, as anybody must who writes the same rows.

All work turn about, and at the end the three files must hold the same rows.

Run it with ``python benchmarks/batch_steps.py [cases a batch] [rounds]``; it prints figures and
asserts no time.
"""

import gc
import hashlib
import json
import re
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from single_step import (
    Asked,
    Listening,
    connect,
    listening,
    make,
    processor,
    same_rows,
)

from cases.together import advance_many
from storage import Store, open_store

Row = tuple[Any, ...]
Write = tuple[str, list[Row]]
encoded = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
told = json.JSONEncoder(ensure_ascii=False).encode


def ours(store: Store, stage: list[Asked]) -> None:
    """One event on all the cases."""
    numbers = [one.case for one in stage]
    done = advance_many(store, numbers, stage[0].request, now=stage[0].now)
    assert not done.refused, done.refused[0].refusal.say()


def write_down(file: Path, stages: list[list[Asked]]) -> list[list[Write]]:
    """Every write of every batch, in order, as the driver gets it."""
    with listening(file) as store:
        for stage in stages:
            Listening.steps.append([])
            ours(store, stage)
    return [
        [(said, list(values) if many else [values]) for said, values, many in batch]
        for batch in Listening.steps
    ]


def raw(connection: sqlite3.Connection, batch: list[Write]) -> None:
    """The same rows, ready made."""
    connection.execute("BEGIN IMMEDIATE")
    for said, rows in batch:
        connection.executemany(said, rows)
    connection.execute("COMMIT")


@dataclass(frozen=True, slots=True)
class Unmade:
    """A batch whose texts are still to be made; the rows have gaps where they go."""

    cases: tuple[str, list[Row], int, int]
    """The statement, its rows, and where facts and head go."""
    events: tuple[str, list[Row], int, int]
    """The statement, its rows, and where body and hash go."""
    bodies: list[tuple[str, dict[str, Any], str]]
    """Of each case: the head before, the body, the facts before."""
    notices: tuple[str, list[Row], int, list[dict[str, Any]]] | None
    rest: list[Write]
    deliveries: list[Write]
    """What is made of the notices once they stand there."""


def unmake(batch: list[Write], before: list[str]) -> Unmade:
    """Take out of ready-made rows what a step must make."""
    found: dict[str, tuple[str, list[Row]]] = {}
    rest, going = [], []
    for said, rows in batch:
        table = said.split()[2] if said.startswith("INSERT") else said.split()[1]
        if table in {"cases", "events", "notices"} and table not in found:
            found[table] = (said, rows)
        elif table == "deliveries":
            going.append((said, rows))
        else:
            rest.append((said, rows))
    said, rows = found["events"]
    body, previous, digest = (places(said)[n] for n in ("body", "previous", "hash"))
    bodies = [
        (row[previous], json.loads(row[body]), held) for row, held in zip(rows, before, strict=True)
    ]
    cases, updates = found["cases"]
    notices = None
    if "notices" in found:
        queued, told_rows = found["notices"]
        where = places(queued)["context"]
        notices = (queued, told_rows, where, [json.loads(row[where]) for row in told_rows])
    return Unmade(
        (cases, updates, places(cases)["facts"], places(cases)["head"]),
        (said, rows, body, digest), bodies, notices, rest, going,
    )  # fmt: skip


def places(said: str) -> dict[str, int]:
    """Where each column's value stands among those of an INSERT or an UPDATE."""
    if said.startswith("UPDATE"):
        return {name: place for place, name in enumerate(re.findall(r"(\w+) ?= ?\?", said))}
    names, values = re.findall(r"\(([^()]*)\)", said)[:2]
    given = [n for n, v in zip(names.split(", "), values.split(", "), strict=True) if v == "?"]
    return {name: place for place, name in enumerate(given)}


def raw_making(connection: sqlite3.Connection, batch: Unmade) -> None:
    """The same rows: canonical text, hash, merged facts and contexts made here."""
    cases, updates, facts_at, head_at = batch.cases
    events, inserts, body_at, hash_at = batch.events
    new_cases, new_events = [], []
    for case, event, (previous, body, held) in zip(updates, inserts, batch.bodies, strict=True):
        text = encoded(body)
        head = hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
        learned = body["learned"]
        facts = encoded({**json.loads(held), **learned}) if learned else held
        new_cases.append(filled(case, {facts_at: facts, head_at: head}))
        new_events.append(filled(event, {body_at: text, hash_at: head}))
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(cases, new_cases)
    connection.executemany(events, new_events)
    for said, rows in batch.rest:
        connection.executemany(said, rows)
    if batch.notices:
        said, rows, at, contexts = batch.notices
        made = zip(rows, contexts, strict=True)
        connection.executemany(said, [filled(row, {at: told(context)}) for row, context in made])
    for said, rows in batch.deliveries:
        connection.executemany(said, rows)
    connection.execute("COMMIT")


def filled(row: Row, cells: dict[int, str]) -> Row:
    """The row with its gaps filled."""
    made = list(row)
    for place, text in cells.items():
        made[place] = text
    return tuple(made)


def facts_before(file: Path, stage: list[Asked]) -> list[str]:
    """The facts of the cases as they stand."""
    with closing(sqlite3.connect(file)) as connection:
        held = dict(connection.execute("SELECT number, facts FROM cases").fetchall())
    return [held[one.case] for one in stage]


def measure(folder: Path, cases: int, rounds: int) -> None:
    """Print one line a round, and the medians."""
    made = folder / "made.db"
    asked, _ = make(made, cases * (rounds + 1), officers=1)
    mine, bare, making, notes = (
        shutil.copy(made, folder / f"{name}.db") for name in ("ours", "bare", "making", "notes")
    )
    seen = []
    with (
        open_store(f"sqlite:///{mine}") as store,
        closing(connect(bare)) as plain,
        closing(connect(making)) as maker,
    ):
        for number in range(rounds + 1):
            stages = [list(s) for s in zip(*asked[number * cases : (number + 1) * cases])]  # noqa: B905
            spent = [0.0, 0.0, 0.0]
            for stage in stages:
                before = facts_before(notes, stage)
                [batch] = write_down(notes, [stage])
                unmade = unmake(batch, before)
                gc.freeze()  # what the benchmark itself holds is no work of the collector's
                # Turn about, batch by batch, so that all meet the same weather.
                spent[0] += processor(partial(ours, store, stage))
                spent[1] += processor(partial(raw, plain, batch))
                spent[2] += processor(partial(raw_making, maker, unmade))
            one, two, three = (total / (cases * len(stages)) * 1e6 for total in spent)
            note = "" if number else "   (warm-up, not counted)"
            print(
                f"ours {one:5.0f} µs   raw, writing alone {two:4.0f} µs ({two / one:.2f})   "
                f"raw, making the bytes too {three:4.0f} µs ({three / one:.2f}){note}"
            )
            if number:
                seen.append((one, two, three))
    print(f"same rows in all files: {same_rows(mine, bare) and same_rows(mine, making)}")
    one, two, three = (median(column) for column in zip(*seen, strict=True))
    print(
        f"median of {rounds} rounds of {len(stages)} batches of {cases}, processor time a step: "
        f"ours {one:.0f} µs, raw/ours {two / one:.2f} writing alone, {three / one:.2f} making the "
        "bytes too (wanted: at least 0.7)"
    )


def main() -> None:
    """Measure in a temporary folder."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), cases, rounds)


if __name__ == "__main__":
    main()
