"""Deeds of the API that are done once under their ``Idempotency-Key``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel

from cases.once import Once, is_known, once
from web.api.asking import MaybeKey, asked_at


@dataclass(frozen=True, slots=True)
class Only:
    """Does a deed for the caller; without a key every time."""

    request: Request
    key: str | None

    def once(self, who: str, said: BaseModel | str | None, deed: Callable[[], str]) -> Once:
        """What came of it; ``said`` is what was sent, and with the address what the key is for."""
        if self.key is None:
            return Once(deed(), repeated=False)
        store, at = asked_at(self.request)
        text = said.model_dump_json() if isinstance(said, BaseModel) else said or ""
        url = self.request.url
        asked = f"{self.request.method} {url.path}?{url.query}\n{text}"
        return once(store, who, self.key, asked, at, deed)

    def known(self, who: str) -> bool:
        """Whether the caller sends it again: whoever did it once may hear what came of it."""
        store, at = asked_at(self.request)
        return self.key is not None and is_known(store, who, self.key, at)


def only_once(request: Request, idempotency_key: MaybeKey = None) -> Only:
    """The dependency of a route that writes."""
    return Only(request, idempotency_key)


OnlyOnce = Annotated[Only, Depends(only_once)]


@dataclass(frozen=True, slots=True)
class Made:
    """The number of what was made; ``repeated``: it was there already, under the same key."""

    number: str
    repeated: bool


@dataclass(frozen=True, slots=True)
class Done:
    """It was done; ``repeated``: before, under the same key."""

    repeated: bool


@dataclass(frozen=True, slots=True)
class Started:
    """Long work under way: how far it is, `/api/v1/works/{work}` tells."""

    work: int
    repeated: bool


def made(done: Once) -> Made:
    """A deed that answers with a number."""
    return Made(done.said, done.repeated)
