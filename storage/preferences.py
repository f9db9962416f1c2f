"""How people want to be told: channels with their addresses, and hours in which to rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from sqlalchemy import Connection, delete, insert, select, update

from storage.schema import NoticeWay, Person, QuietHours


@dataclass(frozen=True, slots=True)
class Preferred:
    """A channel as a person wants it."""

    address: str | None
    off: bool


def ways_of(connection: Connection, person: int) -> dict[str, Preferred]:
    """Each channel that a person said something about; letters always, with their address."""
    rows = connection.execute(
        select(NoticeWay.channel, NoticeWay.address, NoticeWay.off).where(
            NoticeWay.person_id == person
        )
    )
    found = {channel: Preferred(address, off) for channel, address, off in rows}
    email = connection.execute(select(Person.email).where(Person.id == person)).scalar_one()
    return {**found, "mail": Preferred(email, found["mail"].off if "mail" in found else False)}


def quiet_hours_of(connection: Connection, person: int) -> tuple[time, time] | None:
    """From when until when they want to hear nothing that can wait."""
    row = connection.execute(
        select(QuietHours.begins, QuietHours.ends).where(QuietHours.person_id == person)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def keep_preferences(
    connection: Connection,
    person: int,
    ways: Mapping[str, Preferred],
    quiet: tuple[time, time] | None,
) -> None:
    """Put these in the place of what was preferred before."""
    connection.execute(delete(NoticeWay).where(NoticeWay.person_id == person))
    rows = [
        {
            "person_id": person, "channel": channel,
            "address": None if channel == "mail" else way.address, "off": way.off,
        }
        for channel, way in ways.items()
        if way.off or (way.address and channel != "mail")
    ]  # fmt: skip
    if rows:
        connection.execute(insert(NoticeWay), rows)
    if "mail" in ways:
        mail = update(Person).where(Person.id == person).values(email=ways["mail"].address)
        connection.execute(mail)
    connection.execute(delete(QuietHours).where(QuietHours.person_id == person))
    if quiet:
        begins, ends = quiet
        connection.execute(insert(QuietHours).values(person_id=person, begins=begins, ends=ends))
