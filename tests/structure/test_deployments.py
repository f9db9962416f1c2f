"""The one list of deployments, and what repeats it."""

from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]


def test_prefect_yaml_says_what_the_list_says():
    from flows.deployments import DEPLOYMENTS, TIMEZONE

    written = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))
    assert "pull" not in written
    assert [
        (d["name"], d["entrypoint"], d["description"], d["schedules"], d["concurrency_limit"])
        for d in written["deployments"]
    ] == [
        (
            d.name,
            d.entrypoint,
            d.description,
            [{"cron": cron, "timezone": TIMEZONE} for cron in d.crons],
            {"limit": 1, "collision_strategy": "CANCEL_NEW"},
        )
        for d in DEPLOYMENTS
    ]


def test_every_deployment_names_a_flow_that_exists():
    from flows.deployments import DEPLOYMENTS

    assert [d.flow().name for d in DEPLOYMENTS] == [d.name for d in DEPLOYMENTS]


def test_flow_files_shadow_no_package():
    """Prefect's loader puts flows/ first on sys.path."""
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert not packages & {path.stem for path in (ROOT / "flows").glob("*.py")}
