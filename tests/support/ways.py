"""Every route of the app, as it describes itself: a new one is tried without being asked."""

import re
from dataclasses import dataclass
from typing import Any

from fastapi.routing import APIRoute

from access.policy import Thing, may
from rongcuo.sample.bureau import PEOPLE
from states.vocabulary import Role

OPEN_TO_ALL = {"/", "/healthz", "/readyz", "/feed/{token}.ics", "/sign-in", "/set-up", "/language"}
"""What asks nobody: the door itself, what a load balancer reads, a calendar's secret address."""
RIGHTS = {
    "/journal": ("journal", "R"),
    "/undelivered": ("undelivered", "R"),
    "/accounts": ("accounts", "R"),
    "/accounts/units": ("accounts", "R"),
    "/accounts/new": ("accounts", "C"),
    "/roles": ("roles", "RA"),
    "/roles/new": ("roles", "G"),
    "/templates": ("templates", "R"),
    "/follow-up": ("reports", "Ro"),
    "/matters/new": ("facts", "W"),
    "/ledger": ("reports", "Ro"),
    "/figures": ("reports", "Ro"),
    "/patterns": ("patterns", "Rs"),
}
"""Which rights of the table open a page that is not of a case."""
STREAMED = "/cases/{number}/files"
"""Its form is read as it comes: the key is looked at before the first byte of a file is kept."""
ROLES = {roles[0]: username for username, _, _, roles in reversed(PEOPLE)}
"""Somebody who holds each role."""


@dataclass(frozen=True)
class Way:
    """A route with what its router asks before all of its routes."""

    method: str
    route: APIRoute
    asked_first: frozenset[Any]

    @property
    def path(self) -> str:
        return self.route.path

    @property
    def open_to_all(self) -> bool:
        return self.path in OPEN_TO_ALL or self.path.startswith("/static/")


def opens(role: str, path: str) -> bool:
    """Whether the table lets somebody with that role alone open the page."""
    thing, letters = RIGHTS.get(path, ("", ""))
    return not thing or any(may([Role(role)], Thing(thing), letter) for letter in letters)


def ways(app: Any) -> list[Way]:
    return [
        Way(method, route, frozenset(d.dependency for d in included.include_context.dependencies))
        for included in app.routes
        for route in included.original_router.routes
        for method in sorted(route.methods - {"HEAD"})
    ]


def asked(way: Way) -> set[Any]:
    """Everything that is called before the route itself."""
    found, left = set(way.asked_first), [way.route.dependant]
    while left:
        one = left.pop()
        found.add(one.call)
        left += one.dependencies
    return found


def address(way: Way, number: str) -> str:
    told = {"file": "1", "paper": "1", "as_": "docx", "event": "accept"}
    told |= {"kind": "archive" if "bundle" in way.path else "review"}
    told |= {"number": number.rpartition("-")[0] if "matters" in way.path else number}
    return re.sub(r"{(\w+)(?::\w+)?}", lambda m: told.get(m[1], "review"), way.path)
