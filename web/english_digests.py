"""The pages of case digests in English."""

from collections.abc import Mapping
from types import MappingProxyType

DIGESTS: Mapping[str, str] = MappingProxyType(
    {
        "案例摘编": "Case digests",
        "由已办结案件编写，供学习培训；不含姓名、单位、编号、地点和日期，经批准发布（第二十条）": (
            "Written of closed cases, for training; checked to hold no name, unit, number, place "
            "or date, and published once approved (Art. 20)"
        ),
        "有 {n} 篇案例摘编等您办理": "{n} case digests wait for you",
        "下载 Word": "Download Word",
        "适用条款": "Articles applied",
        "未发布的摘编": "Not published",
        "标题": "Title",
        "案件重新审查，已停止展示": "Case taken up again: no longer shown",
        "编写摘编": "Write a digest",
        "已办结、尚未摘编的案件": "Closed case without a digest",
        "开始编写": "Begin",
        "已发布 {n} 篇": "{n} published",
        "发布日期": "Published on",
        "没有符合条件的摘编。": "No digest is like that.",
        "还没有发布摘编。": "None has been published yet.",
        "查看案件": "Open the case",
        "保存并检查": "Save and check",
        "检查结果": "What the check found",
        "有 {n} 处可以识别本案的内容，改写后才能提交和批准。": (
            "{n} places tell the case: write them otherwise, then it can be submitted and approved."
        ),
        "未发现姓名、单位、编号、地点、日期和线索来源。": (
            "No name, unit, number, place, date or source was found."
        ),
        "检查只能发现写法，不能代替判断：请再想一想，本单位的人读了会不会知道写的是谁。": (
            "The check knows ways of writing, it does not judge: would a colleague who reads this "
            "know whom it is about?"
        ),
        "同领域同类的已办结事项只有 {n} 件，读者可能由此推知当事人。": (
            "Closed matters of this field and kind: {n}. A reader may guess from that who it was."
        ),
        "案卷已销毁或者匿名化：摘编不能再核对，只能撤回。": (
            "The file was destroyed or anonymised: the digest cannot be checked any more, "
            "only withdrawn."
        ),
        "同类事项很少；已核对，不致推知当事人": (
            "Few are of this kind; I checked that it does not tell who it was"
        ),
    }
)
