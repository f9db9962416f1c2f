"""Stylesheet, script and mark, under an address that changes with their content."""

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from web.one_moment import READ

TYPES = {
    "app.css": "text/css; charset=utf-8",
    "case.css": "text/css; charset=utf-8",
    "digests.css": "text/css; charset=utf-8",
    "doing.css": "text/css; charset=utf-8",
    "figures.css": "text/css; charset=utf-8",
    "measures.css": "text/css; charset=utf-8",
    "paper.css": "text/css; charset=utf-8",
    "rooms.css": "text/css; charset=utf-8",
    "app.js": "text/javascript; charset=utf-8",
    "live.js": "text/javascript; charset=utf-8",
    "mark.svg": "image/svg+xml",
}
FOREVER = "public, max-age=31536000, immutable"

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served; ``packed`` was compressed once, and holds no secret."""

    body: bytes
    packed: bytes
    digest: str
    kind: str


@cache
def asset(name: str) -> Asset:
    """The file ``name`` of ``templates/static``, read once."""
    body = (files("templates") / "static" / name).read_bytes()
    return Asset(body, gzip.compress(body, mtime=0), sha256(body).hexdigest()[:16], TYPES[name])


def address(name: str) -> str:
    """Where ``name`` is served; new content has a new address, so it may be kept for ever."""
    return f"/static/{asset(name).digest}/{name}"


@router.api_route("/static/{digest}/{name}", methods=READ)
def static_file(request: Request, digest: str, name: str) -> Response:
    """One of the few files there are, and only under the address of its present content."""
    if name not in TYPES or asset(name).digest != digest:
        raise HTTPException(404)
    found, headers = asset(name), {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
    if takes_gzip(request):
        headers["Content-Encoding"] = "gzip"
        return Response(found.packed, media_type=found.kind, headers=headers)
    return Response(found.body, media_type=found.kind, headers=headers)


def takes_gzip(request: Request) -> bool:
    """Whether the browser reads what is compressed; none of ours refuses it by a weight of zero."""
    said = request.headers.get("accept-encoding", "").lower()
    return any(one.strip() == "gzip" for one in said.split(","))
