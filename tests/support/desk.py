"""Somebody at the pages of a bureau, day by day: they open the form of an event and hand it in."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from support.bureau import Bureau, at
from support.pages import Reader
from support.typing_in import typed

from cases.asking import ask
from web.fields import fields_of

HIDDEN = re.compile(r'<input type="hidden"\s+name="([\w.]+)"\s+value="([^"]*)">')
NAMES = re.compile(r'\bname="([^"]+)"')


@dataclass(slots=True)
class Desk:
    """The clock of the app stands at ``moment[0]``."""

    client: Reader
    bureau: Bureau
    moment: list[Any] = field(default_factory=list)
    who: str = ""

    def on(self, day: str, username: str) -> None:
        """Be that person on that day; the session is of that day."""
        self.moment[:], self.who = [at(day)], username
        self.client.sign_in(username)

    def form(self, event: str, number: str = "") -> tuple[str, Any]:
        """Where an event is done, and its page."""
        where = f"/cases/{number or self.bureau.number}/do/{event}"
        return where, self.client.get(where)

    def hidden(self, page: str) -> dict[str, list[str]]:
        """What the page's own form carries, unseen."""
        form = page.partition("data-draft")[2]
        return {name: [unescape(value)] for name, value in HIDDEN.findall(form)}

    def do(self, event: str, data: dict[str, Any], number: str = "", **more: Any) -> Any:
        """Open the page of an event, type ``data`` into its widgets and hand it in."""
        where, page = self.form(event, number)
        assert page.status_code == 200, (event, page.text[-2000:])
        return self.hand_in(where, page.text, self.typed(event, data, number), **more)

    def typed(self, event: str, data: dict[str, Any], number: str = "") -> dict[str, list[str]]:
        """What the widgets of that page hold once ``data`` is typed into them."""
        asked = ask(
            self.bureau.store, number or self.bureau.number, event, self.moment[0], viewer=self.who
        )
        return typed(fields_of(asked.event.form, asked.choices), data)

    def hand_in(self, where: str, page: str, said: dict[str, list[str]], **more: Any) -> Any:
        """Send the form of ``page`` with ``said`` in its widgets, all of which it must have."""
        there = {unescape(name) for name in NAMES.findall(page)}
        rows = {name for name in said if name.endswith(".rows")}
        known = {name for name in said if not any(name.startswith(r[:-4]) for r in rows)}
        assert known <= there, known - there
        sent = {**self.hidden(page), "sure": ["1"], "act": ["do"], **said, **more}
        return self.client.post(where, data=sent, follow_redirects=False)
