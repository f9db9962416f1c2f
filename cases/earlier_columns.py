"""The columns that an earlier ledger may have, and the words that stand in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from reports.ledger_columns import COLUMNS, FATES, NUMBER, WAYS_EN
from reports.ledger_lines import MARKS
from states.vocabulary import LateGround, Outcome, ReportKind, Role, Term, Track

Words = Mapping[str, str]
"""What is written, and the code that it means."""


class Kind(StrEnum):
    """How a column is read."""

    TEXT = "text"
    DAY = "day"
    CODE = "code"
    CODES = "codes"
    NUMBER = "number"
    LATE = "late"
    OPINION = "opinion"
    SPAN = "span"
    MARKS = "marks"


@dataclass(frozen=True, slots=True)
class EarlierColumn:
    """A column: its code, what it is called, how it is read, and into which field of the form.

    ``required``: each row has it, from a column of the ledger or from the defaults. ``must``: the
    ledger has the column, though not every row fills it in.
    """

    code: str
    zh: str
    en: str
    kind: Kind
    field: str
    required: bool = False
    must: bool = False
    also: tuple[str, ...] = ()
    """Other headings by which a ledger may call it."""


NO_OUTCOME, WITHDRAWN, TERMINATED = "-", "withdrawn", "terminated"
"""What stands beside outcomes in that column: none, and ends without a decision."""
_NOT_READ = {NUMBER}
_DAYS = {
    "started_on", "informed_on", "window_last_day", "filed_on", "accepted_on", "review_due_on",
    "deliberated_on", "received_on", "corrected_on", "answered_on", "lessons_on", "personnel_on",
    "integrity_on", "impact_last_day", "closed_on",
}  # fmt: skip
_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(_DAYS, Kind.DAY),
    **dict.fromkeys(("source", "report_kind", "outcome", "field", "issue_type"), Kind.CODE),
    **dict.fromkeys(("applicants", "ways", "grounds", "exclusions"), Kind.CODES),
    "suspended_days": Kind.NUMBER, "late": Kind.LATE, "opinion": Kind.OPINION,
    "correction": Kind.SPAN, "marks": Kind.MARKS,
}  # fmt: skip
_FIELDS = {
    "matter_number": "earlier_number", "source": "track", "opinion": "opinion_on",
    "correction": "correction_from", "officer": "officers",
}  # fmt: skip
_ALSO = {
    "matter_number": ("编号", "案件编号"), "officer": ("人员", "姓名", "执法人员", "Officer"),
    "unit": ("所在单位", "部门"), "outcome": ("处理结果", "决定结论"), "closed_on": ("办结日期",),
    "started_on": ("启动日期",), "informed_on": ("告知日期",), "filed_on": ("申请日期",),
}  # fmt: skip
_REQUIRED = {"matter_number", "source", "organ", "started_on", "officer", "unit"}
_MUST = {"outcome", "closed_on"}
_BESIDE = (
    EarlierColumn("username", "账号", "Username", Kind.TEXT, "officers", also=("工号",)),
    EarlierColumn("subject", "事由", "Subject", Kind.TEXT, "subject", also=("案由",)),
    EarlierColumn(
        "start_document", "启动文书号", "Start document", Kind.TEXT, "start_document",
        also=("启动文号",),
    ),
    EarlierColumn("party", "相对人", "Party", Kind.TEXT, "party", also=("当事人",)),
    EarlierColumn("occurred_on", "事发日", "Day of the event", Kind.DAY, "occurred_on"),
)  # fmt: skip
"""What our ledger does not show and another may."""

EARLIER: Mapping[str, EarlierColumn] = MappingProxyType({
    column.code: column
    for column in (
        *(
            EarlierColumn(
                one.code, one.zh, one.en, _KINDS.get(one.code, Kind.TEXT),
                _FIELDS.get(one.code, one.code), one.code in _REQUIRED, one.code in _MUST,
                _ALSO.get(one.code, ()),
            )
            for one in COLUMNS
            if one.code not in _NOT_READ
        ),
        *_BESIDE,
    )
})  # fmt: skip
"""By its code: those of our own ledger in their order, then what it does not show."""


def _terms(terms: Iterable[Term]) -> dict[str, str]:
    return {word: str(term) for term in terms for word in (str(term), term.zh, term.en)}


def _said(table: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    return {word: code for code, both in table.items() for word in (code, *both)}


OUTCOMES: Words = {
    **_terms(Outcome),
    **dict.fromkeys((WITHDRAWN, "撤回", "撤回申请", "已撤回", "Withdrawn"), WITHDRAWN),
    **dict.fromkeys((TERMINATED, "终止", "Terminated"), TERMINATED),
    NO_OUTCOME: NO_OUTCOME,
}
WORDS: Mapping[str, Words] = MappingProxyType({
    "source": _terms(Track),
    "outcome": OUTCOMES,
    "report_kind": _terms(ReportKind),
    "applicants": _terms((Role.OFF, Role.UPO)),
    "ways": {word: zh for zh, en in WAYS_EN.items() for word in (zh, en)},
    "late": _terms(LateGround),
    "marks": _said(MARKS),
})  # fmt: skip
"""The words that each column of codes knows; what items and fields are called, packs say."""
FATE_WORDS = _said(FATES)
