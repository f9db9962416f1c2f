"""The review, the proposal and the decision (第十条至第十七条)."""

from states import checks as k
from states import conditions as c
from states import guards as g
from states import recusal as q
from states import service as p
from states import weighing as w
from states.collective import VOTE
from states.conditions import Condition
from states.table.rows import (
    A16,
    A17,
    AFTER_DECISION,
    BEFORE_DECISION,
    BUREAU,
    EXTERNAL,
    REST,
    R,
    S,
    opens,
    papers,
    rows,
)
from states.transition import ALL, Clock, Opens, Paper
from states.vocabulary import Outcome


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


REVIEW = (
    *rows(
        "assign_reviewers", S.UNDER_REVIEW, None, R.HND, "第十一条",
        checks=(k.two_reviewers, q.reviewers_free),
    ),
    *rows(
        "request_facts", S.UNDER_REVIEW, None, R.REV, "第十一条", when=c.lets_the_review_run,
        notices=("facts_requested",),
    ),
    *rows(
        "request_facts", S.UNDER_REVIEW, None, R.REV, "第十一条", when=c.stops_the_review,
        guards=(g.review_not_paused, g.review_paused_once, g.review_not_over),
        checks=(k.clocks_stop_today,), clock=Clock.PAUSE, clock_of="review",
        notices=("facts_requested",),
    ),
    *rows(
        "receive_facts", S.UNDER_REVIEW, None, (R.REV, R.HND), "第十一条",
        guards=(g.review_paused,), checks=(k.received_after_paused,), clock=Clock.RESUME,
        clock_of="review",
    ),
    *rows(
        "extend_review", S.UNDER_REVIEW, None, R.SUP, "第十一条",
        guards=(g.review_not_extended, g.review_not_paused, g.review_not_over),
        checks=(k.within_the_cap,), clock=Clock.EXTEND,
    ),
    *rows("link_items", BEFORE_DECISION, None, R.HND, ("第三条", "第六条")),
    *rows(
        "add_evidence", (*BEFORE_DECISION, S.NOT_APPLIED), None, (R.HND, R.REV, R.OFF, R.UPO),
        ("第七条", A16), checks=(w.shared_by_the_handler,),
    ),
    *rows(
        "attach_file", (*BEFORE_DECISION, S.NOT_APPLIED), None, (R.HND, R.REV, R.OFF, R.UPO),
        ("第七条", A16),
    ),
    *rows(
        "assess_items", S.UNDER_REVIEW, None, R.REV, ("第十条", "第十二条", "第十五条"),
        checks=(w.weighable,),
    ),
    # On the external track the organ reviews; what we know goes with the proposal.
    *rows(
        "assess_items", (S.FILED, S.SUPPLEMENTING, S.DELIBERATION), None, R.HND,
        ("第十条", "第十二条", "第十五条"), track=EXTERNAL, checks=(w.weighable,),
    ),
    *rows(
        "submit_report", S.UNDER_REVIEW, S.LEGAL_REVIEW, R.REV, ("第十条", "第十二条", "第十五条"),
        guards=(g.reviewers_assigned,), checks=(w.weighable, w.sheet_complete), closes=("review",),
        opens=opens("legal_review"), papers=papers("D09"),
    ),
    *rows(
        "return_report", S.LEGAL_REVIEW, S.UNDER_REVIEW, R.LEG, ("第十一条", "第十五条"),
        guards=(q.not_their_own_review,),
        closes=("legal_review",), opens=opens("review"), papers=papers("D10"),
    ),
    *rows(
        "clear_report", S.LEGAL_REVIEW, S.DELIBERATION, R.LEG, ("第十一条", "第十五条"),
        guards=(q.not_their_own_review, q.work_confirmed), checks=(w.breach_opinion,),
        closes=("legal_review",), opens=opens(Opens("deliberation", start=c.report_day)),
        papers=papers("D10"),
    ),
    *rows(
        "propose", (S.DELIBERATION, S.NOT_APPLIED), S.PROPOSED, (R.UPO, R.BPG), A16,
        track=EXTERNAL,
        guards=(g.proposed_by_who_manages, q.no_recusal_pending, q.work_confirmed),
        checks=(
            k.not_received_in_future, k.in_hands_or_late_with_ground, *VOTE, k.nothing_excluded,
        ),
        closes=("application_window", "party_opinion"), papers=papers("D11", "D12"),
    ),
    *rows(
        "decline_to_propose", S.DELIBERATION, S.NOT_APPLIED, (R.UPO, R.BPG), A16,
        track=EXTERNAL, guards=(g.proposed_by_who_manages, q.no_recusal_pending),
        checks=(k.known_exclusion,),
        closes=("party_opinion",),
        papers=papers("D13"), notices=("declined",),
    ),
)  # fmt: skip

DECISION = (
    *rows(
        "decide", S.DELIBERATION, S.DECIDED, R.BPG, ("第十一条", A16, A17), track=BUREAU,
        guards=(
            g.window_not_open, q.no_recusal_pending, q.work_confirmed, g.not_ones_own_review,
        ),
        checks=(
            k.checks_signed, *VOTE, k.received_after_decided, k.sanctions_known,
            w.outcome_allowed, w.departure_reasoned,
        ),
        closes=("deliberation", "application_window"), opens=DECISION_TASKS,
        papers=(Paper("D12"), *DECISION_PAPERS), notices=("decision",),
    ),
    *rows(
        "record_decision",
        (*BEFORE_DECISION, *REST, S.SUSPENDED, S.CLEARING, S.LESSONS, S.ARCHIVING),
        S.DECIDED, R.HND, (A16, A17), track=EXTERNAL, guards=(g.not_decided_yet,),
        checks=(k.decided_after_start, k.sanctions_known), closes=ALL,
        opens=DECISION_TASKS, papers=papers("D14"), notices=("decision",),
    ),
    *rows(
        "record_sanction", AFTER_DECISION, None, R.HR, A17, guards=(g.decided_before,),
        checks=(k.sanctions_known,), closes=("impact_period",),
        opens=opens(Opens("impact_period", c.impact_follows)),
    ),
    *rows(
        "serve_decision", (*AFTER_DECISION, S.CLOSED), None, R.HND, A17,
        guards=(p.not_served_yet,), checks=(p.proven_whole,), closes=("serve_decision",),
        opens=opens(Opens("objection", c.objection_begins)),
    ),
    *rows(
        "prove_service", (*AFTER_DECISION, S.CLOSED), None, R.HND, A17,
        guards=(p.served_already,), checks=(p.proven_after_decided, p.correction_reasoned),
    ),
    *rows(
        "object", AFTER_DECISION, None, R.OFF, A17, track=BUREAU,
        guards=(g.objection_open,), checks=(k.objected_in_time,), closes=("objection",),
        opens=opens("answer_objection"),
    ),
    *rows(
        "objection_lapse", AFTER_DECISION, None, R.SYS, A17, track=BUREAU,
        guards=(g.objection_over,), closes=("objection",),
    ),
    *rows(
        "answer_objection", AFTER_DECISION, None, R.BPG, A17, track=BUREAU,
        when=c.objection_dismissed, guards=(g.objection_waits,), closes=("answer_objection",),
        papers=papers("D40"),
    ),
    *rows(
        "answer_objection", AFTER_DECISION, S.UNDER_REVIEW, R.BPG, A17,
        track=BUREAU, when=c.objection_upheld, guards=(g.objection_waits,), closes=ALL,
        opens=opens("review"), papers=papers("D40"),
    ),
)  # fmt: skip
