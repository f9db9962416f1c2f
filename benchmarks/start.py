"""How long ``rongcuo up`` takes to a page served, and what the whole group costs when idle.

The group is started twice in a folder of its own on free ports: first with an empty database, which
loads the sample bureau, then again. After the second start it settles, and is left alone while the
processor time of all its processes is added up; children that ended meanwhile are counted through
the parents that waited for them.

Run it with ``python benchmarks/start.py [idle seconds] [settling seconds]``; it prints figures and
asserts no time.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TICK = os.sysconf("SC_CLK_TCK")
KB = 1024
LIMIT = 120.0


@dataclass(frozen=True, slots=True)
class Process:
    """One process of the group: what it is, processor seconds with reaped children's, memory."""

    number: int
    name: str
    seconds: float
    pss: float
    rss: float


def free_port() -> str:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def processes(data: Path) -> list[Process]:
    """Every process anywhere whose environment names this data folder."""
    mark = f"RONGCUO_DATA_DIR={data}".encode()
    return [
        found
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and (found := _process(entry, mark))
    ]


def _process(entry: Path, mark: bytes) -> Process | None:
    try:
        if mark not in (entry / "environ").read_bytes().split(b"\0"):
            return None
        command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode().split()
        # utime, stime, cutime, cstime: fields 14 to 17, counted after the name in brackets.
        ticks = (entry / "stat").read_text().rpartition(")")[2].split()[11:15]
        memory = dict(_memory((entry / "smaps_rollup").read_text()))
    except OSError:
        return None
    name = " ".join(word for word in command[1:] if not word.startswith("-"))[-48:]
    seconds = sum(map(int, ticks)) / TICK
    return Process(int(entry.name), name, seconds, memory["Pss"] / KB, memory["Rss"] / KB)


def _memory(text: str) -> Iterator[tuple[str, int]]:
    for line in text.splitlines()[1:]:
        name, size, *_ = line.split()
        yield name.rstrip(":"), int(size)


def start(environment: dict[str, str], words: Path) -> tuple["subprocess.Popen[bytes]", float]:
    """Start the group; it and the seconds until the list of cases is served."""
    began = time.monotonic()
    with words.open("ab") as log:
        group = subprocess.Popen(
            [sys.executable, "-m", "rongcuo", "up"],
            cwd=words.parent,
            env=environment,
            stdout=log,
            stderr=log,
        )
    url = f"http://127.0.0.1:{environment['RONGCUO_PORT']}/cases"
    while time.monotonic() - began < LIMIT and group.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                answer.read()
                return group, time.monotonic() - began
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise SystemExit(f"no page: {words.read_text()}")


def stop(group: "subprocess.Popen[bytes]", data: Path) -> str:
    """Stop it as a person would; how long that took and what was left."""
    began = time.monotonic()
    group.send_signal(signal.SIGINT)
    group.wait(30)
    return f"{time.monotonic() - began:.1f} s, {len(processes(data))} processes left"


def idle(data: Path, seconds: float) -> None:
    """Print what the group costs over ``seconds``: processor and memory, process by process."""
    before = {one.number: one for one in processes(data)}
    began = time.monotonic()
    time.sleep(seconds)
    passed = time.monotonic() - began
    after = processes(data)
    total = 0.0
    for one in sorted(after, key=lambda one: one.number):
        spent = one.seconds - (before[one.number].seconds if one.number in before else 0.0)
        total += spent
        print(
            f"  {one.name:48} {spent / passed * 100:5.1f} %   PSS {one.pss:4.0f} MB   "
            f"RSS {one.rss:4.0f} MB"
        )
    print(
        f"idle over {passed:.0f} s: {total / passed * 100:.1f} % of a core (wanted: at most 5);"
        f" memory PSS {sum(one.pss for one in after):.0f} MB,"
        f" RSS {sum(one.rss for one in after):.0f} MB (wanted: at most 600)"
    )


def main() -> None:
    """Measure in a temporary folder."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    settling = float(sys.argv[2]) if len(sys.argv) > 2 else 45.0
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "var"
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("RONGCUO_", "PREF"))}
        environment = {
            **inherited,
            "RONGCUO_DATA_DIR": str(data),
            "RONGCUO_PORT": free_port(),
            "RONGCUO_PREFECT_PORT": free_port(),
        }
        words = Path(folder) / "words.log"
        group, first = start(environment, words)
        print(f"first start, with the sample bureau: {first:.1f} s to a page (wanted: at most 15)")
        print(f"stopped in {stop(group, data)}")
        group, second = start(environment, words)
        print(f"second start: {second:.1f} s to a page")
        time.sleep(settling)
        idle(data, seconds)
        print(f"stopped in {stop(group, data)} (wanted: at most 5)")


if __name__ == "__main__":
    main()
