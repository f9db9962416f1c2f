"""Who keeps out, and who takes over, in every open state (程序合法, 第十一条)."""

from states import recusal as q
from states.table.rows import OPEN, R, rows

EVERYBODY = (
    *(R.OFF, R.UPO, R.BPG, R.HND, R.REV, R.LEG, R.SUP),
    *(R.HR, R.INT, R.PET, R.DIV, R.LDR),
)

RECUSALS = (
    *rows(
        "declare_recusal", OPEN, None, EVERYBODY, "第十一条", checks=(q.recusal_may_be_asked,),
        notices=("recusal_declared",),
    ),
    *rows(
        "decide_recusal", OPEN, None, (R.LDR, R.BPG), "第十一条",
        guards=(q.recusal_to_decide,), checks=(q.recusal_decided_by_its_principal,),
        notices=("recusal_decided", "recusal_told"),
    ),
    *rows(
        "reassign", OPEN, None, (R.SUP, R.LDR), "第十一条", checks=(q.seat_filled,),
        notices=("reassigned",),
    ),
    *rows(
        "confirm_work", OPEN, None, (R.SUP, R.LDR), "第十一条", guards=(q.work_to_confirm,),
    ),
)  # fmt: skip
