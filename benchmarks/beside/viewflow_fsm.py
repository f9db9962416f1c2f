"""viewflow.fsm: a ``State`` beside a Django model, its transitions with a permission."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from beside.django_here import configure
from beside.work import EVENTS, Event


def opened(folder: Path, cases: int, *, whole: bool = False) -> AbstractContextManager[Any]:
    """The work on a file of its own."""
    configure(folder)
    from django.db import models  # noqa: PLC0415
    from viewflow.fsm import State  # noqa: PLC0415

    from beside import orm  # noqa: PLC0415 - Django's settings come first

    class Case(orm.Row):
        number = models.CharField(max_length=24, unique=True)
        state = models.CharField(max_length=24, db_index=True)
        version = models.IntegerField()
        head = models.CharField(max_length=64)

    state = State((*(event.source for event in EVENTS), EVENTS[-1].dest), default="investigation")

    def step(event: Event) -> Any:
        def done(_flow: Any) -> None:
            pass

        done.__name__ = event.name
        permission = orm.holds(event.role)
        return state.transition(source=event.source, target=event.dest, permission=permission)(done)

    def start(flow: Any, case: Any) -> None:
        flow.case = case

    state.setter()(lambda flow, value: setattr(flow.case, "state", value))
    state.getter()(lambda flow: flow.case.state)
    body = {event.name: step(event) for event in EVENTS}
    flow_of = type("Flow", (), {"state": state, "__init__": start, **body})

    class Work(orm.Orm):
        def move(self, case: Any, event: Event, user: Any) -> bool:
            method = getattr(flow_of(case), event.name)
            if not method.has_perm(user):
                return False
            method()
            return True

    return orm.working(Work(Case, cases, whole=whole))
