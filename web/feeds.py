"""Subscribed calendars: whoever holds the token reads one person's open tasks, and nothing else."""

from hashlib import sha256

from fastapi import HTTPException, Request
from fastapi.responses import Response

from cases.feeds import read_feed
from web.ics import as_ics
from web.one_moment import READ, routes
from web.rendering import language
from web.words import Words

# The address is the key: no page that is opened from here may be told it.
UNTOLD = {"Referrer-Policy": "no-referrer"}

router = routes()


@router.api_route("/feed/{token}.ics", methods=READ)
def feed(request: Request, token: str) -> Response:
    """The feed of ``token``; one that was revoked is as unknown as one that never was."""
    app = request.app.state
    entries = read_feed(app.store, token, app.clock())
    if entries is None:
        raise HTTPException(404, headers=UNTOLD)
    body = as_ics(entries, Words(language(request)), app.url)
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {**UNTOLD, "Cache-Control": "private, no-cache", "Vary": "Cookie", "ETag": tag}
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="text/calendar", headers=headers)


def _has(known: str, tag: str) -> bool:
    """Whether a reader already holds ``tag``; proxies may have made it a weak one."""
    held = {part.strip().removeprefix("W/") for part in known.split(",")}
    return bool(held & {tag, "*"})
