"""The columns of the ledger (台账), each with what it shows and of which thing it tells."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

from access.policy import Thing
from reports.ledger_lines import MARKS, UNKNOWN
from states.vocabulary import LateGround, Outcome, ReportKind, Role, Term, Track

Lang = Literal["zh", "en"]
Cell = str | int | date | None
T = Thing
FATES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "pending": ("待审批", "To be decided"),
    "admitted": ("同意受理", "Admitted"),
    "rejected": ("不予受理", "Rejected"),
    "handed_in": ("已送有关机关", "Handed in at the organ"),
    UNKNOWN: ("结果不详", "Not known"),
})  # fmt: skip
"""What became of a late application; an earlier ledger need not say it."""


@dataclass(frozen=True, slots=True)
class Speech:
    """In which language, how items are cited, and what fields and kinds of issue are called."""

    lang: Lang
    cited: Mapping[str, str]
    english: Mapping[str, str]
    today: date

    def term(self, term: Term) -> str:
        """A word of the trade."""
        return term.zh if self.lang == "zh" else term.en

    def pick(self, said: tuple[str, str]) -> str:
        """What comes in both languages."""
        return said[0] if self.lang == "zh" else said[1]

    def named(self, zh: str | None) -> str | None:
        """A field or a kind of issue, which the measures name in Chinese."""
        return self.english.get(zh, zh) if zh and self.lang == "en" else zh

    def joined(self, words: Iterable[str]) -> str:
        """Several in one cell."""
        return ("、" if self.lang == "zh" else ", ").join(words)

    def items(self, codes: str) -> str:
        """Items of the measures."""
        if not codes:
            return ""
        if self.lang == "en":
            return codes.replace(",", ", ")
        return self.joined(self.cited.get(code, code) for code in codes.split(","))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is called, what it shows of a line, and of which thing it tells.

    ``thing`` none: it stands in everybody's ledger. ``of_a_report``: for who may know that
    somebody reported.
    """

    code: str
    zh: str
    en: str
    cell: Callable[[Any, Speech], Cell]
    thing: Thing | None = None
    of_a_report: bool = False


def _plain(name: str) -> Callable[[Any, Speech], Cell]:
    def cell(line: Any, _say: Speech) -> Cell:
        found: Cell = getattr(line, name)
        return found

    return cell


def _term(name: str, kind: Callable[[str], Term]) -> Callable[[Any, Speech], Cell]:
    def cell(line: Any, say: Speech) -> Cell:
        code = getattr(line, name)
        return say.term(kind(code)) if code else None

    return cell


def _applicants(line: Any, say: Speech) -> Cell:
    return say.joined(say.term(Role(code)) for code in line.applicants.split(",") if code)


def _late(line: Any, say: Speech) -> Cell:
    """Whether it was late, and why; nothing where nobody applied."""
    if line.late is None:
        return say.pick(("否", "No")) if line.filed_on else None
    why, fate = say.term(LateGround(line.late)), FATES.get(line.late_fate or "")
    return say.pick((
        f"是：{why}{f'（{fate[0]}）' if fate else ''}",
        f"Yes: {why}{f' ({fate[1]})' if fate else ''}",
    ))  # fmt: skip


def _opinion(line: Any, say: Speech) -> Cell:
    if line.opinion_on is None:
        return say.pick((f"退回{line.returned}次", f"Returned {line.returned}×")) \
            if line.returned else None  # fmt: skip
    back = line.returned
    return say.pick((
        f"{line.opinion_on}通过{f'，退回{back}次' if back else ''}",
        f"Cleared {line.opinion_on}{f', returned {back}×' if back else ''}",
    ))  # fmt: skip


def _correction(line: Any, say: Speech) -> Cell:
    if line.correction_from is None:
        return None
    until = line.correction_until or say.pick(("至今", "now"))
    return f"{line.correction_from}—{until}"


def _ways(line: Any, say: Speech) -> Cell:
    return say.joined(say.pick((way, WAYS_EN.get(way, way))) for way in line.ways.split(",") if way)


def _suspended(line: Any, say: Speech) -> Cell:
    running = (say.today - line.suspended_on).days if line.suspended_on else 0
    return (line.suspended_days + max(running, 0)) or None


def _marks(line: Any, say: Speech) -> Cell:
    return say.joined(say.pick(MARKS.get(code, (code, code)))
                      for code in line.marks.split(",") if code)  # fmt: skip


WAYS_EN = {"书面": "In writing", "当面": "In person", "会议": "At a meeting", "通报": "By circular",
           "其他": "Otherwise"}  # fmt: skip
NUMBER, OFFICER = "seq", "officer"
"""Columns that the reader's page fills in: the number of the row, the name as it may be read."""


def _nothing(_line: Any, _say: Speech) -> Cell:
    return None


