"""From the start of the procedure to the application, on either track (第十六条)."""

from states import checks as k
from states import conditions as c
from states import guards as g
from states import recommendations as m
from states import recusal as q
from states.table.rows import (
    A16,
    ACTIVE,
    BUREAU,
    EXTERNAL,
    REST,
    R,
    S,
    opens,
    papers,
    rows,
    start_of_procedure,
)
from states.transition import ALL, Opens, Paper

INVESTIGATION = (
    *rows(
        "open", None, S.INVESTIGATION, R.HND, ("第二条", A16),
        checks=(q.superiors_are_no_officers,),
        opens=opens(
            Opens("application_window", c.window_has_a_last_day),
            Opens("inform_officer", c.not_yet_told),
        ),
        papers=papers("D01"), notices=("started",),
    ),
    *rows(
        "inform_officer", (*ACTIVE, *REST), None, R.HND, A16,
        guards=(g.not_told_yet,), closes=("inform_officer",),
    ),
    *rows(
        "lapse", S.INVESTIGATION, S.NOT_APPLIED, R.SYS, A16,
        guards=(g.window_over,), closes=("application_window", "inform_officer"),
        opens=opens(Opens("ex_officio", c.considered_ex_officio, c.day_entered)),
        notices=("not_applied",),
    ),
    # After the party organisation declined, the officer could still apply alone.
    *rows(
        "lapse", S.NOT_APPLIED, None, R.SYS, A16, track=EXTERNAL,
        guards=(g.window_over,), closes=("application_window",), notices=("not_applied",),
    ),
    # While the bureau considers tolerance of itself, the right to apply runs on.
    *rows(
        "lapse", (S.UNDER_REVIEW, S.LEGAL_REVIEW, S.DELIBERATION), None, R.SYS, A16, track=BUREAU,
        guards=(g.window_over,), closes=("application_window",),
    ),
    *rows(
        "consider_ex_officio", (S.INVESTIGATION, S.NOT_APPLIED, S.FILED), S.UNDER_REVIEW,
        (R.HND, R.SYS), A16, guards=(g.ex_officio_known,), track=BUREAU,
        closes=("ex_officio", "preliminary_check"),
        opens=opens("review"), papers=papers("D05"),
    ),
)  # fmt: skip

APPLICATIONS = (Paper("D02", c.applied_by_the_officer), Paper("D03", c.applied_by_the_unit))
IN_TIME = (k.not_received_in_future, k.within_window, k.known_grounds)

