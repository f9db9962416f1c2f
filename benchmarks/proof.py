"""What proof and secrecy cost: a permission, a sealed field, and a million events verified.

Beside the verification: reading the same rows with ``sqlite3`` and hashing the same bytes, in the
same process. Run it with ``python benchmarks/proof.py [EVENTS]``; it asserts no time.
"""

import hashlib
import resource
import sqlite3
import sys
import time
import timeit
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from access.policy import Thing, may, sight  # noqa: E402
from cases.chains import verify_chains  # noqa: E402
from cases.eyes import Eyes  # noqa: E402
from states.vocabulary import Role  # noqa: E402
from storage import migrate, open_store  # noqa: E402
from storage.chain import GENESIS, canonical, link  # noqa: E402
from storage.sealing import KeyRing, new_key  # noqa: E402

EVENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
EACH = 20
"""Events of a case: a whole life is about as long."""
BODY = {
    "case": "", "seq": 0, "at": "2026-03-03T02:00:00+00:00", "event": "file", "from": "a",
    "to": "b", "actor": "sunhao", "role": "OFF", "articles": ["第十六条"], "reason": None,
    "data": {"statement": "已按清单履职，申请容错。" * 12}, "learned": {}, "tasks": [],
    "papers": ["D02"], "key": None,
}  # fmt: skip


def micro(call: object, number: int = 20_000) -> float:
    """Microseconds of one call, the median of five runs."""
    return median(timeit.repeat(call, number=number, repeat=5)) / number * 1e6  # type: ignore[arg-type]


def permissions() -> None:
    """Whether somebody may, and how much they see."""
    roles = frozenset({Role.HND, Role.REV})
    eyes = Eyes(1, roles, decided=False)
    print(f"may: {micro(lambda: may(roles, Thing.EVIDENCE, 'W')):.2f} us")
    print(f"sight: {micro(lambda: sight(roles, Thing.OPINION, decided=False)):.2f} us")
    print(f"eyes.whole: {micro(lambda: eyes.whole(Thing.ASSESSMENT)):.2f} us (<= 20)")


def seals() -> None:
    """A field sealed and opened, by either cipher."""
    text = "某甲乙丙，某街7号，13900000000"
    for suite in ("international", "national"):
        key = new_key(suite)  # type: ignore[arg-type]
        ring = KeyRing(key.name, {key.name: key})
        sealed = ring.seal(text, "reports/1/identity")
        made = micro(lambda ring=ring: ring.seal(text, "reports/1/identity"), 5000)
        opened = micro(lambda ring=ring, s=sealed: ring.open(s, "reports/1/identity"), 5000)
        print(f"{key.cipher}: seal {made:.1f} us, open {opened:.1f} us (<= 20)")


def filled(file: Path) -> None:
    """A database of so many events in chains that hold."""
    migrate(f"sqlite:///{file}")
    raw = sqlite3.connect(file)
    raw.executescript(
        "PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF;"
        "INSERT INTO units (id, code, name) VALUES (1, 'b', 'b');"
        "INSERT INTO people (id, username, name, unit_id) VALUES (1, 'a', 'a', 1);"
    )
    cases = EVENTS // EACH
    for start in range(0, cases, 2000):
        rows, heads = [], []
        for case in range(start + 1, min(start + 2000, cases) + 1):
            head = GENESIS
            for seq in range(1, EACH + 1):
                body = canonical({**BODY, "case": f"2026-{case}-1", "seq": seq})
                previous, head = head, link(head, body)
                rows.append((case, seq, "2026-03-03 02:00:00", "file", "a", "b", "OFF", body,
                             "sha256", previous, head))  # fmt: skip
            heads.append((case, f"2026-{case}-1", EACH, head))
        with raw:
            raw.executemany(
                "INSERT INTO cases (id, number, matter_id, officer_id, unit_id, handler_id, "
                "supervisor_id, pack_id, state, version, facts, head, opened_at, changed_at) "
                "VALUES (?, ?, 1, 1, 1, 1, 1, 1, 'filed', ?, '{}', ?, '2026-03-03', '2026-03-03')",
                heads,
            )
            raw.executemany(
                "INSERT INTO events (case_id, seq, at, event, from_state, to_state, role, body, "
                "algorithm, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
    raw.close()


def raw_seconds(file: Path) -> float:
    """Read the same rows and hash the same bytes: the least that any verification does."""
    connection, began = sqlite3.connect(file), time.process_time()
    for previous, body in connection.execute(
        "SELECT previous, body FROM events ORDER BY case_id, seq"
    ):
        hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()
    took = time.process_time() - began
    connection.close()
    return took


def verification() -> None:
    """Every chain recomputed, beside reading and hashing alone."""
    with TemporaryDirectory() as place:
        file = Path(place) / "events.db"
        filled(file)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ratios = []
        with open_store(f"sqlite:///{file}") as store:
            for _ in range(3):
                plain, began = raw_seconds(file), time.process_time()
                proof = verify_chains(store)
                took = time.process_time() - began
                assert not proof.flaws
                ratios.append(plain / took)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        print(
            f"{proof.events} events: {took:.2f} s, reading and hashing alone {plain:.2f} s, "
            f"raw/ours {median(ratios):.2f} (>= 0.7), memory +{grown:.0f} MB"
        )


if __name__ == "__main__":
    permissions()
    seals()
    verification()
