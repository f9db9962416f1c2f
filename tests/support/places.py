"""Every page there is, each at an address of the sample bureau, with somebody who may open it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from support.own_sample import ADMINISTRATORS
from support.pages import READER, SAMPLE_NOW, Reader, admit
from support.ways import OPEN_TO_ALL, ROLES, address, ways

from cases.listing import list_cases
from cases.views import case_file
from rongcuo.sample.bureau import PEOPLE
from storage import accounts

NUMBER = "2026-0003-1"
"""A case that has been through everything."""
NAMED = {
    "/templates/{code}": "/templates/D04",
    "/templates/{code}/restore": "/templates/D04/restore",
    "/accounts/of/{username}": "/accounts/of/guyuan",
    "/accounts/of/{username}/{deed}": "/accounts/of/guyuan/disable",
    "/accounts/units/{unit}/{deed}": "/accounts/units/third/close",
    "/roles/{grant}": "/roles/1",
    "/cases/{number}/papers/{paper}": f"/cases/{NUMBER}/papers/13",
    "/cases/{number}/do/{event}": "/cases/2026-0025-1/do/accept",
    "/measures/{article}": "/measures/16",
    "/registries/{kind}": "/registries/duty",
    "/registries/{kind}/template.csv": "/registries/duty/template.csv",
    "/help/tour/{stop}": "/help/tour/1",
    "/automation/{name}": "/automation/deliver-notices",
    "/follow-up/{period}/{unit}": "/follow-up/preview/bureau",
    "/digests/{digest}": "/digests/Z2026-0001",
    "/ledger/export.{as_}": "/ledger/export.csv",
    "/figures/export.{as_}": "/figures/export.csv",
}
"""Pages of things that have names of their own."""
BEFORE = {"/sign-in/code", "/set-up"}
"""Steps before one is in, which who is in does not see; the sign-in is looked at from outside."""
FILES = {
    "/cases/{number}/files/{file}", "/cases/{number}/papers/{paper}/file/{as_}",
    "/follow-up/{period}/{unit}/file/{as_}", "/work/{work}", "/work/{work}/file",
    "/patterns/{alert}", "/patterns/{alert}/{code}.{as_}", "/help/tour", "/digests/all.docx",
    "/webhooks/remove/{name:path}", "/archives/transfers/{transfer}",
    "/archives/appraisals/{appraisal}", "/archives/appraisals/{appraisal}/execute",
}  # fmt: skip
"""To be taken along, of what the sample has none, or only leading on."""
NO_PAGES = ("/static/", "/feed/", "/api/", "/healthz", "/readyz", "/live")
FIRST = (READER, ROLES["HND"], ROLES["ADM"], ROLES["SEC"])
FORMS = (
    "add_evidence", "assess_items", "decide", "declare_recusal", "file", "finish_clearing",
    "finish_correction", "propose", "record_sanction", "submit_plan", "submit_report",
)  # fmt: skip
"""Forms that have, taken together, every kind of field."""


@dataclass(frozen=True, slots=True)
class Place:
    """``who`` opens ``path`` there; nobody where one is outside."""

    name: str
    path: str
    who: str
    status: int = 200


def places(client: Reader) -> Iterator[Place]:
    """One of each page, and the pages of what is refused; a new route comes by itself."""
    settle_administrators(client)
    tokens = {who: admit(client.app, who) for who in {*FIRST, *ROLES.values()}}
    yield Place("sign-in", "/sign-in", "")
    for way in ways(client.app):
        if way.method != "GET" or way.path.startswith(NO_PAGES) or way.path in BEFORE | FILES:
            continue
        if way.path in OPEN_TO_ALL - {"/"}:
            continue
        path = NAMED.get(way.path) or address(way, NUMBER)
        if (who := _who_opens(client, path, tokens)) is not None:
            yield Place(way.route.name, path, who)
    yield Place("not-found", "/nothing", READER, 404)
    yield Place("refused", "/matters/new", ROLES["OFF"], 403)
    yield Place("wrong-value", "/cases?urgency=never", READER, 422)


def forms(client: Reader, events: Sequence[str] = FORMS) -> Iterator[Place]:
    """The form of each of these events, or of every one that somebody may do now."""
    wanted, store = set(events), client.app.state.store  # type: ignore[attr-defined]
    for who, *_ in PEOPLE:
        for row in list_cases(store, SAMPLE_NOW, viewer=who, limit=100).rows:
            for move in case_file(store, row.number, SAMPLE_NOW, viewer=who).moves:
                if move.allowed and move.event in wanted:
                    wanted.discard(move.event)
                    yield Place(f"do-{move.event}", f"/cases/{row.number}/do/{move.event}", who)
            if not wanted:
                return


def settle_administrators(client: Any) -> None:
    """Let those who need a second factor have one, as they must before they see a page."""
    with client.app.state.store.write() as connection:
        for username in ADMINISTRATORS:
            held = accounts.account_of(connection, username)
            assert held
            accounts.change_account(connection, held.person_id, factor="a secret")


def _who_opens(client: Reader, path: str, tokens: Mapping[str, str]) -> str | None:
    """Somebody whom it is shown to; ``None`` where it is a file to take along, not a page."""
    for username in dict.fromkeys((*FIRST, *ROLES.values())):
        client.cookies.clear()
        client.cookies.set("session", tokens[username])
        answer = client.get(path, follow_redirects=False)
        if answer.status_code == 200:
            return username if "html" in answer.headers["content-type"] else None
    raise AssertionError(f"nobody opens {path}: give it a name in support/places.py")
