"""The pages over the sample bureau, and over databases that are empty, old or away."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from support.pages import TestClient, app_over, reader


@pytest.fixture(scope="session")
def sample_reader(
    sample_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    with reader(app_over(sample_url, tmp_path_factory.mktemp("data"))) as client:
        yield client


@pytest.fixture
def client(sample_reader: TestClient) -> TestClient:
    """A reader without cookies, looking at the sample bureau."""
    sample_reader.cookies.clear()
    return sample_reader


@pytest.fixture
def over(tmp_path: Path) -> Iterator[Callable[[str], TestClient]]:
    """A reader of the database at some URL."""
    with ExitStack() as stack:
        yield lambda url: stack.enter_context(reader(app_over(url, tmp_path)))
