"""``rongcuo case do-many``: one event on many cases."""

from typing import Annotated, Any

import typer

from cases.advance import Request
from cases.together import Together, advance_many
from rongcuo.cli.cases import As, Data, Key, check_key
from rongcuo.cli.output import (
    Json,
    dump,
    language,
    now,
    pick,
    progress,
    read_content,
    read_data,
    say,
    store,
)
from rongcuo.poke import poke
from states.errors import Invalid

Cases = Annotated[
    str,
    typer.Option(
        "--cases", metavar="FILE|-", help="案件编号，每行一个 · case numbers, one on each line."
    ),
]


def do_many(
    event: Annotated[str, typer.Argument(metavar="EVENT", help="办理动作代码 · event code.")],
    as_: As,
    cases: Cases,
    data: Data = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """对多个案件办理同一动作，每百件一并写入 · fire one event on many cases.

    每件各自判断；不能办理的留在原状并列出理由，其余照办。
    """
    check_key(key)
    if cases == data == "-":
        raise Invalid("--cases", "不能与 --data 都取自标准输入", "and --data cannot both be stdin")
    numbers = read_numbers(cases)
    request = Request(event, as_, read_data(data), idempotency_key=key)
    with store() as opened, progress(event) as tell:
        done = advance_many(opened, numbers, request, now=now(), progress=tell)
    if any(one.notices for one in done.done):
        poke()
    _say(done) if not json else dump(_plain(done))
    if done.refused:
        raise typer.Exit(1)


def read_numbers(path: str) -> list[str]:
    """The case numbers of a file or of stdin, one on each line; empty lines are passed over."""
    try:
        text = read_content(path, "--cases").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("--cases", "须为 UTF-8 编码", "must be UTF-8") from None
    numbers = [line.strip() for line in text.splitlines() if line.strip()]
    if not numbers:
        raise Invalid("--cases", "没有案件编号", "names no case")
    return numbers


def _say(done: Together) -> None:
    for one in done.refused:
        say(f"{one.case}  {one.refusal.say(language())}")
    repeated = sum(one.repeated for one in done.done)
    again = pick(f"（其中 {repeated} 件此前已办理）", f" ({repeated} done before)")
    count, refused = len(done.done), len(done.refused)
    say(
        pick(f"已办理 {count} 件", f"{count} done")
        + (again if repeated else "")
        + pick(f"，未办理 {refused} 件。", f", {refused} refused.")
    )


def _plain(done: Together) -> dict[str, Any]:
    return {
        "done": done.done,
        "refused": [
            {"case": one.case, "reason": one.refusal.say(language())} for one in done.refused
        ],
    }
