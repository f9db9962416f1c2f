"""A page is of one moment: what it shows together stood in the database together."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute

from storage import one_moment
from web.turns import turn

READ = ["GET", "HEAD"]
"""The methods of a route that reads."""
Waiting = Callable[[], AbstractContextManager[None]]


class OneMoment(APIRoute):
    """A route whose endpoint reads in one transaction, held while its thread is at it.

    No longer: a request that waits for a thread must hold no connection, or those who have one
    would wait for those who want one. What is sent piece by piece reads for itself, and so does
    what an endpoint that waits for others (``async``) does in threads.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        reads = set(options.get("methods") or ["GET"]) <= {*READ}
        super().__init__(path, _within_one(endpoint, turn if reads else nullcontext), **options)


def routes(**options: Any) -> APIRouter:
    """The routes of a room, each of one moment."""
    return APIRouter(route_class=OneMoment, **options)


def _within_one(endpoint: Callable[..., Any], waiting: Waiting) -> Callable[..., Any]:
    """The same, once it is its turn; what waits for others has readings in threads of their own."""
    if iscoroutinefunction(endpoint):
        return endpoint

    @wraps(endpoint)
    def answer(**given: Any) -> Any:
        with waiting(), one_moment():
            return endpoint(**given)

    return answer
