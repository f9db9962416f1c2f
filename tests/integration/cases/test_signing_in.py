"""Signing in: what a guesser meets, what a session is worth, and what a code is."""

from datetime import datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from support.bureau import Bureau, at

from access.errors import NotSignedIn, SignInRefused, TooManyTries
from access.passwords import PasswordRules
from access.sessions import SessionRules
from cases.accounts import NewPerson, disable_account, new_account, reset_factor, reset_password
from cases.signing_in import (
    From,
    Gate,
    change_password,
    end_my_sessions,
    give_code,
    known,
    my_sessions,
    offer_factor,
    set_factor,
    sign_in,
    sign_out,
)
from states.errors import GuardFailed, Invalid
from storage import journal
from storage.sealing import read_ring

HERE = From("10.0.0.8", "a browser")
NOW = at("2026-03-02T09:00")
GOOD = "Vq7-langerSatz"
SYSTEM, SECURITY = "jiangheng", "wenan"


@pytest.fixture
def gate(sqlite_bureau: Bureau, tmp_path: Path) -> Gate:
    rules = SessionRules(idle=timedelta(minutes=30), whole=timedelta(hours=12))
    return Gate(
        sqlite_bureau.store, read_ring(tmp_path, "accounts"), PasswordRules(10, 3, 90), rules
    )


@pytest.fixture
def password(gate: Gate) -> str:
    """Of the handler's fresh account; it is told once and must be changed."""
    person = NewPerson("hemin", "何敏", "bureau")
    return new_account(gate.store, person, SYSTEM, NOW).password


def enter(gate: Gate, password: str, now: datetime = NOW, username: str = "hemin") -> str:
    return sign_in(gate, username, password, source=HERE, now=now)


def kinds(gate: Gate) -> list[str]:
    with gate.store.read() as connection:
        return [entry.kind for entry in journal.entries(connection)]


def settled(gate: Gate, password: str) -> str:
    """Signed in with a password of one's own."""
    token = enter(gate, password)
    change_password(gate, known(gate, token, now=NOW), password, GOOD, source=HERE, now=NOW)
    return token


def test_a_password_told_once_must_be_changed_first(gate: Gate, password: str):
    token = enter(gate, password)
    assert known(gate, token, now=NOW).missing == "password"
    change_password(gate, known(gate, token, now=NOW), password, GOOD, source=HERE, now=NOW)
    assert known(gate, token, now=NOW).missing is None
    with pytest.raises(SignInRefused):
        enter(gate, password, NOW + timedelta(minutes=1))
    assert enter(gate, GOOD, NOW + timedelta(minutes=2))


@pytest.mark.parametrize(
    "weak", ["Ab1-", "abcdefghijkl", "ABCdefGHIjkl", "Hemin-2026-x", "Aa1Aa1Aa1Aa1", "x" * 200]
)
def test_a_weak_password_is_refused_and_the_old_one_stays(gate: Gate, password: str, weak: str):
    signed = known(gate, enter(gate, password), now=NOW)
    with pytest.raises(Invalid):
        change_password(gate, signed, password, weak, source=HERE, now=NOW)
    assert enter(gate, password, NOW + timedelta(minutes=1))


def test_the_last_five_passwords_are_not_chosen_again(gate: Gate, password: str):
    signed, held = known(gate, enter(gate, password), now=NOW), password
    for n in range(6):
        change_password(gate, signed, held, f"{GOOD}{n}", source=HERE, now=NOW)
        held = f"{GOOD}{n}"
    with pytest.raises(Invalid, match="最近用过"):
        change_password(gate, signed, held, f"{GOOD}1", source=HERE, now=NOW)
    change_password(gate, signed, held, f"{GOOD}0", source=HERE, now=NOW)


def test_a_password_has_an_age(gate: Gate, password: str):
    settled(gate, password)
    later = NOW + timedelta(days=90)
    assert known(gate, enter(gate, GOOD, later), now=later).missing == "password"


def test_who_guesses_waits_longer_and_longer(gate: Gate, password: str):
    now, waits = NOW, []
    for _ in range(8):
        refusal = None
        while refusal is None:
            try:
                enter(gate, "wrong", now)
            except SignInRefused:
                continue
            except TooManyTries as rests:
                refusal = rests
        waits.append(refusal.until - now)
        now = refusal.until
    assert waits == sorted(waits)
    assert waits[-1] >= timedelta(hours=1)
    with pytest.raises(TooManyTries):  # even the right one rests
        enter(gate, password, now - timedelta(seconds=1))
    assert enter(gate, password, now)


