"""The journal, for the audit administrator: what is done besides the steps of cases."""

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from cases.journal import KINDS, JournalPage, journal_page
from states.errors import Invalid
from web.door import LARGEST, Me, now
from web.one_moment import READ, routes
from web.rendering import page

router = routes()


@router.api_route("/journal", methods=READ)
def journal(
    request: Request,
    me: Me,
    kind: str = "",
    before: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
) -> Response:
    """The newest entries first, of one kind or of all; others than the auditor are refused."""
    if kind and kind not in KINDS:
        raise Invalid("kind", "没有这一类，请从列表中选择", "there is no such kind")
    store, who = request.app.state.store, me.person.username
    found: JournalPage = journal_page(store, who, now(request), before=before, kind=kind or None)
    return page(request, "journal.html.j2", found=found, kind=kind, kinds=KINDS)
