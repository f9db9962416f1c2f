"""What a page costs: list, search, case, workbench, corrections among many cases; fifty people.

The sample bureau is multiplied in a database of each kind; every page is asked for through the app
itself, as several people, with the time that the server takes for it and the processor time of this
process (on SQLite that is all of it), beside what a plain loop takes at that moment. Then fifty
people click at once at a real server on loopback, each pausing about a second between an answer and
the next click.

Run it with ``python benchmarks/pages.py [--cases 10000 100000] [--seconds 60] [--people 50]
[--processes 2] [--rounds 40] [--keep FOLDER]``; it prints figures beside their limits and asserts
no time. What is in ``FOLDER`` is used again.
"""

import argparse
import asyncio
import multiprocessing
import random
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import httpx  # noqa: E402
import psycopg  # noqa: E402
import uvicorn  # noqa: E402
from support.many_cases import multiply  # noqa: E402
from support.pages import admit, app_over, reader  # noqa: E402
from support.postgres import PostgresServer, binaries  # noqa: E402
from support.sample import SAMPLE_NOW  # noqa: E402

from cases.listing import list_cases  # noqa: E402
from rongcuo.sample import load_sample  # noqa: E402
from rongcuo.settings import Settings  # noqa: E402
from rongcuo.up.page import KEPT_OPEN, spare_the_collector  # noqa: E402
from rongcuo.up.ports import page_socket  # noqa: E402
from storage import migrate, open_store  # noqa: E402

HOST = "127.0.0.1"
WARM = 12
"""How often a page is asked for before it is measured: at the eleventh time PostgreSQL keeps plans.
So it is on each connection, and for what has days in it each morning anew."""
LIMIT, LIMIT_AT_ONCE, BYTES, REQUESTS = 50, 300, 25_000, 6
WHO = {
    "handler": "hemin", "supervisor": "tangli", "party group": "luochengan",
    "reviewer": "guyuan", "unit": "baixue", "officer": "sunhao", "personnel": "fengjie",
}  # fmt: skip
PAGES = {
    "list": ("/cases", "/cases?urgency=soon", "/cases?state=phase-review", "/cases?unit=second"),
    "next page": ("{next}",),
    "other orders": ("/cases?sort=changed", "/cases?sort=opened", "/cases?sort=number"),
    "search, few": ("/cases?q=2026-0003", "/cases?q=（第12号", "/cases?q=没有这个词"),
    "search, many": ("/cases?q=扬尘", "/cases?q=执法", "/cases?q=0007"),
    "case": ("{case}",),
    "workbench": ("/",),
    "corrections": (
        "/corrections",
        "/corrections?show=red",
        "/corrections?show=amber",
        "/corrections?show=green",
        "/corrections?show=finished",
    ),
}
LINKED = re.compile(r'(?:<link[^>]+href|<script[^>]+src|<img[^>]+src)="([^"]+)"')


def fill(url: str, wanted: int) -> int:
    """A bureau of about so many cases; how many there are."""
    migrate(url)
    with open_store(url) as store:
        if list_cases(store, SAMPLE_NOW, limit=1).rows:
            return wanted
        load_sample(store, SAMPLE_NOW)
        made = multiply(store, wanted)
    if url.startswith("postgresql"):  # what the server does by itself, once it has time
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
    return made


