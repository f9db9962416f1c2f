"""The whole product, started as a person would start it, in a folder with a space in its name."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(found: Callable[[], Any], seconds: float = 240) -> Any:
    """What ``found`` answers as soon as it is true; fails after ``seconds``.

    Long, for a machine that is busy with other tests: nobody waits for what is there.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := found():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"nothing after {seconds} s")


@dataclass(slots=True)
class Instance:
    """``rongcuo`` with settings of its own."""

    data: Path
    settings: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[str] | None" = None

    @property
    def environment(self) -> dict[str, str]:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("RONGCUO_")}
        return {**inherited, "RONGCUO_DATA_DIR": str(self.data), **self.settings}

    def run(self, *words: str, data: Any = None) -> "subprocess.CompletedProcess[str]":
        """One command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "rongcuo", *words],
            env=self.environment,
            input=json.dumps(data) if data is not None else "",
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    def up(self) -> None:
        """Start the group; its words go to a file beside the data."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        with (self.data.parent / "up.log").open("w") as words:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "rongcuo", "up"],
                env=self.environment,
                stdout=words,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )

    @property
    def words(self) -> str:
        return (self.data.parent / "up.log").read_text("utf-8")

    def page(self, path: str) -> tuple[int, str]:
        url = f"http://127.0.0.1:{self.settings['RONGCUO_PORT']}{path}"
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except OSError as error:
            return getattr(error, "code", 0), ""

    def processes(self) -> list[str]:
        """The processes, anywhere on the machine, that work on this data folder."""
        return list(self.processes_by_number().values())

    def processes_by_number(self) -> dict[int, str]:
        """Their commands by their numbers."""
        mark = f"RONGCUO_DATA_DIR={self.data}".encode()
        found = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found[int(entry.name)] = command
            except OSError:
                continue
        return {number: command for number, command in found.items() if command.strip()}

    def stop(self, number: signal.Signals = signal.SIGTERM) -> float:
        """Tell it to stop; how many seconds it took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(30)
        return time.monotonic() - began


def make_instance(folder: Path, **settings: Any) -> Instance:
    ports = {"RONGCUO_PORT": str(free_port()), "RONGCUO_PREFECT_PORT": str(free_port())}
    given = {f"RONGCUO_{name.upper()}": str(value) for name, value in settings.items()}
    return Instance(folder / "a bureau" / "var", {**ports, **given})


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    """An instance that is not started; whatever of it runs at the end is killed."""
    made = make_instance(tmp_path)
    yield made
    _kill(made)


@pytest.fixture(scope="session")
def bureau_group(
    tmp_path_factory: pytest.TempPathFactory, session_mail_server: Any
) -> Iterator[Instance]:
    """The running product with the sample bureau, one for the session; it mails over real SMTP."""
    made = make_instance(
        tmp_path_factory.mktemp("group"),
        smtp_host="127.0.0.1",
        smtp_port=session_mail_server.port,
        smtp_starttls="false",
    )
    made.up()
    until(lambda: made.page("/healthz")[0] == 200)
    yield made
    _kill(made)


def _kill(made: Instance) -> None:
    if made.process is not None and made.process.poll() is None:
        made.stop(signal.SIGTERM)
