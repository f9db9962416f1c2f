"""Views of lists that people keep."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, insert, select

from storage.prepared import Prepared
from storage.schema import SavedView

_of_person = Prepared(
    select(SavedView.name, SavedView.query)
    .where(SavedView.person_id == bindparam("person"))
    .order_by(SavedView.name)
)


def views(connection: Connection, person: int) -> Sequence[tuple[str, str]]:
    """Name and query of each, by name."""
    return [(row[0], row[1]) for row in _of_person.rows(connection, {"person": person})]


def keep(connection: Connection, person: int, name: str, query: str) -> None:
    """Put it in the place of the one of that name."""
    drop(connection, person, name)
    connection.execute(insert(SavedView), {"person_id": person, "name": name, "query": query})


def drop(connection: Connection, person: int, name: str) -> None:
    """Forget it."""
    connection.execute(
        delete(SavedView).where(SavedView.person_id == person, SavedView.name == name)
    )
