"""A page is of one moment: what it reads, it reads in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from support.own_sample import Pages
from support.pages import Reader


@contextmanager
def begun(client: Reader) -> Iterator[list[object]]:
    """The reading transactions that begin meanwhile."""
    found: list[object] = []
    reading = client.app.state.store._reader  # type: ignore[attr-defined]
    note = found.append
    event.listen(reading, "begin", note)
    yield found
    event.remove(reading, "begin", note)


@pytest.mark.parametrize("path", ["/", "/cases", "/corrections", "/inbox", "/api/v1/cases"])
def test_a_page_is_read_in_one_transaction_behind_the_one_of_who_is_there(
    client: Reader, path: str
):
    client.get(path)
    with begun(client) as found:
        assert client.get(path).status_code == 200
    assert len(found) <= 2, found


def test_a_case_is_read_in_one_transaction(pages: Pages):
    pages.be("hemin")
    number = pages.client.get("/api/v1/cases").json()["items"][0]["number"]
    with begun(pages.client) as found:
        assert pages.look(f"/cases/{number}").status_code == 200
    assert len(found) <= 2, found
