"""Databases for tests: both kinds, empty or at the head of the migrations, new for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

if TYPE_CHECKING:  # tests of the pure rooms need not wait for the database's libraries
    from storage import Store

MIGRATED = "migrated"


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Which of the two databases the test runs on."""
    return str(request.param)


@pytest.fixture
def database_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A new database without any table."""
    if backend == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return str(request.getfixturevalue("fresh_postgres_url"))


@pytest.fixture
def store(backend: str, request: pytest.FixtureRequest) -> "Store":
    """A migrated store on each of the two databases."""
    return cast("Store", request.getfixturevalue(f"{backend}_store"))


@pytest.fixture
def sqlite_store(migrated_sqlite: Path, tmp_path: Path) -> Iterator["Store"]:
    """A migrated store on SQLite alone, for what does not depend on the database."""
    from storage import open_store

    file = tmp_path / "case.db"
    shutil.copyfile(migrated_sqlite, file)
    with open_store(f"sqlite:///{file}") as store:
        yield store


@pytest.fixture
def postgresql_store(migrated_postgres_url: str) -> Iterator["Store"]:
    """A migrated store on PostgreSQL alone."""
    from storage import open_store

    with open_store(migrated_postgres_url) as store:
        yield store


@pytest.fixture
def migrated_postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A new database at the head of the migrations."""
    server = request.getfixturevalue("postgres")
    name = server.new_database(request.getfixturevalue("migrated_template"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that is migrated once and copied for each test."""
    from storage import migrate

    file = tmp_path_factory.mktemp("migrated") / "case.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_template(request: pytest.FixtureRequest) -> str:
    """A database that is migrated once and copied for each test."""
    from storage import migrate

    server = request.getfixturevalue("postgres")
    migrate(server.url(server.new_database(name=MIGRATED)))
    return MIGRATED


def hasten(store: "Store") -> None:
    """Let SQLite wait for no disk: for thousands of steps that need not survive a power cut."""
    with store.write() as connection:
        raw = connection.connection.cursor()
        for command in ("COMMIT", "PRAGMA synchronous=OFF", "BEGIN IMMEDIATE"):
            raw.execute(command)
