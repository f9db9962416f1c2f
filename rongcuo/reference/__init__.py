"""The parts of the documentation that repeat the code, written by the code: ``make docs``."""

from rongcuo.reference.pages import BLOCKS, refreshed, written_pages

__all__ = ["BLOCKS", "refreshed", "written_pages"]