COLUMNS: tuple[Column, ...] = (
    Column(NUMBER, "序号", "No.", _nothing),
    Column("matter_number", "事项编号", "Matter", _plain("matter_number")),
    Column("source", "来源", "Source", _term("track", Track), T.FACTS),
    Column("organ", "启动机关", "Started by", _plain("organ"), T.FACTS),
    Column("started_on", "启动日", "Started", _plain("started_on"), T.FACTS),
    Column("informed_on", "告知日", "Informed", _plain("informed_on"), T.FACTS),
    Column(OFFICER, "人员(脱敏)", "Officer (masked)", _nothing),
    Column("unit", "单位", "Unit", _plain("unit_name")),
    Column("post", "岗位", "Post", _plain("post"), T.FACTS),
    Column("field", "监管领域", "Field", lambda line, say: say.named(line.field), T.CORRECTION),
    Column(
        "issue_type", "问题类型", "Kind of issue", lambda line, say: say.named(line.issue_type),
        T.CORRECTION,
    ),
    Column("applicants", "申请人类别", "Applicant", _applicants, T.APPLICATION),
    Column(
        "window_last_day", "申请截止日", "Last day to apply", _plain("window_last_day"),
        T.APPLICATION,
    ),
    Column("filed_on", "申请日", "Applied", _plain("filed_on"), T.APPLICATION),
    Column("late", "是否逾期及理由", "Late, and why", _late, T.APPLICATION),
    Column("accepted_on", "受理日", "Accepted", _plain("accepted_on"), T.APPLICATION),
    Column("review_due_on", "审查期限", "Review due", _plain("review_due_on"), T.CLOCKS),
    Column(
        "exclusions", "排除情形", "Exclusions", lambda line, say: say.items(line.exclusions),
        T.ASSESSMENT,
    ),
    Column("grounds", "适用条款", "Items found", lambda line, say: say.items(line.grounds),
           T.ASSESSMENT),
    Column("opinion", "法制意见", "Legal opinion", _opinion, T.OPINION),
    Column("deliberated_on", "研究日期", "Deliberated", _plain("deliberated_on"), T.DECISION),
    Column("decided_by", "决定机关", "Decided by", _plain("decided_by"), T.DECISION),
    Column("decision_number", "决定文号", "Decision no.", _plain("decision_number"), T.DECISION),
    Column("outcome", "结论", "Outcome", _term("outcome", Outcome), T.DECISION),
    Column("received_on", "收到日", "Received", _plain("received_on"), T.DECISION),
    Column("correction", "纠错起止", "Correction", _correction, T.CORRECTION),
    Column("corrected_on", "验收日", "Correction accepted", _plain("corrected_on"), T.CORRECTION),
    Column("report_kind", "举报类别", "Report", _term("report_kind", ReportKind),
           of_a_report=True),
    Column("answered_on", "反馈日/说明日", "Answered", _plain("answered_on"), of_a_report=True),
    Column("ways", "澄清方式", "Cleared by", _ways, T.CLEARING),
    Column("lessons_on", "教训报告", "Lessons report", _plain("lessons_on"), T.CORRECTION),
    Column("personnel_on", "人事档案回执日", "Personnel file", _plain("personnel_on"), T.RECEIPTS),
    Column("integrity_on", "廉政档案回执日", "Integrity file", _plain("integrity_on"), T.RECEIPTS),
    Column("impact_last_day", "影响期止", "Impact until", _plain("impact_last_day"), T.DECISION),
    Column("closed_on", "办结日", "Closed", _plain("closed_on")),
    Column("suspended_days", "中止天数", "Days suspended", _suspended, T.CLOCKS),
    Column("marks", "备注", "Remarks", _marks, T.FACTS),
)  # fmt: skip
"""As the bureau's own ledger has them, in its order."""


@dataclass(frozen=True)
class View:
    """What of the ledger one role shows: its columns, and how an officer is named."""

    role: Role
    columns: tuple[Column, ...]
    name: Callable[[str], str]
    knows_of_a_report: bool

    @cached_property
    def _cells(self) -> tuple[Callable[[Any, Speech], Cell], ...]:
        return tuple(column.cell for column in self.columns)

    @cached_property
    def _places(self) -> tuple[int, int]:
        codes = [column.code for column in self.columns]
        return codes.index(NUMBER), codes.index(OFFICER)

    def row(self, number: int, line: Any, say: Speech) -> list[Cell]:
        """The cells of a line."""
        cells = [cell(line, say) for cell in self._cells]
        first, named = self._places
        cells[first], cells[named] = number, self.name(line.officer_name)
        return cells

    def heads(self, say: Speech) -> list[str]:
        """What its columns are called."""
        return [say.pick((column.zh, column.en)) for column in self.columns]
