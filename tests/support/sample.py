"""The sample bureau as it stands at one fixed moment, made once for the whole suite."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

# A Monday morning in Shanghai; the sample has cases due that day and cases that are late.
SAMPLE_NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def sample_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A SQLite database with the sample bureau in it; for reading only."""
    from rongcuo.sample import load_sample
    from storage import migrate, open_store

    file: Path = tmp_path_factory.mktemp("sample") / "case.db"
    url = f"sqlite:///{file}"
    migrate(url)
    with open_store(url) as store:
        load_sample(store, SAMPLE_NOW)
    return url
