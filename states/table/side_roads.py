"""What may interrupt or undo the main road: nothing is deleted."""

from states import checks as k
from states import conditions as c
from states import guards as g
from states import recommendations as m
from states.table.rows import A16, ACTIVE, AFTER_DECISION, REST, R, S, by_track, papers, rows
from states.transition import ALL, Clock

UNDER_WAY = (*ACTIVE, *REST)
"""What can be suspended: every state that is neither final nor set aside."""

SIGNERS = (R.HND, R.SUP, R.REV, R.LEG, R.BPG, R.UPO, R.OFF, R.HR, R.INT, R.PET)
"""Whoever signs some paper; which of them signs which is the catalogue's (``documents``)."""

SPEAKERS = (R.HND, R.SUP, R.REV, R.LEG, R.BPG, R.UPO, R.OFF)
"""Who speaks about a case in it."""

SIDE_ROADS = (
    *rows("sign_paper", tuple(S), None, SIGNERS, "第十一条"),
    *rows(
        "comment", tuple(S), None, SPEAKERS, "第十一条", when=c.said_to_all,
        notices=("comment_shown",),
    ),
    *rows(
        "comment", tuple(S), None, SPEAKERS, "第十一条", when=c.said_inside,
        notices=("commented",),
    ),
    *rows(
        "recommend", (*UNDER_WAY, S.SUSPENDED, S.CLOSED), None, R.HND, "第十一条",
        checks=(m.recommendable,), notices=("recommended",),
    ),
    *rows(
        "suspend", UNDER_WAY, S.SUSPENDED, R.SUP, "第十一条",
        guards=(m.recommended("suspend"),),
        checks=(k.clocks_stop_today,), clock=Clock.PAUSE, papers=papers("D33"),
    ),
    *(
        row
        for state in UNDER_WAY
        for row in rows(
            "resume", S.SUSPENDED, state, R.SUP, "第十一条",
            when=c.left(state), guards=(m.recommended("resume"),),
            checks=(k.resumed_after_suspended,), clock=Clock.RESUME,
            papers=papers("D33"),
        )
    ),
    # A working day is what the State Council's arrangement of the year makes it.
    *rows(
        "recount", (*ACTIVE, *REST, S.SUSPENDED), None, R.SYS, A16, clock=Clock.RECOUNT,
    ),
    *rows(
        "terminate", (*ACTIVE, *REST, S.SUSPENDED), S.TERMINATED, R.SUP, "第十一条",
        closes=ALL, papers=papers("D34"),
    ),
    *by_track(
        "reopen", (S.CLOSED, *REST), roles=R.SUP, external_roles=R.SUP,
        guards=(m.recommended("reopen"),), external_guards=(m.recommended("reopen"),), closes=ALL,
        papers=papers("D35"), notices=("reopened",),
    ),
    *by_track(
        "revoke", (*AFTER_DECISION, S.CLOSED), roles=R.BPG, external_roles=R.HND,
        guards=(g.decided_before, m.recommended("revoke")),
        external_guards=(g.decided_before,),  # what the organ revoked is only recorded here
        closes=ALL, papers=papers("D36"), notices=("revoked",),
    ),
)  # fmt: skip
