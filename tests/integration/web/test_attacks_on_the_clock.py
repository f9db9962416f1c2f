"""The clock is set back: nothing lives longer, counts again or changes its order for that."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import Connection, select
from support.bureau import APPLICATION, HANDLER, OFFICER, Bureau, at

from access.errors import NotSignedIn, SignInRefused, TooManyTries
from access.passwords import PasswordRules
from access.sessions import SLACK, SessionRules
from access.tokens import Scope, TokenRefused
from cases.accounts import reset_password
from cases.checkpoints import seal_heads
from cases.ending import end_what_is_over
from cases.history import verify
from cases.signing_in import (
    From,
    Gate,
    give_code,
    known,
    my_sessions,
    offer_factor,
    set_factor,
    sign_in,
)
from cases.standing import find_person
from cases.tokens import Wanted, known_by_token, make_token
from deadlines import local_day
from storage import accounts, journal
from storage.hashing import hash_password, hash_token, new_token
from storage.schema import CaseEvent, JournalEntry
from storage.sealing import read_ring

NOW = at("2026-03-02T09:00")
HERE = From("10.0.0.8")
GOOD = "Vq7-langerSatz"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
RULES = SessionRules(idle=30 * MINUTE, whole=12 * HOUR)


@pytest.fixture(scope="module")
def hashed() -> str:
    """One hash for all: each takes a tenth of a second."""
    return hash_password(GOOD)


@pytest.fixture
def gate(bureau: Bureau, tmp_path: Path, hashed: str) -> Gate:
    with bureau.store.write() as connection:
        accounts.add_account(
            connection, handler(connection), hashed, must_change=False, by=None, at=NOW
        )
    return Gate(bureau.store, read_ring(tmp_path, "accounts"), PasswordRules(10, 3, 90), RULES)


def handler(connection: Connection) -> int:
    return find_person(connection, HANDLER, local_day(NOW)).id


def enter(gate: Gate, now: datetime, *, factor_given: bool = False) -> str:
    """A session that begins then, as after the right password."""
    token = new_token()
    with gate.store.write() as connection:
        accounts.open_session(
            connection, token_hash=hash_token(token), person_id=handler(connection),
            factor_given=factor_given, began_at=now, seen_at=now, address="", agent="",
        )  # fmt: skip
    return token


def used_until(gate: Gate, token: str, last: timedelta) -> None:
    """The session is used every twenty minutes."""
    passed = timedelta(0)
    while passed <= last:
        known(gate, token, now=NOW + passed)
        passed += 20 * MINUTE


@pytest.mark.parametrize("back", [SLACK + MINUTE, 3 * HOUR, 3000 * DAY])
def test_a_session_that_was_used_later_than_now_is_over(gate: Gate, back: timedelta):
    """Else it would be idle for as long as the clock was set back, and half an hour more."""
    token = enter(gate, NOW)
    used_until(gate, token, 4 * HOUR)
    with pytest.raises(NotSignedIn):
        known(gate, token, now=NOW + 4 * HOUR - back)
    with pytest.raises(NotSignedIn):  # for good, when the clock is right again
        known(gate, token, now=NOW + 4 * HOUR)


def test_a_clock_that_is_trimmed_by_moments_ends_no_session(gate: Gate):
    token = enter(gate, NOW)
    assert known(gate, token, now=NOW - SLACK)


def test_what_was_over_and_nobody_noticed_is_not_revived(gate: Gate, bureau: Bureau):
    """Time ends it every quarter of an hour, so that a clock set back finds it ended."""
    idle, used = enter(gate, NOW), enter(gate, NOW)
    wanted = Wanted("x", Scope.READ, frozenset(), date(2026, 3, 2))
    token = make_token(bureau.store, wanted, HANDLER, NOW, most_days=180).token
    known(gate, used, now=NOW + 20 * MINUTE)
    assert known_by_token(bureau.store, token, source=HERE, now=NOW)
    ended = end_what_is_over(bureau.store, RULES, NOW + 35 * MINUTE)
    assert (ended.sessions, ended.tokens) == (1, 0)
    ended = end_what_is_over(bureau.store, RULES, NOW + DAY)
    assert (ended.sessions, ended.tokens) == (1, 1)
    assert end_what_is_over(bureau.store, RULES, NOW + DAY) == type(ended)(0, 0, 0, 0)
    for one in (idle, used):
        with pytest.raises(NotSignedIn):
            known(gate, one, now=NOW)
    with pytest.raises(TokenRefused):
        known_by_token(bureau.store, token, source=HERE, now=NOW)


def test_a_token_that_was_refused_as_over_stays_over(gate: Gate, bureau: Bureau):
    wanted = Wanted("x", Scope.READ, frozenset(), date(2026, 3, 3))
    token = make_token(bureau.store, wanted, HANDLER, NOW, most_days=180).token
    for now in (NOW + 2 * DAY, NOW + DAY):
        with pytest.raises(TokenRefused):
            known_by_token(bureau.store, token, source=HERE, now=now)


def test_a_list_of_sessions_shows_none_that_is_not_believed(gate: Gate):
    token = enter(gate, NOW + 4 * HOUR)
    with pytest.raises(NotSignedIn):
        known(gate, token, now=NOW)
    fresh = known(gate, enter(gate, NOW), now=NOW)
    assert all(one.began_at <= NOW for one in my_sessions(gate, fresh, now=NOW))


def test_a_lock_out_is_not_shortened(gate: Gate):
    """From an address of its own, which the account was never signed in from."""
    elsewhere, now = From("192.0.2.1"), NOW
    for _ in range(9):
        try:
            sign_in(gate, HANDLER, "wrong", source=elsewhere, now=now)
        except SignInRefused:
            now += MINUTE
        except TooManyTries as rests:
            until = rests.until
    earlier = (now - back for back in (MINUTE, HOUR, DAY, 30 * DAY))
    for when in (*earlier, until - timedelta(seconds=1)):
        with pytest.raises(TooManyTries):
            sign_in(gate, HANDLER, GOOD, source=elsewhere, now=when)
    assert sign_in(gate, HANDLER, GOOD, source=elsewhere, now=until)


def with_factor(gate: Gate) -> pyotp.TOTP:
    secret = offer_factor()
    signed = known(gate, enter(gate, NOW), now=NOW)
    set_factor(gate, signed, secret, pyotp.TOTP(secret).at(NOW), source=HERE, now=NOW)
    return pyotp.TOTP(secret)


@pytest.mark.parametrize("back", [timedelta(0), HOUR])
def test_a_code_is_not_taken_twice_nor_an_older_one(gate: Gate, back: timedelta):
    codes, later = with_factor(gate), NOW + 2 * DAY
    seen = codes.at(later)  # by whoever looks over a shoulder
    give_code(gate, enter(gate, later), seen, source=HERE, now=later)
    now = later - back
    half = enter(gate, now)
    for code in {seen, codes.at(now)}:
        with pytest.raises((SignInRefused, TooManyTries)):
            give_code(gate, half, code, source=HERE, now=now)
    assert known(gate, half, now=now).missing == "code"


def test_a_password_told_once_leads_to_nothing_but_another(gate: Gate, bureau: Bureau):
    """There are no links that sign in; what is told once must be changed, whatever the hour."""
    reset_password(bureau.store, HANDLER, "jiangheng", NOW)
    for now in (NOW - 300 * DAY, NOW, NOW + 300 * DAY):
        assert known(gate, enter(gate, now), now=now).missing == "password"


def test_a_password_does_not_grow_younger_than_it_was_seen(gate: Gate):
    assert known(gate, enter(gate, NOW + 91 * DAY), now=NOW + 91 * DAY).missing == "password"
    assert known(gate, enter(gate, NOW), now=NOW).missing is None


# What happened keeps its order.


def order(bureau: Bureau, table: type[CaseEvent | JournalEntry]) -> list[int]:
    with bureau.store.read() as connection:
        return list(connection.execute(select(table.seq).order_by(table.seq)).scalars())


STEPS: tuple[Callable[[Bureau], object], ...] = (
    lambda b: b.do("2026-03-03", "file", OFFICER, **APPLICATION),
    lambda b: b.do("2026-03-04", "accept", HANDLER),
)


@pytest.mark.parametrize("back", ["2026-03-03T09:00", "2026-03-02T12:00"])
def test_a_history_keeps_its_order_and_is_proven(bureau: Bureau, tmp_path: Path, back: str):
    bureau.open("2026-03-02")
    for step in STEPS:
        step(bureau)
    seal_heads(bureau.store, tmp_path / "kept", tmp_path / "keys", at("2026-03-05"))
    before = order(bureau, CaseEvent)
    bureau.do(back, "add_evidence", HANDLER, items=[{"title": "x"}])
    bureau.sweep(back)
    with bureau.store.write() as connection:
        journal.write(connection, journal.Entry("sign_in", None, None, at(back), {}))
    seal_heads(bureau.store, tmp_path / "kept", tmp_path / "keys", at(back))
    after = order(bureau, CaseEvent)
    assert after[: len(before)] == before
    assert after == list(range(1, len(after) + 1))
    entries = order(bureau, JournalEntry)
    assert entries == list(range(1, len(entries) + 1))
    assert verify(bureau.store).flaws == []


def test_nothing_is_reminded_of_or_lapses_a_second_time(bureau: Bureau):
    bureau.open("2026-03-02")
    for day in ("2026-03-05", "2026-03-06", "2026-03-09", "2026-03-10"):
        bureau.sweep(f"{day}T09:00")
    before = bureau.tables()
    for day in ("2026-03-05", "2026-03-06", "2026-03-09", "2026-03-10"):
        assert not bureau.sweep(f"{day}T09:00").actions
    assert bureau.tables() == before
