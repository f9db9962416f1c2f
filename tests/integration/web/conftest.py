"""The pages over the sample bureau, and over databases that are empty, old or away."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from support.bureau import Bureau, at
from support.feeds import Subscribe
from support.pages import READER, Reader, TestClient, app_over, reader

from rongcuo.settings import Settings
from web import create_app


@pytest.fixture(scope="session")
def sample_reader(sample_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with reader(app_over(sample_url, tmp_path_factory.mktemp("data"))) as client:
        yield client


@pytest.fixture
def client(sample_reader: Reader) -> Reader:
    """A reader with nothing but a session, looking at the sample bureau."""
    sample_reader.sign_in(READER)
    return sample_reader


@pytest.fixture
def over(tmp_path: Path) -> Iterator[Callable[[str], TestClient]]:
    """A reader of the database at some URL."""
    with ExitStack() as stack:
        yield lambda url: stack.enter_context(reader(app_over(url, tmp_path)))


@pytest.fixture
def at_day(sqlite_bureau: Bureau, tmp_path: Path) -> Iterator[Subscribe]:
    """A reader of the bureau's pages on some day."""
    with ExitStack() as stack:

        def opened(on: str, **settings: Any) -> TestClient:
            chosen = Settings(
                database_url=str(sqlite_bureau.store.url), data_dir=tmp_path, **settings
            )
            return stack.enter_context(reader(create_app(chosen, clock=lambda: at(on))))

        yield opened


@pytest.fixture
def opened(bureau: Bureau, tmp_path: Path) -> Iterator[Subscribe]:
    """The same on each of the two databases."""
    with ExitStack() as stack:
        url = bureau.store.url.render_as_string(hide_password=False)

        def open_(on: str, **settings: Any) -> TestClient:
            chosen = Settings(database_url=url, data_dir=tmp_path, **settings)
            return stack.enter_context(reader(create_app(chosen, clock=lambda: at(on))))

        yield open_
