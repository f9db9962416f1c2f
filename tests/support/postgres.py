"""A PostgreSQL of the suite's own, from the installed binaries, in a temporary folder."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
import pytest
from psycopg import sql

HOST, USER = "127.0.0.1", "rongcuo"
UNPRIVILEGED = ("postgres", "nobody")
STARTING = 30.0
# What is in it is thrown away: nothing has to reach the disk.
FAST = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal",
    "max_wal_senders=0", "autovacuum=off",
)  # fmt: skip
COMMON = ("max_connections=60", "unix_socket_directories=", f"listen_addresses={HOST}")
SMALL = ("shared_buffers=64MB",)


def binaries() -> Path | None:
    """The folder of ``initdb`` and ``postgres``: on the path, else the newest of the system's."""
    if (found := shutil.which("initdb")) and shutil.which("postgres"):
        return Path(found).parent
    folders = [
        folder
        for pattern in ("lib/postgresql/*/bin", "pgsql-*/bin", "local/pgsql/bin")
        for folder in Path("/usr").glob(pattern)
        if (folder / "initdb").exists() and (folder / "postgres").exists()
    ]
    return max(folders, key=lambda folder: _number(folder.parent.name), default=None)


class PostgresServer:
    """A running server; ``new_database`` copies a template, ``url`` names a database.

    A ``durable`` one keeps what is committed and has the memory that it takes by itself, as a
    bureau's does: for measuring.
    """

    def __init__(self, folder: Path, tools: Path, *, durable: bool = False) -> None:
        self.folder, self.tools = folder, tools
        self._settings = COMMON if durable else (*FAST, *SMALL, *COMMON)
        self._names = (f"test_{number}" for number in count(1))
        self._as = _somebody()
        if self._as:
            os.chown(folder, *self._as)

    def __enter__(self) -> Self:
        self._run("initdb", "--no-sync", "--auth=trust", f"--username={USER}", "--encoding=UTF8",
                  "--locale=C", "--pgdata", str(self.folder / "data"))  # fmt: skip
        for _ in range(3):  # another program may take the free port before the server does
            self.port = _free_port()
            self._server = self._start()
            if self._answers():
                break
            self._stop()
        else:
            log = (self.folder / "log").read_text(encoding="utf-8", errors="replace")
            raise RuntimeError(f"PostgreSQL did not start:\n{log[-2000:]}")
        self._admin = psycopg.connect(self._dsn("postgres"), autocommit=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._admin.close()
        self._stop()

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{USER}@{HOST}:{self.port}/{database}"

    def new_database(self, template: str = "template0", name: str | None = None) -> str:
        """Make a database and give its name."""
        name = name or next(self._names)
        # Copying the files needs checkpoints, which cost nothing without fsync, and is the quicker.
        strategy = sql.SQL(
            "STRATEGY FILE_COPY" if self._admin.info.server_version >= 15_00_00 else ""
        )
        self._admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} {}").format(
                sql.Identifier(name), sql.Identifier(template), strategy
            )
        )
        return name

    def drop(self, database: str) -> None:
        self._admin.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
        )

    def _start(self) -> subprocess.Popen[bytes]:
        settings = [
            part for line in (*self._settings, f"port={self.port}") for part in ("-c", line)
        ]
        server = [str(self.tools / "postgres"), "-D", str(self.folder / "data"), *settings]
        command = [*_dying_with_us(), *server]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self.folder, **_identity(self._as)
            )

    def _answers(self) -> bool:
        deadline = time.monotonic() + STARTING
        while time.monotonic() < deadline and self._server.poll() is None:
            try:
                psycopg.connect(self._dsn("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return True
        return False

    def _stop(self) -> None:
        self._server.send_signal(signal.SIGQUIT)  # at once: there is nothing to save
        self._server.wait(10)

    def _run(self, tool: str, *words: str) -> None:
        done = subprocess.run(
            [str(self.tools / tool), *words],
            capture_output=True, text=True, check=False, cwd=self.folder, **_identity(self._as),
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{tool} failed: {done.stderr or done.stdout}")

    def _dsn(self, database: str) -> str:
        return f"host={HOST} port={self.port} user={USER} dbname={database}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The session's server; its folder lies outside pytest's, which only its owner may enter."""
    tools = binaries()
    if tools is None:
        pytest.skip("PostgreSQL is not installed (no initdb on the path or under /usr)")
    with (
        tempfile.TemporaryDirectory(prefix="rongcuo-pg-") as folder,
        PostgresServer(Path(folder), tools) as server,
    ):
        yield server


@pytest.fixture
def fresh_postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """A new and empty database."""
    name = postgres.new_database()
    yield postgres.url(name)
    postgres.drop(name)


def _somebody() -> tuple[int, int] | None:
    """Whom the server runs as where the suite runs as root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return user.pw_uid, user.pw_gid
    pytest.skip("PostgreSQL does not run as root, and no unprivileged user was found")


def _identity(who: tuple[int, int] | None) -> dict[str, Any]:
    return {"user": who[0], "group": who[1], "extra_groups": []} if who else {}


@cache
def _dying_with_us() -> tuple[str, ...]:
    """A prefix that ends the server when the suite is killed, where the system knows how."""
    prefix = ("setpriv", "--pdeathsig", "QUIT")
    try:
        done = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    except OSError:
        return ()
    return () if done.returncode else prefix


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])


def _number(version: str) -> float:
    try:
        return float(version.removeprefix("pgsql-"))
    except ValueError:
        return 0
