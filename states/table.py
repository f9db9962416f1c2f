"""The life of a case: the one table that machine, guards, buttons, diagram and docs are read from.

Read it as: event · from → to · who · articles · what must hold · tasks closed and opened.
"""

from datetime import date
from typing import Any

from states import checks as k
from states import conditions as c
from states import guards as g
from states.conditions import Condition
from states.events import EVENTS
from states.situation import Situation
from states.transition import ALL, Clock, Opens, Paper, Transition
from states.vocabulary import Outcome, Role, State, Track

S, R, BUREAU, EXTERNAL = State, Role, Track.BUREAU, Track.EXTERNAL
A16, A17, A18, A19 = "第十六条", "第十七条", "第十八条", "第十九条"
REST = (S.NOT_APPLIED, S.INADMISSIBLE, S.WITHDRAWN)
BEFORE_DECISION = (
    *(S.INVESTIGATION, S.FILED, S.SUPPLEMENTING, S.LATE_PENDING),
    *(S.UNDER_REVIEW, S.LEGAL_REVIEW, S.DELIBERATION, S.PROPOSED),
)
AFTER_DECISION = (
    *(S.DECIDED, S.CORRECTING, S.CORRECTION_CHECK, S.CLEARING),
    *(S.LESSONS, S.ARCHIVING, S.IMPACT_PERIOD),
)
BESIDE_ARCHIVING = (S.DECIDED, S.CORRECTING, S.CORRECTION_CHECK, S.CLEARING, S.LESSONS)
ACTIVE = (*BEFORE_DECISION, *AFTER_DECISION)


def _start(at: Situation) -> date:
    return at.started_on


def _outcome(*outcomes: Outcome) -> Condition:
    return lambda at: at.facts.decision is not None and at.facts.decision.outcome in outcomes


ART19_DUTIES = (
    Opens("answer_reporter", c.reported_by_name),
    Opens("explain_anonymous", c.reported_anonymously),
    Opens("clear_name", c.was_defamed),
)
DECISION_TASKS = (
    Opens("serve_decision"),
    Opens("start_correction", c.correction_follows, c.receipt_day),
    Opens("file_archives", c.archives_follow),
    Opens("impact_period", c.impact_follows),
    *ART19_DUTIES,
)
DECISION_PAPERS = (
    Paper("D15", _outcome(Outcome.DUE_DILIGENCE)),
    Paper("D16", _outcome(Outcome.EXEMPT)),
    Paper("D17", _outcome(Outcome.LIGHTER, Outcome.MITIGATED)),
    Paper("D18", _outcome(Outcome.NOT_TOLERATED, Outcome.EXCLUDED, Outcome.NONE)),
)


def _rows(
    event: str,
    sources: State | tuple[State, ...] | None,
    dest: State | None,
    roles: Role | tuple[Role, ...],
    articles: str | tuple[str, ...],
    **more: Any,
) -> tuple[Transition, ...]:
    """The rows of one event; ``dest`` ``None`` stays where the case is."""
    froms = sources if isinstance(sources, tuple) else (sources,)
    who = roles if isinstance(roles, tuple) else (roles,)
    why = articles if isinstance(articles, tuple) else (articles,)
    return tuple(
        Transition(EVENTS[event], source, _dest(dest, source), who, why, **more) for source in froms
    )


def _dest(dest: State | None, source: State | None) -> State:
    stays = dest or source
    if stays is None:
        raise ValueError("a row without source needs a destination")
    return stays


def _papers(*codes: str) -> tuple[Paper, ...]:
    return tuple(Paper(code) for code in codes)


def _opens(*kinds: str | Opens) -> tuple[Opens, ...]:
    return tuple(Opens(kind) if isinstance(kind, str) else kind for kind in kinds)


def _by_track(
    event: str, sources: State | tuple[State, ...], **more: Any
) -> tuple[Transition, ...]:
    """Back to the review on the bureau track, to the organ on the external one."""
    roles, external = more.pop("roles"), more.pop("external_roles")
    review = _rows(
        event, sources, S.UNDER_REVIEW, roles, A16, track=BUREAU, opens=_opens("review"), **more
    )
    organ = _rows(event, sources, S.PROPOSED, external, A16, track=EXTERNAL, **more)
    return (*review, *organ)


