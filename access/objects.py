"""What each event and each clock of a case is about, for whoever reads (see ``access.policy``)."""

from collections.abc import Mapping
from types import MappingProxyType

from access.policy import Thing

_EVENTS: Mapping[Thing, str] = {
    Thing.FACTS: "open import inform_officer lapse consider_ex_officio close_unapplied terminate",
    Thing.APPLICATION: (
        "file record_direct_application file_late accept_late reject_late require_supplement "
        "resubmit supplement_lapse accept convene refuse withdraw request_facts receive_facts "
        "propose decline_to_propose"
    ),
    Thing.EVIDENCE: "add_evidence attach_file link_items",
    Thing.ASSESSMENT: (
        "assign_reviewers assess_items submit_report declare_recusal decide_recusal reassign "
        "confirm_work recommend"
    ),
    Thing.OPINION: "return_report clear_report sign_paper",
    Thing.DECISION: (
        "decide record_decision serve_decision prove_service object answer_objection "
        "objection_lapse reopen revoke"
    ),
    Thing.CORRECTION: (
        "start_correction skip_correction submit_plan approve_plan report_progress extend_plan "
        "finish_correction accept_correction return_correction report_lessons finish_lessons"
    ),
    Thing.FEEDBACK: "finish_clearing",
    Thing.CLEARING: "open_clearing",
    Thing.RECEIPTS: "file_archives record_sanction end_impact",
    Thing.COMMENTS: "comment",
    Thing.CLOCKS: "extend_review suspend resume recount",
}
_CLOCKS: Mapping[Thing, str] = {
    Thing.FACTS: "inform_officer",
    Thing.APPLICATION: (
        "application_window preliminary_check supplement late_application ex_officio party_opinion"
    ),
    Thing.ASSESSMENT: "review",
    Thing.OPINION: "legal_review",
    Thing.DECISION: "deliberation serve_decision objection answer_objection",
    Thing.CORRECTION: (
        "start_correction correction_plan complete_correction correction_report lessons_report"
    ),
    Thing.FEEDBACK: "answer_reporter explain_anonymous",
    Thing.CLEARING: "clear_name",
    Thing.RECEIPTS: "file_archives impact_period",
}


def _by_code(table: Mapping[Thing, str]) -> Mapping[str, Thing]:
    return MappingProxyType(
        {code: thing for thing, codes in table.items() for code in codes.split()}
    )


OBJECT = _by_code(_EVENTS)
"""Every event by its code."""
CLOCK_OBJECT = _by_code(_CLOCKS)
"""Every clock by the code of its task."""
