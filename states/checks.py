"""What must hold of the filled form, each with its article; ``Invalid`` or ``GuardFailed``."""

from datetime import date
from typing import cast

from deadlines import Unit
from states.errors import GuardFailed, Invalid
from states.forms.application import File, FileLate, HandedIn, Propose
from states.forms.base import Extend
from states.forms.correction import EndImpact, FinishClearing, FinishLessons, SubmitPlan
from states.forms.earlier import Import
from states.forms.review import (
    AssignReviewers,
    Decide,
    RecordDecision,
    SanctionEntry,
    Sanctioning,
)
from states.guards import ART19
from states.situation import Situation
from states.vocabulary import LateGround, Measure, Outcome, ReportKind


def within_window(at: Situation) -> None:
    """第十六条: received before the last day ends, and not before the procedure began."""
    received = cast("File", at.form).received(at.now)
    if received.date() < at.started_on:
        raise Invalid("received_at", "早于程序启动日期", "is before the procedure was started")
    if at.window_end and received >= at.window_end:
        raise GuardFailed(
            f"申请期已于{at.window_last_day}届满；请改为办理“逾期申请”并说明理由",
            f"the application window ended on {at.window_last_day}; use 'File late' with a ground",
            "第十六条",
        )


def not_received_in_future(at: Situation) -> None:
    """Nobody receives or hands in a paper tomorrow."""
    form = at.form
    moment = form.handed_in_at if isinstance(form, HandedIn) else cast("File", form).received_at
    name = "handed_in_at" if isinstance(form, HandedIn) else "received_at"
    if moment and moment > at.now:
        raise Invalid(name, "不能晚于现在", "must not be in the future")


def late(at: Situation) -> None:
    """A late application is one that came in after the window."""
    if at.window_end is None or cast("File", at.form).received(at.now) < at.window_end:
        raise GuardFailed(
            "该申请在申请期内收到，请办理“提交申请”",
            "the application came in within the window; use 'File an application'",
            "第十六条",
        )


def told_late(at: Situation) -> None:
    """第十六条: late notice is no ground where the officer was told on the day of the start."""
    told = at.facts.informed_on
    ground = cast("FileLate", at.form).ground
    if ground is LateGround.LATE_NOTICE and told and told <= at.started_on:
        raise GuardFailed(
            f"程序启动当日（{told}）已告知本人，不存在告知迟延；请选择其他逾期理由",
            f"the officer was told on the day of the start, {told}: give another ground",
            "第十六条",
        )


def in_hands_or_late_with_ground(at: Situation) -> None:
    """第十六条: in the organ's hands by the last day, or late with a ground."""
    form = cast("HandedIn", at.form)
    if form.handed_in_at.date() < at.started_on:
        raise Invalid("handed_in_at", "早于程序启动日期", "is before the procedure was started")
    if at.window_end and form.handed_in_at >= at.window_end and form.late_ground is None:
        raise GuardFailed(
            f"递交时间晚于申请期最后一日{at.window_last_day}，须填写 late_ground（逾期理由）",
            f"handed in after the last day, {at.window_last_day}: give late_ground",
            "第十六条",
        )


def two_reviewers(at: Situation) -> None:
    """At least two reviewers, each once."""
    names = cast("AssignReviewers", at.form).reviewers
    if len(set(names)) != len(names):
        raise Invalid("reviewers", "有重复人员", "names somebody twice")


def checks_signed(at: Situation) -> None:
    """第十一条: all five quality checks signed before any decision."""
    missing = [c for c in at.pack.quality_check_codes() if c not in cast("Decide", at.form).checks]
    if missing:
        raise GuardFailed(
            f"第十一条核查未全部签署，缺 {'、'.join(missing)}",
            f"checks not signed: {', '.join(missing)}",
            "第十一条",
        )


def nothing_excluded(at: Situation) -> None:
    """第十六条: no exclusion is yes or unknown when tolerance is proposed, nor on the sheet."""
    given, known = cast("Propose", at.form).excluded_items, at.pack.exclusion_codes()
    for code in given:
        if code not in known:
            zh, en = "、".join(known), ", ".join(known)
            raise Invalid(f"excluded_items.{code[:20]}", f"只能是：{zh}", f"must be one of {en}")
    if missing := [code for code in known if code not in given]:
        raise GuardFailed(
            f"第十六条排除情形须逐项认定，excluded_items 缺 {'、'.join(missing)}",
            f"every exclusion is answered in excluded_items; missing: {', '.join(missing)}",
            "第十六条",
        )
    sheet = at.facts.sheet
    found = sheet.values(at.pack.asked())
    _refuse_exclusion(at, given)
    _refuse_exclusion(at, {code: found.get(code, False) for code in known})


