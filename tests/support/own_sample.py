"""What somebody does on the pages of accounts and roles, form by form."""

import re
from typing import Any

from support.pages import HERE, Reader
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

    def send(self, path: str, **fields: str | list[str]) -> Any:
        key = KEY.findall(self.client.get("/account").text)[0]
        data = {"key": key, **fields}
        return self.client.post(path, data=data, follow_redirects=False)

    def lead(self, answer: Any) -> str:
        """Where an answer leads, within the site."""
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"]).removeprefix(HERE)
