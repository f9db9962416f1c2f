"""django-fsm-2: an ``FSMField`` whose transitions carry a permission."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from beside.django_here import configure
from beside.work import EVENTS, Event


def opened(folder: Path, cases: int, *, whole: bool = False) -> AbstractContextManager[Any]:
    """The work on a file of its own."""
    configure(folder)
    from django.db import models  # noqa: PLC0415
    from django_fsm import FSMField, has_transition_perm, transition  # noqa: PLC0415

    from beside import orm  # noqa: PLC0415 - Django's settings come first

    def step(event: Event) -> Any:
        def done(_case: Any) -> None:
            pass

        done.__name__ = event.name
        return transition(
            field=fields["state"], source=event.source, target=event.dest,
            permission=orm.holds(event.role),
        )(done)  # fmt: skip

    fields: dict[str, Any] = {"state": FSMField(max_length=24, db_index=True)}
    body: dict[str, Any] = {
        "__module__": __name__,
        "number": models.CharField(max_length=24, unique=True),
        "version": models.IntegerField(),
        "head": models.CharField(max_length=64),
        **fields,
        **{event.name: step(event) for event in EVENTS},
    }
    case = type("Case", (orm.Row,), body)

    class Work(orm.Orm):
        def move(self, case: Any, event: Event, user: Any) -> bool:
            method = getattr(case, event.name)
            if not has_transition_perm(method, user):
                return False
            method()
            return True

    return orm.working(Work(case, cases, whole=whole))
