"""The kinds of task: whose they are and under which article; their clocks stand in the pack."""

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
OWED_TO_A_REPORTER = frozenset({"answer_reporter", "explain_anonymous"})
"""Tasks of 第十九条 that tell of a reporter."""
