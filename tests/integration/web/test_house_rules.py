"""What old browsers and a strict policy ask of stylesheet and templates."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(str(files("templates")))
CSS = "\n".join(file.read_text("utf-8") for file in sorted((ROOT / "static").glob("*.css")))
BARE = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
TEMPLATES = sorted((ROOT / "pages").rglob("*.j2"))


@pytest.mark.parametrize("word", [":has(", "@layer", "color-mix", "oklch", "@container", "url("])
def test_the_sheet_uses_nothing_that_old_browsers_lack(word: str) -> None:
    assert word not in BARE


def test_rules_are_not_nested() -> None:
    """What stands in the margin of a page is no rule: a browser that knows none leaves it out."""
    depth, inside = 0, [False]
    for piece in re.findall(r"[^{}]*[{}]", BARE):
        if piece.endswith("{"):
            at_rule = piece.strip().rpartition(";")[2].strip().startswith(("@media", "@page"))
            assert not inside[-1], piece
            inside.append(not at_rule)
            depth += 1
        else:
            inside.pop()
            depth -= 1
    assert depth == 0


def test_both_ways_into_the_dark_have_the_same_colours() -> None:
    blocks = re.findall(r"html(?:\[data-mode=\"dark\"\]|:not\(\[data-mode\]\)) \{([^}]+)\}", BARE)
    assert len({" ".join(block.split()) for block in blocks}) == 1
    assert len(blocks) == 2


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_templates_bear_no_style_no_handler_and_trust_no_text(file: Path) -> None:
    text = file.read_text("utf-8")
    assert not re.search(r"\sstyle=|\son\w+=|<style|\|\s*safe\b|autoescape", text)