INVESTIGATION = (
    *_rows(
        "open", None, S.INVESTIGATION, R.HND, ("第二条", A16),
        opens=_opens("application_window", Opens("inform_officer", c.not_yet_told)),
        papers=_papers("D01"), notices=("started",),
    ),
    *_rows(
        "inform_officer", (*ACTIVE, *REST), None, R.HND, A16,
        guards=(g.not_told_yet,), closes=("inform_officer",),
    ),
    *_rows(
        "lapse", S.INVESTIGATION, S.NOT_APPLIED, R.SYS, A16,
        guards=(g.window_over,), closes=("application_window", "inform_officer"),
        opens=_opens(Opens("ex_officio", c.on_bureau_track, c.day_entered)),
        notices=("not_applied",),
    ),
    # After the party organisation declined, the officer could still apply alone.
    *_rows(
        "lapse", S.NOT_APPLIED, None, R.SYS, A16, track=EXTERNAL,
        guards=(g.window_over,), closes=("application_window",), notices=("not_applied",),
    ),
    *_rows(
        "consider_ex_officio", (S.INVESTIGATION, S.NOT_APPLIED, S.FILED), S.UNDER_REVIEW,
        (R.HND, R.SYS), A16, track=BUREAU,
        closes=("application_window", "ex_officio", "preliminary_check"),
        opens=_opens("review"), papers=_papers("D05"),
    ),
)  # fmt: skip

APPLICATION = (
    *_rows(
        "file", (S.INVESTIGATION, S.NOT_APPLIED), S.FILED, (R.OFF, R.UPO), A16, track=BUREAU,
        guards=(g.one_application_each,), checks=(k.not_received_in_future, k.within_window),
        closes=("application_window", "ex_officio", "inform_officer"),
        opens=_opens("preliminary_check"), papers=_papers("D02"), notices=("receipt",),
    ),
    *_rows(
        "file", (S.INVESTIGATION, S.NOT_APPLIED), S.FILED, (R.OFF, R.UPO), A16, track=EXTERNAL,
        guards=(g.one_application_each,), checks=(k.not_received_in_future, k.within_window),
        closes=("inform_officer",),
        opens=_opens(
            "preliminary_check",
            Opens("application_window", start=_start),
            Opens("party_opinion", start=_start),
        ),
        papers=_papers("D02"), notices=("receipt",),
    ),
    *_rows(
        "file", S.FILED, None, (R.OFF, R.UPO), A16,
        guards=(g.one_application_each,), checks=(k.not_received_in_future, k.within_window),
        papers=_papers("D03"), notices=("receipt",),
    ),
    *_rows(
        "record_direct_application",
        (S.INVESTIGATION, S.FILED, S.SUPPLEMENTING, S.DELIBERATION, S.NOT_APPLIED), S.PROPOSED,
        R.HND, A16, track=EXTERNAL,
        checks=(k.not_received_in_future, k.in_hands_or_late_with_ground), closes=ALL,
        papers=_papers("D02"),
    ),
    *_rows(
        "file_late", S.NOT_APPLIED, S.LATE_PENDING, (R.OFF, R.UPO), A16, track=BUREAU,
        guards=(g.one_application_each,), checks=(k.not_received_in_future, k.late),
        closes=("ex_officio",), opens=_opens("late_application"), notices=("late_receipt",),
    ),
    *_rows(
        "accept_late", S.LATE_PENDING, S.UNDER_REVIEW, R.SUP, A16,
        closes=("late_application",), opens=_opens("review"), papers=_papers("D04"),
    ),
    *_rows(
        "reject_late", S.LATE_PENDING, S.INADMISSIBLE, R.SUP, A16,
        closes=("late_application",), papers=_papers("D06"),
    ),
    *_rows(
        "require_supplement", S.FILED, S.SUPPLEMENTING, R.HND, A16,
        guards=(g.not_supplemented_yet,), closes=("preliminary_check",),
        opens=_opens("supplement"), papers=_papers("D07"),
    ),
    *_rows(
        "resubmit", S.SUPPLEMENTING, S.FILED, (R.OFF, R.UPO), A16,
        closes=("supplement",), opens=_opens("preliminary_check"), notices=("receipt",),
    ),
    *_rows(
        "supplement_lapse", S.SUPPLEMENTING, S.UNDER_REVIEW, R.SYS, A16, track=BUREAU,
        closes=("supplement",), opens=_opens("review"), notices=("supplement_lapsed",),
    ),
    *_rows(
        "supplement_lapse", S.SUPPLEMENTING, S.DELIBERATION, R.SYS, A16, track=EXTERNAL,
        closes=("supplement",), notices=("supplement_lapsed",),
    ),
    *_rows(
        "accept", S.FILED, S.UNDER_REVIEW, R.HND, A16, track=BUREAU,
        guards=(g.complete_application,), closes=("preliminary_check",),
        opens=_opens("review"), papers=_papers("D04"),
    ),
    *_rows(
        "convene", S.FILED, S.DELIBERATION, (R.HND, R.UPO), A16, track=EXTERNAL,
        guards=(g.complete_application,), closes=("preliminary_check",),
    ),
    *_rows(
        "refuse", S.FILED, S.INADMISSIBLE, R.SUP, ("第二条", A16),
        closes=("application_window", "preliminary_check", "party_opinion"),
        papers=_papers("D06"),
    ),
    *_rows(
        "withdraw", (S.FILED, S.SUPPLEMENTING, S.LATE_PENDING), S.WITHDRAWN, (R.OFF, R.UPO), A16,
        when=c.nobody_else_applies, guards=(g.own_application,), closes=ALL,
        papers=_papers("D08"),
    ),
    *_rows(
        "withdraw", (S.FILED, S.SUPPLEMENTING, S.LATE_PENDING), None, (R.OFF, R.UPO), A16,
        when=c.others_still_apply, guards=(g.own_application,), papers=_papers("D08"),
    ),
)  # fmt: skip

