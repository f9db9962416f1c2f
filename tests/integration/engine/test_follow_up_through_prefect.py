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


def test_the_flow_issues_a_quarter_each_period_once(bureau_group: Instance, tmp_path):
    """The engine was away for a quarter: one run of the deployment makes up for it."""
    port = int(bureau_group.settings["RONGCUO_PREFECT_PORT"])
    settings = Settings(data_dir=bureau_group.data, prefect_port=port)
    with open_store(*settings.store) as store:
        before = issue_follow_ups(store, datetime.now(UTC) - QUARTER).reports
    until(lambda: poke("follow-up-corrections", settings))
    # The bureau's report of a period comes last, and the months after the weeks.
    found = until(lambda: len(listed(bureau_group)) >= before + 16 * before // 2 and listed(
        bureau_group), 240)  # fmt: skip
    places = [(one["period"], one["unit"]) for one in found]
    assert len(places) == len(set(places))
    periods = {period for period, _ in places}
    assert len([one for one in periods if "W" in str(one)]) >= 13
    assert len([one for one in periods if "W" not in str(one)]) >= 4
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
