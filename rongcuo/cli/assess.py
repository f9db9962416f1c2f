"""``rongcuo assess``: what answers to the items suggest, and why."""

import json as json_
import sys
from typing import Annotated, Any

import typer

from cases.assessing import assess as weigh
from cases.assessing import pack_for
from deadlines import local_day
from regulations import Assessment, Pack
from regulations.assessment import Unfounded
from rongcuo.cli.output import (
    Json,
    cited,
    dump,
    language,
    now,
    parse_day,
    parse_object,
    pick,
    plain,
    read_content,
    say,
    store,
)
from states.errors import CaseError


def assess(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="各项回答，JSON；- 从标准输入逐行读 · answers.")
    ],
    on: Annotated[
        str | None, typer.Option(metavar="DAY", help="适用哪一日施行的办法 · pack in force on.")
    ] = None,
    json: Json = False,
) -> None:
    """辅助研判：各项回答指向什么结论、依据哪几项、还缺什么 · what answers suggest, and why."""
    with store() as opened:
        pack = pack_for(opened, parse_day(on, "--on") if on else local_day(now()))
    if file == "-":
        _many(pack)
        return
    found = weigh(pack, parse_object(read_content(file, "FILE"), "FILE"))
    if json:
        dump(_plain(found))
        return
    _tell(pack, found)


def _tell(pack: Pack, found: Assessment) -> None:
    for row in found.said:
        article = pick(f"（{row.article}）", f" ({cited(row.article)})") if row.article else ""
        say(f"{row.code}  {pick(row.zh, row.en)}{article}")
        for code in found.because[row.code]:
            label = pack.label(code)
            say(f"  {code}  {pick(label.zh, label.en)}")
    for vain in found.unfounded:
        say(f"  {in_vain(vain)}")
    say(pick(
        "仅供参考，由有权机关集体研究决定。",
        "For reference only: the competent organ decides collectively.",
    ))  # fmt: skip


def in_vain(vain: Unfounded) -> str:
    """Why items that are so lead to nothing."""
    items = pick("、", ", ").join(vain.items)
    article, needs = cited(vain.article), cited(vain.needs)
    return pick(
        f"{items} 虽认定为是，但{article}以{needs}为前提，{needs}不成立",
        f"{items}: so, but {article} presupposes {needs}, which does not hold",
    )


def _plain(found: Assessment) -> dict[str, Any]:
    return {
        "suggestions": list(found.suggestions),
        "because": {code: list(items) for code, items in found.because.items()},
        "missing": list(found.missing),
        "unfounded": plain(found.unfounded),
    }


def _many(pack: Pack) -> None:
    """One JSON line for each line of answers; a bad line answers with its error."""
    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        try:
            answer = _plain(weigh(pack, parse_object(line, "answers")))
        except CaseError as error:
            answer = {"error": error.say(language())}
        # Half a surrogate pair is JSON, and nothing that can be printed.
        text = json_.dumps(answer, ensure_ascii=False)
        say(text.encode("utf-8", "backslashreplace").decode())
