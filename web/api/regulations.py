"""The measures as the bureau keeps them: articles, its copy, its packs, how it reads them."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Path, Request, Response
from pydantic import Field

from access.policy import Thing
from cases.measures import ArticleSeen, measures_seen
from cases.permission import permitted
from cases.regulations import (
    KEEPS,
    LONGEST,
    PackPreview,
    TextPreview,
    interpret,
    keep_text,
    load_pack,
    look_at_pack,
    look_at_text,
    withdraw,
)
from deadlines import local_day
from storage.articles import Reading
from web.api.asking import AsksMeasures, Body, ReadsMeasures, RowId, WritesMeasures, asked_at, room
from web.api.calendars import GivenText, LookedAt, of_its_text
from web.api.once import Done, OnlyOnce
from web.one_moment import READ
from web.pasted import digest, looked_at, unix

ArticleNumber = Annotated[int, Path(ge=1, le=99)]

router = room()


@dataclass(frozen=True, slots=True)
class Named:
    """A clock, an event or a paper, by its code."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class RestingTold:
    """An article: its wording, the words of its items, and what stands on it."""

    article: str
    number: int
    wording: str | None
    items: tuple[Named, ...]
    clauses: dict[str, str]
    clocks: tuple[Named, ...]
    events: tuple[Named, ...]
    papers: tuple[tuple[str, str], ...]
    interpretations: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class TextTold:
    """What a copy of the measures would change; ``tried`` keeps it."""

    tried: str
    found: TextPreview


@dataclass(frozen=True, slots=True)
class PackTold:
    """What a pack would change; ``tried`` loads it."""

    tried: str
    found: PackPreview


class Interpreted(Body):
    """How the bureau reads an article, an item or a sub-fact, by which paper, of which day."""

    code: str = Field(max_length=200)
    number: str = Field(max_length=200)
    issued_on: date
    text: str = Field(max_length=LONGEST)


@router.api_route("/measures/articles/{article}", methods=READ)
def read_article(request: Request, _caller: ReadsMeasures, article: ArticleNumber) -> RestingTold:
    """One article with all that rests on it."""
    store, at = asked_at(request)
    return _told(measures_seen(store, local_day(at)).quoted(article))


@router.post("/measures/text/look")
def look_at_measures(request: Request, caller: AsksMeasures, said: GivenText) -> TextTold:
    """What a copy of the measures would change; nothing is written."""
    _may(request, caller.who)
    (store, at), text = asked_at(request), unix(said.text)
    with of_its_text():
        return TextTold(digest(text), look_at_text(store, text, local_day(at))[0])


@router.put("/measures/text")
def keep_measures(request: Request, caller: WritesMeasures, only: OnlyOnce, said: LookedAt) -> Done:
    """Keep the articles that changed."""
    (store, at), text = asked_at(request), unix(said.text)
    looked_at(text, said.tried)

    def deed() -> str:
        with of_its_text():
            keep_text(store, text, caller.who, at)
        return ""

    return Done(only.once(caller.who, said, deed).repeated)


@router.post("/measures/packs/look")
def look_at_pack_by_api(request: Request, caller: AsksMeasures, said: GivenText) -> PackTold:
    """What a pack would change; nothing is written."""
    _may(request, caller.who)
    text = unix(said.text)
    with of_its_text():
        return PackTold(digest(text), look_at_pack(asked_at(request)[0], text)[1])


@router.post("/measures/packs", status_code=201)
def load_pack_by_api(
    request: Request, caller: WritesMeasures, only: OnlyOnce, said: LookedAt
) -> Done:
    """Load it; cases keep the one they began with."""
    (store, at), text = asked_at(request), unix(said.text)
    looked_at(text, said.tried)

    def deed() -> str:
        with of_its_text():
            load_pack(store, text, caller.who, at)
        return ""

    return Done(only.once(caller.who, said, deed).repeated)


@router.post("/measures/interpretations", status_code=201)
def interpret_by_api(
    request: Request, caller: WritesMeasures, only: OnlyOnce, said: Interpreted
) -> Done:
    """Enter how the bureau reads it (第二十一条)."""
    store, at = asked_at(request)

    def deed() -> str:
        text = unix(said.text).strip()
        interpret(store, said.code, said.number.strip(), said.issued_on, text, caller.who, at)
        return ""

    return Done(only.once(caller.who, said, deed).repeated)


@router.delete("/measures/interpretations/{reading}", status_code=204)
def withdraw_by_api(request: Request, caller: WritesMeasures, reading: RowId) -> Response:
    """Withdraw an interpretation; it stays in the database."""
    store, at = asked_at(request)
    withdraw(store, reading, caller.who, at)
    return Response(status_code=204)


def _may(request: Request, who: str) -> None:
    store, at = asked_at(request)
    permitted(store, who, Thing.MEASURES, KEEPS, at)


def _told(one: ArticleSeen) -> RestingTold:
    shown, resting = one.shown, one.resting
    return RestingTold(
        shown.article, one.number, shown.wording,
        tuple(Named(*said) for said in one.readable if said[0] != shown.article),
        dict(one.clauses),
        tuple(Named(clock.name, clock.zh, clock.en) for clock in resting.clocks),
        tuple(Named(event.code, event.zh, event.en) for event in resting.events),
        resting.papers, shown.readings,
    )  # fmt: skip
