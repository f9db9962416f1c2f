"""``rongcuo webhook``: systems of the bureau that are told of events."""

from typing import Annotated

import typer

from cases.hooks import (
    WantedHook,
    add_hook,
    hooks_seen,
    pause_hook,
    remove_hook,
    resend_to_hook,
    try_hook,
)
from flows.outgoing import ring_of_hooks
from notifications.channels.errors import ChannelError
from rongcuo.cli.output import Json, Viewer, dump, now, pick, say, store, table, viewer
from rongcuo.settings import get_settings
from states.errors import GuardFailed

app = typer.Typer(help="事件推送 · events told to other systems.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME", help="名称 · its name.")]
Codes = list[str] | None


@app.command("add")
def add(
    name: Name,
    url: Annotated[str, typer.Argument(metavar="URL", help="https 地址 · its address.")],
    event: Annotated[Codes, typer.Option(help="只推此动作，可重复 · only this event.")] = None,
    phase: Annotated[Codes, typer.Option(help="只推此阶段，可重复 · only this phase.")] = None,
    unit: Annotated[Codes, typer.Option(help="只推此单位，可重复 · only this unit.")] = None,
    as_: Viewer = None,
    json: Json = False,
) -> None:
    """此后的办理动作推送给它，密钥只显示一次 · tell it of events; its secret is told once."""
    wanted = WantedHook(
        name, url, frozenset(event or ()), frozenset(phase or ()), frozenset(unit or ())
    )
    with store() as opened:
        secret = add_hook(opened, ring_of_hooks(get_settings()), wanted, viewer(as_), now())
    if json:
        dump({"name": name.strip(), "secret": secret})
    else:
        say(pick(f"密钥只显示一次：{secret}", f"Its secret, told once: {secret}"))


@app.command("list")
def list_(as_: Viewer = None, json: Json = False) -> None:
    """都推给谁、还有多少没推到 · who is told, and what waits."""
    with store() as opened:
        found = hooks_seen(opened, ring_of_hooks(get_settings()), viewer(as_), now())
    if json:
        dump(found)
        return
    if not found:
        say(pick("没有。", "None."))
        return
    head = pick("名称 主机 动作 阶段 单位 待推 未达", "Name Host Events Phases Units Waiting Dead")
    table(
        head.split(),
        [(one.name, one.host, ",".join(one.events), ",".join(one.phases), ",".join(one.units),
          one.waiting, one.given_up) for one in found],
    )  # fmt: skip


@app.command("test")
def try_(name: Name, as_: Viewer = None) -> None:
    """发一条试推，不是办理动作 · send a word that is no event."""
    with store() as opened:
        try:
            said = try_hook(opened, ring_of_hooks(get_settings()), name, viewer(as_), now())
        except ChannelError as failure:
            raise GuardFailed(f"没有推到：{failure}", str(failure)) from None
    say(said)


@app.command("pause")
def pause(name: Name, as_: Viewer = None) -> None:
    """暂停，其间的办理动作留待恢复后推送 · let it rest; what happens waits for it."""
    with store() as opened:
        pause_hook(opened, name, viewer(as_), now(), rests=True)
    say(pick("已暂停。", "Paused."))


@app.command("resume")
def resume(name: Name, as_: Viewer = None) -> None:
    """恢复，按先后补推 · let it go on, told of what happened meanwhile."""
    with store() as opened:
        pause_hook(opened, name, viewer(as_), now(), rests=False)
    say(pick("已恢复。", "It goes on."))


@app.command("remove")
def remove(name: Name, as_: Viewer = None) -> None:
    """不再推给它，没推到的也不再推 · tell it nothing more."""
    with store() as opened:
        remove_hook(opened, name, viewer(as_), now())
    say(pick("已取消。", "Removed."))


@app.command("resend")
def resend(name: Name, as_: Viewer = None) -> None:
    """没推到的再推一次 · tell it again what was given up."""
    with store() as opened:
        count = resend_to_hook(opened, name, viewer(as_), now())
    say(pick(f"{count} 条待推。", f"{count} wait."))
