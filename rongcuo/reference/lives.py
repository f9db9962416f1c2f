"""The life of a case as tables and as a diagram."""

from collections import defaultdict
from functools import cache
from importlib.resources import files

from regulations.pack import Pack, parse_pack
from rongcuo.reference.markdown import code, table, who
from states.papers import PAPERS
from states.table import CLOCK_EVENTS, TABLE
from states.table.earlier import EARLIER
from states.table.side_roads import SIDE_ROADS
from states.tasks import TASK_KINDS
from states.transition import Transition
from states.vocabulary import State
from storage.packs import SHIPPED

UNITS = {"WD": "个工作日", "D": "天", "M": "个月"}
BASES = {"text": "办法原文", "norm": "其他规定", "policy": "本局设定"}
OFF_THE_ROAD = {row.event.code for row in (*SIDE_ROADS, *EARLIER)}
SOVEREIGN = "record_decision"
"""The organ may decide at any time; drawn from where it is waited for alone."""


@cache
def shipped_pack(name: str = "banan") -> Pack:
    """Measures that are shipped; the first of them are what the documentation speaks of."""
    return parse_pack((files("regulations") / "packs" / f"{name}.yaml").read_text("utf-8"))


def task_zh(kind: str) -> str:
    """A task's Chinese name; an objection has one in the second pack alone."""
    packs = map(shipped_pack, SHIPPED)
    return next(pack.deadlines[kind].zh for pack in packs if kind in pack.deadlines)


def states() -> str:
    """Every state, by phase."""
    return table(
        ("阶段 · phase", "代码 · code", "状态", "state"),
        [
            (f"{s.phase.zh} · {s.phase.en}", code(s), s.zh, s.en + (" (final)" if s.final else ""))
            for s in State
        ],
    )


def diagram() -> str:
    """The road as a diagram, without what is possible nearly everywhere."""
    labels: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in TABLE:
        if _is_drawn(row):
            labels[str(row.source or "[*]"), str(row.dest)].append(row.event.zh)
    drawn = dict.fromkeys(name for pair in labels for name in pair if name != "[*]")
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"  {name}: {State(name).zh}" for name in drawn]
    for (source, dest), events in labels.items():
        lines.append(f"  {source} --> {dest}: {'／'.join(dict.fromkeys(events))}")
    lines += [f"  {name} --> [*]" for name in drawn if State(name).final]
    return "\n".join([*lines, "```"])


def _is_drawn(row: Transition) -> bool:
    if row.event.code == SOVEREIGN:
        return row.source is State.PROPOSED
    return row.event.code not in OFF_THE_ROAD and row.source is not row.dest


def rows() -> str:
    """The whole table, rows that differ in nothing but their source put together."""
    return table(
        ("办理动作 · event", "从 · from", "到 · to", "程序 · track", "由谁 · who", "依据"),
        [
            (
                f"[{row.event.zh}](events.md#{row.event.code}) {code(row.event.code)}",
                "、".join(sources),
                "—" if stays else row.dest.zh,
                {"bureau": "本局", "external": "外部"}.get(row.track or "", ""),
                "、".join(row.roles),
                "、".join(row.articles),
            )
            for row, sources, stays in gathered(TABLE)
        ],
    )


def gathered(table_: tuple[Transition, ...]) -> list[tuple[Transition, list[str], bool]]:
    """Rows of one event with one end, and the Chinese names of their sources."""
    found: dict[tuple[object, ...], tuple[Transition, list[str], bool]] = {}
    for row in table_:
        stays = row.source is row.dest
        end = "stays" if stays else row.dest
        key = (row.event.code, end, row.roles, row.articles, row.track)
        entry = found.setdefault(key, (row, [], stays))
        source = row.source.zh if row.source else "（新）"
        if source not in entry[1]:
            entry[1].append(source)
    return list(found.values())


def clocks() -> str:
    """Every task of the table with its clock, as the shipped pack sets it."""
    pack = shipped_pack()
    return table(
        ("编号", "待办 · task", "期限", "责任 · who", "提醒（工作日）", "期满", "依据", "性质"),
        [
            (
                rule.id,
                f"{rule.zh} {code(kind.code)}",
                f"{rule.n}{UNITS[rule.unit]}" if rule.n else "按影响期表",
                who(kind.responsible),
                " ".join(f"{offset:+d}" if offset else "0" for offset in rule.remind),
                code(CLOCK_EVENTS[kind.code]) if kind.code in CLOCK_EVENTS else "督办升级",
                rule.article or "",
                BASES[rule.basis],
            )
            for kind in TASK_KINDS.values()
            if (rule := pack.deadlines.get(kind.code))
        ],
    )


def papers() -> str:
    """The papers, and the events that call for them."""
    calling: dict[str, list[str]] = defaultdict(list)
    for row in TABLE:
        for paper in row.papers:
            calling[paper.code].append(row.event.zh)
    return table(
        ("编号", "文书", "由哪一办理动作产生"),
        [(number, zh, "、".join(dict.fromkeys(calling[number]))) for number, zh in PAPERS.items()],
    )
