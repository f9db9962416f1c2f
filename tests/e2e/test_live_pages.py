"""A page that is open learns what others do, and keeps what is being typed."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Error, Page
from support.browser import Opened, Window
from support.group import until
from support.pages import admit, app_over
from support.sample import SAMPLE_NOW, own_sample
from support.serving import served

from cases.advance import Request, advance
from cases.corrections import list_corrections
from cases.duties import list_duties
from cases.inbox import mark_read
from cases.long_work import Doing, Result, WorkKind
from cases.signing_in import end_my_sessions, known
from states.errors import CaseError

HANDLER = "hemin"
NEWS = "(document.querySelector('[data-news]') || {}).textContent"
DOT = "document.querySelector('[data-live]').textContent"
COUNT = "(e => e.hidden ? '' : e.textContent)(document.querySelector('.me [data-unread]'))"


@dataclass
class Desk:
    """A handler's browser at pages of their own."""

    app: FastAPI
    window: Window

    @property
    def page(self) -> Page:
        return self.window.page

    def open(self, path: str) -> None:
        """Open a page and wait until it listens."""
        self.page.goto(path)
        self.until(f"{DOT} === '实时'")

    def until(self, expression: str) -> Any:
        # Playwright's own waiting evaluates text in the page, which our policy forbids.
        tried = f"(() => {{ try {{ return {expression} }} catch (e) {{ return null }} }})()"
        return until(lambda: self.answer(tried))

    def answer(self, expression: str) -> Any:
        """What a page says; one that is only arriving says nothing yet."""
        try:
            return self.page.evaluate(expression)
        except Error:
            return None


@pytest.fixture
def desk(sample_url: str, tmp_path: Path, opened: Opened) -> Iterator[Desk]:
    app = app_over(own_sample(sample_url, tmp_path), tmp_path)
    app.state.live.every = 0.2
    with served(app) as site:
        window = opened(site)
        window.be(app, HANDLER)
        mark_read(app.state.store, HANDLER, SAMPLE_NOW, until=1 << 30)
        yield Desk(app, window)
        window.page.goto("about:blank")


def waiting(app: FastAPI) -> list[tuple[str, str]]:
    """Cases that wait for their officer's application, and who that is."""
    with app.state.store.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT cases.number, people.username FROM cases "
            "JOIN people ON people.id = cases.officer_id "
            "JOIN people AS handlers ON handlers.id = cases.handler_id "
            f"WHERE cases.state = 'investigation' AND handlers.username = '{HANDLER}'"
        )
        return [(row[0], row[1]) for row in found]


def filed(app: FastAPI, number: str, officer: str) -> bool:
    """Whether the officer could file there, as they now have."""
    said = {"statement": "申请容错", "evidence": ["现场记录"]}
    try:
        advance(app.state.store, number, Request("file", officer, said, None, None), now=SAMPLE_NOW)
    except CaseError:
        return False
    return True


def test_another_persons_step_shows_on_an_open_case_and_in_the_count_of_the_inbox(desk: Desk):
    for number, officer in waiting(desk.app):
        desk.open(f"/cases/{number}")
        page = desk.page
        assert page.evaluate(COUNT) == ""
        page.evaluate("window.mark = 1; document.querySelector('#q0').value = '正在输入'")
        if filed(desk.app, number, officer):
            break
    else:
        raise AssertionError("no case of the sample waits for its application")
    desk.until(f"({NEWS} || '').includes('本案刚有新的办理')")
    assert page.evaluate("document.querySelector('[data-news]').getAttribute('role')") == "status"
    assert int(desk.until(COUNT)) >= 1
    # Nothing was reloaded, and what is being typed is still there.
    assert page.evaluate("window.mark") == 1
    assert page.evaluate("document.querySelector('#q0').value") == "正在输入"
    assert "提交申请" not in page.evaluate("document.querySelector('.line').textContent")
    with page.expect_navigation():
        page.click("[data-news] a")
    assert "提交申请" in page.evaluate("document.querySelector('.line').textContent")
    desk.until(f"{DOT} === '实时'")
    assert page.evaluate(NEWS).strip() == ""


