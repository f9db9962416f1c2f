"""The words of the life cycle: phases, states, roles, tracks and outcomes, each with its label."""

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A word of the trade: a stable code with a Chinese and an English label."""

    zh: str
    en: str

    def __new__(cls, code: str, zh: str = "", en: str = "") -> Self:
        # The defaults are for look-ups by code, which never come here.
        term = str.__new__(cls, code)
        term._value_ = code
        term.zh = zh
        term.en = en
        return term


class Phase(Term):
    """The seven steps a person sees; ``aside`` holds the states that interrupt them."""

    INVESTIGATION = "investigation", "启动调查", "Investigation"
    APPLICATION = "application", "容错申请", "Application"
    REVIEW = "review", "容错审查", "Tolerance review"
    DECISION = "decision", "作出决定", "Decision"
    CORRECTION = "correction", "纠错整改", "Correction"
    CLEARING = "clearing", "澄清正名", "Clearing"
    LESSONS = "lessons", "总结教训", "Lessons"
    ASIDE = "aside", "中止与终止", "Set aside"


class State(Term):
    """Where a case stands; the one state column holds these codes."""

    phase: Phase
    final: bool

    def __new__(
        cls, code: str, zh: str = "", en: str = "", phase: Phase = Phase.ASIDE, final: bool = False
    ) -> Self:
        state = str.__new__(cls, code)
        state._value_ = code
        state.zh, state.en, state.phase, state.final = zh, en, phase, final
        return state

    INVESTIGATION = "investigation", "问责启动（申请期）", "Application window", Phase.INVESTIGATION
    NOT_APPLIED = "not_applied", "未提出容错", "Not applied for", Phase.INVESTIGATION
    FILED = "filed", "待初核", "Filed, to be checked", Phase.APPLICATION
    SUPPLEMENTING = "supplementing", "补正中", "Being supplemented", Phase.APPLICATION
    LATE_PENDING = "late_pending", "逾期待审批", "Late, to be admitted", Phase.APPLICATION
    INADMISSIBLE = "inadmissible", "不予受理", "Inadmissible", Phase.APPLICATION
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn", Phase.APPLICATION
    UNDER_REVIEW = "under_review", "审查中", "Under review", Phase.REVIEW
    LEGAL_REVIEW = "legal_review", "法制审核", "Legal review", Phase.REVIEW
    DELIBERATION = "deliberation", "集体研究", "Deliberation", Phase.REVIEW
    PROPOSED = "proposed", "已报送追责问责机关", "Proposed to the organ", Phase.REVIEW
    DECIDED = "decided", "已决定", "Decided", Phase.DECISION
    CORRECTING = "correcting", "整改中", "Correcting", Phase.CORRECTION
    CORRECTION_CHECK = "correction_check", "待验收", "Correction to be accepted", Phase.CORRECTION
    CLEARING = "clearing", "反馈与澄清", "Feedback and clearing", Phase.CLEARING
    LESSONS = "lessons", "总结教训", "Lessons", Phase.LESSONS
    ARCHIVING = "archiving", "归档", "Archiving", Phase.LESSONS
    IMPACT_PERIOD = "impact_period", "影响期", "Impact period", Phase.LESSONS
    CLOSED = "closed", "已办结", "Closed", Phase.LESSONS, True
    SUSPENDED = "suspended", "中止", "Suspended", Phase.ASIDE
    TERMINATED = "terminated", "终止", "Terminated", Phase.ASIDE


class Role(Term):
    """Who may act; the codes of the measures' table of permissions."""

    OFF = "OFF", "执法人员", "Officer"
    UPO = "UPO", "所在单位党组织", "Unit party organisation"
    BPG = "BPG", "区局党组", "Bureau party group"
    HND = "HND", "承办人", "Handler"
    REV = "REV", "审查人", "Reviewer"
    LEG = "LEG", "法制审核", "Legal review"
    SUP = "SUP", "案件督办", "Supervisor"
    HR = "HR", "干部人事档案", "Personnel files"
    INT = "INT", "廉政档案", "Integrity files"
    PET = "PET", "信访承办", "Petitions"
    DIV = "DIV", "分管负责人", "Division leader"
    LDR = "LDR", "主要负责人", "Bureau leader"
    AO = "AO", "追责问责机关联络人", "Liaison of the organ"
    ADM = "ADM", "系统管理员", "System administrator"
    SEC = "SEC", "安全管理员", "Security administrator"
    AUD = "AUD", "审计管理员", "Audit administrator"
    SYS = "SYS", "系统时钟", "The clock"


