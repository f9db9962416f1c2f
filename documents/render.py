"""A paper's template and what it is given, to the sheet that is printed.

Templates may be edited by an administrator, so they speak a small part of Jinja2: values, filters
of a short list, ``if`` and ``for`` (two deep at most). Nothing in it can call, assign, import, loop
for ever or grow without end; what else it says is refused with its line, before it is ever run.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import (
    StrictUndefined,
    TemplateError,
    TemplateRuntimeError,
    TemplateSyntaxError,
    Undefined,
    nodes,
)
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from documents.errors import BadTemplate
from documents.markup import Paragraphs, escaped, read_sheet
from documents.sheet import Form, Sheet

DEEPEST = 2
LONGEST = 60_000
"""Characters of a template."""
FILTERS = ("first", "join", "last", "length", "map", "selectattr", "rejectattr", "trim",
           "unique")  # fmt: skip
BLANK, BLANK_DAY = "＿＿＿＿", "＿＿＿＿年＿＿月＿＿日"
"""What is left to be filled in by hand."""
TESTS = ("defined", "equalto", "none", "odd", "even", "in")
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr,
    nodes.Getitem, nodes.If, nodes.For, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not, nodes.Filter, nodes.Test, nodes.CondExpr, nodes.Concat, nodes.Tuple, nodes.Keyword,
)  # fmt: skip


def render_sheet(text: str, form: Form, context: Mapping[str, Any]) -> Sheet:
    """The sheet of a template's text; raises ``BadTemplate``."""
    return read_sheet(render_words(text, context), form)


def render_words(text: str, context: Mapping[str, Any]) -> str:
    """The words of a paper in the small language of ``documents.markup``: what is hashed."""
    template = _compiled(text)
    try:
        return template(context)
    except TemplateError as error:
        raise BadTemplate(
            getattr(error, "lineno", 0) or 0, f"{error.message}", f"{error.message}"
        ) from None
    except (TypeError, ValueError, LookupError, AttributeError) as error:
        raise BadTemplate(
            0, f"无法套用数据（{type(error).__name__}）", "cannot take this data"
        ) from None


def check_template(text: str) -> None:
    """Raise ``BadTemplate`` where the text is no template of ours."""
    _compiled(text)


@lru_cache(maxsize=256)
def _compiled(text: str) -> Callable[[Mapping[str, Any]], str]:
    if len(text) > LONGEST:
        raise BadTemplate(0, f"最长{LONGEST}字", f"at most {LONGEST} characters")
    try:
        tree = _environment.parse(text)
    except TemplateSyntaxError as error:
        raise BadTemplate(
            error.lineno, f"语法错误：{error.message}", f"syntax: {error.message}"
        ) from None
    _only_what_is_allowed(tree)
    template = _environment.from_string(tree)
    return template.render


def _only_what_is_allowed(tree: nodes.Template) -> None:
    for node, depth in _walk(tree, 0):
        line = node.lineno or 0
        if not isinstance(node, ALLOWED):
            name = type(node).__name__
            raise BadTemplate(line, f"不能使用 {name}", f"{name} cannot be used here")
        if isinstance(node, nodes.For) and (node.recursive or depth > DEEPEST):
            raise BadTemplate(line, "循环最多两层", "loops are at most two deep")
        if isinstance(node, nodes.Filter) and node.name not in _environment.filters:
            raise BadTemplate(line, f"没有过滤器 {node.name}", f"there is no filter {node.name}")
        if isinstance(node, nodes.Test) and node.name not in _environment.tests:
            raise BadTemplate(line, f"没有判断 {node.name}", f"there is no test {node.name}")
        if isinstance(node, nodes.Getattr | nodes.Name):
            name = node.attr if isinstance(node, nodes.Getattr) else node.name
            if name.startswith("_"):
                raise BadTemplate(line, f"不能使用 {name}", f"{name} cannot be used here")


def _walk(node: nodes.Node, depth: int) -> Iterator[tuple[nodes.Node, int]]:
    deeper = depth + isinstance(node, nodes.For)
    yield node, deeper
    for child in node.iter_child_nodes():
        yield from _walk(child, deeper)


def _printed(value: object) -> str:
    if type(value) is str:
        return escaped(value)
    if value is None or isinstance(value, list | dict):
        raise TemplateRuntimeError(f"这一处没有可写的文字（{type(value).__name__}）")
    return escaped(value)


def _paragraphs(value: str) -> Paragraphs:
    return Paragraphs(value)


def _blank(value: str) -> str:
    return value.strip() or BLANK


def _day(value: str) -> str:
    return value.strip() or BLANK_DAY


class _FactsAlone(ImmutableSandboxedEnvironment):
    """A sandbox in which a name after a dot is a key of the facts, never an attribute of Python."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The fact of that name."""
        if type(obj) is dict:
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        if isinstance(obj, LoopContext | Undefined):
            return super().getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """The fact of that key, the one at that place."""
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        try:
            return obj[argument]
        except (LookupError, TypeError):
            return self.undefined(obj=obj, name=argument)


def _made() -> ImmutableSandboxedEnvironment:
    made = _FactsAlone(
        undefined=StrictUndefined, finalize=_printed, trim_blocks=True, lstrip_blocks=True,
        autoescape=False,
    )  # fmt: skip
    made.globals.clear()
    kept = {name: made.filters[name] for name in FILTERS}
    made.filters = {**kept, "paragraphs": _paragraphs, "blank": _blank, "day": _day}
    made.tests = {name: made.tests[name] for name in (*TESTS, "==") if name in made.tests}
    return made


_environment = _made()
