"""When a party organisation has decided: the right people, enough of them, and a majority."""

from fractions import Fraction
from typing import cast

from states.errors import GuardFailed, Invalid
from states.forms.collective import Collective
from states.situation import Situation


def members_vote(at: Situation) -> None:
    """Participants are members, each once, neither officers of the matter nor recused."""
    form = cast("Collective", at.form)
    role = form.voting_role(at.facts.managed_by)
    everybody = (*form.participants, *form.others())
    if len(set(everybody)) != len(everybody):
        raise Invalid("participants", "有重复人员", "names somebody twice")
    if any(name in at.barred for name in form.others()):
        raise GuardFailed(
            "到会成员中有本事项的执法人员或者已回避的人员，不能参加表决",
            "an officer of the matter, or somebody recused, is among the members present",
            "第十一条",
        )
    for name in form.participants:
        found = at.named[name]
        if found.subject:
            raise GuardFailed(
                f"{name} 是本事项的执法人员，不能参加表决",
                f"{name} is an officer of the matter and takes no part in the vote",
                "第十一条",
            )
        if found.person in at.facts.recused:
            raise GuardFailed(
                f"{name} 在本案已回避，不能参加表决",
                f"{name} is recused and takes no part in the vote",
                "第十一条",
            )
        if role not in found.held:
            raise Invalid("participants", f"{name} 不是{role.zh}成员", f"must hold the role {role}")
    if form.chair not in form.participants:
        raise Invalid("chair", "须是参加表决的成员", "must be one of the participants")


def votes_add_up(at: Situation) -> None:
    """Every participant votes for, against or abstains."""
    form = cast("Collective", at.form)
    votes, present = form.votes_for + form.votes_against + form.abstentions, _present(form)
    if votes != present:
        raise Invalid(
            "votes_for",
            f"同意、反对、弃权共{votes}票，与参加表决的{present}人不符",
            f"for, against and abstained are {votes} votes of {present} participants",
        )


def quorum(at: Situation) -> None:
    """Enough members are present, as the pack says; recused members are not counted."""
    form = cast("Collective", at.form)
    present, due = _present(form), _due(at, form)
    share = Fraction(at.pack.collective.quorum)
    if present < share * due:
        raise GuardFailed(
            f"应到会{due}人，到会{present}人，不足{share.denominator}分之{share.numerator}，"
            "案件保持原状态",
            f"{present} of {due} members are no quorum of {share}: the case stays where it is",
            "第十一条",
        )


def majority(at: Situation) -> None:
    """More than half vote for it, of the members or participants as the pack says."""
    form = cast("Collective", at.form)
    of_members = at.pack.collective.majority_of == "members"
    whole = _due(at, form) if of_members else _present(form)
    if 2 * form.votes_for <= whole:
        raise GuardFailed(
            f"表决未过半数（{'应到会' if of_members else '到会'}{whole}人，"
            f"同意{form.votes_for}票），案件保持原状态",
            f"no majority ({form.votes_for} of {whole}): the case stays where it is",
            "第十一条",
        )


def _present(form: Collective) -> int:
    return len(form.participants) + len(form.others())


def _due(at: Situation, form: Collective) -> int:
    """The members who should be there; of those without an account, the ones who came."""
    return len(at.members - at.facts.recused) + len(form.others())


VOTE = (members_vote, votes_add_up, quorum, majority)
"""What every vote is checked for."""
