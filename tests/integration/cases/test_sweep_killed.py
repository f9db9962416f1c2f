"""``kill -9`` between any two statements of a sweep: the next one finishes it, and tells once."""

from sqlalchemy import update
from support.bureau import Bureau
from support.sweeping import Rewind, Sweeper, let_go, written

from cases.history import verify
from storage.schema import Case

MOMENT = "2026-03-10T09:00"


def test_a_sweep_killed_anywhere_is_finished_by_the_next(bureau: Bureau, sweeper: Sweeper):
    """One reminder, one lapse and one case whose data raises."""
    for day in ("2026-03-05", "2026-03-02", "2026-03-05"):
        bureau.open(day, informed_on=day)
    with bureau.store.write() as connection:
        connection.execute(update(Case).where(Case.number == bureau.number).values(facts="{"))
    rewind = Rewind(bureau)
    tally = bureau.sweep(MOMENT)
    assert (tally.reminded, tally.lapsed, tally.failed) == (1, 1, 1)
    wanted = written(bureau)
    statement, killed = 0, True
    while killed:
        rewind()
        statement += 1
        killed = sweeper.begin(bureau, MOMENT, fatal=statement).ended().killed
        let_go(bureau)
        bureau.sweep(MOMENT)
        assert written(bureau) == wanted, f"killed before statement {statement}"
    assert statement > 30
    assert {flaw.case for flaw in verify(bureau.store).flaws} == {bureau.number}