def test_ten_thousand_tries_on_one_account_are_a_few_dozen(gate: Gate, password: str):
    """One a second for three hours: most of them are not even looked at."""
    looked = 0
    for second in range(0, 10_000, 10):
        try:
            enter(gate, "wrong", NOW + timedelta(seconds=second))
        except SignInRefused:
            looked += 1
        except TooManyTries:
            continue
    assert looked < 20


def test_an_unknown_user_is_refused_in_the_same_words_and_rests_as_well(gate: Gate, password: str):
    said = []
    for name in ("nobody", "hemin"):
        for n in range(4):
            try:
                sign_in(gate, name, "wrong", source=From(f"10.1.1.{n}"), now=NOW)
            except (SignInRefused, TooManyTries) as refusal:
                said.append((name, type(refusal), refusal.say()))
    assert [one[1:] for one in said[:4]] == [one[1:] for one in said[4:]]


def test_what_is_typed_as_a_user_name_is_written_nowhere(gate: Gate):
    with pytest.raises(SignInRefused):
        sign_in(gate, GOOD, "x", source=HERE, now=NOW)
    with gate.store.read() as connection:
        assert not any(GOOD in entry.body for entry in journal.entries(connection))


def test_an_office_behind_one_address_is_not_locked_by_those_who_sign_in(gate: Gate, password: str):
    settled(gate, password)
    for n in range(60):
        assert enter(gate, GOOD, NOW + timedelta(seconds=n))


def test_a_session_ends_when_it_is_idle_or_old(gate: Gate, password: str):
    token = settled(gate, password)
    now = NOW
    for _ in range(30):
        now += timedelta(minutes=20)
        if now - NOW < timedelta(hours=12):
            known(gate, token, now=now)
    with pytest.raises(NotSignedIn):
        known(gate, token, now=NOW + timedelta(hours=12))
    other = enter(gate, GOOD)
    known(gate, other, now=NOW + timedelta(minutes=29))
    with pytest.raises(NotSignedIn):
        known(gate, other, now=NOW + timedelta(minutes=59))
    with pytest.raises(NotSignedIn):  # it is over for good, whatever the clock says
        known(gate, other, now=NOW)


def test_a_session_of_the_future_is_not_believed_when_the_clock_is_set_back(
    gate: Gate, password: str
):
    token = settled(gate, password)
    with pytest.raises(NotSignedIn):
        known(gate, token, now=NOW - timedelta(hours=1))


def test_signing_out_and_ending_the_others(gate: Gate, password: str):
    first = settled(gate, password)
    second, third = enter(gate, GOOD), enter(gate, GOOD)
    signed = known(gate, first, now=NOW)
    assert len(my_sessions(gate, signed, now=NOW)) == 3
    assert end_my_sessions(gate, signed, None, now=NOW) == 2
    for token in (second, third):
        with pytest.raises(NotSignedIn):
            known(gate, token, now=NOW)
    sign_out(gate, signed, now=NOW)
    with pytest.raises(NotSignedIn):
        known(gate, first, now=NOW)
    assert kinds(gate)[-2:] == ["sessions_ended", "sign_out"]


def test_only_the_hash_of_a_token_is_kept(gate: Gate, password: str, tmp_path: Path):
    token = settled(gate, password)
    with gate.store.read() as connection:
        from storage.schema import Base

        for table in Base.metadata.sorted_tables:
            for row in connection.execute(table.select()):
                assert token not in repr(row)
                assert GOOD not in repr(row)


def test_a_second_factor_is_set_up_with_its_first_code_and_each_code_counts_once(
    gate: Gate, password: str
):
    token, secret = settled(gate, password), offer_factor()
    codes = pyotp.TOTP(secret)
    with pytest.raises(SignInRefused):
        set_factor(gate, known(gate, token, now=NOW), secret, "000000", source=HERE, now=NOW)
    fresh = set_factor(
        gate, known(gate, token, now=NOW), secret, codes.at(NOW), source=HERE, now=NOW
    )
    assert known(gate, fresh, now=NOW).missing is None
    with pytest.raises(NotSignedIn):
        known(gate, token, now=NOW)
    half = enter(gate, GOOD)
    assert known(gate, half, now=NOW).missing == "code"
    with pytest.raises(SignInRefused):  # the code that set it up
        give_code(gate, half, codes.at(NOW), source=HERE, now=NOW)
    later = NOW + timedelta(seconds=60)
    whole = give_code(gate, half, codes.at(later), source=HERE, now=later)
    assert known(gate, whole, now=later).missing is None
    with pytest.raises(NotSignedIn):  # the token from before the code is worth nothing
        known(gate, half, now=later)
    again = enter(gate, GOOD, later)
    with pytest.raises(SignInRefused):
        give_code(gate, again, codes.at(later), source=HERE, now=later)


