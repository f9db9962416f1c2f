"""What must hold of the case before an event, each with its article; ``GuardFailed`` if not."""

from states.conditions import archives_follow, correction_follows
from states.errors import GuardFailed
from states.situation import Situation
from states.vocabulary import Role, Track

ART19 = ("answer_reporter", "explain_anonymous", "clear_name")


def not_told_yet(at: Situation) -> None:
    """The officer is told once; the day is not overwritten."""
    if at.facts.informed_on:
        raise GuardFailed(
            f"已于{at.facts.informed_on}告知本人", f"told already on {at.facts.informed_on}"
        )


def not_ones_own_review(at: Situation) -> None:
    """第十一条: whoever reviewed the case or gave the legal opinion does not enter its decision."""
    author = at.facts.report.author if at.facts.report else None
    if at.actor.person in {author, at.facts.opinion_by}:
        raise GuardFailed(
            "审查人、法制审核人不能登记自己所审案件的决定，须由另一人办理",
            "whoever wrote the report or the opinion does not enter the decision: another must",
            "第十一条",
        )


def ex_officio_known(at: Situation) -> None:
    """第十六条: tolerance is considered of itself only where the measures say so."""
    if not at.pack.considers_ex_officio(at.track):
        raise GuardFailed(
            "本办法没有规定同步考虑，须由本人或者所在单位申请",
            "these measures do not consider tolerance of themselves: somebody applies",
            "第十六条",
        )


def may_apply(at: Situation) -> None:
    """第十六条: who may apply stands in the measures."""
    kind = "officer" if Role.OFF in at.actor.roles else "unit_party_org"
    if kind not in at.pack.applicants:
        raise GuardFailed(
            "本办法不接受该类申请人提出的申请",
            "these measures take no application of this kind of applicant",
            "第十六条",
        )


def one_application_each(at: Situation) -> None:
    """An applicant applies once; what is missing is supplemented."""
    if any(a.person == at.actor.person for a in at.facts.standing_applications):
        raise GuardFailed("您已提出申请，请补正而不是再次提交", "you have applied already")


def complete_application(at: Situation) -> None:
    """第十六条: a written application with at least one piece of evidence."""
    if not any(a.evidence for a in at.facts.standing_applications):
        raise GuardFailed(
            "申请未附证据材料，请先告知补正",
            "the application has no evidence; require a supplement first",
            "第十六条",
        )


def window_not_open(at: Situation) -> None:
    """第十六条: nobody closes or decides a case over a right to apply that still runs."""
    runs = at.window_end is None or at.now < at.window_end
    if "application_window" in at.open_tasks and runs:
        raise GuardFailed(
            f"申请期至{at.window_last_day}届满，本人仍可申请，在此之前不能办结或者决定",
            f"the officer may apply until {at.window_last_day}: nothing is decided before",
            "第十六条",
        )


def not_supplemented_yet(at: Situation) -> None:
    """All gaps are told at once, as often as the pack says."""
    rounds = at.pack.deadlines["supplement"].max_rounds or 1
    if at.facts.supplements >= rounds:
        raise GuardFailed(
            f"补正最多告知{rounds}次，已经告知过",
            f"a supplement is required {rounds} time(s) at most, and was",
        )


def own_application(at: Situation) -> None:
    """Only the applicant withdraws, and only their own application."""
    if not any(a.person == at.actor.person for a in at.facts.standing_applications):
        raise GuardFailed("您没有可撤回的申请", "you have no application to withdraw")


def lessons_reported(at: Situation) -> None:
    """第十八条: the unit has reported what it learnt."""
    if at.facts.lessons_by is None:
        raise GuardFailed(
            "所在单位党组织尚未办理“提交教训总结”",
            "the unit has not done 'Report the lessons' yet",
            "第十八条",
        )


def not_decided_yet(at: Situation) -> None:
    """第十七条: another decision takes the place of this one only when it is revoked."""
    if at.facts.decision:
        raise GuardFailed(
            f"已登记决定{at.facts.decision.number}；原决定被撤销或者变更的，请先办理“撤销决定”",
            f"the decision {at.facts.decision.number} is recorded: 'Revoke' comes first",
            "第十七条",
        )


