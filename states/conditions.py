"""Yes-or-no questions about a situation, by which rows of the table and their tasks are chosen."""

from collections.abc import Callable
from datetime import date

from states.forms.remarks import Comment
from states.situation import Situation
from states.vocabulary import Outcome, ReportKind, Role, State, Track

Condition = Callable[[Situation], bool]

BOTH_FILES = {Role.HR, Role.INT}
"""Personnel file and integrity file (第十七条)."""


def on_bureau_track(at: Situation) -> bool:
    """Whether the bureau's own party group started the procedure."""
    return at.track is Track.BUREAU


def considered_ex_officio(at: Situation) -> bool:
    """Whether tolerance is considered of itself where nobody applies (第十六条)."""
    return at.pack.considers_ex_officio(at.track)


def taken_as_withdrawn(at: Situation) -> bool:
    """Whether the measures take what was not supplemented as withdrawn."""
    return at.pack.deadlines["supplement"].lapses_into == "withdrawn"


def taken_as_it_is(at: Situation) -> bool:
    """Whether the case goes on with what there is when a supplement does not come."""
    return not taken_as_withdrawn(at)


def window_has_a_last_day(at: Situation) -> bool:
    """Whether the application window ends on a day, and not with the decision."""
    return at.window_last_day is not None


def said_to_all(at: Situation) -> bool:
    """Whether a comment is for the officer and their unit, too."""
    return isinstance(at.form, Comment) and at.form.shown


def said_inside(at: Situation) -> bool:
    """Whether it is for those who work on the case alone."""
    return not said_to_all(at)


def was_over(state: State) -> Condition:
    """Whether a case that is brought in from elsewhere had come to that end."""
    return lambda at: getattr(at.form, "ends", None) == state


def not_yet_told(at: Situation) -> bool:
    """Whether the officer still has to be told of the procedure."""
    return at.facts.informed_on is None


def others_still_apply(at: Situation) -> bool:
    """Whether another applicant's application keeps the case going (第十六条)."""
    return any(a.person != at.actor.person for a in at.facts.standing_applications)


def nobody_else_applies(at: Situation) -> bool:
    """Whether withdrawing this application leaves none."""
    return not others_still_apply(at)


def stops_the_review(at: Situation) -> bool:
    """Whether the review's clock is asked to stop while facts are verified."""
    return bool(getattr(at.form, "pause", False))


def lets_the_review_run(at: Situation) -> bool:
    """Whether the review's clock runs on while facts are verified."""
    return not stops_the_review(at)


def objection_begins(at: Situation) -> bool:
    """Whether the decision is served with this, and the measures let the officer object to it."""
    serves = "serve_decision" in at.open_tasks
    return serves and at.track is Track.BUREAU and at.pack.review_of_outcome.enabled


def objection_upheld(at: Situation) -> bool:
    """Whether the answer sends the case back to review."""
    return bool(getattr(at.form, "upheld", False))


def objection_dismissed(at: Situation) -> bool:
    """Whether the answer leaves the decision as it is."""
    return not objection_upheld(at)


def correction_follows(at: Situation) -> bool:
    """Exemption asks for correction (第十八条); lighter and mitigated where the pack says so."""
    decision = at.facts.decision
    if decision is None:
        return False
    if decision.outcome is Outcome.EXEMPT:
        return True
    return decision.outcome.tolerated and at.pack.correction_for_mitigated


def archives_follow(at: Situation) -> bool:
    """Tolerance goes into both files (第十七条)."""
    return at.facts.decision is not None and at.facts.decision.outcome.tolerated


def impact_follows(at: Situation) -> bool:
    """Whether an impact period was fixed with the decision."""
    return at.facts.decision is not None and at.facts.decision.impact_last_day is not None


def reported_by_name(at: Situation) -> bool:
    """Whether a real-name reporter is owed an answer (第十九条)."""
    return at.facts.report_kind is ReportKind.REAL_NAME


def reported_anonymously(at: Situation) -> bool:
    """Whether an anonymous report is owed an explanation (第十九条)."""
    return at.facts.report_kind is ReportKind.ANONYMOUS


def was_defamed(at: Situation) -> bool:
    """Whether the officer's name is to be cleared (第十九条)."""
    return at.facts.defamed


def applied_by_the_officer(at: Situation) -> bool:
    """Whether the officer applies, and not the unit's party organisation."""
    return Role.OFF in at.actor.roles


def applied_by_the_unit(at: Situation) -> bool:
    """Whether the unit's party organisation applies."""
    return not applied_by_the_officer(at)


def into_the_personnel_file(at: Situation) -> bool:
    """Whether the receipt just given is that of the personnel file."""
    return archives_follow(at) and _just_given(at, Role.HR)


def into_the_integrity_file(at: Situation) -> bool:
    """Whether the receipt just given is that of the integrity file."""
    return archives_follow(at) and _just_given(at, Role.INT)


def _just_given(at: Situation, hand: Role) -> bool:
    given = at.facts.receipts.get(hand)  # two hands give them, so the giver tells which is new
    return given is not None and given.by == at.actor.person


def files_outstanding(at: Situation) -> bool:
    """Whether a receipt is still to come; what was not tolerated is filed once, as a case file."""
    return not archives_follow(at) or not at.facts.receipts.keys() >= BOTH_FILES


def filed_with_impact(at: Situation) -> bool:
    """Whether both files hold the decision and an impact period runs."""
    return not files_outstanding(at) and impact_runs(at)


def filed_without_impact(at: Situation) -> bool:
    """Whether both files hold the decision and nothing more runs."""
    return not files_outstanding(at) and not impact_runs(at)


def receipts_complete(at: Situation) -> bool:
    """Whether, with the actor's own receipt, both files hold the decision."""
    return not archives_follow(at) or {*at.facts.receipts, *receiving_hand(at)} >= BOTH_FILES


def receiving_hand(at: Situation) -> set[Role]:
    """The file for which the actor gives a receipt: one that has none yet."""
    held = [role for role in (Role.HR, Role.INT) if role in at.actor.roles]
    return set([role for role in held if role not in at.facts.receipts][:1])


def receipts_incomplete(at: Situation) -> bool:
    """Whether this receipt leaves the other file still to be stored."""
    return not receipts_complete(at)


def receipts_complete_with_impact(at: Situation) -> bool:
    """Whether both files are stored and an impact period still runs."""
    return receipts_complete(at) and impact_runs(at)


def receipts_complete_without_impact(at: Situation) -> bool:
    """Whether both files are stored and nothing more runs."""
    return receipts_complete(at) and not impact_runs(at)


def impact_runs(at: Situation) -> bool:
    """Whether the impact period has not ended by today."""
    last = at.facts.decision.impact_last_day if at.facts.decision else None
    return last is not None and last >= at.today


def left(state: State) -> Condition:
    """Whether the case was suspended in ``state``."""
    return lambda at: at.facts.state_left is state


def day_entered(at: Situation) -> date:
    """The day of entry: what the clock finds late still gives people their whole time."""
    return at.today


def report_day(at: Situation) -> date:
    """The day of the review report: deliberation is counted from it."""
    report = at.facts.report
    return report.on if report else at.form.day(at.today)


def receipt_day(at: Situation) -> date:
    """The day the decision was received: correction is counted from it (第十八条 接到)."""
    decision = at.facts.decision
    return decision.received_on if decision else at.form.day(at.today)
