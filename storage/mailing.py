"""What a notice needs at the moment it is sent: its recipient, its case, and whether it is true."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from storage.outbox import QueuedNotice
from storage.schema import Case, Matter, Person, Task


@dataclass(frozen=True, slots=True)
class MailFacts:
    """The recipient and the case; ``overtaken`` when the task is closed or has another date."""

    recipient_name: str
    recipient_address: str | None
    case_number: str
    matter_number: str
    track: str
    started_on: date
    window_last_day: date
    pack_id: int
    overtaken: bool


def mail_facts(connection: Connection, notice: QueuedNotice) -> MailFacts:
    """Read them for one notice."""
    row = connection.execute(
        select(
            Person.name, Person.email, Case.number, Matter.number, Matter.track,
            Matter.started_on, Case.window_last_day, Case.pack_id,
        )
        .select_from(Case)
        .join(Matter, Matter.id == Case.matter_id)
        .join(Person, Person.id == notice.recipient_id)
        .where(Case.id == notice.case_id)
    ).one()  # fmt: skip
    return MailFacts(*(*row, _overtaken(connection, notice)))


def _overtaken(connection: Connection, notice: QueuedNotice) -> bool:
    if notice.task_id is None:
        return False
    task = connection.execute(
        select(Task.state, Task.due_on).where(Task.id == notice.task_id)
    ).first()
    return task is None or task[0] != "open" or task[1].isoformat() != notice.context["due_on"]