APPLICATION = (
    *rows(
        "file", (S.INVESTIGATION, S.NOT_APPLIED), S.FILED, (R.OFF, R.UPO), A16, track=BUREAU,
        guards=(g.may_apply, g.one_application_each),
        checks=IN_TIME,
        closes=("application_window", "ex_officio", "inform_officer"),
        opens=opens("preliminary_check"), papers=APPLICATIONS, notices=("receipt",),
    ),
    # Another applicant's paper came in time while a late one waits: it is taken first.
    *rows(
        "file", S.LATE_PENDING, S.FILED, (R.OFF, R.UPO), A16, track=BUREAU,
        guards=(g.may_apply, g.one_application_each), checks=IN_TIME,
        closes=("late_application", "inform_officer"),
        opens=opens("preliminary_check"), papers=APPLICATIONS, notices=("receipt",),
    ),
    *rows(
        "file", (S.INVESTIGATION, S.NOT_APPLIED), S.FILED, (R.OFF, R.UPO), A16, track=EXTERNAL,
        guards=(g.may_apply, g.one_application_each),
        checks=IN_TIME,
        closes=("inform_officer",),
        opens=opens(
            "preliminary_check",
            Opens("application_window", c.window_has_a_last_day, start_of_procedure),
            Opens("party_opinion", start=start_of_procedure),
        ),
        papers=APPLICATIONS, notices=("receipt",),
    ),
    # The second applicant, and who applies while the bureau considers it of itself.
    *rows(
        "file", (S.FILED, S.SUPPLEMENTING, S.DELIBERATION), None, (R.OFF, R.UPO), A16,
        track=EXTERNAL, guards=(g.may_apply, g.one_application_each), checks=IN_TIME,
        papers=APPLICATIONS, notices=("receipt",),
    ),
    *rows(
        "file", (S.FILED, S.SUPPLEMENTING, S.UNDER_REVIEW, S.LEGAL_REVIEW, S.DELIBERATION), None,
        (R.OFF, R.UPO), A16, track=BUREAU, guards=(g.may_apply, g.one_application_each),
        checks=IN_TIME, closes=("application_window", "inform_officer"), papers=APPLICATIONS,
        notices=("receipt",),
    ),
    *rows(
        "record_direct_application",
        (S.INVESTIGATION, S.FILED, S.SUPPLEMENTING, S.DELIBERATION, S.NOT_APPLIED), S.PROPOSED,
        R.HND, A16, track=EXTERNAL,
        checks=(k.not_received_in_future, k.in_hands_or_late_with_ground), closes=ALL,
        papers=papers("D02"),
    ),
    *rows(
        "file_late", S.NOT_APPLIED, S.LATE_PENDING, (R.OFF, R.UPO), A16, track=BUREAU,
        guards=(g.may_apply, g.one_application_each),
        checks=(k.not_received_in_future, k.late, k.told_late, k.known_grounds),
        closes=("ex_officio",), opens=opens("late_application"), notices=("late_receipt",),
    ),
    *rows(
        "accept_late", S.LATE_PENDING, S.UNDER_REVIEW, R.SUP, A16,
        guards=(m.recommended("accept_late", "reject_late"),),
        closes=("late_application",), opens=opens("review"), papers=papers("D04"),
    ),
    *rows(
        "reject_late", S.LATE_PENDING, S.INADMISSIBLE, R.SUP, A16,
        guards=(m.recommended("accept_late", "reject_late"),),
        closes=("late_application",), papers=papers("D06"),
    ),
    *rows(
        "require_supplement", S.FILED, S.SUPPLEMENTING, R.HND, A16,
        guards=(g.not_supplemented_yet,), closes=("preliminary_check",),
        opens=opens("supplement"), papers=papers("D07"),
    ),
    *rows(
        "resubmit", S.SUPPLEMENTING, S.FILED, (R.OFF, R.UPO), A16,
        guards=(g.own_application,),
        closes=("supplement",), opens=opens("preliminary_check"), notices=("receipt",),
    ),
    *rows(
        "supplement_lapse", S.SUPPLEMENTING, S.WITHDRAWN, R.SYS, A16,
        when=c.taken_as_withdrawn, closes=ALL, papers=papers("D08"),
        notices=("supplement_lapsed",),
    ),
    *rows(
        "supplement_lapse", S.SUPPLEMENTING, S.UNDER_REVIEW, R.SYS, A16, track=BUREAU,
        when=c.taken_as_it_is, closes=("supplement",), opens=opens("review"),
        notices=("supplement_lapsed",),
    ),
    *rows(
        "supplement_lapse", S.SUPPLEMENTING, S.DELIBERATION, R.SYS, A16, track=EXTERNAL,
        when=c.taken_as_it_is, closes=("supplement",), notices=("supplement_lapsed",),
    ),
    *rows(
        "accept", S.FILED, S.UNDER_REVIEW, R.HND, A16, track=BUREAU,
        guards=(g.complete_application,), closes=("preliminary_check",),
        opens=opens("review"), papers=papers("D04"),
    ),
    *rows(
        "convene", S.FILED, S.DELIBERATION, (R.HND, R.UPO), A16, track=EXTERNAL,
        guards=(g.complete_application,), closes=("preliminary_check",),
    ),
    *rows(
        "refuse", S.FILED, S.INADMISSIBLE, R.SUP, ("第二条", A16),
        guards=(m.recommended("refuse"),),
        closes=("application_window", "preliminary_check", "party_opinion"),
        papers=papers("D06"),
    ),
    *rows(
        "withdraw", (S.FILED, S.SUPPLEMENTING, S.LATE_PENDING), S.WITHDRAWN, (R.OFF, R.UPO), A16,
        when=c.nobody_else_applies, guards=(g.own_application,), closes=ALL,
        papers=papers("D08"),
    ),
    *rows(
        "withdraw", (S.FILED, S.SUPPLEMENTING, S.LATE_PENDING), None, (R.OFF, R.UPO), A16,
        when=c.others_still_apply, guards=(g.own_application,), papers=papers("D08"),
    ),
)  # fmt: skip
