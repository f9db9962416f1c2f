"""Lists page by page: an opaque cursor, and the address of the next page in body and header."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from pydantic import BaseModel, Field

from states.errors import Invalid
from web.door import LARGEST_ID

T = TypeVar("T")
MOST, USUAL = 100, 50
Limit = Annotated[int, Query(ge=1, le=MOST, description="lines of a page")]
Cursor = Annotated[
    str | None, Query(max_length=400, description="from `next` of the page before; opaque")
]


class Page(BaseModel, Generic[T]):
    """A page of a list; ``next`` is the address of the next one, also in the header Link."""

    items: Sequence[T]
    next: str | None = Field(None, description="address of the next page; none on the last")


@dataclass(frozen=True, slots=True)
class Turning:
    """What a page needs to say where the next one is."""

    request: Request
    response: Response

    def page(self, items: Sequence[T], key: object | None) -> Page[T]:
        """These lines, and the address of what comes after ``key`` (``None``: nothing)."""
        if key is None:
            return Page(items=items, next=None)
        said = [(k, v) for k, v in self.request.query_params.multi_items() if k != "cursor"]
        mark = urlsafe_b64encode(str(key).encode()).decode().rstrip("=")
        to = f"{self.request.url.path}?{urlencode([*said, ('cursor', mark)])}"
        self.response.headers["Link"] = f'<{to}>; rel="next"'
        return Page(items=items, next=to)


def turning(request: Request, response: Response) -> Turning:
    """The dependency of every list."""
    return Turning(request, response)


def key_of(cursor: str | None) -> str | None:
    """What a cursor stands for; raises ``Invalid`` where no page gave it."""
    if cursor is None:
        return None
    try:
        return urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (Error, ValueError):
        raise not_ours() from None


def number_of(cursor: str | None) -> int | None:
    """The number of a row that a cursor stands for."""
    key = key_of(cursor)
    if key is None:
        return None
    if not (key.isascii() and key.isdigit() and 1 <= int(key[:20]) <= LARGEST_ID):
        raise not_ours()
    return int(key)


def not_ours() -> Invalid:
    """The refusal of a cursor that no page gave."""
    return Invalid(
        "cursor", "不是上一页给出的标记，请从第一页开始", "is not a mark that a page gave"
    )
