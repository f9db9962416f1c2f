"""What a notice needs at the moment it is sent: its recipient, its case, and whether it is true."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, func, select

from storage.deliveries import LADDER, QueuedNotice
from storage.outbox import MAIL
from storage.prepared import Prepared
from storage.schema import Case, Matter, Notice, NoticeWay, Person, Task


@dataclass(frozen=True, slots=True)
class MailFacts:
    """The recipient, the case it tells of, if any; ``overtaken`` is why it is not true any more."""

    recipient_name: str
    recipient_address: str | None
    case_number: str | None
    matter_number: str | None
    track: str | None
    started_on: date | None
    window_last_day: date | None
    overtaken: str | None


_facts = Prepared(
    select(
        Person.name, Person.email, NoticeWay.address, Case.number, Matter.number, Matter.track,
        Matter.started_on, Case.window_last_day,
    )
    .select_from(Person)
    .outerjoin(Case, Case.id == bindparam("case"))
    .outerjoin(Matter, Matter.id == Case.matter_id)
    .outerjoin(
        NoticeWay,
        (NoticeWay.person_id == Person.id) & (NoticeWay.channel == bindparam("channel")),
    )
    .where(Person.id == bindparam("recipient"))
)  # fmt: skip
_reminder, _overdue = LADDER
# A later notice of the ladder speaks of a later rung: rungs are queued in their order.
_newest = (
    select(func.max(Notice.id))
    .where(
        Notice.case_id == bindparam("case"),
        Notice.task_id == bindparam("task"),
        Notice.recipient_id == bindparam("recipient"),
        (Notice.name == _reminder) | (Notice.name == _overdue),
    )
    .scalar_subquery()
)
_task = Prepared(select(Task.state, Task.due_on, _newest).where(Task.id == bindparam("task")))


def mail_facts(connection: Connection, notice: QueuedNotice, channel: str = MAIL) -> MailFacts:
    """Read them for one notice, with the recipient's address at ``channel``."""
    asked = {"recipient": notice.recipient_id, "case": notice.case_id, "channel": channel}
    name, email, address, *of_the_case = _facts.rows(connection, asked)[0]
    place = email if channel == MAIL else address
    told = (name, place, *of_the_case, _overtaken(connection, notice))
    return MailFacts(*told)


def _overtaken(connection: Connection, notice: QueuedNotice) -> str | None:
    if notice.task_id is None:
        return None
    asked = {"task": notice.task_id, "case": notice.case_id, "recipient": notice.recipient_id}
    state, due_on, newest = _task.rows(connection, asked)[0]
    if state != "open":
        return f"the task is {state}"
    if due_on.isoformat() != notice.context["due_on"]:
        return "the task has another date"
    if notice.name in LADDER and newest > notice.id:
        return "a later rung of the same task is told"
    return None
