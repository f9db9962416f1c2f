"""Drafts of forms: kept while somebody writes, given back when they return, gone once handed in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.standing import find_person
from deadlines import local_day
from states.errors import Invalid
from storage import Store, drafts

Typed = Mapping[str, Sequence[str]]
MOST = 400_000
"""Characters of a draft; a report of twenty thousand with all its items is far below."""
LIES = timedelta(days=90)
"""How long a draft lies that nobody touches."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed, field by field, and when it was kept."""

    typed: Typed
    kept_at: datetime


def draft_of(store: Store, username: str, form: str, now: datetime) -> Draft | None:
    """The draft that ``username`` keeps of a form; their own and nobody else's."""
    with store.read() as connection:
        person = find_person(connection, username, local_day(now))
        found = drafts.draft(connection, person.id, form)
    return Draft(json.loads(found[0]), found[1]) if found else None


def keep_draft(store: Store, username: str, form: str, typed: Typed, now: datetime) -> None:
    """Keep what was typed in the place of what was kept before; raises ``Invalid``."""
    said = {name: list(values) for name, values in typed.items() if any(values)}
    text = json.dumps(said, ensure_ascii=False)
    if len(text) > MOST:
        raise Invalid("draft", "内容过长，草稿未保存", "is too long to be kept")
    with store.write() as connection:
        person = find_person(connection, username, local_day(now))
        drafts.keep(connection, person.id, form, text, now)


def drop_draft(store: Store, username: str, form: str, now: datetime) -> None:
    """Forget it: it was handed in, or is wanted no more."""
    with store.write() as connection:
        person = find_person(connection, username, local_day(now))
        drafts.drop(connection, person.id, form)
