"""What is read from Prefect's answers, and what of them is never shown."""

from datetime import UTC, datetime
from typing import Any

import pytest

from web.engine import EngineAway, RunState, automatic_work
from web.words import Words

BEGAN = "2026-03-02T01:00:00+00:00"


class Engine:
    """Prefect's API with one deployment, its last run and what that said."""

    def __init__(self, run: dict[str, Any] | None, *lines: tuple[int, str], **more: Any) -> None:
        self.run, self.lines = run, lines
        self.deployment = {
            "id": "d1", "name": "seal-events", "description": "封存 · sign",
            "paused": False, "status": "READY",
            "schedules": [{"active": True, "schedule": {"cron": "0 1 * * *"}}], **more,
        }  # fmt: skip

    def __call__(self, path: str, body: dict[str, Any]) -> Any:
        if path == "/deployments/filter":
            return [self.deployment]
        if path == "/logs/filter":
            return [
                {"flow_run_id": "r1", "level": level, "message": text} for level, text in self.lines
            ]
        if not body["flow_runs"]["start_time"]["is_null_"]:
            return [self.run] if self.run else []
        return [{"id": "r2", "expected_start_time": "2026-03-03T01:00:00Z"}]


def run(state: str, message: str = "", *, ended: bool = True) -> dict[str, Any]:
    return {
        "id": "r1", "state_type": state, "state": {"message": message}, "start_time": BEGAN,
        "end_time": BEGAN if ended else None, "total_run_time": 2.5,
    }  # fmt: skip


def test_a_run_that_ended_well_says_what_it_did():
    lines = (
        (20, "Finished in state Completed()"),
        (20, "sealed 28 chains"),
        (20, "Beginning flow run 'shaggy-chimera' for flow 'seal-events'"),
    )
    (work,) = automatic_work(Engine(run("COMPLETED"), *lines))
    assert (work.zh, work.en, work.on, work.served) == ("封存", "sign", True, True)
    assert work.last
    assert (work.last.state, work.last.said) == (RunState.COMPLETED, "sealed 28 chains")
    assert work.last.seconds == 2.5
    assert work.next_at == datetime(2026, 3, 3, 1, tzinfo=UTC)


def test_of_a_run_that_failed_the_class_of_the_error_is_shown_and_no_word_of_it():
    said = "Flow run encountered an exception: sqlalchemy.exc.IntegrityError: Duplicate 孙皓"
    lines = ((40, "Encountered exception during execution: 孙皓"), (30, "careful: 孙皓"))
    (work,) = automatic_work(Engine(run("FAILED", said), *lines))
    assert work.last
    assert work.last.raised == "sqlalchemy.exc.IntegrityError"
    assert work.last.troubles == 2
    assert "孙皓" not in str(work)


def test_a_run_under_way_has_no_end_yet():
    (work,) = automatic_work(Engine(run("RUNNING", ended=False)))
    assert work.last
    assert work.last.under_way
    assert work.last.seconds is None


def test_what_never_ran_or_is_switched_off_says_so():
    (work,) = automatic_work(Engine(None, paused=True, status="NOT_READY"))
    assert (work.last, work.on, work.served) == (None, False, False)


@pytest.mark.parametrize("error", [OSError, ValueError, KeyError])
def test_an_engine_that_is_away_or_answers_nonsense_is_away(error: type[Exception]):
    def call(path: str, body: dict[str, Any]) -> Any:
        raise error("no")

    with pytest.raises(EngineAway):
        automatic_work(call)


@pytest.mark.parametrize(
    ("crons", "zh", "en"),
    [
        (("*/15 * * * *", "5 0 * * *"), "每 15 分钟、每日 00:05", "every 15 min, daily 00:05"),
        (("0 7 * * 1",), "0 7 * * 1", "0 7 * * 1"),
        ((), "", ""),
    ],
)
def test_a_schedule_is_said_in_words(crons: tuple[str, ...], zh: str, en: str):
    assert Words("zh").schedule(crons) == zh
    assert Words("en").schedule(crons) == en


def test_every_schedule_of_ours_has_words():
    from flows.deployments import DEPLOYMENTS

    for one in DEPLOYMENTS:
        assert "*" not in Words("zh").schedule(one.crons), one.name
