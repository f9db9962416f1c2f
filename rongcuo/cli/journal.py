"""``rongcuo journal``: what is done besides the steps of cases, for the auditor."""

from typing import Annotated

import typer

from cases.journal import KINDS, read_journal
from deadlines import SHANGHAI
from rongcuo.cli.output import Json, Viewer, dump, now, pick, say, store, table, viewer
from states.errors import Invalid


def journal(
    as_: Viewer = None,
    after: Annotated[int, typer.Option(min=0, help="从第几号之后 · from after this number.")] = 0,
    kind: Annotated[str | None, typer.Option(help="只看一类 · one kind alone.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100,
    json: Json = False,
) -> None:
    """操作日志：登录、账号、身份，供审计管理员查阅 · sign-ins, accounts, roles; for the auditor."""
    if kind and kind not in KINDS:
        raise Invalid("--kind", f"只能是：{'、'.join(KINDS)}", f"must be one of {', '.join(KINDS)}")
    with store() as opened:
        found = read_journal(opened, viewer(as_), now(), after=after, kind=kind, limit=limit)
    if json:
        dump(found)
        return
    if not found:
        say(pick("没有记录。", "Nothing."))
        return
    table(
        pick("序号 时间 内容 何人 说明", "No Time What Who Said").split(),
        [(one.seq, f"{one.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
          pick(*KINDS.get(one.kind, (one.kind, one.kind))), one.actor,
          " ".join(f"{name}={value}" for name, value in one.said.items())) for one in found],
    )  # fmt: skip
