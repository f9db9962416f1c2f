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
    "/outbox": ("undelivered", "R"),
    "/accounts": ("accounts", "R"),
    "/accounts/units": ("accounts", "R"),
    "/accounts/new": ("accounts", "C"),
    "/roles": ("roles", "RA"),
    "/roles/new": ("roles", "G"),
    "/templates": ("templates", "R"),
    "/automation": ("automation", "R"),
    "/webhooks": ("webhooks", "R"),
    "/follow-up": ("reports", "Ro"),
    "/matters/new": ("facts", "W"),
    "/earlier": ("facts", "W"),
    "/measures": ("measures", "R"),
    "/measures/text": ("measures", "PAWI"),
    "/measures/packs": ("measures", "R"),
    "/measures/packs/load": ("measures", "PAWI"),
    "/registries": ("registries", "R"),
    "/calendar": ("calendar", "R"),
    "/calendar/versions": ("calendar", "R"),
    "/calendar/load": ("calendar", "W"),
    "/calendar/day": ("calendar", "W"),
    "/corrections": ("correction", "R"),
    "/clearing": ("clearing", "R"),
    "/archives": ("receipts", "R"),
    "/figures": ("reports", "Ro"),
    "/ledger": ("reports", "Ro"),
    "/patterns": ("patterns", "Rs"),
    "/digests": ("digests", "R"),
    "/archives/handover": ("retention", "W"),
    "/archives/transfers": ("retention", "R"),
    "/archives/due": ("retention", "R"),
    "/archives/appraisals": ("retention", "R"),
}
API = "/api/v1"
RIGHTS |= {
    f"{API}{path}": right
    for path, right in {
        **{
            name: RIGHTS[name]
            for name in (
                "/journal",
                "/undelivered",
                "/accounts",
                "/roles",
                "/corrections",
                "/clearing",
                "/archives",
                "/follow-up",
                "/ledger",
                "/figures",
                "/patterns",
                "/automation",
                "/webhooks",
                "/digests",
                "/templates",
                "/archives/handover",
                "/archives/transfers",
                "/archives/due",
                "/archives/appraisals",
            )
        },
        "/units": RIGHTS["/accounts"],
        "/matters/new": RIGHTS["/matters/new"],
    }.items()
}
"""Which rights of the table open a page that is not of a case."""
ALSO = dict.fromkeys(("/clearing", f"{API}/clearing"), ("feedback", "Rt"))
"""What else opens it."""
PARTS = {
    f"{of}/cases/{{number}}/{part}": things
    for of in ("", API)
    for part, things in {
        "correction": ("correction",),
        "clearing": ("clearing", "feedback"),
    }.items()
}
"""A page of a part of a case, and of which things somebody must see any: else it is not there."""
STREAM = "/live"
"""It answers a browser that listens, and for as long as it does."""
STREAMED = {"/cases/{number}/files", "/registries/{kind}/files", "/earlier/files"}
"""Their form is read as it comes: the key is looked at before the first byte of a file is kept."""
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
    asked = [rights[path] for rights in (RIGHTS, ALSO) if path in rights]
    return not asked or any(
        may([Role(role)], Thing(thing), letter) for thing, letters in asked for letter in letters
    )


def ways(app: Any) -> list[Way]:
    return [
        Way(method, route, frozenset(d.dependency for d in included.include_context.dependencies))
        for included in app.routes
        for route in included.original_router.routes
        for method in sorted(route.methods - {"HEAD"})
    ]


def reading(app: Any) -> list[Way]:
    """What is read and comes to an end."""
    return [way for way in ways(app) if way.method == "GET" and way.path != STREAM]


def asked(way: Way) -> set[Any]:
    """Everything that is called before the route itself."""
    found, left = set(way.asked_first), [way.route.dependant]
    while left:
        one = left.pop()
        found.add(one.call)
        left += one.dependencies
    return found


def address(way: Way, number: str) -> str:
    told = {
        "article": "16",
        "stop": "1",
        "file": "1",
        "paper": "1",
        "as_": "docx",
        "event": "accept",
    }
    kinds = {"bundle": "archive", "registries": "duty"}
    told |= {"kind": next((one for part, one in kinds.items() if part in way.path), "review")}
    told |= {"number": number.rpartition("-")[0] if "matters" in way.path else number}
    return re.sub(r"{(\w+)(?::\w+)?}", lambda m: told.get(m[1], "review"), way.path)
