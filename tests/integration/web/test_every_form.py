"""Every role at every form: what the table does not grant leaves nothing behind."""

from typing import Any

import pytest
from support.own_sample import Pages
from support.sample import SAMPLE_NOW
from support.ways import ROLES, STREAMED, address, ways

from access.policy import Thing, may
from cases.eyes import eyes_of
from deadlines import local_day
from states.errors import NotFound
from states.facts import Facts
from states.vocabulary import Role
from storage import records
from storage.schema import Base

NEEDS = {
    "/accounts": (Thing.ACCOUNTS, "C"), "/roles/new": (Thing.ROLES, "G"),
    "/roles/": (Thing.ROLES, "GA"), "/templates": (Thing.TEMPLATES, "W"),
    "/undelivered": (Thing.UNDELIVERED, "W"), "/measures": (Thing.MEASURES, "WPAI"),
    "/registries": (Thing.REGISTRIES, "W"), "/calendar": (Thing.CALENDAR, "W"),
    "/automation": (Thing.AUTOMATION, "W"), "/patterns": (Thing.PATTERNS, "WA"),
    "/earlier": (Thing.FACTS, "W"),
    "/digests": (Thing.DIGESTS, "WA"),
}  # fmt: skip
"""Which rights a form needs, by the beginning of its address."""
OWN = ("/account", "/inbox", "/sign-", "/api/", "/cases/views", "/cases/export", "/help/")
"""Of oneself; what a program may do is tried with tokens."""
OF_EVERY_TRY = {"sessions", "journal", "counters", "attempts", "heartbeats", "accounts", "tries"}
FIELDS = {
    "username": "zhengtao", "name": "某人", "email": "", "unit": "bureau", "role": "SUP",
    "code": "newunit", "parent": "bureau", "text": "#title 甲", "tried": "0", "seen": "0",
    "version": "1", "delivery": "1", "reason": "试", "abstract": "试", "received_on": "2026-11-20",
}  # fmt: skip


def rows(pages: Pages) -> dict[str, Any]:
    with pages.store.read() as connection:
        return {
            name: connection.execute(table.select().order_by(*table.primary_key)).fetchall()
            for name, table in Base.metadata.tables.items()
            if name not in OF_EVERY_TRY
        }


def unseen(pages: Pages, username: str) -> list[str]:
    """Cases that are not there for them."""
    found = []
    with pages.store.read() as connection:
        for number in connection.exec_driver_sql("SELECT number FROM cases ORDER BY id").scalars():
            case = records.load_case(connection, number)
            assert case
            try:
                facts = Facts.read(case.facts)
                eyes_of(connection, username, case, facts, local_day(SAMPLE_NOW))
            except NotFound:
                found.append(number)
    return found


def granted(role: str, path: str) -> bool:
    for begins, (thing, letters) in NEEDS.items():
        if path.startswith(begins):
            return any(may([Role(role)], thing, letter) for letter in letters)
    return False


@pytest.mark.parametrize("role", sorted(ROLES))
def test_what_the_table_does_not_grant_is_refused_and_leaves_nothing(pages: Pages, role: str):
    pages.be(ROLES[role])
    hidden, before, tried = unseen(pages, ROLES[role])[:2], rows(pages), 0
    for way in ways(pages.client.app):
        if way.method == "GET" or way.open_to_all or way.path.startswith(OWN):
            continue
        if way.path in STREAMED:  # a form with files has its own tests
            continue
        numbers = hidden if "{number}" in way.path else [""]
        if "{number}" not in way.path and granted(role, way.path):
            continue
        for number in numbers:
            path = address(way, number).replace("/of/review/review", "/of/zhengtao/disable")
            path = path.replace("/templates/review", "/templates/D04")
            path = path.replace("/roles/review", "/roles/1")
            answer = pages.send(path, **FIELDS)
            assert answer.status_code in {403, 404, 422}, (role, path, answer.status_code)
            assert number not in answer.headers.get("location", "/")[1:] or not number
            tried += 1
    assert tried >= 5
    assert rows(pages) == before
