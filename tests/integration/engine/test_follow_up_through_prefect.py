"""A quarter of the sample bureau, reported by the real flow through the running Prefect."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from support.group import Instance, until

from cases.follow_up import issue_follow_ups
from rongcuo.poke import poke
from rongcuo.settings import Settings
from storage import open_store

pytestmark = pytest.mark.whole
QUARTER = timedelta(days=92)


def listed(group: Instance) -> list[dict[str, object]]:
    done = group.run("report", "list", "--as", "tangli", "--limit", "1000", "--json")
    return list(json.loads(done.stdout)) if done.returncode == 0 else []


def whole(found: list[dict[str, object]], scopes: int) -> list[dict[str, object]]:
    """What was issued, once it is a quarter, each period with the report of every scope."""
    weeks = {one["period"] for one in found if "W" in str(one["period"])}
    months = {one["period"] for one in found} - weeks
    enough = len(weeks) >= 14 and len(months) >= 4
    return found if enough and len(found) == scopes * len(weeks | months) else []


def test_the_flow_issues_a_quarter_each_period_once(bureau_group: Instance, tmp_path):
    """The engine was away for a quarter: one run of the deployment makes up for it."""
    port = int(bureau_group.settings["RONGCUO_PREFECT_PORT"])
    settings = Settings(data_dir=bureau_group.data, prefect_port=port)
    with open_store(*settings.store) as store:
        before = issue_follow_ups(store, datetime.now(UTC) - QUARTER).reports
    until(lambda: poke("follow-up-corrections", settings))
    found = until(lambda: whole(listed(bureau_group), before // 2))
    places = [(one["period"], one["unit"]) for one in found]
    assert len(places) == len(set(places))
    assert any(one["open"] for one in found)
    newest = next(one["period"] for one in found if "W" in str(one["period"]))
    for format_ in ("html", "docx", "xlsx", "json"):
        file = tmp_path / f"report.{format_}"
        done = bureau_group.run(
            "report", "follow-up", "--period", str(newest), "--format", format_,
            "--output", str(file), "--as", "tangli",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert file.stat().st_size > 1000
    assert bureau_group.run("verify").returncode == 0
