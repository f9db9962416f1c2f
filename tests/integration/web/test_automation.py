"""The page of automatic work: over a real Prefect, and with Prefect away."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.group import Instance, until
from support.own_sample import Pages
from support.pages import reader

from cases.journal import read_journal
from rongcuo.settings import Settings
from web.app import create_app


def test_with_prefect_away_the_page_says_so_and_when_deadlines_were_looked_at(pages: Pages):
    pages.be("jiangheng")
    began = time.monotonic()
    text = pages.look("/automation").text
    assert time.monotonic() - began < 10
    assert "任务引擎没有应答" in text
    assert "最近一次期限检查：2026-" in text
    assert "does not answer" in pages.look("/automation?lang=en").text
    asked = pages.look("/automation/seal-events?lang=zh")
    assert "任务引擎没有应答" in asked.text
    answer = pages.send("/automation/seal-events")
    assert answer.status_code == 503
    assert "没有运行" in answer.text
    clock = pages.client.app.state.clock  # type: ignore[attr-defined]
    assert read_journal(pages.store, "jianming", clock(), kind="run_asked") == []


def test_who_may_look_and_who_lets_it_run(pages: Pages):
    for who, looks, runs in (
        ("jiangheng", 200, 200), ("jianming", 200, 403), ("hemin", 403, 403), ("sunhao", 403, 403),
    ):  # fmt: skip
        pages.be(who)
        assert pages.look("/automation").status_code == looks, who
        assert pages.look("/automation/seal-events").status_code == runs, who
        assert pages.send("/automation/seal-events").status_code == (503 if runs == 200 else 403)


@pytest.fixture
def over_the_group(bureau_group: Instance) -> Iterator[Pages]:
    """The pages over the running product's database and its Prefect."""
    settings = Settings(
        data_dir=Path(bureau_group.data),
        prefect_port=int(bureau_group.settings["RONGCUO_PREFECT_PORT"]),
    )
    with reader(create_app(settings)) as client:
        yield Pages(client)


@pytest.mark.whole
@pytest.mark.prefect
def test_what_is_let_run_now_runs_and_its_last_word_is_on_the_page(over_the_group: Pages):
    pages = over_the_group
    pages.be("jiangheng")

    def listed(word: str) -> Any:
        text = pages.look("/automation").text
        return text if word in text else None

    until(lambda: listed("封存各案记录的哈希"))
    text = pages.look("/automation").text
    assert "每 15 分钟、每日 08:30、每日 00:05" in text.replace(
        "每日 00:05、每日 08:30", "每日 08:30、每日 00:05"
    )
    assert "提醒、升级、届满" in text
    asked = pages.look("/automation/seal-events").text
    assert "您的姓名记入操作日志" in asked
    answer = pages.send("/automation/seal-events")
    assert pages.lead(answer) == "/automation?asked=seal-events"
    assert "已要求运行" in pages.look("/automation?asked=seal-events").text

    def done() -> Any:
        row = (
            pages.look("/automation").text.partition("封存各案记录的哈希")[2].partition("</tr>")[0]
        )
        # A flow's own words reach Prefect in parcels, a little after its state.
        return row if "成功" in row and "<code>" in row else None

    assert "用时" in until(done)
    clock = pages.client.app.state.clock  # type: ignore[attr-defined]
    kept = read_journal(pages.store, "jianming", clock(), kind="run_asked")
    assert [(one.actor, one.said) for one in kept] == [("jiangheng", {"work": "seal-events"})]


@pytest.mark.whole
@pytest.mark.prefect
def test_a_work_that_is_not_there_is_not_run(over_the_group: Pages):
    pages = over_the_group
    pages.be("jiangheng")
    until(lambda: "封存各案记录的哈希" in pages.look("/automation").text)
    assert pages.look("/automation/nothing").status_code == 404
    assert pages.send("/automation/nothing").status_code == 404
