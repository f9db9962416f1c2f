"""A process that delivers: each line of its input forks children that send at the same moment.

A line is ``url moment port children hour letter``: every child delivers as of ``moment`` to the
SMTP server at ``port``; it is killed at the ``letter``-th letter, ``before`` or ``after`` the
server took it, or lives where ``hour`` is ``never``.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select
from support.bureau import OFFICER, Bureau, at

from cases.delivery import deliver_notices
from cases.letters import Sender
from notifications.channels.smtp import SmtpChannel
from notifications.letters import Letter
from storage import open_store, outbox, staffing
from storage.schema import Case, Person, Task

ROOT = Path(__file__).parents[2]
SENDER = Sender("区生态环境局", "http://localhost:8642", "rongcuo.invalid")


class DyingChannel(SmtpChannel):
    """Kills its own process at one letter, before or after the server took it."""

    hour, left = "never", 0

    def send(self, letter: Letter) -> str:
        self.left -= 1
        self._die("before")
        answer = super().send(letter)
        self._die("after")
        return answer

    def _die(self, hour: str) -> None:
        if self.left == 0 and self.hour == hour:
            os.kill(os.getpid(), signal.SIGKILL)


class Deliverer:
    """The process, as a test holds it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def deliver(
        self, bureau: Bureau, moment: str, port: int, *, children: int = 1, hour: str = "never",
        letter: int = 0,
    ) -> list[int]:  # fmt: skip
        """Let children deliver; the signals that ended them, 0 for none."""
        url = bureau.store.url.render_as_string(hide_password=False)
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{url} {moment} {port} {children} {hour} {letter}\n")
        self._process.stdin.flush()
        return [int(word) for word in self._process.stdout.readline().split()]


@contextmanager
def new_deliverer() -> Iterator[Deliverer]:
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    with subprocess.Popen(
        [sys.executable, "-m", "support.delivering"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
    ) as process:  # fmt: skip
        yield Deliverer(process)
        assert process.stdin
        process.stdin.close()
        process.wait(10)


def newcomers(bureau: Bureau, many: int) -> list[str]:
    """New people of the officer's unit: ``p0``, ``p1``…, each with an address."""
    names = [f"p{n}" for n in range(many)]
    with bureau.store.write() as connection:
        unit = select(Person.unit_id).where(Person.username == OFFICER)
        place = connection.execute(unit).scalar_one()
        for name in names:
            staffing.add_person(connection, name, name, f"{name}@example.invalid", place)
    return names


def remind(bureau: Bureau, people: list[str], cases: list[str], moment: str) -> None:
    """Queue a reminder of each case's window for each of these people."""
    with bureau.store.write() as connection:
        found = connection.execute(select(Person.id).where(Person.username.in_(people)))
        ids = list(found.scalars())
        tasks = connection.execute(
            select(Task.id, Task.case_id, Task.due_on)
            .join(Case, Case.id == Task.case_id)
            .where(Case.number.in_(cases), Task.kind == "application_window")
        )
        outbox.queue(
            connection,
            [
                {
                    "key": f"{task}/{due_on}/-2/{person}", "case_id": case, "task_id": task,
                    "name": "reminder", "recipient_id": person, "role": "OFF",
                    "copy": False, "always": False,
                    "context": outbox.context(
                        event=None, article="第十六条", task="application_window", due_on=due_on,
                        provisional=False,
                    ),
                    "not_before": at(moment), "created_at": at(moment),
                }
                for task, case, due_on in tasks.all()
                for person in ids
            ],
        )  # fmt: skip


def _child(url: str, moment: str, port: int, hour: str, letter: int, start: float) -> None:
    channel = DyingChannel("127.0.0.1", port, "rongcuo@example.invalid", starttls=False)
    channel.hour, channel.left = hour, letter
    with open_store(url) as store:
        time.sleep(max(0.0, start - time.time()))
        deliver_notices(store, channel, at(moment), sender=SENDER, batch=3)


def main() -> None:
    for line in sys.stdin:
        url, moment, port, children, hour, letter = line.split()
        start = time.time() + 0.2
        born = []
        for _ in range(int(children)):
            if (pid := os.fork()) == 0:
                _child(url, moment, int(port), hour, int(letter), start)
                os._exit(0)
            born.append(pid)
        ended = [os.waitpid(pid, 0)[1] for pid in born]
        sys.stdout.write(" ".join(str(status & 127 or status >> 8) for status in ended) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
