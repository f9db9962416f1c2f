"""Corrections of the bureau, and the reports that are issued of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any
from warnings import catch_warnings, filterwarnings

from openpyxl import Workbook, load_workbook
from sqlalchemy import select, update
from support.bureau import KINDS, OFFICER, PLAN, UNIT, Bureau, at
from support.letters import Pigeonhole, deliver
from support.main_line import BUREAU_LINE

from cases.follow_up import Issued, issue_follow_ups
from notifications.letters import Letter
from storage import follow_up
from storage.follow_up import Kept
from storage.schema import Notice, PackText, Person

MONDAY = "2026-06-08T08:30"
WEEK = "2026-W24"
ISSUED_BEFORE = "2026-03-30T08:30"
UPO = {"sunhao": UNIT, "zhouqian": UNIT, "wulei": "longfei", "zhaowenjing": "qinchuan"}


OWN_HANDS = {
    "submit_plan": {"measures": [{**one, "responsible": "孙皓"} for one in PLAN["measures"]]},
    "report_progress": {"progress": "孙皓已整改一半", "done": KINDS[:4]},
}
"""An officer who answers for the measures of their own correction, and is named in its progress."""


def correct(
    bureau: Bureau,
    upto: str = "report_progress",
    officer: str = OFFICER,
    says: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    beside: Sequence[str] = (),
) -> str:
    """A case led along the main line up to that event; its number. ``says``: some say otherwise.

    ``beside`` are more officers of the same matter, whose cases stay where they began.
    """
    number = bureau.open("2026-03-02", officers=[officer, *beside])
    for on, event, by, data, _, _ in BUREAU_LINE:
        who = {UNIT: UPO[officer], OFFICER: officer}.get(by, by)
        said = {**data, "number": f"巴〔2026〕{number}号"} if event == "decide" else data
        said = {**said, **says.get(event, {})}
        bureau.do(on, event, who, case=number, **said)
        if event == upto:
            break
    return number


def by_hand(bureau: Bureau) -> None:
    """The bureau's measures ask for release by hand."""
    with bureau.store.write() as connection:
        held = connection.execute(select(PackText.text).where(PackText.code == "banan"))
        changed = held.scalar_one().replace("by_hand: false", "by_hand: true")
        mine = PackText.code == "banan"
        connection.execute(update(PackText).where(mine).values(text=changed))
    bureau.store.cache.clear()


def workbook(file: IO[bytes] | Path) -> Workbook:
    """A report for Excel, read back; of the bars in its cells the reader knows only half."""
    with catch_warnings():
        filterwarnings("ignore", message=".*extension is not supported")
        return load_workbook(file)


def issue(bureau: Bureau, moment: str = MONDAY) -> Issued:
    return issue_follow_ups(bureau.store, at(moment))


def reported(bureau: Bureau, moment: str) -> list[Letter]:
    """The letters of reports among all that is sent."""
    channel = Pigeonhole()
    deliver(bureau, channel, moment)
    return [letter for letter in channel.letters if "整改跟踪报告" in letter.subject]


def kept(bureau: Bureau, period: str = WEEK, scope: str = "bureau") -> Kept:
    with bureau.store.read() as connection:
        found = follow_up.report_of(connection, period, scope)
    assert found
    return found


def lines(bureau: Bureau, period: str = WEEK, scope: str = "bureau") -> list[dict[str, Any]]:
    report = kept(bureau, period, scope)
    with bureau.store.read() as connection:
        return list(follow_up.lines_in(follow_up.packed_of(connection, report.id)))


def all_kept(bureau: Bureau) -> list[tuple[str, str, str]]:
    """Period, scope and hash of everything that was issued."""
    scopes = ("bureau", "first", "second", "third", "emergency")
    with bureau.store.read() as connection:
        found = follow_up.reports(connection, scopes, before=None, limit=10_000)
    return sorted((one.period, one.scope, one.hash) for one in found)


def told(bureau: Bureau, period: str = WEEK) -> dict[str, int]:
    """How many reports of the period each person is told of."""
    with bureau.store.read() as connection:
        found = connection.execute(
            select(Person.username, Notice.key)
            .join(Person, Person.id == Notice.recipient_id)
            .where(Notice.name == "follow_up")
        ).all()
    names = [name for name, key in found if f"/{period}/" in key]
    return {name: names.count(name) for name in names}