REVIEW = (
    *_rows(
        "assign_reviewers", S.UNDER_REVIEW, None, R.HND, "第十一条", checks=(k.two_reviewers,),
    ),
    *_rows(
        "request_facts", S.UNDER_REVIEW, None, R.REV, "第十一条", notices=("facts_requested",),
    ),
    *_rows(
        "submit_report", S.UNDER_REVIEW, S.LEGAL_REVIEW, R.REV, ("第十条", "第十二条", "第十五条"),
        guards=(g.reviewers_assigned,), checks=(k.known_items,), closes=("review",),
        opens=_opens("legal_review"), papers=_papers("D09"),
    ),
    *_rows(
        "return_report", S.LEGAL_REVIEW, S.UNDER_REVIEW, R.LEG, ("第十一条", "第十五条"),
        closes=("legal_review",), opens=_opens("review"), papers=_papers("D10"),
    ),
    *_rows(
        "clear_report", S.LEGAL_REVIEW, S.DELIBERATION, R.LEG, ("第十一条", "第十五条"),
        closes=("legal_review",), opens=_opens(Opens("deliberation", start=c.report_day)),
        papers=_papers("D10"),
    ),
    *_rows(
        "propose", (S.DELIBERATION, S.NOT_APPLIED), S.PROPOSED, (R.UPO, R.BPG), A16,
        track=EXTERNAL,
        checks=(
            k.not_received_in_future, k.in_hands_or_late_with_ground, k.majority,
            k.nothing_excluded,
        ),
        closes=("application_window", "party_opinion"), papers=_papers("D11", "D12"),
    ),
    *_rows(
        "decline_to_propose", S.DELIBERATION, S.NOT_APPLIED, (R.UPO, R.BPG), A16,
        track=EXTERNAL, closes=("party_opinion",), papers=_papers("D13"),
    ),
)  # fmt: skip

