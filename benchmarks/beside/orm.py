"""What both Django libraries share: the rows, and what surrounds a transition."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, models, transaction

from beside.work import REASON, ROLES, Event

encoded = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class Row(models.Model):
    """A table of the benchmark."""

    class Meta:
        """No app of its own."""

        abstract = True
        app_label = "peers"


class Person(Row):
    """Somebody, with the roles they hold."""

    username = models.CharField(max_length=60, unique=True)


class Grant(Row):
    """A role held."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=8)


class CaseEvent(Row):
    """What happened, by whom and why; with all rows written also a link of a hash chain."""

    case = models.ForeignKey("peers.Case", models.PROTECT)
    seq = models.IntegerField()
    at = models.DateTimeField(db_index=True)
    event = models.CharField(max_length=32)
    actor = models.ForeignKey(Person, models.PROTECT)
    reason = models.TextField()
    body = models.TextField(default="")
    previous = models.CharField(max_length=64, default="")
    hash = models.CharField(max_length=64, default="")


class Task(Row):
    """What has a due date."""

    case = models.ForeignKey("peers.Case", models.PROTECT)
    kind = models.CharField(max_length=32)
    due_on = models.DateField()
    next_action_at = models.DateTimeField(null=True, db_index=True)
    closed_at = models.DateTimeField(null=True)


class Notice(Row):
    """A letter to be sent."""

    key = models.CharField(max_length=120, unique=True)
    case = models.ForeignKey("peers.Case", models.PROTECT)
    recipient = models.ForeignKey(Person, models.PROTECT)
    context = models.TextField()
    not_before = models.DateTimeField(db_index=True)


class Paper(Row):
    """A paper that the step calls for."""

    case = models.ForeignKey("peers.Case", models.PROTECT)
    seq = models.IntegerField()
    code = models.CharField(max_length=8)


class Orm:
    """The work with Django's models; ``move`` is the library's own part of it."""

    def __init__(self, case: Any, cases: int, *, whole: bool) -> None:
        self.Case, self._whole = case, whole
        with connection.schema_editor() as editor:
            for table in (Person, Grant, case, CaseEvent, Task, Notice, Paper):
                editor.create_model(table)
        people = Person.objects.bulk_create(
            Person(username=f"user_{role.lower()}") for role in (*ROLES, "none")
        )
        Grant.objects.bulk_create(
            Grant(person=person, role=role) for person, role in zip(people, ROLES, strict=False)
        )
        self.Case.objects.bulk_create(
            self.Case(number=f"2026-{n:04d}-1", state="investigation", version=1, head="0" * 64)
            for n in range(1, cases + 1)
        )
        if whole:
            now, made = datetime.now(UTC), self.Case.objects.all()
            Task.objects.bulk_create(
                Task(case=case, kind="window", due_on=now.date(), next_action_at=now)
                for case in made
            )

    def move(self, case: Any, event: Event, user: Any) -> bool:
        """Take the transition on the model if ``user`` may; whether they may."""
        raise NotImplementedError

    def ready(self, event: Event) -> None:
        """Nothing is needed."""

    def fire(self, case: int, event: Event) -> None:
        """One step: person and case read, permission asked, state and event written."""
        with transaction.atomic():
            user = Person.objects.prefetch_related("grants").get(username=event.user)
            held = self.Case.objects.get(pk=case)
            version = held.version
            if not self.move(held, event, user):
                raise PermissionError(event.name)
            held.version += 1
            row = self._event(held, event, user)
            written = self.Case.objects.filter(pk=case, version=version).update(
                state=held.state, version=held.version, head=held.head
            )
            assert written == 1
            row.save(force_insert=True)
            if self._whole:
                self._rest(held, event, user, row)

    def _event(self, case: Any, event: Event, user: Any) -> Any:
        now = datetime.now(UTC)
        row = CaseEvent(
            case=case, seq=case.version, at=now, event=event.name, actor=user, reason=REASON
        )
        if self._whole:
            row.previous = case.head
            row.body = encoded(
                {"case": case.number, "seq": case.version, "at": now.isoformat(),
                 "event": event.name, "from": event.source, "to": event.dest,
                 "actor": user.username, "role": event.role, "reason": REASON}
            )  # fmt: skip
            row.hash = case.head = hashlib.sha256(
                f"{row.previous}\n{row.body}".encode()
            ).hexdigest()
        return row

    def _rest(self, case: Any, event: Event, user: Any, row: Any) -> None:
        """Tasks closed and opened, notices and papers: as many rows as ours, due days given."""
        due = date(2026, 3, 9)
        Task.objects.filter(pk=self._open(case)).update(closed_at=row.at, next_action_at=None)
        Task.objects.bulk_create(
            Task(case=case, kind=f"{event.name}-{n}", due_on=due, next_action_at=row.at)
            for n in range(event.tasks)
        )
        Notice.objects.bulk_create(
            Notice(
                key=f"{case.number}/{case.version}/{n}", case=case, recipient=user,
                not_before=row.at,
                context=encoded({"event": event.name, "due_on": due.isoformat(), "n": n}),
            )
            for n in range(event.notices)
        )  # fmt: skip
        Paper.objects.bulk_create(
            Paper(case=case, seq=case.version, code=f"D{n:02d}") for n in range(event.papers)
        )

    def _open(self, case: Any) -> int:
        held = Task.objects.filter(case=case, closed_at=None).values_list("pk", flat=True)
        return list(held)[0]  # noqa: RUF015 - every open task is read, as ours reads them

    def refuses(self, case: int, event: Event, user: str) -> bool:
        """Whether the library says no."""
        person = Person.objects.prefetch_related("grants").get(username=user)
        return not self.move(self.Case.objects.get(pk=case), event, person)

    def ended(self) -> tuple[int, int]:
        """From the tables."""
        decided = self.Case.objects.filter(state="decided", version=6).count()
        return decided, CaseEvent.objects.count()


def holds(role: str) -> Any:
    """A permission: whether the person holds that role."""
    return lambda _case, user: any(grant.role == role for grant in user.grants.all())


@contextmanager
def working(work: Orm) -> Iterator[Orm]:
    """The work, with the connection closed afterwards."""
    yield work
    connection.close()