class Timed:
    """The app with the time that each answer took, of the clock and of the processor."""

    def __init__(self, app: Any) -> None:
        self.app, self.state = app, app.state
        self.took: list[tuple[float, float]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer, and note what it took."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, spent = time.perf_counter(), time.process_time()
        await self.app(scope, receive, send)
        self.took.append((time.perf_counter() - began, time.process_time() - spent))


def p(share: int, values: Sequence[float]) -> float:
    """Of these values in milliseconds, the one that so many in a hundred do not pass."""
    return quantiles(values, n=100, method="inclusive")[share - 1] * 1000


def pace() -> float:
    """What a plain loop takes here and now, in milliseconds: machines differ, and so does one."""
    began, total = time.perf_counter(), 0
    for n in range(300_000):
        total += n
    return (time.perf_counter() - began) * 1000


def addresses(client: httpx.Client, page: str) -> list[str]:
    """The addresses of a kind of page, for whoever is signed in."""
    first = client.get("/cases").text
    more = re.search(r'href="(\?[^"]*)"\s+rel="next"', first)
    cases = re.findall(r'class="what">\s*<a href="(/cases/[^"]+)"', first)
    known = {
        "{next}": [f"/cases{more[1].replace('&amp;', '&')}"] if more else [],
        "{case}": cases[:5],
    }
    return [one for asked in PAGES[page] for one in known.get(asked, [asked])]


def measure(name: str, url: str, rounds: int) -> None:
    """Every page for everybody: the median and the 95th of the server's time."""
    with TemporaryDirectory() as folder:
        timed = Timed(app_over(url, Path(folder)))
        with reader(timed) as client:  # type: ignore[arg-type]
            spare_the_collector()
            for page in PAGES:
                for role, username in WHO.items():
                    client.sign_in(username)
                    asked = addresses(client, page)
                    if not asked:
                        continue
                    first = [client.get(address).status_code for address in asked]
                    if set(first) == {403} and page == "corrections":
                        continue  # the room is not for everybody
                    assert set(first) == {200}, asked
                    for address in asked * WARM:
                        client.get(address)
                    timed.took.clear()
                    loop = pace()
                    for n in range(rounds):
                        client.get(asked[n % len(asked)])
                    walls, spent = zip(*timed.took, strict=True)
                    print(
                        f"{name:22} {page:13} {role:12} p50 {p(50, walls):6.1f} ms  "
                        f"p95 {p(95, walls):6.1f} ms (<= {LIMIT})   "
                        f"processor p50 {p(50, spent):6.1f} p95 {p(95, spent):6.1f} ms   "
                        f"a loop beside it {loop:.0f} ms",
                        flush=True,
                    )


def weigh(url: str) -> None:
    """What a page weighs on its way to a browser, and what it asks for beside."""
    with TemporaryDirectory() as folder, reader(app_over(url, Path(folder))) as client:
        client.headers["Sec-Fetch-Site"] = "same-origin"
        for page, role in (("list", "party group"), ("case", "handler"), ("workbench", "handler")):
            client.sign_in(WHO[role])
            answer = client.get(addresses(client, page)[0])
            linked = set(LINKED.findall(answer.text))
            once = sum(sent(client.get(one)) for one in linked)
            print(
                f"{page:10} {sent(answer):6} bytes as sent (<= {BYTES}), {len(answer.content):6} "
                f"before compression; {1 + len(linked)} requests (<= {REQUESTS}), "
                f"{once} bytes once for all pages"
            )


def sent(answer: httpx.Response) -> int:
    """Bytes of its body on the wire."""
    return int(answer.headers["content-length"])


def serve(url: str, port: int) -> None:
    """One of the processes that serve."""
    with TemporaryDirectory() as folder:
        app = app_over(url, Path(folder))
        spare_the_collector()
        config = uvicorn.Config(app, log_level="error", ws="none", timeout_keep_alive=KEPT_OPEN)
        server = uvicorn.Server(config)
        server.run([page_socket(HOST, port)])


@contextmanager
def served(url: str, processes: int) -> Iterator[str]:
    """Where so many processes serve, as long as one stays within."""
    with page_socket(HOST, 0) as held:
        port = held.getsockname()[1]
        made = multiprocessing.get_context("fork").Process
        serving = [made(target=serve, args=(url, port)) for _ in range(processes)]
        for process in serving:
            process.start()
        try:
            yield f"http://{HOST}:{port}"
        finally:
            for process in serving:
                process.terminate()
            for process in serving:
                process.join(10)


class Browser:
    """One person's connection: what it costs beside the server, on the same cores, is little."""

    def __init__(self, base: str, token: str) -> None:
        self._host, self._port = base.removeprefix("http://").split(":")
        self._head = f"Host: {base.removeprefix('http://')}\r\nCookie: session={token}\r\n"
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, *, plain: bool = False) -> tuple[int, bytes]:
        """Status and body of a page, compressed unless ``plain``."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, int(self._port))
        reader, writer = self._streams
        packed = "" if plain else "Accept-Encoding: gzip\r\n"
        writer.write(
            f"GET {quote(path, safe='/?=&')} HTTP/1.1\r\n{self._head}{packed}\r\n".encode()
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
        body = await reader.readexactly(int(length[1]) if length else 0)
        return int(head.split(" ", 2)[1]), body


async def click(base: str, token: str, seconds: float, seed: int) -> list[tuple[float, str]]:
    """One person: what each click took, and what was wrong with the answer; empty: nothing."""
    choose, browser = random.Random(seed), Browser(base, token)
    found: list[tuple[float, str]] = []
    _, first = await browser.get("/cases", plain=True)
    cases = re.findall(r'class="what">\s*<a href="(/cases/[^"]+)"', first.decode())
    pages = ["/", "/cases", "/cases?q=2026-0003", "/cases?urgency=soon", *cases[:3]]
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        await asyncio.sleep(choose.uniform(0.5, 1.5))
        began, asked = time.perf_counter(), choose.choice(pages)
        try:
            status, _ = await browser.get(asked)
            wrong = "" if status == HTTPStatus.OK else f"{asked}: {status}"
        except (OSError, EOFError) as error:
            wrong, browser = f"{asked}: {error!r}", Browser(base, token)
        found.append((time.perf_counter() - began, wrong))
    return found


async def crowd(base: str, tokens: Sequence[str], seconds: float) -> list[tuple[float, str]]:
    """All of them at once, each with a connection of their own."""
    for _ in range(100):
        with suppress(OSError):
            await Browser(base, "").get("/sign-in")
            break
        await asyncio.sleep(0.2)
    each = (click(base, token, seconds, n) for n, token in enumerate(tokens))
    return [one for many in await asyncio.gather(*each) for one in many]


def at_once(name: str, url: str, people: int, seconds: float, processes: int) -> None:
    """So many people for so long."""
    with TemporaryDirectory() as folder, reader(app_over(url, Path(folder))) as client:
        names = list(WHO.values())
        tokens = [admit(client.app, names[n % len(names)]) for n in range(people)]
    with served(url, processes) as base:
        found = asyncio.run(crowd(base, tokens, seconds))
    walls = [took for took, _ in found]
    errors = [wrong for _, wrong in found if wrong]
    print(
        f"{name:22} {people} people, {processes} processes, {seconds:.0f} s: {len(found)} clicks, "
        f"{len(found) / seconds:.0f} a second, p50 {p(50, walls):.0f} ms, "
        f"p95 {p(95, walls):.0f} ms (<= {LIMIT_AT_ONCE}), {len(errors)} errors (0)",
        *sorted(set(errors)),
        sep="\n  ",
        flush=True,
    )


@contextmanager
def databases(sizes: Sequence[int], folder: Path) -> Iterator[list[tuple[str, str]]]:
    """A database of each kind and size: SQLite, and PostgreSQL where it is installed."""
    found = [(f"SQLite {size}", f"sqlite:///{folder / f'{size}.db'}") for size in sizes]
    tools = binaries()
    if tools is None:
        print("PostgreSQL is not installed: measured without it.")
        yield found
        return
    with (
        TemporaryDirectory(prefix="rongcuo-pg-") as place,
        PostgresServer(Path(place), tools, durable=True) as server,
    ):
        for size in sizes:
            url = server.url(server.new_database(name=f"cases_{size}"))
            found.append((f"PostgreSQL {size}", url))
        yield found


def main() -> None:
    """Fill, weigh, measure, and let people click."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, nargs="+", default=[10_000, 100_000])
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--people", type=int, default=50)
    asked.add_argument("--processes", type=int, default=Settings().pages_served_by)
    asked.add_argument("--rounds", type=int, default=40)
    asked.add_argument("--keep", type=Path)
    given = asked.parse_args()
    with TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(exist_ok=True)
        with databases(given.cases, folder) as all_of_them:
            for name, url in all_of_them:
                began = time.perf_counter()
                fill(url, int(name.split()[1]))
                print(f"{name}: filled in {time.perf_counter() - began:.0f} s", flush=True)
                measure(name, url, given.rounds)
                weigh(url)
                at_once(name, url, given.people, given.seconds, given.processes)


if __name__ == "__main__":
    main()
