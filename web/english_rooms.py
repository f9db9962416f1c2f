"""The rooms in English: corrections, feedback and clearing, archives, statistics."""

from collections.abc import Mapping
from types import MappingProxyType

ROOMS: Mapping[str, str] = MappingProxyType(
    {
        "按进度": "By progress",
        "本案的分项页面": "Pages of this case",
        # corrections
        "纠错整改": "Corrections",
        "近九十天内验收通过的，最近有变动的在前": (
            "Accepted within ninety days, what changed last first"
        ),
        "按期限先后排列；期限按工作日计算": "By their last day; time is counted in working days",
        "方案与措施": "Plan and measures",
        "已过期限": "overdue",
        "还没有报告": "Nothing reported yet",
        "查看方案": "See the plan",
        "没有您可以查看的正在整改的案件。": "There is no correction under way that you may see.",
        "近期验收的": "Accepted lately",
        "近九十天内没有验收通过的整改。": "None was accepted within ninety days.",
        "进行中的整改": "Corrections under way",
        "措施完成 {done}/{total} 类": "{done} of {total} kinds of measure done",
        "不适用 {n} 类": "{n} do not apply",
        "整改进度图": "Corrections over time",
        "从启动纠错到本阶段期限，本页各案": (
            "From the start of the correction to the last day of its present stage, this page"
        ),
        "完成部分": "Done",
        "超期部分": "Over its last day",
        "非工作日": "Days off",
        "整改方案": "Correction plan",
        "{name} 提交": "Submitted by {name}",
        "{name} 批准": "approved by {name}",
        "措施类别": "Kind of measure",
        "完成情况": "How it stands",
        "不适用：{reason}": "Does not apply: {reason}",
        "经过（{n}）": "History ({n})",
        "已经启动纠错，方案还没有提交；八类措施逐类填写，不适用的说明理由。": (
            "The correction was started and there is no plan yet: it covers each of the eight "
            "kinds of measure, or says why one does not apply."
        ),
        "本案没有启动纠错。": "No correction was started in this case.",
        "措施进度图": "Measures over time",
        "从启动纠错到各项措施的期限": "From the start of the correction to each measure's day",
        "整改经过": "What happened",
        "期限的延长": "Extensions",
        "原期限": "Last day before",
        "延长后": "Last day after",
        "延长天数": "Days more",
        "批准": "Approved",
        "没有延长过；每轮整改只能延长一次。": "None; a plan is extended once at most.",
        # feedback and clearing
        "反馈与澄清": "Feedback and clearing",
        "尚未办结的事项，按期限先后排列": "Duties that are not done yet, by their last day",
        "来自举报、未进入容错或已终止、还没有反馈的案件": (
            "Cases that came from a report, rest or were terminated, and were not answered yet"
        ),
        "近九十天内办结的，最近有变动的在前": "Done within ninety days, what changed last first",
        "事项与期限": "Duties and their days",
        "没有须由您了解的事项": "Nothing that is for you to know",
        "没有等待办结的反馈与澄清。": "Nothing waits to be answered or cleared.",
        "没有等待启动的反馈与澄清。": "Nothing waits to be opened.",
        "近九十天内没有办结的。": "Nothing was done within ninety days.",
        "处于澄清正名阶段的案件": "Cases in the phase of clearing",
        "办理方式": "How",
        "送达方式": "Served",
        "回证编号": "Receipt",
        "无须办理的理由": "Why nothing was owed",
        "须澄清正名": "Name to be cleared",
        "澄清对象": "Whose name",
        "书面、当面、会议或者通报；后三种须同时有书面。": (
            "In writing, face to face, in a meeting or by circular; the latter three always with a "
            "written form."
        ),
        "没有查明诬告诽谤，无须澄清正名。": "No defamation was found; no name is to be cleared.",
        "本人对决定的异议": "The officer's objection to the decision",
        "待答复": "To be answered",
        "异议成立": "Upheld",
        "异议不成立": "Dismissed",
        # archives
        "归档": "Archives",
        "人事档案": "Personnel file",
        "廉政档案": "Integrity file",
        "档案回执不齐的案件，按存档期限先后排列": (
            "Cases whose receipts are not complete, by the day they are to be filed"
        ),
        "影响期内的案件，按最后一日先后排列": "Cases in their impact period, by its last day",
        "已办结的案件，最近有变动的在前": "Closed cases, what changed last first",
        "档案回执": "Receipts",
        "材料包": "Bundles",
        "影响期已满，待确认": "Impact period over, to be confirmed",
        "影响期今日届满": "Impact period ends today",
        "影响期还有 {n} 天": "{n} days of the impact period left",
        "由{who}确认": "Confirmed by: {who}",
        "待存入": "to be filed",
        "待归入案卷，一方即可": "to be filed, by either of them",
        "没有待归档的案件。": "Nothing waits to be filed.",
        "没有在影响期内的案件。": "No impact period runs.",
        "没有已办结的案件。": "No case is closed.",
        "处于总结教训阶段的案件": "Cases in the phase of lessons",
        # statistics
    }
)
