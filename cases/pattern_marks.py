"""What tells of the matters of an alert, for the check that its papers name nobody (第二十条)."""

from sqlalchemy import Connection

from reports.digest_marks import Marks
from storage import digest_sources as sources
from storage import patterns


def marks_of_alert(connection: Connection, alert: int, bureau: str) -> Marks:
    """Names, units, parties and subjects of all the matters that an alert counts.

    Numbers and days are found by how they look: there may be tens of thousands of matters.
    """
    units = sources.all_units(connection).values()
    tops = {name for name, above in units if above is None}
    people = patterns.people_of(connection, alert)
    parties, subjects = patterns.said_of(connection, alert)
    return Marks(
        officers=frozenset(patterns.officers_of(connection, alert)),
        people=frozenset(name for name, _ in people),
        usernames=frozenset(username for _, username in people),
        own_units=frozenset(name for _, name in patterns.units_of(connection, alert)) - tops,
        units=frozenset(name for name, _ in units),
        parties=parties,
        organs=frozenset({bureau}),
        texts=subjects,
    )
