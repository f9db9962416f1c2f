from states.table import TABLE
from states.vocabulary import Phase
from web.diagram import ARROWS, CORNERS
from web.phases import ARTICLES


def test_every_arrow_is_a_way_that_the_table_knows() -> None:
    known = {(row.source.phase, row.dest.phase, row.event.code) for row in TABLE if row.source}
    for arrow in ARROWS:
        ways = {
            event for source, dest, event in known if (source, dest) == (arrow.source, arrow.dest)
        }
        assert ways, arrow
        assert arrow.event is None or arrow.event.code in ways


def test_every_phase_but_the_aside_has_its_box_and_its_article() -> None:
    assert set(CORNERS) == set(ARTICLES) == set(Phase) - {Phase.ASIDE}
