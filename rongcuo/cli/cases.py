"""``rongcuo case``: register, list, show, advance, and read the history."""

from datetime import date
from typing import Annotated

import typer

from cases.advance import Request, advance
from cases.attempts import attempts_on
from cases.listing import URGENCIES, Narrowed, list_cases
from cases.opening import open_matter
from cases.views import CaseFile, EventView, case_file
from deadlines import SHANGHAI
from rongcuo.cli.assess import in_vain
from rongcuo.cli.hints import hints, remind_of_items, show_hints, show_matter
from rongcuo.cli.output import (
    Json,
    Viewer,
    cited,
    due_day,
    dump,
    names_of,
    now,
    pick,
    read_data,
    say,
    store,
    table,
    viewer,
)
from rongcuo.cli.taking_part import show_taking_part
from rongcuo.poke import poke
from states.errors import Invalid
from states.events import EVENTS
from states.vocabulary import State

app = typer.Typer(help="案件 · cases.", no_args_is_help=True)
app.command()(hints)

As = Annotated[str, typer.Option("--as", metavar="USER", help="以谁的身份 · username.")]
Data = Annotated[
    str | None, typer.Option("--data", metavar="FILE|-", help="JSON 文件或标准输入 · JSON file.")
]
Number = Annotated[str, typer.Argument(metavar="CASE", help="案件编号 · case number.")]
Key = Annotated[str | None, typer.Option(help="幂等键，重复提交只办一次 · idempotency key.")]


def check_key(key: str | None) -> None:
    """Refuse a key that its column cannot hold."""
    if key is not None and not 1 <= len(key) <= 100:  # noqa: PLR2004 - the column's width
        raise Invalid("--key", "须为1至100个字", "must be 1 to 100 characters")


@app.command("open")
def open_(as_: As, data: Data = None, key: Key = None, json: Json = False) -> None:
    """立案登记：一个事项，每名执法人员一件 · register a matter, one case for each officer."""
    check_key(key)
    with store() as opened:
        done = open_matter(opened, as_, read_data(data), now=now(), key=key)
    poke()
    if json:
        dump(done)
        return
    if done.repeated:
        say(pick("此前已立案，未重复立案：", "Registered before; nothing was done again:"))
    say(pick(f"已立案：事项 {done.matter}", f"Registered matter {done.matter}"))
    for number in done.cases:
        say(pick(f"  案件 {number}", f"  case {number}"))
    window = _window(done.window_last_day, provisional=done.provisional)
    say(pick(f"申请期至 {window}", f"Window until {window}"))
    if not done.list_items:
        remind_of_items()


def _window(day: date | str | None, *, provisional: bool) -> str:
    return due_day(day, provisional) if day else pick("作出决定为止", "the decision")