def test_a_form_that_is_being_filled_in_is_told_and_nothing_typed_is_lost(desk: Desk):
    for number, officer in waiting(desk.app):
        desk.open(f"/cases/{number}/do/suspend")
        desk.page.evaluate("window.mark = 1")
        if filed(desk.app, number, officer):
            break
    desk.until(f"({NEWS} || '').includes('本案刚有新的办理')")
    link = "document.querySelector('[data-news] a')"
    assert desk.page.evaluate(f"{link}.target") == "_blank"
    assert desk.page.evaluate(f"{link}.pathname") == f"/cases/{number}"
    assert desk.page.evaluate("window.mark") == 1


@pytest.mark.parametrize(
    ("part", "lists"), [("correction", list_corrections), ("clearing", list_duties)]
)
def test_a_part_of_a_case_tells_of_that_case_alone(desk: Desk, part: str, lists: Any):
    store, app = desk.app.state.store, desk.app
    number = lists(store, SAMPLE_NOW, viewer=HANDLER).rows[0].number
    desk.open(f"/cases/{number}/{part}")
    assert any(filed(app, other, officer) for other, officer in waiting(app))
    said = Request("comment", HANDLER, {"text": "请看进展"}, None, None)
    assert desk.page.evaluate(NEWS).strip() == ""
    advance(store, number, said, now=SAMPLE_NOW)
    desk.until(f"({NEWS} || '').includes('本案刚有新的办理')")
    with desk.page.expect_navigation():
        desk.page.click("[data-news] a")
    assert desk.page.url.endswith(f"/cases/{number}/{part}")


@pytest.mark.parametrize(
    "path", ["/", "/tasks", "/cases", "/corrections", "/clearing", "/archives"]
)
def test_workbench_lists_and_rooms_count_what_was_updated(desk: Desk, path: str):
    desk.open(path)
    assert any(filed(desk.app, number, officer) for number, officer in waiting(desk.app))
    desk.until(f"({NEWS} || '').includes('有 1 项更新')")


def test_a_page_whose_session_ends_elsewhere_says_that_it_is_offline(desk: Desk):
    desk.open("/cases")
    gate = desk.app.state.gate
    other = known(gate, admit(desk.app, HANDLER), now=SAMPLE_NOW)
    end_my_sessions(gate, other, None, now=SAMPLE_NOW)
    desk.until(f"{DOT} === '离线'")


def test_long_work_moves_its_bar_and_shows_its_result_when_it_is_done(desk: Desk):
    steps = [threading.Event(), threading.Event()]

    def run(doing: Doing) -> Result:
        doing.tell(1, 4)
        assert steps[0].wait(60)
        doing.tell(3, 4)
        assert steps[1].wait(60)
        return Result("共 4 件", "4 cases")

    number = desk.app.state.workshop.start(WorkKind.RECOUNT, HANDLER, run)
    desk.open(f"/work/{number}")
    steps[0].set()
    desk.until("document.querySelector('#far').value === 3")
    assert desk.page.evaluate("document.querySelector('[data-far]').textContent") == "3 / 4"
    steps[1].set()
    desk.until("document.querySelector('main').textContent.includes('共 4 件')")
    desk.until(f"{DOT} === '实时'")
    desk.page.evaluate("window.mark = 1")
    time.sleep(1)
    assert desk.page.evaluate("window.mark") == 1  # once is enough


def test_a_page_that_is_left_lets_its_stream_go(desk: Desk):
    desk.open("/cases")
    until(lambda: len(desk.app.state.live.streams) == 1)
    desk.page.goto("about:blank")
    until(lambda: not desk.app.state.live.streams)
