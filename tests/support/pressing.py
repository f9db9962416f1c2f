"""A person at a machine of their own: a process that presses, at one instant, what it is told.

A line of its input is JSON: ``url``, ``start`` (when to press, by the machine's clock), ``case``,
``event``, ``by``, ``moment``, ``expected`` and ``data``. It answers with what came of it.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.bureau import Bureau

from states.errors import CaseError, Conflict
from storage import open_store

ROOT = Path(__file__).parents[2]
SOON = 0.05


@dataclass(frozen=True)
class Press:
    """What somebody presses."""

    moment: str
    event: str
    by: str
    expected: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


def press_at_once(
    people: "list[subprocess.Popen[str]]", bureau: Bureau, *presses: Press
) -> list[dict[str, Any]]:
    """Each of ``people`` presses one of ``presses`` on the open case; what each was answered."""
    url, start = bureau.store.url.render_as_string(hide_password=False), time.time() + SOON
    told = {"url": url, "start": start, "case": bureau.number}
    for person, press in zip(people, presses, strict=True):
        assert person.stdin
        person.stdin.write(json.dumps({**told, **vars(press)}) + "\n")
        person.stdin.flush()
    return [json.loads(person.stdout.readline()) for person in people if person.stdout]


@contextmanager
def new_people(many: int) -> Iterator["list[subprocess.Popen[str]]"]:
    """Processes that wait to be told what to press."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    people = [
        subprocess.Popen(
            [sys.executable, "-m", "support.pressing"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": path},
        )
        for _ in range(many)
    ]  # fmt: skip
    yield people
    for person in people:
        person.communicate(timeout=10)


def _pressed(order: dict[str, Any]) -> dict[str, Any]:
    with open_store(order["url"]) as store:
        bureau = Bureau(store, order["case"])
        bureau.row()  # connected, and every import done
        time.sleep(max(0.0, order["start"] - time.time()))
        try:
            done = bureau.do(
                order["moment"], order["event"], order["by"], expected=order["expected"],
                **order["data"],
            )  # fmt: skip
        except Conflict as conflict:
            return {
                "error": "Conflict", "expected": conflict.expected, "found": conflict.found,
                "by": conflict.by, "at": conflict.at and conflict.at.isoformat(),
            }  # fmt: skip
        except CaseError as error:
            return {"error": type(error).__name__}
    return {"version": done.version, "state": done.to_state}


def main() -> None:
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_pressed(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
