"""``rongcuo token``: tokens of the API."""

from typing import Annotated

import typer

from access.tokens import read_kinds, read_scope
from cases.tokens import Wanted, make_token, revoke_token, tokens_seen
from rongcuo.cli.output import (
    Json,
    Viewer,
    dump,
    now,
    parse_day,
    pick,
    say,
    store,
    table,
    viewer,
)
from rongcuo.settings import get_settings

LARGEST = (1 << 63) - 1

app = typer.Typer(help="接口令牌 · tokens of the API.", no_args_is_help=True)


@app.command("new")
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="名称 · what it is for.")],
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="有效至 · last day.")],
    scope: Annotated[str, typer.Option(help="read 只读或 write 读写 · read or write.")] = "read",
    kind: Annotated[
        list[str] | None, typer.Option(help="只限于此类，可重复 · only this kind; may be repeated.")
    ] = None,
    as_: Viewer = None,
    json: Json = False,
) -> None:
    """为自己新建令牌，只显示一次 · a token of your own, told once."""
    wanted = Wanted(name, read_scope(scope), read_kinds(kind or ()), parse_day(until, "--until"))
    with store() as opened:
        told = make_token(opened, wanted, viewer(as_), now(), most_days=get_settings().token_days)
    if json:
        dump(told)
    else:
        say(pick(f"令牌 {told.id}，只显示一次：{told.token}",
                 f"Token {told.id}, told once: {told.token}"))  # fmt: skip


@app.command("list")
def list_(
    user: Annotated[
        str | None, typer.Option(help="他人的，系统管理员 · somebody's, for the administrator.")
    ] = None,
    as_: Viewer = None,
    json: Json = False,
) -> None:
    """自己的令牌 · your tokens."""
    with store() as opened:
        found = tokens_seen(opened, viewer(as_), now(), username=user)
    if json:
        dump(found)
        return
    if not found:
        say(pick("没有令牌。", "No tokens."))
        return
    head = pick("编号 名称 权限 只限 有效至 最近使用 状态", "No Name For Only Until Used State")
    table(
        head.split(),
        [(one.id, one.name, pick(one.scope.zh, one.scope.en),
          "、".join(pick(kind.zh, kind.en) for kind in one.kinds), one.last_day, one.used_at,
          pick("有效", "good") if one.alive else pick("失效", "over")) for one in found],
    )  # fmt: skip


@app.command("revoke")
def revoke(
    token: Annotated[
        int, typer.Argument(metavar="N", min=1, max=LARGEST, help="令牌编号 · number of the token.")
    ],
    as_: Viewer = None,
) -> None:
    """收回令牌，下一次请求起无效 · end a token; it is gone at the next request."""
    with store() as opened:
        revoke_token(opened, token, viewer(as_), now())
    say(pick("已收回。", "Revoked."))
