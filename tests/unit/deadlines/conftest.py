from pathlib import Path

import pytest

from deadlines import PublishedYear, WorkingDayCalendar, build_calendar, parse_years

SEED = Path(__file__).parents[3] / "storage" / "seed" / "calendar.json"


@pytest.fixture(scope="session")
def published() -> tuple[PublishedYear, ...]:
    return parse_years(SEED.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def calendar(published: tuple[PublishedYear, ...]) -> WorkingDayCalendar:
    return build_calendar(published, version="2026-1")
