"""Files come and go over the pages and the API: cut off where too large, never shown inline."""

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import files as f
from support.bureau import APPLICATION, HANDLER, OFFICER, UNIT, Bureau
from support.feeds import Subscribe
from support.pages import Reader

from states.vocabulary import State
from web.door import form_key

PAGE = "/cases/{}/files"
API = "/api/v1/cases/{}/files"


@pytest.fixture
def case(sqlite_bureau: Bureau) -> str:
    number = sqlite_bureau.open("2026-03-02")
    sqlite_bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    return number


@pytest.fixture
def client(case: str, at_day: Subscribe) -> Reader:
    reader = at_day("2026-03-04", attachment_mb=1)
    assert isinstance(reader, Reader)
    reader.sign_in(HANDLER)
    return reader


def send(
    client: Reader, case: str, content: bytes = f.PDF, name: str = "记录.pdf", *, to: str = PAGE,
    key: str | None = None, **fields: str,
) -> Any:  # fmt: skip
    own = form_key(client.cookies["session"]) if key is None else key
    return client.post(
        to.format(case), data={"key": own, **fields}, files={"file": (name, content)},
        follow_redirects=False,
    )  # fmt: skip


def drafts(tmp_path: Path) -> list[str]:
    return f.lying_about(tmp_path / "attachments")


def send_raw(client: Reader, case: str, body: Any, kind: str = "multipart/form-data; boundary=x"):
    return client.post(API.format(case), content=body, headers={"content-type": kind})


def keyed(client: Reader) -> bytes:
    return f.field(b"key", form_key(client.cookies["session"]).encode())


def test_a_file_is_sent_from_the_page_and_listed_on_it(client: Reader, case: str):
    answer = send(client, case, title="现场 <b>记录</b>")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{case}#h-evidence")
    page = client.get(f"/cases/{case}").text
    assert "现场 &lt;b&gt;记录&lt;/b&gt;" in page
    [link] = re.findall(
        rf'href="(?:http://[^/]+)?(/cases/{case}/files/\d+)"\s+download>记录\.pdf', page
    )
    assert client.get(link).content == f.PDF
    english = client.get(f"/cases/{case}?lang=en").text
    assert "Attach to" in english
    assert "1 files" in english


def test_the_page_offers_the_form_to_who_may_send_files(client: Reader, case: str):
    for who, offered, shows in (
        (HANDLER, True, True), (OFFICER, True, False), (UNIT, True, False),
        ("luochengan", False, False), ("tangli", False, False),
    ):  # fmt: skip
        client.sign_in(who)
        page = client.get(f"/cases/{case}").text
        assert ('type="file"' in page) == offered, who
        assert ("出示给本人" in page) == shows, who


@pytest.mark.parametrize("to", [PAGE, API])
def test_a_file_goes_out_to_be_saved_and_never_to_be_shown(client: Reader, case: str, to: str):
    send(client, case, '<script>alert("x")</script> 不是标记'.encode()[8:], "a.txt")
    [one] = client.get(API.format(case)).json()
    answer = client.get(f"{to.format(case)}/{one['id']}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="a.txt"'
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("came", "told"),
    [
        ('a"; filename="b.html.pdf', "attachment; filename*=utf-8''a_%3B%20filename%3D_b.html.pdf"),
        ("../../x.pdf", 'attachment; filename="x.pdf"'),
        ("a%0d%0aSet-Cookie: x=1.pdf", None),
        ("=cmd|' /C calc'!A0.pdf", None),
        ("....", None),
        ("证" * 3000 + ".pdf", None),
        ("\u202efdp.exe.pdf", None),
    ],
)
def test_a_name_that_means_ill_is_told_harmlessly(
    client: Reader, case: str, came: str, told: str | None
):
    assert send(client, case, name=came).status_code == 303
    [one] = client.get(API.format(case)).json()
    answer = client.get(f"{PAGE.format(case)}/{one['id']}")
    said = answer.headers["content-disposition"]
    assert told in {None, said}
    assert said.startswith("attachment; filename")
    assert "set-cookie" not in answer.headers
    assert not set("\r\n/\\") & set(said.removeprefix("attachment"))
    assert len(said) < 900


