"""Names as those read them who need not know whose they are: nothing but the surname is told."""

import re
from functools import lru_cache

_BLANKS = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]")
"""What may stand within a name and is no part of it."""
COMPOUND = (
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛",
    "尉迟", "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容",
    "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "令狐", "呼延", "百里", "轩辕", "拓跋",
    "淳于", "单于", "东郭", "西门", "北堂", "梁丘", "左丘", "第五",
)  # fmt: skip
"""Surnames of two characters."""


def surname(name: str) -> str:
    """The surname; of a name that has none before the given one, its first letter.

    A name that is no longer than a compound surname has a plain one: 东方 is called 东.
    """
    compound = name.startswith(COMPOUND) and len(name) > len(COMPOUND[0])
    return name[:2] if compound else name[:1]


def masked(name: str) -> str:
    """As one speaks of somebody: 张某, 欧阳某; not how long the name is."""
    return f"{surname(name)}某" if name else ""


def without(text: str, *names: str) -> str:
    """What somebody wrote, with each of these names in it masked, also where blanks are in it."""
    known = frozenset(filter(None, (_BLANKS.sub("", name) for name in names)))
    if not known:
        return text
    return _any_of(known).sub(lambda found: masked(_BLANKS.sub("", found[0])), text)


@lru_cache(1024)
def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    """Finds each of the names, a longer one before what it begins with."""
    between = f"{_BLANKS.pattern}*"
    longest = sorted(names, key=lambda name: (-len(name), name))
    return re.compile("|".join(between.join(map(re.escape, name)) for name in longest))


def starred(name: str) -> str:
    """As files have it: 张**, 欧阳**; not how long the name is."""
    return f"{surname(name)}**" if name else ""
