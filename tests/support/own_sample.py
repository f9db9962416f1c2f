"""The sample bureau in a database of the test's own, to be changed; its pages."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from support.pages import HERE, Reader, app_over, reader
from support.ways import ROLES

from storage import accounts

ADMINISTRATORS = {ROLES[role] for role in ("ADM", "SEC", "AUD")}
KEY = re.compile(r'name="key" value="([0-9a-f]{64})"')


class Pages:
    """What somebody does on the pages: ``be`` them, ``look``, and ``send`` a form."""

    def __init__(self, client: Reader) -> None:
        self.client, self.store = client, client.app.state.store  # type: ignore[attr-defined]

    def be(self, username: str) -> None:
        self.client.sign_in(username)
        if username in ADMINISTRATORS:  # as they must
            with self.store.write() as connection:
                held = accounts.account_of(connection, username)
                assert held
                accounts.change_account(connection, held.person_id, factor="a secret")

    def look(self, path: str) -> Any:
        return self.client.get(path, follow_redirects=False)

    def send(self, path: str, **fields: str) -> Any:
        key = KEY.findall(self.client.get("/account").text)[0]
        data = {"key": key, **fields}
        return self.client.post(path, data=data, follow_redirects=False)

    def lead(self, answer: Any) -> str:
        """Where an answer leads, within the site."""
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"]).removeprefix(HERE)


@pytest.fixture
def pages(sample_url: str, tmp_path: Path) -> Iterator[Pages]:
    """The sample bureau, copied for this test."""
    file = tmp_path / "own.db"
    source = sqlite3.connect(sample_url.removeprefix("sqlite:///"))
    with closing(source), closing(sqlite3.connect(file)) as copy:
        source.backup(copy)
    with reader(app_over(f"sqlite:///{file}", tmp_path)) as client:
        yield Pages(client)