@pytest.mark.parametrize(
    "name",
    [
        b'"a\r\nSet-Cookie: x=1\r\n.pdf"', b'"a\x00.pdf"', b'"\xff\xfe.pdf"', b'"a.pdf', b"a.pdf",
        b'""', b'"\\"; name=\\"key"', b"''", b'"/etc/passwd"; filename*=utf-8\'\'b.exe',
    ],
)  # fmt: skip
def test_a_header_written_by_hand_breaks_nothing(client: Reader, case: str, name: bytes):
    answer = send_raw(client, case, f.raw(name, before=keyed(client)))
    assert answer.status_code in {201, 422}, answer.text
    if answer.status_code == 201:
        kept = answer.json()["name"]
        assert not set('\r\n\0/\\"') & set(kept)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<!doctype html><script>1</script>", "a.pdf"), (b"<svg onload=1>", "a.svg"),
        (b"", "a.pdf"), (f.png(b"<html>"), "a.png"), (f.bomb(), "a.docx"), (f.liar(), "a.docx"),
        (f.PDF, "a.exe"), (f.archive({"a": b"a"}), "a.zip"),
        (f.PDF + f.archive({"a": b"a"}) + b"%%EOF", "a.pdf"),
    ],
)  # fmt: skip
def test_what_is_not_taken_is_refused_with_a_sentence(
    client: Reader, case: str, tmp_path: Path, content: bytes, name: str
):
    answer = send(client, case, content, name)
    assert answer.status_code == 422
    assert "文件未保存" in answer.text
    assert drafts(tmp_path) == []


# Too much.


def endless(client: Reader, megabytes: int) -> Iterator[bytes]:
    yield keyed(client)
    yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    for _ in range(megabytes * 16):
        yield b"a" * (1 << 16)
    yield b"\r\n--x--\r\n"


def test_a_body_that_says_it_is_too_large_is_refused_unread(client: Reader, case: str):
    def unread() -> Iterator[bytes]:
        raise AssertionError
        yield b""

    answer = client.post(
        API.format(case), content=unread(),
        headers={"content-length": str(2 << 30), "content-type": "multipart/form-data; boundary=x"},
    )  # fmt: skip
    assert answer.status_code == 413
    assert "超过 1 MB" in answer.json()["detail"]


def test_a_body_that_does_not_say_is_cut_off_as_it_streams(
    client: Reader, case: str, tmp_path: Path
):
    answer = send_raw(client, case, endless(client, 4))
    assert answer.status_code == 413
    assert "超过 1 MB" in answer.json()["detail"]
    assert drafts(tmp_path) == []
    assert client.get(API.format(case)).json() == []


def test_a_file_of_just_the_size_is_taken_and_a_byte_more_is_not(
    client: Reader, case: str, tmp_path: Path
):
    assert send(client, case, b"a" * ((1 << 20) + 1), "b.txt").status_code == 413
    assert drafts(tmp_path) == []
    assert send(client, case, b"a" * (1 << 20), "a.txt").status_code == 303


def test_other_forms_stay_small(client: Reader, case: str):
    much = {"key": "x" * (2 << 20)}
    assert client.post("/sign-out", data=much).status_code == 413
    assert client.post(f"/cases/{case}/files/1", data=much).status_code == 413


