"""The page of a matter, and what a case's page says of refused attempts."""

import re
from collections.abc import Callable

import pytest
from support.bureau import HANDLER, OFFICER, Bureau
from support.pages import TestClient

from states.errors import NotAllowed

Over = Callable[[str], TestClient]


def test_a_case_leads_to_its_matter_and_the_matter_to_every_case(client: TestClient) -> None:
    page = client.get("/cases/2026-0003-2").text
    assert 'href="/matters/2026-0003"' in page
    matter = client.get("/matters/2026-0003").text
    linked = re.findall(r'href="/cases/([\d-]+)"', matter)
    assert linked == ["2026-0003-1", "2026-0003-2", "2026-0003-3"]
    for number in linked:
        assert client.get(f"/cases/{number}").status_code == 200


def test_what_is_shared_is_said_once(client: TestClient) -> None:
    page = client.get("/matters/2026-0003?lang=en").text
    assert page.count("Started on") == 1
    for zh in ("启动日期", "共同情况", "未决定", "工作日", "案号"):
        assert zh not in page


def test_nothing_on_the_page_can_be_submitted_but_the_search_and_the_leave(
    client: TestClient,
) -> None:
    page = client.get("/matters/2026-0003").text
    assert re.findall(r"<form[^>]*>", page) == [
        '<form class="find" action="/cases" role="search">',
        '<form method="post" action="/sign-out" data-leave>',
    ]


@pytest.mark.parametrize("number", ["2026-9999", "%00", "a'--", "x" * 41])
def test_a_matter_that_is_not_there_is_a_plain_404(client: TestClient, number: str) -> None:
    answer = client.get(f"/matters/{number}")
    assert answer.status_code == 404
    assert "没有" in answer.text


def test_a_page_counts_what_was_refused_and_names_who_and_why(
    sqlite_bureau: Bureau, over: Over
) -> None:
    number = sqlite_bureau.open("2026-03-02")
    client = over(str(sqlite_bureau.store.url))
    assert "被拒绝的办理" not in client.get(f"/cases/{number}").text
    for minute, event in ((10, "accept"), (10, "accept"), (12, "convene")):
        with pytest.raises(NotAllowed):
            sqlite_bureau.do(f"2026-03-03T10:{minute}", event, HANDLER)
    page = client.get(f"/cases/{number}").text
    assert "被拒绝的办理 2 次" in page
    assert re.search(r"受理</b>\s*<p>此时或此人不能办理</p>\s*<small>何敏 · 问责启动", page)
    assert "Refused attempts: 2" in client.get(f"/cases/{number}?lang=en").text
    assert OFFICER not in page
