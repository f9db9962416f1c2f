"""``rongcuo account`` and ``rongcuo role``: who gets in, and who holds which role."""

from datetime import date
from typing import Annotated

import typer

from cases.accounts import (
    NewPerson,
    Told,
    disable_account,
    enable_account,
    list_accounts,
    new_account,
    reset_factor,
    reset_password,
    set_up,
    unlink_account,
)
from cases.first_set_up import new_set_up_code
from cases.roles import (
    Asked,
    ask_role,
    confirm_role,
    end_role,
    lend_role,
    list_roles,
    turn_down_role,
)
from rongcuo.cli.output import Json, dump, now, parse_day, pick, say, store, table
from rongcuo.settings import get_settings
from states.vocabulary import Role
from storage.roles import GrantRecord

app = typer.Typer(help="账号 · accounts.", no_args_is_help=True)
role_app = typer.Typer(help="身份 · roles.", no_args_is_help=True)
By = Annotated[str, typer.Option("--as", metavar="USER", help="何人办理 · who does it.")]
User = Annotated[str, typer.Argument(metavar="USER", help="用户名 · user name.")]
Grant = Annotated[int, typer.Argument(metavar="N", help="授权编号 · number of the grant.")]
RoleCode = Annotated[str, typer.Argument(metavar="ROLE", help="身份代码 · code of the role.")]
Unit = Annotated[str | None, typer.Option(help="单位代码 · code of the unit.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DAY", help="到何日 · last day.")]
Since = Annotated[str | None, typer.Option("--from", metavar="DAY", help="从何日 · first day.")]
FIRST = {Role.ADM: "system", Role.SEC: "security", Role.AUD: "audit"}


@app.command("set-up")
def set_up_(
    bureau: Annotated[str, typer.Option(prompt="单位名称 · name of the bureau")],
    system: Annotated[str, typer.Option(prompt="系统管理员 USER=姓名 · system administrator")],
    security: Annotated[str, typer.Option(prompt="安全管理员 USER=姓名 · security administrator")],
    audit: Annotated[str, typer.Option(prompt="审计管理员 USER=姓名 · audit administrator")],
) -> None:
    """首次设置：三名管理员的账号，只能一次 · the three administrators, once."""
    given = {Role.ADM: system, Role.SEC: security, Role.AUD: audit}
    people = {role: _person(text) for role, text in given.items()}
    with store() as opened:
        told = set_up(opened, bureau, people, now())
    for one in told:
        _tell(one)


@app.command("set-up-code")
def set_up_code() -> None:
    """首次设置网页的一次性设置码 · a code for the page of the first set-up, told once."""
    with store() as opened:
        code = new_set_up_code(opened, now())
    say(pick(f"请打开 {get_settings().url}/set-up，设置码：{code}（24小时内一次有效，此前的作废）",
             f"Open {get_settings().url}/set-up with this code: {code} (once, for 24 hours; those "
             "before it are worth nothing)"))  # fmt: skip


@app.command("new")
def new(
    username: User,
    by: By,
    name: Annotated[str, typer.Option(help="姓名 · name.")] = "",
    unit: Annotated[str, typer.Option(help="单位代码 · code of the unit.")] = "bureau",
    email: Annotated[str | None, typer.Option(help="邮箱 · mail address.")] = None,
) -> None:
    """新建账号，显示一次性口令 · an account, with a password told once."""
    with store() as opened:
        _tell(new_account(opened, NewPerson(username, name or username, unit, email), by, now()))


@app.command("reset")
def reset(username: User, by: By) -> None:
    """重置口令，其登录全部退出 · a new password told once; all sessions end."""
    with store() as opened:
        _tell(reset_password(opened, username, by, now()))


@app.command("reset-factor")
def reset_factor_(username: User, by: By) -> None:
    """取消遗失的动态验证码 · forget a lost second factor."""
    with store() as opened:
        reset_factor(opened, username, by, now())
    say(pick("已取消，下次登录后重新设置。", "Forgotten; it is set up anew at the next sign-in."))


@app.command("unlink")
def unlink_(username: User, by: By) -> None:
    """取消与身份认证服务的关联，其登录全部退出 · end a link with the provider; all sessions end."""
    with store() as opened:
        unlink_account(opened, username, by, now())
    say(pick("已取消，本人用口令登录后可重新关联。", "Ended; it is linked anew after a password."))


@app.command("disable")
def disable(username: User, by: By) -> None:
    """停用账号 · keep somebody out."""
    with store() as opened:
        disable_account(opened, username, by, now())
    say(pick("已停用。", "Disabled."))


