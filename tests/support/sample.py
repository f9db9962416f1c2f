"""The sample bureau as it stands at one fixed moment, made once for the whole suite."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

# A Monday morning in Shanghai; the sample has cases due that day and cases that are late.
SAMPLE_NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def sample_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A SQLite database with the sample bureau in it; whoever writes takes a copy of their own."""
    from rongcuo.sample import load_sample
    from storage import migrate, open_store

    file: Path = tmp_path_factory.mktemp("sample") / "case.db"
    url = f"sqlite:///{file}"
    migrate(url)
    with open_store(url) as store:
        load_sample(store, SAMPLE_NOW)
    before = _content(file)
    yield url
    assert _content(file) == before, "a test wrote into the sample that all of them read"


def own_sample(sample_url: str, folder: Path) -> str:
    """A copy of the sample bureau in some folder, to write into; its address."""
    file = folder / "own.db"
    source = sqlite3.connect(sample_url.removeprefix("sqlite:///"))
    with closing(source), closing(sqlite3.connect(file)) as copy:
        source.backup(copy)
    return f"sqlite:///{file}"


def _content(file: Path) -> str:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return sha256(file.read_bytes()).hexdigest()
