"""Alerts of 第十八条 as whoever asks may read them; units read the warnings that name them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from access.policy import Thing
from cases.pattern_eyes import alerts_shown, reads_whole
from cases.pattern_papers import AlertPaper, Print, paper_of, printed, rule_words
from cases.pattern_steps import DEEDS, Pair, may_be_checked, may_take
from cases.standing import granted
from deadlines import local_day
from regulations.pack import Pack
from reports.patterns import (
    LEAST,
    PAST_MONTHS,
    Kind,
    Rate,
    adjusted,
    chance_of,
    first_of_window,
    whole_months,
)
from states.errors import NotFound
from storage import Store, journal, patterns, units
from storage.calendar import calendar
from storage.packs import pack_by_id, pack_in_force
from storage.patterns import AlertRecord
from storage.people import PersonRecord
from storage.statistics import unit_names

A_DAY = timedelta(days=1)
KINDS: Mapping[str, Pair] = {
    "issue_type": ("问题类型", "Kind of issue"), "field": ("监管领域", "Field"),
}  # fmt: skip
STEPS: Mapping[str, Pair] = {
    "opened": ("形成预警", "Alert opened"),
    "joined": ("新增事项并入", "More matters joined"),
    **{code: (deed.zh, deed.en) for code, deed in DEEDS.items()},
}


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of the history; ``said`` is what was written."""

    at: datetime
    label: Pair
    actor: str | None
    said: Sequence[str]


@dataclass(frozen=True, slots=True)
class MatterView:
    """A matter that an alert counts, told without anybody's name."""

    day: date
    field: str | None
    issue_type: str | None
    unit: str


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert in the list; ``days_left`` in working days, negative when over."""

    number: str
    kind: str
    name: str
    state: str
    rule: Pair
    first_day: date
    last_day: date
    count: int
    share: float | None
    due_on: date | None
    days_left: int | None
    opened_on: date


@dataclass(frozen=True, slots=True)
class EffectCheck:
    """The record of the visit some months after a warning; ``follows`` may be empty.

    The first records said neither when nor by whom.
    """

    visited_on: date | None
    visited_by: str
    finding: str
    effective: bool
    follows: str


@dataclass(frozen=True, slots=True)
class AlertSheet:
    """An alert with all that its reader may know; ``moves`` are what they may do now."""

    line: AlertLine
    version: int
    whole: bool
    facts: Mapping[str, Any]
    steps: tuple[StepView, ...]
    matters: tuple[MatterView, ...]
    rates: tuple[Rate, ...]
    papers: tuple[AlertPaper, ...]
    moves: tuple[str, ...]
    units: Sequence[Pair]
    struck: Sequence[str]
    """Codes of the units whose matters it counts, of one that was merged its successor's."""
    effect: EffectCheck | None


@dataclass(frozen=True, slots=True)
class PatternBoard:
    """All alerts that are the reader's, and what stands out against a unit's own past."""

    alerts: tuple[AlertLine, ...]
    whole: bool
    striking: tuple[tuple[str, Rate], ...]
    compared: int
    enough_past: bool


def read_patterns(store: Store, viewer: str, now: datetime) -> PatternBoard:
    """The alerts, the newest first; the comparison with the past for those who see the whole."""
    with store.read() as connection:
        person = granted(connection, viewer, Thing.PATTERNS, "Rs", local_day(now))
        theirs = alerts_shown(connection, person)
        found = [
            _line(store, connection, one, now)
            for one in patterns.alerts(connection)
            if theirs(one.facts.get("units", ()))
        ]
        whole = reads_whole(person)
        rates = _rates(store, connection, local_day(now)) if whole else None
    striking = tuple((unit, rate) for unit, rate in (rates or ()) if rate.striking)
    return PatternBoard(tuple(found), whole, striking, len(rates or ()), rates is not None)


def read_alert(store: Store, viewer: str, number: str, now: datetime, *, bureau: str) -> AlertSheet:
    """One alert; raises ``NotFound`` where it is not for them."""
    with store.read() as connection:
        person = granted(connection, viewer, Thing.PATTERNS, "Rs", local_day(now))
        alert = _alert(connection, person, number)
        whole = reads_whole(person)
        pack = pack_by_id(store, connection, alert.pack_id)
        rates = _rates(store, connection, local_day(now)) if whole else None
        struck = [code for code, _ in patterns.units_of(connection, alert.id)] if whole else []
        follows = units.successors(connection)
        return AlertSheet(
            _line(store, connection, alert, now),
            alert.version,
            whole,
            alert.facts,
            tuple(map(_step, patterns.steps_of(connection, alert.id))) if whole else (),
            tuple(
                MatterView(one.started_on, one.field, one.issue_type, one.unit)
                for one in patterns.told_of(connection, alert.id)
            ) if whole else (),
            tuple(rate for _, rate in rates or ()
                  if (alert.kind, rate.name) == ("issue_type", alert.name)),
            tuple(_papers(connection, alert, pack, bureau, whole=whole)),
            tuple(_moves(person, alert, local_day(now))),
            [(code, name) for code, (_, name) in units.open_units(connection).items()],
            sorted({open_ for code in struck if (open_ := follows.get(code, code))}),
            _effect(alert) if whole else None,
        )  # fmt: skip


