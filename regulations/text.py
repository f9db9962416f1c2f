"""The bureau's own copy of its measures, split into articles."""

import re
from collections.abc import Sequence

from regulations.citing import DIGITS
from regulations.errors import BadText

ARTICLE = re.compile(r"第([一二三四五六七八九十]{1,3})条[\s　]*")
CLAUSE = re.compile(r"（[一二三四五六七八九十]{1,3}）[\s　]*")
CHAPTER = re.compile(r"第[一二三四五六七八九十]{1,3}章[\s　]")
MOST = 99


def split_articles(text: str) -> dict[str, str]:
    """Each article's wording by ``第…条``, in their order; raises ``BadText``.

    A heading stands at the beginning of a line. What stands before the first article, and the
    headings of chapters, belong to none.
    """
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for raw in text.removeprefix("\ufeff").splitlines():
        line = raw.strip(" \t　\r")
        if heading := ARTICLE.match(line):
            number = len(found) + 1
            name = heading[0].strip(" \t　")
            if name != chinese(number):
                raise BadText(
                    f"应为{chinese(number)}，却是{name}：条文须从第一条起依次排列",
                    f"{chinese(number)} is expected, {name} stands there: articles come in order",
                )
            current = found[name] = [line[heading.end() :]]
        elif CHAPTER.match(f"{line} "):
            current = None
        elif line and current is not None:
            current.append(line)
    if not found:
        raise BadText("没有找到“第一条”", "has no 第一条")
    return {name: "\n".join(filter(None, lines)) for name, lines in found.items()}


def clauses(wording: str) -> tuple[str, ...]:
    """What an article lists as （一）（二）…, without their numbers; empty without a list."""
    return tuple(
        line[found.end() :] for line in wording.splitlines() if (found := CLAUSE.match(line))
    )


def by_item(codes: Sequence[str], wording: str) -> dict[str, str]:
    """The clause of each item of an article, where it lists as many as the pack has items."""
    found = clauses(wording)
    return dict(zip(codes, found, strict=True)) if len(found) == len(codes) else {}


def chinese(number: int) -> str:
    """``第二十二条`` for 22; measures have at most 99 articles."""
    if number > MOST:
        raise BadText(f"条文超过{MOST}条", f"has more than {MOST} articles")
    tens, ones = divmod(number, 10)
    first = DIGITS[tens] if tens > 1 else ""
    return f"第{first}{'十' if tens else ''}{DIGITS[ones] if ones else ''}条"
