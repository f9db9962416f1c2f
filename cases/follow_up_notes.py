"""What a supervisor notes of single corrections in a report that is held, before it is released."""

from datetime import UTC, datetime

from cases.follow_up_reading import held_for, note_of, officers_in
from cases.follow_up_sight import under_eyes, with_notes
from reports.names import without
from states.errors import GuardFailed, NotFound
from storage import Store, emptying, follow_up, follow_up_notes, journal

NOTED = "follow_up_noted"


def note_case(
    store: Store, period: str, scope: str, case: str, note: str, by: str, now: datetime
) -> None:
    """Note something of one correction; empty takes it back. It goes out with the report.

    Officers' names are masked in it, as in the note of the whole report. Raises ``NotFound`` where
    the report has no such line for them, ``NotGranted``, ``GuardFailed`` once it was released or
    the case was destroyed, or ``Invalid``.
    """
    said = note_of(note)
    now = now.astimezone(UTC)
    with store.write() as connection:
        person, _, kept, sight = held_for(store, connection, period, scope, by, now)
        packed = follow_up.packed_of(connection, kept.id)
        line = (one for one in follow_up.lines_in(packed) if one["case"] == case)
        if not any(under_eyes(connection, with_notes(line, {}), person, sight)):
            raise NotFound("整改清单中的案件", "case in the report", case[:40])
        if emptying.emptied_among(connection, [case]):
            raise GuardFailed("该案已匿名化或者销毁", "the file of this case was destroyed")
        if not follow_up_notes.hold(connection, kept.id):
            raise GuardFailed("该报告不待放行", "this report does not wait for a release")
        told = without(said, *officers_in(connection, packed))
        follow_up_notes.write(connection, kept.id, case, told, person.id, now)
        journal.note(connection, NOTED, person, now, period=period, scope=scope)
