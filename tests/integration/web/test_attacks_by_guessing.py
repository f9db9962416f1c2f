"""Attacks by guessing: passwords by the ten thousand, and numbers of what is others'."""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import text
from support import files as f
from support.bureau import APPLICATION, HANDLER, OFFICER, UNIT, Bureau, at
from support.feeds import Subscribe, path_of, subscribed
from support.pages import Reader, admit
from support.spoken import served
from support.ways import address, ways

from access.errors import SignInRefused, TooManyTries
from access.passwords import PasswordRules
from access.sessions import SessionRules
from access.tokens import Scope
from cases.reporters import Office, enter_report
from cases.signing_in import (
    From,
    Gate,
    give_code,
    offer_factor,
    sign_in,
)
from cases.standing import find_person
from cases.tokens import Wanted, make_token
from deadlines import local_day
from storage import accounts
from storage.hashing import hash_password, hash_token, new_token
from storage.sealing import read_ring
from web.door import form_key

NOW = at("2026-03-02T09:00")
OURS = From("10.0.0.8")
GOOD = "Vq7-langerSatz"


# Passwords.


@pytest.fixture
def gate(bureau: Bureau, tmp_path: Path) -> Gate:
    return Gate(
        bureau.store, read_ring(tmp_path, "accounts"), PasswordRules(10, 3, 90), SessionRules()
    )


@cache
def hashed() -> str:
    """One hash for all: each takes a tenth of a second."""
    return hash_password(GOOD)


def settled(gate: Gate, username: str) -> None:
    """An account whose person was signed in from the office."""
    with gate.store.write() as connection:
        person = find_person(connection, username, local_day(NOW)).id
        accounts.add_account(connection, person, hashed(), must_change=False, by=None, at=NOW)
        accounts.open_session(
            connection, token_hash=hash_token(new_token()), person_id=person, factor_given=True,
            began_at=NOW, seen_at=NOW, address=OURS.address, agent="",
        )  # fmt: skip


def memory() -> int:
    status = Path(f"/proc/{os.getpid()}/status").read_text("ascii")
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) << 10


