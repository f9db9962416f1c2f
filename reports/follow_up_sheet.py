"""A follow-up report as an official paper: words for .docx and PDF, lines as far as paper goes."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from documents.sheet import Block, Cell, Form, Heading, Paragraph, Sheet, Table
from notifications.wording import zh_date
from reports.follow_up_bars import bars_of
from reports.follow_up_lines import KINDS
from reports.follow_up_words import (
    EVENT_ZH,
    STAGE_ZH,
    UNIT_COLUMNS,
    beyond_zh,
    dates_zh,
    days_zh,
    milestone_zh,
    names_of,
    noted_zh,
    reorganised_zh,
    stages_zh,
    title_zh,
    warning_zh,
    with_total,
)
from states.vocabulary import Measure, Outcome

ON_PAPER = 300
"""Lines that are printed (0039); the table for Excel has all, and every change and visit."""
DIGITS = 12
"""Of the hash, at the foot of each page."""
UNISSUED = "未签发"


def sheet_of(
    head: Mapping[str, Any],
    lines: Iterable[Mapping[str, Any]],
    *,
    bureau: str,
    digest: str | None,
    note: str | None,
) -> Sheet:
    """The paper; one without ``digest`` was not issued, and says so."""
    title = title_zh(head)
    return Sheet(
        Form.PLAIN,
        title if digest else f"{title}（{UNISSUED}，仅供预览）",
        tuple(_blocks(head, lines, note)),
        sender=bureau,
        date=zh_date(date.fromisoformat(head["issued_on"])),
        check=digest[:DIGITS] if digest else UNISSUED,
    )


def _blocks(
    head: Mapping[str, Any], lines: Iterable[Mapping[str, Any]], note: str | None
) -> Iterator[Block]:
    yield Heading(1, "一、", "总体情况")
    yield Paragraph(
        f"情况截至{zh_date(date.fromisoformat(head['issued_on']))}零时。{_summary(head)}"
    )
    for one in head.get("reorganised", ()):
        yield Paragraph(f"{zh_date(date.fromisoformat(one['on']))}，{reorganised_zh(one)}。")
    if note:
        yield Paragraph(f"督办意见：{note}")
    if len(head["units"]) > 1:
        yield Table(
            (10, 5, 4, 5, 5, 4, 5),
            (
                tuple(UNIT_COLUMNS.values()),
                *(tuple(str(one[key]) for key in UNIT_COLUMNS) for one in with_total(head)),
            ),
            head=True,
        )
    yield Heading(1, "二、", "八类措施")
    yield Table(
        (2, 1, 1, 2, 1, 1),
        (("措施", "已完成", "已计划") * 2, *_pairs(head["kinds"])),
        head=True,
    )
    yield Heading(1, "三、", "整改清单")
    shown = list(islice(lines, ON_PAPER))
    if head["lines"] > ON_PAPER:
        yield Paragraph(beyond_zh(head, len(shown)))
    if shown:
        yield Table((18, 20, 23, 17), tuple(_rows(shown, head)), head=True)
    else:
        yield Paragraph("目前没有正在进行的整改。")
    yield Heading(1, "四、", "上期以来的变化")
    yield from _changes(head)
    yield Heading(1, "五、", "本期应回访")
    visits = head["visits"]
    if visits["listed"]:
        rows = ((one["on"], one["case"]) for one in visits["listed"])
        yield Table((1, 2), (("日期", "案号"), *rows), head=True)
        yield from _left_out(visits)
    else:
        yield Paragraph("本期没有应当核查整改效果的案件。")
    if head.get("warnings"):
        yield Heading(1, "六、", "警示后的效果检查")
        told = [
            (one["on"], f"{one['alert']} {one['name']}", warning_zh(one))
            for one in head["warnings"]
        ]
        yield Table((2, 4, 4), (("应回访日", "预警", "情况"), *told), head=True)
    if head["provisional"]:
        yield Paragraph("部分期限为暂定：国务院尚未公布相应年度的节假日安排，公布后重新计算。")


def _summary(head: Mapping[str, Any]) -> str:
    lights, days = head["lights"], head["median_days"]
    stages = stages_zh(head)
    length = f"，办理时长中位数{days:g}个工作日" if days is not None else ""
    return (
        f"正在整改{head['open']}件，其中期限内{head['on_time']}件（临期{lights['amber']}件、"
        f"中止{lights['grey']}件），超期{lights['red']}件（本期新增{head['newly_overdue']}件）。"
        f"{f'按阶段：{stages}。' if stages else ''}"
        f"本期验收{head['finished']}件{length}。获准延期{head['extended']}件；超过"
        f"{head['silent_after']}个工作日没有进展{head['silent']}件。"
    )


def _pairs(kinds: Mapping[str, list[int]]) -> Iterator[tuple[str, ...]]:
    cells = [(Measure(kind).zh, *map(str, kinds[kind])) for kind in KINDS]
    for left, right in zip(cells[::2], cells[1::2], strict=True):
        yield (*left, *right)


def _rows(
    lines: Iterable[Mapping[str, Any]], head: Mapping[str, Any]
) -> Iterator[tuple[Cell, ...]]:
    """Four cells of each line: whose it is, its days, how far it is, who answers for it."""
    yield "案号、人员", "期限、经过", "阶段、进度、下一节点", "责任人、最近进展"
    names = names_of(head)
    for line in lines:
        unit = names.get(line["unit"], line["unit"])
        outcome = Outcome(line["outcome"]).zh if line["outcome"] else ""
        doubt = "（暂定）" if line["provisional"] else ""
        stage = f"{STAGE_ZH[line['stage']]}{'（已延期）' if line['extended'] else ''}"
        who = line["who"] or ("" if line["who"] is None else f"{unit}党组织")
        yield (
            _lines(line["case"], f"{line['officer']} {outcome}".strip(), unit),
            _lines(line["due_on"], doubt, days_zh(line), *dates_zh(line)),
            (stage, *bars_of(line, head["issued_on"]), *_milestone(line)),
            _lines(who, line["progress_on"], line["progress"], noted_zh(line)),
        )


def _milestone(line: Mapping[str, Any]) -> tuple[str, ...]:
    """Its day begins a line: Word would tear it at a hyphen, the column being no wider."""
    said, colon, day = milestone_zh(line).partition("：")
    return _lines(f"{said}{colon}", day)


def _lines(*words: str | None) -> tuple[str, ...]:
    return tuple(filter(None, words))


def _changes(head: Mapping[str, Any]) -> Iterator[Block]:
    changed = head["changes"]
    if not changed["listed"]:
        yield Paragraph("上期以来没有启动、延期、验收、退回、撤销等变化。")
        return
    rows = ((one["on"], one["case"], EVENT_ZH[one["event"]]) for one in changed["listed"])
    yield Table((2, 3, 3), (("日期", "案号", "变化"), *rows), head=True)
    yield from _left_out(changed)


def _left_out(part: Mapping[str, Any]) -> Iterator[Block]:
    if part["left_out"]:
        yield Paragraph(f"其余{part['left_out']}项见电子表格。")
