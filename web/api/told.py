"""What one was told, what did not arrive, and how one wants to be told."""

from dataclasses import dataclass
from typing import Annotated, Self

from fastapi import BackgroundTasks, Path, Request
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cases.dead_letters import HeldLetterView, dead_letters, resend
from cases.inbox import InboxLine, mark_read, read_inbox
from cases.preferences import Preferences, preferences_of, set_preferences
from notifications.ways import Way
from web.api.asking import Body, Line, Pages, ReadsNotices, WritesNotices, asked_at, poke, room
from web.api.paging import USUAL, Cursor, Limit, Page, number_of
from web.door import LARGEST
from web.one_moment import READ

router = room()
RowNumber = Annotated[int, Field(ge=1, le=LARGEST)]


class Read(Body):
    """Which notices one has read: one, or all up to one; what came since stays new."""

    only: RowNumber | None = None
    until: RowNumber | None = None

    @model_validator(mode="after")
    def _which(self) -> Self:
        if self.only is None and self.until is None:
            raise PydanticCustomError("missing", "only or until")
        return self


class Wanted(Body):
    """How one wants to be told: an address for each way, which are on, and when one rests."""

    addresses: dict[Way, Line]
    on: frozenset[Way]
    begins: str = Field("", max_length=5, description="quiet from, `22:00`; empty: never")
    ends: str = Field("", max_length=5)


@dataclass(frozen=True, slots=True)
class Count:
    """How many it was."""

    notices: int


@router.api_route("/inbox", methods=READ)
def my_inbox(
    request: Request,
    caller: ReadsNotices,
    turn: Pages,
    new: bool = False,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> Page[InboxLine]:
    """What the caller was told, the newest first; with ``new`` what is not read yet."""
    store, at = asked_at(request)
    found = read_inbox(
        store, caller.who, at, before=number_of(cursor), unread_only=new, limit=limit
    )
    return turn.page(found.lines, found.next)


@router.post("/inbox/read")
def read_notices(request: Request, caller: WritesNotices, said: Read) -> Count:
    """Note that notices were read; how many were new."""
    store, at = asked_at(request)
    return Count(mark_read(store, caller.who, at, only=said.only, until=said.until))


@router.api_route("/undelivered", methods=READ)
def undelivered_notices(
    request: Request,
    caller: ReadsNotices,
    turn: Pages,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> Page[HeldLetterView]:
    """What was given up, the newest first, for those who can do something about it."""
    store, at = asked_at(request)
    found = dead_letters(store, caller.who, at, before=number_of(cursor), limit=limit)
    return turn.page(found.lines, found.next)


@router.post("/undelivered/{delivery}/resend")
def resend_notice(
    request: Request,
    later: BackgroundTasks,
    caller: WritesNotices,
    delivery: Annotated[int, Path(ge=1, le=LARGEST)],
) -> Count:
    """Send a letter again, as the same letter; how many notices it carries."""
    store, at = asked_at(request)
    done = resend(store, delivery, caller.who, at)
    poke(request, later)
    return Count(done)


@router.api_route("/me/notices", methods=READ)
def my_ways_of_notice(request: Request, caller: ReadsNotices) -> Preferences:
    """How the caller is told, and what cannot be switched off."""
    store, at = asked_at(request)
    return preferences_of(store, caller.who, at)


@router.put("/me/notices")
def set_ways_of_notice(request: Request, caller: WritesNotices, wanted: Wanted) -> Preferences:
    """Keep how the caller is told."""
    store, at = asked_at(request)
    addresses = {str(way): wanted.addresses.get(way, "") for way in Way}
    set_preferences(
        store, caller.who, at, addresses=addresses, on=frozenset(map(str, wanted.on)),
        quiet=(wanted.begins, wanted.ends),
    )  # fmt: skip
    return preferences_of(store, caller.who, at)
