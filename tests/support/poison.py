"""Text that means ill in every field that takes text, and what a browser would make of a page."""

import re
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

from support.bureau import LESSONS

from rongcuo.sample.bureau import PEOPLE
from states.errors import Invalid

SCRIPT = "\"><img src=x onerror=alert(1)>'</textarea></title><script>alert(2)</script>"
TEMPLATE = "{{'kni'~'fe'}}{%raw%}{#x#}${7*7}"
MARK = SCRIPT + TEMPLATE
NAME = "<img src=x onerror=a()>{{'kni'~'fe'}}"
"""The same, as short as a name."""
EVALUATED = "knife"
NOBODYS_TEXT = re.compile(r"A\d{2}\.|\d{4}-\d{2}-\d{2}")
"""What stands in a field of text and is none: codes of items, days."""
CHOSEN = {username for username, *_ in PEOPLE} | set(LESSONS.values())
"""What must be among what there is, and is not looked at before the step is taken."""
Read = Callable[[Mapping[str, Any]], Any]


def poisoned(data: Mapping[str, Any], read: Read, mark: str = MARK) -> tuple[dict[str, Any], int]:
    """``data`` with ``mark`` before every text that ``read`` takes it in; and in how many."""
    found, count = dict(data), 0
    for path, text in list(_texts(found)):
        if text in CHOSEN or NOBODYS_TEXT.match(text):
            continue
        tried = _with(found, path, mark + text)
        try:
            read(tried)
        except Invalid:
            continue
        found, count = tried, count + 1
    return found, count


def texts(data: Mapping[str, Any]) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Every text with its path, but names of users, codes and days."""
    for path, text in _texts(data):
        if text not in CHOSEN and not NOBODYS_TEXT.match(text):
            yield path, text


def changed(data: Mapping[str, Any], path: tuple[Any, ...], text: str) -> dict[str, Any]:
    """``data`` with another text at ``path``."""
    return dict(_with(data, path, text))


def _texts(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, held in value.items():
            yield from _texts(held, (*path, key))
    elif isinstance(value, list | tuple):
        for place, held in enumerate(value):
            yield from _texts(held, (*path, place))


def _with(value: Any, path: tuple[Any, ...], text: str) -> Any:
    if not path:
        return text
    if isinstance(value, Mapping):
        return {**value, path[0]: _with(value[path[0]], path[1:], text)}
    return [_with(held, path[1:], text) if n == path[0] else held for n, held in enumerate(value)]


class _Page(HTMLParser):
    """What is in a page that runs, leads elsewhere or was not put there by us."""

    def __init__(self, *, styled: bool) -> None:
        super().__init__()
        self.harm: list[str] = []
        self.styles = set() if styled else {"style"}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in {"img", "iframe", "object", "embed", "base", *self.styles}:
            self.harm.append(tag)
        if tag == "script" and not str(said.get("src", "")).startswith("/static/"):
            self.harm.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in {"srcdoc", *self.styles}:
                self.harm.append(f"{tag} {name}")
            leads = name in {"href", "src", "action", "formaction"}
            if leads and re.match(r"\s*(javascript|data|vbscript|//)", value or "", re.IGNORECASE):
                self.harm.append(f"{tag} {name}={value}")


def harm_in(html: str, *, styled: bool = False) -> list[str]:
    """What a browser would run or fetch of what others wrote; empty for a sound page.

    Letters are ``styled`` in their tags, for mail programs know no sheets.
    """
    page = _Page(styled=styled)
    page.feed(html)
    page.close()
    return page.harm + ([EVALUATED] if EVALUATED in html else [])
