"""Register a matter: one accountability procedure, one case for each officer (第十六条)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection

from cases.clocks import ClockRoom, window_of
from cases.recording import as_recorded
from cases.registering import Entry, Numbered, begin, enter_cases
from cases.registries import check_list_items
from cases.seating import Asked, seat
from cases.standing import find_person
from deadlines import SHANGHAI
from regulations.pack import Pack
from states.errors import GuardFailed, Invalid
from states.forms.application import Open
from states.vocabulary import Role
from storage import Store, lines, opening, units
from storage.calendar import calendar
from storage.packs import pack_by_id, pack_in_force
from storage.people import PersonRecord


@dataclass(frozen=True, slots=True)
class Opened:
    """A registered matter and its cases, in the order of the officers.

    Without ``list_items`` somebody should look for them (第六条): a hint, never a bar.
    """

    matter: str
    cases: tuple[str, ...]
    window_last_day: str | None
    provisional: bool
    list_items: tuple[str, ...] = ()
    repeated: bool = False


def open_matter(
    store: Store, actor: str, data: Mapping[str, Any], *, now: datetime, key: str | None = None
) -> Opened:
    """Register a matter and open its cases, all in one transaction.

    With an idempotency ``key`` that is known it answers as the first time and does nothing. Raises
    ``Invalid``, ``NotFound``, ``NotAllowed`` or ``GuardFailed``; then nothing was written.
    """
    form = Open.read(data)
    with store.write() as connection:
        done = _opened_before(connection, actor, form, key)
        return done or _open(store, connection, actor, form, now.astimezone(UTC), key)


def _opened_before(
    connection: Connection, actor: str, form: Open, key: str | None
) -> Opened | None:
    """What was registered with that key; raises ``Invalid`` where it was something else."""
    found = opening.opened_with(connection, key) if key else None
    if found is None:
        return None
    number, cases = found
    first = json.loads(cases[0][1])
    said = (first["actor"], first["data"], first["reason"])
    if said != (actor, as_recorded(form), form.reason):
        raise Invalid("idempotency_key", "该幂等键已用于另一次办理", "was used for another request")
    window = [task for task in first["tasks"] if task["kind"] == "application_window"]
    due_on = window[0]["due_on"] if window else None
    provisional = bool(window) and bool(window[0]["provisional"])
    return Opened(
        number, tuple(case for case, _ in cases), due_on, provisional, form.list_items,
        repeated=True,
    )  # fmt: skip


def _open(
    store: Store, connection: Connection, actor: str, form: Open, now: datetime, key: str | None
) -> Opened:
    today = now.astimezone(SHANGHAI).date()
    if form.started_on > today:
        raise Invalid("started_on", "不能晚于今天", "must not be in the future")
    if form.informed_on and not form.started_on <= form.informed_on <= today:
        raise Invalid(
            "informed_on", "须在启动日期与今天之间", "must lie between started_on and today"
        )
    if form.occurred_on and form.occurred_on > form.started_on:
        raise Invalid("occurred_on", "不能晚于启动日期", "must not be after started_on")
    check_list_items(connection, form.list_items, form.occurred_on or form.started_on)
    officers = _officers(connection, form, today)
    _of_a_unit(connection, officers)
    pack_id = pack_in_force(store, connection, form.started_on, form.pack)
    if pack_id is None:
        raise GuardFailed(
            f"没有在{form.started_on}施行的办法；请核对启动日期，"
            "尚未载入办法包的请先运行 rongcuo migrate",
            f"no regulation pack was in force on {form.started_on}: check started_on, "
            "or load one with rongcuo migrate",
            "第二十二条",
        )
    pack = pack_by_id(store, connection, pack_id)
    _in_scope(officers, form, pack)
    seating = seat(
        connection, actor,
        Asked(
            officers, [officer.unit_id for officer in officers], form.handler, form.supervisor,
            form.liable_superiors,
        ),
        today,
    )  # fmt: skip
    if form.issue_type and form.issue_type not in pack.issue_types:
        known = pack.issue_types
        raise Invalid(
            "issue_type", f"只能是：{'、'.join(known)}", f"must be one of {', '.join(known)}"
        )
    room = ClockRoom(pack, calendar(store, connection), now)
    last_day, provisional = window_of(form.started_on, pack, room.calendar)
    number = f"{today.year}-{opening.next_number(connection, 'matter', today.year):04d}"
    matter_id = opening.insert_matter(connection, {**_matter(form, number, now), "key": key})
    lines.keep_texts(connection, [(matter_id, number, form.subject)])
    cases = tuple(f"{number}-{index}" for index, _ in enumerate(officers, start=1))
    entered = [
        Numbered(
            begin(room, Entry("open", form, seating, officer, officer.unit_id, pack_id)),
            case, matter_id,
        )
        for case, officer in zip(cases, officers, strict=True)
    ]  # fmt: skip
    enter_cases(connection, entered, key)
    return Opened(
        number, cases, last_day.isoformat() if last_day else None, provisional, form.list_items
    )


def _officers(connection: Connection, form: Open, on: date) -> list[PersonRecord]:
    if len(set(form.officers)) != len(form.officers):
        raise Invalid("officers", "有重复人员", "names somebody twice")
    return [find_person(connection, name, on) for name in form.officers]


def _of_a_unit(connection: Connection, officers: list[PersonRecord]) -> None:
    """A unit that was merged or closed takes no new case."""
    if gone := units.has_ended(connection, [officer.unit_id for officer in officers]):
        raise GuardFailed(
            f"{'、'.join(gone)}已撤并，不再立案；请先由系统管理员核对人员的单位",
            f"{', '.join(gone)}: merged or closed, it takes no new case; have the unit of the "
            "person put right first",
        )


def _in_scope(officers: list[PersonRecord], form: Open, pack: Pack) -> None:
    """第二条: the measures speak of enforcement officers; of others where somebody says why."""
    confirmed = form.scope_reason and pack.person_scope.others == "manual_confirm"
    for officer in officers:
        if not confirmed and all(role != Role.OFF for role, _ in officer.grants):
            how = pack.person_scope.others == "manual_confirm"
            raise GuardFailed(
                f"{officer.username} 不是执法人员，不属本办法适用范围"
                + ("；经确认适用的，填写 scope_reason（理由）" if how else ""),
                f"{officer.username} is no enforcement officer: outside the scope"
                + ("; where it applies all the same, give scope_reason" if how else ""),
                "第二条",
            )


def _matter(form: Open, number: str, now: datetime) -> dict[str, Any]:
    return {
        "number": number,
        "subject": form.subject,
        "track": str(form.track),
        "organ": form.organ,
        "started_on": form.started_on,
        "start_document": form.start_document,
        "report_kind": str(form.report_kind),
        "party": form.party,
        "occurred_on": form.occurred_on,
        "opened_at": now,
        "earlier_number": None,
    }
