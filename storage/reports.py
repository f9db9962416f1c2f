"""Reports and what is sealed of them; nothing here opens a seal."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from storage.opening import next_number
from storage.schema import Case, Matter, Person, Report


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """A report as it stands; ``identity`` and ``raw`` are sealed."""

    id: int
    number: str
    matter: str
    received_on: date
    abstract: str
    anonymous: bool
    identity: str | None
    raw: str | None
    handler_id: int
    handler: str
    handler_name: str
    entered_at: datetime


_reports = (
    select(
        Report.id, Report.number, Matter.number, Report.received_on, Report.abstract,
        Report.anonymous, Report.identity, Report.raw, Report.handler_id, Person.username,
        Person.name, Report.entered_at,
    )
    .join(Matter, Matter.id == Report.matter_id)
    .join(Person, Person.id == Report.handler_id)
    .order_by(Report.id)
)  # fmt: skip


def insert_report(connection: Connection, values: dict[str, Any]) -> int:
    """A new report, nothing sealed of it yet; its id."""
    return int(connection.execute(insert(Report).returning(Report.id), values).scalar_one())


def keep_sealed(
    connection: Connection, report_id: int, identity: str | None, raw: str | None
) -> None:
    """Write both sealed texts of a report."""
    connection.execute(
        update(Report).where(Report.id == report_id).values(identity=identity, raw=raw)
    )


def of_matter(connection: Connection, matter: str) -> list[ReportRecord]:
    """The reports of a matter, in the order they were entered."""
    rows = connection.execute(_reports.where(Matter.number == matter))
    return [ReportRecord(*row) for row in rows]


def report_numbered(connection: Connection, number: str) -> ReportRecord | None:
    """The report of that number."""
    row = connection.execute(_reports.where(Report.number == number)).first()
    return ReportRecord(*row) if row else None


def matter_reported(connection: Connection, matter: str) -> tuple[int, str, list[str]] | None:
    """The id of a matter, its kind of report, and the numbers of its cases."""
    rows = connection.execute(
        select(Matter.id, Matter.report_kind, Case.number)
        .join(Case, Case.matter_id == Matter.id)
        .where(Matter.number == matter)
        .order_by(Case.id)
    ).all()
    return (rows[0][0], rows[0][1], [row[2] for row in rows]) if rows else None


def sealed_after(connection: Connection, after: int, limit: int) -> Iterator[ReportRecord]:
    """The reports after that id."""
    statement = _reports.where(Report.id > after).order_by(Report.id).limit(limit)
    for row in connection.execute(statement):
        yield ReportRecord(*row)


def hold(connection: Connection) -> None:
    """Whoever seals a report or changes the keys waits here for who does so now, to the commit."""
    next_number(connection, "reports sealed", 0)


def any_report(connection: Connection) -> bool:
    """Whether anything was ever sealed: then a ring that is missing is a loss."""
    return connection.execute(select(Report.id).limit(1)).first() is not None
