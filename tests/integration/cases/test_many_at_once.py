"""One event on many cases: what is left is what as many single steps leave."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, Bureau, at
from support.papers_in import REPORT

from cases.advance import Request
from cases.attempts import attempts_on
from cases.history import verify
from cases.together import BATCH, Together, advance_many
from states.errors import Invalid, NotAllowed, NotFound
from storage.schema import Case, CaseEvent, Notice, Paper, Task

ROAD = (
    ("2026-03-03", "inform_officer", HANDLER, {}),
    ("2026-03-04", "file", OFFICER, APPLICATION),
    ("2026-03-05", "accept", HANDLER, {}),
    ("2026-03-05", "assign_reviewers", HANDLER, {"reviewers": ["guyuan", "jiangyue"]}),
    ("2026-03-06", "recommend", HANDLER, {"step": "suspend", "reason": "等待司法结论"}),
    ("2026-03-06", "suspend", SUPERVISOR, {"reason": "等待司法结论"}),
    ("2026-03-10", "recommend", HANDLER, {"step": "resume", "reason": "结论已出"}),
    ("2026-03-10", "resume", SUPERVISOR, {"reason": "结论已出"}),
    ("2026-03-12", "submit_report", "guyuan", REPORT),
)
NEVER_ALIKE = {"id", "number", "matter_id", "case_id", "task_id", "head", "previous", "hash"}


def together(
    b: Bureau, numbers: Sequence[str], moment: str, event: str, by: str, key: str = "", **data: Any
) -> Together:
    request = Request(event, by, data, idempotency_key=key or None)
    return advance_many(b.store, numbers, request, now=at(moment))


def opened(b: Bureau, cases: int) -> list[str]:
    return [b.open("2026-03-02", start_document=f"启〔2026〕{n}号") for n in range(cases)]


def left(b: Bureau, number: str) -> dict[str, list[Any]]:
    """Every row of a case that steps write, without what differs from case to case."""
    with b.store.read() as connection:
        case_id = connection.execute(select(Case.id).where(Case.number == number)).scalar_one()
        return {
            table.__tablename__: sorted(
                (
                    {k: same(v, number) for k, v in row.items() if k not in NEVER_ALIKE}
                    for row in connection.execute(
                        select(table.__table__).where(
                            (table.id if table is Case else table.case_id) == case_id
                        )
                    ).mappings()
                    if row.get("event") != "open"
                ),
                key=repr,
            )
            for table in (Case, CaseEvent, Task, Notice, Paper)
        }


def same(value: Any, number: str) -> Any:
    return value.replace(number, "CASE") if isinstance(value, str) else value


def test_many_together_leave_the_rows_that_single_steps_leave(bureau):
    one, *others = opened(bureau, 4)
    for moment, event, by, data in ROAD:
        bureau.do(moment, event, by, case=one, **data)
        done = together(bureau, others, moment, event, by, **data)
        assert [d.case for d in done.done] == others
        assert done.refused == []
    expected = left(bureau, one)
    assert len(expected["events"]) == len(ROAD)
    assert len(expected["tasks"]) > 3
    assert expected["notices"]
    for number in others:
        assert left(bureau, number) == expected
    assert verify(bureau.store).flaws == []


def test_what_is_said_of_each_is_what_a_single_step_says(bureau):
    one, other = opened(bureau, 2)
    single = bureau.do("2026-03-04", "inform_officer", HANDLER, case=one)
    [many] = together(bureau, [other], "2026-03-04", "inform_officer", HANDLER).done
    said = [
        (d.event, d.from_state, d.to_state, d.version, d.papers, d.notices, d.late_notice)
        for d in (single, many)
    ]
    assert said[0] == said[1]
    assert many.late_notice is not None
    assert [(c.op, c.kind, c.due_on) for c in single.changes] == [
        (c.op, c.kind, c.due_on) for c in many.changes
    ]


def test_a_case_that_refuses_is_named_and_left_and_the_others_stand(bureau):
    ready, not_filed, done = opened(bureau, 3)
    for number in (ready, done):
        bureau.do("2026-03-04", "file", OFFICER, case=number, **APPLICATION)
    bureau.do("2026-03-05", "accept", HANDLER, case=done)
    before = {number: left(bureau, number) for number in (not_filed, done)}
    asked = [not_filed, ready, "2026-999-1", done]
    found = together(bureau, asked, "2026-03-05", "accept", HANDLER)
    assert [d.case for d in found.done] == [ready]
    assert [(r.case, type(r.refusal)) for r in found.refused] == [
        (not_filed, NotAllowed), ("2026-999-1", NotFound), (done, NotAllowed),
    ]  # fmt: skip
    assert bureau.state(ready) == "under_review"
    assert {number: left(bureau, number) for number in (not_filed, done)} == before


def test_who_was_refused_stands_among_the_attempts_as_after_a_single_step(bureau):
    one, other = opened(bureau, 2)
    with pytest.raises(NotAllowed):
        bureau.do("2026-03-05", "accept", HANDLER, case=one)
    together(bureau, [other], "2026-03-05", "accept", HANDLER)
    now = at("2026-03-06")
    [single], [many] = attempts_on(bureau.store, one, now), attempts_on(bureau.store, other, now)
    assert single == many


def test_what_is_wrong_for_all_of_them_is_refused_once_and_nothing_written(bureau):
    numbers = opened(bureau, 2)
    before = bureau.tables()
    with pytest.raises(NotFound):
        together(bureau, numbers, "2026-03-04", "accpet", HANDLER)
    with pytest.raises(NotFound):
        together(bureau, numbers, "2026-03-04", "inform_officer", "nobody")
    with pytest.raises(Invalid, match="statement"):
        together(bureau, numbers, "2026-03-04", "file", OFFICER)
    shared = {"items": [{"title": "现场记录"}], "share": True}
    with pytest.raises(Invalid, match="share"):
        together(bureau, numbers, "2026-03-04", "add_evidence", HANDLER, **shared)
    assert bureau.tables() == before


def test_a_case_named_twice_takes_one_step(bureau):
    [number] = opened(bureau, 1)
    found = together(bureau, [number, number], "2026-03-04", "inform_officer", HANDLER)
    assert (len(found.done), found.refused) == (1, [])
    assert bureau.row(number).version == 2


def test_with_a_key_a_run_that_was_cut_off_is_finished_and_nothing_done_twice(bureau):
    first, second = opened(bureau, 2)
    together(bureau, [first], "2026-03-04", "inform_officer", HANDLER, key="告知")
    found = together(bureau, [first, second], "2026-03-05", "inform_officer", HANDLER, key="告知")
    assert [d.repeated for d in found.done] == [True, False]
    assert [bureau.row(number).version for number in (first, second)] == [2, 2]


def test_more_than_one_batch_is_told_as_it_goes(sqlite_bureau):
    numbers, told = opened(sqlite_bureau, 3), []
    asked = [*numbers, *(f"2026-{n}-9" for n in range(BATCH))]
    found = advance_many(
        sqlite_bureau.store, asked, Request("inform_officer", HANDLER, {}), now=at("2026-03-04"),
        progress=lambda done, of: told.append((done, of)),
    )  # fmt: skip
    assert told == [(BATCH, BATCH + 3), (BATCH + 3, BATCH + 3)]
    assert (len(found.done), len(found.refused)) == (3, BATCH)


def test_the_bodies_name_their_own_case(sqlite_bureau):
    numbers = opened(sqlite_bureau, 2)
    together(sqlite_bureau, numbers, "2026-03-04", "inform_officer", HANDLER)
    with sqlite_bureau.store.read() as connection:
        bodies = connection.execute(select(CaseEvent.body).where(CaseEvent.seq == 2)).scalars()
        assert [json.loads(body)["case"] for body in bodies] == numbers
