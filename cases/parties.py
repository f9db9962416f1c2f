"""Names of parties (相对人): when two writings mean the same one, and when they may."""

import re
import unicodedata

_BRACKETS = str.maketrans("〔［【〈「『〕］】〉」』", "((((((" + "))))))")
_FORMS = ("有限责任公司", "股份有限公司", "有限公司", "公司")
_LEAST = 4
"""Shorter rests of a name are found in too many others."""


def normalised(name: str) -> str:
    """A name without what typing changes: width, spaces, kinds of brackets, case."""
    text = unicodedata.normalize("NFKC", name).translate(_BRACKETS)
    return re.sub(r"\s", "", text).casefold()


def core(name: str) -> str:
    """A normalised name without its legal form."""
    return next((name.removesuffix(form) for form in _FORMS if name.endswith(form)), name)


def alike(one: str, other: str) -> bool:
    """Whether two normalised names that differ may mean the same party: one holds the other."""
    short, long = sorted((core(one), core(other)), key=len)
    return len(short) >= _LEAST and short in long
