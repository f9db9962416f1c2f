"""Subscribed calendars: whoever holds the token reads one person's open tasks, and nothing else."""

import re
from hashlib import sha256

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from cases.feeds import read_feed
from web.ics import as_ics
from web.rendering import language
from web.words import Words

READ = ["GET", "HEAD"]
TOKEN = re.compile(r"[0-9A-Za-z_-]{43}")

router = APIRouter()


@router.api_route("/feed/{token}.ics", methods=READ)
def feed(request: Request, token: str) -> Response:
    """The feed of ``token``; one that was revoked is as unknown as one that never was."""
    entries = read_feed(request.app.state.store, token) if TOKEN.fullmatch(token) else None
    if entries is None:
        raise HTTPException(404)
    body = as_ics(entries, Words(language(request)), request.app.state.url)
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"Cache-Control": "private, no-cache", "ETag": tag}
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="text/calendar", headers=headers)


def _has(known: str, tag: str) -> bool:
    """Whether a reader already holds ``tag``; proxies may have made it a weak one."""
    held = {part.strip().removeprefix("W/") for part in known.split(",")}
    return bool(held & {tag, "*"})
