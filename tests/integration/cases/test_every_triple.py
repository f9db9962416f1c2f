"""Every (state, event, role) that the table does not grant, tried on a real case."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from sqlalchemy import update
from support.bureau import HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau, at
from support.databases import hasten
from support.papers_in import data_for

from cases.attempts import attempts_on
from deadlines import local_day
from states.errors import CaseError, GuardFailed, NotAllowed, NotFound
from states.events import EVENTS
from states.facts import Facts
from states.step import ROWS
from states.vocabulary import Refusal, Role, State, Track
from storage import staffing
from storage.people import person_named
from storage.schema import Case

WHO: dict[Role, str | None] = {
    Role.OFF: OFFICER, Role.UPO: UNIT, Role.BPG: "luochengan", Role.HND: HANDLER,
    Role.REV: "guyuan", Role.LEG: "shenlan", Role.SUP: SUPERVISOR, Role.HR: "fengjie",
    Role.INT: "qiufeng", Role.PET: "panxiao", Role.DIV: "dongli", Role.LDR: "shiqing",
    Role.ADM: "jiangheng", Role.SEC: "wenan", Role.AUD: "jianming", Role.AO: "liaison",
    Role.SYS: None,
}  # fmt: skip
BLIND = {Role.ADM, Role.SEC, Role.AUD, Role.AO, Role.HR, Role.INT}
"""Administrators and the liaison have no part in any case; files know of none before its end."""
MOMENT = "2026-03-05T10:00"
TODAY = local_day(at(MOMENT))
Refused = tuple[str, str, str, str]


@pytest.mark.parametrize("track", Track)
def test_what_the_table_does_not_grant_is_refused_and_leaves_its_trace(
    sqlite_bureau: Bureau, track: Track
):
    b = sqlite_bureau
    hasten(b.store)
    with b.store.write() as connection:
        handler = person_named(connection, HANDLER, TODAY)
        assert handler
        unit = handler.unit_id
        person = staffing.add_person(connection, "liaison", "联络人", None, unit)
        staffing.grant(connection, person, "AO", None, at("2026-01-05"))
    tried = granted = 0
    for state in State:
        number = standing(b, track, state)
        refused = []
        for event, role in product(EVENTS, Role):
            if role in roles_of(event, state, track):
                granted += 1
                continue
            tried += 1
            refusal = asked(b, event, WHO[role])
            assert_right(refusal, event, state, track, role)
            if role is not Role.SYS:
                refused.append((event, WHO[role], str(state), kind_of(event, state, track)))
        kept = [
            (one.event, one.person, str(one.state), str(one.refusal))
            for one in attempts_on(b.store, number, at(MOMENT))
        ]
        assert kept == refused
        assert (b.row().state, b.row().version) == (state, 1)
    assert tried + granted == len(State) * len(EVENTS) * len(Role)
    assert tried > 10_000


def standing(b: Bureau, track: Track, state: State) -> str:
    """A case put into ``state`` by hand, with a reviewer."""
    number = b.open("2026-03-02", track)
    with b.store.write() as connection:
        reviewer = person_named(connection, str(WHO[Role.REV]), date(2026, 3, 2))
        assert reviewer
        facts = Facts.read(b.row().facts).model_copy(update={"reviewers": (reviewer.id,)})
        connection.execute(
            update(Case)
            .where(Case.number == number)
            .values(state=str(state), facts=facts.model_dump_json(exclude_defaults=True))
        )
    return number


def roles_of(event: str, state: State, track: Track) -> set[Role]:
    """Whom the table grants ``event`` in ``state`` on ``track``."""
    rows = ROWS.get((event, state), ())
    return {role for row in rows if row.track in {None, track} for role in row.roles}


def asked(b: Bureau, event: str, by: str | None) -> CaseError:
    """How ``by`` is refused ``event``, with data that nothing could be said against."""
    data: dict[str, Any] = data_for(event, TODAY)
    with pytest.raises(CaseError) as refusal:
        b.do(MOMENT, event, by, asked=False, **data)
    return refusal.value


def kind_of(event: str, state: State, track: Track) -> str:
    """What the history of attempts calls it: only the other track has it, or nobody here."""
    others = ROWS.get((event, state)) and not roles_of(event, state, track)
    return str(Refusal.GUARD_FAILED if others else Refusal.NOT_ALLOWED)


def assert_right(refusal: CaseError, event: str, state: State, track: Track, role: Role) -> None:
    """Nobody has it here, or only the other track, or somebody else; or the case is not there."""
    if role in BLIND:
        assert type(refusal) is NotFound, (event, state, role)
        assert refusal.kind == "case"
        return
    if kind_of(event, state, track) == Refusal.GUARD_FAILED:
        assert type(refusal) is GuardFailed, (event, state, role)
        assert track.zh in refusal.say("zh")
        return
    assert type(refusal) is NotAllowed, (event, state, role, refusal)
    assert (refusal.event.code, refusal.state) == (event, state)
    assert set(refusal.granted) == roles_of(event, state, track)
    told = (role,) if refusal.granted else ()  # the others are told their own part
    assert refusal.roles == told, (event, state, role)
