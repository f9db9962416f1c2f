"""The watch for patterns: what it tells is delivered at once."""

from datetime import datetime
from typing import Any

import pytest
from support.bureau import at
from support.commands import Terminal

from cases.patterns import watch_patterns
from flows import watch_patterns as flow
from storage import Store


def test_whoever_is_told_of_a_pattern_waits_for_no_schedule(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
):
    poked: list[Any] = []

    def look(store: Store, _now: datetime) -> Any:
        return watch_patterns(store, at("2026-05-21"))

    monkeypatch.setattr(flow, "watch_patterns", look)
    monkeypatch.setattr(flow, "poke", lambda name, _settings: poked.append(name))
    for day in ("2026-05-18", "2026-05-19", "2026-05-20"):
        terminal.bureau.open(day, report_kind="none", issue_type="未及时发现")
    assert (flow._watch().notices, poked) == (3, ["deliver-notices"])
    assert (flow._watch().notices, poked) == (0, ["deliver-notices"])
