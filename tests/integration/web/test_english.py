"""Every text that the pages can show has its English."""

import ast
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path
from string import Formatter

import web
from notifications.catalogue import CATALOGUE
from states.papers import PAPERS
from states.vocabulary import ReportKind
from web.accounts import DEEDS
from web.case_list import ALWAYS, COLUMNS, ORDERS
from web.english import TEXTS
from web.english_titles import TITLES
from web.first_set_up import ADMINISTRATORS
from web.glossary import DAILY, KEYS, WORDS
from web.menu import MENU
from web.problems import PROBLEMS
from web.tags import NOTICE_TAGS, TASK_TAGS
from web.tour import STOPS
from web.units import DEEDS as UNIT_DEEDS

CALLED = re.compile(r"""(?:\b_|(?:self|words)\.text)\(\s*(["'])(.+?)\1""")
BRANCHED = re.compile(r'(?:several|one) = "(.+?)" if .* else "(.+?)"')


def used() -> set[str]:
    found: set[str] = set()
    pages = Path(str(files("templates"))) / "pages"
    for file in [*pages.rglob("*.j2"), *Path(web.__path__[0]).glob("*.py")]:
        text = file.read_text("utf-8")
        found |= {match[2] for match in CALLED.finditer(text)}
        found |= {part for match in BRANCHED.finditer(text) for part in match.groups()}
    found |= {"已超期", "即将到期"}
    found |= {tag.zh for tag in (*TASK_TAGS.values(), *NOTICE_TAGS.values())}
    for deed in (*DEEDS.values(), *UNIT_DEEDS.values()):
        found |= {deed.title, deed.warning, deed.button}
    found |= {
        *ADMINISTRATORS.values(),
        *ALWAYS,
        *COLUMNS.values(),
        *ORDERS.values(),
        *(entry.zh for entry in MENU),
    }
    found |= {*DAILY.values(), *(does for _, does in KEYS), *(word.means for word in WORDS)}
    found |= {text for stop in STOPS for text in (stop.title, stop.look)}
    return found | {said for p in PROBLEMS.values() for said in (p.title, p.advice)}


def test_every_text_has_its_english_and_none_is_left_over() -> None:
    assert used() == set(TEXTS)


def test_no_text_is_translated_twice() -> None:
    files_of_texts = Path(web.__path__[0]).glob("english*.py")
    keys = Counter(
        key.value
        for file in files_of_texts
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    )
    assert [key for key, times in keys.items() if times > 1] == []


def test_a_translation_fills_in_the_same_values() -> None:
    for zh, en in TEXTS.items():
        names = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (zh, en)]
        assert names[0] == names[1], zh


def test_every_paper_notice_and_source_has_its_english() -> None:
    titles = {*PAPERS.values(), *(kind.zh for kind in CATALOGUE.values())}
    assert titles | {kind.zh for kind in ReportKind} == set(TITLES)
