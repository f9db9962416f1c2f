"""The pages of notices in English: inbox, what did not arrive, how one wants to be told."""

from collections.abc import Mapping
from types import MappingProxyType

NOTICES: Mapping[str, str] = MappingProxyType(
    {
        "决定送达": "Decision served",
        "送达回证": "receipt",
        "送达回证尚未登记": "no proof of service entered",
        "回证载明": "day on it",
        "签收人": "received by",
        "收件箱": "Inbox",
        "未读": "New",
        "未读 {n} 条": "{n} new",
        "通知您的事项都在这里；邮件等方式只是提醒。": (
            "All that you were told; letters and messages only call your attention to it."
        ),
        "只看未读": "New ones only",
        "全部标为已读": "Mark all as read",
        "标为已读": "Mark as read",
        "已阅": "Read",
        "抄送": "Copy",
        "予以回避": "Recusal granted",
        "没有未读通知。": "Nothing new.",
        "没有通知。": "No notices.",
        "更早的通知": "Earlier notices",
        "仅收件箱": "Inbox only",
        "已送达": "Delivered",
        "催办": "Urge",
        "发件箱": "Outbox",
        "待发": "Waiting",
        "待发通知": "Notices that wait",
        "在工作时间、收件人愿意接收的时候发出，发不出的自动重试；收件箱里已经有了。": (
            "They leave in working hours, when their recipients want them, and are tried again by "
            "themselves. The inbox has them already."
        ),
        "不早于": "Not before",
        "情况": "So far",
        "尚未发送": "Not tried yet",
        "没有等候发出的通知。": "Nothing waits.",
        "未送达": "Undelivered",
        "对方拒收、多次重试未果或者没有地址的通知；收件人的收件箱不受影响。"
        "更正原因后重发，仍是同一封信。": (
            "Notices that were refused, given up after several tries, or had no address; the "
            "recipient's inbox has them all the same. Sent again, each is the same letter."
        ),
        "编号": "Number",
        "收件人": "Recipient",
        "原因": "Why",
        "试过 {n} 次": "{n} tries",
        "重新发送": "Send again",
        "没有未送达的通知。": "Everything arrived.",
        "接收通知": "How I am told",
        "全部通知都在收件箱；这里设置另外从哪里提醒您。": (
            "Every notice is in your inbox; choose here where else you are told."
        ),
        "方式和地址": "Channels and addresses",
        "在该平台的用户标识": "your user id there",
        "必须告知以外的也发到这里": "Also what need not be told by letter",
        "发到这里": "Send there",
        "单位没有开通的平台，填写后不发送。": (
            "Nothing goes by a platform that the bureau has not set up."
        ),
        "免打扰时段（不填即不设）": "Quiet hours (empty: none)",
        "从": "From",
        "保存": "Save",
        "不能关闭的通知": "What cannot be switched off",
        "办法要求告知的，以及等待您决定、审批的，一律发到收件箱和电子邮件，不受以上设置和免打扰时段影响；"
        "申请期最后一日的提醒不受免打扰时段影响。": (
            "What the measures require to be told, and what waits for your decision, always goes "
            "to inbox and e-mail, whatever is set above; the reminder of the window's last day "
            "does not wait for quiet hours."
        ),
        "按您的设置发送的通知": "What goes as you set it",
    }
)
