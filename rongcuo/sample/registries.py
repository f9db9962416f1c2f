"""The sample bureau's lists and tables, and what its matters say of party, event and items."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from cases.registries import RegistryFile, keep
from deadlines import SHANGHAI, WorkingDayCalendar, local_day
from regulations.registries import REGISTRIES, Kind
from storage import Store

KEEPER = "hemin"
EVENT_BEFORE = 6
"""Working days from the event to the start of the procedure."""


@dataclass(frozen=True, slots=True)
class About:
    """What a matter is about, beside its subject."""

    party: str
    items: tuple[str, ...]
    issue_type: str | None = None


INSPECTED, ORDERED, UNLISTED = "青岭造纸有限公司", "禾川水务有限责任公司", "远山建材厂"
MATTERS: Mapping[str, About] = {
    "涉水企业暗管排查未果": About(INSPECTED, ("Z-01", "S-01"), "未及时发现"),
    "自动监控设施比对监测不规范": About(ORDERED, ("S-02",), "调查取证瑕疵"),
    "重污染天气应急减排核查偏差": About(UNLISTED, ("Z-03",)),
}
LISTS: Mapping[Kind, tuple[tuple[str, ...], ...]] = {
    Kind.DUTY: (
        ("Z-01", "涉水企业日常巡查", "执法一大队", "三定规定", "", ""),
        ("Z-02", "排污许可证后监管", "执法三大队", "三定规定", "", ""),
        ("Z-03", "重污染天气应急减排核查", "应急与固废管理中心", "应急预案", "", ""),
    ),
    Kind.ENFORCEMENT_ITEM: (
        ("S-01", "对暗管等逃避监管方式排污的检查", "水污染防治监管", "受理、检查、取证、处理",
         "双随机抽查与专项检查", "执法一大队", "按责任清单承担监管责任", "", ""),
        ("S-02", "对自动监控设施运行的检查", "自动监控监管", "比对、核查、处理",
         "非现场监管与现场核查", "执法二大队", "按责任清单承担监管责任", "", ""),
    ),
}  # fmt: skip


def about(subject: str, start: date, days: WorkingDayCalendar) -> dict[str, Any]:
    """What the opening of a matter says of its party, its event and its items."""
    found = MATTERS.get(subject)
    if found is None:
        return {}
    return {
        "party": found.party,
        "occurred_on": days.shift(start, -EVENT_BEFORE).isoformat(),
        "list_items": list(found.items),
        "issue_type": found.issue_type,
    }


def settle_lists(store: Store, first: date) -> None:
    """The lists of duties and items, handed in before the first matter."""
    morning = datetime.combine(first, time(8, 30), SHANGHAI)
    for kind, rows in LISTS.items():
        _import(store, kind, rows, morning)


def settle_tables(store: Store, starts: Mapping[str, date], now: datetime) -> None:
    """Inspections, orders and rules around the events; ``starts`` by the subject of a matter."""
    event = {subject: start - timedelta(days=EVENT_BEFORE) for subject, start in starts.items()}
    piped, compared = event["涉水企业暗管排查未果"], event["自动监控设施比对监测不规范"]
    year, changed = local_day(now).year, local_day(now) - timedelta(days=2)
    _import(
        store,
        Kind.INSPECTION,
        (
            (
                "C-001",
                INSPECTED,
                "废水排放与治理设施",
                "",
                f"{piped.year}-12-31",
                _day(piped - timedelta(days=30)),
            ),
            ("C-002", "绿湾电镀有限公司", "危险废物贮存", "", f"{piped.year}-12-31", ""),
            ("C-003", "绿湾电镀有限公司", "废水排放", "", f"{year}-12-31", ""),
        ),
        now,
    )
    _import(
        store,
        Kind.RECTIFICATION_ORDER,
        (
            (
                "改〔2026〕12号",
                ORDERED,
                "恢复自动监控设施正常运行",
                _day(compared - timedelta(days=20)),
                _day(compared + timedelta(days=20)),
            ),
        ),
        now,
    )
    _import(
        store, Kind.RULE,
        (
            ("巴环发〔2021〕8号", "日常巡查工作规定", "第六条", "2021-07-01",
             _day(changed - timedelta(days=1))),
            (f"巴环发〔{changed.year}〕31号", "日常巡查工作规定", "第五条", _day(changed), ""),
        ), now,
    )  # fmt: skip


def _day(day: date) -> str:
    return day.isoformat()


def _import(store: Store, kind: Kind, rows: Sequence[Sequence[str]], now: datetime) -> None:
    registry = REGISTRIES[kind]
    text = io.StringIO()
    csv.writer(text).writerows([[column.zh for column in registry.columns], *rows])
    file = RegistryFile(kind, f"{registry.zh}.csv", text.getvalue().encode())
    done = keep(store, file, KEEPER, now)
    if not done.applied:
        raise RuntimeError(f"the sample's {kind} cannot be imported")
