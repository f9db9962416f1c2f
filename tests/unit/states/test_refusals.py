"""What must hold before an event, and the article that is cited where it does not."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.papers_in import CHECKS, EXCLUSIONS, plan
from support.situations import (
    ME,
    OTHER,
    application,
    assessed,
    banan,
    decided,
    planned,
    receipt,
    shanghai,
    situation,
)

import cases
import states
from regulations.citing import in_english
from regulations.pack import Pack
from regulations.tables import TrackRule
from states.errors import CaseError, GuardFailed, Invalid, NotAllowed
from states.events import EVENTS
from states.facts import Facts
from states.situation import Situation
from states.step import take
from states.transition import Event
from states.vocabulary import Measure, Outcome, Role, State, Track

R, S, EXTERNAL = Role, State, Track.EXTERNAL
MINE = Facts(applications=(application(),))
BARE = Facts(applications=(application(evidence=0),))
THEIRS = Facts(applications=(application(OTHER),))
WITHDRAWN = Facts(applications=(application(withdrawn=True),))
TOLD_AT_ONCE = Facts(informed_on=date(2026, 3, 2))
EXEMPT = Facts(decision=decided())
IMPACT = Facts(decision=decided(Outcome.MITIGATED, date(2026, 9, 29)))
PARTLY = planned().model_copy(
    update={
        "measures": tuple(
            m.model_copy(update={"done_on": date(2026, 4, 1)} if m.kind != "learn" else {})
            for m in planned().measures
        )
    }
)
REVIEWERS = (ME, OTHER)
PAUSED = Facts(review_paused=True, review_paused_on=date(2026, 3, 4))


def reported(**answers: bool | None) -> Facts:
    """A sheet on which exemption rests, with those answers; ``X5=True`` is item A16.X5."""
    return assessed(**{f"A16.{name}": answer for name, answer in answers.items()})


def of(**said: Any) -> Pack:
    """The first pack with something said otherwise."""
    return banan().model_copy(update=said)


SANCTION = {"kind": "政务警告", "effective_on": "2026-03-04"}


@dataclass(frozen=True)
class Refused:
    """An event that is refused, and why."""

    event: str
    role: Role
    state: State
    said: str
    error: type[CaseError] = GuardFailed
    article: str | None = None
    facts: Facts = field(default_factory=Facts)
    data: dict[str, Any] = field(default_factory=dict)
    track: Track = Track.BUREAU
    now: str = "2026-03-05 10:00"
    tasks: tuple[str, ...] = ()
    due: str | None = None
    pack: Pack | None = None

    def __str__(self) -> str:
        return f"{self.event}-{self.said[:12]}"


REFUSALS = (
    # The application, 第十六条
    Refused("file", R.OFF, S.INVESTIGATION, "申请期已于2026-03-09届满", article="第十六条",
            now="2026-03-10 00:00:00"),
    Refused("file", R.OFF, S.NOT_APPLIED, "逾期申请", article="第十六条",
            now="2026-03-10 09:00", data={"received_at": "2026-03-10T00:00"}),
    Refused("file", R.UPO, S.INVESTIGATION, "不能晚于现在", Invalid,
            data={"received_at": "2026-03-05T10:01"}),
    Refused("file", R.OFF, S.INVESTIGATION, "早于程序启动日期", Invalid,
            data={"received_at": "2026-03-01T23:59"}),
    Refused("file", R.OFF, S.INVESTIGATION, "字段 on：没有这个字段", Invalid,
            data={"on": "2026-03-05"}),
    Refused("inform_officer", R.HND, S.INVESTIGATION, "早于程序启动日期", Invalid,
            data={"on": "2026-03-01"}),
    Refused("inform_officer", R.HND, S.INVESTIGATION, "不能晚于今天", Invalid,
            data={"on": "2026-03-06"}),
    Refused("file", R.OFF, S.FILED, "已提出申请", facts=MINE),
    Refused("file_late", R.OFF, S.NOT_APPLIED, "请办理“提交申请”", article="第十六条",
            now="2026-03-10 09:00", data={"received_at": "2026-03-09T23:59:59"}),
    Refused("file_late", R.OFF, S.NOT_APPLIED, "程序启动当日（2026-03-02）已告知本人",
            article="第十六条", now="2026-03-10 09:00", facts=TOLD_AT_ONCE),
    Refused("file_late", R.UPO, S.NOT_APPLIED, "不存在告知迟延", article="第十六条",
            now="2026-03-10 09:00", facts=TOLD_AT_ONCE, data={"ground": "late_notice"}),
    Refused("file_late", R.OFF, S.NOT_APPLIED, "不适用于其他机关启动", article="第十六条",
            track=EXTERNAL, now="2026-03-10 09:00"),
    Refused("accept", R.HND, S.FILED, "未附证据", article="第十六条", facts=BARE),
    Refused("accept", R.HND, S.FILED, "未附证据", article="第十六条", facts=WITHDRAWN),
    Refused("accept", R.HND, S.FILED, "不适用于其他机关启动", track=EXTERNAL, facts=MINE,
            article="第十六条"),
    Refused("convene", R.UPO, S.FILED, "未附证据", article="第十六条", facts=BARE, track=EXTERNAL),
    Refused("require_supplement", R.HND, S.FILED, "补正最多告知1次",
            facts=MINE.model_copy(update={"supplements": 1})),
    Refused("file", R.OFF, S.INVESTIGATION, "不接受该类申请人", article="第十六条",
            pack=of(applicants=("unit_party_org",))),
    Refused("file", R.UPO, S.INVESTIGATION, "不接受该类申请人", article="第十六条",
            pack=of(applicants=("officer",))),
    Refused("consider_ex_officio", R.HND, S.INVESTIGATION, "没有规定同步考虑", article="第十六条",
            pack=of(tracks={name: TrackRule(ex_officio=False) for name in ("bureau", "external")})),
    Refused("withdraw", R.OFF, S.FILED, "没有可撤回的申请", facts=THEIRS),
    Refused("withdraw", R.OFF, S.UNDER_REVIEW, "不能办理", NotAllowed, facts=MINE),
    Refused("lapse", R.SYS, S.INVESTIGATION, "申请期尚未届满", article="第十六条",
            now="2026-03-09 23:59:59"),
    Refused("consider_ex_officio", R.HND, S.FILED, "不适用于其他机关启动", track=EXTERNAL,
            article="第十六条"),
    # In the organ's hands, scenarios 44 and 45
    Refused("propose", R.UPO, S.DELIBERATION, "late_ground", article="第十六条", track=EXTERNAL,
            now="2026-03-10 09:00", data={"handed_in_at": "2026-03-10T00:00:00"}),
    Refused("propose", R.UPO, S.DELIBERATION, "不能晚于现在", Invalid, track=EXTERNAL,
            data={"handed_in_at": "2026-03-05T10:01"}),
    Refused("propose", R.UPO, S.DELIBERATION, "早于程序启动日期", Invalid, track=EXTERNAL,
            data={"handed_in_at": "2026-03-01"}),
    Refused("propose", R.BPG, S.DELIBERATION, "未过半数", track=EXTERNAL,
            facts=Facts(managed_by=R.BPG),
            data={"votes_for": 1, "votes_against": 1, "abstentions": 1}),
    Refused("propose", R.UPO, S.DELIBERATION, "A16.X5", article="第十六条", track=EXTERNAL,
            data={"excluded_items": {**EXCLUSIONS, "A16.X5": True}}),
    Refused("propose", R.UPO, S.DELIBERATION, "A16.X3", article="第十六条", track=EXTERNAL,
            data={"excluded_items": {**EXCLUSIONS, "A16.X3": None}}),
    Refused("propose", R.UPO, S.DELIBERATION, "excluded_items", Invalid, track=EXTERNAL,
            data={"excluded_items": {"A16.X9": True}}),
    Refused("propose", R.UPO, S.DELIBERATION, "缺 A16.X2、A16.X3", article="第十六条",
            track=EXTERNAL,
            data={"excluded_items": {"A16.X1": False, "A16.X4": False, "A16.X5": False}}),
    Refused("propose", R.UPO, S.DELIBERATION, "缺 A16.X1", article="第十六条", track=EXTERNAL,
            data={"excluded_items": {}}),
    Refused("record_direct_application", R.HND, S.NOT_APPLIED, "late_ground", article="第十六条",
            track=EXTERNAL, now="2026-03-11 09:00", data={"handed_in_at": "2026-03-10"}),
    # The review and the decision, 第十条 to 第十六条
    Refused("assign_reviewers", R.HND, S.UNDER_REVIEW, "有重复人员", Invalid,
            data={"reviewers": ["guyuan", "guyuan"]}),
    Refused("extend_review", R.SUP, S.UNDER_REVIEW, "最多延长10个工作日", Invalid,
            data={"days": 11}, tasks=("review",)),
    Refused("extend_review", R.SUP, S.UNDER_REVIEW, "不得小于1", Invalid, data={"days": 0}),
    Refused("extend_review", R.SUP, S.UNDER_REVIEW, "字段 reason", Invalid, data={"reason": " "}),
    Refused("extend_review", R.SUP, S.UNDER_REVIEW, "只能延长一次", tasks=("review",),
            facts=Facts(review_extended=True)),
    Refused("extend_review", R.SUP, S.UNDER_REVIEW, "没有正在计算的“容错审查”期限"),
    Refused("extend_review", R.SUP, S.UNDER_REVIEW, "“容错审查”已于2026-03-05到期",
            tasks=("review",), now="2026-03-06 00:00:00", due="2026-03-05"),
    Refused("extend_review", R.SUP, S.UNDER_REVIEW, "自2026-03-04中止，请先办理", facts=PAUSED,
            tasks=("review",)),
    Refused("request_facts", R.REV, S.UNDER_REVIEW, "自2026-03-04中止，请先办理", facts=PAUSED,
            data={"reason": "核实", "pause": True}, tasks=("review",)),
    Refused("request_facts", R.REV, S.UNDER_REVIEW, "只能中止一次", tasks=("review",),
            facts=Facts(review_paused=True), data={"reason": "核实", "pause": True}),
    Refused("request_facts", R.REV, S.UNDER_REVIEW, "没有正在计算的“容错审查”期限",
            data={"reason": "核实", "pause": True}),
    Refused("request_facts", R.REV, S.UNDER_REVIEW, "不能倒填", Invalid, tasks=("review",),
            data={"reason": "核实", "pause": True, "on": "2026-03-04"}),
    Refused("receive_facts", R.REV, S.UNDER_REVIEW, "审查期限没有中止"),
    Refused("receive_facts", R.REV, S.UNDER_REVIEW, "早于中止日期2026-03-04", Invalid,
            facts=PAUSED, data={"on": "2026-03-03"}),
    Refused("extend_review", R.HND, S.UNDER_REVIEW, "须由案件督办办理", NotAllowed,
            tasks=("review",)),
    Refused("extend_review", R.SUP, S.LEGAL_REVIEW, "不能办理“延长审查期限”", NotAllowed),
    Refused("submit_report", R.REV, S.UNDER_REVIEW, "指定两名以上审查人"),
    Refused("submit_report", R.REV, S.UNDER_REVIEW, "没有这一项", Invalid,
            facts=Facts(reviewers=REVIEWERS), data={"answers": {"A99.1": True}}),
    Refused("assess_items", R.REV, S.UNDER_REVIEW, "没有这一项", Invalid,
            data={"answers": {"A12.9.colour": True}}),
    Refused("assess_items", R.REV, S.UNDER_REVIEW, "与其分项的回答不一致", Invalid,
            data={"answers": {"A12.9": True, "A12.9.no_complaint": False}}),
    Refused("assess_items", R.HND, S.UNDER_REVIEW, "须由审查人办理", NotAllowed),
    Refused("assess_items", R.REV, S.LEGAL_REVIEW, "不能办理“逐项认定”", NotAllowed),
    Refused("submit_report", R.REV, S.UNDER_REVIEW, "还有39项未认定（A4.2、A4.3", article="第十条",
            facts=Facts(reviewers=REVIEWERS),
            data={"answers": {"A4.1": False, "A10.2.b_evasion_delay": False}, "others": None}),
    Refused("submit_report", R.REV, S.UNDER_REVIEW, "列明所依据的证据（A10.1）",
            article="第十一条",
            facts=Facts(reviewers=REVIEWERS), data={"answers": {"A10.1": True, "A7.1": True}}),
    Refused("submit_report", R.REV, S.UNDER_REVIEW, "须在“说明”（note）中写明理由（A10.12）",
            article="第十条", facts=Facts(reviewers=REVIEWERS),
            data={"answers": {"A10.12": {"value": True, "evidence": ["记录"]}}}),
    Refused("clear_report", R.LEG, S.LEGAL_REVIEW, "的意见”（on_breach）", article="第十五条",
            facts=assessed(**{"A15.b": True})),
    Refused("decide", R.BPG, S.DELIBERATION, "缺 A11.5", article="第十一条",
            data={"checks": CHECKS[:4]}),
    Refused("decide", R.BPG, S.DELIBERATION, "缺 A11.1、A11.2", article="第十一条",
            data={"checks": []}),
    Refused("decide", R.BPG, S.DELIBERATION, "未过半数", data={"votes_for": 2, "votes_against": 3}),
    Refused("decide", R.BPG, S.DELIBERATION, "A16.X5", article="第十六条", facts=reported(X5=True)),
    Refused("decide", R.BPG, S.DELIBERATION, "A16.X3", article="第十六条", facts=reported(X3=None),
            data={"outcome": "mitigated"}),
    Refused("decide", R.BPG, S.DELIBERATION, "A15.a、A15.b", article="第十五条",
            facts=assessed(**{"A15.a": True, "A15.b": True}), data={"outcome": "lighter"}),
    Refused("decide", R.BPG, S.DELIBERATION, "不具备“可以免除责任”的全部条件", article="第十三条",
            facts=assessed(**{"A13.3": False})),
    Refused("decide", R.BPG, S.DELIBERATION, "不具备“可以免除责任”的全部条件", article="第十三条",
            facts=assessed(**{"A13.2": None})),
    Refused("decide", R.BPG, S.DELIBERATION, "应当认定为履职尽责（A10.1）", article="第十条",
            facts=assessed(error_or_loss=False), data={"outcome": "not_tolerated"}),
    Refused("decide", R.BPG, S.DELIBERATION, "与辅助研判（可以免除责任、", article="第十一条",
            facts=assessed(), data={"outcome": "none", "departure_reason": None}),
    Refused("decide", R.BPG, S.DELIBERATION, "只能是：", Invalid,
            data={"outcome": "none", "sanctions": [{**SANCTION, "kind": "罚站"}]}),
    *(
        Refused("decide", R.BPG, S.DELIBERATION, said, Invalid,
                data={"outcome": "mitigated", "sanctions": [{**SANCTION, **given}]})
        for given, said in (
            ({"kind": "组织处理_其他"}, r"sanctions.0.until：须填写"),
            ({"kind": "组织处理_其他", "until": "2026-03-03"}, "早于生效日期"),
            ({"until": "2026-09-03"}, r"sanctions.0.until：不适用"),
            ({"kind": "留党察看"}, r"sanctions.0.restored_on：须填写"),
            ({"restored_on": "2026-03-04"}, "不适用"),
        )
    ),
    *(
        Refused("decide", R.BPG, S.DELIBERATION, "须在启动日期与今天之间", Invalid,
                data={
                    "outcome": "mitigated", "sanctions": [{**SANCTION, "effective_on": day}],
                })
        for day in ("2026-03-01", "2026-03-06", "9999-12-31", "0001-01-01")
    ),
    Refused("decide", R.BPG, S.DELIBERATION, "received_on", Invalid,
            data={"on": "2026-03-04", "received_on": "2026-03-03"}),
    Refused("decide", R.BPG, S.DELIBERATION, "不适用于其他机关启动", track=EXTERNAL,
            article="第十一条"),
    *(
        Refused("record_decision", R.HND, S.PROPOSED, "启动日期 ≤ 决定日期", Invalid,
                track=EXTERNAL, data={"decided_on": day, "received_on": received})
        for day, received in (
            ("2026-03-01", "2026-03-05"),
            ("2026-03-04", "2026-03-03"),
            ("2026-03-05", "2026-03-06"),
        )
    ),
    # Correction, 第十八条
    Refused("start_correction", R.HND, S.DECIDED, "不需要纠错", article="第十八条",
            facts=Facts(decision=decided(Outcome.NOT_TOLERATED))),
    Refused("skip_correction", R.SUP, S.DECIDED, "不能跳过", article="第十八条", facts=EXEMPT),
    Refused("submit_plan", R.UPO, S.CORRECTING, "未涵盖：防止再发生", article="第十八条",
            data={"measures": plan(date(2026, 3, 5))["measures"][:7]}),
    Refused("submit_plan", R.UPO, S.CORRECTING, "measures.0", Invalid,
            data={"measures": [{"kind": str(kind), "what": "落实"} for kind in Measure]}),
    Refused("submit_plan", R.UPO, S.CORRECTING, "方案已批准", facts=Facts(plan=planned())),
    Refused("approve_plan", R.SUP, S.CORRECTING, "没有待批准"),
    Refused("approve_plan", R.SUP, S.CORRECTING, "没有待批准", facts=Facts(plan=planned())),
    Refused("approve_plan", R.SUP, S.CORRECTING, "编制人不能批准",
            facts=Facts(plan=planned(ME, approved=False))),
    Refused("report_progress", R.UPO, S.CORRECTING, "先提交并批准",
            facts=Facts(plan=planned(approved=False))),
    Refused("extend_plan", R.SUP, S.CORRECTING, "最多延长30天", Invalid, data={"days": 31},
            facts=Facts(plan=planned()), tasks=("complete_correction",)),
    Refused("extend_plan", R.SUP, S.CORRECTING, "“纠错完成”已于2026-03-05到期",
            facts=Facts(plan=planned()), tasks=("complete_correction",),
            now="2026-03-06 00:00:00", due="2026-03-05"),
    Refused("extend_plan", R.SUP, S.CORRECTING, "只能延长一次",
            facts=Facts(plan=planned(extended=True))),
    Refused("finish_correction", R.UPO, S.CORRECTING, "尚未完成的措施：汲取教训",
            article="第十八条", facts=Facts(plan=PARTLY), data={"done": []}),
    Refused("accept_correction", R.SUP, S.CORRECTION_CHECK, "编制人不能批准或验收",
            facts=Facts(plan=planned(ME))),
    # Clearing, 第十九条
    Refused("open_clearing", R.SUP, S.NOT_APPLIED, "既无举报", article="第十九条",
            data={"defamed": False}),
    *(
        Refused("finish_clearing", R.PET, S.CLEARING, f"duties.{duty}", article="第十九条",
                tasks=(duty,), data={"duties": {}})
        for duty in ("answer_reporter", "explain_anonymous", "clear_name")
    ),
    Refused("finish_clearing", R.PET, S.CLEARING, "duties.clear_name", article="第十九条",
            tasks=("clear_name",), data={"duties": {"clear_name": {"how": "书面"}}}),
    Refused("finish_clearing", R.PET, S.CLEARING, "duties.forgive", Invalid,
            data={"duties": {"forgive": {"done_on": "2026-03-04"}}}),
    *(
        Refused("finish_clearing", R.PET, S.CLEARING, "duties.clear_name.done_on", Invalid,
                data={"duties": {"clear_name": {"done_on": day}}})
        for day in ("2026-03-01", "2026-03-06", "9999-12-31")
    ),
    Refused("inform_officer", R.HND, S.FILED, "已于2026-03-03告知本人",
            facts=Facts(informed_on=date(2026, 3, 3))),
    Refused("serve_decision", R.HND, S.DECIDED, "没有待送达的决定",
            facts=Facts(decision=decided(), decision_served_on=date(2026, 3, 3))),
    Refused("prove_service", R.HND, S.DECIDED, "决定尚未送达", facts=Facts(decision=decided())),
    Refused("close_unapplied", R.SUP, S.NOT_APPLIED, "第十九条事项未办结", article="第十九条",
            tasks=("answer_reporter",)),
    # Lessons and archives, 第十七条 and 第十八条
    Refused("finish_lessons", R.SUP, S.LESSONS, "只能是：", Invalid, data={"issue_type": "别的"}),
    Refused("finish_lessons", R.SUP, S.LESSONS, "field", Invalid, data={"field": "别的"}),
    Refused("file_archives", R.HR, S.ARCHIVING, "该档案回执已登记",
            facts=Facts(decision=decided(), receipts={R.HR: receipt()})),
    Refused("file_archives", R.INT, S.CLEARING, "该档案回执已登记",
            facts=Facts(decision=decided(), receipts={R.INT: receipt()})),
    Refused("file_archives", R.HR, S.CLEARING, "不存入人事", article="第十七条",
            facts=Facts(decision=decided(Outcome.NOT_TOLERATED))),
    Refused("end_impact", R.HR, S.IMPACT_PERIOD, "影响期至2026-09-29届满", article="第十七条",
            facts=IMPACT, now="2026-09-29 23:59:59"),
)  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS, ids=str)
def test_an_event_is_refused_with_its_reason_and_article(case: Refused):
    with pytest.raises(case.error) as refusal:
        take(case.event, _at(case))
    assert case.said in refusal.value.say("zh")
    if case.article:
        assert getattr(refusal.value, "article", None) == case.article
        assert f"（{case.article}）" in refusal.value.say("zh")
        assert f"({in_english(case.article)})" in refusal.value.say("en")


def _at(case: Refused) -> Situation:
    return situation(
        case.event, case.role, case.state, track=case.track, now=shanghai(case.now),
        facts=case.facts, tasks=case.tasks, due_on=case.due and date.fromisoformat(case.due),
        pack=case.pack, **case.data,
    )  # fmt: skip


CODES = re.compile(r"\b(?:" + "|".join(code for code in EVENTS if "_" in code) + r")\b")
SOURCES = [file for room in (states, cases) for file in Path(room.__path__[0]).glob("*.py")]


def refusals() -> Iterator[tuple[str, str]]:
    """What guards and checks say in both languages, with what is filled in left out."""
    for file in SOURCES:
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "GuardFailed":
                zh, en = (ast.unparse(said) for said in call.args[:2])
                yield zh, en


def test_an_english_refusal_calls_an_event_by_its_name_as_the_chinese_does():
    by_zh = {event.zh: event.en for event in EVENTS.values()}
    called = 0
    for zh, en in refusals():
        assert not CODES.search(en), en
        for name in re.findall("“(.+?)”", zh):
            if name in by_zh:
                assert f"'{by_zh[name]}'" in en, (name, en)
                called += 1
    assert called


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_what_is_not_allowed_is_named_in_the_readers_language(event: Event):
    nobody = NotAllowed(event, State.CLOSED)
    somebody = NotAllowed(event, State.CLOSED, (), (Role.HND,), "第十六条")
    for refusal in (nobody, somebody):
        assert f"“{event.zh}”" in refusal.say()
        assert f"'{event.en}'" in refusal.say("en")
        assert not CODES.search(refusal.say("en"))