@app.command("list")
def list_(
    state: Annotated[str | None, typer.Option(help="状态代码 · state code.")] = None,
    urgency: Annotated[str | None, typer.Option(help="|".join(URGENCIES))] = None,
    search: Annotated[str | None, typer.Option(help="编号、事由、姓名 · search.")] = None,
    unit: Annotated[str | None, typer.Option(help="单位代码 · code of the unit.")] = None,
    officer: Annotated[str | None, typer.Option(help="执法人员登录名 · officer.")] = None,
    outcome: Annotated[str | None, typer.Option(help="结论代码 · outcome.")] = None,
    track: Annotated[str | None, typer.Option(help="bureau|external")] = None,
    imported: Annotated[
        bool, typer.Option("--imported", help="导入的旧案 · earlier cases.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    after: Annotated[str | None, typer.Option(help="下一页的起点 · key of the next page.")] = None,
    as_: Viewer = None,
    json: Json = False,
) -> None:
    """案件列表，按最近的到期日 · cases by their nearest due day."""
    if state and state not in set(State):
        raise Invalid(
            "--state", f"只能是：{'、'.join(State)}", f"must be one of {', '.join(State)}"
        )
    if urgency and urgency not in URGENCIES:
        known = ", ".join(URGENCIES)
        raise Invalid("--urgency", f"只能是：{known}", f"must be one of {known}")
    with store() as opened:
        page = list_cases(
            opened,
            now(),
            viewer=viewer(as_),
            urgency=urgency,
            narrowed=Narrowed(
                states=frozenset({state} if state else ()),
                query=search,
                unit=unit,
                officer=officer,
                outcome=outcome,
                track=track,
                imported=imported,
            ),
            after=after,
            limit=limit,
        )
    if json:
        dump({"cases": page.rows, "counts": page.counts, "next": page.next})
        return
    if not page.rows:
        say(pick("没有符合条件的案件。", "No cases."))
        return
    table(
        pick("编号 执法人员 单位 状态 到期 事由", "Case Officer Unit State Due Subject").split(),
        [
            (r.number, r.officer_name, r.unit_name, _state(r.state),
             due_day(r.due_on, r.provisional), r.subject)
            for r in page.rows
        ],
    )  # fmt: skip
    if page.next:
        say(pick(f"还有更多：--after '{page.next}'", f"More: --after '{page.next}'"))


@app.command()
def show(number: Number, as_: Viewer = None, json: Json = False) -> None:
    """案件详情和此人现在能办的事项 · a case, and what USER may do now."""
    with store() as opened:
        file = case_file(opened, number, now(), viewer=viewer(as_))
    if json:
        dump(file)
        return
    row = file.row
    say(f"{row.number}  {row.subject}")
    say(
        f"{_state(row.state)} · {row.officer_name} · {row.unit_name} · "
        f"{pick('版本', 'version')} {row.version}"
    )
    say(_begun(file))
    say(_told(file))
    _effects(file)
    show_matter(file)
    say("")
    table(
        pick("待办 依据 到期 状态 责任", "Task Basis Due State Responsible").split(),
        [(pick(t.zh, t.en), cited(t.article), due_day(t.due_on, t.provisional), t.state,
          names_of(t.responsible))
         for t in file.tasks],
    )  # fmt: skip
    _evidence(file)
    _sheet(file)
    show_taking_part(file)
    if file.hints:
        say("")
        show_hints(file.hints)
    _moves(file)


def _begun(file: CaseFile) -> str:
    """When and by whom it was started, and until when one could apply or where it came from."""
    begun = pick(
        f"{file.organ} 于 {file.started_on} 启动", f"Started by {file.organ} on {file.started_on}"
    )
    if file.earlier:
        one = file.earlier
        return begun + pick(
            f"；导入的旧案，原编号 {one.number}，{one.imported_on} 由 {one.by} 导入",
            f"; imported earlier case {one.number}, by {one.by} on {one.imported_on}",
        )
    window = _window(file.window_last_day, provisional=file.window_provisional)
    return begun + pick(f"，申请期至 {window}", f", window until {window}")


def _effects(file: CaseFile) -> None:
    """What a decision means for the officer (第十七条)."""
    if file.counts_as_error is not None:
        counts = pick("记为执法过错", "Counts as an error")
        not_so = pick("不记为执法过错（第十七条）", "Does not count as an error (Art. 17)")
        say(counts if file.counts_as_error else not_so)
    for held in file.sanctions:
        say(pick(f"{held.zh}，影响期至 {held.last_day}",
                 f"{held.en}, bears until {held.last_day}"))  # fmt: skip


def _evidence(file: CaseFile) -> None:
    if not file.evidence:
        return
    say("")
    table(
        pick("证据 名称 来源 登记 共用", "Evidence Title Source Listed Shared").split(),
        [(e.number, e.title, e.source, e.on, "✓" if e.shared else "") for e in file.evidence],
    )


def _sheet(file: CaseFile) -> None:
    if file.sheet is None:
        return
    say("")
    say(pick("辅助研判（仅供参考，由有权机关集体研究决定）：",
             "Assessment (for reference; the competent organ decides):"))  # fmt: skip
    for row in file.sheet.said:
        because = f"  {pick('、', ', ').join(row.because)}" if row.because else ""
        say(f"  {pick(row.zh, row.en)}{because}")
        for vain in row.unfounded:
            say(f"    {in_vain(vain)}")
    for suspect, item in file.sheet.suspected:
        say(f"  {pick('待查', 'to be looked into')}: {suspect} ← {item}")


def _told(file: CaseFile) -> str:
    """When the officer was told, and what a late notice left of the window."""
    if file.informed_on is None:
        return pick("尚未告知本人", "The officer is not told yet")
    told = pick(f"{file.informed_on} 告知本人", f"Officer told on {file.informed_on}")
    if late := file.late_notice:
        return pick(f"{told}：{late.say()}", f"{told}: {late.say('en')}")
    return told


def _moves(file: CaseFile) -> None:
    say("")
    for move in file.moves:
        label = pick(move.zh, move.en)
        fields = " ".join(f"{name}{'*' if need else ''}" for name, _, need in move.fields)
        reason = pick(move.reason or "", move.reason_en or "")
        say(
            f"  {'✓' if move.allowed else '✗'} {move.event}  {label}  "
            f"{fields if move.allowed else reason}"
        )
    if not file.moves:
        say(pick("  （无）", "  (none)"))


@app.command("do")
def do_(
    number: Number,
    event: Annotated[str, typer.Argument(metavar="EVENT", help="办理动作代码 · event code.")],
    as_: As,
    data: Data = None,
    version: Annotated[
        int | None, typer.Option(help="您所见的版本，不符即拒绝 · refuse unless at this version.")
    ] = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """办理一个动作 · fire an event on a case."""
    check_key(key)
    with store() as opened:
        done = advance(
            opened, number, Request(event, as_, read_data(data), version, key), now=now()
        )
    if done.notices:
        poke()
    if json:
        dump(done)
        return
    again = pick("（此前已办理）", " (done before)") if done.repeated else ""
    states = f"{_state(done.from_state)} → {_state(done.to_state)}"
    say(f"{done.case}  {states}  {pick('版本', 'version')} {done.version}{again}")
    if late := done.late_notice:
        say(f"  {pick(late.say(), late.say('en'))}")
    for change in done.changes:
        day = due_day(change.due_on, change.provisional)
        if change.op == "open":
            say(pick(f"  新待办 {change.kind}，{day} 到期", f"  task {change.kind}, due {day}"))
        if change.op == "extend":
            say(pick(f"  {change.kind} 延长至 {day}", f"  {change.kind} extended to {day}"))


def _state(code: str) -> str:
    state = State(code)
    return pick(state.zh, state.en)


def _when(event: EventView) -> str:
    """When it was entered, and when it lapsed or the day it happened where that was another."""
    at = f"{event.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    if event.lapsed_at:
        over = f"{event.lapsed_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        return at + pick(f"（{over} 届满）", f" (lapsed {over})")
    day = event.happened_on
    return at + pick(f"（{day} 发生）", f" (of {day})") if day else at


@app.command()
def history(number: Number, as_: Viewer = None, json: Json = False) -> None:
    """办理记录 · the history of a case, oldest first."""
    with store() as opened:
        events = case_file(opened, number, now(), viewer=viewer(as_)).events[::-1]
    if json:
        dump(events)
        return
    table(
        pick("序号 时间 办理动作 状态 办理人 依据", "No Time Event State By Basis").split(),
        [
            (e.seq, _when(e),
             pick(e.zh, EVENTS[e.event].en), _state(e.to_state),
             e.actor_name, pick("、", ", ").join(cited(a) for a in e.articles))
            for e in events
        ],
    )  # fmt: skip


@app.command()
def attempts(number: Number, as_: Viewer = None, json: Json = False) -> None:
    """被拒绝的办理 · what was tried on a case and refused, oldest first."""
    with store() as opened:
        tried = attempts_on(opened, number, now(), viewer=viewer(as_))
    if json:
        dump(tried)
        return
    if not tried:
        say(pick("没有被拒绝的办理。", "Nothing was refused."))
        return
    table(
        pick("时间 办理动作 状态 办理人 被拒原因", "Time Event State By Refusal").split(),
        [
            (f"{one.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", pick(one.zh, one.en),
             pick(one.state.zh, one.state.en), one.person_name,
             pick(one.refusal.zh, one.refusal.en))
            for one in tried
        ],
    )  # fmt: skip
