"""Titles of papers and notices in English, by their Chinese title."""

from collections.abc import Mapping
from types import MappingProxyType

TITLES: Mapping[str, str] = MappingProxyType(
    {
        # papers
        "追责问责事项登记表": "Register of the matter",
        "容错申请书": "Application for tolerance",
        "容错建议书（党组织提出）": "Proposal by the unit's party organisation",
        "受理通知书": "Notice of acceptance",
        "依职权同步考虑容错情形告知书": "Notice of consideration ex officio",
        "不予受理通知书": "Notice of inadmissibility",
        "补正材料通知书": "Request for a supplement",
        "撤回申请确认书": "Confirmation of withdrawal",
        "容错审查报告": "Review report",
        "法制审核意见书": "Legal opinion",
        "容错建议书": "Proposal of tolerance",
        "党组会议纪要": "Minutes of the party group",
        "不提出容错建议告知书": "Notice that no proposal is made",
        "外部处理决定（复制件）": "The organ's decision (copy)",
        "履职尽责认定书": "Finding of duty done",
        "容错免责决定书": "Decision of exemption",
        "从轻（减轻）处理决定书": "Decision of lighter treatment",
        "不予容错告知书": "Notice of no tolerance",
        "纠错通知书": "Notice of correction",
        "纠错整改方案": "Correction plan",
        "纠错进展报告": "Progress report",
        "纠错完成报告": "Completion report",
        "纠错验收意见书": "Acceptance of the correction",
        "实名举报办理结果反馈函": "Answer to the named reporter",
        "匿名举报办理情况说明": "Explanation after an anonymous report",
        "澄清正名通知书": "Notice of clearing",
        "澄清情况记录": "Record of clearing",
        "原因分析和教训总结报告": "Report on causes and lessons",
        "人事档案移交清单及回执": "Transfer to the personnel file, with receipt",
        "廉政档案移交清单及回执": "Transfer to the integrity file, with receipt",
        "影响期满告知书": "Notice that the impact period ended",
        "中止（恢复）通知书": "Notice of suspension or resumption",
        "终止通知书": "Notice of termination",
        "重新审查通知书": "Notice of a new review",
        "撤销决定书": "Decision of revocation",
        "卷内目录": "Contents of the file",
        # notices
        "待办通知": "New task",
        "启动告知及申请权利告知": "Start, and the right to apply",
        "收件回执": "Receipt",
        "逾期未申请提示": "Window ended without application",
        "不提出建议告知": "No proposal: the officer may apply alone",
        "逾期申请收件回执": "Receipt of a late application",
        "补正逾期通知": "Supplement lapsed",
        "补充材料（谈话）通知": "Request for facts",
        "决定告知": "Decision",
        "纠错启动通知": "Correction started",
        "期限提醒": "Reminder",
        "超期督办单": "Overdue",
        "期限变更通知": "Due day changed",
        # where a matter came from
        "实名举报": "Real-name report",
        "匿名举报": "Anonymous report",
        "非举报来源": "Not from a report",
    }
)
