"""The pages over the sample bureau, and over databases that are empty, old or away."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.bureau import Bureau, at
from support.desk import Desk
from support.feeds import Subscribe
from support.identity import CLIENT, SECRET, Traveller, identity_provider
from support.own_sample import Pages
from support.pages import HERE, READER, Reader, TestClient, app_over, reader
from support.portal import Portal
from support.sample import SAMPLE_NOW, own_sample

from cases.accounts import NewPerson, new_account
from rongcuo.sample.bureau import settle
from rongcuo.settings import Settings
from storage import accounts, migrate, open_store
from web.app import create_app


@pytest.fixture(scope="session")
def sample_reader(sample_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("data")
    with reader(app_over(own_sample(sample_url, folder), folder)) as client:
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
def pages(sample_url: str, tmp_path: Path) -> Iterator[Pages]:
    """The sample bureau, copied for this test."""
    with reader(app_over(own_sample(sample_url, tmp_path), tmp_path)) as client:
        yield Pages(client)


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    """A real identity provider that knows us."""
    with identity_provider(HERE) as running:
        yield running


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A bureau in which hemin has an account, and the password of it."""
    file = tmp_path_factory.mktemp("settled") / "case.db"
    url = f"sqlite:///{file}"
    migrate(url)
    with open_store(url) as store:
        with store.write() as connection:
            settle(connection, SAMPLE_NOW)
        told = new_account(store, NewPerson("hemin", "何敏", "bureau"), "jiangheng", SAMPLE_NOW)
        with store.write() as connection:
            person = accounts.account_of(connection, "hemin").person_id
            accounts.change_account(connection, person, must_change=False)
    return file, told.password


@pytest.fixture
def portal_at(settled: tuple[Path, str], tmp_path: Path) -> Iterator[Callable[..., Portal]]:
    """A bureau whose provider is at some issuer."""
    file = shutil.copy(settled[0], tmp_path)
    clock = [SAMPLE_NOW]
    with ExitStack() as stack:

        def made(issuer: str, **settings: Any) -> Portal:
            chosen = Settings(
                database_url=f"sqlite:///{file}", data_dir=tmp_path, oidc_issuer=issuer,
                oidc_client_id=CLIENT, **{"oidc_client_secret": SECRET, **settings},
            )  # fmt: skip
            client = stack.enter_context(reader(create_app(chosen, clock=lambda: clock[0])))
            client.cookies.clear()
            traveller = Traveller(client, issuer, stack.enter_context(httpx.Client()))
            return Portal(client, traveller, clock, settled[1])

        yield made


@pytest.fixture
def portal(portal_at: Callable[..., Portal], issuer: str) -> Iterator[Portal]:
    made = portal_at(issuer)
    yield made
    made.traveller.spoil("not at all")


@pytest.fixture
def opened(bureau: Bureau, tmp_path: Path) -> Iterator[Subscribe]:
    """The same on each of the two databases."""
    with ExitStack() as stack:
        url = bureau.store.url.render_as_string(hide_password=False)

        def open_(on: str, **settings: Any) -> TestClient:
            chosen = Settings(database_url=url, data_dir=tmp_path, **settings)
            return stack.enter_context(reader(create_app(chosen, clock=lambda: at(on))))

        yield open_


@pytest.fixture
def desk(sqlite_bureau: Bureau, tmp_path: Path) -> Iterator[Desk]:
    moment = [at("2026-03-02")]
    settings = Settings(database_url=str(sqlite_bureau.store.url), data_dir=tmp_path)
    with reader(create_app(settings, clock=lambda: moment[0])) as client:
        yield Desk(client, sqlite_bureau, moment)
