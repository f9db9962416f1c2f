"""Views of the list that somebody keeps under a name: what it is narrowed to, and no case."""

from dataclasses import dataclass
from datetime import datetime

from cases.standing import find_person
from deadlines import local_day
from states.errors import GuardFailed, Invalid
from states.forms.base import says_nothing, unprintable
from storage import Store, saved_views

LONGEST_NAME, LONGEST_QUERY, MOST = 40, 600, 20


@dataclass(frozen=True, slots=True)
class SavedView:
    """A name and the query of the list's address."""

    name: str
    query: str


def views_of(store: Store, username: str, now: datetime) -> list[SavedView]:
    """What ``username`` keeps, by name."""
    with store.read() as connection:
        person = find_person(connection, username, local_day(now))
        return [SavedView(*row) for row in saved_views.views(connection, person.id)]


def keep_view(store: Store, username: str, name: str, query: str, now: datetime) -> None:
    """Keep a view under a name, in the place of one of that name; raises ``Invalid``."""
    called = name.strip()
    if says_nothing(called) or len(called) > LONGEST_NAME or unprintable(called):
        zh, en = f"须为1至{LONGEST_NAME}个字", f"must have 1 to {LONGEST_NAME} characters"
        raise Invalid("name", zh, en)
    if len(query) > LONGEST_QUERY:
        raise Invalid("query", "条件过多", "is too long")
    with store.write() as connection:
        person = find_person(connection, username, local_day(now))
        known = [held for held, _ in saved_views.views(connection, person.id)]
        if called not in known and len(known) >= MOST:
            raise GuardFailed(
                f"最多保存{MOST}个常用视图，请先删去不用的",
                f"{MOST} views are kept at most: delete one first",
            )
        saved_views.keep(connection, person.id, called, query)


def drop_view(store: Store, username: str, name: str, now: datetime) -> None:
    """Forget a view."""
    with store.write() as connection:
        person = find_person(connection, username, local_day(now))
        saved_views.drop(connection, person.id, name.strip())
