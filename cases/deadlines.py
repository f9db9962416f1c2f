"""What time does: remind, escalate and lapse. Nothing is decided because time ran out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from cases.advance import Request, advance_within
from cases.standing import addressees
from deadlines import WorkingDayCalendar, end_of, latest_rung, local_day, next_action
from regulations.pack import Pack
from states.events import EVENTS
from states.facts import Facts
from states.step import ROWS
from states.table import CLOCK_EVENTS
from states.tasks import TASK_KINDS
from states.vocabulary import Role, State
from storage import Store, due_tasks, outbox, records
from storage.calendar import calendar
from storage.due_tasks import DueTask
from storage.packs import pack_by_id
from storage.records import CaseRecord

BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
ESCALATES_TO = {
    "supervisor": Role.SUP,
    "division_leader": Role.DIV,
    "bureau_leader": Role.LDR,
}


@dataclass(frozen=True, slots=True)
class Action:
    """One thing time did, or would do: ``what`` is remind, escalate or lapse."""

    what: str
    case: str
    task: str
    due_on: date
    offset: int | None
    notices: int


@dataclass(slots=True)
class Tally:
    """What one sweep did; its text names nobody."""

    reminded: int = 0
    escalated: int = 0
    lapsed: int = 0
    failed: int = 0
    actions: list[Action] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"reminded {self.reminded}, escalated {self.escalated}, "
            f"lapsed {self.lapsed}, failed {self.failed}"
        )

    def count(self, action: Action) -> None:
        """Add one action."""
        self.actions.append(action)
        self.reminded += action.what == "remind"
        self.escalated += action.what == "escalate"
        self.lapsed += action.what == "lapse"


class _DryRunOver(Exception):
    pass


def enforce_deadlines(
    store: Store, now: datetime, *, batch: int = 500, dry_run: bool = False
) -> Tally:
    """Remind, escalate and lapse all that is due at ``now``; running it twice changes nothing.

    After downtime a task speaks once, with its latest rung. A case whose data raises is counted
    as failed and does not keep the others waiting. A dry run does the same and undoes it.
    """
    now = now.astimezone(UTC)
    if dry_run:
        return _rehearse(store, now, batch)
    tally = Tally()
    for work in _batches(store, now, batch):
        for task in work:
            try:
                with store.write() as connection:
                    for action in _serve(store, connection, task, now):
                        tally.count(action)
            except Exception as error:  # noqa: BLE001 - one bad case must not stop the others
                _note_failure(tally, task, error)
    with store.write() as connection:
        due_tasks.beat(connection, "sweep", now)
    return tally


def _batches(store: Store, now: datetime, batch: int) -> Iterator[list[DueTask]]:
    after = (BEGINNING, 0)
    while True:
        with store.read() as connection:
            work = due_tasks.due_tasks(connection, now, after, batch)
        if not work:
            return
        yield work
        after = (work[-1].next_action_at, work[-1].id)


def _rehearse(store: Store, now: datetime, batch: int) -> Tally:
    tally, after = Tally(), (BEGINNING, 0)
    try:
        with store.write() as connection:
            while work := due_tasks.due_tasks(connection, now, after, batch):
                for task in work:
                    try:
                        with connection.begin_nested():
                            for action in _serve(store, connection, task, now):
                                tally.count(action)
                    except Exception as error:  # noqa: BLE001 - as in the real sweep
                        _note_failure(tally, task, error)
                after = (work[-1].next_action_at, work[-1].id)
            raise _DryRunOver  # noqa: TRY301 - leaving the block by an error is what undoes it
    except _DryRunOver:
        return tally


def _note_failure(tally: Tally, task: DueTask, error: Exception) -> None:
    """Kind of error and case number only: a message could carry what the case is about."""
    tally.failed += 1
    code = type(error).__name__
    tally.failures.append(f"{task.number} {task.kind}: {code}")


def _serve(store: Store, connection: Connection, task: DueTask, now: datetime) -> Iterator[Action]:
    """One due task, in one transaction: read it again, speak its latest rung, lapse what ends."""
    case = records.load_case(connection, task.number)
    held = records.open_tasks(connection, case.id).get(task.kind) if case else None
    if case is None or held is None or held.id != task.id or held.state != "open":
        return
    days = calendar(store, connection)
    pack = pack_by_id(store, connection, case.pack_id)
    if (lapse := _lapses(task, case, now)) is not None:
        over = end_of(held.due_on)
        request = Request(lapse, None, {"on": local_day(over).isoformat()})
        done = advance_within(store, connection, case.number, request, now=now)
        yield Action("lapse", case.number, task.kind, held.due_on, None, done.notices)
        return
    yield from _speak(connection, task, case, pack, days, now)


def _lapses(task: DueTask, case: CaseRecord, now: datetime) -> str | None:
    """The event by which the clock ends this task, if its day is over and the table knows one."""
    event = CLOCK_EVENTS.get(task.kind)
    if event is None or now < end_of(task.due_on):
        return None
    rows = ROWS.get((event, State(case.state)), ())
    granted = any(Role.SYS in r.roles and r.track in {None, case.track} for r in rows)
    return event if granted else None


def _speak(
    connection: Connection,
    task: DueTask,
    case: CaseRecord,
    pack: Pack,
    days: WorkingDayCalendar,
    now: datetime,
) -> Iterator[Action]:
    offsets = pack.ladder(task.kind)
    rung = latest_rung(task.due_on, offsets, days, at=now)
    fresh = rung is not None and (task.last_rung is None or rung.offset > task.last_rung)
    last = rung.offset if rung and fresh else task.last_rung
    following = next_action(task.due_on, offsets, days, after=now, last_rung=last)
    due_tasks.mark_spoken(connection, [{"task": task.id, "rung": last, "next": following}])
    if rung is None or not fresh:
        return
    name = "reminder" if rung.offset <= 0 else "overdue"
    people = addressees(connection, case, Facts.model_validate_json(case.facts),
                        _listeners(task, case, pack, rung.offset))  # fmt: skip
    event = EVENTS["open"].code if task.kind == "application_window" else None
    outbox.queue(
        connection,
        [
            {
                "key": f"{case.number}/{task.id}/{task.due_on}/{rung.offset}/{person}",
                "case_id": case.id,
                "task_id": task.id,
                "name": name,
                "recipient_id": person,
                "role": str(role),
                "context": outbox.context(
                    event=event,
                    article=pack.deadlines[task.kind].article,
                    task=task.kind,
                    due_on=task.due_on,
                    provisional=task.provisional,
                ),
                "not_before": now,
                "created_at": now,
            }
            for role, person in people
        ],
    )
    what = "remind" if rung.offset <= 0 else "escalate"
    yield Action(what, case.number, task.kind, task.due_on, rung.offset, len(people))


def _listeners(task: DueTask, case: CaseRecord, pack: Pack, offset: int) -> frozenset[Role]:
    """Whoever must act, and as the delay grows their superiors.

    On the external track the filing with us stops nothing: handler and supervisor hear the window's
    ladder too (第十六条).
    """
    listeners = set(TASK_KINDS[task.kind].responsible)
    if task.kind == "application_window" and case.track == "external":
        listeners |= {Role.HND, Role.SUP}
    listeners |= {
        ESCALATES_TO[role] for day, role in pack.escalation.overdue.items() if day <= offset
    }
    return frozenset(listeners)
