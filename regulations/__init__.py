"""The measures as data: packs of items, clocks, tables and thresholds. Pure: no I/O, no clock."""

from regulations.clocks import Deadline, Escalation
from regulations.errors import PackError
from regulations.items import Fact, Item, ItemGroup
from regulations.pack import Pack, parse_pack

__all__ = [
    "Deadline",
    "Escalation",
    "Fact",
    "Item",
    "ItemGroup",
    "Pack",
    "PackError",
    "parse_pack",
]
