"""Correction, clearing, lessons and archives (第十七条至第十九条)."""

from states import checks as k
from states import conditions as c
from states import guards as g
from states import recusal as q
from states.table.review import ART19_DUTIES
from states.table.rows import A16, A17, A18, A19, BESIDE_ARCHIVING, REST, R, S, opens, papers, rows
from states.transition import ALL, Clock, Opens, Paper

CORRECTION = (
    *rows(
        "start_correction", S.DECIDED, S.CORRECTING, (R.HND, R.UPO), A18,
        guards=(g.correction_due,), closes=("start_correction", "serve_decision"),
        opens=opens("correction_plan", Opens("objection", c.objection_begins)),
        papers=papers("D19"), notices=("correction_started",),
    ),
    *rows(
        "skip_correction", S.DECIDED, S.CLEARING, R.SUP, A18,
        guards=(g.correction_not_due,), closes=("start_correction", "serve_decision"),
        opens=opens(Opens("objection", c.objection_begins)),
    ),
    *rows(
        "submit_plan", S.CORRECTING, None, R.UPO, A18,
        guards=(g.plan_not_approved,), checks=(k.eight_kinds,), papers=papers("D20"),
    ),
    *rows(
        "approve_plan", S.CORRECTING, None, R.SUP, A18,
        guards=(g.plan_submitted, g.not_the_planner), closes=("correction_plan",),
        opens=opens("complete_correction"),
    ),
    *rows(
        "report_progress", S.CORRECTING, None, R.UPO, A18,
        guards=(g.plan_approved,), papers=papers("D21"),
    ),
    *rows(
        "extend_plan", S.CORRECTING, None, R.SUP, A18,
        guards=(g.plan_approved, g.plan_not_extended, g.correction_not_over),
        checks=(k.within_the_cap,), clock=Clock.EXTEND,
    ),
    *rows(
        "finish_correction", S.CORRECTING, S.CORRECTION_CHECK, R.UPO, A18,
        guards=(g.plan_approved,), checks=(k.measures_done,), closes=("complete_correction",),
        opens=opens("correction_report"), papers=papers("D22"),
    ),
    *rows(
        "accept_correction", S.CORRECTION_CHECK, S.CLEARING, R.SUP, A18,
        guards=(g.not_the_planner, q.work_confirmed), closes=("correction_report",),
        opens=opens("lessons_report"), papers=papers("D23"),
    ),
    *rows(
        "return_correction", S.CORRECTION_CHECK, S.CORRECTING, R.SUP, A18,
        closes=("correction_report",), opens=opens("complete_correction"), papers=papers("D23"),
    ),
)  # fmt: skip

CLEARING = (
    *rows(
        "open_clearing", (*REST, S.TERMINATED), S.CLEARING, R.SUP, A19,
        guards=(g.window_not_open,),
        checks=(k.complaint_or_defamation,), closes=ALL, opens=ART19_DUTIES,
    ),
    *rows(
        "open_clearing", (S.DECIDED, S.CORRECTING, S.CORRECTION_CHECK, S.CLEARING), None, R.SUP,
        A19, guards=(g.decided_before,), checks=(k.defamation_found,), opens=opens("clear_name"),
    ),
    *rows(
        "finish_clearing", S.CLEARING, S.LESSONS, (R.PET, R.SUP), A19,
        checks=(k.duties_done,),
        closes=("answer_reporter", "explain_anonymous", "clear_name"),
        papers=(
            Paper("D24", c.reported_by_name),
            Paper("D25", c.reported_anonymously),
            Paper("D26", c.was_defamed),
            Paper("D27", c.was_defamed),
            Paper("D28", c.was_defamed),
        ),
    ),
    *rows(
        "close_unapplied", (*REST, S.TERMINATED), S.CLOSED, R.SUP, (A16, A19),
        guards=(g.no_duty_open, g.window_not_open), checks=(k.answered_or_reasoned,), closes=ALL,
        papers=papers("D39"),
    ),
)  # fmt: skip

RECEIPTS = (
    Paper("D30", c.into_the_personnel_file),
    Paper("D31", c.into_the_integrity_file),
)
LESSONS = (
    *rows("report_lessons", S.LESSONS, None, R.UPO, A18, notices=("lessons_reported",)),
    *rows(
        "finish_lessons", S.LESSONS, S.ARCHIVING, R.SUP, A18, when=c.files_outstanding,
        guards=(g.lessons_reported,), checks=(k.classified,), closes=("lessons_report",),
        opens=opens("file_archives"), papers=papers("D29"), notices=("archives_urged",),
    ),
    *rows(
        "finish_lessons", S.LESSONS, S.IMPACT_PERIOD, R.SUP, A18, when=c.filed_with_impact,
        guards=(g.lessons_reported,), checks=(k.classified,), closes=("lessons_report",),
        papers=papers("D29"),
    ),
    *rows(
        "finish_lessons", S.LESSONS, S.CLOSED, R.SUP, A18, when=c.filed_without_impact,
        guards=(g.lessons_reported, g.no_objection_open), checks=(k.classified,),
        closes=ALL, papers=papers("D29", "D39"),
    ),
    # The files are stored beside correction and clearing, with a clock of their own (第十七条).
    *rows(
        "file_archives", BESIDE_ARCHIVING, None, (R.HR, R.INT), A17,
        when=c.receipts_incomplete, guards=(g.tolerated, g.other_hand), papers=RECEIPTS,
    ),
    *rows(
        "file_archives", BESIDE_ARCHIVING, None, (R.HR, R.INT), A17,
        when=c.receipts_complete, guards=(g.tolerated, g.other_hand), closes=("file_archives",),
        papers=RECEIPTS,
    ),
    *rows(
        "file_archives", S.ARCHIVING, None, (R.HR, R.INT), A17,
        when=c.receipts_incomplete, guards=(g.other_hand,), papers=RECEIPTS,
    ),
    *rows(
        "file_archives", S.ARCHIVING, S.IMPACT_PERIOD, (R.HR, R.INT), A17,
        when=c.receipts_complete_with_impact, guards=(g.other_hand,), closes=("file_archives",),
        papers=RECEIPTS,
    ),
    *rows(
        "file_archives", S.ARCHIVING, S.CLOSED, (R.HR, R.INT), A17,
        when=c.receipts_complete_without_impact, guards=(g.other_hand, g.no_objection_open),
        closes=ALL, papers=(*RECEIPTS, Paper("D39")),
    ),
    *rows(
        "end_impact", S.IMPACT_PERIOD, S.CLOSED, R.HR, A17,
        guards=(g.impact_over, g.no_objection_open), checks=(k.nothing_new_came,), closes=ALL,
        papers=papers("D32", "D39"),
    ),
)  # fmt: skip
