"""The pages on which events are done, in English."""

from collections.abc import Mapping
from types import MappingProxyType

DOING: Mapping[str, str] = MappingProxyType(
    {
        "填写": "Fill in",
        "办理之后": "What it leads to",
        "案件仍为“{state}”": "The case stays “{state}”",
        "案件转为“{state}”": "The case becomes “{state}”",
        "可能形成的文书：": "Papers it may call for: ",
        "请从案件页面上的按钮办理。": "Use the buttons on the page of the case.",
        "已办理：": "Done: ",
        "立案登记": "Register a matter",
        "一个事项，每名执法人员一件案件。申请期自启动次日起算。": (
            "One matter, one case for each officer. The time to apply runs from the day after the "
            "start."
        ),
        "可不填": "may stay empty",
        "有 {n} 处须改正": "To be put right: {n}",
        "没有办成": "Not done",
        "已写 {n} 字，至多 20000 字": "{n} of 20000 characters",
        "还没有案件。": "There are no cases yet.",
        "不填为今天。": "Empty means today.",
        "送达方式和送达回证一并填写；回证未到的都不填，到后补登。": (
            "Give the way and the receipt together, or neither: the proof can be entered later."
        ),
        "不填为现在。": "Empty means now.",
        "每行一项。": "One on each line.",
        "{a} 至 {b}": "{a} to {b}",
        "（不填）": "(none)",
        "不明": "Not known",
        "不改": "As it is",
        "现认定：": "Now: ",
        "须逐项认定": "Answered for itself",
        "须逐项认定 {n} 项": "{n} answered for themselves",
        "证据编号：": "Numbers of the evidence: ",
        "必填": "Required",
        "没有可选的内容。": "There is nothing to choose.",
        "还没有证据。逐项认定答“是”的，写明所据证据的编号。": (
            "No evidence yet. Where an item is answered yes, the evidence it rests on is named."
        ),
        "没有尚待办结的事项。": "Nothing is left to be done.",
        "加一行": "One row more",
        "您打开本页之后，案件已被更新": "The case was changed since you opened this page",
        "您填写的内容都还在下面。请先看看别人办了什么，核对后可以再次提交。": (
            "All you typed is still below. See first what others did; then you may send it again."
        ),
        "已载入 {at} 保存的草稿。": "This is the draft you kept at {at}.",
        "丢弃草稿": "Discard the draft",
        "保存草稿": "Keep a draft",
        "您刚才填写、没有提交的内容还在。": "What you typed and did not send is still here.",
        "不要了": "Discard it",
        "草稿已保存": "Draft kept",
        "草稿未能保存": "The draft could not be kept",
        "我已核对，知道本项办理后不能撤回。": (
            "I have checked it, and know that it cannot be taken back."
        ),
        "回到案件": "Back to the case",
        # the workbench
        "工作台": "Workbench",
        "{name}，今天有 {n} 件须处理": "{name}, {n} to be done today",
        "{name}，今天没有到期的待办": "{name}, nothing is due today",
        "期限按工作日计算，节假日依国务院办公厅安排": (
            "Counted in working days, with the holidays of the State Council"
        ),
        "概览": "At a glance",
        "上传文件": "Hand in a file",
        "最久的超期 {n} 个工作日": "the oldest by {n} working days",
        "请于当日办结": "before the day ends",
        "我的待办": "My tasks",
        "未读通知": "Unread notices",
        "待办事项": "To do",
        "去办理": "Open",
        "其余 {n} 件": "{n} more",
        "没有等您办理的事项。": "Nothing waits for you.",
        "未来两周到期": "Due in the next two weeks",
        "{n} 件": "{n}",
        "今": "now",
        "表格": "As a table",
        "日期": "Day",
        "到期件数": "Due",
        "最新动态": "Lately",
        "还没有办理记录。": "Nothing has happened yet.",
        # the list
        "{phase}：各状态": "{phase}: every state",
        "全部单位": "All units",
        "更多条件": "More",
        "（不限）": "(any)",
        "启动日期自": "Started from",
        "到期自": "Due from",
        "条款": "Article or item",
        "第十五条、A10.2": "A15, A10.2",
        "排序": "Order",
        "共 {n} 件，{order}": "{n} cases, {order}",
        "按期限先后": "by due date",
        "新立案的在前": "newest first",
        "新变动的在前": "last changed first",
        "按案号": "by number",
        "显示的列": "Columns",
        "立案日期": "Registered on",
        "最近变动": "Last changed",
        "已查过一部分案件，后面可能还有。": "Some of the cases were searched; there may be more.",
        "继续查找": "Search on",
        "至": "until",
        "执法人员登录名": "User name of the officer",
        "我承办的": "Mine",
        "删去视图 {name}": "Delete the view {name}",
        "视图名称": "Name of the view",
        "存为常用视图": "Keep this view as",
        "导出 CSV": "Export CSV",
        "导出所选": "Export them",
        "选择": "Pick",
        "全选本页": "Pick all of this page",
        "选择 {number}": "Pick {number}",
        "对勾选的案件": "With those picked:",
        "对 {n} 件案件办理，请核对": "{n} cases, please check",
        "每件案件期限最近的待办，通知其责任人；每个工作日只催办一次。": (
            "Whoever answers for the nearest task of each case is told; once a working day."
        ),
        "变更哪个身份": "Which part",
        "接手的人": "Who takes over",
        "就没有办理的再办一次": "Try those again that were left",
        "表单已过期：打开以后您重新登录过。填写的内容都在下面，请核对后再提交一次。": (
            "This form is of before you signed in again. What you typed is all there: check it, "
            "and hand it in once more."
        ),
        "没有办成；您填写的内容在下面，可以复制。": (
            "Nothing was done; what you typed is below, to be copied."
        ),
        "您保存的草稿": "The draft that you kept",
        "您填写的内容": "What you typed",
        "确认催办": "Urge them",
        "确认变更": "Hand them over",
        # why a day is the last
        "末日怎么算": "Why this day",
        "“{task}”的末日怎么算": "Why '{task}' is due on its day",
        "逐日列出计入和不计入的日子；放假调休依国务院办公厅安排。": (
            "Every day that counts and every one that does not, by the State Council's arrangement."
        ),
        "逐日计算": "Day by day",
        "末日 {day}": "last day {day}",
        "{day} 办结": "done {day}",
        "逾期办结": "late",
        # what a step would bring
        "预览办理结果": "Show what it brings",
        "预览，尚未办理": "Preview: nothing is done yet",
        "新开": "new",
        "了结": "ends",
        "届满": "lapses",
        "暂停": "stops",
        "恢复": "goes on",
        "延长": "longer",
        "重算": "counted anew",
        "将发出的通知": "Notices that would be sent",
        "不发出您可以看到的通知。": "None that you may read.",
        # comments
        "留言": "Comment",
        "{n} 条": "{n}",
        "新的留言": "New comment",
        "执法人员和所在单位可见": "the officer and the unit read it",
        "执法人员和所在单位也能看到": "The officer and their unit read it, too",
        "留言写入办理记录，不能删改；不要写举报人的信息。": (
            "A comment stands in the history and cannot be changed; write nothing of who reported."
        ),
        "办理了 {n} 件，{m} 件没有办理。": "{n} done, {m} left as they were.",
        "办理情况": "What became of it",
        "没有办理": "Left as it was",
        "已办理": "Done",
        "当前待办": "Task",
        "理由": "Reason",
    }
)
