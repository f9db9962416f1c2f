import re

import pytest
from support.pages import TestClient

ROW = re.compile(r'href="/cases/(\d{4}-\d{4}-\d)"')
TAB = re.compile(r"<em>(\d+)</em>")


def numbers(page: str) -> list[str]:
    return ROW.findall(page)


def test_the_urgency_tabs_together_hold_every_case(client: TestClient) -> None:
    total, *parts = map(int, TAB.findall(client.get("/cases").text))
    assert total == sum(parts) > 30


def test_a_tab_shows_as_many_cases_as_it_counts(client: TestClient) -> None:
    _, overdue, today, *_ = map(int, TAB.findall(client.get("/cases").text))
    assert len(numbers(client.get("/cases?urgency=overdue").text)) == overdue
    assert len(numbers(client.get("/cases?urgency=today").text)) == today


def test_paging_shows_every_case_once_and_ends(client: TestClient) -> None:
    seen: list[str] = []
    page = client.get("/cases").text
    seen += numbers(page)
    while following := re.search(r'href="(\?[^"]*after=[^"]+)"\s+rel="next"', page):
        page = client.get("/cases" + following[1].replace("&amp;", "&")).text
        seen += numbers(page)
    assert len(seen) == len(set(seen)) == int(TAB.findall(page)[0])


@pytest.mark.parametrize(
    ("words", "found"), [("2026-0003", 3), ("0003-2", 1), ("没有这样的案件", 0), ("%", 0), ("_", 0)]
)
def test_a_search_finds_numbers_and_takes_wildcards_literally(
    client: TestClient, words: str, found: int
) -> None:
    assert len(numbers(client.get("/cases", params={"q": words}).text)) == found


def test_a_search_finds_the_officer_and_the_subject(client: TestClient) -> None:
    page = client.get("/cases", params={"q": "周倩"}).text
    assert numbers(page)
    assert page.count("周倩") > len(numbers(page))  # every row, and the words in the field
    assert len(numbers(client.get("/cases", params={"q": "印染企业"}).text)) == 3


def test_a_state_narrows_the_list_and_stays_chosen(client: TestClient) -> None:
    page = client.get("/cases?state=suspended").text
    assert len(numbers(page)) == 1
    assert re.search(r'<option value="suspended"\s+selected', page)


def test_tabs_keep_the_search(client: TestClient) -> None:
    assert "q=%E5%91%A8&amp;urgency=overdue" in client.get("/cases?q=周").text


def test_a_search_without_result_says_so_and_leads_back(client: TestClient) -> None:
    page = client.get("/cases?q=zzz").text
    assert "没有符合条件的案件" in page
    assert "查看全部案件" in page


@pytest.mark.parametrize(
    ("username", "said"), [("hemin", "/matters/new"), ("luochengan", "没有您可以查看的案件。")]
)
def test_an_empty_bureau_is_told_how_to_register(at_day, username: str, said: str) -> None:
    """Whoever registers is told how; the others, that there is nothing for them."""
    client = at_day("2026-03-02")
    client.sign_in(username)
    page = client.get("/cases")
    assert page.status_code == 200
    assert said in page.text


def test_what_was_typed_is_never_markup(client: TestClient) -> None:
    page = client.get("/cases", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page


def test_what_cannot_be_seen_is_not_searched_for(client: TestClient) -> None:
    assert len(numbers(client.get("/cases", params={"q": "2026-0003\x00\n"}).text)) == 3
