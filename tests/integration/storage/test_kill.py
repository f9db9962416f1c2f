"""``kill -9`` at any moment of a step: afterwards the step is whole, or was never begun."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from support.bureau import Bureau

from cases.history import verify
from storage.schema import CaseEvent, Notice

ROOT = Path(__file__).parents[3]
KILLS = 12


@pytest.fixture
def nursery() -> Iterator[subprocess.Popen[str]]:
    """The process whose children are killed."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    with subprocess.Popen(
        [sys.executable, "-m", "support.advancing"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
    ) as process:  # fmt: skip
        yield process
        assert process.stdin
        process.stdin.close()
        process.wait(10)


def killed_at_random(
    nursery: subprocess.Popen[str], url: str, after: float, *, warm: bool
) -> list[tuple[str, int]]:
    """Let a child advance cases for ``after`` seconds; the steps it said were done.

    A ``warm`` child has opened a case before its time begins: a busy machine is slow to wake.
    """
    assert nursery.stdin
    assert nursery.stdout
    nursery.stdin.write(f"{url}\n")
    nursery.stdin.flush()
    word, pid, _ = nursery.stdout.readline().split()
    assert word == "begun"
    killer = threading.Timer(after, os.kill, (int(pid), signal.SIGKILL))
    if not warm:
        killer.start()
    said = []
    for line in nursery.stdout:
        if not killer.ident:
            killer.start()
        if not line.endswith("\n"):
            continue
        # The child may have died in the middle of a line; what follows is the nursery's own.
        if f"killed {pid} 0" in line:
            break
        _, case, version = line.split()
        said.append((case, int(version)))
    killer.join()
    return said


def test_a_step_is_whole_or_absent_whenever_the_process_dies(
    bureau: Bureau, nursery: subprocess.Popen[str]
):
    url = bureau.store.url.render_as_string(hide_password=False)
    chance = random.Random(20260302)
    steps = 0
    for turn in range(KILLS):
        before = _events(bureau)
        said = killed_at_random(nursery, url, chance.uniform(0.02, 0.5), warm=turn % 4 > 0)
        steps += len(said)
        proof = verify(bureau.store)
        assert proof.flaws == []
        for case, version in said:
            assert bureau.row(case).version >= version, "a step that was said to be done is gone"
        # Registering says one line for two cases; sweeps say nothing and lapse at most both.
        assert _events(bureau) >= before + len(said)
        assert _whole_notices(bureau)
    assert steps > KILLS
    if bureau.store.sqlite:
        with bureau.store.read() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    # Work goes on where it was left, and the numbers have no gap.
    bureau.open("2026-03-02")
    assert verify(bureau.store).flaws == []


def _events(bureau: Bureau) -> int:
    with bureau.store.read() as connection:
        return connection.execute(select(func.count()).select_from(CaseEvent)).scalar_one()


def _whole_notices(bureau: Bureau) -> bool:
    """Each registration tells the officer and the unit, in the same transaction or not at all."""
    with bureau.store.read() as connection:
        told = connection.execute(
            select(Notice.case_id, func.count()).where(Notice.name == "started")
            .group_by(Notice.case_id)
        ).all()  # fmt: skip
        opened = connection.execute(
            select(func.count()).select_from(CaseEvent).where(CaseEvent.seq == 1)
        ).scalar_one()
    return len(told) == opened and {number for _, number in told} <= {2}