def print_alert(
    store: Store, viewer: str, number: str, code: str, now: datetime, *, bureau: str, as_: Print
) -> tuple[str, bytes]:
    """A paper of an alert as a file, and its name; that it was taken is in the journal."""
    with store.write() as connection:
        person = granted(connection, viewer, Thing.PATTERNS, "Rs", local_day(now))
        alert = _alert(connection, person, number)
        pack = pack_by_id(store, connection, alert.pack_id)
        found = {paper.code: paper for paper in
                 _papers(connection, alert, pack, bureau, whole=reads_whole(person))}  # fmt: skip
        if code not in found:
            raise NotFound("文书", "paper", code)
        said = {"alert": number, "code": code, "as": as_}
        journal.note(connection, "paper_taken", person, now, **said)
    return f"{number}-{code}.{as_}", printed(found[code], as_)


def pattern_flaws(store: Store) -> list[tuple[str, int]]:
    """Alerts whose history does not hold: number, and the first step that is broken."""
    with store.read() as connection:
        return list(patterns.flaws(connection))


def _alert(connection: Connection, person: PersonRecord, number: str) -> AlertRecord:
    alert = patterns.alert_numbered(connection, number)
    if alert is None or not alerts_shown(connection, person)(alert.facts.get("units", ())):
        raise NotFound("易错情形预警", "alert", number)
    return alert


def _line(store: Store, connection: Connection, alert: AlertRecord, now: datetime) -> AlertLine:
    facts, today = alert.facts, local_day(now)
    days = calendar(store, connection)
    return AlertLine(
        alert.number, alert.kind, alert.name, alert.state, rule_words(facts),
        date.fromisoformat(facts["first_day"]), date.fromisoformat(facts["last_day"]),
        facts["count"], facts.get("share"), alert.due_on,
        days.count(today, alert.due_on) if alert.due_on else None, local_day(alert.opened_at),
    )  # fmt: skip


def _papers(
    connection: Connection, alert: AlertRecord, pack: Pack, bureau: str, *, whole: bool
) -> list[AlertPaper]:
    """The analysis for those who see the whole; the warning for the units, once it is signed."""
    codes = [code for code in ("D37", "D38") if alert.facts.get(code)]
    if whole and alert.state in {"open", "analysed"}:
        codes = ["D37", "D38"]
    return [paper_of(connection, alert, code, pack, bureau) for code in codes
            if whole or code == "D38"]  # fmt: skip


def _effect(alert: AlertRecord) -> EffectCheck | None:
    """What a visit found, where one was recorded."""
    facts = alert.facts
    if "effective" not in facts:
        return None
    on = facts.get("visited_on")
    return EffectCheck(
        date.fromisoformat(on) if on else None,
        facts.get("visited_by", ""),
        facts["finding"],
        facts["effective"],
        facts.get("follows", ""),
    )


def _moves(person: PersonRecord, alert: AlertRecord, today: date) -> list[str]:
    return [
        code
        for code, deed in DEEDS.items()
        if alert.state in deed.states and may_take(person, alert, code)
        and not (code == "check" and not may_be_checked(alert, today))
    ]  # fmt: skip


def _step(one: patterns.StepRecord) -> StepView:
    body = json.loads(one.body)
    said: list[str] = []
    for name, value in body["data"].items():
        if name == "effective":
            continue
        if name == "matters":
            said.append(f"+ {len(value)}")
        elif isinstance(value, str):
            said += value.splitlines()
        else:
            said += map(str, value)
    return StepView(one.at, STEPS[one.step], one.actor, said)


def _rates(
    store: Store, connection: Connection, today: date, kind: Kind = "issue_type"
) -> list[tuple[str, Rate]] | None:
    """Each unit's kinds of issue against its own past; ``None`` where no unit has enough of it.

    A unit's past begins with its own first matter: before, nobody knows what it had.
    """
    pack_id = pack_in_force(store, connection, today)
    if pack_id is None:
        return None
    months = pack_by_id(store, connection, pack_id).pattern.same_issue_type.window_months
    since = first_of_window(today, months)
    firsts = patterns.first_starts(connection)
    known = {unit: min(PAST_MONTHS, whole_months(first, since)) for unit, first in firsts.items()}
    known = {unit: past for unit, past in known.items() if past >= months}
    if not known:
        return None
    now = patterns.by_unit(connection, kind, since, today, known)
    past = _past(connection, kind, since, known)
    names = unit_names(connection)
    rates = [
        Rate(unit, name, number, past.get((unit, name), 0), months, known[unit],
             chance_of(number, past.get((unit, name), 0), months, known[unit]))
        for (unit, name), number in now.items()
        if number >= LEAST
    ]  # fmt: skip
    return [(names[rate.unit][1], rate) for rate in adjusted(rates)]


def _past(
    connection: Connection, kind: Kind, since: date, known: Mapping[int, int]
) -> dict[tuple[int, str], int]:
    """What each unit had in as many months before ``since`` as it is known for."""
    found: dict[tuple[int, str], int] = {}
    for months in sorted(set(known.values())):
        units = [unit for unit, past in known.items() if past == months]
        back = first_of_window(since, months)
        found |= patterns.by_unit(connection, kind, back, since - A_DAY, units)
    return found
