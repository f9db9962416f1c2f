"""What one step costs in other libraries: the same five events on the same machine, side by side.

Every library does a step durably in SQLite (a file of its own, WAL, synchronous=FULL): it reads the
person with their roles and the case, asks its own machine whether the event may be taken in this
state by this person, changes the state, raises a version that must still be the one that was read,
and adds an event that says who, when and why. Each runs in a process of its own, turn about.

What each does more or less than ours:

- *django-fsm-2*, *viewflow.fsm*: state, permission and history as above; no deadline is counted,
  no form is checked, nobody is told, no chain. With *the same rows* the same code also writes what
  ours writes beside: the body and the link of the hash chain, a task closed and others opened,
  notices, papers, in bulk; due days, addressees and texts are given to it, ours works them out.
- *SpiffWorkflow*: the process itself is the state, read from JSON and written again at each step;
  permission is the lane. The rest is plain ``sqlite3``; no deadline, no form, no notice, no chain.
- *DBOS*: each step is a durable workflow with one transaction: more than ours, for it would be
  taken up again after a crash in its middle (ours is one transaction and needs no taking up). It
  knows neither states nor permissions: both are a plain comparison here. Two files, for its record
  of workflows is its own.
- *ours*: beside all of the first list the form, the guards with their articles, the assessment,
  due days by the working-day calendar, tasks, notices, papers, the hash chain.

A peer that is not installed is named. Run it with ``python benchmarks/peers.py [cases] [rounds]``
(``make bench`` installs the peers); it prints figures and asserts no time.
"""

import json
import os
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
ALONE, SAME = "state, permission, history", "the same rows"
WORKS = (
    ("ours", "rongcuo", "everything"),
    ("django_fsm_2:whole", "django-fsm-2", SAME),
    ("viewflow_fsm:whole", "django-viewflow", SAME),
    ("django_fsm_2", "django-fsm-2", ALONE),
    ("viewflow_fsm", "django-viewflow", ALONE),
    ("spiff", "spiffworkflow", ALONE),
    ("dbos_steps", "dbos", ALONE),
)
WANTED = 5
Cost = dict[str, Any]


def installed(package: str) -> str | None:
    """The version that is installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def measured(work: str, cases: int, brought: str) -> Cost:
    """What a step cost in a process of its own: microseconds, wall and processor.

    ``brought`` are the rows that ours brings with each event.
    """
    paths = os.pathsep.join((str(HERE), str(HERE.parent)))
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "beside.work", work, folder, str(cases)],
            capture_output=True, text=True, check=False, cwd=folder,
            env={**os.environ, "PYTHONPATH": paths, "DO_NOT_TRACK": "1", "BROUGHT": brought},
        )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{work} failed:\n{done.stderr[-2000:]}")
    found: Cost = json.loads(done.stdout.splitlines()[-1])
    return found


def line(name: str, does: str, seen: list[Cost], ours: list[Cost]) -> str:
    """One library: medians with their range, and how many times ours."""
    cells = [f"{name:24} {does:27}"]
    for kind in ("wall", "processor"):
        costs = [cost[kind] for cost in seen]
        times = median(costs) / median(cost[kind] for cost in ours)
        cells.append(f"{median(costs):7.0f} ({min(costs):.0f}-{max(costs):.0f}) ×{times:.1f}")
    return "   ".join(cells)


def main(cases: int, rounds: int) -> None:
    """Measure in temporary folders; the first round warms the machine and is not counted."""
    there = [one for one in WORKS if installed(one[1])]
    for package in dict.fromkeys(package for _, package, _ in WORKS):
        print(f"{package} {installed(package) or 'is NOT INSTALLED and was not measured'}")
    seen: dict[str, list[Cost]] = {work: [] for work, _, _ in there}
    brought = "{}"
    for number in range(rounds + 1):
        for work, _, _ in there:
            cost = measured(work, cases, brought)
            if work == "ours":
                brought = json.dumps(cost["brought"])
            if number:
                seen[work].append(cost)
    print(f"five events on {cases} cases, µs a step: median (range) of {rounds} rounds, times ours")
    print(f"{'':52}   wall   processor")
    for work, package, does in there:
        print(line(package, does, seen[work], seen["ours"]))
    for does in (SAME, ALONE):
        costs = [seen[work] for work, _, what in there if what == does]
        if not costs:
            print(f"no peer was measured with {does}")
            continue
        said = " and ".join(
            f"{min(times(cost, seen['ours'], kind) for cost in costs):.1f} ({kind})"
            for kind in ("wall", "processor")
        )
        print(f"the fastest peer with {does}: {said} times ours (wanted: at least {WANTED})")


def times(cost: list[Cost], ours: list[Cost], kind: str) -> float:
    """How many times ours, by the medians."""
    return median(one[kind] for one in cost) / median(one[kind] for one in ours)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(given[0] if given else 100, given[1] if len(given) > 1 else 5)