@pytest.mark.parametrize("code", ["", "abc", "１２３４５６", "12345", "-1", "9" * 400])
def test_what_is_no_code_is_refused(gate: Gate, password: str, code: str):
    token = settled(gate, password)
    with pytest.raises(SignInRefused):
        set_factor(gate, known(gate, token, now=NOW), offer_factor(), code, source=HERE, now=NOW)


def test_an_administrator_goes_nowhere_without_a_second_factor(gate: Gate):
    new_account(gate.store, NewPerson("hemin", "何敏", "bureau"), SYSTEM, NOW)
    told = new_account(gate.store, NewPerson(SYSTEM, "江衡", "bureau"), SYSTEM, NOW)
    token = enter(gate, told.password, username=SYSTEM)
    signed = known(gate, token, now=NOW)
    change_password(gate, signed, told.password, GOOD, source=HERE, now=NOW)
    assert known(gate, token, now=NOW).missing == "enrol"


def test_a_disabled_account_is_out_at_its_next_request(gate: Gate, password: str):
    token = settled(gate, password)
    disable_account(gate.store, "hemin", SYSTEM, NOW)
    with pytest.raises(NotSignedIn):
        known(gate, token, now=NOW)
    with pytest.raises(SignInRefused):
        enter(gate, GOOD)


def test_a_reset_ends_every_session(gate: Gate, password: str):
    token = settled(gate, password)
    told = reset_password(gate.store, "hemin", SYSTEM, NOW)
    with pytest.raises(NotSignedIn):
        known(gate, token, now=NOW)
    assert known(gate, enter(gate, told.password), now=NOW).missing == "password"


def test_a_lost_second_factor_is_forgotten(gate: Gate, password: str):
    token, secret = settled(gate, password), offer_factor()
    signed = known(gate, token, now=NOW)
    set_factor(gate, signed, secret, pyotp.TOTP(secret).at(NOW), source=HERE, now=NOW)
    with pytest.raises(GuardFailed):  # who resets passwords resets no factor
        reset_factor(gate.store, "hemin", SYSTEM, NOW)
    reset_factor(gate.store, "hemin", SECURITY, NOW)
    assert known(gate, enter(gate, GOOD), now=NOW).missing is None


def test_a_session_alone_replaces_no_second_factor(gate: Gate, password: str):
    token, secret = settled(gate, password), offer_factor()
    signed, old = known(gate, token, now=NOW), pyotp.TOTP(secret)
    fresh = set_factor(gate, signed, secret, old.at(NOW), source=HERE, now=NOW)
    signed, other = known(gate, fresh, now=NOW), offer_factor()
    assert signed.factor_set
    new = pyotp.TOTP(other)
    for minute, wrong in enumerate(("", "new", "used"), 2):
        later = NOW + timedelta(minutes=minute)
        given = {"": "", "new": new.at(later), "used": old.at(NOW)}[wrong]
        with pytest.raises(SignInRefused):
            set_factor(gate, signed, other, new.at(later), given, source=HERE, now=later)
    later = NOW + timedelta(minutes=6)
    fresh = set_factor(gate, signed, other, new.at(later), old.at(later), source=HERE, now=later)
    assert known(gate, fresh, now=later).missing is None


def test_a_ring_that_does_not_open_lets_nobody_in(gate: Gate, password: str, tmp_path: Path):
    token, secret = settled(gate, password), offer_factor()
    signed = known(gate, token, now=NOW)
    set_factor(gate, signed, secret, pyotp.TOTP(secret).at(NOW), source=HERE, now=NOW)
    half = enter(gate, GOOD)
    other = Gate(gate.store, read_ring(tmp_path, "other"), gate.passwords, gate.sessions)
    later = NOW + timedelta(minutes=2)
    with pytest.raises(SignInRefused):
        give_code(other, half, pyotp.TOTP(secret).at(later), source=HERE, now=later)
