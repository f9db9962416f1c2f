"""What the supervisor does on the handler's recommendation (拟办意见), never unasked."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

from states.errors import GuardFailed
from states.forms.recommending import Recommend
from states.situation import Situation
from states.transition import Guard
from states.vocabulary import State

WHERE: Mapping[str, frozenset[State]] = MappingProxyType(
    {
        "accept_late": frozenset({State.LATE_PENDING}),
        "reject_late": frozenset({State.LATE_PENDING}),
        "refuse": frozenset({State.FILED}),
        "suspend": frozenset(State) - {State.SUSPENDED},
        "resume": frozenset({State.SUSPENDED}),
        "reopen": frozenset({State.CLOSED, State.NOT_APPLIED, State.INADMISSIBLE, State.WITHDRAWN}),
        "revoke": frozenset(
            {
                *(State.DECIDED, State.CORRECTING, State.CORRECTION_CHECK, State.CLEARING),
                *(State.LESSONS, State.ARCHIVING, State.IMPACT_PERIOD, State.CLOSED),
            }
        ),
    }
)
"""The steps that can be recommended, and where each can be taken."""


def recommended(*steps: str) -> Guard:
    """A guard: the handler has recommended one of ``steps`` in this state."""

    def guard(at: Situation) -> None:
        held = at.facts.recommended
        if held is None or held.step not in steps or held.state is not at.state:
            raise GuardFailed(
                "须先由承办人办理“提出拟办意见”",
                "the handler must do 'Recommend a step' first",
                "第十一条",
            )
        if held.by == at.actor.person:
            raise GuardFailed(
                "拟办人本人不能审批，须由另一人办理",
                "whoever recommended it does not approve it: another hand must",
                "第十一条",
            )

    guard.__name__ = "recommended"
    guard.__doc__ = "The handler has recommended it, in this state (拟办意见)."
    return guard


def recommendable(at: Situation) -> None:
    """The step that is recommended can be taken in this state."""
    step = cast("Recommend", at.form).step
    if at.state not in WHERE[step]:
        known = [name for name, states in WHERE.items() if at.state in states]
        raise GuardFailed(
            f"案件处于“{at.state.zh}”，不能拟办 {step}；可拟办：{'、'.join(known)}",
            f"'{step}' cannot be done while the case is '{at.state}'; recommend {', '.join(known)}",
            "第十一条",
        )
