"""What pages and the command line show of cases: read-only values, labels included."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from access.objects import OBJECT
from access.policy import Sight, Thing, may
from cases.advance import Desk, as_seen_by
from cases.comments import CommentView, comments_of
from cases.earlier_told import EarlierView, earlier_of
from cases.eyes import Eyes, eyes_of
from cases.hints import SEEN_BY, Hint, LinkedItem, hints_of, linked_items
from cases.late_notice import LateNotice, late_notice
from cases.listing import CaseRow, case_row, masked, urgency_of
from cases.moves import MoveView, moves_of
from cases.sanctions import SanctionView, sanctions_of
from cases.sheets import Law, SheetView, sheet_view
from cases.standing import find_person
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
from notifications.ways import Way
from regulations.pack import Pack
from states.errors import NotFound
from states.events import EVENTS
from states.facts import Exhibit, Facts, Service
from states.papers import PAPERS
from states.situation import Actor
from states.table import CLOCK_EVENTS
from states.tasks import TASK_KINDS
from states.vocabulary import Phase, ReportKind, Role, State
from storage import Store, articles, browsing, case_list, people, records, registries
from storage.calendar import calendar


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
    closed_on: date | None


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
    stood_in_for: str | None = None
    """Whose place they took: "x for y"."""


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper that an event called for; ``number`` once it is signed; ``opens`` for this viewer."""

    id: int
    code: str
    zh: str
    state: str
    event_zh: str
    number: str | None
    opens: bool


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A notice by one channel, and what became of it; ``at`` is when it arrived or was sent."""

    channel: Way
    state: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice and what became of it."""

    template: str
    zh: str
    recipient_name: str
    copy: bool
    read_at: datetime | None
    deliveries: tuple[DeliveryView, ...]


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
    counts_as_error: bool | None
    """Whether it stands in the record of errors (第十七条); ``None`` before a decision."""
    sanctions: tuple[SanctionView, ...]
    recommendation: RecommendationView | None
    recusals: tuple[RecusalView, ...]
    votes: tuple[VoteView, ...]
    comments: tuple[CommentView, ...]
    """The newest first."""
    may_urge: bool
    served_on: date | None
    service: Service | None
    earlier: EarlierView | None
    """Where it came from, if it was imported."""


