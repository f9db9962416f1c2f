"""Who keeps out of a case, and what that holds up (政务处分法第四十七条、第四十八条)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from states.errors import GuardFailed, Invalid
from states.facts import Facts
from states.forms.application import Open
from states.forms.recusal import DecideRecusal, DeclareRecusal, Reassign
from states.forms.review import AssignReviewers
from states.situation import Situation
from states.vocabulary import Role

if TYPE_CHECKING:
    from states.transition import Event

MAY_ASK_FOR_OTHERS = {Role.HND, Role.SUP, Role.OFF, Role.UPO}
PRINCIPAL = {Role.HND: Role.SUP, Role.SUP: Role.LDR}
"""Who fills a seat."""

WORK: tuple[tuple[str, str, Callable[[Facts], set[int | None]]], ...] = (
    ("审查报告", "the report", lambda f: {f.report.author if f.report else None}),
    ("逐项认定", "answers", lambda f: {answer.by for answer in f.sheet.answers.values()}),
    ("法制审核意见", "the legal opinion", lambda f: {f.opinion_by}),
    ("教训总结", "the lessons", lambda f: {f.lessons_by}),
    ("纠错方案", "the plan", lambda f: {f.plan.author if f.plan else None}),
)
"""What stands in a case, and who did it."""


def refusal_of_the_recused(event: "Event") -> GuardFailed:
    """Why somebody recused may do nothing."""
    return GuardFailed(
        f"您在本案已回避，不能办理“{event.zh}”",
        f"you are recused from this case: '{event.en}' is not for you",
        "第十一条",
    )


def no_recusal_pending(at: Situation) -> None:
    """Nothing is voted on or decided while somebody's recusal is asked for and not decided."""
    if any(r.granted is None for r in at.facts.recusals):
        raise GuardFailed(
            "有回避申报尚未决定，请先由主要负责人办理“决定回避”",
            "a recusal is asked for and not decided yet: 'Decide a recusal' comes first",
            "第十一条",
        )


def work_confirmed(at: Situation) -> None:
    """What a recused person did before is done anew by somebody else, or confirmed."""
    if work := _unconfirmed(at.facts):
        raise GuardFailed(
            f"已回避人员此前完成的{'、'.join(zh for zh, _ in work)}须由他人重新办理，"
            "或者办理“确认回避前工作”",
            f"a recused person's work ({', '.join(en for _, en in work)}) must be done anew, or "
            "confirmed by 'Confirm the work of the recused'",
            "第十一条",
        )


def work_to_confirm(at: Situation) -> None:
    """There is work of a recused person that nobody has confirmed."""
    if not _unconfirmed(at.facts):
        raise GuardFailed("没有待确认的回避前工作", "no work waits to be confirmed")


def _unconfirmed(facts: Facts) -> list[tuple[str, str]]:
    hands = {r.person for r in facts.recusals if r.granted and r.confirmed_on is None}
    return [(zh, en) for zh, en, done_by in WORK if done_by(facts) & hands] if hands else []


def not_their_own_review(at: Situation) -> None:
    """第十一条: whoever wrote the report or reviewed the case gives no legal opinion on it."""
    report = at.facts.report
    if at.actor.person in {report.author if report else None, *at.facts.reviewers}:
        raise GuardFailed(
            "审查人不能对自己参与的审查报告作法制审核",
            "a reviewer gives no legal opinion on their own review",
            "第十一条",
        )


def recusal_may_be_asked(at: Situation) -> None:
    """Everybody speaks for themselves; handler, supervisor and the parties for others too."""
    form = cast("DeclareRecusal", at.form)
    who, asked = form.subject(at), at.facts.recusals
    if who != at.actor.person and at.actor.roles.isdisjoint(MAY_ASK_FOR_OTHERS):
        raise GuardFailed("只能为本人申报回避", "declare your own recusal, not another's")
    parts = at.named[form.person].parts if form.person else at.actor.roles
    if Role.OFF in parts:
        raise GuardFailed(
            "执法人员本人当然回避，无需申报", "the officer keeps out without any declaration"
        )
    if who in at.facts.recused:
        raise GuardFailed("该人员已经回避", "that person is recused already")
    if not parts:
        raise Invalid("person", "在本案中没有身份", "has no part in this case")
    if any(r.person == who and r.granted is None for r in asked):
        raise GuardFailed("已经申报，尚待决定", "that recusal waits to be decided already")
    if any(r.person == who and r.ground is form.ground for r in asked):
        raise GuardFailed(
            "该情形已经决定不予回避；有新的情形请另选", "that ground was decided already"
        )