@app.command("enable")
def enable(username: User, by: By) -> None:
    """启用账号 · let somebody in again."""
    with store() as opened:
        enable_account(opened, username, by, now())
    say(pick("已启用。", "Enabled."))


@app.command("list")
def list_(by: By, json: Json = False) -> None:
    """账号一览 · accounts."""
    with store() as opened:
        found = list_accounts(opened, by, now())
    rows = [
        {"username": a.username, "name": a.name, "factor": a.factor is not None,
         "disabled": a.disabled_at is not None, "password_set_at": a.password_set_at}
        for a in found
    ]  # fmt: skip
    if json:
        dump(rows)
        return
    table(
        pick("用户名 姓名 动态验证码 状态", "User Name Factor State").split(),
        [(r["username"], r["name"], "✓" if r["factor"] else "",
          pick("停用", "disabled") if r["disabled"] else "") for r in rows],
    )  # fmt: skip


@role_app.command("ask")
def ask(
    username: User, role: RoleCode, by: By, unit: Unit = None, since: Since = None,
    until: Until = None,
) -> None:  # fmt: skip
    """安全管理员提请授予身份，另一人确认后生效 · ask for a role; another hand confirms it."""
    asked = Asked(username, role, unit, _day(since, "--from"), _day(until, "--until"))
    with store() as opened:
        grant = ask_role(opened, asked, by, now())
    say(pick(f"授权 {grant} 待确认：rongcuo role confirm {grant} --as 另一人",
             f"Grant {grant} waits: rongcuo role confirm {grant} --as SOMEBODY ELSE"))  # fmt: skip


@role_app.command("confirm")
def confirm(grant: Grant, by: By) -> None:
    """确认授权 · confirm a role that was asked for."""
    with store() as opened:
        confirm_role(opened, grant, by, now())
    say(pick("已生效。", "It is held now."))


@role_app.command("turn-down")
def turn_down(grant: Grant, by: By) -> None:
    """另一人不予确认 · turn a role down that was asked for."""
    with store() as opened:
        turn_down_role(opened, grant, by, now())
    say(pick("已退回，不授予。", "Turned down."))


@role_app.command("end")
def end(grant: Grant, by: By) -> None:
    """收回身份，或者撤回提请 · end a role, or take back what was asked for."""
    with store() as opened:
        end_role(opened, grant, by, now())
    say(pick("已收回，下一次操作起不再有效。", "Ended; it is gone at the next request."))


@role_app.command("lend")
def lend(
    username: User, role: RoleCode, by: By, until: Until = None, since: Since = None,
    unit: Unit = None,
) -> None:  # fmt: skip
    """请人在一段时间内代行自己的身份 · let somebody stand in for you."""
    asked = Asked(username, role, unit, _day(since, "--from"), _day(until, "--until"))
    with store() as opened:
        grant = lend_role(opened, asked, by, now())
    say(pick(f"授权 {grant} 已生效；提前收回：rongcuo role end {grant} --as {by}",
             f"Grant {grant} is held; end it: rongcuo role end {grant} --as {by}"))  # fmt: skip


@role_app.command("list")
def list_roles_(
    by: By,
    user: Annotated[str | None, typer.Option(help="只看此人 · this person alone.")] = None,
    ended: Annotated[bool, typer.Option("--ended", help="含已收回 · ended ones too.")] = False,
    json: Json = False,
) -> None:
    """身份一览；本人可看自己的 · who holds which role."""
    with store() as opened:
        found = list_roles(opened, by, now(), username=user, ended=ended)
    if json:
        dump(found)
        return
    table(
        pick("编号 用户 身份 单位 状态 起 止 代", "No User Role Unit State From To For").split(),
        [(g.id, g.username, f"{g.role} {pick(Role(g.role).zh, Role(g.role).en)}", g.unit,
          _state(g), g.valid_from, g.valid_to, g.stands_in_for) for g in found],
    )  # fmt: skip


def _state(grant: GrantRecord) -> str:
    zh, en = {"held": ("有效", "held"), "asked": ("待确认", "asked"), "ended": ("已收回", "ended")}[
        grant.state
    ]
    return pick(zh, en)


def _person(text: str) -> NewPerson:
    username, _, name = text.partition("=")
    return NewPerson(username.strip(), name.strip() or username.strip(), "bureau")


def _tell(told: Told) -> None:
    say(pick(f"{told.username} 的一次性口令，只显示一次：{told.password}",
             f"Password of {told.username}, for once, told once: {told.password}"))  # fmt: skip


def _day(text: str | None, name: str) -> date | None:
    return parse_day(text, name) if text else None
