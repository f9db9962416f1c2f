"""``rongcuo case hints``: what registries and earlier cases say of a case's items."""

from typing import Annotated

import typer

from cases.hints import Hint, LinkedItem, Source, case_hints
from cases.views import CaseFile
from rongcuo.cli.output import Json, Viewer, dump, now, pick, say, store, viewer

Number = Annotated[str, typer.Argument(metavar="CASE", help="案件编号 · case number.")]


def hints(number: Number, as_: Viewer = None, json: Json = False) -> None:
    """清单、台账和以前的案件提示什么，仅供参考 · what registries and earlier cases hint at."""
    with store() as opened:
        found = case_hints(opened, number, now(), viewer=viewer(as_))
    if json:
        dump(found)
        return
    if not found:
        say(pick(
            "没有提示（须登记相对人、事发日，并导入清单）。",
            "No hints (they need the party, the day of the event, and registries).",
        ))  # fmt: skip
        return
    show_hints(found)


def show_hints(found: tuple[Hint, ...]) -> None:
    """Each hint in a line, its sources below."""
    say(pick("提示（仅供参考，不代替认定）：", "Hints (for reference, never an answer):"))
    for hint in found:
        say(f"  {hint.item}  {_suggested(hint)}  {pick(hint.zh, hint.en)}")
        for source in hint.sources:
            say(f"    {source.code}  {pick(source.zh, source.en)}{_imported(source)}")


def _suggested(hint: Hint) -> str:
    if hint.suggests is None:
        return pick("须核对", "compare")
    word = pick("是", "yes") if hint.suggests else pick("否", "no")
    return pick(f"可能：{word}", f"possibly: {word}") if hint.possibly else word


def _imported(source: Source) -> str:
    if source.imported_on is None:
        return ""
    return pick(f"（{source.imported_on} 导入）", f" (imported {source.imported_on})")


def show_matter(file: CaseFile) -> None:
    """The party, the day of the event and the linked items of a matter, or that there are none."""
    if file.party or file.occurred_on:
        day = file.occurred_on or "—"
        say(
            pick(
                f"相对人 {file.party or '—'}，事发日 {day}",
                f"Party {file.party or '—'}, event {day}",
            )
        )
    for item in file.list_items:
        say(_item(item))
    if not file.list_items:
        remind_of_items()


def _item(item: LinkedItem) -> str:
    return f"{pick(item.list_zh, item.list_en)}  {item.code}  {item.name}"


def remind_of_items() -> None:
    """第六条: a hint, never a bar."""
    say(pick(
        "提示：未关联责任清单或执法事项清单的事项（第六条）",
        "Hint: no item of the lists of duties or enforcement items is linked (art. 6)",
    ))  # fmt: skip
