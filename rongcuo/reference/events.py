"""Every event: who, from where to where, on what conditions, with which fields."""

from collections.abc import Iterable

from rongcuo.reference.fields import field_table
from rongcuo.reference.lives import gathered, shipped_pack, task_zh
from rongcuo.reference.markdown import code, says, table, who
from states.events import EVENTS
from states.papers import PAPERS
from states.table import TABLE
from states.transition import ALL, Event, Transition
from states.vocabulary import LateGround, Measure, Outcome, ReportKind, Track

TRACKS = {"bureau": "（本局）", "external": "（外部）"}


def event_sections() -> str:
    """One section an event, in the order of a case's life."""
    return "\n\n".join(_section(event) for event in EVENTS.values())


def _section(event: Event) -> str:
    found = tuple(row for row in TABLE if row.event is event)
    lines = [f"### {event.code}", f"**{event.zh}** · {event.en}", "", *_road(found)]
    lines += [
        f"- 由谁 · who：{who(role for row in found for role in row.roles)}",
        f"- 依据 · basis：{_joined(article for row in found for article in row.articles)}",
        *_rules(found),
        *_brings(found),
        "",
        field_table(event.form) or "没有专有字段 · no fields of its own.",
    ]
    return "\n".join(lines)


def _road(rows: tuple[Transition, ...]) -> list[str]:
    several = len({row.roles for row in rows}) > 1
    said = dict.fromkeys(
        f"- {_joined(sources)} → {'不变' if stays else row.dest.zh}"
        f"{TRACKS.get(row.track or '', '')}{'：' + '、'.join(row.roles) if several else ''}"
        for row, sources, stays in gathered(rows)
    )
    return list(said)


def _rules(rows: tuple[Transition, ...]) -> list[str]:
    rules = dict.fromkeys(rule for row in rows for rule in (*row.guards, *row.checks))
    return [f"- 条件 · condition：{says(rule)}" for rule in rules]


def _brings(rows: tuple[Transition, ...]) -> list[str]:
    """Tasks closed and opened, papers; a star marks what depends on the case."""
    closed = dict.fromkeys(kind for row in rows for kind in row.closes)
    opened = {task.kind: task.when for row in rows for task in row.opens}
    papers = {paper.code: paper.when for row in rows for paper in row.papers}
    said = (
        ("办结 · closes", _joined("全部待办" if k in ALL else task_zh(k) for k in closed)),
        ("新待办 · opens", _joined(f"{task_zh(k)}{_star(when)}" for k, when in opened.items())),
        ("文书 · papers", _joined(f"{PAPERS[c]}{_star(when)}" for c, when in papers.items())),
    )
    return [f"- {name}：{text}" for name, text in said if text]


def _star(when: object) -> str:
    return "\\*" if when else ""


def _joined(words: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(words))


def vocabulary() -> str:
    """The codes that fields take."""
    pack = shipped_pack()
    terms = {
        "程序 · track": Track,
        "举报类别 · report_kind": ReportKind,
        "逾期理由 · ground": LateGround,
        "结论 · outcome": Outcome,
        "措施 · measure": Measure,
    }
    rows = [(name, "、".join(f"{code(t)} {t.zh}" for t in kind)) for name, kind in terms.items()]
    rows += [
        ("问题类型 · issue_type", "、".join(pack.issue_types)),
        ("监管领域 · field", "、".join(pack.fields)),
        ("处分种类 · sanction", "、".join(pack.impact_periods)),
        ("第十一条核查 · checks", "、".join(map(code, pack.quality_check_codes()))),
        ("第十六条排除情形", "、".join(map(code, pack.exclusion_codes()))),
    ]
    rows += [
        (f"{group.article} {group.effect_zh}", "；".join(f"`{i.code}` {i.zh}" for i in group.items))
        for group in pack.groups.values()
    ]
    return table(("字段或条款", "可填 · values"), rows)
