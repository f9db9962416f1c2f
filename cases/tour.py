"""Who is who in a sample bureau, for whoever is shown around."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from deadlines import local_day
from states.vocabulary import Role
from storage import Store, people, staffing


@dataclass(frozen=True, slots=True)
class Guide:
    """Somebody invented whom a visitor may be."""

    username: str
    name: str


def is_sample(store: Store) -> bool:
    """Whether everybody in this bureau is invented."""
    with store.read() as connection:
        return staffing.is_sample(store, connection)


def guides(store: Store, roles: Iterable[Role], now: datetime) -> dict[Role, Guide]:
    """Somebody for each role; nobody where the bureau is no sample."""
    if not is_sample(store):
        return {}
    with store.read() as connection:
        held = people.colleagues(connection, local_day(now), [str(role) for role in roles])
    return {Role(one.role): Guide(one.username, one.name) for one in reversed(held)}
