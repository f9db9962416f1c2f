"""Templates in one language: what they say is bound when they are read in."""

from datetime import date

import pytest
from jinja2 import TemplateSyntaxError, UndefinedError

from web.templating import environment


@pytest.mark.parametrize(
    ("template", "zh", "en"),
    [
        ("{{ _('案件') }}", "案件", "Cases"),
        ("{{ _('最近 {n} 条', n=many) }}", "最近 3 条", "Latest 3"),
        ("{{ w.day(on) }}", "2026年3月9日 星期一", "Mon 9 Mar 2026"),
        ("{{ w.either(said, '<b>') }}", "&lt;i&gt;", "&lt;b&gt;"),
        ("{% set title = _('案件') %}{{ title ~ '!' }}", "案件!", "Cases!"),
        ("{% macro m() %}{{ _('案件') }}{% endmacro %}{{ m() }}", "案件", "Cases"),
    ],
)
def test_a_template_says_everything_in_its_language_and_escaped(template: str, zh: str, en: str):
    facts = {"many": 3, "on": date(2026, 3, 9), "said": "<i>"}
    assert environment("zh").from_string(template).render(facts) == zh
    assert environment("en").from_string(template).render(facts) == en


@pytest.mark.parametrize(
    "template", ["{{ w.dya(on) }}", "{% if on %}{{ w.dya(on) }}{% endif %}", "{{ w.dya(*on) }}"]
)
def test_what_the_words_do_not_know_is_found_when_a_template_is_read_in(template: str):
    with pytest.raises(TemplateSyntaxError, match="dya"):
        environment("zh").from_string(template)


def test_what_is_missing_is_told_and_not_left_out():
    with pytest.raises(UndefinedError):
        environment("zh").from_string("{{ w.day(nobody) }}{{ nobody }}").render()
