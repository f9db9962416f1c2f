"""What pages and the command line show of cases: read-only values, labels included."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from cases.advance import Desk, situation_of
from cases.hints import SEEN_BY, Hint, LinkedItem, hints_of, linked_items
from cases.late_notice import LateNotice, late_notice
from cases.moves import MoveView, moves_of
from cases.sheets import Law, SheetView, sheet_view
from cases.standing import find_person, lent_parts, roles_in_case
from cases.taking_part import (
    RecommendationView,
    RecusalView,
    VoteView,
    hands_of,
    recommendation_of,
    recusals_of,
    votes_of,
)
from deadlines import WorkingDayCalendar, local_day
from notifications.catalogue import CATALOGUE
from regulations.pack import Pack
from states.errors import Invalid, NotFound
from states.events import EVENTS
from states.facts import Exhibit, Facts
from states.forms.base import Form
from states.papers import PAPERS
from states.situation import Actor
from states.table import CLOCK_EVENTS
from states.tasks import TASK_KINDS
from states.vocabulary import Phase, ReportKind, Role, State
from storage import Store, articles, browsing, people, records, registries
from storage.browsing import BrowsedCase, Wanted
from storage.calendar import calendar
from storage.packs import pack_by_id

SOON = 5
URGENCIES = ("overdue", "today", "soon", "ok", "none")


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the list; ``days_left`` in working days, negative when over."""

    number: str
    matter_number: str
    subject: str
    officer_name: str
    unit_name: str
    state: str
    state_zh: str
    phase: str
    track: str
    outcome: str | None
    due_on: date | None
    due_kind_zh: str | None
    due_kind_en: str | None
    provisional: bool
    urgency: str
    days_left: int | None
    opened_on: date
    version: int


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of the list, the counts of every urgency, and the key of the next page."""

    rows: tuple[CaseRow, ...]
    counts: dict[str, int]
    next: str | None


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task of a case."""

    kind: str
    zh: str
    en: str
    article: str | None
    due_on: date
    provisional: bool
    state: str
    urgency: str
    days_left: int | None
    responsible: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class EventView:
    """One entry of the history."""

    seq: int
    at: datetime
    event: str
    zh: str
    from_state: str | None
    to_state: str
    actor_name: str
    role: str
    reason: str | None
    articles: tuple[str, ...]
    happened_on: date | None = None
    lapsed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper that an event called for."""

    code: str
    zh: str
    state: str
    event_zh: str


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice and what became of it."""

    template: str
    zh: str
    recipient_name: str
    state: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as its page shows it."""

    row: CaseRow
    organ: str
    started_on: date
    informed_on: date | None
    late_notice: LateNotice | None
    window_last_day: date | None
    window_provisional: bool
    tasks: tuple[TaskView, ...]
    events: tuple[EventView, ...]
    papers: tuple[PaperView, ...]
    notices: tuple[NoticeView, ...]
    moves: tuple[MoveView, ...]
    people: tuple[tuple[Role, str], ...]
    report_kind: str
    evidence: tuple[Exhibit, ...]
    sheet: SheetView | None
    party: str | None
    occurred_on: date | None
    list_items: tuple[LinkedItem, ...]
    hints: tuple[Hint, ...]
    recommendation: RecommendationView | None
    recusals: tuple[RecusalView, ...]
    votes: tuple[VoteView, ...]


def list_cases(
    store: Store,
    now: datetime,
    *,
    urgency: str | None = None,
    state: str | None = None,
    query: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> CasePage:
    """A page of cases by nearest due day; ``counts`` are of all urgencies, equally filtered."""
    with store.read() as connection:
        today = local_day(now)
        days = calendar(store, connection)
        wide = Wanted(state=state, query=query)
        counts = dict.fromkeys(URGENCIES, 0)
        for day, number in browsing.due_day_counts(connection, wide):
            counts[urgency_of(day, today, days)] += number
        wanted = _narrowed(wide, urgency, today, days)
        found = browsing.browse(connection, wanted, _key(after), limit + 1)
        rows = tuple(
            case_row(case, pack_by_id(store, connection, case.pack_id), today, days)
            for case in found[:limit]
        )
    more = None
    if len(found) > limit:
        more = f"{found[limit - 1].due_on or browsing.FAR}|{found[limit - 1].number}"
    return CasePage(rows, counts, more)


def urgency_of(due_on: date | None, today: date, days: WorkingDayCalendar) -> str:
    """How pressing a day is: overdue, today, soon (within five working days), ok, or none."""
    if due_on is None:
        return "none"
    if due_on < today:
        return "overdue"
    if due_on == today:
        return "today"
    return "soon" if days.count(today, due_on) <= SOON else "ok"


def _narrowed(wide: Wanted, urgency: str | None, today: date, days: WorkingDayCalendar) -> Wanted:
    one = timedelta(days=1)
    # The last day within five working days, with the days off that follow it.
    soon = days.shift(today, SOON + 1) - one
    bounds: dict[str, dict[str, Any]] = {
        "overdue": {"due_until": today - one},
        "today": {"due_from": today, "due_until": today},
        "soon": {"due_from": today + one, "due_until": soon},
        "ok": {"due_from": soon + one},
        "none": {"without_due": True},
    }
    return Wanted(wide.state, wide.query, **bounds.get(urgency or "", {}))


def _key(after: str | None) -> tuple[date, str] | None:
    if after is None:
        return None
    try:
        day, number = after.split("|", 1)
        return date.fromisoformat(day), number
    except ValueError:
        raise Invalid(
            "after", "不是上一页给出的标记，请从第一页开始", "is not a mark that a page gave"
        ) from None


def case_row(case: BrowsedCase, pack: Pack, today: date, days: WorkingDayCalendar) -> CaseRow:
    """A case as a list shows it; ``pack`` is the one it began with."""
    state = State(case.state)
    rule = pack.deadlines[case.due_kind] if case.due_kind else None
    return CaseRow(
        number=case.number,
        matter_number=case.matter_number,
        subject=case.subject,
        officer_name=case.officer_name,
        unit_name=case.unit_name,
        state=case.state,
        state_zh=state.zh,
        phase=str(state.phase),
        track=case.track,
        outcome=case.outcome,
        due_on=case.due_on,
        due_kind_zh=rule.zh if rule else None,
        due_kind_en=rule.en if rule else None,
        provisional=bool(case.provisional),
        urgency=urgency_of(case.due_on, today, days),
        days_left=days.count(today, case.due_on) if case.due_on else None,
        opened_on=local_day(case.opened_at),
        version=case.version,
    )


def case_file(store: Store, number: str, now: datetime, *, viewer: str | None = None) -> CaseFile:
    """A whole case; ``viewer`` decides which moves are open. Raises ``NotFound``."""
    with store.read() as connection:
        case = records.load_case(connection, number)
        listed = browsing.browsed(connection, number)
        if case is None or listed is None:
            raise NotFound("案件", "case", number)
        facts = Facts.model_validate_json(case.facts)
        actor = Actor(0, frozenset())
        if viewer:
            person = find_person(connection, viewer, local_day(now))
            roles = roles_in_case(person, case, facts)
            actor = Actor(person.id, roles, lent_parts(person, case, facts))
        desk, tasks = Desk(store, connection, now), records.open_tasks(connection, case.id)
        situation = situation_of(desk, case, tasks, facts, actor, Form())
        days, today, pack = calendar(store, connection), local_day(now), situation.pack
        party, occurred_on = registries.party_of(connection, case.matter_number)
        hinted = _hinted(State(case.state), actor, viewer)
        hands = {answer.by for answer in facts.sheet.answers.values()}
        named = people.names(
            connection,
            [
                case.officer_id, case.handler_id, case.supervisor_id, *facts.reviewers, *hands,
                *hands_of(facts),
            ],
        )  # fmt: skip
        called = {person: name for person, (_, name) in named.items()}
        return CaseFile(
            row=case_row(listed, pack, today, days),
            organ=case.organ,
            started_on=case.started_on,
            informed_on=facts.informed_on,
            late_notice=late_notice(
                case.started_on, facts.informed_on, case.window_last_day, days
            ),
            window_last_day=case.window_last_day,
            window_provisional=_provisional(case.window_last_day, days),
            tasks=tuple(
                _task(t, pack, today, days) for t in browsing.tasks(connection, case.id)
            ),
            events=tuple(_event(e, pack) for e in browsing.events(connection, case.id)),
            papers=tuple(
                PaperView(p["code"], PAPERS[p["code"]], p["state"], EVENTS[p["event"]].zh)
                for p in browsing.papers(connection, case.id)
            ),
            notices=tuple(
                NoticeView(
                    n["name"], CATALOGUE[n["name"]].zh, n["recipient_name"], n["state"],
                    n["sent_at"],
                )
                for n in browsing.notices(connection, case.id)
            ),
            moves=moves_of(situation),
            people=(
                (Role.OFF, named[case.officer_id][1]),
                (Role.HND, named[case.handler_id][1]),
                (Role.SUP, named[case.supervisor_id][1]),
                *((Role.REV, named[person][1]) for person in facts.reviewers),
            ),
            report_kind=ReportKind(facts.report_kind).zh,
            evidence=facts.evidence,
            sheet=sheet_view(pack, facts, called, _law(connection, pack)),
            party=party,
            occurred_on=occurred_on,
            list_items=linked_items(connection, facts.list_items, listed.opened_at),
            hints=hints_of(connection, case, facts, today) if hinted else (),
            recommendation=recommendation_of(facts, called),
            recusals=recusals_of(facts, called),
            votes=votes_of(facts, called),
        )  # fmt: skip


def _law(connection: Connection, pack: Pack) -> Law:
    return Law(articles.wordings(connection, pack.code), articles.readings(connection, pack.code))


def _provisional(day: date | None, days: WorkingDayCalendar) -> bool:
    return day is not None and days.is_provisional(day)


def _hinted(state: State, actor: Actor, viewer: str | None) -> bool:
    """Hints stand on a case while it is under review, for those who work on its assessment."""
    return state.phase is Phase.REVIEW and (viewer is None or bool(actor.roles & SEEN_BY))


def _task(task: Mapping[str, Any], pack: Pack, today: date, days: WorkingDayCalendar) -> TaskView:
    running = task["state"] == "open"
    rule = pack.deadlines[task["kind"]]
    return TaskView(
        kind=task["kind"],
        zh=rule.zh,
        en=rule.en,
        article=rule.article,
        due_on=task["due_on"],
        provisional=task["provisional"],
        state=task["state"],
        urgency=urgency_of(task["due_on"], today, days) if running else "none",
        days_left=days.count(today, task["due_on"]) if running else None,
        responsible=TASK_KINDS[task["kind"]].responsible,
    )


def _event(event: Mapping[str, Any], pack: Pack) -> EventView:
    body = json.loads(event["body"])
    return EventView(
        seq=event["seq"],
        at=event["at"],
        event=event["event"],
        zh=EVENTS[event["event"]].zh,
        from_state=event["from_state"],
        to_state=event["to_state"],
        actor_name=event["actor_name"] or Role.SYS.zh,
        role=event["role"],
        reason=body["reason"],
        articles=tuple(body["articles"]),
        happened_on=_happened(body["data"].get("on"), event["at"]),
        lapsed_at=_lapsed(event["event"], body["tasks"], pack),
    )


def _lapsed(event: str, changes: Iterable[Mapping[str, Any]], pack: Pack) -> datetime | None:
    """The instant at which the clock ended a task: its last day's end by the case's own pack."""
    for change in changes:
        if change["op"] == "lapsed" and CLOCK_EVENTS.get(change["kind"]) == event:
            return pack.end_of(date.fromisoformat(change["due_on"]))
    return None


def _happened(day: str | None, at: datetime) -> date | None:
    """The day on which it happened, where it was entered on another."""
    found = date.fromisoformat(day) if day else None
    return None if found == local_day(at) else found
