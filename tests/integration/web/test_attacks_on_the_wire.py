"""Attacks on the wire, against the served process: hosts, methods, proxies, and far too much."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from support import files as f
from support.bureau import HANDLER, Bureau
from support.pages import admit
from support.spoken import Server, served

from storage import journal, open_store
from web.door import form_key

MB = 1 << 20
TWO_GB = 2 << 30


@dataclass
class Target:
    """The served bureau, with a case, and the database behind it."""

    server: Server
    bureau: Bureau
    data: Path

    def session(self, username: str) -> str:
        state = SimpleNamespace(store=self.bureau.store, clock=lambda: datetime.now(UTC))
        return admit(SimpleNamespace(state=state), username)


@pytest.fixture(scope="module")
def target(
    settled_sqlite: tuple[Path, object], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Target]:
    data = tmp_path_factory.mktemp("attacked")
    url = f"sqlite:///{shutil.copyfile(settled_sqlite[0], data / 'bureau.db')}"
    with open_store(url) as store:
        bureau = Bureau(store)
        bureau.open("2026-03-02")
        with served(url, data, data / "log", attachment_mb=1) as server:
            yield Target(server, bureau, data)


def ask(target: Target, line: bytes, *headers: bytes, body: bytes = b"", host: bytes = b""):
    """One request as it is written here."""
    head = b"".join(header + b"\r\n" for header in headers)
    return target.server.say(
        line + b" HTTP/1.1\r\n" + (host or target.server.host) + head + b"\r\n" + body
    )


@pytest.mark.parametrize(
    "host",
    [
        b"evil.example", b"evil.example@127.0.0.1", b"127.0.0.1@evil.example", b"127.0.0.1/evil",
        b"127.0.0.1?evil", b"127.0.0.1#evil", b"127.0.0.1\\evil", b"127.0.0.1:80;evil",
        b"127.0.0.1:999999", b"127.0.0.1.evil.example", b"localhost, evil.example", b" ", b"[::1",
        b"127.0.0.1\r\nHost: evil.example", b"evil.example\r\nHost: 127.0.0.1",
        b"127.0.0.1\r\n evil", "１２７.0.0.1".encode(), b"0x7f.0.0.1", b"2130706433",
    ],
)  # fmt: skip
def test_a_host_that_is_not_ours_is_refused(target: Target, host: bytes):
    answer = ask(target, b"GET /sign-in/", host=b"Host: " + host + b"\r\n")
    assert answer.status == 400
    assert "evil" not in answer.header("location")


@pytest.mark.parametrize(
    "header",
    [
        b"X-Forwarded-Host: evil.example", b"Forwarded: host=evil.example;proto=https",
        b"X-Forwarded-Proto: javascript", b"X-Original-URL: /journal", b"X-Rewrite-URL: /journal",
        b"X-Forwarded-Prefix: //evil.example", b"X-Http-Method-Override: DELETE",
        b"X-Forwarded-Port: 1", b"X-Host: evil.example",
    ],
)  # fmt: skip
def test_no_header_leads_elsewhere(target: Target, header: bytes):
    answer = ask(target, b"GET /sign-in/", header)
    assert (answer.status, answer.header("location")) == (307, f"{target.server.url}/sign-in")
    assert b"evil" not in ask(target, b"GET /sign-in", header).body


def test_an_address_written_whole_is_a_path_of_ours(target: Target):
    assert ask(target, b"GET http://evil.example/sign-in").status in {400, 404}


def failed_from(target: Target) -> set[str]:
    with target.bureau.store.read() as connection:
        found = journal.entries(connection, kind="sign_in_failed")
        return {one.body.split('"address":"')[1].partition('"')[0] for one in found}


FORWARDED = (b"X-Forwarded-For: 203.0.113.9", b"X-Forwarded-Proto: https", b"X-Real-IP: 1.2.3.4")
WRONG = b"username=hemin&password=wrong"
FORM = b"Content-Type: application/x-www-form-urlencoded"


def fails_to_sign_in(server: Server) -> None:
    head = b"\r\n".join((*FORWARDED, FORM, b"Content-Length: %d" % len(WRONG)))
    answer = server.say(b"POST /sign-in HTTP/1.1\r\n" + server.host + head + b"\r\n\r\n" + WRONG)
    assert answer.status == 401


def test_nobody_lends_themselves_an_address(
    target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Not even from loopback, nor where the environment would have uvicorn believe everybody."""
    answer = ask(target, b"GET /sign-in?lang=en", *FORWARDED)
    assert "Secure" not in answer.header("set-cookie")
    fails_to_sign_in(target.server)
    assert failed_from(target) == {"127.0.0.1"}
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    url = str(target.bureau.store.url)
    with served(url, tmp_path / "a", tmp_path / "log") as server:
        fails_to_sign_in(server)
        assert failed_from(target) == {"127.0.0.1"}
    with served(url, tmp_path / "a", tmp_path / "log", proxies="127.0.0.1") as server:
        fails_to_sign_in(server)
        assert failed_from(target) == {"127.0.0.1", "203.0.113.9"}


@pytest.mark.parametrize(
    "method",
    [b"PUT", b"DELETE", b"PATCH", b"OPTIONS", b"TRACE", b"CONNECT", b"PROPFIND", b"get", b"Post",
     b"X" * 9000, b"HEAD"],
    ids=lambda method: method[:9].decode(),
)  # fmt: skip
@pytest.mark.parametrize("path", [b"/cases", b"/sign-out", b"/account/password", b"/api/v1/x"])
def test_a_method_that_is_no_way_of_ours_does_nothing(target: Target, method: bytes, path: bytes):
    token = target.session(HANDLER)
    answer = ask(
        target, method + b" " + path, b"Cookie: session=" + token.encode(),
        b"X-Http-Method-Override: POST", b"Content-Length: 12", body=b"_method=POST",
    )  # fmt: skip
    allowed = {404, 405} | ({200, 400} if method == b"HEAD" else set())
    assert answer.status in allowed
    assert b"_method" not in answer.body  # TRACE would say the request again, cookies and all
    assert token.encode() not in answer.body
    assert ask(target, b"GET /cases", b"Cookie: session=" + token.encode()).status == 200


