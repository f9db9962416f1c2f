"""What happened in the sample bureau, relative to today; every matter is invented."""

from dataclasses import dataclass
from typing import Literal

from rongcuo.sample import roads
from rongcuo.sample.roads import HANDLER, SUPERVISOR, Stage


@dataclass(frozen=True, slots=True)
class Story:
    """A matter begun ``ago`` working days back; each officer's case travels their own road.

    Only the stages up to ``upto`` have happened (all of them where it is ``None``).
    """

    ago: int
    subject: str
    track: Literal["bureau", "external"]
    officers: dict[str, tuple[Stage, ...]]
    upto: str | None = None
    report: Literal["real_name", "anonymous", "none"] = "none"
    handler: str = "hemin"
    supervisor: str = "tangli"

    def stages(self, officer: str) -> tuple[Stage, ...]:
        """The stages of one officer's case that have happened."""
        road = self.officers[officer]
        if self.upto is None:
            return road
        names = [stage.event for stage in road]
        return road[: names.index(self.upto) + 1] if self.upto in names else ()


B, E = roads.bureau, roads.external
TOLD = (roads.TOLD,)
SUSPEND = (
    roads.recommended(6, "suspend", "等待司法鉴定结论"),
    Stage(6, "suspend", SUPERVISOR, {"reason": "同意拟办意见，等待司法鉴定结论"}, 15),
)
TERMINATE = Stage(
    5, "terminate", SUPERVISOR,
    {"ground": "accountability_withdrawn", "reason": "启动机关撤销追责问责程序"},
)  # fmt: skip

STORIES: tuple[Story, ...] = (
    Story(1, "化工企业夜间异味投诉处置不及时", "bureau", {"zhaowenjing": ()}, report="real_name"),
    Story(3, "在线监测数据异常未及时研判", "external", {"sunhao": TOLD}, report="anonymous"),
    Story(5, "排污许可证后监管频次不足", "bureau", {"wulei": TOLD, "xuqing": TOLD}),
    Story(7, "危险废物转移联单核查遗漏", "external", {"machaoqun": roads.SUPPLEMENT[:1]}),
    Story(4, "餐饮油烟扰民案件办理超期", "bureau", {"zhouqian": B()}, "file", "real_name"),
    Story(5, "建筑施工噪声夜查记录缺失", "bureau", {"chenlixin": roads.SUPPLEMENT}),
    Story(9, "河道采样点位偏差", "bureau", {"sunhao": roads.LATE}, handler="zhengtao"),
    Story(7, "小微企业环评类别认定分歧", "external", {"xuqing": TOLD}),
    Story(9, "机动车检验机构抽查疏漏", "bureau", {"zhaowenjing": roads.REFUSED}),
    Story(6, "畜禽养殖污染巡查不到位", "bureau", {"wulei": roads.WITHDRAWN}),
    Story(
        12, "重污染天气应急减排核查偏差", "bureau",
        {"machaoqun": B(), "zhouqian": B()}, "assign_reviewers", "anonymous",
    ),
    Story(13, "涉水企业暗管排查未果", "bureau", {"chenlixin": B()}, "submit_report"),
    Story(19, "自动监控设施比对监测不规范", "bureau", {"sunhao": B()}, "clear_report", "real_name"),
    Story(3, "土壤污染重点单位抽查迟延", "external", {"zhouqian": E()}, "convene"),
    Story(10, "跨区固废倾倒线索移送迟缓", "external", {"wulei": E()}, "propose", "anonymous"),
    Story(18, "突发环境事件初报内容有误", "bureau", {"machaoqun": B()}, "decide", "real_name"),
    Story(22, "环保督察整改台账更新滞后", "bureau", {"zhaowenjing": B()}, "start_correction"),
    Story(45, "工业园区雨污混排排查不全", "external", {"xuqing": E()}, "report_progress"),
    Story(52, "医疗废水监测计划漏项", "bureau", {"chenlixin": B()}, "finish_correction"),
    Story(58, "扬尘管控记录不完整", "bureau", {"sunhao": B()}, "accept_correction", "real_name"),
    Story(62, "辐射安全许可延续审查疏忽", "bureau", {"zhouqian": B()}, "finish_clearing"),
    Story(
        28, "饮用水源地巡查照片缺失", "bureau", {"wulei": B("not_tolerated")},
        "finish_lessons", "anonymous",
    ),
    Story(
        80, "印染企业偷排事件监管责任", "bureau",
        {
            "zhaowenjing": B("exempt"),
            "chenlixin": B(
                "mitigated", sanctions=[{"kind": "政务记过", "effective_on": "@decided"}]
            ),
            "sunhao": B("not_tolerated"),
        },
        report="real_name", supervisor="liangyu",
    ),
    Story(110, "锅炉清洁能源改造验收偏差", "external", {"machaoqun": E()}),
    Story(95, "固定污染源清单更新遗漏", "bureau", {"xuqing": B("due_diligence")}),
    Story(14, "应急预案备案审查超期", "bureau", {"zhouqian": (*B()[:3], *SUSPEND)}),
    Story(12, "信访件答复口径不一致", "external", {"wulei": (*E()[:2], TERMINATE)}),
    Story(
        30, "噪声自动监测站选址争议", "bureau",
        {"machaoqun": (roads.TOLD, Stage(3, "consider_ex_officio", HANDLER, {}))},
    ),
)  # fmt: skip
