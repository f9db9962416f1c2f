"""The pages of a bureau that has an identity provider, and one who goes to and fro."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from support.identity import Traveller
from support.pages import Reader

from storage import journal

BUTTON = "/sign-in/provider"


@dataclass
class Portal:
    """The pages of a bureau that has a provider, and one who travels between them."""

    client: Reader
    traveller: Traveller
    clock: list[datetime]
    password: str

    @property
    def store(self) -> Any:
        return self.client.app.state.store

    def link(self, username: str = "hemin", name: str = "hemin@1") -> Any:
        """From the person's own account, signed in with a password; and out again."""
        self.client.sign_in(username)
        self.traveller.name = name
        page = self.traveller.go("/account/provider")
        self.client.cookies.clear()
        return page

    def come(self, name: str = "hemin@1", to: str = "") -> Any:
        """Press the button with an empty browser."""
        self.client.cookies.clear()
        self.traveller.there.cookies.clear()
        self.traveller.name = name
        return self.traveller.go(BUTTON + to)

    def entries(self) -> list[tuple[str, str | None, str]]:
        with self.store.read() as connection:
            return [(one.kind, one.actor, one.body) for one in journal.entries(connection)]

    @property
    def signed_in(self) -> bool:
        return self.client.get("/account", follow_redirects=False).status_code == 200


def key_of(page: str) -> str:
    return re.findall(r'name="key" value="([0-9a-f]{64})"', page)[0]


def said(answer: Any) -> str:
    found = re.search(r'class="refusal" role="alert">([^<]+)<', answer.text)
    return found[1] if found else ""
