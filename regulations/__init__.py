"""The measures as data: packs of items, clocks, tables and thresholds. Pure: no I/O, no clock."""

from regulations.assessment import Answer, Assessment, Assessor
from regulations.clocks import Deadline, Escalation
from regulations.errors import BadAnswer, PackError
from regulations.items import Fact, Item, ItemGroup
from regulations.pack import Pack, parse_pack
from regulations.suggestions import Suggestion

__all__ = [
    "Answer",
    "Assessment",
    "Assessor",
    "BadAnswer",
    "Deadline",
    "Escalation",
    "Fact",
    "Item",
    "ItemGroup",
    "Pack",
    "PackError",
    "Suggestion",
    "parse_pack",
]
