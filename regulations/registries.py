"""The registries that the measures rest on (第三条、第六条), each described once: its columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

Place = Literal["code", "name", "party", "valid_from", "valid_to", "said"]
"""Where a column is kept: under a name of its own, or with what else the row says."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a registry; ``zh`` and ``en`` are its headings, ``also`` other usual ones."""

    key: str
    zh: str
    en: str
    place: Place = "said"
    required: bool = False
    day: bool = False
    also: tuple[str, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading under which a file may bring it."""
        return (self.zh, self.en, self.key, *self.also)


class Kind(StrEnum):
    """The registries there are."""

    DUTY = "duty"
    ENFORCEMENT_ITEM = "enforcement_item"
    INSPECTION = "inspection"
    RECTIFICATION_ORDER = "rectification_order"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Registry:
    """A kind of registry and its columns, in the order of its template."""

    kind: Kind
    zh: str
    en: str
    article: str
    columns: tuple[Column, ...]


LIST_KINDS = (Kind.DUTY, Kind.ENFORCEMENT_ITEM)
"""The registries whose items a matter is linked to (第三条、第六条)."""


def _from(zh: str, en: str, *also: str, required: bool = False) -> Column:
    return Column("valid_from", zh, en, "valid_from", required, day=True, also=also)


def _to(zh: str, en: str, *also: str, required: bool = False) -> Column:
    return Column("valid_to", zh, en, "valid_to", required, day=True, also=also)


_CODE = Column("code", "编号", "Code", "code", required=True, also=("编码", "代码", "事项编号"))
_FROM = _from("生效日期", "Valid from", "施行日期", "起始日期")
_TO = _to("失效日期", "Valid to", "废止日期", "截止日期")

_ALL = (
    Registry(
        Kind.DUTY, "责任清单", "List of duties", "第三条",
        (
            _CODE,
            Column("name", "责任事项", "Duty", "name", required=True,
                   also=("事项名称", "名称")),
            Column("responsible", "责任主体", "Responsible", required=True, also=("责任单位",)),
            Column("basis", "依据", "Basis", also=("法律依据", "设定依据")),
            _FROM, _TO,
        ),
    ),
    Registry(
        Kind.ENFORCEMENT_ITEM, "执法事项清单", "List of enforcement items", "第六条",
        (
            _CODE,
            Column("name", "执法事项", "Item", "name", required=True,
                   also=("事项名称", "名称")),
            Column("function", "监管职能", "Function", required=True),
            Column("process", "管理流程", "Process", required=True),
            Column("supervision", "监督方式", "Supervision", required=True),
            Column("responsible", "责任主体", "Responsible", required=True),
            Column("liability", "承担责任方式", "Liability", required=True),
            _FROM, _TO,
        ),
    ),
    Registry(
        Kind.INSPECTION, "年度双随机抽查计划", "Yearly random inspections", "第十条、第十二条",
        (
            Column("code", "编号", "Code", "code", required=True, also=("计划编号",)),
            Column("party", "检查对象", "Party", "party", required=True,
                   also=("相对人", "企业名称", "被检查单位")),
            Column("name", "抽查事项", "Item", "name", required=True, also=("检查事项",)),
            _from("计划开始日期", "Planned from"),
            _to("计划完成日期", "Planned until", "抽查时限", required=True),
            Column("done_on", "实际检查日期", "Done on", day=True, also=("检查日期",)),
        ),
    ),
    Registry(
        Kind.RECTIFICATION_ORDER, "责令改正", "Rectification orders", "第十条",
        (
            Column("code", "文书号", "Number", "code", required=True, also=("编号", "文号")),
            Column("party", "相对人", "Party", "party", required=True,
                   also=("企业名称", "被责令单位")),
            Column("name", "责令改正事项", "Matter", "name", required=True, also=("改正内容",)),
            _from("责令日期", "From", "整改开始日期", required=True),
            _to("整改期限", "To", "整改截止日期", required=True),
        ),
    ),
    Registry(
        Kind.RULE, "规则、规范性文件版本", "Versions of rules", "第十条",
        (
            Column("code", "文号", "Number", "code", required=True, also=("编号", "版本")),
            Column("name", "文件名称", "Name", "name", required=True, also=("名称",)),
            Column("article", "条款", "Article"),
            _from("施行日期", "Valid from", "生效日期", required=True),
            _to("失效日期", "Valid to", "废止日期"),
        ),
    ),
)  # fmt: skip
REGISTRIES: Mapping[Kind, Registry] = MappingProxyType({each.kind: each for each in _ALL})
