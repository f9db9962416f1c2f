"""Warnings of 第十八条 as they stood at an instant, read off the steps of their alerts."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, select

from storage.schema import PatternAlert as A
from storage.schema import PatternStep as S


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning as it stood at an instant: whom it named by code, and what a visit found since.

    ``checked_at`` is ``None`` where nobody recorded a visit.
    """

    number: str
    kind: str
    name: str
    units: frozenset[str]
    check_on: date
    checked_at: datetime | None
    effective: bool | None


def warned(connection: Connection, until: datetime) -> list[Warned]:
    """Every warning that was signed before that instant, with what was recorded of it by then."""
    rows = connection.execute(
        select(A.id, A.number, A.kind, A.name, S.step, S.at, S.body)
        .join(S, S.alert_id == A.id)
        .where(S.step.in_(("warn", "check")), S.at < until)
        .order_by(A.id, S.seq)
    )
    found: dict[int, Warned] = {}
    for id_, number, kind, name, step, at, body in rows:
        learned = json.loads(body)["learned"]
        if step == "warn":
            check_on = date.fromisoformat(learned["check_on"])
            units = frozenset(learned["units"])
            found[id_] = Warned(number, kind, name, units, check_on, None, None)
        else:
            found[id_] = replace(found[id_], checked_at=at, effective=learned["effective"])
    return list(found.values())