class Track(Term):
    """Who started the accountability procedure (第十六条)."""

    BUREAU = "bureau", "区局党组启动", "Started by the bureau's party group"
    EXTERNAL = "external", "其他机关启动", "Started by another organ"


class Outcome(Term):
    """What a decision says of the officer (第十条至第十六条)."""

    DUE_DILIGENCE = "due_diligence", "履职尽责", "Duty done"
    EXEMPT = "exempt", "免责", "Exempted"
    LIGHTER = "lighter", "从轻", "Lighter"
    MITIGATED = "mitigated", "减轻", "Mitigated"
    NOT_TOLERATED = "not_tolerated", "不予容错", "Not tolerated"
    EXCLUDED = "excluded", "不得容错", "Excluded"
    NONE = "none", "未予容错", "No tolerance"

    @property
    def tolerated(self) -> bool:
        """Whether the error was tolerated: the outcomes that 第十七条 protects and files."""
        return self in {Outcome.EXEMPT, Outcome.LIGHTER, Outcome.MITIGATED}


class ReportKind(Term):
    """Where the matter came from, as far as 第十九条 cares."""

    REAL_NAME = "real_name", "实名举报", "Real-name report"
    ANONYMOUS = "anonymous", "匿名举报", "Anonymous report"
    NONE = "none", "非举报来源", "Not from a report"


class LateGround(Term):
    """Why an application may be taken after its last day."""

    LATE_NOTICE = "late_notice", "告知迟延", "Officer told late"
    FORCE_MAJEURE = "force_majeure", "不可抗力", "Force majeure"
    ABSENCE = "absence", "外派或住院", "On mission or in hospital"
    OTHER = "other", "其他正当理由", "Other good reason"


class RefusalGround(Term):
    """Why an application is not taken up; what 第十五条 and 第十六条 forbid is for the review."""

    OUT_OF_SCOPE = "out_of_scope", "不属适用范围", "Outside the scope"
    DUPLICATE = "duplicate", "重复申请", "Applied for already"
    BEFORE_START = "before_start", "程序尚未启动", "Before the procedure was started"


class TerminationGround(Term):
    """Why there is nothing left to judge."""

    WITHDRAWN = "accountability_withdrawn", "追责问责已撤销", "Accountability withdrawn"
    DEATH = "death", "本人死亡", "The officer died"
    TRANSFER = "transfer", "已移送其他机关", "Transferred to another organ"


class ReopenGround(Term):
    """Why what was over is reviewed again."""

    NEW_FACTS = "new_facts", "发现新的事实", "New facts"
    FALSE_EVIDENCE = "false_evidence", "证据不实", "False evidence"


class Measure(Term):
    """The eight kinds of corrective measure of 第十八条."""

    REMOVE_EFFECTS = "remove_effects", "消除影响", "Remove effects"
    RECOVER_LOSSES = "recover_losses", "挽回损失", "Recover losses"
    CONTAIN = "contain", "防止扩大", "Contain the damage"
    ANALYSE = "analyse", "分析原因", "Analyse causes"
    LEARN = "learn", "汲取教训", "Learn"
    IMPROVE_RULES = "improve_rules", "完善制度", "Improve rules"
    IMPROVE_MECHANISMS = "improve_mechanisms", "健全机制", "Improve mechanisms"
    PREVENT = "prevent", "防止再发生", "Prevent repetition"


class RecusalGround(Term):
    """Why somebody keeps out of a case (政务处分法第四十七条)."""

    RELATIVE = "relative", "近亲属", "Close relative"
    WITNESS = "witness", "证人", "Witness"
    INTEREST = "interest", "利害关系", "Interest in the matter"
    SUPERIOR_LIABLE = "superior_liable", "同一事项被追责的直接上级", "Superior held liable in it"
    OTHER = "other", "其他可能影响公正的情形", "Other doubt of fairness"


class ServiceWay(Term):
    """How a paper is served (送达)."""

    IN_PERSON = "in_person", "直接送达", "In person"
    POST = "post", "邮寄送达", "By post"
    ELECTRONIC = "electronic", "电子送达", "Electronically"
    LEFT = "left", "留置送达", "Left with witnesses"
    PUBLIC = "public", "公告送达", "By public notice"


class Refusal(Term):
    """Why an event was refused, as far as the history of attempts says."""

    NOT_ALLOWED = "not_allowed", "此时或此人不能办理", "Not allowed"
    GUARD_FAILED = "guard_failed", "条件不具备", "Condition not met"
    INVALID = "invalid", "填写有误", "Invalid data"
    CONFLICT = "conflict", "案件已被他人更新", "Changed by somebody else"
