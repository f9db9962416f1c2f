"""The product as a person starts it: pages, Prefect's runs, real mail, and an orderly end."""

import json
import math
import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from support.group import Instance, make_instance, until
from support.smtp import MailServer

from rongcuo.poke import TOGETHER

pytestmark = pytest.mark.whole


def api(group: Instance, path: str, body: Any = None) -> Any:
    """Prefect's own API of the running group, under its secret."""
    from rongcuo.poke import call
    from rongcuo.settings import Settings

    settings = Settings(
        data_dir=group.data, prefect_port=int(group.settings["RONGCUO_PREFECT_PORT"])
    )
    return call(settings, path, body)


def runs(group: Instance, deployment: str, state: str | None = None) -> list[dict[str, Any]]:
    wanted: dict[str, Any] = {"deployments": {"name": {"any_": [deployment]}}}
    if state:
        wanted["flow_runs"] = {"state": {"type": {"any_": [state]}}}
    try:
        return list(api(group, "/flow_runs/filter", wanted))
    except OSError:
        return []


def poke(group: Instance, deployment: str) -> bool:
    from rongcuo.poke import poke
    from rongcuo.settings import Settings

    port = int(group.settings["RONGCUO_PREFECT_PORT"])
    return poke(deployment, Settings(data_dir=group.data, prefect_port=port))


def open_a_case(group: Instance) -> "subprocess.CompletedProcess[str]":
    return group.run(
        "case", "open", "--as", "hemin", "--data", "-", "--json",
        data={
            "subject": "秘密事由不得出现在标题", "officers": ["sunhao"], "track": "bureau",
            "organ": "区局党组", "started_on": "2026-03-02", "start_document": "启〔2026〕9号",
        },
    )  # fmt: skip


def test_a_page_is_served_and_three_lines_say_where_to_look(bureau_group: Instance):
    status, text = bureau_group.page("/cases")
    assert status == 200
    assert "2026-" in text or "案件" in text
    said = until(lambda: "Ctrl-C" in bureau_group.words and bureau_group.words)
    lines = [line for line in said.splitlines() if "样例" not in line]
    assert len(lines) == 3
    assert bureau_group.settings["RONGCUO_PORT"] in lines[0]


@pytest.mark.prefect
def test_a_cron_deployment_gets_an_auto_scheduled_run(bureau_group: Instance):
    def auto_scheduled() -> list[dict[str, Any]]:
        return [run for run in runs(bureau_group, "deliver-notices") if run["auto_scheduled"]]

    assert until(auto_scheduled)


@pytest.mark.prefect
@pytest.mark.parametrize("deployment", ["enforce-deadlines", "deliver-notices", "check-calendar"])
def test_a_flow_runs_to_its_end_through_the_server(bureau_group: Instance, deployment: str):
    until(lambda: poke(bureau_group, deployment))
    assert until(lambda: runs(bureau_group, deployment, "COMPLETED"))
    assert not runs(bureau_group, deployment, "FAILED")
    assert not runs(bureau_group, deployment, "CRASHED")


@pytest.mark.prefect
def test_what_a_command_queues_arrives_by_real_mail(
    bureau_group: Instance, session_mail_server: MailServer
):
    until(lambda: runs(bureau_group, "deliver-notices", "COMPLETED"))
    before = len(session_mail_server.mailbox)
    opened = open_a_case(bureau_group)
    assert opened.returncode == 0, opened.stderr
    number = json.loads(opened.stdout)["cases"][0]
    until(lambda: poke(bureau_group, "deliver-notices"))  # the command's own may find it busy
    arrived = until(lambda: [m for m in session_mail_server.mailbox[before:] if number in m.text])
    assert {r for m in arrived for r in m.recipients} >= {"sunhao@example.invalid"}
    for letter in arrived:
        assert "秘密事由" not in letter.subject
        assert "孙皓" not in letter.subject


def test_prefects_api_is_closed_to_whoever_lacks_the_secret(bureau_group: Instance):
    import urllib.error
    import urllib.request

    until(lambda: runs(bureau_group, "deliver-notices"))
    port = bureau_group.settings["RONGCUO_PREFECT_PORT"]
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/api/flows/count", data=b"{}", timeout=5)
    with refused.value:
        assert refused.value.code == 401


def test_the_secret_is_readable_by_its_owner_only(bureau_group: Instance):
    keys = bureau_group.data / "keys"
    assert keys.stat().st_mode & 0o077 == 0
    assert (keys / "prefect-api").stat().st_mode & 0o077 == 0