def proposed_by_who_manages(at: Situation) -> None:
    """第十六条: the party organisation that manages the officer proposes, and no other."""
    manages = at.facts.managed_by
    if manages not in at.actor.roles:
        raise GuardFailed(
            f"该干部由{manages.zh}管理，须由{manages.zh}办理",
            f"the officer is managed by: {manages.en}, which alone proposes or declines",
            "第十六条",
        )


def decided_before(at: Situation) -> None:
    """第十七条: there is a decision whose effects can be undone."""
    if at.facts.decision is None:
        raise GuardFailed(
            "本案尚无决定，不能撤销；需要重新审查的，由案件督办办理“重新审查”",
            "there is no decision to revoke: the supervisor may do 'Reopen'",
            "第十七条",
        )


def reviewers_assigned(at: Situation) -> None:
    """A report is the work of assigned reviewers."""
    if len(at.facts.reviewers) < 2:  # noqa: PLR2004 - two reviewers, as the table says
        raise GuardFailed("请先指定两名以上审查人", "assign two reviewers first")


def review_not_extended(at: Situation) -> None:
    """A review is extended once; one that begins anew may be again."""
    if at.facts.review_extended:
        raise GuardFailed("审查期限只能延长一次", "the review was extended once already")


def review_not_paused(at: Situation) -> None:
    """The review's clock is neither stopped twice nor extended while it stands."""
    if at.facts.review_paused_on:
        raise GuardFailed(
            f"审查期限自{at.facts.review_paused_on}中止，请先办理“核实完毕”",
            f"the review's clock stands since {at.facts.review_paused_on}: "
            "'Facts received' comes first",
        )


def review_paused_once(at: Situation) -> None:
    """The review's clock is stopped once in each round."""
    if at.facts.review_paused:
        raise GuardFailed("审查期限只能中止一次", "the review's clock was stopped once already")


def review_paused(at: Situation) -> None:
    """There is a stopped clock that can go on."""
    if at.facts.review_paused_on is None:
        raise GuardFailed("审查期限没有中止", "the review's clock is not stopped")


def review_not_over(at: Situation) -> None:
    """A review is extended on its last day at the latest."""
    _not_over(at, "review")


def objection_open(at: Situation) -> None:
    """An objection is raised once, within its days, where the measures know one."""
    if not at.pack.review_of_outcome.enabled:
        raise GuardFailed(
            f"本办法未规定异议程序：{at.pack.review_of_outcome.note or '救济依处分决定的规定'}",
            "these measures know no objection",
        )
    if "objection" not in at.open_tasks:
        raise GuardFailed(
            "不在异议期内：决定尚未送达、异议期已届满或者已提出异议",
            "the time to object has not begun, is over, or was used",
        )


def objection_waits(at: Situation) -> None:
    """There is an objection that nobody has answered."""
    if at.facts.objection is None or at.facts.objection.answered_on:
        raise GuardFailed("没有待答复的异议", "there is no objection to be answered")


def objection_over(at: Situation) -> None:
    """Time alone lapses the right to object."""
    task = at.open_tasks.get("objection")
    if task is None or at.now < at.pack.end_of(task.due_on):
        raise GuardFailed("异议期尚未届满", "the time to object is not over")


def no_objection_open(at: Situation) -> None:
    """Nobody closes a case over a right to object that still runs, or an answer that is owed."""
    unserved = at.facts.decision is not None and at.facts.decision_served_on is None
    if unserved and at.track is Track.BUREAU and at.pack.review_of_outcome.enabled:
        raise GuardFailed(
            "决定尚未送达，异议期没有开始，不能办结",
            "the decision is not served: the time to object has not begun",
        )
    if still := [kind for kind in ("objection", "answer_objection") if kind in at.open_tasks]:
        raise GuardFailed(
            f"{'、'.join(at.pack.deadlines[kind].zh for kind in still)}尚未了结，不能办结",
            f"open still: {', '.join(at.pack.deadlines[kind].en for kind in still)}",
        )


def correction_due(at: Situation) -> None:
    """第十八条: correction follows exemption; after other outcomes as the pack says."""
    if at.facts.decision and not correction_follows(at):
        raise GuardFailed(
            "该结论不需要纠错整改，请办理“无需纠错”",
            "this outcome asks for no correction; use 'Skip correction'",
            "第十八条",
        )


