"""Live pages, long work and automatic work in English, by their Chinese text."""

from collections.abc import Mapping
from types import MappingProxyType

LIVE: Mapping[str, str] = MappingProxyType(
    {
        # live pages
        "连接中": "Connecting",
        "实时": "Live",
        "离线": "Offline",
        "本案刚有新的办理。": "This case was worked on just now.",
        "有 {n} 项更新。": "Updates: {n}.",
        "刚有大批案件更新。": "Very many cases were updated.",
        "刚有大批案件更新，本案可能在内。": "Very many cases were updated, maybe this one.",
        "刷新查看": "Reload to see",
        "在新窗口查看本案": "See the case in a new window",
        # automatic work
        "自动任务": "Automatic work",
        "系统按时自己办理的工作，由 Prefect 运行；错过的下一次补上，重复运行不会重复通知。": (
            "What the system does by itself, run by Prefect. What was missed is caught up, and "
            "nobody is told twice."
        ),
        "任务": "Work",
        "运行时间": "When",
        "最近一次": "Last run",
        "下一次": "Next run",
        "每 {n} 分钟": "every {n} min",
        "每日 {at}": "daily {at}",
        "已停用": "Off",
        "没有执行进程": "No runner",
        "尚未运行": "Not yet",
        "用时 {n} 秒": "took {n} s",
        "警告或错误 {n} 条，详见运行日志": "{n} warnings or errors, see the log",
        "出错：{name}": "Error: {name}",
        "应于 {at} 运行，尚未开始": "Due {at}, not begun",
        "没有安排": "None",
        "立即运行": "Run now",
        "正在运行": "Running",
        "任务引擎没有应答": "The engine does not answer",
        "Prefect 没有启动或正在重新启动，自动任务暂停；案件仍可照常办理，恢复后会补上。"
        "请稍后刷新；仍有问题请运行 rongcuo doctor 查看。": (
            "Prefect is not running, or is starting again; automatic work pauses. Cases can be "
            "worked on as ever, and what is missed is caught up. Reload in a moment; if it stays, "
            "run rongcuo doctor."
        ),
        "最近一次期限检查：{at}": "Deadlines were last looked at {at}",
        "还没有检查过期限。": "Deadlines have not been looked at yet.",
        "已要求运行，几秒后开始。": "Asked to run; it begins in a few seconds.",
        "现在运行一次？您的姓名记入操作日志。": (
            "Run it once, now? That you asked for it is in the journal."
        ),
        "排定的时间不受影响；同一任务一次只运行一个。": (
            "Its schedule stays as it is; of one kind only one runs at a time."
        ),
        "没有运行": "Not run",
        # webhooks
        "事件推送": "Webhooks",
        "办理动作推送给本单位的其他系统：只有案号、动作、前后状态和时间，没有姓名和案情。": (
            "Other systems of the bureau are told of events: number, event, states and time alone, "
            "no name and nothing of the case."
        ),
        "“{name}”的密钥，只显示这一次": "The secret of “{name}”, told this once",
        "请现在存入接收方的密钥设置，用来核对 X-Rongcuo-Signature。": (
            "Put it among the secrets of the receiver now: it checks X-Rongcuo-Signature."
        ),
        "“{name}”收到了试推：": "“{name}” took the test: ",
        "“{name}”没有收到试推：": "“{name}” did not take the test: ",
        "推送什么": "Told of",
        "待推": "Waiting",
        "未达": "Given up",
        "尚未推送": "Nothing yet",
        "试推": "Test",
        "重推": "Tell again",
        "取消": "Remove",
        "取消推送": "Remove the webhook",
        "没有推送给任何系统。": "No system is told of events.",
        "新的推送": "New webhook",
        "https 地址；保存后密封，只显示主机名。": (
            "An https address; it is sealed, and of it the host alone is shown."
        ),
        "只推这些阶段（不选即全部）": "These phases alone (none: all)",
        "只推这些动作（不选即全部）": "These events alone (none: all)",
        "只推这些单位（不选即全部）": "These units alone (none: all)",
        "设置": "Set up",
        "不再推送给它，待推的 {n} 条也不再推；密钥作废，再要推送须重新设置。": (
            "It is told nothing more, nor of the {n} that wait; its secret is void, and to be told "
            "again it is set up anew."
        ),
        # long work
        "准备 CSV 文件": "Prepare a CSV file",
        "证据附件共 {size}，打包需要一些时间；可以离开，做好后从“办理进度”保存。": (
            "{size} of evidence take a while to pack. You may leave, and save the package from "
            "'Work under way'."
        ),
        "开始打包": "Begin to pack",
        "办理进度": "Work under way",
        "进度": "Progress",
        "可以离开本页，工作会继续；随时可以从“办理进度”回来。": (
            "You may leave this page, the work goes on; come back by 'Work under way'."
        ),
        "刷新": "Look again",
        "保存文件": "Save the file",
        "查看结果": "See the result",
        "文件保留一天，只有您可以取用。": "The file is kept for a day, for you alone.",
        "开始": "Began",
        "结束": "Ended",
        "您发起的、需要较长时间的工作；保留一天。": (
            "What you set going and takes a while; kept for a day."
        ),
        "没有进行中或刚完成的工作。": "Nothing is under way.",
    }
)