@pytest.mark.parametrize("body", [
    b"", b"nonsense", b"--x\r\n", b"--x--\r\n", b"--y\r\n\r\n--y--", b"--x\r\n" + b"A: b\r\n" * 99,
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-',
    b'--x\r\nContent-Disposition: form-data; name="' + b"n" * 20_000 + b'"\r\n\r\n',
    b"--x\r\n\r\nno name\r\n--x--\r\n", f.field(b"evidence", b"E" * 9000) + b"--x--\r\n",
    b"".join(f.field(b"f%d" % n, b"") for n in range(50)) + b"--x--\r\n",
    f.raw(b'"a.pdf"').replace(b'name="file"', b'name="other"'),
], ids=range(12))  # fmt: skip
def test_a_form_that_is_none_is_refused(client: Reader, case: str, tmp_path: Path, body: bytes):
    answer = send_raw(client, case, keyed(client) + body if body else body)
    assert answer.status_code == 422
    assert "Traceback" not in answer.text
    assert drafts(tmp_path) == []


@pytest.mark.parametrize("kind", ["", "text/plain", "multipart/form-data", "application/json",
                                  "multipart/form-data; boundary=" + "x" * 5000])  # fmt: skip
def test_a_body_of_another_kind_is_refused(client: Reader, case: str, kind: str):
    assert send_raw(client, case, b"{}", kind).status_code == 422


def test_two_files_at_once_are_refused(client: Reader, case: str, tmp_path: Path):
    body = keyed(client) + f.raw(b'"a.pdf"', after=f.raw(b'"b.pdf"')[: -len(b"--x--\r\n")])
    assert send_raw(client, case, body).status_code == 422
    assert drafts(tmp_path) == []


# Who may.


@pytest.mark.parametrize("to", [PAGE, API])
def test_a_form_from_elsewhere_is_refused_before_its_file(
    client: Reader, case: str, tmp_path: Path, to: str
):
    for key in ("", "0" * 64):
        assert send(client, case, key=key, to=to).status_code == 422
    late = f.raw(b'"a.pdf"', after=keyed(client))  # its key comes after the file
    assert send_raw(client, case, late).status_code == 422
    assert not (tmp_path / "attachments" / "drafts").exists()


@pytest.mark.parametrize("to", [PAGE, API])
def test_who_may_not_is_refused_before_its_file(client: Reader, case: str, tmp_path: Path, to: str):
    for who, status in (
        ("luochengan", 403),
        ("wulei", 404),
        ("jiangheng", 401 if to == API else 303),
    ):
        client.sign_in(who)
        assert send(client, case, to=to).status_code == status
    client.cookies.clear()
    nobody = client.post(to.format(case), files={"file": ("a.pdf", f.PDF)}, follow_redirects=False)
    assert nobody.status_code == (401 if to == API else 303)
    assert not (tmp_path / "attachments" / "drafts").exists()


def test_every_number_of_a_file_is_guessed_in_vain(client: Reader, case: str):
    send(client, case)
    [one] = client.get(API.format(case)).json()
    for who in ("wulei", "longfei", OFFICER, "panxiao"):
        client.sign_in(who)
        for number in range(10):
            assert client.get(f"{PAGE.format(case)}/{number}").status_code == 404
    client.sign_in(UNIT)
    assert client.get(f"{PAGE.format(case)}/{one['id']}").status_code == 200


@pytest.mark.parametrize("file", ["0", "-1", "9" * 30, "x", "1.0", "%00", "..%2f1"])
def test_a_number_that_no_file_can_have_is_not_found(client: Reader, case: str, file: str):
    for to in (PAGE, API):
        assert client.get(f"{to.format(case)}/{file}").status_code in {404, 422}


@pytest.mark.parametrize(
    "said", [{"evidence": "E1\x00"}, {"evidence": "E" * 4000}, {"title": "a\x00b"},
             {"title": "\u202eb"}, {"title": "x" * 300}, {"title": "two\nlines"}],
    ids=str,
)  # fmt: skip
def test_a_field_that_cannot_be_is_refused_and_leaves_nothing(
    client: Reader, case: str, tmp_path: Path, said: dict[str, str]
):
    assert send(client, case, to=API, **said).status_code in {404, 422}
    assert drafts(tmp_path) == []


