"""Every notice: its code in the bureau's list, its title, why it is sent, and to whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from states.vocabulary import Role

R = Role


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind of notice (通知); ``name`` is its folder of templates.

    ``roles`` empty: it goes to those who answer for the task it speaks of, or whom it concerns.
    ``copies`` get it for their information (抄送). ``article`` is what the notice itself rests on;
    one that speaks of a task cites the task's. ``optional``: what the measures do not require to be
    told goes as its recipient prefers; all else is always told by letter, at its proper time.
    ``to`` says in words who it goes to, where no role does.
    ``leads`` to the case, where there is something to do; whoever keeps out has nothing there.
    """

    code: str
    name: str
    zh: str
    why: str
    article: str | None = None
    roles: tuple[Role, ...] = ()
    copies: tuple[Role, ...] = ()
    optional: bool = False
    leads: bool = True
    to: str = ""


CATALOGUE: Mapping[str, NoticeKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            NoticeKind(
                "N00", "task_opened", "待办通知", "有新的待办事项由您负责办理", optional=True,
            ),
            NoticeKind(
                "N01", "started", "启动告知及申请权利告知",
                "追责问责程序已经启动，应当告知您容错申请的权利和期限",
                "第十六条", (R.OFF, R.UPO),
            ),
            NoticeKind(
                "N02", "receipt", "收件回执", "容错申请材料已经收到并登记",
                "第十六条", (R.OFF, R.UPO),
            ),
            NoticeKind(
                "N03", "not_applied", "逾期未申请提示", "申请期已经届满，期内没有提出容错申请",
                "第十六条", (R.OFF, R.UPO, R.HND),
            ),
            NoticeKind(
                "N04", "late_receipt", "逾期申请收件回执", "逾期提出的容错申请已经收到并登记",
                "第十六条", (R.OFF, R.UPO),
            ),
            NoticeKind(
                "N05", "supplement_lapsed", "补正逾期通知", "补正期限已经届满，没有收到补正材料",
                "第十六条", (R.OFF, R.UPO, R.HND),
            ),
            NoticeKind(
                "N06", "facts_requested", "补充材料（谈话）通知", "审查中需要向您补充核实有关情况",
                "第十一条", (R.OFF, R.UPO),
            ),
            NoticeKind(
                "N07", "decision", "决定告知", "案件已经作出决定，应当向您告知",
                "第十七条", (R.OFF, R.UPO),
            ),
            NoticeKind(
                "N08", "correction_started", "纠错启动通知", "纠错程序已经启动，需要您配合或者落实",
                "第十八条", (R.OFF, R.UPO, R.SUP),
            ),
            NoticeKind(
                "N09", "reminder", "期限提醒", "由您负责的待办事项临近办理期限", optional=True,
            ),
            NoticeKind(
                "N10", "overdue", "超期督办单", "待办事项超过办理期限，您是责任人或者督办负责人",
                optional=True,
            ),
            NoticeKind(
                "N12", "date_changed", "期限变更通知", "由您负责的待办事项办理期限已经重新计算",
                optional=True,
            ),
            NoticeKind(
                "N15", "declined", "不提出建议告知",
                "党组织经研究不提出容错建议，本人仍可以单独申请", "第十六条", (R.OFF, R.UPO),
            ),
            # N11 is taken in the bureau's list by a notice that is still to come.
            NoticeKind(
                "N13", "recusal_told", "回避告知",
                "一项与您有关的回避申报已经决定", "第十一条", leads=False,
                to="被申请回避的人、提出申报的人",
            ),
            NoticeKind(
                "N14", "archives_urged", "归档催办", "案件已进入归档，由您负责的档案尚未存入",
                "第十七条", (R.HR, R.INT), (R.HND, R.SUP), optional=True,
            ),
            NoticeKind(
                "N16", "sweep_fault", "案件数据异常告知",
                "您负责系统运行，到期处理或者重算期限时有一件案件因数据异常未能处理",
                roles=(R.ADM,), optional=True,
            ),
            NoticeKind(
                "N17", "digest", "待办期限汇总提醒",
                "有几项由您负责或者督办的待办事项临近或者超过办理期限",
                optional=True,
            ),
            NoticeKind(
                "N18", "recusal_declared", "回避申报告知",
                "有人申报或者申请回避，等待您决定", "第十一条", (R.LDR,),
            ),
            NoticeKind(
                "N19", "recommended", "拟办意见呈报",
                "承办人提出了拟办意见，等待您审批", "第十一条", (R.SUP,),
            ),
            NoticeKind(
                "N20", "lessons_reported", "教训总结呈报",
                "所在单位提交了教训总结报告，等待您审阅归类", "第十八条", (R.SUP,),
            ),
            NoticeKind(
                "N21", "recusal_decided", "回避决定告知",
                "本案的一项回避申报已经决定", "第十一条", (R.HND, R.SUP),
            ),
            NoticeKind(
                "N22", "reassigned", "变更承办督办告知",
                "本案的承办人或者督办人已经变更", "第十一条", (R.HND, R.SUP),
            ),
            NoticeKind(
                "N23", "reopened", "重新审查告知",
                "本案重新审查，应当向您告知", "第十六条", (R.OFF, R.UPO, R.HND),
            ),
            NoticeKind(
                "N24", "revoked", "撤销决定告知",
                "本案原有的决定已经撤销，应当向您告知", "第十七条",
                (R.OFF, R.UPO, R.HND, R.HR, R.INT),
            ),
            NoticeKind(
                "N25", "dead_letter", "通知未送达告知", "您负责系统运行，有通知未能送达",
                roles=(R.ADM,), optional=True, leads=False,
            ),
            NoticeKind(
                "N28", "pattern", "易错情形提示",
                "同类问题频繁出现，须由您研判、警示、检查，或者与贵单位有关", "第十八条",
                (R.SUP, R.BPG, R.UPO), (R.DIV,), leads=False,
            ),
            NoticeKind(
                "N26", "urged", "催办通知", "案件督办催办由您负责的待办事项",
                copies=(R.HND,), optional=True,
            ),
            NoticeKind(
                "N27", "follow_up", "整改跟踪报告送达",
                "您负责、分管或者督办的整改已经形成本期跟踪报告", "第十八条", optional=True,
                leads=False, to="办法配置写明的收件身份",
            ),
        )
    }
)  # fmt: skip
