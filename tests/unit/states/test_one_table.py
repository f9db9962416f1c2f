"""Whatever prints the life of a case prints the one table, and every rule says what it asks."""

import re
from collections import Counter
from pathlib import Path

import pytest

from rongcuo.cli.lifecycle import as_data, as_mermaid
from states.table import TABLE
from states.transition import Guard

DOCS = Path(__file__).parents[3] / "docs"
ARROW = re.compile(r"^  (\S+) --> (\S+): (.+)$", re.MULTILINE)


def test_the_json_has_every_row_and_no_other():
    printed = Counter(
        (row["event"], row["source"], row["dest"], tuple(row["roles"]), tuple(row["articles"]))
        for row in as_data()["events"]
    )
    assert printed == Counter(
        (row.event.code, row.source, row.dest, row.roles, row.articles) for row in TABLE
    )


def test_the_diagram_has_every_arrow_and_no_other():
    assert set(ARROW.findall(as_mermaid())) == {
        (str(row.source or "[*]"), str(row.dest), row.event.zh) for row in TABLE
    }


def test_the_diagram_of_the_documentation_draws_only_what_the_table_has():
    """It leaves out what is possible nearly everywhere; a page says which."""
    known = {(str(row.source or "[*]"), str(row.dest), row.event.zh) for row in TABLE}
    drawn = {
        (source, dest, event)
        for source, dest, events in ARROW.findall((DOCS / "lifecycle.md").read_text("utf-8"))
        for event in events.split("／")
    }
    assert drawn
    assert drawn <= known


def test_the_documentation_names_every_event():
    written = (DOCS / "events.md").read_text("utf-8")
    for row in TABLE:
        assert f"### {row.event.code}\n**{row.event.zh}** · {row.event.en}\n" in written


RULES = sorted(
    {rule for row in TABLE for rule in (*row.guards, *row.checks)}, key=lambda r: r.__name__
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_guard_says_in_a_sentence_what_it_asks(rule: Guard):
    """The documentation quotes that sentence."""
    said = (rule.__doc__ or "").strip().splitlines()
    assert said
    assert said[0].endswith(".")
