"""How automatic work goes, as Prefect's API tells it; Prefect itself is not imported here."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from states.vocabulary import Term

Call = Callable[[str, dict[str, Any]], Any]
"""Prefect's API: a path and what is asked; raises ``OSError`` or ``ValueError``."""
INFO, WARNING = 20, 30
OWN_LINES = re.compile(r"Beginning flow run|Finished in state|Created task run|Executing flow")
"""What Prefect says of every run by itself."""
RAISED = re.compile(r"exception: ([A-Za-z_][\w.]*)")
"""The class alone: an error's message may name what nobody here should read."""


class EngineAway(Exception):
    """Prefect does not answer, or not as it does."""


class RunState(Term):
    """How a run stands or ended."""

    SCHEDULED = "SCHEDULED", "等待重试", "Waits to try again"
    PENDING = "PENDING", "即将开始", "About to begin"
    RUNNING = "RUNNING", "正在运行", "Running"
    COMPLETED = "COMPLETED", "成功", "Done"
    FAILED = "FAILED", "失败", "Failed"
    CRASHED = "CRASHED", "中断", "Crashed"
    CANCELLING = "CANCELLING", "正在取消", "Being cancelled"
    CANCELLED = "CANCELLED", "已取消", "Cancelled"
    PAUSED = "PAUSED", "暂停", "Paused"


UNDER_WAY = frozenset({RunState.SCHEDULED, RunState.PENDING, RunState.RUNNING})


@dataclass(frozen=True, slots=True)
class RunView:
    """A run; ``said`` is its last word, ``raised`` the class of its error, ``troubles`` a count."""

    state: RunState
    began_at: datetime
    seconds: float | None
    said: str
    raised: str
    troubles: int

    @property
    def under_way(self) -> bool:
        """Whether it still runs."""
        return self.state in UNDER_WAY


@dataclass(frozen=True, slots=True)
class AutomaticWork:
    """A deployment; ``on``: its schedule is, ``served``: a runner asks for its runs."""

    name: str
    zh: str
    en: str
    crons: tuple[str, ...]
    on: bool
    served: bool
    last: RunView | None
    next_at: datetime | None


def automatic_work(call: Call) -> list[AutomaticWork]:
    """Every deployment by its name, with its last and its next run; raises ``EngineAway``."""
    try:
        found = call("/deployments/filter", {"sort": "NAME_ASC", "limit": 50})
        last = {one["id"]: _first(call, one["id"], _BEGUN, "START_TIME_DESC") for one in found}
        coming = {
            one["id"]: _first(call, one["id"], _COMING, "EXPECTED_START_TIME_ASC") for one in found
        }
        lines = _lines(call, [run["id"] for run in last.values() if run])
        return [_work(one, last[one["id"]], coming[one["id"]], lines) for one in found]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineAway from error


_BEGUN = {"start_time": {"is_null_": False}}
_COMING = {
    "start_time": {"is_null_": True},
    "state": {"type": {"any_": [str(RunState.SCHEDULED), str(RunState.PENDING)]}},
}


def _first(
    call: Call, deployment: str, wanted: Mapping[str, Any], sort: str
) -> dict[str, Any] | None:
    runs = {"deployment_id": {"any_": [deployment]}, **wanted}
    found = call("/flow_runs/filter", {"flow_runs": runs, "sort": sort, "limit": 1})
    return dict(found[0]) if found else None


def _lines(call: Call, runs: list[str]) -> list[dict[str, Any]]:
    """What these runs said themselves, the newest first."""
    if not runs:
        return []
    wanted = {"flow_run_id": {"any_": runs}, "level": {"ge_": INFO}}
    found = call("/logs/filter", {"logs": wanted, "sort": "TIMESTAMP_DESC", "limit": 200})
    return [line for line in found if not OWN_LINES.match(line["message"])]


def _work(
    found: Mapping[str, Any],
    last: Mapping[str, Any] | None,
    coming: Mapping[str, Any] | None,
    lines: Iterable[Mapping[str, Any]],
) -> AutomaticWork:
    zh, _, en = (found["description"] or found["name"]).partition(" · ")
    schedules = [one for one in found["schedules"] if one["active"]]
    return AutomaticWork(
        name=found["name"],
        zh=zh,
        en=en or zh,
        crons=tuple(sorted(one["schedule"].get("cron", "") for one in schedules)),
        on=bool(schedules) and not found["paused"],
        served=found["status"] == "READY",
        last=_run(last, [one for one in lines if one["flow_run_id"] == last["id"]])
        if last
        else None,
        next_at=datetime.fromisoformat(coming["expected_start_time"]) if coming else None,
    )


def _run(found: Mapping[str, Any], lines: list[Mapping[str, Any]]) -> RunView:
    state = RunState(found["state_type"])
    ended = found["end_time"] is not None
    levels = Counter(line["level"] >= WARNING for line in lines)
    raised = RAISED.search((found.get("state") or {}).get("message") or "")
    return RunView(
        state=state,
        began_at=datetime.fromisoformat(found["start_time"]),
        seconds=float(found["total_run_time"]) if ended else None,
        said=next((line["message"][:200] for line in lines if line["level"] == INFO), ""),
        raised=raised[1] if raised and state is RunState.FAILED else "",
        troubles=levels[True],
    )
