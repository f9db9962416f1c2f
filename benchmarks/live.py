"""What 500 people cost who have a page open: memory of the web process, its idle look, one step.

The web process is started as ``rongcuo up`` starts it, over a bureau of 500 more people who see
every case and hold a session each. They open ``/live`` over loopback and stay. Measured is the
process's memory (RSS) before and after, its processor time while nothing happens, and how long
after a step of a case the first and the last of them hear of it; everybody's roles are asked anew
for it, and the look-out looks every two seconds.

Run it with ``python benchmarks/live.py [people] [idle seconds]``; it prints ours / limit and
asserts no time.
"""

import os
import selectors
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import URLError

ROOT = Path(__file__).resolve().parents[1]
sys.path += [str(ROOT), str(ROOT / "tests")]

from support.bureau import HANDLER, opening  # noqa: E402

from cases.opening import open_matter  # noqa: E402
from cases.preparing import prepare  # noqa: E402
from rongcuo.sample.bureau import settle  # noqa: E402
from storage import Store, accounts, migrate, open_store, staffing  # noqa: E402
from storage.hashing import hash_token, new_token  # noqa: E402

LIMIT_MB, PAGES, MB = 50, 500, 1 << 20
TICK = os.sysconf("SC_CLK_TCK")
CHUNK = 50
"""Connections that are opened at once: nobody's five hundred come in one moment."""
PATIENCE = 120.0


def people(store: Store, many: int, now: datetime) -> list[str]:
    """The tokens of as many sessions, each of somebody else."""
    tokens = [new_token() for _ in range(many)]
    with store.write() as connection:
        unit = connection.exec_driver_sql("SELECT id FROM units ORDER BY id").scalars().first()
        for n, token in enumerate(tokens):
            person = staffing.add_person(connection, f"reader{n}", f"读者{n}", None, unit)
            staffing.grant(connection, person, "BPG", None, now)
            accounts.add_account(connection, person, None, must_change=False, by=None, at=now)
            accounts.open_session(
                connection, token_hash=hash_token(token), person_id=person, factor_given=True,
                began_at=now, seen_at=now, address="127.0.0.1", agent="a benchmark",
            )  # fmt: skip
    return tokens


def listen(port: int, token: str) -> socket.socket:
    """Ask for the stream, as a browser does."""
    heard = socket.create_connection(("127.0.0.1", port), 30)
    asked = (
        f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/event-stream\r\n"
        "Accept-Language: zh-CN\r\nUser-Agent: Mozilla/5.0 (a benchmark as long as most)\r\n"
        f"Sec-Fetch-Site: same-origin\r\nCookie: session={token}; lang=zh; theme=light\r\n\r\n"
    )
    heard.sendall(asked.encode())
    return heard


def hear(sockets: list[socket.socket], word: bytes, seconds: float) -> list[float]:
    """When each of them had heard ``word``, in the order in which they did."""
    left, times = dict.fromkeys(sockets, b""), list[float]()
    end = time.monotonic() + seconds
    with selectors.DefaultSelector() as selector:
        for one in sockets:
            selector.register(one, selectors.EVENT_READ)
        while left and time.monotonic() < end:
            for key, _ in selector.select(0.5):
                one = key.fileobj
                assert isinstance(one, socket.socket)
                part = one.recv(65536)
                assert part, "a stream has ended"
                left[one] += part
                if word in left[one]:
                    times.append(time.monotonic())
                    selector.unregister(one)
                    del left[one]
    assert not left, f"{len(left)} of them did not hear {word!r}"
    return times


def resident(process: int) -> float:
    """MB of memory."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MB


def spent(process: int) -> float:
    """Seconds of processor time."""
    ticks = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / TICK


def until_served(port: int) -> None:
    """Wait for the first page."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5) as answer:
                answer.read()
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("no page")


def measure(store: Store, process: int, port: int, tokens: list[str], idle: float) -> None:
    """Open the pages, leave them, let something happen."""
    warm = [listen(port, token) for token in tokens[:CHUNK]]  # threads, caches, the first look
    hear(warm, b"inbox", PATIENCE)
    for one in warm:
        one.close()
    time.sleep(3)
    before = resident(process)
    sockets: list[socket.socket] = []
    for start in range(0, len(tokens), CHUNK):
        more = [listen(port, token) for token in tokens[start : start + CHUNK]]
        hear(more, b"inbox", PATIENCE)
        sockets += more
    time.sleep(5)
    opened = resident(process) - before
    began, used = time.monotonic(), spent(process)
    time.sleep(idle)
    share = (spent(process) - used) / (time.monotonic() - began)
    now = datetime.now(UTC)
    day = (now - timedelta(days=1)).date().isoformat()
    open_matter(store, HANDLER, opening(day), now=now)
    began, used = time.monotonic(), spent(process)
    times = hear(sockets, b"event: case", 30)
    time.sleep(1)
    after = resident(process) - before
    limit = LIMIT_MB * len(tokens) / PAGES
    print(
        f"{len(sockets)} pages open: {opened:.1f} / {limit:.0f} MB over {before:.0f} MB, "
        f"{opened * MB / len(sockets) / 1024:.1f} KB each; {after:.1f} MB after a step was told"
    )
    print(f"idle over {idle:.0f} s: {share * 100:.1f} % of a core")
    print(
        f"a step is heard after {times[0] - began:.2f} s by the first and {times[-1] - began:.2f} s"
        f" by the last; it cost {spent(process) - used:.2f} s of processor time"
    )
    for one in sockets:
        one.close()


def main() -> None:
    """Measure in a temporary folder."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    idle = float(sys.argv[2]) if len(sys.argv) > 2 else 20.0
    with tempfile.TemporaryDirectory() as folder:
        url, now = f"sqlite:///{folder}/case.db", datetime.now(UTC)
        migrate(url)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("RONGCUO_")}
        own = {
            "RONGCUO_DATA_DIR": folder, "RONGCUO_DATABASE_URL": url, "RONGCUO_PORT": str(port)
        }  # fmt: skip
        with open_store(url) as store:
            prepare(store, now)
            with store.write() as connection:
                settle(connection, now)
            tokens = people(store, many, now)
            web = subprocess.Popen(
                [sys.executable, "-m", "rongcuo.up.page"], env={**inherited, **own}, cwd=ROOT
            )
            try:
                until_served(port)
                measure(store, web.pid, port, tokens, idle)
                again = [listen(port, token) for token in tokens[:CHUNK]]
                hear(again, b"inbox", PATIENCE)
                began = time.monotonic()
                web.terminate()
                web.wait(30)
                print(f"stopped with {CHUNK} pages open in {time.monotonic() - began:.1f} s")
            finally:
                web.kill()
                web.wait()


if __name__ == "__main__":
    main()
