"""The kinds of task: whose they are and under which article; their clocks stand in the pack."""

from collections.abc import Mapping
from dataclasses import dataclass

from states.vocabulary import Role

R = Role


@dataclass(frozen=True, slots=True)
class TaskKind:
    """A kind of task (待办); ``code`` is the name of its deadline in the pack."""

    code: str
    responsible: tuple[Role, ...]


TASK_KINDS = {
    kind.code: kind
    for kind in (
        TaskKind("application_window", (R.OFF, R.UPO)),
        TaskKind("inform_officer", (R.HND,)),
        TaskKind("preliminary_check", (R.HND,)),
        TaskKind("supplement", (R.OFF, R.UPO)),
        TaskKind("late_application", (R.SUP,)),
        TaskKind("ex_officio", (R.HND,)),
        TaskKind("party_opinion", (R.UPO,)),
        TaskKind("review", (R.REV, R.HND)),
        TaskKind("legal_review", (R.LEG,)),
        TaskKind("deliberation", (R.BPG,)),
        TaskKind("serve_decision", (R.HND,)),
        TaskKind("objection", (R.OFF,)),
        TaskKind("answer_objection", (R.BPG,)),
        TaskKind("start_correction", (R.HND, R.UPO)),
        TaskKind("correction_plan", (R.UPO,)),
        TaskKind("complete_correction", (R.UPO,)),
        TaskKind("correction_report", (R.SUP,)),
        TaskKind("answer_reporter", (R.PET,)),
        TaskKind("explain_anonymous", (R.PET,)),
        TaskKind("clear_name", (R.PET,)),
        TaskKind("lessons_report", (R.SUP, R.UPO)),
        TaskKind("file_archives", (R.HR, R.INT)),
        TaskKind("impact_period", (R.HR,)),
    )
}
CORRECTION = ("correction_plan", "complete_correction", "correction_report")
"""The tasks of a correction, one of them running at a time."""
OWED_TO_A_REPORTER = frozenset({"answer_reporter", "explain_anonymous"})
"""Tasks of 第十九条 that tell of a reporter."""

FULFILS: Mapping[str, frozenset[str]] = {
    "file": frozenset({"application_window", "inform_officer"}),
    "record_direct_application": frozenset({"application_window", "inform_officer"}),
    "refuse": frozenset({"preliminary_check"}),
    "decide": frozenset({"deliberation"}),
    "answer_objection": frozenset({"answer_objection"}),
    "finish_lessons": frozenset({"lessons_report"}),
    "file_archives": frozenset({"file_archives"}),
    "end_impact": frozenset({"impact_period"}),
    "skip_correction": frozenset({"serve_decision"}),
    **dict.fromkeys(
        ("file_late", "supplement_lapse", "withdraw", "record_decision", "record_sanction",
         "open_clearing", "close_unapplied", "terminate", "reopen", "revoke"),
        frozenset[str](),
    ),
}  # fmt: skip
"""What is done of all that these events close: the rest is nobody's to do any more, and not done.

Any other event does whatever it closes.
"""


def fulfilled(event: str, kind: str) -> bool:
    """Whether a task of that kind is done by the event that closes it."""
    return event not in FULFILS or kind in FULFILS[event]
