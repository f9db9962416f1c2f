"""The web app in a process of its own, spoken to over a socket, byte by byte where need be."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
from support.group import free_port, until

LOCAL = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: nothing at all has the status 0."""

    status: int
    head: str
    body: bytes

    def header(self, name: str) -> str:
        found = re.search(rf"^{name}: (.*?)\r?$", self.head, re.MULTILINE | re.IGNORECASE)
        return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs; ``sent`` counts what a client got rid of before it was answered."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        return f"http://{LOCAL}:{self.port}"

    @property
    def host(self) -> bytes:
        return f"Host: {LOCAL}:{self.port}\r\n".encode()

    @property
    def most_memory(self) -> int:
        """The most bytes it ever held."""
        status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        [found] = re.findall(r"VmHWM:\s+(\d+) kB", status)
        return int(found) << 10

    def say(self, *blocks: bytes) -> Answer:
        """Send these bytes as they are; the answer."""
        return self.stream(blocks)[0]

    def stream(self, blocks: Iterable[bytes]) -> tuple[Answer, int]:
        """Send block after block until an answer is there; the answer, and the bytes sent."""
        sent = 0
        with socket.create_connection((LOCAL, self.port), timeout=10) as wire:
            with suppress(ConnectionError):  # it may hang up once it has said why
                for block in blocks:
                    wire.sendall(block)
                    sent += len(block)
                    if _spoken(wire):
                        break
            return _heard(wire), sent

    def pour(self, blocks: Iterable[bytes]) -> None:
        """Send everything, whatever is answered."""
        with socket.create_connection((LOCAL, self.port), timeout=10) as wire, suppress(OSError):
            for block in blocks:
                wire.sendall(block)


@contextmanager
def served(database: str, folder: Path, log: Path, **settings: object) -> Iterator[Server]:
    """The web app as ``rongcuo up`` starts it, on a free port."""
    port = free_port()
    given = {f"RONGCUO_{name.upper()}": str(value) for name, value in settings.items()}
    environment = {
        **os.environ,
        "RONGCUO_DATA_DIR": str(folder),
        "RONGCUO_DATABASE_URL": database,
        "RONGCUO_PORT": str(port),
        **given,
    }
    command = [sys.executable, "-m", "rongcuo.up.page"]
    with (
        log.open("wb") as out,
        subprocess.Popen(command, env=environment, stdout=out, stderr=out) as process,
    ):
        try:
            server = Server(port, process.pid)
            until(lambda: asked(f"{server.url}/healthz") == 200)
            yield server
        finally:
            process.terminate()


def asked(url: str) -> int:
    """The status of the answer; 0 where nobody answers."""
    try:
        return httpx.get(url, trust_env=False).status_code
    except httpx.TransportError:
        return 0


def _spoken(wire: socket.socket) -> bool:
    wire.setblocking(False)
    try:
        return bool(wire.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False
    finally:
        wire.settimeout(10)


def _heard(wire: socket.socket) -> Answer:
    """The head of the first answer, and what came of its body with it."""
    heard = b""
    with suppress(OSError):
        while b"\r\n\r\n" not in heard and (block := wire.recv(1 << 16)):
            heard += block
    head, _, body = heard.partition(b"\r\n\r\n")
    status = re.match(rb"HTTP/1\.1 (\d+)", head)
    return Answer(int(status[1]) if status else 0, head.decode("latin-1"), body)
