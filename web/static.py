"""Stylesheet, script and mark, under an address that changes with their content."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

TYPES = {
    "app.css": "text/css; charset=utf-8",
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
    """A file as it is served."""

    body: bytes
    digest: str
    kind: str


@cache
def asset(name: str) -> Asset:
    """The file ``name`` of ``templates/static``, read once."""
    body = (files("templates") / "static" / name).read_bytes()
    return Asset(body, sha256(body).hexdigest()[:16], TYPES[name])


def address(name: str) -> str:
    """Where ``name`` is served; new content has a new address, so it may be kept for ever."""
    return f"/static/{asset(name).digest}/{name}"


@router.api_route("/static/{digest}/{name}", methods=["GET", "HEAD"])
def static_file(digest: str, name: str) -> Response:
    """One of the few files there are, and only under the address of its present content."""
    if name not in TYPES or asset(name).digest != digest:
        raise HTTPException(404)
    found = asset(name)
    return Response(found.body, media_type=found.kind, headers={"Cache-Control": FOREVER})
