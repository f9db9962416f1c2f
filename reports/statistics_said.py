"""What each figure means, in the words that stand beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """Title, definition and heads of the columns of a table, each in Chinese and English."""

    title: Pair
    zh: str
    en: str
    heads: tuple[Pair, ...] = ()


SAID: Mapping[str, Said] = {
    "funnel": Said(
        ("办理进度", "How far cases came"),
        zh=(
            "所选范围内立案的案件，到今天为止走到各环节的件数；占比以立案登记数为分母。重新"
            "审查或者撤销决定后，原决定不再计入。"
        ),
        en=(
            "Of the cases registered in the range, how many came so far by today; shares ar"
            "e of all registered. A decision that was revoked or is reviewed again counts n"
            "o more."
        ),
        heads=(
            ("件数", "Cases"),
            ("占立案数", "Of all"),
        ),
    ),
    "states": Said(
        ("当前状态", "Where cases stand"),
        zh="每件案件只计入它今天所处的一个状态。",
        en="Each case counts for the one state it is in today.",
        heads=(
            ("件数", "Cases"),
            ("占比", "Share"),
        ),
    ),
    "outcomes": Said(
        ("决定结果", "Outcomes"),
        zh="现行有效的决定，占比以已决定的案件数为分母。",
        en="Decisions that stand; shares are of all decided cases.",
        heads=(
            ("件数", "Cases"),
            ("占已决定数", "Of decided"),
        ),
    ),
    "clocks": Said(
        ("期限执行", "How clocks were kept"),
        zh=(
            "按次计：同一案件的同一期限重新起算的，各计一次，所以打开的案件数可能少于次数。"
            "办结日以实际办理日为准，不晚于期限为按期；用时为起算日次日至办结日的工作日，扣"
            "除中止。中位数和九成分位数按最近秩法取已办结的用时。期满未办只计由期届满而终止"
            "的期限。撤回、终止、撤销决定等使之不必再办的，以及说明不适用的，不计入本表。"
        ),
        en=(
            "Runs are counted: a clock that began anew counts again, so the list may hold f"
            "ewer cases. On time is done on or before the last day, by the day it was done;"
            " days taken are working days after the start, pauses left out; median and 90th"
            " percentile by nearest rank. What nobody had to do any more, as the case was withdraw"
            "n, terminated or revoked, or was reasoned not to apply, is in no figure."
        ),
        heads=(
            ("已办结", "Done"),
            ("按期", "On time"),
            ("按期率", "Rate"),
            ("用时中位数", "Median days"),
            ("九成用时", "90 % within"),
            ("逾期办结", "Late"),
            ("期满未办", "Lapsed"),
            ("现已超期", "Overdue now"),
        ),
    ),
    "late": Said(
        ("逾期申请", "Late applications"),
        zh=("申请期届满后提出的申请，按理由和处理结果计；其他机关启动的，由有关机关决定是否受理。"),
        en=(
            "Applications after their last day, by ground and by what became of them; on th"
            "e external track the organ decides whether to take them."
        ),
    ),
    "items": Said(
        ("条款适用", "Items found"),
        zh=("审查中认定为“是”的条款所涉案件数；一件案件可适用多项。由分项组成的，按分项的结论计。"),
        en=(
            "In how many cases the review found an item to be so; a case may have several. "
            "What is made of sub-facts counts by what they make of it."
        ),
        heads=(("件数", "Cases"),),
    ),
    "unit_field": Said(
        ("单位与监管领域", "Units and fields"),
        zh="按案件计；领域在总结教训时归类，之前为尚未归类。",
        en="Cases; the field is classified with the lessons, until then it is not.",
    ),
    "unit_issue": Said(
        ("单位与问题类型", "Units and kinds of issue"),
        zh="按案件计；问题类型可在立案时登记，总结教训时确定。",
        en=(
            "Cases; the kind of issue may be entered when a matter is registered and is set"
            "tled with the lessons."
        ),
    ),
    "field_issue": Said(
        ("监管领域与问题类型", "Fields and kinds of issue"),
        zh="按案件计。",
        en="Cases.",
    ),
    "ways": Said(
        ("澄清方式", "How names were cleared"),
        zh="已完成澄清正名的案件；以几种方式澄清的，每种各计一次。",
        en="Cases in which a name was cleared; in several ways, it counts for each.",
        heads=(("件数", "Cases"),),
    ),
    "years": Said(
        ("逐年比较", "Year by year"),
        zh="按程序启动的年度，不受所选日期限制；同比为立案数与上一年度相比。本年度未满。",
        en=(
            "By the year the procedure was started, whatever days are chosen; the change is"
            " of registrations over the year before. This year is not over."
        ),
        heads=(
            ("立案", "Registered"),
            ("同比", "Change"),
            ("申请", "Applied"),
            ("决定", "Decided"),
            ("容错", "Tolerated"),
            ("办结", "Closed"),
            ("逾期申请", "Late"),
            ("容错占决定", "Tolerated of decided"),
        ),
    ),
    "overdue": Said(
        ("超期排名", "Most overdue"),
        zh="今天已经超过期限、正在进行的期限，按单位；最久的以工作日计。同一案件可有几项。",
        en=(
            "Running clocks past their last day today, by unit; the longest in working days"
            ". A case may have several."
        ),
        heads=(
            ("超期项数", "Overdue"),
            ("最久（工作日）", "Longest (working days)"),
        ),
    ),
    "longest": Said(
        ("超期最久的事项", "Longest overdue"),
        zh="正在进行的期限中超期最久的十五项。",
        en="The fifteen running clocks that are overdue longest.",
        heads=(
            ("期限", "Clock"),
            ("单位", "Unit"),
            ("期限日", "Last day"),
            ("超期（工作日）", "Over (working days)"),
        ),
    ),
}
