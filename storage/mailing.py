"""What a notice needs at the moment it is sent: its recipient, its case, and whether it is true."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, select

from storage.outbox import QueuedNotice
from storage.prepared import Prepared
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


_facts = Prepared(
    select(
        Person.name, Person.email, Case.number, Matter.number, Matter.track,
        Matter.started_on, Case.window_last_day, Case.pack_id,
    )
    .select_from(Case)
    .join(Matter, Matter.id == Case.matter_id)
    .join(Person, Person.id == bindparam("recipient"))
    .where(Case.id == bindparam("case"))
)  # fmt: skip
_task = Prepared(select(Task.state, Task.due_on).where(Task.id == bindparam("task")))


def mail_facts(connection: Connection, notice: QueuedNotice) -> MailFacts:
    """Read them for one notice."""
    row = _facts.rows(connection, {"recipient": notice.recipient_id, "case": notice.case_id})[0]
    return MailFacts(*(*row, _overtaken(connection, notice)))


def _overtaken(connection: Connection, notice: QueuedNotice) -> bool:
    if notice.task_id is None:
        return False
    tasks = _task.rows(connection, {"task": notice.task_id})
    return [(state, day.isoformat()) for state, day in tasks] != [
        ("open", notice.context["due_on"])
    ]
