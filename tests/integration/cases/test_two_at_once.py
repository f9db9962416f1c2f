"""Two people, two clocks or one impatient person at the same case: one step, told apart."""

import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau, at
from support.pressing import Press, new_people, press_at_once

from cases.attempts import attempts_on
from cases.history import verify
from states.errors import CaseError, Conflict, Invalid, NotAllowed

WHY = {"reason": "重复"}
REFUSE = {"ground": "duplicate", **WHY}
TERMINATE = {"ground": "transfer", **WHY}


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each of ``works`` gave or raised, all begun at the same moment."""
    gate = Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return work()
        except CaseError as refusal:
            return refusal

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


@pytest.fixture(scope="module")
def machines() -> Iterator["list[subprocess.Popen[str]]"]:
    """Two machines, each with somebody before it."""
    with new_people(2) as people:
        yield people


def test_a_version_that_is_not_the_cases_is_a_conflict_that_says_who_and_when(bureau: Bureau):
    bureau.open("2026-03-02")
    bureau.do("2026-03-03", "file", OFFICER, expected=1, **APPLICATION)
    before = bureau.tables()
    with pytest.raises(Conflict) as conflict:
        bureau.do("2026-03-04", "accept", HANDLER, expected=1)
    assert (conflict.value.expected, conflict.value.found) == (1, 2)
    assert (conflict.value.by, conflict.value.at) == ("孙皓", at("2026-03-03"))
    assert conflict.value.say("zh") == (
        "案件已由孙皓于2026-03-03 10:00更新（您所见为第1版，现为第2版）；"
        "请重新打开案件核对后再办理。"
    )
    assert "by 孙皓 at 2026-03-03 10:00" in conflict.value.say("en")
    assert bureau.tables() == before
    with pytest.raises(Conflict):
        bureau.do("2026-03-04", "accept", HANDLER, expected=0)
    bureau.do("2026-03-04", "accept", HANDLER, expected=2)


def test_where_the_clock_was_first_the_conflict_says_so(bureau: Bureau):
    bureau.open("2026-03-02", "external")
    bureau.sweep("2026-03-10T00:05")
    with pytest.raises(Conflict, match="由系统时钟于2026-03-10 00:05更新"):
        bureau.do("2026-03-10T09:00", "inform_officer", HANDLER, expected=1)


def test_a_key_is_done_once_and_answers_the_same_again(bureau: Bureau):
    bureau.open("2026-03-02")
    first = bureau.do("2026-03-03", "file", OFFICER, key="k1", **APPLICATION)
    before = bureau.tables()
    again = bureau.do("2026-03-05", "file", OFFICER, key="k1", **APPLICATION)
    assert again.repeated
    assert not first.repeated
    assert (again.case, again.event, again.from_state, again.to_state, again.version) == (
        first.case, "file", "investigation", "filed", first.version,
    )  # fmt: skip
    assert bureau.tables() == before


def test_a_key_answers_even_where_the_case_has_gone_on_since(bureau: Bureau):
    bureau.open("2026-03-02")
    bureau.do("2026-03-03", "file", OFFICER, key="k1", expected=1, **APPLICATION)
    bureau.do("2026-03-04", "accept", HANDLER)
    assert bureau.do("2026-03-05", "file", OFFICER, key="k1", expected=1, **APPLICATION).repeated


def test_a_key_of_another_event_is_refused(bureau: Bureau):
    bureau.open("2026-03-02")
    bureau.do("2026-03-03", "file", OFFICER, key="k1", **APPLICATION)
    with pytest.raises(Invalid, match="key"):
        bureau.do("2026-03-04", "accept", HANDLER, key="k1")


def test_two_cases_may_bear_the_same_key(bureau: Bureau):
    bureau.open("2026-03-02", officers=[OFFICER, "zhouqian"])
    first, second = bureau.numbers
    bureau.do("2026-03-03", "file", OFFICER, case=first, key="k1", **APPLICATION)
    done = bureau.do("2026-03-03", "file", "zhouqian", case=second, key="k1", **APPLICATION)
    assert not done.repeated


def test_a_refused_step_leaves_its_key_free(bureau: Bureau):
    bureau.open("2026-03-02")
    with pytest.raises(NotAllowed):
        bureau.do("2026-03-03", "accept", HANDLER, key="k1")
    bureau.do("2026-03-03", "file", OFFICER, key="k1", **APPLICATION)


def test_of_two_supervisors_at_once_one_wins_and_the_other_meets_a_conflict(bureau: Bureau):
    """Scenario 37."""
    for turn in range(5):
        bureau.open("2026-03-02")
        bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
        bureau.do("2026-03-03", "recommend", HANDLER, step="refuse", **WHY)
        done = at_once(
            lambda: bureau.do("2026-03-04", "accept", HANDLER, expected=3),
            lambda: bureau.do("2026-03-04", "refuse", SUPERVISOR, expected=3, **REFUSE),
        )
        refused = [one for one in done if isinstance(one, CaseError)]
        assert [type(one) for one in refused] == [Conflict], turn
        assert (refused[0].expected, refused[0].found) == (3, 4)
        assert bureau.row().version == 4
    assert verify(bureau.store).flaws == []


TWO = (
    # The supervisor at two machines, and the supervisor beside the handler.
    (("refuse", SUPERVISOR, REFUSE), ("terminate", SUPERVISOR, TERMINATE)),
    (("suspend", SUPERVISOR, WHY), ("suspend", SUPERVISOR, WHY)),
    (("accept", HANDLER, {}), ("refuse", SUPERVISOR, REFUSE)),
)
NAMES = {HANDLER: "何敏", SUPERVISOR: "唐莉"}


@pytest.mark.parametrize("two", TWO, ids=lambda two: "-".join(event for event, *_ in two))
def test_of_two_machines_one_wins_and_the_other_hears_by_whom_and_when(
    bureau: Bureau, machines: "list[subprocess.Popen[str]]", two: Any
):
    presses = [
        Press(f"2026-03-04T10:0{n}", event, by, 3, data) for n, (event, by, data) in enumerate(two)
    ]
    for turn in range(4):
        bureau.open("2026-03-02")
        bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
        step = "suspend" if two[0][0] == "suspend" else "refuse"
        bureau.do("2026-03-03", "recommend", HANDLER, step=step, **WHY)
        answers = press_at_once(machines, bureau, *presses)
        [first] = [n for n, answer in enumerate(answers) if "version" in answer]
        won, lost = presses[first], presses[1 - first]
        assert answers[first]["version"] == bureau.row().version == 4, turn
        assert answers[1 - first] == {
            "error": "Conflict", "expected": 3, "found": 4, "by": NAMES[won.by],
            "at": at(won.moment).isoformat(),
        }  # fmt: skip
        [kept] = attempts_on(bureau.store, bureau.number, at("2026-03-03"))
        assert (kept.event, kept.person, kept.refusal) == (lost.event, lost.by, "conflict")
    assert verify(bureau.store).flaws == []


def test_without_a_version_two_at_once_still_make_one_step(bureau: Bureau):
    for _ in range(5):
        bureau.open("2026-03-02")
        done = at_once(
            lambda: bureau.do("2026-03-04", "file", OFFICER, **APPLICATION),
            lambda: bureau.do("2026-03-04", "consider_ex_officio", HANDLER),
            lambda: bureau.do("2026-03-04", "file", UNIT, **APPLICATION),
        )
        for one in done:
            if isinstance(one, Conflict):
                assert one.found > one.expected
    proof = verify(bureau.store)
    assert proof.flaws == []


def test_one_key_sent_twice_at_once_makes_one_step(bureau: Bureau):
    for _ in range(5):
        bureau.open("2026-03-02")
        done = at_once(*(
            lambda: bureau.do("2026-03-04", "file", OFFICER, key="k", **APPLICATION)
            for _ in range(3)
        ))  # fmt: skip
        assert bureau.row().version == 2
        made = [one for one in done if not isinstance(one, CaseError) and not one.repeated]
        assert len(made) == 1
        # Whoever came second is told that it is done, or to look again; never that it failed.
        assert all(isinstance(one, Conflict) or one.case for one in done)


def test_matters_registered_at_once_bear_numbers_without_a_gap(bureau: Bureau):
    done = at_once(*(lambda: bureau.open("2026-03-02") for _ in range(6)))
    assert sorted(done) == [f"2026-{n:04d}-1" for n in range(1, 7)]
    assert verify(bureau.store).flaws == []


def test_a_step_and_a_sweep_at_once_leave_a_whole_history(bureau: Bureau):
    for _ in range(4):
        bureau.open("2026-03-02")
        at_once(
            lambda: bureau.sweep("2026-03-10T00:05"),
            lambda: bureau.do(
                "2026-03-10T00:05", "file", OFFICER, received_at="2026-03-09", **APPLICATION,
            ),
            lambda: bureau.sweep("2026-03-10T00:05"),
        )  # fmt: skip
        tally = bureau.sweep("2026-03-10T00:06")
        assert tally.failed == 0
    assert verify(bureau.store).flaws == []
