"""A follow-up report as an official paper: words for .docx and PDF, lines as far as paper goes."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from documents.sheet import Block, Form, Heading, Paragraph, Sheet, Table
from notifications.wording import zh_date
from reports.follow_up_lines import DONE, OPEN
from reports.follow_up_words import (
    EVENT_ZH,
    STAGE_ZH,
    dates_zh,
    days_zh,
    milestone_zh,
    reorganised_zh,
    title_zh,
    warning_zh,
)
from states.vocabulary import Measure, Outcome

ON_PAPER = 300
"""Lines that are printed; the table for Excel has all of them, and every change and visit."""
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
            (4, 2, 2, 2, 2),
            (
                ("单位", "正在整改", "临期", "超期", "久无进展"),
                *(
                    (one["name"], *(str(one[key]) for key in ("open", "amber", "red", "silent")))
                    for one in head["units"]
                ),
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
    if shown:
        names = {one["code"]: one["name"] for one in head["units"]}
        yield Table((4, 5, 4, 5, 5), tuple(_rows(shown, names)), head=True)
    else:
        yield Paragraph("目前没有正在进行的整改。")
    if head["lines"] > ON_PAPER:
        yield Paragraph(f"以上为期限最早的{len(shown)}件，全部{head['lines']}件见电子表格。")
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
    length = f"，办理时长中位数{days:g}个工作日" if days is not None else ""
    return (
        f"正在整改{head['open']}件，其中期限内{head['on_time']}件（临期{lights['amber']}件、"
        f"中止{lights['grey']}件），超期{lights['red']}件（本期新增{head['newly_overdue']}件）。"
        f"本期验收{head['finished']}件{length}。获准延期{head['extended']}件；超过"
        f"{head['silent_after']}个工作日没有进展{head['silent']}件。"
    )


def _pairs(kinds: Mapping[str, list[int]]) -> Iterator[tuple[str, ...]]:
    cells = [(Measure(kind).zh, str(done), str(of)) for kind, (done, of) in kinds.items()]
    cells.sort(key=lambda cell: [one.zh for one in Measure].index(cell[0]))
    for left, right in zip(cells[::2], cells[1::2], strict=True):
        yield (*left, *right)


def _rows(
    lines: Iterable[Mapping[str, Any]], names: Mapping[str, str]
) -> Iterator[tuple[str, ...]]:
    yield "案号", "人员、单位、结论", "期限", "阶段、措施、下一节点", "责任人、最近进展"
    for line in lines:
        outcome = Outcome(line["outcome"]).zh if line["outcome"] else ""
        unit = names.get(line["unit"], line["unit"])
        late = f"{line['due_on']}{'（暂定）' if line['provisional'] else ''} {days_zh(line)}"
        said = f"{line['progress_on']} {line['progress']}" if line["progress"] else ""
        extended = "已延期" if line["extended"] else ""
        stage = STAGE_ZH[line["stage"]], measures_zh(line["kinds"]), extended, milestone_zh(line)
        who = line["who"] or ("" if line["who"] is None else f"{unit}党组织")
        yield (
            line["case"], _joined(line["officer"], unit, outcome, dates_zh(line)), late,
            _joined(*stage), _joined(who, said),
        )  # fmt: skip


def _joined(*words: str) -> str:
    return " ".join(filter(None, words))


def measures_zh(signs: str) -> str:
    """``4/8``: measures done of those that were planned."""
    planned = signs.count(DONE) + signs.count(OPEN)
    return f"{signs.count(DONE)}/{planned}" if planned else ""


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
