"""``rongcuo regulation``: the measures a bureau works by, in its own words."""

from typing import Annotated

import typer

from cases.regulations import (
    PackPreview,
    Shown,
    TextPreview,
    interpret,
    keep_text,
    load_pack,
    loaded_packs,
    look_at_pack,
    look_at_text,
    withdraw,
)
from cases.regulations import show as read_articles
from cases.spreadsheets import decoded
from deadlines import SHANGHAI, local_day
from rongcuo.cli.output import (
    Json,
    dump,
    now,
    parse_day,
    pick,
    plain,
    read_content,
    say,
    store,
    table,
)
from states.errors import Invalid

app = typer.Typer(help="办法 · the measures.", no_args_is_help=True)
File = Annotated[str, typer.Argument(metavar="FILE", help="文件；- 标准输入 · a file, - stdin")]
Apply = Annotated[bool, typer.Option("--apply", help="写入 · write it.")]
By = Annotated[str | None, typer.Option("--as", metavar="USER", help="何人 · who.")]


@app.command("list")
def list_(json: Json = False) -> None:
    """办法包一览：版本、施行日、案件数 · the packs, their versions and cases."""
    with store() as opened:
        found = loaded_packs(opened)
    if json:
        dump(found)
        return
    table(
        pick("代码 版本 施行 载入 案件", "Code Version In_force Loaded Cases").split(),
        [(p.code, p.version, p.effective_from, f"{p.loaded_at.astimezone(SHANGHAI):%Y-%m-%d}",
          p.cases) for p in found],
    )  # fmt: skip


@app.command()
def show(
    wanted: Annotated[
        str | None, typer.Argument(metavar="CODE", help="条（第十条）或事项代码 · article or item.")
    ] = None,
    json: Json = False,
) -> None:
    """条文、事项和解释 · articles in the bureau's own words, items, interpretations."""
    with store() as opened:
        found = read_articles(opened, local_day(now()), wanted)
    if json:
        dump([_plain(one) for one in found])
        return
    for one in found:
        _tell(one)


def _plain(one: Shown) -> dict[str, object]:
    items = [item.model_dump() for group in one.groups for item in group.items]
    return {
        "article": one.article, "wording": one.wording, "items": items,
        "interpretations": plain(one.readings),
    }  # fmt: skip


def _tell(one: Shown) -> None:
    say(one.article)
    unloaded = pick("（尚未载入本局文本）", "(the bureau's own text is not loaded)")
    say(f"  {one.wording or unloaded}".replace("\n", "\n  "))
    for group in one.groups:
        say(f"  → {pick(group.effect_zh, group.effect_en)}")
        for item in group.items:
            say(f"    {item.code}  {pick(item.zh, item.en)}")
            for fact in item.facts:
                say(f"      {item.code}.{fact.code}  {pick(fact.zh, fact.en)}")
    for reading in one.readings:
        say(f"  {pick('解释', 'Interpretation')} {reading.id} · {reading.number} · "
            f"{reading.issued_on} · {reading.code}: {reading.text}")  # fmt: skip
    say("")


@app.command()
def text(file: File, apply: Apply = False, as_: By = None, json: Json = False) -> None:
    """载入本局文本，按第…条分开：先预览，--apply 写入 · the bureau's own copy."""
    content = decoded(read_content(file, "FILE"))
    if content is None:
        raise Invalid(
            "FILE", "须为 UTF-8 或 GB18030 编码的文本", "must be text in UTF-8 or GB18030"
        )
    with store() as opened:
        if apply:
            found = keep_text(opened, content, _name(as_), now())
        else:
            found, _ = look_at_text(opened, content, local_day(now()))
    if json:
        dump({"applied": apply, **plain(found)})
        return
    _said(found, applied=apply)


def _said(found: TextPreview, *, applied: bool) -> None:
    say(pick(f"共{found.articles}条，与现有文本不同的{len(found.changed)}条。",
             f"{found.articles} articles, {len(found.changed)} other than held."))  # fmt: skip
    if found.missing:
        say(pick(f"注意：办法包引用的{'、'.join(found.missing)}不在文件中。",
                 f"Look: the pack cites {', '.join(found.missing)}, not in the file."))  # fmt: skip
    _written(applied=applied)


@app.command()
def load(file: File, apply: Apply = False, as_: By = None, json: Json = False) -> None:
    """载入办法包：先预览，--apply 写入；已立案件不变 · a pack; running cases keep theirs."""
    content = _read(file)
    with store() as opened:
        if apply:
            found = load_pack(opened, content, _name(as_), now())
        else:
            _, found = look_at_pack(opened, content)
    if json:
        dump({"applied": apply, **plain(found)})
        return
    _differs(found)
    _written(applied=apply)


def _differs(found: PackPreview) -> None:
    since = found.effective_from or pick("一直", "always")
    say(f"{found.code} {found.version} · {pick('施行', 'in force')} {since}")
    for label, names in (
        (pick("不同的期限", "Other clocks"), found.clocks),
        (pick("新增事项", "New items"), found.added),
        (pick("删去事项", "Items gone"), found.removed),
    ):
        say(f"  {label}: {'、'.join(names) or '—'}")


@app.command("interpret")
def interpret_(
    code: Annotated[
        str | None, typer.Argument(metavar="CODE", help="事项或条 · item, article.")
    ] = None,
    number: Annotated[str, typer.Option(help="文号 · document number.")] = "",
    issued_on: Annotated[str, typer.Option(help="日期 · day issued.")] = "",
    text_: Annotated[str, typer.Option("--text", help="解释 · the interpretation.")] = "",
    withdrawn: Annotated[
        int | None, typer.Option("--withdraw", metavar="ID", help="撤回 · withdraw one.")
    ] = None,
    as_: By = None,
) -> None:
    """登记或撤回本局对条文的解释 · enter or withdraw an interpretation."""
    with store() as opened:
        if withdrawn is not None:
            withdraw(opened, withdrawn, _name(as_), now())
            say(pick("已撤回。", "Withdrawn."))
            return
        if code is None:
            raise Invalid("CODE", "必填", "is required")
        day = parse_day(issued_on, "--issued-on")
        interpret(opened, code, number.strip(), day, text_.strip(), _name(as_), now())
    say(pick("已登记。", "Entered."))


def _written(*, applied: bool) -> None:
    say(
        pick("已写入。", "Written.")
        if applied
        else pick("尚未写入；加 --apply --as 用户名 写入。", "Not written: add --apply --as USER.")
    )


def _name(as_: str | None) -> str:
    if not as_:
        raise Invalid("--as", "写入须署名", "is required to write")
    return as_


def _read(file: str) -> str:
    try:
        return read_content(file, "FILE").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("FILE", "须为 UTF-8 编码", "must be UTF-8") from None
