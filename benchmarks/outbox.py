"""What the outbox costs: 10 000 queued notices to a mail server on loopback, beside bare smtplib.

The server is a process of its own that takes every letter. A bare loop hands it ready-made bytes of
the same letters on one connection and keeps nothing. Ours leases each notice, looks again whether
it is still true, renders and composes it, hands it over on one connection and commits the answer
before the next: what a killed deliverer sends twice is the one letter that was under way.

Run it with ``python benchmarks/outbox.py [notices] [rounds]``; it prints figures and asserts no
time.
"""

import asyncio
import os
import resource
import smtplib
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from cases.delivery import deliver_notices  # noqa: E402
from cases.letters import Sender  # noqa: E402
from cases.opening import open_matter  # noqa: E402
from cases.preparing import prepare  # noqa: E402
from deadlines import SHANGHAI  # noqa: E402
from notifications.channels.smtp import SmtpChannel  # noqa: E402
from notifications.letters import Letter, compose  # noqa: E402
from rongcuo.sample.bureau import settle  # noqa: E402
from storage import Store, migrate, open_store, outbox  # noqa: E402

NOW = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
SENDER = Sender("区生态环境局", "http://localhost:8642", "rongcuo.invalid")
FROM = "rongcuo@example.invalid"
HOST = "127.0.0.1"


class Taking:
    """What the server does with a letter."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take it."""
        return "250 taken"


def serve(listener: socket.socket) -> None:
    """Take every letter of every connection."""

    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(Taking()), sock=listener)
        await server.serve_forever()

    asyncio.run(run())


@contextmanager
def sink() -> Iterator[int]:
    """The port of a server in a process of its own."""
    with socket.create_server((HOST, 0)) as listener:
        child = os.fork()
        if child == 0:
            serve(listener)
            os._exit(0)
        try:
            yield listener.getsockname()[1]
        finally:
            os.kill(child, 9)
            os.waitpid(child, 0)


def fill(store: Store, notices: int) -> None:
    """A case, and so many notices of its start."""
    prepare(store, NOW)
    with store.write() as connection:
        settle(connection, NOW)
    day = NOW.date().isoformat()
    matter = {
        "subject": "试件", "officers": ["sunhao"], "track": "bureau", "organ": "区局党组",
        "started_on": day, "start_document": "启〔2026〕9号", "informed_on": day,
    }  # fmt: skip
    open_matter(store, "hemin", matter, now=NOW)
    deliver_notices(store, Shelf([]), NOW, sender=SENDER)
    kept = outbox.context(
        event="open", article="第十六条", task=None, due_on=None, provisional=False
    )
    with store.write() as connection:
        outbox.queue(
            connection,
            [
                {
                    "key": f"bench/{n}", "case_id": 1, "task_id": None, "name": "started",
                    "recipient_id": 1 + n % 12, "role": "OFF", "copy": False, "always": True,
                    "context": kept, "not_before": NOW, "created_at": NOW,
                }
                for n in range(notices)
            ],
        )  # fmt: skip


class Shelf:
    """A channel that keeps the letters."""

    name = "shelf"

    def __init__(self, letters: list[Letter]) -> None:
        self.letters = letters

    def send(self, letter: Letter) -> str:
        """Keep it."""
        self.letters.append(letter)
        return "kept"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def bare(port: int, letters: list[tuple[str, bytes]]) -> float:
    """Seconds of a plain loop on one connection."""
    began = time.perf_counter()
    with smtplib.SMTP(HOST, port, local_hostname="example.invalid") as smtp:
        for recipient, data in letters:
            smtp.sendmail(FROM, [recipient], data)
    return time.perf_counter() - began


def ours(store: Store, port: int, notices: int) -> float:
    """Seconds in which the outbox is emptied."""
    channel = SmtpChannel(HOST, port, FROM)
    began = time.perf_counter()
    done = deliver_notices(store, channel, NOW, sender=SENDER)
    spent = time.perf_counter() - began
    if done.sent != notices:
        raise SystemExit(f"unexpected: {done}")
    return spent


def again(store: Store) -> None:
    """Everything waits once more."""
    with store.write() as connection:
        connection.exec_driver_sql(
            "UPDATE deliveries SET state = 'queued', attempts = 0, sent_at = NULL "
            "WHERE notice_id IN (SELECT id FROM notices WHERE key LIKE 'bench/%')"
        )


def memory() -> float:
    """What this process holds now, in MB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / (1 << 20)


def main(notices: int, rounds: int) -> None:
    """Round after round, one beside the other; memory before the first and after the last."""
    with tempfile.TemporaryDirectory() as name, sink() as port:
        url = f"sqlite:///{Path(name) / 'outbox.db'}"
        migrate(url)
        with open_store(url) as store:
            fill(store, notices)
            letters: list[Letter] = []
            deliver_notices(store, Shelf(letters), NOW, sender=SENDER)
            ready = [(one.to_address, compose(one, FROM)) for one in letters]
            letters.clear()
            found, held = [], []
            for _ in range(rounds):
                plain = bare(port, ready)
                again(store)
                before = memory()
                mine = ours(store, port, notices)
                held.append(memory() - before)
                found.append((plain, mine))
                print(
                    f"bare {notices / plain:7.0f}/s   ours {notices / mine:7.0f}/s   "
                    f"{plain / mine:.2f}   memory {before:.0f} MB {held[-1]:+.1f} MB"
                )
            shares = [plain / mine for plain, mine in found]
            print(
                f"median of {rounds}: {median(shares):.2f} of a bare smtplib loop; "
                f"memory grew by {median(held):.1f} MB over {notices} notices"
            )


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(given[0] if given else 10_000, given[1] if len(given) > 1 else 3)
