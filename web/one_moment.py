"""A page is of one moment: what it shows together stood in the database together."""

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute

from storage import one_moment


class OneMoment(APIRoute):
    """A route all of whose answer is read in one transaction, held while its thread is at it.

    No longer: a request that waits for a thread must hold no connection, or those who have one
    would wait for those who want one. What is sent piece by piece reads for itself.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, _within_one(endpoint), **options)


def routes(**options: Any) -> APIRouter:
    """The routes of a room, each of one moment."""
    return APIRouter(route_class=OneMoment, **options)


def _within_one(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """The same, unless it waits for others: its readings are in threads of their own."""
    if iscoroutinefunction(endpoint):
        return endpoint

    @wraps(endpoint)
    def answer(**given: Any) -> Any:
        with one_moment():
            return endpoint(**given)

    return answer
