"""``rongcuo notify``: one's inbox, what did not arrive, and sending it again."""

from typing import Annotated

import typer

from cases.dead_letters import dead_letters, resend
from cases.inbox import mark_read, read_inbox
from deadlines import SHANGHAI
from rongcuo.cli.output import Json, Viewer, dump, now, pick, say, store, table, viewer
from rongcuo.poke import poke

LARGEST = (1 << 63) - 1
Before = Annotated[
    int | None, typer.Option(min=1, max=LARGEST, help="此编号以前的 · before this number.")
]
Limit = Annotated[int, typer.Option(min=1, max=1000)]


def inbox(
    as_: Viewer = None,
    new: Annotated[bool, typer.Option("--new", help="只看未读 · new ones only.")] = False,
    read: Annotated[
        bool, typer.Option("--read", help="把列出的标为已读 · mark what is listed as read.")
    ] = False,
    before: Before = None,
    limit: Limit = 30,
    json: Json = False,
) -> None:
    """自己的收件箱，新的在前 · your inbox, the newest first."""
    who = viewer(as_)
    with store() as opened:
        found = read_inbox(opened, who, now(), before=before, unread_only=new, limit=limit)
        if read:
            for line in found.lines:
                mark_read(opened, who, now(), only=line.id)
    if json:
        dump(found)
        return
    if not found.lines:
        say(pick("没有通知。", "No notices."))
        return
    table(
        pick("编号 时间 通知 案件 待办 到期 状态", "No Time Notice Case Task Due State").split(),
        [
            (line.id, f"{line.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
             line.zh + ("（抄送）" if line.copy else ""), line.case or "—",
             pick(line.task_zh or "—", line.task_en or "—"), line.due_on or "—",
             pick("已读", "read") if line.read_at else pick("未读", "new"))
            for line in found.lines
        ],
    )  # fmt: skip
    say(pick(f"未读 {found.unread} 条。", f"{found.unread} new."))


def dead(as_: Viewer = None, before: Before = None, limit: Limit = 50, json: Json = False) -> None:
    """未送达的通知：编号、通道、原因 · notices that did not arrive."""
    with store() as opened:
        found = dead_letters(opened, viewer(as_), now(), before=before, limit=limit)
    if json:
        dump(found)
        return
    if not found.lines:
        say(pick("没有未送达的通知。", "Everything arrived."))
        return
    table(
        pick("编号 通道 收件人 通知 案件 原因 次数 答复",
             "No Channel Recipient Notice Case Why Tries Answer").split(),
        [
            (one.id, pick(one.channel.zh, one.channel.en), one.recipient, one.zh or "—",
             one.case or "—", pick(one.failure.zh, one.failure.en) if one.failure else "—",
             one.attempts, one.answer)
            for one in found.lines
        ],
    )  # fmt: skip


def send_again(
    delivery: Annotated[
        int, typer.Argument(metavar="N", min=1, max=LARGEST, help="编号 · number of the delivery.")
    ],
    as_: Viewer = None,
    json: Json = False,
) -> None:
    """重新发送，仍是同一封信 · send it again, as the same letter."""
    with store() as opened:
        count = resend(opened, delivery, viewer(as_), now())
    poke()
    if json:
        dump({"delivery": delivery, "notices": count})
    else:
        say(pick(f"已重新排队，含 {count} 条通知。", f"Queued again, with {count} notices."))


def register(app: typer.Typer) -> None:
    """Add the commands to ``rongcuo notify``."""
    app.command("inbox")(inbox)
    app.command("dead")(dead)
    app.command("resend")(send_again)