@pytest.mark.parametrize(
    ("head", "statuses"),
    [
        ((b"X: " + b"a" * (20 * MB),), {400, 431}),
        (tuple(b"X%d: a" % n for n in range(100_000)), {400, 431}),
        ((b"Cookie: session=" + b"a" * 60_000,), {303, 400, 431}),
        ((b"Accept-Language: " + b"en;q=0.1," * 4000,), {303, 400, 431}),
        ((b"X: a\x00b",), {400}), ((b"X : a",), {400}), ((b"X: a\nY: b",), {303, 400}),
        ((b"Upgrade: websocket", b"Connection: upgrade"), {303, 400}),
    ],
    ids=range(8),
)  # fmt: skip
def test_a_head_without_measure_is_refused(
    target: Target, head: tuple[bytes, ...], statuses: set[int]
):
    assert ask(target, b"GET /cases", *head).status in statuses
    assert ask(target, b"GET /healthz").status == 200


def test_an_address_without_measure_is_refused(target: Target):
    assert ask(target, b"GET /cases?q=" + b"a" * (5 * MB)).status in {400, 414}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (b"application/json", b"[" * 500_000), (b"application/json", b'{"a":' * 150_000),
        (b"application/json", b"9" * 900_000), (b"application/json", b'{"a":1e999999}'),
        (b"application/x-www-form-urlencoded", b"&".join(b"f%d=a" % n for n in range(50_000))),
        (b"application/x-www-form-urlencoded", b"username=" + b"a" * 900_000),
        (b"application/x-www-form-urlencoded", b"username=%" + b"%" * 900_000),
        (b"multipart/form-data; boundary=x", b"".join(
            f.field(b"f%d" % n, b"") for n in range(5000)) + b"--x--\r\n"),
        (b"multipart/form-data; boundary=x", f.raw(b'"a.pdf"', b"a" * 900_000)),
        (b"multipart/form-data; boundary=" + b"x" * 9000, b""),
        (b"text/xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    ],
    ids=range(11),
)  # fmt: skip
@pytest.mark.parametrize("path", [b"/sign-in", b"/api/v1/cases/2026-0001-1/files"])
def test_a_body_that_means_to_exhaust_is_refused(
    target: Target, path: bytes, kind: bytes, body: bytes
):
    token = target.session(HANDLER).encode()
    answer = ask(
        target, b"POST " + path, b"Content-Type: " + kind, b"Cookie: session=" + token,
        b"Content-Length: %d" % len(body), body=body,
    )  # fmt: skip
    assert answer.status in {400, 401, 422, 429}
    assert b"Traceback" not in answer.body


@pytest.mark.parametrize(
    "said",
    [b"Content-Length: -1", b"Content-Length: x", b"Content-Length: 3\r\nContent-Length: 5",
     b"Content-Length: " + b"9" * 30, b"Transfer-Encoding: xchunked", b"Content-Length: +3"],
)  # fmt: skip
def test_a_length_that_lies_is_refused(target: Target, said: bytes):
    assert ask(target, b"POST /sign-in", said, FORM, body=b"abcde").status in {400, 413, 501}


# Two gigabytes.


def chunks(before: bytes, megabytes: int) -> Iterator[bytes]:
    """A body of so many megabytes, made as it is sent."""
    yield b"%x\r\n%s\r\n" % (len(before), before)
    for _ in range(megabytes):
        yield b"%x\r\n%s\r\n" % (MB, b"a" * MB)
    yield b"0\r\n\r\n"


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize("where", ["page", "api", "sign-in"])
def test_two_gigabytes_are_refused_early_and_leave_nothing(
    target: Target, where: str, declared: bool
):
    token, case = target.session(HANDLER), target.bureau.number
    path = {"page": f"/cases/{case}/files", "api": f"/api/v1/cases/{case}/files"}
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    form = f.field(b"key", form_key(token).encode()) + part
    length = b"Content-Length: %d" % TWO_GB if declared else b"Transfer-Encoding: chunked"
    head = b"\r\n".join((
        f"POST {path.get(where, '/sign-in')} HTTP/1.1".encode(), target.server.host.strip(),
        b"Content-Type: multipart/form-data; boundary=x", f"Cookie: session={token}".encode(),
        length, b"\r\n",
    ))  # fmt: skip
    before = target.server.most_memory

    def body() -> Iterator[bytes]:
        yield head
        yield from chunks(form, TWO_GB // MB)

    answer, sent = target.server.stream(body())
    assert answer.status == 413
    assert sent < 64 * MB
    assert target.server.most_memory - before < 32 * MB
    assert f.lying_about(target.data / "attachments") == []


def test_who_goes_on_sending_after_the_refusal_fills_nothing(target: Target):
    before = target.server.most_memory
    head = b"POST /sign-in HTTP/1.1\r\n" + target.server.host + b"Transfer-Encoding: chunked\r\n"

    def body() -> Iterator[bytes]:
        yield head + FORM + b"\r\n\r\n"
        yield from chunks(b"username=a", 100)

    for _ in range(3):
        target.server.pour(body())
    assert target.server.most_memory - before < 32 * MB
    assert ask(target, b"GET /healthz").status == 200
