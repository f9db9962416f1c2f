"""A line of the ledger, read off the history of its case: pure, and the same however often."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from deadlines import WorkingDayCalendar, local_day
from regulations import BadAnswer
from regulations.pack import Pack
from regulations.retention import RetentionClass
from reports.deeds import day_of
from reports.follow_up_lines import told_of
from reports.follow_up_standing import of_events
from states.facts import Facts
from states.tasks import fulfilled
from states.vocabulary import Role, State
from storage.ledger import Counted, Folded

Body = Mapping[str, Any]
WAYS = ("书面", "当面", "会议", "通报")
"""The ways of clearing a name; the last three go with the written one."""
WAY_OF_SERVICE = {
    "in_person": "当面", "post": "书面", "electronic": "书面", "left": "书面", "public": "通报",
}  # fmt: skip
MARKS: Mapping[str, tuple[str, str]] = {
    "consider_ex_officio": ("依职权考虑", "Considered ex officio"),
    "skip_correction": ("无需纠错", "No correction needed"),
    "reopen": ("重新审查", "Reviewed again"),
    "revoke": ("撤销原决定", "Decision revoked"),
    "answer_objection": ("异议已答复", "Objection answered"),
    "terminate": ("终止", "Terminated"),
    "import": ("导入的旧案", "Imported earlier case"),
}
"""Events that the remarks of a line tell of."""
UNKNOWN = "unknown"
"""What became of a late application of which an earlier ledger does not say it."""
UNDOING = frozenset({"reopen", "revoke"})
"""Events after which nothing of the old decision counts."""
AFTER_A_DECISION = (
    "opinion_on", "deliberated_on", "correction_from", "correction_until", "corrected_on",
    "answered_on", "lessons_on", "personnel_on", "integrity_on", "impact_last_day", "grounds",
    "exclusions",
)  # fmt: skip


def fold(case: Counted, bodies: Iterable[Body], pack: Pack, days: WorkingDayCalendar) -> Folded:
    """What is counted of a case whose events are ``bodies``, oldest first."""
    seen, history = _Seen(case, days), list(bodies)
    for body in history:
        seen.take(body)
    correction = of_events(case.number, history)
    facts = Facts.read(case.facts)
    grounds, exclusions = _found(facts, pack)
    line = {**_of_the_case(case), **_of_the_facts(facts), **seen.line(facts),
            "grounds": ",".join(grounds), "exclusions": ",".join(exclusions)}  # fmt: skip
    # What happened here goes before what an earlier ledger said.
    line |= {name: line[name] or told for name, told in seen.told.items()}
    over = seen.over_on or (local_day(case.closed_at) if case.closed_at else None)
    kept = retention_of(facts, pack)
    line |= {"closed_on": over, "retained_until": kept.last_day(over) if over else None}
    return Folded(
        line=line,
        items=tuple(code for name in ("grounds", "exclusions") for code in _split(line[name])),
        clocks=[run.row() for run in seen.clocks],
        correction=correction and told_of(correction),
    )  # fmt: skip


def _split(codes: str) -> list[str]:
    return [code for code in codes.split(",") if code]


def retention_of(facts: Facts, pack: Pack) -> RetentionClass:
    """How long the file of a case with these facts is kept, by its pack."""
    decision = facts.decision
    return pack.retention.of(
        tolerated=decision is not None and decision.outcome.tolerated,
        sanctioned=decision is not None and bool(decision.sanctions),
        decided=decision is not None,
    )


def _of_the_case(case: Counted) -> dict[str, Any]:
    return {
        "case_id": case.id, "number": case.number, "matter_id": case.matter_id,
        "matter_number": case.matter_number, "unit_id": case.unit_id,
        "officer_id": case.officer_id, "state": case.state, "outcome": case.outcome,
        "track": case.track, "organ": case.organ, "started_on": case.started_on,
        "year": case.started_on.year, "report_kind": case.report_kind,
        "window_last_day": case.window_last_day,
    }  # fmt: skip


def _of_the_facts(facts: Facts) -> dict[str, Any]:
    decision = facts.decision
    return {
        "informed_on": facts.informed_on,
        "post": None,
        "field": facts.field,
        "issue_type": facts.issue_type,
        **_application(facts),
        "decided_by": decision and decision.organ,
        "decision_number": decision and decision.number,
        "received_on": decision and decision.received_on,
        "impact_last_day": decision and decision.impact_last_day,
        "suspended_on": facts.suspended_on,
    }


def _application(facts: Facts) -> dict[str, Any]:
    """Who applied, when first, and on which ground where it was late."""
    hands = [(a.by, local_day(a.received_at), a.late_ground) for a in facts.standing_applications]
    if facts.hand_in:
        given = facts.hand_in
        hands.append((given.by, local_day(given.at), given.late_ground))
    late = next((str(ground) for _, _, ground in hands if ground), None)
    return {
        "applicants": ",".join(dict.fromkeys(str(by) for by, _, _ in hands)),
        "filed_on": min((day for _, day, _ in hands), default=None),
        "late": late,
    }


def _found(facts: Facts, pack: Pack) -> tuple[list[str], list[str]]:
    """The items that were found to be so: those that speak for the officer, and exclusions."""
    try:
        value = pack.assessor.items(facts.sheet.values(pack.asked()))
    except BadAnswer:  # what contradicts itself was refused when it was written
        return [], []
    held = [
        (item.code, group.force)
        for group in pack.weighed_groups
        for item in group.items
        if value[item.code] is True
    ]
    return (
        [code for code, force in held if force != "must_not"],
        [code for code, force in held if force == "must_not"],
    )


ENDS = frozenset({"done", "lapsed", "dropped"})
"""How a run of a clock ends."""


@dataclass(slots=True)
class _Run:
    """One run of a clock, from the change that opened it to the one that closed it."""

    kind: str
    started_on: date
    due_on: date
    state: str = "open"
    ended_on: date | None = None
    days: int | None = None
    late: bool = False
    paused_on: date | None = None
    """Where it stands since then: it runs no more, whenever it ends."""
    pauses: list[tuple[date, date]] = field(default_factory=list)
    """From when until when it stood."""

    def take(self, op: str, change: Body, on: date, days: WorkingDayCalendar) -> None:
        """A later change of the same clock; ``op`` is dropped where it ended and was not done."""
        if op in ENDS:
            stopped = min(on, self.paused_on or on)
            self.state, self.ended_on, self.late = op, on, op == "done" and stopped > self.due_on
            stood = sum(max(days.count(a, min(b, stopped)), 0) for a, b in self.pauses)
            self.days = max(days.count(self.started_on, stopped) - stood, 0)
            return
        self.due_on = date.fromisoformat(change["due_on"])
        if op == "pause":
            self.state, self.paused_on = "paused", date.fromisoformat(change["on"])
        elif op == "resume":
            back = date.fromisoformat(change["on"])
            self.pauses.append((self.paused_on or back, back))
            self.state, self.paused_on = "open", None

    def row(self) -> dict[str, Any]:
        """As the ledger keeps it."""
        return {
            "kind": self.kind, "state": self.state, "started_on": self.started_on,
            "due_on": self.due_on, "ended_on": self.ended_on, "days": self.days,
            "late": self.late,
        }  # fmt: skip


@dataclass(slots=True)
class _Seen:
    """What the events said so far."""

    case: Counted
    days: WorkingDayCalendar
    dates: dict[str, date] = field(default_factory=dict)
    late_fate: str | None = None
    returned: int = 0
    ways: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    suspended: int = 0
    suspended_on: date | None = None
    clocks: list[_Run] = field(default_factory=list)
    running: dict[str, _Run] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    """What the ledger that the case was imported from says of it."""
    over_on: date | None = None
    """The day on which it was over there, until it goes on here."""
    classified_on: date | None = None

    def take(self, body: Body) -> None:
        """One more event."""
        event, on = body["event"], day_of(body)
        if event in MARKS and event not in self.marks:
            self.marks.append(event)
        if body["to"] != body["from"]:
            self.over_on = None
        if _undoes(event, body["to"]):
            for name in AFTER_A_DECISION:
                self.dates.pop(name, None)
                self.told.pop(name, None)
        if event == "import":
            self._imported(body["data"].get("told", {}))
        if body["learned"].get("field"):
            self.classified_on = self.over_on or (self.case.started_on if event == "import" else on)
        self._dated(event, on, body)
        if event in LATE_FATES:
            self.late_fate = LATE_FATES[event]
        self.returned += event == "return_report"
        if event == "finish_clearing":
            self._cleared(body["data"].get("duties", {}))
        self._stood_still(event, on)
        for change in body["tasks"]:
            self._clock(change, on, body)

    def _stood_still(self, event: str, on: date) -> None:
        if event == "suspend":
            self.suspended_on = on
        elif event == "resume" and self.suspended_on:
            self.suspended += max((on - self.suspended_on).days, 0)
            self.suspended_on = None

    def _imported(self, data: Body) -> None:
        """What another ledger says of a case that was over."""
        self.dates |= {name: day for name in DATE_COLUMNS if (day := _day(data.get(name)))}
        self.told |= {name: day for name in DAYS_TOLD if (day := _day(data.get(name)))}
        self.told |= {name: ",".join(data.get(name, ())) for name in LISTS_TOLD}
        self.told |= {"late": data.get("late"), "post": data.get("post")}
        self.late_fate = data.get("late_fate") or (UNKNOWN if data.get("late") else None)
        self.returned, self.suspended = data.get("returned", 0), data.get("suspended_days", 0)
        self.ways = list(data.get("ways", ()))
        self.marks += [code for code in data.get("marks", ()) if code not in self.marks]
        self.over_on = _day(data.get("closed_on"))

    def _dated(self, event: str, on: date, body: Body) -> None:
        """The columns that are the day of an event; of several the last counts."""
        for name in DATED.get(event, ()):
            self.dates[name] = on
        if event == "accept_correction":
            self.dates.setdefault("correction_until", on)
        if event == "file_archives":
            for role in body["learned"].get("receipts", {}):
                column = FILES.get(role)
                if column and column not in self.dates:
                    self.dates[column] = on

    def _cleared(self, duties: Mapping[str, Body]) -> None:
        for duty in ("answer_reporter", "explain_anonymous"):
            if done := duties.get(duty, {}).get("done_on"):
                self.dates["answered_on"] = date.fromisoformat(done)
        cleared = duties.get("clear_name", {})
        if cleared.get("done_on"):
            said = cleared.get("how") or ""
            named = [way for way in WAYS if way in said]
            served = WAY_OF_SERVICE.get(cleared.get("way") or "")
            self.ways = named or ([served] if served else ["其他"])

    def _clock(self, change: Body, on: date, body: Body) -> None:
        kind, op = change["kind"], change["op"]
        if op == "open":
            run = _Run(
                kind,
                date.fromisoformat(change["started_on"]),
                date.fromisoformat(change["due_on"]),
            )
            self.clocks.append(run)
            self.running[kind] = run
        elif kind in self.running:
            op = "dropped" if op == "done" and not _done(body, kind) else op
            self.running[kind].take(op, change, _done_on(body, kind) or on, self.days)

    def line(self, facts: Facts) -> dict[str, Any]:
        """What a line says of them."""
        dated = {name: self.dates.get(name) for name in DATE_COLUMNS}
        decision = facts.decision
        if decision and self.case.track == "bureau":
            dated["deliberated_on"] = decision.decided_on
        return {
            **dated,
            "classified_on": self.classified_on,
            "late_fate": self.late_fate or ("pending" if _late(facts) else None),
            "returned": self.returned,
            "ways": ",".join(self.ways),
            "suspended_days": self.suspended,
            "marks": ",".join(self.marks),
            "review_due_on": next(
                (run.due_on for run in reversed(self.clocks) if run.kind == "review"), None
            ),
        }


def _done_on(body: Body, kind: str) -> date | None:
    """The day on which a duty of 第十九条 was done, which may be entered long after it."""
    duties = body["data"].get("duties", {}) if body["event"] == "finish_clearing" else {}
    return _day(duties.get(kind, {}).get("done_on"))


def _done(body: Body, kind: str) -> bool:
    """Whether what the event closes was done; a duty of 第十九条 may be reasoned not to apply."""
    duty = body["data"].get("duties", {}).get(kind, {})
    return fulfilled(body["event"], kind) and not duty.get("not_applicable")


def _undoes(event: str, to: str) -> bool:
    """Whether nothing of the old decision counts after it."""
    return event in UNDOING or (event == "answer_objection" and to == State.UNDER_REVIEW)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _late(facts: Facts) -> bool:
    return _application(facts)["late"] is not None


LATE_FATES = {
    "accept_late": "admitted", "reject_late": "rejected", "propose": "handed_in",
    "record_direct_application": "handed_in",
}  # fmt: skip
"""What became of a late application; on the external track it is the organ's to take."""
DATED: Mapping[str, tuple[str, ...]] = {
    "accept": ("accepted_on",),
    "accept_late": ("accepted_on",),
    "consider_ex_officio": ("accepted_on",),
    "clear_report": ("opinion_on",),
    "propose": ("deliberated_on",),
    "decline_to_propose": ("deliberated_on",),
    "start_correction": ("correction_from",),
    "finish_correction": ("correction_until",),
    "accept_correction": ("corrected_on",),
    "report_lessons": ("lessons_on",),
}
FILES = {str(Role.HR): "personnel_on", str(Role.INT): "integrity_on"}
DATE_COLUMNS = (
    "accepted_on", "opinion_on", "deliberated_on", "correction_from", "correction_until",
    "corrected_on", "answered_on", "lessons_on", "personnel_on", "integrity_on",
)  # fmt: skip

DAYS_TOLD = ("window_last_day", "filed_on", "review_due_on", "impact_last_day")
LISTS_TOLD = ("applicants", "grounds", "exclusions")