def objected_in_time(at: Situation) -> None:
    """An objection is received on the last day at the latest, and after the service."""
    day, served = at.form.day(at.today), at.facts.decision_served_on
    if day > at.today or (served and day < served):
        raise Invalid(
            "received_on", "须在送达日期与今天之间", "must lie between the service and today"
        )
    last = at.open_tasks["objection"].due_on
    if day > last:
        raise GuardFailed(f"异议期已于{last}届满", f"the time to object ended on {last}")


def known_grounds(at: Situation) -> None:
    """An application relies on items of the case's own pack."""
    known = at.pack.item_codes()
    for code in cast("File", at.form).grounds:
        if code not in known:
            raise Invalid("grounds", f"办法中没有“{code[:20]}”这一项", "names no item of the pack")


def known_exclusion(at: Situation) -> None:
    """第十六条: the reason for not proposing names one of its exclusions, if it names any."""
    code = getattr(at.form, "item", None)
    known = at.pack.exclusion_codes()
    if code is not None and code not in known:
        raise Invalid("item", f"只能是：{'、'.join(known)}", f"must be one of {', '.join(known)}")


def clocks_stop_today(at: Situation) -> None:
    """Clocks stop on the day of entry: a suspension dated back would buy time."""
    if at.form.on is not None and at.form.on != at.today:
        raise Invalid(
            "on", "中止自登记当日起算，不能倒填", "must be today: clocks stop when entered"
        )


def resumed_after_suspended(at: Situation) -> None:
    """Clocks go on no earlier than they stopped."""
    _not_before(at, at.facts.suspended_on)


def received_after_paused(at: Situation) -> None:
    """The review's clock goes on no earlier than it stopped."""
    _not_before(at, at.facts.review_paused_on)


def _not_before(at: Situation, since: date | None) -> None:
    if since and at.form.day(at.today) < since:
        raise Invalid("on", f"早于中止日期{since}", f"is before the day it stopped, {since}")


def _refuse_exclusion(at: Situation, answers: dict[str, bool | None]) -> None:
    hit = [c for c in at.pack.exclusion_codes() if answers.get(c, False) is not False]
    if hit:
        raise GuardFailed(
            f"存在或尚未查明第十六条排除情形（{'、'.join(hit)}），不得考虑容错或提出容错建议",
            f"art. 16 excludes, or is not yet found out: {', '.join(hit)}",
            "第十六条",
        )


def received_after_decided(at: Situation) -> None:
    """A decision is received on the day it is taken or later, and not tomorrow."""
    form = cast("Decide", at.form)
    if form.received_on and not form.day(at.today) <= form.received_on <= at.today:
        raise Invalid(
            "received_on", "须在决定日期与今天之间", "must lie between the decision and today"
        )


def sanctions_known(at: Situation) -> None:
    """第十七条: each sanction is of the pack's table, with the days its impact period needs."""
    form = cast("Sanctioning", at.form)
    outcome = getattr(form, "outcome", None) or (
        at.facts.decision.outcome if at.facts.decision else None
    )
    if form.sanctions and outcome in {Outcome.EXEMPT, Outcome.DUE_DILIGENCE}:
        raise Invalid("sanctions", "该结论不给予处分", "do not go with this outcome")
    for index, entry in enumerate(form.sanctions):
        _sanction_known(at, f"sanctions.{index}", entry)


def _sanction_known(at: Situation, place: str, entry: SanctionEntry) -> None:
    table = at.pack.impact_periods
    if entry.kind not in table:
        known = table.keys()
        raise Invalid(
            f"{place}.kind", f"只能是：{'、'.join(known)}", f"must be one of {', '.join(known)}"
        )
    if not at.started_on <= entry.effective_on <= at.today:
        raise Invalid(
            f"{place}.effective_on",
            "须在启动日期与今天之间",
            "must lie between the start and today",
        )
    line = table[entry.kind]
    for name, day, asked in (
        ("restored_on", entry.restored_on, line.counted_from == "restored"),
        ("until", entry.until, line.months is None),
    ):
        if (day is not None) != asked:
            zh, en = ("须填写", "is required") if asked else ("不适用", "does not apply")
            raise Invalid(f"{place}.{name}", zh, en)
        if day and day < entry.effective_on:
            raise Invalid(f"{place}.{name}", "早于生效日期", "is before effective_on")


def nothing_new_came(at: Situation) -> None:
    """第十七条: an impact period ends where no new sanction came in between."""
    if not cast("EndImpact", at.form).no_new_sanction:
        raise GuardFailed(
            "期内有新的处分，请先办理“登记处分”，影响期按最后届满的一项计算",
            "a new sanction came: 'Record a sanction' comes first; the one that ends last counts",
            "第十七条",
        )


def answered_or_reasoned(at: Situation) -> None:
    """第十九条: nobody closes over a report that was not answered, without saying why."""
    facts = at.facts
    if facts.report_kind is ReportKind.NONE or facts.cleared_on or at.form.reason:
        return
    raise GuardFailed(
        f"本案来自{facts.report_kind.zh}：请先办理“启动澄清”反馈或者说明，"
        "无需反馈的填写 reason（理由）",
        "there was a report: use 'Open clearing', or give the reason why nobody is answered",
        "第十九条",
    )