@pytest.mark.parametrize(
    ("backend", "tries"), [("sqlite", 10_000), ("postgresql", 1000)], indirect=["backend"]
)
def test_ten_thousand_tries_are_a_few_dozen_and_lock_out_no_rightful_user(gate: Gate, tries: int):
    """A hundred a second on a few accounts, real and not, from a thousand addresses."""
    victims = (HANDLER, "tangli")
    for username in victims:
        settled(gate, username)
    names = (*victims, *(f"nobody{n}" for n in range(3 if tries > 1000 else 1)))
    looked, refused, before = 0, 0, memory()
    for n in range(tries):
        source, now = (
            From(f"192.0.2.{n % 997}"),
            NOW + timedelta(milliseconds=10 * n * (10_000 // tries)),
        )
        try:
            sign_in(gate, names[n % len(names)], f"Versuch-{n}", source=source, now=now)
        except SignInRefused:
            looked += 1
        except TooManyTries:
            refused += 1
    assert looked + refused == tries  # nothing got through
    assert looked <= 5 * len(names)  # and so many were looked at
    assert memory() - before < 32 << 20
    later = NOW + timedelta(seconds=101)
    fresh = Gate(gate.store, gate.ring, gate.passwords, gate.sessions)  # kept in the database
    with pytest.raises(TooManyTries):
        sign_in(fresh, HANDLER, GOOD, source=From("192.0.2.1"), now=later)
    for username in victims:
        assert sign_in(gate, username, GOOD, source=OURS, now=later)
    with pytest.raises(TooManyTries):  # which loosens nothing for the others
        sign_in(fresh, HANDLER, GOOD, source=From("192.0.2.1"), now=later)


def test_a_stolen_password_buys_no_guesses_of_the_code(gate: Gate):
    """From an address of its own each time, and with the right password before every code."""
    settled(gate, HANDLER)
    sealed = gate.ring.seal(offer_factor(), "accounts/1/factor")
    with gate.store.write() as connection:
        connection.execute(text("UPDATE accounts SET factor = :it"), {"it": sealed})
        connection.execute(text("UPDATE sessions SET factor_given = false"))
    guesses, now = 0, NOW
    for n in range(30):
        source, now = From(f"198.51.100.{n}"), now + timedelta(seconds=20)
        try:
            half = sign_in(gate, HANDLER, GOOD, source=source, now=now)
            give_code(gate, half, "000000", source=source, now=now)
        except SignInRefused:
            guesses += 1
        except TooManyTries:
            continue
    assert guesses <= 6


def test_a_flood_of_tries_from_everywhere_waits_and_fills_no_memory(
    sqlite_bureau: Bureau, tmp_path: Path
):
    """Each hash takes 64 MiB while it is reckoned: not more than a few are at a time."""
    url = str(sqlite_bureau.store.url)
    with served(url, tmp_path / "data", tmp_path / "log", proxies="127.0.0.1") as server:

        def enter(n: int) -> int:
            body = urlencode({"username": f"u{n}", "password": "x"}).encode()
            return server.say(
                b"POST /sign-in HTTP/1.1\r\n" + server.host
                + b"X-Forwarded-For: 198.51.100.%d\r\n" % n
                + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n"
                % len(body) + body
            ).status  # fmt: skip

        enter(99)
        before = server.most_memory
        with ThreadPoolExecutor(8) as crowd:
            assert set(crowd.map(enter, range(8))) == {401}
        assert server.most_memory - before < 5 * (64 << 20)


# What is others'.


@pytest.fixture
def theirs(sqlite_bureau: Bureau, tmp_path: Path, at_day: Subscribe) -> Reader:
    """A case of the second unit with a file, a report and tokens; who reads is of the third."""
    b = sqlite_bureau
    b.open("2026-03-02", report_kind="real_name")
    b.do("2026-03-03", "file", OFFICER, **APPLICATION)
    given = {"received_on": "2026-02-20", "abstract": "x", "text": "y", "name": "z"}
    enter_report(
        Office(b.store, tmp_path / "keys"), "2026-0001", given, "panxiao", at("2026-03-03")
    )
    page = at_day("2026-03-04")
    assert isinstance(page, Reader)
    page.sign_in(HANDLER)
    send(page, f"/cases/{b.number}/files", files={"file": ("a.pdf", f.PDF)})
    return page


def send(page: Reader, path: str, **more):
    data = {"key": form_key(page.cookies["session"]), **more.pop("data", {})}
    return page.post(path, data=data, follow_redirects=False, **more)


def told(answer, *numbers: str) -> tuple[int, str]:
    """What an answer says, but for the number that was asked for."""
    body = answer.text
    for number in numbers:
        body = body.replace(number, "N")
    return answer.status_code, re.sub(r'"key" value="\w+"|\?\S*(?=")', "", body)


@pytest.mark.parametrize("who", ["wulei", "longfei", "wenan"])
def test_what_is_anothers_answers_as_what_is_not_there(
    theirs: Reader, sqlite_bureau: Bureau, who: str
):
    """Every way that takes a number, read and written: the same answer, the same words."""
    b, nothing = sqlite_bureau, "2026-9999-1"
    theirs.sign_in(who)
    with b.store.write() as connection:  # an administrator has a second factor
        connection.execute(text("UPDATE accounts SET factor = 'a secret'"))
    tried = 0
    for way in ways(theirs.app):
        if "{number}" not in way.path:
            continue
        there, gone = address(way, b.number), address(way, nothing)
        if "/reports/" in way.path:
            there, gone = "/reports/J2026-0001", "/reports/J2026-9999"
        form = {"data": {"reason": "x"}} if "/reports/" in way.path else {}
        if way.path.endswith("/files") and way.method == "POST":
            form = {"files": {"file": ("a.pdf", f.PDF)}}
        ask = (
            theirs.get
            if way.method == "GET"
            else lambda path, form=form: send(theirs, path, **form)
        )
        names = ("J2026-0001", "J2026-9999", b.number, nothing, b.number[:-2], nothing[:-2])
        found = [told(ask(path), *names) for path in (there, gone)]
        assert found[0] == found[1], way.path
        # What is malformed is refused before anything is looked for.
        assert found[0][0] in {303, 401, 403, 404, 415, 422, 428}, way.path
        tried += 1
    assert tried >= 8


def test_numbers_of_tokens_sessions_and_files_are_guessed_in_vain(
    theirs: Reader, sqlite_bureau: Bureau
):
    b = sqlite_bureau
    wanted = Wanted("x", Scope.WRITE, frozenset(), date(2026, 4, 30))
    make_token(b.store, wanted, HANDLER, at("2026-03-04"), most_days=180)
    kept = admit(theirs.app, HANDLER)
    theirs.sign_in("wulei")
    before = {k: v for k, v in b.tables().items() if k != "journal"}
    answers = set()
    for number in range(1, 40):
        answers.add(told(send(theirs, "/account/tokens/revoke", data={"token": number}),
                         f" {number}", f"“{number}”", f"‘{number}’", f">{number}<")[0])  # fmt: skip
        send(theirs, "/account/sessions", data={"only": number})
    assert answers == {404}
    after = {k: v for k, v in b.tables().items() if k != "journal"}
    changed = {k for k in after if after[k] != before[k]}
    assert changed <= {"sessions", "counters"}  # their own, at most, and the journal's
    theirs.cookies.set("session", kept)
    assert theirs.get(f"/cases/{b.number}").status_code == 200


@pytest.mark.parametrize("there", [True, False])
def test_a_file_of_a_case_of_ones_own_is_no_way_to_anothers(
    theirs: Reader, sqlite_bureau: Bureau, there: bool
):
    """The number of the case is right, the number of the file is another case's."""
    mine = sqlite_bureau.open("2026-03-02", officers=["wulei"])
    theirs.sign_in("wulei")
    file = 1 if there else 999
    answer = theirs.get(f"/cases/{mine}/files/{file}")
    assert answer.status_code == 404
    assert theirs.get(f"/api/v1/cases/{mine}/files/{file}").status_code == 404


def test_evidence_of_another_is_not_attached_to_by_its_number(
    theirs: Reader, sqlite_bureau: Bureau
):
    """A piece of evidence that an officer may not see is as unknown as one there never was."""
    b = sqlite_bureau
    theirs.sign_in(OFFICER)
    path = f"/api/v1/cases/{b.number}/files"
    file = {"file": ("a.pdf", f.PDF)}
    found = [
        told(send(theirs, path, data={"evidence": number}, files=file), number)
        for number in ("E1", "E77")
    ]
    assert found[0] == found[1]
    assert found[0][0] == 404


def test_calendars_are_guessed_in_vain(theirs: Reader, sqlite_bureau: Bureau):
    good = subscribed(sqlite_bureau, UNIT)
    found = {
        told(theirs.get(path_of(good[6:-4][:n] + "x" * (43 - n))))
        for n, _ in product((0, 20, 42), range(2))
    }
    assert len(found) == 1
    assert found.pop()[0] == 404


def test_nobody_counts_the_cases_of_others_by_a_cursor_or_a_filter(
    theirs: Reader, sqlite_bureau: Bureau
):
    theirs.sign_in("wulei")
    for query in ("", "?state=filed", "?urgency=ok", "?q=2026", "?after=2026-01-01|2026-0000-0"):
        page = theirs.get(f"/cases{query}").text
        assert sqlite_bureau.number not in page
        assert not re.search(r"[1-9]\d* ?件", page), query
