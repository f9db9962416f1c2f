"""A page is of one moment: what it reads, it reads in one transaction."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from support.own_sample import Pages
from support.pages import Reader

from web import turns


@contextmanager
def begun(client: Reader) -> Iterator[list[object]]:
    """The reading transactions that begin meanwhile."""
    found: list[object] = []
    reading = client.app.state.store._reader  # type: ignore[attr-defined]
    note = found.append
    event.listen(reading, "begin", note)
    try:
        yield found
    finally:
        event.remove(reading, "begin", note)


@pytest.mark.parametrize("path", ["/", "/cases", "/corrections", "/inbox", "/api/v1/cases"])
def test_a_page_is_read_in_one_transaction(client: Reader, path: str):
    client.get(path)
    with begun(client) as found:
        assert client.get(path).status_code == 200
    assert len(found) == 1


def test_a_case_is_read_in_one_transaction(pages: Pages):
    pages.be("hemin")
    number = pages.client.get("/api/v1/cases").json()["items"][0]["number"]
    with begun(pages.client) as found:
        assert pages.look(f"/cases/{number}").status_code == 200
    assert len(found) == 1


def test_a_page_takes_one_turn_and_a_form_none(pages: Pages):
    left: list[int] = []
    app: Any = pages.client.app
    clock = app.state.clock

    def looked_at() -> Any:
        left.append(turns._free._value)  # type: ignore[attr-defined]
        return clock()

    pages.be("hemin")
    key = re.findall(r'name="key" value="([0-9a-f]{64})"', pages.look("/account").text)[0]
    app.state.clock = looked_at
    pages.look("/cases")
    assert min(left) == turns.AT_ONCE - 1
    left.clear()
    kept = {"key": key, "name": "我的", "query": "urgency=soon"}
    assert pages.client.post("/cases/views", data=kept, follow_redirects=False).status_code == 303
    assert set(left) == {turns.AT_ONCE}
