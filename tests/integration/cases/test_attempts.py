"""Who asks for an event and is refused leaves a trace; nothing else does, and it hides nothing."""

from typing import Any

import pytest
from sqlalchemy import text
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau, at

from cases.attempts import attempts_on
from cases.history import verify
from states.errors import CaseError, Conflict, GuardFailed, Invalid, NotAllowed, NotFound

REFUSED = (
    ("accept", HANDLER, {}, NotAllowed, "not_allowed"),
    ("file", HANDLER, APPLICATION, NotAllowed, "not_allowed"),
    ("convene", HANDLER, {}, NotAllowed, "not_allowed"),
    ("file", OFFICER, {**APPLICATION, "received_at": "2026-02-01"}, Invalid, "invalid"),
    ("file", OFFICER, {"statement": ""}, Invalid, "invalid"),
    ("file", OFFICER, {**APPLICATION, "unheard": 1}, Invalid, "invalid"),
    ("suspend", SUPERVISOR, {}, Invalid, "invalid"),
    ("record_decision", HANDLER, {}, Invalid, "invalid"),
)


def tried(bureau: Bureau) -> list[tuple[str, str, str, str]]:
    return [
        (one.event, one.person, str(one.state), str(one.refusal))
        for one in attempts_on(bureau.store, bureau.number, at("2026-03-03"))
    ]


def refuse(bureau: Bureau, *words: Any, error: type[CaseError] = NotAllowed, **data: Any) -> None:
    with pytest.raises(error):
        bureau.do(*words, **{"asked": False, **data})


@pytest.mark.parametrize(("event", "by", "data", "error", "code"), REFUSED)
def test_what_is_refused_is_kept_by_its_kind_alone(
    bureau: Bureau, event: str, by: str, data: dict[str, Any], error: type[CaseError], code: str
):
    bureau.open("2026-03-02")
    before = bureau.tables()
    refuse(bureau, "2026-03-03T10:00", event, by, error=error, **data)
    assert bureau.tables() == before
    assert tried(bureau) == [(event, by, "investigation", code)]
    (one,) = attempts_on(bureau.store, bureau.number, at("2026-03-03"))
    assert one.at == at("2026-03-03T10:00")


def test_a_condition_that_is_not_met_and_a_version_that_is_old(bureau: Bureau):
    bureau.open("2026-03-02")
    bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    refuse(bureau, "2026-03-04", "accept", HANDLER, error=Conflict, expected=1)
    bureau.open("2026-03-02")
    bureau.do("2026-03-03", "file", OFFICER, statement="申请容错")
    refuse(bureau, "2026-03-04", "accept", HANDLER, error=GuardFailed)
    assert tried(bureau) == [("accept", HANDLER, "filed", "guard_failed")]
    bureau.number = bureau.numbers[0]
    assert tried(bureau) == [("accept", HANDLER, "filed", "conflict")]


def test_who_presses_again_within_a_minute_has_tried_once(bureau: Bureau):
    bureau.open("2026-03-02")
    for second in ("00", "05", "59"):
        refuse(bureau, f"2026-03-03T10:00:{second}", "accept", HANDLER)
    assert len(tried(bureau)) == 1
    refuse(bureau, "2026-03-03T10:01:01", "accept", HANDLER)
    assert len(tried(bureau)) == 2
    # Another person, another event, another kind of refusal, another case: each its own.
    refuse(bureau, "2026-03-03T10:01:01", "accept", SUPERVISOR)
    refuse(bureau, "2026-03-03T10:01:01", "resume", HANDLER)
    refuse(bureau, "2026-03-03T10:01:01", "accept", HANDLER, error=Conflict, expected=7)
    assert len(tried(bureau)) == 5
    bureau.open("2026-03-02")
    refuse(bureau, "2026-03-03T10:01:01", "accept", HANDLER)
    assert len(tried(bureau)) == 1


def test_what_does_not_exist_leaves_nothing(bureau: Bureau):
    bureau.open("2026-03-02")
    refuse(bureau, "2026-03-03", "aprove", HANDLER, error=NotFound)
    refuse(bureau, "2026-03-03", "accept", "nobody", error=NotFound)
    refuse(bureau, "2026-03-03", "accept", HANDLER, error=NotFound, case="2026-9999-1")
    assert tried(bureau) == []
    with pytest.raises(NotFound):
        attempts_on(bureau.store, "2026-9999-1", at("2026-03-03"))


def test_what_the_clock_is_refused_leaves_nothing(bureau: Bureau):
    bureau.open("2026-03-02")
    refuse(bureau, "2026-03-03", "lapse", None, error=CaseError)
    refuse(bureau, "2026-03-03", "accept", None)
    bureau.sweep("2026-03-10T00:05")
    assert tried(bureau) == []


def test_what_is_done_leaves_no_attempt_and_an_attempt_no_history(bureau: Bureau):
    bureau.open("2026-03-02")
    refuse(bureau, "2026-03-03", "accept", HANDLER, key="k")
    bureau.do("2026-03-03", "file", OFFICER, key="k", **APPLICATION)
    bureau.do("2026-03-04", "file", OFFICER, key="k", **APPLICATION)
    assert tried(bureau) == [("accept", HANDLER, "investigation", "not_allowed")]
    assert bureau.row().version == 2
    assert verify(bureau.store).flaws == []


def test_an_attempt_that_cannot_be_written_hides_no_refusal(bureau: Bureau):
    bureau.open("2026-03-02")
    with bureau.store.write() as connection:
        connection.execute(text("ALTER TABLE attempts RENAME TO lost"))
    refuse(bureau, "2026-03-03", "accept", HANDLER)
    # The store goes on as if nothing had been.
    bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    with bureau.store.write() as connection:
        connection.execute(text("ALTER TABLE lost RENAME TO attempts"))
    assert tried(bureau) == []


def test_a_step_that_breaks_is_no_refusal(bureau: Bureau):
    bureau.open("2026-03-02")
    with bureau.store.write() as connection:
        connection.execute(text("UPDATE cases SET facts = 'no json'"))
    with pytest.raises(ValueError, match="json"):
        bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    assert tried(bureau) == []


def test_a_second_officers_refusal_stands_on_their_own_case(bureau: Bureau):
    first = bureau.open("2026-03-02", officers=[OFFICER, "zhouqian"])
    refuse(bureau, "2026-03-03", "file", "zhouqian", error=NotFound, case=first, **APPLICATION)
    assert tried(bureau) == [("file", "zhouqian", "investigation", "not_allowed")]
    bureau.number = bureau.numbers[1]
    assert tried(bureau) == []
    bureau.do("2026-03-03", "file", UNIT, **APPLICATION)
