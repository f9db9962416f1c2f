"""The templates of pages: escaped throughout, nothing left undefined, in one language each."""

import re
from functools import cache
from inspect import getmembers, isfunction
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateSyntaxError, nodes
from jinja2.ext import Extension
from jinja2.visitor import NodeTransformer

from cases.directory import has_right
from states.papers import PAPERS
from web import static
from web.tags import NOTICE_TAGS, TASK_TAGS, outcome_tone
from web.words import Lang, Words

SAYS = "w"
"""What templates call the words of their language."""
INDENT = re.compile(r"(%\})?\n\s+")


class Unindented(Extension):
    """Templates without their indentation: a third of a page, and nothing on a page needs it.

    What is filled in keeps its own: the lines of a letter, of what somebody typed.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The template before it is read."""
        # The newline behind a block is not written: one blank stays, between attributes it parts.
        return INDENT.sub(lambda found: f"{found[1]}\n " if found[1] else "\n", source)


class Spoken(Environment):
    """Templates in one language: what stands in them is looked up when they are read in.

    Looked up for every page, through a call of the template's own, it is a quarter of what writing
    the page takes.
    """

    def __init__(self, lang: Lang, **options: Any) -> None:
        super().__init__(**options)
        words = Words(lang)
        for name, _ in getmembers(Words, isfunction):
            self.filters[f"{SAYS}.{name}"] = getattr(words, name)

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        return super()._generate(_Said().visit(source), *args, **kwargs)


class _Said(NodeTransformer):
    """``_(…)`` and ``w.day(…)`` are filters of the words, which cost less and may be constant."""

    def visit_Call(self, node: nodes.Call, *args: Any, **kwargs: Any) -> nodes.Node:  # noqa: N802
        """The same as a filter of its first value."""
        self.generic_visit(node, *args, **kwargs)
        match node.node:
            case nodes.Name(name="_"):
                said = "text"
            case nodes.Getattr(node=nodes.Name(name=name), attr=said) if name == SAYS:
                pass
            case _:
                return node
        if not hasattr(Words, said):
            raise TemplateSyntaxError(f"the words say nothing called {said!r}", node.lineno)
        if not node.args:
            return node
        first, *rest = node.args
        return nodes.Filter(
            first, f"{SAYS}.{said}", rest, node.kwargs, node.dyn_args, node.dyn_kwargs,
            lineno=node.lineno,
        )  # fmt: skip


@cache
def environment(lang: Lang) -> Environment:
    """The one environment of a language. ``select_autoescape`` would leave ``*.html.j2`` open."""
    made = Spoken(
        lang,
        loader=PackageLoader("templates", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        extensions=[Unindented],
    )
    made.globals |= {
        "has_right": has_right,
        "asset": static.address,
        "notice_tags": NOTICE_TAGS,
        "outcome_tone": outcome_tone,
        "paper_titles": PAPERS,
        "task_tags": TASK_TAGS,
    }
    return made
