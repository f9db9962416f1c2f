"""What an operator and a load balancer ask."""

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse

from cases.health import health
from web.one_moment import READ

router = APIRouter()


@router.api_route("/healthz", methods=READ)
def healthz() -> PlainTextResponse:
    """The process answers."""
    return PlainTextResponse("ok")


@router.api_route("/readyz", methods=READ)
def readyz(request: Request) -> JSONResponse:
    """Whether requests can be served: 200, else 503. Ages are in seconds."""
    now = request.app.state.clock()
    found = health(request.app.state.store, now)
    body = {
        "ready": found.ready,
        "database": found.database_writable,
        "migration": {"current": found.migration_current, "head": found.migration_head},
        "oldest_unsent_notice": _age(found.oldest_unsent, now),
        "last_sweep": _age(found.last_sweep, now),
    }
    return JSONResponse(body, 200 if found.ready else 503)


def _age(instant: datetime | None, now: datetime) -> int | None:
    return max(0, int((now - instant).total_seconds())) if instant else None