def recusal_to_decide(at: Situation) -> None:
    """Somebody's recusal is asked for and not decided."""
    if all(r.granted is not None for r in at.facts.recusals):
        raise GuardFailed("没有待决定的回避申报", "no recusal waits to be decided")


def recusal_decided_by_its_principal(at: Situation) -> None:
    """The head decides; what the level above decided is recorded with its document."""
    form = cast("DecideRecusal", at.form)
    about = at.named[form.person]
    if all(r.person != about.person or r.granted is not None for r in at.facts.recusals):
        raise GuardFailed("该人员没有待决定的回避申报", "no recusal of theirs is to be decided")
    if about.person == at.actor.person:
        raise GuardFailed("不能决定本人的回避", "nobody decides their own recusal", "第十一条")
    away = any(r.head and r.granted for r in at.facts.recusals)
    from_above = Role.LDR in about.held or (away and Role.LDR not in at.actor.roles)
    if from_above and not (Role.BPG in at.actor.roles and form.document):
        raise GuardFailed(
            "主要负责人的回避由上级决定，由区局党组登记并填写 document（文号）",
            "the head's recusal is decided by the level above: the bureau's party group records "
            "it with document",
            "第十一条",
        )
    if not from_above and Role.LDR not in at.actor.roles:
        raise GuardFailed(
            "回避由主要负责人决定", "the head of the bureau decides a recusal", "第十一条"
        )


def reviewers_free(at: Situation) -> None:
    """A reviewer holds that role, is no officer of the matter and is not recused."""
    for name in cast("AssignReviewers", at.form).reviewers:
        found = at.named[name]
        if found.subject:
            raise GuardFailed(
                "执法人员本人须回避，不能审查自己的案件",
                "an officer of the matter is recused from reviewing it",
                "第十一条",
            )
        if found.person in at.facts.recused:
            raise GuardFailed(
                f"{name} 在本案已回避，不能审查", f"{name} is recused from this case", "第十一条"
            )
        if Role.REV not in found.held:
            raise Invalid("reviewers", f"{name} 不是审查人", "must hold the role REV")


def seat_filled(at: Situation) -> None:
    """The supervisor changes the handler, the head the supervisor; both stay two free persons."""
    form = cast("Reassign", at.form)
    role, found = Role(form.role), at.named[form.person]
    principal = PRINCIPAL[role]
    if principal not in at.actor.roles:
        raise GuardFailed(
            f"{role.zh}由{principal.zh}变更", f"the {role.en.lower()} is changed by {principal}"
        )
    if found.subject:
        raise GuardFailed(
            "执法人员本人须回避，不能承办或督办自己的案件",
            "an officer of the matter can neither handle nor supervise it",
        )
    if found.person in at.facts.recused:
        raise GuardFailed(f"{form.person} 在本案已回避", f"{form.person} is recused", "第十一条")
    if role not in found.held:
        raise Invalid("person", f"须由{role.zh}担任", f"must hold the role {role}")
    if found.parts & {Role.HND, Role.SUP} or found.person == at.actor.person:
        raise GuardFailed(
            "承办人与督办人不能是同一人，也不能由现任接手",
            "handler and supervisor are two persons, and another one takes over",
        )


def superiors_are_no_officers(at: Situation) -> None:
    """The superiors held liable are named once each, and are not its officers."""
    names = cast("Open", at.form).liable_superiors
    if len(set(names)) != len(names):
        raise Invalid("liable_superiors", "有重复人员", "names somebody twice")
    if any(at.named[name].subject for name in names):
        raise Invalid("liable_superiors", "已列为执法人员", "names an officer of the matter")