def correction_not_due(at: Situation) -> None:
    """第十八条: what asks for correction is not skipped."""
    if correction_follows(at):
        raise GuardFailed(
            "该结论应当启动纠错，不能跳过；请办理“启动纠错”",
            "this outcome asks for correction: use 'Start correction'",
            "第十八条",
        )


def plan_submitted(at: Situation) -> None:
    """There is a plan, approved by nobody yet."""
    if at.facts.plan is None or at.facts.plan.approved_by is not None:
        raise GuardFailed("没有待批准的纠错方案", "there is no plan waiting for approval")


def plan_not_approved(at: Situation) -> None:
    """An approved plan is not overwritten."""
    if at.facts.plan and at.facts.plan.approved_by is not None:
        raise GuardFailed("方案已批准，不能再次提交", "the plan is approved already")


def plan_approved(at: Situation) -> None:
    """Work follows an approved plan."""
    if at.facts.plan is None or at.facts.plan.approved_by is None:
        raise GuardFailed("请先提交并批准纠错方案", "the plan must be submitted and approved first")


def plan_not_extended(at: Situation) -> None:
    """A correction is extended once."""
    if at.facts.plan and at.facts.plan.extended:
        raise GuardFailed("整改期限只能延长一次", "the correction was extended once already")


def correction_not_over(at: Situation) -> None:
    """A correction is extended on its last day at the latest."""
    _not_over(at, "complete_correction")


def _not_over(at: Situation, kind: str) -> None:
    """What is over is late: an extension afterwards would hide it."""
    zh, task = at.pack.deadlines[kind].zh, at.open_tasks.get(kind)
    if task is None:
        raise GuardFailed(f"没有正在计算的“{zh}”期限", "there is no running clock to extend")
    if at.today > task.due_on:
        raise GuardFailed(
            f"“{zh}”已于{task.due_on}到期，延长须在到期前办理",
            f"the last day was {task.due_on}; an extension comes before it is over",
        )


def not_the_planner(at: Situation) -> None:
    """Whoever wrote the plan neither approves nor accepts it."""
    if at.facts.plan and at.facts.plan.author == at.actor.person:
        raise GuardFailed(
            "方案编制人不能批准或验收", "the plan's author cannot approve or accept it"
        )


def no_duty_open(at: Situation) -> None:
    """第十九条: a case is not closed over an open duty."""
    if still := [code for code in ART19 if code in at.open_tasks]:
        raise GuardFailed(
            f"第十九条事项未办结：{'、'.join(still)}",
            f"duties open: {', '.join(still)}",
            "第十九条",
        )


def tolerated(at: Situation) -> None:
    """第十七条: only tolerance goes into the personal files before the case is archived."""
    if not archives_follow(at):
        raise GuardFailed(
            "该结论不存入人事、廉政档案，待归档时存入案卷即可",
            "this outcome goes into no personal file; file the case when it is archived",
            "第十七条",
        )


def other_hand(at: Situation) -> None:
    """第十七条: each file gives its receipt once, and two people give the two."""
    hands = [r for r in (Role.HR, Role.INT) if r in at.actor.roles]
    if not archives_follow(at):
        return
    if any(given.by == at.actor.person for given in at.facts.receipts.values()):
        raise GuardFailed(
            "您已登记一份档案回执，另一份须由他人登记",
            "you gave one receipt already: another person gives the other",
            "第十七条",
        )
    if all(h in at.facts.receipts for h in hands):
        raise GuardFailed(
            "该档案回执已登记，尚待另一份档案", "this file's receipt is recorded; the other is due"
        )


def impact_over(at: Situation) -> None:
    """第十七条: the impact period ends on its day, not before."""
    last = at.facts.decision.impact_last_day if at.facts.decision else None
    if last is not None and at.today <= last:
        raise GuardFailed(f"影响期至{last}届满", f"the impact period runs until {last}", "第十七条")


def window_over(at: Situation) -> None:
    """Time alone lapses the right to apply."""
    if at.window_end is None or at.now < at.window_end:
        raise GuardFailed("申请期尚未届满", "the window is still open", "第十六条")
