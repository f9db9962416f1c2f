"""The ways a notice may take beside the inbox, and which notices take no other than they must."""

from states.vocabulary import Term


class Way(Term):
    """A channel as people know it; the code is its word in settings and in the outbox."""

    MAIL = "mail", "电子邮件", "E-mail"
    WECOM = "wecom", "企业微信", "WeCom"
    WECOM_BOT = "wecom_bot", "企业微信群机器人", "WeCom group bot"
    DINGTALK = "dingtalk", "钉钉", "DingTalk"
    FEISHU = "feishu", "飞书", "Feishu"
    WEBHOOK = "webhook", "单位消息接口", "Webhook"


class Failure(Term):
    """What kept a notice from arriving, as a class: it names nobody and tells no fact."""

    NO_ADDRESS = "no_address", "没有收件地址", "No address"
    REFUSED = "refused", "对方拒收", "Refused"
    GAVE_UP = "gave_up", "多次重试未果", "Given up after several tries"
    UNWRITTEN = "unwritten", "通知未能生成", "Could not be written"
