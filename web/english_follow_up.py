"""The pages of follow-up reports in English."""

from collections.abc import Mapping
from types import MappingProxyType

FOLLOW_UP: Mapping[str, str] = MappingProxyType(
    {
        "整改跟踪": "Follow-up",
        "最新一期": "The newest report",
        "待验收": "To be accepted",
        "整改跟踪报告": "Follow-up reports",
        "每周、每月第一个工作日自动形成，签发后不再改变。": (
            "Made on the first working day of each week and month; never changed once issued."
        ),
        "本期预览（未签发）": "This week as it stands (not issued)",
        "期间": "Period",
        "签发日": "Issued on",
        "正在整改": "Open",
        "超期": "Overdue",
        "本期验收": "Accepted",
        "待放行": "Held",
        "还没有签发过报告。": "Nothing was issued yet.",
        "更早的报告": "Older reports",
        "{year}年{month}月": "{year}, month {month}",
        "{year}年第{week}周": "{year}, week {week}",
        "月报": " · monthly",
        "周报": " · weekly",
        "未签发": "Not issued",
        "数据截至当日零时": "as of the beginning of that day",
        "校验值": "Hash",
        "数据截至现在，仅供预览，不存档": "as of now; a preview that is kept nowhere",
        "督办意见": "The supervisor's note",
        "放行并发送": "Release and send",
        "督办意见（可不填，随报告一并发送，人员姓名自动遮掩）": (
            "A note (optional, sent with the report; officers' names are masked in it)"
        ),
        "期限内 {n} 件": "{n} in time",
        "{on}：{before}更名为{after}。": "{on}: {before} is now called {after}.",
        "{on}：{before}并入{after}。": "{on}: {before} was merged into {after}.",
        "{on}：{before}撤销。": "{on}: {before} was closed.",
        "本期新增 {n} 件": "{n} since the last report",
        "临期": "Due soon",
        "剩 {n} 个工作日以内": "{n} working days or fewer",
        "久无进展": "Silent",
        "{n} 个工作日没有进展": "{n} working days without progress",
        "中位数 {n} 个工作日": "median {n} working days",
        "获准延期 {n} 件": "{n} extended",
        "整改清单": "Corrections",
        "目前没有正在进行的整改。": "No correction is open.",
        "整改期限": "From start to last day",
        "底色为起止期限，颜色为已完成措施的比例，竖线为签发日；下表列出每一件。": (
            "Grey is the time given, colour the share of measures done, the line the day of issue; "
            "the table below has each of them."
        ),
        "八类措施": "The eight kinds of measure",
        "措施": "Measure",
        "已完成": "Done",
        "已计划": "Planned",
        "按阶段：": "By stage: ",
        "各单位": "Units",
        "合计": "Total",
        "案号、人员": "Case, officer",
        "阶段、措施": "Stage, measures",
        "下一节点": "Next milestone",
        "最近进展": "Last progress",
        "已延期": "extended",
        "单位党组织": "the unit's party organisation",
        "督办意见：": "Supervisor's note: ",
        "写督办意见": "Write a note",
        "对这一件的督办意见（留空为撤回，放行前可改，人员姓名自动遮掩）": (
            "Note on this correction (empty takes it back; open to change until the release; "
            "officers' names are masked by themselves)"
        ),
        "保存意见": "Keep the note",
        "没有这样的整改。": "There is no such correction.",
        "上期以来的变化": "Since the last report",
        "变化": "What happened",
        "此前已报验收": "reported as accepted before",
        "其余 {n} 项见 Excel 或 JSON。": "{n} more are in the Excel and JSON files.",
        "没有变化。": "Nothing changed.",
        "本期应回访": "To be visited again",
        "验收 {n} 个月后核查效果": "the effect, {n} months after acceptance",
        "本期没有应回访的案件。": "None in this period.",
        "警示后的效果检查": "Effect of warnings",
        "签发警示 {n} 个月后回访；未回访的每期列出": (
            "visited {n} months after a warning; one that was not stays in every report"
        ),
        "预警编号": "Alert",
        "目前情况": "How it stands",
        "已回访": "Visited",
    }
)
