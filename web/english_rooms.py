"""The rooms in English: corrections, feedback and clearing, archives, statistics."""

from collections.abc import Mapping
from types import MappingProxyType

ROOMS: Mapping[str, str] = MappingProxyType(
    {
        "按进度": "By progress",
        "本案的分项页面": "Pages of this case",
        # corrections
        "纠错整改": "Corrections",
        "近九十天内验收通过的，最近验收的在前": "Accepted within ninety days, the last one first",
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
        # transfer and appraisal
        "待移交": "To be handed over",
        "已移交": "Handed over",
        "到期鉴定": "Due for review",
        "鉴定记录": "Appraisals",
        "{n} 年": "{n} years",
        "永久": "Permanent",
        "至 {day}": "until {day}",
        "保管期限": "Retention",
        "期限届满": "Period ended",
        "已办结、案卷还没有移交档案部门的案件；移交时逐件打包并登记散列值": (
            "Closed cases whose files have not gone to the archives office yet; each is packed and "
            "its hash noted when it goes"
        ),
        "移交": "Hand over",
        "办结日期": "Closed on",
        "选中": "Select",
        "接收单位": "Recipient",
        "档案部门的名称，印在移交清单上": (
            "Name of the archives office, as it is printed on the list"
        ),
        "打包并形成移交清单": "Pack them and make the transfer list",
        "没有待移交的案卷。": "No file waits to be handed over.",
        "移交清单，最近的在前；收到档案部门的回执后登记": (
            "Transfer lists, the newest first; the receipt is entered when the archives office "
            "sends it"
        ),
        "移交清单": "Transfer list",
        "回执": "Receipt",
        "待回执": "Receipt outstanding",
        "还没有移交过案卷。": "No file was handed over yet.",
        "案卷移交清单": "Transfer list of case files",
        "序号": "No",
        "文件数": "Files",
        "大小": "Size",
        "案卷包 SHA-256": "SHA-256 of the bundle",
        "已销毁或匿名化": "Destroyed or anonymised",
        "同一案卷不经办理再打包，得到同样的散列值；核对用 rongcuo archive check。": (
            "A file that nobody worked on, packed again, has the same hash: "
            "'rongcuo archive check' compares."
        ),
        "移交人": "Handed over by",
        "接收人": "Received by",
        "回执编号": "Number of the receipt",
        "接收日期": "Received on",
        "登记回执": "Enter the receipt",
        "保管期限已满的事项。期满本身不产生任何后果：由一人提出、另一人批准之后，才能由人执行": (
            "Matters whose period of retention is over. Nothing follows from that by itself: one "
            "person proposes, another approves, and only then somebody carries it out"
        ),
        "鉴定": "Appraisal",
        "鉴定意见": "Verdict",
        (
            "匿名化：留下不含人名和案情的办理过程。销毁：办理人、待办和文书也不留。"
            "两者都留下统计数和哈希，都不能恢复。"
        ): (
            "Anonymise: the steps stay without names and contents. Destroy: who handled it, tasks "
            "and papers go too. Both leave figures and hashes, and neither can be undone."
        ),
        "延长年数": "Years more",
        "只在延长保管时填写": "Only where it is kept longer",
        "提出鉴定意见": "Propose it",
        "没有保管期限已满、等待鉴定的事项。": "No matter waits to be judged.",
        "鉴定意见、审批和执行，最近的在前": (
            "Verdicts, approvals and what was carried out, the newest first"
        ),
        "提出": "Proposed",
        "还没有鉴定过。": "Nothing was judged yet.",
        "记录 SHA-256": "SHA-256 of the record",
        "案卷包未移交或者没有回执": "bundle not handed over, or without a receipt",
        "审批": "Decide",
        "已签发的整改跟踪报告不再改动，以保证其哈希可以核验：其中这些案件的各行仍按签发时"
        "保存，但页面、文件和接口只显示“某某”，不显示进展和责任人。": (
            "Follow-up reports that were issued never change, so that their hashes hold: the lines "
            "of these cases are kept as issued, but pages, files and the API show 某某 alone, no "
            "progress and nobody who answered for it."
        ),
        "予以批准": "Approve",
        "不予批准": "Refuse",
        "不予批准时必填": "Required where it is refused",
        "执行": "Carried out",
        "执行：{what}": "Carry out: {what}",
        "执行以后不能恢复。请先确认档案部门收到的案卷包可以打开。": (
            "It cannot be undone. Make sure first that the bundle at the archives office opens."
        ),
        "不再存在的": "What will be gone",
        "案件的事由、事实、办理记录正文、文书和留言": (
            "Subject, facts, texts of the history, papers and comments"
        ),
        "当事执法人员与案件的关联，以及发给各人的通知": (
            "The link between officer and case, and what people were told of it"
        ),
        "附件的内容；其他案件也有的同一文件保留": (
            "The contents of attached files; a file that another case holds stays"
        ),
        "密封的举报材料": "Sealed material of a report",
        "办理人、待办和文书登记": "Who handled it, its tasks and the register of its papers",
        "仍然存在的": "What stays",
        "案号、办理步骤的时间和哈希，核验仍然通过": (
            "Number, times of the steps and hashes: verification still passes"
        ),
        "台账中不含人名的一行，统计数不变": "A line of the ledger without a name: the figures stay",
        "移交清单、鉴定记录和操作日志": "Transfer list, appraisal and journal",
        "已签发的整改跟踪报告和备份，须另行处理": (
            "Follow-up reports that were issued, and backups: to be seen to apart"
        ),
        "意见": "Opinion",
        "返回": "Back",
        "确认执行": "Confirm",
        "鉴定编号": "Number of the appraisal",
        "请输入 {number}": "Type {number}",
        "现在没有可以由您执行的。": "There is nothing for you to carry out now.",
        # statistics
    }
)
