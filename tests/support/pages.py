"""The web app over a database of the test's choice, with the clock stopped, and its reader."""

import warnings
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from support.sample import SAMPLE_NOW

from deadlines import local_day
from rongcuo.settings import Settings
from storage import accounts, staffing
from storage.hashing import hash_token, new_token
from storage.people import person_named
from web.app import create_app

if TYPE_CHECKING:
    from fastapi import FastAPI

with warnings.catch_warnings():
    # Starlette asks for a client that is not yet in use elsewhere; httpx serves as well.
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.simplefilter("ignore", UserWarning)
    from fastapi.testclient import TestClient

READER = "luochengan"
HERE = "http://127.0.0.1:8642"


def app_over(url: str, data_dir: Path) -> "FastAPI":
    settings = Settings(database_url=url, data_dir=data_dir, bureau_name="青溪区生态环境局")
    return create_app(settings, clock=lambda: SAMPLE_NOW)


class Reader(TestClient):
    """A reader who is shown errors as a browser is, signed in."""

    def __enter__(self) -> Self:
        super().__enter__()
        self.sign_in(READER)
        return self

    def sign_in(self, username: str) -> None:
        """Be that person, in a session of one's own; nobody where they are not known."""
        self.cookies.clear()
        self.cookies.set("session", admit(self.app, username))


def reader(app: "FastAPI") -> Reader:
    """A member of the party group reads; use it as a context."""
    return Reader(app, base_url=HERE, raise_server_exceptions=False)


def admit(app: Any, username: str) -> str:
    """A session of that person, without any password: its token; a lost database knows none."""
    token = new_token()
    with suppress(SQLAlchemyError), app.state.store.write() as connection:
        _settle(connection, username, token, app.state.clock())
    return token


def _settle(connection: Connection, username: str, token: str, now: datetime) -> None:
    person = person_named(connection, username, local_day(now))
    if person is None:  # a bureau without anybody is looked at by somebody, too
        unit = staffing.add_unit(connection, "bureau", "区生态环境局", None)
        person_id = staffing.add_person(connection, username, "罗成安", None, unit)
        staffing.grant(connection, person_id, "BPG", None, now)
    else:
        person_id = person.id
    if accounts.account_of(connection, username) is None:
        accounts.add_account(connection, person_id, None, must_change=False, by=None, at=now)
    accounts.open_session(
        connection, token_hash=hash_token(token), person_id=person_id, factor_given=True,
        began_at=now, seen_at=now, address="127.0.0.1", agent="a test",
    )  # fmt: skip