def test_a_second_instance_on_the_same_data_is_refused(bureau_group: Instance):
    second = Instance(bureau_group.data, {**make_instance(bureau_group.data).settings})
    refused = second.run("up")
    assert refused.returncode == 2
    assert "RONGCUO_DATA_DIR" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_taken_port_is_named_with_its_setting(instance: Instance, bureau_group: Instance):
    instance.settings["RONGCUO_PORT"] = bureau_group.settings["RONGCUO_PORT"]
    refused = instance.run("up")
    assert refused.returncode == 2
    assert instance.settings["RONGCUO_PORT"] in refused.stderr
    assert "RONGCUO_PORT" in refused.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_within_five_seconds_and_leaves_no_process(
    instance: Instance, number: signal.Signals
):
    instance.settings["RONGCUO_SAMPLE"] = "false"
    instance.up()
    until(lambda: instance.page("/healthz")[0] == 200)
    until(lambda: len(instance.processes()) >= 4)
    assert instance.stop(number) < 5
    assert instance.process is not None
    assert instance.process.returncode == 0
    assert instance.processes() == []


def test_children_end_when_their_supervisor_is_killed(instance: Instance):
    instance.settings["RONGCUO_SAMPLE"] = "false"
    instance.up()
    until(lambda: instance.page("/healthz")[0] == 200)
    assert instance.process is not None
    os.kill(instance.process.pid, signal.SIGKILL)
    instance.process.wait()
    assert until(lambda: instance.processes() == [], 10)


def test_pages_are_served_on_while_one_of_their_processes_is_killed_and_started_again(
    instance: Instance,
):
    instance.settings |= {"RONGCUO_SAMPLE": "false", "RONGCUO_WEB_PROCESSES": "2"}
    instance.up()

    def serving() -> set[int]:
        """Who listens at the pages' port."""
        found = instance.processes_by_number()
        return {number for number, command in found.items() if "rongcuo.up.page" in command}

    until(lambda: len(serving()) == 2 and instance.page("/healthz")[0] == 200)
    killed, left = sorted(serving())
    os.kill(killed, signal.SIGKILL)
    until(lambda: not Path(f"/proc/{killed}").exists())  # its socket with what it had not taken
    until(lambda: instance.page("/healthz")[0] == 200)
    assert [instance.page("/healthz")[0] for _ in range(20)] == [200] * 20
    until(lambda: len(serving()) == 2)
    assert left in serving()
    assert "web 意外退出" in instance.words


@pytest.mark.prefect
def test_a_run_cut_off_by_a_power_cut_does_not_hold_up_the_runs_after_the_restart(
    instance: Instance, session_mail_server: MailServer
):
    deaf = socket.create_server(("127.0.0.1", 0))  # takes the call and never says a word
    instance.settings |= {
        "RONGCUO_SMTP_HOST": "127.0.0.1",
        "RONGCUO_SMTP_PORT": str(deaf.getsockname()[1]),
        "RONGCUO_SMTP_STARTTLS": "false",
    }
    deaf.settimeout(240)
    with deaf:
        instance.up()
        until(lambda: runs(instance, "deliver-notices", "COMPLETED"))
        assert open_a_case(instance).returncode == 0
        until(lambda: poke(instance, "deliver-notices"))  # the command's own may find it busy
        held, _ = deaf.accept()
        assert runs(instance, "deliver-notices", "RUNNING")
        before = {run["id"] for run in runs(instance, "deliver-notices")}
        assert instance.process is not None
        os.killpg(instance.process.pid, signal.SIGKILL)
        instance.process.wait()
        until(lambda: instance.processes() == [], 10)
        held.close()
    instance.settings["RONGCUO_SMTP_PORT"] = str(session_mail_server.port)
    instance.up()
    assert until(lambda: len(runs(instance, "deliver-notices", "COMPLETED")) > 1)
    assert runs(instance, "deliver-notices", "CRASHED")
    held_up = {run["id"] for run in runs(instance, "deliver-notices", "CANCELLED")}
    assert held_up <= before  # two pokes at once are one run, which is another matter


@pytest.mark.prefect
def test_pokes_of_one_moment_make_one_run(bureau_group: Instance):
    until(lambda: runs(bureau_group, "enforce-deadlines"))
    before, began = len(poked(bureau_group)), time.time()
    assert until(lambda: poke(bureau_group, "deliver-notices"))  # Prefect may be slow to answer
    for _ in range(5):
        poke(bureau_group, "deliver-notices")
    borders = math.ceil(time.time() / TOGETHER) - math.ceil(began / TOGETHER)
    assert 1 <= len(poked(bureau_group)) - before <= 1 + borders


def poked(group: Instance) -> list[dict[str, Any]]:
    return [run for run in runs(group, "deliver-notices") if "poke" in run["tags"]]