def decided_after_start(at: Situation) -> None:
    """A decision comes after the start and before its receipt."""
    form = cast("RecordDecision", at.form)
    if not at.started_on <= form.decided_on <= form.received_on <= at.today:
        raise Invalid(
            "decided_on",
            "须满足：启动日期 ≤ 决定日期 ≤ 收到日期 ≤ 今天",
            "must lie between the start and received_on, which is not in the future",
        )


def eight_kinds(at: Situation) -> None:
    """第十八条: each of the eight kinds covered, or reasoned n/a."""
    entries = cast("SubmitPlan", at.form).measures
    for index, entry in enumerate(entries):
        if not entry.not_applicable and not (entry.what and entry.responsible and entry.due_on):
            raise Invalid(
                f"measures.{index}",
                "须填写 what、responsible、due_on，或填写 not_applicable（不适用理由）",
                "needs what, responsible and due_on, or not_applicable",
            )
        if entry.due_on and entry.due_on < at.form.day(at.today):
            raise Invalid(
                f"measures.{index}.due_on", "早于方案日期", "is before the day of the plan"
            )
    missing = [m for m in Measure if m not in {e.kind for e in entries}]
    if missing:
        raise GuardFailed(
            f"纠错方案未涵盖：{'、'.join(m.zh for m in missing)}",
            f"the plan lacks: {', '.join(missing)}",
            "第十八条",
        )


def within_the_cap(at: Situation) -> None:
    """An extension is at most what the pack allows for that clock."""
    form = cast("Extend", at.form)
    rule = at.pack.deadlines[form.task]
    if form.days > rule.extend:
        unit = "个工作日" if rule.unit is Unit.WD else "天"
        raise Invalid("days", f"最多延长{rule.extend}{unit}", f"must be at most {rule.extend}")


def measures_done(at: Situation) -> None:
    """Every measure done or reasoned n/a."""
    plan = at.facts.plan
    done = getattr(at.form, "done", ())
    still = [m.kind.zh for m in plan.open_measures() if m.kind not in done] if plan else []
    if still:
        raise GuardFailed(
            f"尚未完成的措施：{'、'.join(dict.fromkeys(still))}",
            f"measures not done: {', '.join(dict.fromkeys(still))}",
            "第十八条",
        )


def complaint_or_defamation(at: Situation) -> None:
    """第十九条: clearing is opened where there was a report or defamation."""
    if at.facts.report_kind.value == "none" and not getattr(at.form, "defamed", False):
        raise GuardFailed(
            "既无举报，也未查明诬告诽谤，无需启动澄清",
            "there was no report and no defamation was found",
            "第十九条",
        )


def defamation_found(at: Situation) -> None:
    """第十九条: after the decision a name is cleared where defamation was found."""
    if not getattr(at.form, "defamed", False):
        raise GuardFailed(
            "决定之后启动澄清，须查明存在诬告诽谤（defamed）",
            "after the decision a name is cleared where defamation was found (defamed)",
            "第十九条",
        )
    if at.facts.defamed:
        raise GuardFailed("已经启动澄清", "clearing was opened already", "第十九条")


def duties_done(at: Situation) -> None:
    """第十九条: every duty that stands open is done or reasoned n/a."""
    duties = cast("FinishClearing", at.form).duties
    for code, entry in duties.items():
        if code not in ART19:
            raise Invalid(f"duties.{code[:20]}", f"只能是 {'、'.join(ART19)}", "is no such duty")
        if entry.done_on and not at.started_on <= entry.done_on <= at.today:
            raise Invalid(
                f"duties.{code}.done_on", "须在启动日期与今天之间",
                "must lie between the start and today",
            )  # fmt: skip
    for code in ART19:
        if code not in at.open_tasks:
            continue
        found = duties.get(code)
        if found is None or not (found.done_on or found.not_applicable):
            raise GuardFailed(
                f"第十九条事项未办结：“{at.pack.deadlines[code].zh}”（duties.{code}）"
                "须填写办理日期（done_on）或者不适用的理由（not_applicable）",
                f"a duty is open: give duties.{code}.done_on or .not_applicable",
                "第十九条",
            )


def classified(at: Situation) -> None:
    """第十八条: issue type and field are those of the pack."""
    form = cast("FinishLessons", at.form)
    for name, value, known in (
        ("issue_type", form.issue_type, at.pack.issue_types),
        ("field", form.field, at.pack.fields),
    ):
        if value not in known:
            raise Invalid(name, f"只能是：{'、'.join(known)}", f"must be one of {', '.join(known)}")


def of_one_piece(at: Situation) -> None:
    """What an earlier ledger says of a case neither contradicts itself nor lies ahead."""
    if isinstance(at.form, Import):
        for fault in at.form.faults(at.today):
            raise fault