DECISION = (
    *_rows(
        "decide", S.DELIBERATION, S.DECIDED, R.BPG, ("第十一条", A16, A17), track=BUREAU,
        checks=(
            k.checks_signed, k.majority, k.received_after_decided, k.sanction_known,
            k.outcome_allowed,
        ),
        closes=("deliberation",), opens=DECISION_TASKS, papers=(Paper("D12"), *DECISION_PAPERS),
        notices=("decision",),
    ),
    *_rows(
        "record_decision", (*BEFORE_DECISION, *REST), S.DECIDED, R.HND, (A16, A17),
        track=EXTERNAL, checks=(k.decided_after_start, k.sanction_known), closes=ALL,
        opens=DECISION_TASKS, papers=_papers("D14"), notices=("decision",),
    ),
    *_rows(
        "serve_decision", (*AFTER_DECISION, S.CLOSED), None, R.HND, A17,
        guards=(g.not_served_yet,), closes=("serve_decision",),
    ),
)  # fmt: skip

CORRECTION = (
    *_rows(
        "start_correction", S.DECIDED, S.CORRECTING, (R.HND, R.UPO), A18,
        guards=(g.correction_due,), closes=("start_correction", "serve_decision"),
        opens=_opens("correction_plan"), papers=_papers("D19"), notices=("correction_started",),
    ),
    *_rows(
        "skip_correction", S.DECIDED, S.CLEARING, R.SUP, A18,
        guards=(g.correction_not_due,), closes=("start_correction", "serve_decision"),
    ),
    *_rows(
        "submit_plan", S.CORRECTING, None, R.UPO, A18,
        guards=(g.plan_not_approved,), checks=(k.eight_kinds,), papers=_papers("D20"),
    ),
    *_rows(
        "approve_plan", S.CORRECTING, None, R.SUP, A18,
        guards=(g.plan_submitted, g.not_the_planner), closes=("correction_plan",),
        opens=_opens("complete_correction"),
    ),
    *_rows(
        "report_progress", S.CORRECTING, None, R.UPO, A18,
        guards=(g.plan_approved,), papers=_papers("D21"),
    ),
    *_rows(
        "extend_plan", S.CORRECTING, None, R.SUP, A18,
        guards=(g.plan_approved,), checks=(k.extended_once_within_cap,), clock=Clock.EXTEND,
    ),
    *_rows(
        "finish_correction", S.CORRECTING, S.CORRECTION_CHECK, R.UPO, A18,
        guards=(g.plan_approved,), checks=(k.measures_done,), closes=("complete_correction",),
        opens=_opens("correction_report"), papers=_papers("D22"),
    ),
    *_rows(
        "accept_correction", S.CORRECTION_CHECK, S.CLEARING, R.SUP, A18,
        guards=(g.not_the_planner,), closes=("correction_report",),
        opens=_opens("lessons_report"), papers=_papers("D23"),
    ),
    *_rows(
        "return_correction", S.CORRECTION_CHECK, S.CORRECTING, R.SUP, A18,
        closes=("correction_report",), opens=_opens("complete_correction"), papers=_papers("D23"),
    ),
)  # fmt: skip

CLEARING = (
    *_rows(
        "open_clearing", (*REST, S.TERMINATED), S.CLEARING, R.SUP, A19,
        checks=(k.complaint_or_defamation,), closes=ALL, opens=ART19_DUTIES,
    ),
    *_rows(
        "finish_clearing", S.CLEARING, S.LESSONS, (R.PET, R.SUP), A19,
        checks=(k.duties_done,),
        closes=("answer_reporter", "explain_anonymous", "clear_name"),
        papers=(
            Paper("D24", c.reported_by_name),
            Paper("D25", c.reported_anonymously),
            Paper("D27", c.was_defamed),
            Paper("D28", c.was_defamed),
        ),
    ),
    *_rows(
        "close_unapplied", (*REST, S.TERMINATED), S.CLOSED, R.SUP, (A16, A19),
        guards=(g.no_duty_open,), closes=ALL, papers=_papers("D39"),
    ),
)  # fmt: skip

