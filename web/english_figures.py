"""The pages of the ledger, of statistics and of patterns in English."""

from collections.abc import Mapping
from types import MappingProxyType

PAST = (
    "近期各单位每类问题的事项数，与该单位自己以往的频率比较（两个泊松计数的精确检验，霍尔姆校正）。"
    "只是提示，不形成预警；须结合案情判断，不得单独作为问责的理由。"
)

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
        "易错情形": "Patterns of error",
        "同类问题或者同一领域达到办法设定的次数时形成预警（第十八条）；一个事项计一次": (
            "An alert is opened where one kind of issue or one field comes as often as the "
            "measures set (art. 18-2); a matter counts once, however many officers it has"
        ),
        "预警和对比只用于分析制度和流程上的共性问题，不作为追究任何个人责任的依据。": (
            "Alerts and comparisons serve to find what is wrong with rules and procedures. "
            "They are no ground to hold anybody liable."
        ),
        "预警": "Alerts",
        "情形": "Pattern",
        "次数和区间": "How often, from when to when",
        "没有预警。": "There is no alert.",
        "没有发给本单位的警示。": "No warning names your unit.",
        "与本单位以往相比": "Against a unit's own past",
        PAST: (
            "How many matters of each kind each unit had recently, against its own rate before "
            "(an exact test of two Poisson counts with Holm's correction). It is a hint and opens "
            "no alert; it is weighed with the cases and is never alone a reason to accuse."
        ),
        "以往数据不足一个统计周期，不作比较。": "There is too little past to compare with.",
        "近期": "Recently",
        "按以往应有": "Expected",
        "以往": "Before",
        "偶然概率": "By chance",
        "校正后": "Corrected",
        "{n} 个月 {k} 件": "{k} in {n} months",
        "没有超出偶然的变化。": "Nothing beyond chance.",
        "共比较 {n} 组；近期不足三件的不比较。": (
            "{n} comparisons were made; fewer than three matters are not compared."
        ),
        "在台账中打开": "Open in the ledger",
        "易错风险点": "Points of risk",
        "问题症结": "Root causes",
        "对策建议": "Advice",
        "每行一条；不写姓名、案号和单位": "One a line; no name, no case number, no unit",
        "警示的单位": "Units to be warned",
        "签发后警示提醒函取号并送达所选单位，整改效果到期检查。": (
            "Once signed, the warning takes its number and goes to these units; "
            "its effect is checked when the time has come."
        ),
        "整改是否有效": "Whether it helped",
        "有效": "It did",
        "效果不明显": "Not visibly",
        "草稿": "Draft",
        "回访日期": "Day of the visit",
        "回访人": "Visited by",
        "检查情况": "What was found",
        "后续处理": "What follows",
        "效果不明显的必填，例如再次警示、专项督导": (
            "Needed where it did not help: another warning, closer supervision…"
        ),
        "效果检查": "Effect check",
        "研判结果": "What the analysis found",
        "所计事项": "Matters counted",
        "预警标准：{rule}。一个事项涉及多人的计一次，均已隐去人员。": (
            "Threshold: {rule}. A matter counts once; nobody is named."
        ),
    }
)
