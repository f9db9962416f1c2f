"""Commands of the operator: up, doctor, migrate, sample, sweep, verify, version."""

from importlib.metadata import version as version_of
from typing import Annotated

import typer

from cases.chains import verify_chains
from cases.checkpoints import seal_heads, verify_checkpoints
from cases.deadlines import enforce_deadlines, foresee
from cases.history import verify as verify_history
from cases.preparing import prepare
from cases.speaking import Action
from cases.tidying import verify_files
from deadlines import CALENDAR_YEARS, SHANGHAI
from rongcuo.cli.output import (
    Json,
    complain,
    due_day,
    dump,
    now,
    parse_instant,
    pick,
    progress,
    say,
    store,
    table,
)
from rongcuo.poke import poke
from rongcuo.sample import place_sample
from rongcuo.settings import get_settings
from rongcuo.shelf import shelf_of
from states.errors import Invalid
from storage import head_revision
from storage import migrate as migrate_database
from storage.records import cases_held
from storage.staffing import people_held

SWEPT = CALENDAR_YEARS[:-1]
"""What is due in a year may look into the next."""
DOES = {"remind": "提醒", "escalate": "升级", "lapse": "届满"}
TALLY = ("reminded", "escalated", "lapsed", "failed", "actions", "failures")


def up() -> None:
    """启动：数据库、样例、Prefect、网页，一并停止 · start everything, stop with Ctrl-C."""
    from rongcuo.up import run_group  # noqa: PLC0415 - the pages take seconds to load

    raise typer.Exit(run_group(get_settings()))


def doctor(json: Json = False) -> None:
    """检查运行环境并说明如何修复 · check the installation and say what to do."""
    from rongcuo.doctor import examine  # noqa: PLC0415 - it looks at everything, the pages too

    checks = examine(get_settings())
    if json:
        dump(checks)
    else:
        for check in checks:
            say(f"{'✓' if check.ok else '✗'} {check.name}: {check.found}")
            if not check.ok:
                say(f"    → {check.advice}")
    raise typer.Exit(0 if all(check.ok for check in checks) else 1)


def migrate(json: Json = False) -> None:
    """升级数据库并载入随附的日历与办法 · upgrade the database, load calendar and measures."""
    revision = _migrate()
    if json:
        dump({"revision": revision})
    else:
        say(pick("数据库已是最新。", "The database is up to date."))


def _migrate() -> str:
    settings = get_settings()
    settings.folder("")
    migrate_database(settings.database)
    with store() as opened:
        prepare(opened, now())
    return head_revision()


def sample(json: Json = False) -> None:
    """在空数据库中载入样例局 · load the sample bureau into an empty database."""
    _migrate()
    settings = get_settings()
    with store() as opened, opened.read() as connection:
        held = cases_held(connection) or people_held(connection)
    if held:
        complain(
            "数据库中已有案件或人员，样例只载入空数据库；请另设 RONGCUO_DATA_DIR。",
            "The database holds cases or people already; the sample goes into an empty one: "
            "set another RONGCUO_DATA_DIR.",
        )
        raise typer.Exit(1)
    count = place_sample(settings.database, now())
    if json:
        dump({"cases": count})
        return
    say(pick(f"已载入样例局：{count} 件案件。", f"Loaded the sample bureau: {count} cases."))


def sweep(
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="INSTANT", help="当作此刻 · as if it were.")
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="列出从现在到该时刻会发生的事，不写入 · list all until then, write nothing.",
        ),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="确要提前执行 · really, though it has not come.")
    ] = False,
    json: Json = False,
) -> None:
    """执行到期处理：提醒、升级、届满 · remind, escalate and lapse what is due."""
    moment = parse_instant(as_of, "--as-of") if as_of else now()
    if moment.year not in SWEPT:
        first, last = SWEPT[0], SWEPT[-1]
        raise Invalid(
            "--as-of", f"须在{first}年至{last}年之间", f"must lie between {first} and {last}"
        )
    if moment > now() and not (dry_run or yes):
        raise Invalid(
            "--as-of",
            "尚未到来：提醒、届满会提前记入案件且不能撤销。先加 --dry-run 查看，确要执行再加 --yes",
            "has not come: reminders and lapses would be entered early and cannot be undone. Look "
            "with --dry-run first; add --yes if it is meant",
        )
    with store() as opened:
        tally = (
            foresee(opened, min(now(), moment), moment)
            if dry_run
            else enforce_deadlines(opened, moment, worked_at=now())
        )
    if not dry_run and (tally.actions or tally.faults):
        poke()
    if json:
        dump({name: getattr(tally, name) for name in TALLY})
        return
    if dry_run and tally.actions:
        table(
            pick(
                "何时 将要 案件 待办 到期 档次 通知数", "At Would Case Task Due Rung Notices"
            ).split(),
            map(_would, tally.actions),
        )
    say(pick(
        f"提醒 {tally.reminded}，升级 {tally.escalated}，届满 {tally.lapsed}，失败 {tally.failed}",
        str(tally),
    ))  # fmt: skip
    for failure in tally.failures:
        say(f"  ✗ {failure}")
    if tally.unreported:
        complain(
            f"未能告知系统管理员（{tally.unreported}）。",
            f"The administrators could not be told ({tally.unreported}).",
        )
    if tally.failed:
        raise typer.Exit(1)


