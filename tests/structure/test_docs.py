"""The documentation says what the code says."""

import re
from pathlib import Path

import pytest

from rongcuo.reference import BLOCKS, refreshed, written_pages

ROOT = Path(__file__).parents[2]
PAGES = (*written_pages(ROOT), ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md")
LINK = re.compile(r"\]\((?!https?:)(?P<path>[^)#\s]*)(?:#(?P<heading>[^)\s]*))?\)")
BLOCK = re.compile(r"^<!-- begin (\w+) -->", re.MULTILINE)


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def headings(page: Path) -> set[str]:
    found = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", text).strip().lower().replace(" ", "-") for text in found}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_what_a_page_repeats_is_what_the_code_says(page: Path):
    text = page.read_text("utf-8")
    assert refreshed(text) == text, "run: make docs"


def test_every_generated_block_stands_on_some_page():
    found = {name for page in PAGES for name in BLOCK.findall(page.read_text("utf-8"))}
    assert found == set(BLOCKS)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path):
    for link in LINK.finditer(page.read_text("utf-8")):
        target = (page.parent / link["path"]).resolve() if link["path"] else page
        assert target.exists(), link[0]
        if link["heading"]:
            assert link["heading"] in headings(target), link[0]


def test_both_readmes_give_the_same_commands():
    def commands(name: str) -> list[str]:
        return re.findall(r"```bash\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)

    assert commands("README.md") == commands("README.en.md")


def test_decisions_are_numbered_without_gap_and_short():
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [d.name[:4] for d in decisions] == [f"{n:04d}" for n in range(1, len(decisions) + 1)]
    assert all(len(d.read_text("utf-8").splitlines()) <= 40 for d in decisions)
