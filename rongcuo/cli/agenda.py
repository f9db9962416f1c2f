"""``rongcuo agenda`` and ``rongcuo feed``: the days ahead, here and in a person's own calendar."""

from datetime import datetime
from typing import Annotated

import typer

from cases.agenda import AgendaDay, ListedTask
from cases.agenda import agenda as read_agenda
from cases.feeds import list_feeds, new_feed, revoke_feed
from cases.statistics import issue_names
from deadlines import SHANGHAI
from rongcuo.cli.output import (
    Json,
    Viewer,
    aligned,
    cited,
    days_left,
    dump,
    names_of,
    now,
    pick,
    say,
    store,
    table,
    viewer,
)
from rongcuo.settings import get_settings

LONGEST = 366

feed_app = typer.Typer(help="日历订阅 · calendar feeds.", no_args_is_help=True)
Owner = Annotated[str, typer.Option("--as", metavar="USER", help="谁的日历 · whose.")]


def agenda(
    days: Annotated[
        int, typer.Option(min=1, max=LONGEST, help="往后看几天 · how many days ahead.")
    ] = 30,
    as_: Viewer = None,
    everything: Annotated[
        bool, typer.Option("--all", help="所见案件的全部待办 · of every case one sees.")
    ] = False,
    json: Json = False,
) -> None:
    """日程：已超期的和今后几天到期的待办，按日 · what is overdue and falls due, day by day."""
    with store() as opened:
        found = read_agenda(opened, now(), days=days, viewer=viewer(as_), everything=everything)
        english = issue_names(opened) if found.alerts else {}
    if json:
        dump(found)
        return
    for one in found.alerts:
        say(f"{one.due_on} {one.alert} {pick(one.name, english.get(one.name, one.name))} "
            f"{pick(one.zh, one.en)} "
            f"{days_left(one.urgency, one.days_left)}")  # fmt: skip
    if not found.tasks:
        if not found.alerts:
            say(pick(
                f"没有超期的待办，至 {found.until} 也没有到期的。",
                f"Nothing is overdue, and nothing falls due until {found.until}.",
            ))  # fmt: skip
        return
    rows = aligned(map(_cells, found.tasks))
    for day in found.days:
        if day.tasks or found.today <= day.day <= found.tasks[-1].due_on:
            say(_heading(day))
        for _ in day.tasks:
            say(f"  {next(rows)}")


def _heading(day: AgendaDay) -> str:
    return f"{day.day} {pick(day.zh, day.en)}"


def _cells(task: ListedTask) -> tuple[str, ...]:
    mark = pick("（暂定）", " (provisional)") if task.provisional else ""
    return (
        task.case, pick(task.zh, task.en) + mark, days_left(task.urgency, task.days_left),
        names_of(task.responsible), cited(task.article),
    )  # fmt: skip


@feed_app.command("new")
def new(as_: Owner, json: Json = False) -> None:
    """新建日历订阅，旧的同时作废；网址只显示这一次 · a new feed, told once; earlier ones end."""
    with store() as opened:
        token = new_feed(opened, as_, now())
    url = f"{get_settings().url}/feed/{token}.ics"
    if json:
        dump({"url": url})
        return
    say(url)
    say(pick(
        "凭此网址即可看到您的待办，请勿转给他人；只显示这一次。",
        "Whoever has this address sees your tasks: keep it to yourself. It is shown only now.",
    ))  # fmt: skip


@feed_app.command("revoke")
def revoke(as_: Owner, json: Json = False) -> None:
    """作废日历订阅 · end the feed."""
    with store() as opened:
        ended = revoke_feed(opened, as_, now())
    if json:
        dump({"revoked": ended})
        return
    say(pick("已作废。", "Revoked.") if ended else pick("没有订阅。", "There was no feed."))


@feed_app.command("list")
def list_(json: Json = False) -> None:
    """日历订阅一览，不显示网址 · all feeds, without their addresses."""
    with store() as opened:
        found = list_feeds(opened)
    if json:
        dump(found)
        return
    if not found:
        say(pick("没有订阅。", "There is no feed."))
        return
    table(
        pick("用户 姓名 建立 作废", "User Name Created Revoked").split(),
        [(f.username, f.name, _instant(f.created_at), _instant(f.revoked_at)) for f in found],
    )


def _instant(at: datetime | None) -> str | None:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if at else None