def _would(action: Action) -> tuple[object, ...]:
    return (
        f"{action.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", pick(DOES[action.what], action.what),
        action.case, pick(action.zh, action.en), due_day(action.due_on, action.provisional),
        action.offset, action.notices,
    )  # fmt: skip


def verify(
    chains: Annotated[
        bool, typer.Option("--chains", help="只重算哈希链，快得多 · hash chains alone, quickly.")
    ] = False,
    key: Annotated[
        str, typer.Option("--key", help="抄存的签名公钥 · the public key as it was written down.")
    ] = "",
    json: Json = False,
) -> None:
    """核验全部办理记录、操作日志、各表与附件 · verify every chain, row and attached file."""
    if chains:
        _verify_chains(json=json)
    with store() as opened, progress(pick("附件", "Files")) as tell:
        proof = verify_history(opened)
        files = verify_files(opened, shelf_of(get_settings()), tell)
        chosen = get_settings()
        sealed = verify_checkpoints(
            opened, chosen.checkpoints, chosen.folder("keys"), known_key=key
        )
    proof.flaws += [*files.flaws, *sealed.flaws]
    if json:
        told = ("cases", "events", "entries", "flaws")
        found = {name: getattr(proof, name) for name in told}
        beside = {"files": files.files, "checkpoints": sealed.checkpoints}
        dump({"ok": not proof.flaws, **found, **beside, "emptied": proof.emptied})
    else:
        for case, appraisal in proof.emptied:
            say(
                pick(
                    f"○ {case} 经鉴定 {appraisal} 匿名化或销毁，哈希链完整",
                    f"○ {case} emptied after appraisal {appraisal}; its chain holds",
                )
            )
        for flaw in proof.flaws:
            place = f"#{flaw.seq}" if flaw.seq else ""
            say(f"✗ {flaw.case}{place}: {pick(flaw.zh, flaw.en)}")
        cases, events, kept = proof.cases, proof.events, proof.entries
        wrong, held = len(proof.flaws), files.files
        say(
            pick(
                f"已核验 {cases} 件案件、{events} 条记录、{kept} 条日志、{held} 个附件、"
                f"{sealed.checkpoints} 个封存文件，问题 {wrong} 处。",
                f"Verified {cases} cases, {events} events, {kept} journal entries, {held} files, "
                f"{sealed.checkpoints} checkpoints: {wrong} flaws.",
            )
        )
    raise typer.Exit(1 if proof.flaws else 0)


def _verify_chains(*, json: bool) -> None:
    with store() as opened, progress(pick("哈希链", "Chains")) as tell:
        proof = verify_chains(opened, tell)
    if json:
        told = ("cases", "events", "entries", "flaws")
        dump({"ok": not proof.flaws, **{name: getattr(proof, name) for name in told}})
    else:
        for flaw in proof.flaws:
            place = f"#{flaw.seq}" if flaw.seq else ""
            say(f"✗ {flaw.case}{place}: {pick(flaw.zh, flaw.en)}")
        cases, events, wrong = proof.cases, proof.events, len(proof.flaws)
        say(
            pick(
                f"已重算 {cases} 件案件、{events} 条记录的哈希链，问题 {wrong} 处。",
                f"Recomputed the chains of {cases} cases, {events} events: {wrong} flaws.",
            )
        )
    raise typer.Exit(1 if proof.flaws else 0)


def checkpoint(json: Json = False) -> None:
    """封存：签名记下各案哈希链此刻的末端；每晚自动办理 · sign where every chain stands."""
    chosen = get_settings()
    with store() as opened:
        sealed = seal_heads(opened, chosen.checkpoints, chosen.folder("keys"), now())
    if json:
        file = sealed.file and sealed.file.name
        dump({"n": sealed.n, "heads": sealed.heads, "file": file, "key": sealed.key})
        return
    if sealed.file is None:
        say(pick("没有变化，无需封存。", "Nothing moved since the last one."))
    else:
        say(
            pick(
                f"已封存第 {sealed.n} 号，{sealed.heads} 件案件有变化：{sealed.file}",
                f"Checkpoint {sealed.n}: {sealed.heads} cases moved: {sealed.file}",
            )
        )
        if sealed.n == 1:
            say(
                pick(
                    f"签名公钥，请另行抄存，供 rongcuo verify --key 核对：{sealed.key}",
                    "The public key, to be written down apart for 'rongcuo verify --key': "
                    f"{sealed.key}",
                )
            )
    if sealed.broken:
        complain(
            f"{len(sealed.broken)} 件案件与自己的办理记录不符，没有封存；请运行 rongcuo verify。",
            f"{len(sealed.broken)} cases contradict their own history and were not signed for: "
            "run 'rongcuo verify'.",
        )
        raise typer.Exit(1)


def version(json: Json = False) -> None:
    """版本 · the version."""
    found = version_of("rongcuo")
    if json:
        dump({"version": found})
    else:
        say(found)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (up, doctor, migrate, sample, sweep, verify, checkpoint, version):
        app.command()(command)