def case_file(store: Store, number: str, now: datetime, *, viewer: str | None = None) -> CaseFile:
    """A case as ``viewer`` sees it (``None``: the system itself), with the moves open to them.

    Raises ``NotFound``, also where they see nothing of it.
    """
    with store.read() as connection:
        case = records.load_case(connection, number)
        listed = case_list.browsed(connection, number)
        if case is None or listed is None:
            raise NotFound("案件", "case", number)
        facts = Facts.read(case.facts)
        eyes = eyes_of(connection, viewer, case, facts, local_day(now))
        person = find_person(connection, viewer, local_day(now)) if viewer else None
        situation = as_seen_by(Desk(store, connection, now), case, facts, person)
        actor = situation.actor
        days, today, pack = calendar(store, connection), local_day(now), situation.pack
        party, occurred_on = registries.party_of(connection, case.matter_number)
        hinted = _hinted(State(case.state), actor, viewer)
        open_facts = eyes.whole(Thing.FACTS)
        open_review = eyes.whole(Thing.ASSESSMENT)
        decision = facts.decision if eyes.whole(Thing.DECISION) else None
        hands = {answer.by for answer in facts.sheet.answers.values()}
        named = people.names(
            connection,
            [
                case.officer_id, case.handler_id, case.supervisor_id, *facts.reviewers, *hands,
                *hands_of(facts),
            ],
        )  # fmt: skip
        called = {person: name for person, (_, name) in named.items()}
        events = [e for e in browsing.events(connection, case.id) if eyes.event(e)]
        lenders = people.called(connection, _lenders(events))
        return CaseFile(
            row=head(case_row(listed, pack, today, days), eyes),
            organ=case.organ,
            started_on=case.started_on,
            informed_on=facts.informed_on,
            late_notice=late_notice(
                case.started_on, facts.informed_on, case.window_last_day, days
            ),
            window_last_day=case.window_last_day,
            window_provisional=_provisional(case.window_last_day, days),
            tasks=tuple(
                _task(t, pack, today, days)
                for t in browsing.tasks(connection, case.id)
                if eyes.task(t["kind"])
            ),
            events=tuple(
                _event(e, pack, lenders)
                if eyes.reason(e)
                else replace(_event(e, pack, lenders), reason=None)
                for e in events
            ),
            papers=tuple(
                PaperView(
                    p["id"], p["code"], PAPERS[p["code"]], p["state"], EVENTS[p["event"]].zh,
                    p["number"], opens=eyes.paper(p),
                )
                for p in browsing.papers(connection, case.id)
                if eyes.of(OBJECT[p["event"]]) >= Sight.PART or eyes.paper(p)
            ),
            notices=tuple(
                _notice(n) for n in browsing.notices(connection, case.id) if eyes.notice(n)
            ),
            moves=open_to(moves_of(situation), eyes),
            people=(
                (Role.OFF, named[case.officer_id][1]),
                (Role.HND, named[case.handler_id][1]),
                (Role.SUP, named[case.supervisor_id][1]),
                *((Role.REV, named[person][1]) for person in facts.reviewers if open_review),
            ),
            report_kind=ReportKind(facts.report_kind).zh if eyes.knows_of_a_report else "—",
            evidence=tuple(exhibit for exhibit in facts.evidence if eyes.exhibit(exhibit)),
            sheet=_sheet(sheet_view(pack, facts, called, _law(connection, pack)), eyes),
            party=party if open_facts else None,
            occurred_on=occurred_on if open_facts else None,
            list_items=(
                linked_items(connection, facts.list_items, listed.opened_at) if open_facts else ()
            ),
            hints=hints_of(connection, case, facts, pack, today) if hinted else (),
            counts_as_error=decision.counts_as_enforcement_error if decision else None,
            sanctions=sanctions_of(facts, pack) if decision else (),
            recommendation=recommendation_of(facts, called) if open_review else None,
            recusals=recusals_of(facts, called) if open_review else (),
            votes=votes_of(facts, called) if open_review else (),
            comments=comments_of(events),
            served_on=facts.decision_served_on if decision else None,
            service=facts.decision_service if decision else None,
            earlier=earlier_of(listed.earlier_number, events, eyes),
            may_urge=viewer is not None and may(eyes.roles, Thing.CLOCKS, "A"),
        )  # fmt: skip


def head(row: CaseRow, eyes: Eyes) -> CaseRow:
    """The line of a case above its page, and above the form of an event."""
    return masked(row, reviews=eyes.knows_of_a_report, facts=bool(eyes.of(Thing.FACTS)))


def _sheet(sheet: SheetView | None, eyes: Eyes) -> SheetView | None:
    """The officer learns the result once it is decided, not what was weighed."""
    if sheet is None or eyes.whole(Thing.ASSESSMENT):
        return sheet
    if eyes.of(Thing.ASSESSMENT) < Sight.PART:
        return None
    said = tuple(replace(one, because=(), unfounded=()) for one in sheet.said)
    return SheetView(articles=(), said=said, missing=(), suspected=())


def open_to(moves: tuple[MoveView, ...], eyes: Eyes) -> tuple[MoveView, ...]:
    """Why others may not yet do their part would tell how the review stands."""
    if eyes.whole(Thing.ASSESSMENT):
        return moves
    return tuple(move for move in moves if not eyes.roles.isdisjoint(move.roles))


def _law(connection: Connection, pack: Pack) -> Law:
    return Law(articles.wordings(connection, pack.code), articles.readings(connection, pack.code))


def _notice(told: Mapping[str, Any]) -> NoticeView:
    went = tuple(
        DeliveryView(Way(one["channel"]), one["state"], one["delivered_at"] or one["sent_at"])
        for one in told["deliveries"]
    )
    return NoticeView(
        told["name"], CATALOGUE[told["name"]].zh, told["recipient_name"], told["copy"],
        told["read_at"], went,
    )  # fmt: skip


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
        closed_on=local_day(task["closed_at"]) if task["closed_at"] else None,
    )


def _lenders(events: Iterable[Mapping[str, Any]]) -> set[str]:
    """In whose place entries were made."""
    found = (json.loads(event["body"]).get("for") for event in events if '"for"' in event["body"])
    return {name for name in found if name}


def _event(event: Mapping[str, Any], pack: Pack, names: Mapping[str, str]) -> EventView:
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
        stood_in_for=names.get(body.get("for") or ""),
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