LESSONS = (
    *_rows(
        "finish_lessons", S.LESSONS, S.ARCHIVING, R.SUP, A18, when=c.files_outstanding,
        checks=(k.classified,), closes=("lessons_report",), opens=_opens("file_archives"),
        papers=_papers("D29"),
    ),
    *_rows(
        "finish_lessons", S.LESSONS, S.IMPACT_PERIOD, R.SUP, A18, when=c.filed_with_impact,
        checks=(k.classified,), closes=("lessons_report",), papers=_papers("D29"),
    ),
    *_rows(
        "finish_lessons", S.LESSONS, S.CLOSED, R.SUP, A18, when=c.filed_without_impact,
        checks=(k.classified,), closes=ALL, papers=_papers("D29", "D39"),
    ),
    # The files are stored beside correction and clearing, with a clock of their own (第十七条).
    *_rows(
        "file_archives", BESIDE_ARCHIVING, None, (R.HR, R.INT), A17,
        when=c.receipts_incomplete, guards=(g.tolerated, g.other_hand), papers=_papers("D30"),
    ),
    *_rows(
        "file_archives", BESIDE_ARCHIVING, None, (R.HR, R.INT), A17,
        when=c.receipts_complete, guards=(g.tolerated, g.other_hand), closes=("file_archives",),
        papers=_papers("D31"),
    ),
    *_rows(
        "file_archives", S.ARCHIVING, None, (R.HR, R.INT), A17,
        when=c.receipts_incomplete, guards=(g.other_hand,), papers=_papers("D30"),
    ),
    *_rows(
        "file_archives", S.ARCHIVING, S.IMPACT_PERIOD, (R.HR, R.INT), A17,
        when=c.receipts_complete_with_impact, guards=(g.other_hand,), closes=("file_archives",),
        papers=_papers("D31"),
    ),
    *_rows(
        "file_archives", S.ARCHIVING, S.CLOSED, (R.HR, R.INT), A17,
        when=c.receipts_complete_without_impact, guards=(g.other_hand,), closes=ALL,
        papers=_papers("D31", "D39"),
    ),
    *_rows(
        "end_impact", S.IMPACT_PERIOD, S.CLOSED, R.HR, A17,
        guards=(g.impact_over,), closes=ALL, papers=_papers("D32", "D39"),
    ),
)  # fmt: skip

SIDE_ROADS = (
    *_rows(
        "suspend", ACTIVE, S.SUSPENDED, R.SUP, "第十一条",
        clock=Clock.PAUSE, papers=_papers("D33"),
    ),
    *(
        row
        for state in ACTIVE
        for row in _rows(
            "resume", S.SUSPENDED, state, R.SUP, "第十一条",
            when=c.left(state), clock=Clock.RESUME, papers=_papers("D33"),
        )
    ),
    *_rows(
        "terminate", (*ACTIVE, *REST, S.SUSPENDED), S.TERMINATED, R.SUP, "第十一条",
        closes=ALL, papers=_papers("D34"),
    ),
    *_by_track(
        "reopen", (S.CLOSED, *REST), roles=R.SUP, external_roles=R.SUP, closes=ALL,
        papers=_papers("D35"),
    ),
    *_by_track(
        "revoke", (*AFTER_DECISION, S.CLOSED), roles=R.BPG, external_roles=R.HND, closes=ALL,
        papers=_papers("D36"),
    ),
)  # fmt: skip

TABLE: tuple[Transition, ...] = (
    *INVESTIGATION, *APPLICATION, *REVIEW, *DECISION, *CORRECTION, *CLEARING, *LESSONS,
    *SIDE_ROADS,
)  # fmt: skip

CLOCK_EVENTS: dict[str, str] = {
    "application_window": "lapse",
    "supplement": "supplement_lapse",
    "ex_officio": "consider_ex_officio",
}
"""What the clock does when a task's last day is over; other tasks are overdue and escalate."""
