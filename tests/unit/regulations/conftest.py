from pathlib import Path

import pytest

from regulations import Pack, parse_pack

BANAN = Path(__file__).parents[3] / "regulations" / "packs" / "banan.yaml"


@pytest.fixture(scope="session")
def banan_text() -> str:
    return BANAN.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def banan(banan_text: str) -> Pack:
    return parse_pack(banan_text)
