"""The room of the archives: receipts, bundles and impact periods (第十七条)."""

from fastapi import Request
from fastapi.responses import Response

from cases.archives import Filed, list_archives
from cases.rooms import chosen
from web.corrections import After
from web.door import Me, now
from web.one_moment import READ, routes
from web.rendering import page

router = routes()


@router.api_route("/archives", methods=READ)
def archives(
    request: Request, me: Me, show: str = Filed.WAITING.value, after: After = None
) -> Response:
    """Cases that are to be filed, in their impact period, or closed."""
    shown = chosen(Filed, show)
    found = list_archives(
        request.app.state.store, now(request), viewer=me.person.username, shown=shown, after=after
    )
    return page(
        request, "rooms/archives.html.j2", found=found, shown=shown, tabs=tuple(Filed), after=after
    )
