"""Where the generated blocks stand: between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from rongcuo.reference.api import api
from rongcuo.reference.events import event_sections, vocabulary
from rongcuo.reference.lives import clocks, diagram, papers, rows, states
from rongcuo.reference.people import notices, people
from rongcuo.reference.registries import registries
from rongcuo.settings import settings_table

BLOCKS: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "api": api,
        "clocks": clocks,
        "diagram": diagram,
        "events": event_sections,
        "notices": notices,
        "papers": papers,
        "people": people,
        "registries": registries,
        "rows": rows,
        "settings": settings_table,
        "states": states,
        "vocabulary": vocabulary,
    }
)
_BLOCK = re.compile(r"<!-- begin (?P<name>\w+) -->\n.*?<!-- end (?P=name) -->", re.DOTALL)


def written_pages(root: Path) -> tuple[Path, ...]:
    """Every page that may hold a block."""
    return (*sorted(root.glob("README*.md")), *sorted((root / "docs").rglob("*.md")))


def refreshed(text: str) -> str:
    """``text`` with each block as the code says it now; raises ``KeyError`` on an unknown name."""
    return _BLOCK.sub(_written, text)


def _written(found: re.Match[str]) -> str:
    name = found["name"]
    return f"<!-- begin {name} -->\n{BLOCKS[name]()}\n<!-- end {name} -->"
