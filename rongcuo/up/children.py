"""A child of the group: its command, its log, its life and its end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from rongcuo.settings import Settings

RESTARTS = 3


@dataclass(slots=True)
class Child:
    """One process in a group of its own, so that whatever it started ends with it."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    failures: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it, its output in its log."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own modules
                (sys.executable, "-m", "rongcuo.up.leash", *self.command),
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None

    def may_restart(self) -> bool:
        """Whether it died seldom enough to be started again: three times in ten minutes."""
        moment = time.monotonic()
        self.failures = [at for at in self.failures if moment - at < 600] + [moment]  # noqa: PLR2004
        return len(self.failures) <= RESTARTS

    def signal(self, number: signal.Signals) -> None:
        """Tell the whole process group."""
        if self.process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)


@dataclass(frozen=True, slots=True)
class Children:
    """All that runs: whatever serves the pages, Prefect's server and the runner."""

    pages: tuple[Child, ...]
    prefect: Child
    runner: Child

    def __iter__(self) -> Iterator[Child]:
        yield from (*self.pages, self.prefect, self.runner)


def children_of(settings: Settings, environment: dict[str, str]) -> Children:
    """The children that these settings ask for."""
    logs = settings.folder("logs")
    prefect = (
        "prefect", "server", "start", "--host", "127.0.0.1", "--port",
        str(settings.prefect_port), "--no-ui",
    )  # fmt: skip

    def made(name: str, command: tuple[str, ...]) -> Child:
        return Child(name, command, environment, logs / f"{name}.log")

    return Children(
        tuple(made("web", ("rongcuo.up.page",)) for _ in range(settings.pages_served_by)),
        made("prefect", prefect),
        made("runner", ("flows.serve_deployments",)),
    )