@pytest.mark.parametrize("number", ["%00", "..%2f..", "x" * 300, "2026-9999-1"])
def test_a_case_that_is_none_takes_and_gives_nothing(client: Reader, number: str):
    for to in (PAGE, API):
        assert send(client, number, to=to).status_code == 404
        assert client.get(f"{to.format(number)}/1").status_code == 404


def test_the_api_lists_what_one_may_read(client: Reader, case: str):
    send(client, case, to=API)
    send(client, case, f.png(), "出示.png", to=API, shown="1")
    assert [one["name"] for one in client.get(API.format(case)).json()] == ["记录.pdf", "出示.png"]
    client.sign_in(OFFICER)
    assert [one["name"] for one in client.get(API.format(case)).json()] == ["出示.png"]
    page = client.get(f"/cases/{case}").text
    assert "出示.png" in page
    assert "记录.pdf" not in page


def test_an_altered_file_is_not_given_out(client: Reader, case: str, tmp_path: Path):
    send(client, case)
    [one] = client.get(API.format(case)).json()
    [kept] = [p for p in (tmp_path / "attachments").rglob("*") if p.is_file()]
    kept.write_bytes(f.PDF + b"!")
    answer = client.get(f"{PAGE.format(case)}/{one['id']}")
    assert answer.status_code == 422
    assert "rongcuo verify" in answer.text


def test_a_decided_case_shows_its_files_and_takes_no_more(
    client: Reader, case: str, sqlite_bureau: Bureau
):
    send(client, case)
    sqlite_bureau.do(
        "2026-03-04", "terminate", "tangli", ground="accountability_withdrawn", reason="撤销立案"
    )
    assert sqlite_bureau.state() == State.TERMINATED
    page = client.get(f"/cases/{case}").text
    assert "记录.pdf" in page
    assert 'type="file"' not in page
    assert send(client, case, f.png(), "a.png").status_code == 403


def test_a_scanner_that_is_away_is_said_so(case: str, at_day: Subscribe, tmp_path: Path):
    reader = at_day("2026-03-04", clamd=str(tmp_path / "nowhere"))
    assert isinstance(reader, Reader)
    reader.sign_in(HANDLER)
    answer = send(reader, case)
    assert answer.status_code == 503
    assert "病毒扫描" in answer.text


def test_a_disk_that_takes_nothing_is_said_so(client: Reader, case: str, tmp_path: Path):
    (tmp_path / "attachments").write_bytes(b"")
    for to in (PAGE, API):
        answer = send(client, case, to=to)
        assert answer.status_code == 507
        assert "rongcuo doctor" in answer.text
        assert str(tmp_path) not in answer.text


def test_a_file_that_grows_past_what_the_disk_takes_leaves_nothing(
    client: Reader, case: str, tmp_path: Path
):
    """A limit of the process on the size of files stands for a disk that is full."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 19, before[1]))
    try:
        answer = send(client, case, b"a" * (1 << 20), "a.txt")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert answer.status_code == 507
    assert drafts(tmp_path) == []
    assert send(client, case).status_code == 303


def test_every_route_of_the_api_asks_who_calls_and_for_what(client: Reader):
    """No route of the API comes in without saying which kind a token must be for."""
    from fastapi.routing import APIRoute

    from web.app import API as ROUTERS
    from web.callers import Calling

    routes = [r for router in ROUTERS for r in router.routes if isinstance(r, APIRoute)]
    for route in routes:
        asked = [type(one.call) for one in route.dependant.dependencies]
        assert Calling in asked, route.path
    with warnings.catch_warnings():  # FastAPI's own, of routes that answer GET and HEAD
        warnings.simplefilter("ignore")
        served = client.app.openapi()["paths"]  # type: ignore[attr-defined]
    assert {p for p in served if "/api/" in p} == {r.path for r in routes}
