"""Notices from their templates: one environment for the process, and nothing left undefined."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, TemplateRuntimeError

from notifications.catalogue import CATALOGUE, NoticeKind
from notifications.cleaning import one_line
from notifications.wording import zh_days_left

SHORT = ("due_on", "due_weekday", "provisional", "days_left", "desk")
"""What a short form may say: nothing that tells whose case it is, or what of."""


class UnknownNotice(LookupError):
    """No notice bears this name; the message lists those there are."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """The very words that will be sent; ``short`` is for chats, which others read too."""

    subject: str
    text: str
    html: str
    short: str


@dataclass(frozen=True, slots=True)
class _Folder:
    kind: NoticeKind
    subject: Template
    text: Template
    html: Template
    short: Template


def render(name: str, context: Mapping[str, object]) -> Rendered:
    """Render the notice ``name`` with a ``NoticeContext``.

    A key that a template asks for and ``context`` lacks is an error (``UndefinedError``), and so is
    a ``None`` that would be printed. The subject is given nothing at all, and the short form a date
    and a link to the desk: they can bear no name and no fact of the case, whatever their templates
    say.
    """
    folder = _folder(name)
    words = {**_cleaned(context), "notice": folder.kind}
    return Rendered(
        subject=one_line(folder.subject.render()),
        text=folder.text.render(words).strip() + "\n",
        html=folder.html.render(words).strip() + "\n",
        short=folder.short.render({key: words[key] for key in SHORT if key in words}).strip(),
    )


def _cleaned(context: Mapping[str, object]) -> dict[str, object]:
    """Every text in one line, those of a digest's lines too."""
    return {key: _clean(value) for key, value in context.items()}


def _clean(value: object) -> object:
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, Mapping):
        return _cleaned(value)
    return [_clean(one) for one in value] if isinstance(value, list) else value


@cache
def environment() -> Environment:
    """The one environment; its compiled templates are kept for good."""
    made = Environment(
        loader=PackageLoader("templates", "notices"),
        autoescape=_is_html,  # noqa: S701 - plain text must stay as it is; all HTML is escaped
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.filters["days_left"] = zh_days_left
    return made


@cache
def _folder(name: str) -> _Folder:
    if name not in CATALOGUE:
        raise UnknownNotice(f"notice {name!r} does not exist: take one of {', '.join(CATALOGUE)}")
    get = environment().get_template
    return _Folder(
        CATALOGUE[name],
        get(f"{name}/subject.j2"),
        get(f"{name}/text.j2"),
        get(f"{name}/text.html.j2"),
        get(f"{name}/short.j2"),
    )


def _is_html(name: str | None) -> bool:
    """``select_autoescape`` looks at the last ending only and would leave ``*.html.j2`` open."""
    return name is not None and name.endswith(".html.j2")


def _printable(value: object) -> object:
    if value is None:
        raise TemplateRuntimeError("a notice would print an empty field: test it in the template")
    return value
