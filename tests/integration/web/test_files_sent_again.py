"""A file that is sent again under its key is the file that came first."""

from typing import Any

import pytest
from support import files as f
from support.bureau import HANDLER, Bureau
from support.feeds import Subscribe
from support.main_line import BUREAU_LINE
from support.pages import Reader

from web.door import form_key

FILES = "/api/v1/cases/{}/files"


@pytest.fixture
def client(sqlite_bureau: Bureau, at_day: Subscribe) -> Reader:
    sqlite_bureau.open("2026-03-02")
    go_on(sqlite_bureau, 0, 1)
    reader = at_day("2026-03-07")
    assert isinstance(reader, Reader)
    reader.sign_in(HANDLER)
    return reader


def go_on(bureau: Bureau, since: int, until: int) -> None:
    for on, event, by, data, *_ in BUREAU_LINE[since:until]:
        bureau.do(on, event, by, **data)


def send(client: Reader, case: str, key: str, title: str = "现场记录", more: bytes = b"") -> Any:
    return client.post(
        FILES.format(case), files={"file": ("记录.pdf", f.PDF + more)},
        data={"key": form_key(client.cookies["session"]), "title": title},
        headers={"Idempotency-Key": key},
    )  # fmt: skip


def test_a_file_that_is_sent_again_under_its_key_is_attached_once(
    client: Reader, sqlite_bureau: Bureau
):
    case = sqlite_bureau.number
    first, second = send(client, case, "file-1"), send(client, case, "file-1")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert send(client, case, "file-1", more=b"\n%").status_code == 422  # another file
    assert send(client, case, "file-1", title="另一份").status_code == 422
    assert len(client.get(FILES.format(case)).json()) == 1


def test_a_file_that_is_sent_again_after_the_case_went_on_is_still_told_of(
    client: Reader, sqlite_bureau: Bureau
):
    case = sqlite_bureau.number
    first = send(client, case, "file-1")
    go_on(sqlite_bureau, 1, 6)  # until it is decided
    again = send(client, case, "file-1")
    assert (again.status_code, again.json()) == (200, first.json())
    assert send(client, case, "file-2").status_code == 403  # a new one has come too late
