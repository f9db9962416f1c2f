"""The pages of the ledger, of statistics and of patterns in English."""

from collections.abc import Mapping
from types import MappingProxyType

FIGURES: Mapping[str, str] = MappingProxyType(
    {
        "台账": "Ledger",
        "容错纠错台账": "Ledger of cases",
        "共 {n} 件，按启动日期排列；人员已脱敏，须回避的案件不列入": (
            "{n} cases by the day they began; names are masked, cases you keep out of are left out"
        ),
        "下载 Excel": "Download Excel",
        "下载 CSV": "Download CSV",
        "下载 JSON": "Download JSON",
        "按身份查阅": "Read by role",
        "尚未决定": "Not decided yet",
        "尚未归类": "Not classified yet",
        "不再限于：{said}": "No longer limited to {said}",
        "台账，可左右滚动": "Ledger, scrolls sideways",
        "统计": "Statistics",
        "容错纠错统计": "Statistics of cases",
        "每个数字都可以打开它所数的案件；须回避的案件不计入": (
            "Every figure opens the cases it counts; cases you keep out of are not counted"
        ),
        "监管领域": "Field",
        "问题类型": "Kind of issue",
        "统计范围": "What is counted",
        "合计 {n}": "{n} in all",
        "条形图：{title}": "Bars: {title}",
        "项目": "Counted",
        "所选范围内没有。": "Nothing in this range.",
    }
)
