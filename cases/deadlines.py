"""What time does: remind, escalate and lapse. Nothing is decided because time ran out."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection

from cases.advance import Request, advance_within
from cases.faults import Fault, tell_administrators
from cases.speaking import Action, Speaker
from deadlines import local_day
from storage import Store, due_tasks, outbox

BEGINNING = (datetime(1, 1, 1, tzinfo=UTC), 0)
AFTERWARDS = datetime.max.replace(tzinfo=UTC)
Transaction = Callable[[], AbstractContextManager[Connection]]


@dataclass(slots=True)
class Tally:
    """What one sweep did; its text names nobody."""

    actions: list[Action] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unreported: str | None = None

    def __str__(self) -> str:
        return (
            f"reminded {self.reminded}, escalated {self.escalated}, "
            f"lapsed {self.lapsed}, failed {self.failed}"
        )

    @property
    def reminded(self) -> int:
        """How many tasks reminded of their last day."""
        return self._count("remind")

    @property
    def escalated(self) -> int:
        """How many overdue tasks went a step up."""
        return self._count("escalate")

    @property
    def lapsed(self) -> int:
        """How many tasks the clock ended."""
        return self._count("lapse")

    @property
    def failed(self) -> int:
        """How many tasks could not be served."""
        return len(self.faults)

    @property
    def failures(self) -> list[str]:
        """One line for each task that could not be served: case, kind, class of the error."""
        return [str(fault) for fault in self.faults]

    def add(self, later: "Tally") -> None:
        """What a later sweep did besides; a task that cannot be served is told of once."""
        known = {fault.place for fault in self.faults}
        self.actions += later.actions
        self.faults += [fault for fault in later.faults if fault.place not in known]

    def _count(self, what: str) -> int:
        return sum(action.what == what for action in self.actions)


class _DryRunOver(Exception):
    pass


def enforce_deadlines(
    store: Store,
    now: datetime,
    *,
    batch: int = 500,
    dry_run: bool = False,
    worked_at: datetime | None = None,
) -> Tally:
    """Remind, escalate and lapse all that is due at ``now``; running it twice changes nothing.

    After downtime a task speaks once, with its latest rung. A case whose data raises does not keep
    the others waiting; the administrators are told of it. A dry run does the same and undoes it.
    ``worked_at`` is when the work was really done, where ``now`` is another moment.
    """
    now = now.astimezone(UTC)
    if dry_run:
        return _rehearse(store, now, now, batch)
    sweep = _Sweep(store, store.write, now)
    sweep.run(batch, worked_at or now)
    sweep.tally.unreported = tell_administrators(store, sweep.tally.faults, now)
    return sweep.tally


def foresee(store: Store, now: datetime, until: datetime, *, batch: int = 500) -> Tally:
    """What the sweeps from ``now`` to ``until`` do if nobody does anything; nothing is kept."""
    return _rehearse(store, now.astimezone(UTC), until.astimezone(UTC), batch)


def _rehearse(store: Store, now: datetime, until: datetime, batch: int) -> Tally:
    """Sweep at ``now``, and at each later moment that a task waits for; then undo it all.

    On SQLite nobody waits for it meanwhile; on PostgreSQL whoever takes a step of a case it met.
    """
    tally, moment = Tally(), now
    try:
        with store.rehearsal() as trial, trial.write() as connection:

            @contextmanager
            def savepoint() -> Iterator[Connection]:
                with connection.begin_nested():
                    yield connection

            while moment <= until:
                sweep = _Sweep(trial, savepoint, moment)
                sweep.run(batch, now)
                tally.add(sweep.tally)
                moment = due_tasks.next_moment(connection, moment) or AFTERWARDS
            raise _DryRunOver  # noqa: TRY301 - leaving the block by an error is what undoes it
    except _DryRunOver:
        return tally


class _Sweep:
    """One walk through what is due; each transaction is whole or never was."""

    def __init__(self, store: Store, transaction: Transaction, now: datetime) -> None:
        self.store, self.transaction, self.now = store, transaction, now
        self.tally = Tally()

    def run(self, batch: int, worked_at: datetime) -> None:
        """Serve batch after batch; where nothing is left, note that the sweep came through."""
        after = BEGINNING
        while True:
            with self.transaction() as connection:
                keys = due_tasks.due_keys(connection, self.now, after, batch)
                if not keys:
                    due_tasks.beat(connection, "sweep", worked_at)
                    return
            self._serve([task_id for _, task_id in keys])
            after = keys[-1]

    def _serve(self, ids: Sequence[int]) -> None:
        """Many tasks in one transaction; where one of them raises, each half in its own."""
        try:
            with self.transaction() as connection:
                spoken, over = self._speak(connection, ids)
        except Exception as error:  # noqa: BLE001 - one bad case must not stop the others
            if len(ids) == 1:
                self._fail(ids[0], error)
                return
            half = len(ids) // 2
            self._serve(ids[:half])
            self._serve(ids[half:])
            return
        self.tally.actions += spoken
        for task_id in over:
            self._end(task_id)

    def _speak(self, connection: Connection, ids: Sequence[int]) -> tuple[list[Action], list[int]]:
        """Let the ladders speak; the tasks whose end is an event are named and left to it."""
        speaker = Speaker(self.store, connection, self.now)
        said, over = [], []
        for task in due_tasks.take(connection, ids, self.now):
            if speaker.lapses(task):
                over.append(task.id)
            else:
                said.append(speaker.say(task))
        due_tasks.mark_spoken(connection, [one.mark for one in said])
        outbox.queue(connection, [notice for one in said for notice in one.notices])
        return [one.action for one in said if one.action], over

    def _end(self, task_id: int) -> None:
        try:
            with self.transaction() as connection:
                action = self._lapse(connection, task_id)
        except Exception as error:  # noqa: BLE001 - as above
            self._fail(task_id, error)
        else:
            self.tally.actions += [action] if action else []

    def _lapse(self, connection: Connection, task_id: int) -> Action | None:
        """End one task by its event, as of the moment its last day ended; if it is still due."""
        due_tasks.take_case(connection, task_id)
        speaker = Speaker(self.store, connection, self.now)
        for task in due_tasks.take(connection, [task_id], self.now):
            if event := speaker.lapses(task):
                request = Request(event, None, {"on": local_day(speaker.over(task)).isoformat()})
                done = advance_within(
                    self.store, connection, task.case.number, request, now=self.now
                )
                return speaker.action("lapse", task, done.notices)
        return None

    def _fail(self, task_id: int, error: Exception) -> None:
        with self.transaction() as connection:
            place = due_tasks.place_of(connection, task_id)
        self.tally.faults.append(Fault(place, type(error).__name__))
