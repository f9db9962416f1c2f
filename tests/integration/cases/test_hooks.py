"""Systems that are told of events: in the order of each case, signed, and of no fact of it."""

import hashlib
import hmac
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.bureau import APPLICATION, HANDLER, OFFICER, Bureau, at
from support.services import Asked, Says, ServiceServer, serving

from cases.delivery import RETRIES, Delivered
from cases.hooks import (
    WantedHook,
    add_hook,
    deliver_hooks,
    hooks_seen,
    pause_hook,
    remove_hook,
    resend_to_hook,
    try_hook,
)
from cases.journal import read_journal
from notifications.channels.errors import ChannelError
from states.errors import GuardFailed, Invalid, NotFound
from storage.sealing import KeyRing, read_ring

ADMIN, AUDITOR, NAME = "jiangheng", "jianming", "监察平台"
NOW = at("2026-03-01")
LATER = at("2026-03-04")


class Receiver(ServiceServer):
    """A system of the bureau's own that checks what comes, as the manual tells it to."""

    secret = ""

    def answer(self, asked: Asked) -> Says:
        signed = asked.headers["X-Rongcuo-Timestamp"].encode() + b"." + asked.body
        made = hmac.new(self.secret.encode(), signed, hashlib.sha256).hexdigest()
        good = asked.headers["X-Rongcuo-Signature"] == f"sha256={made}"
        return Says("taken", 202) if good else Says("wrong signature", 401)

    @property
    def told(self) -> list[tuple[str, str, str]]:
        return [(one["case"], one["event"], one["to"]) for one in self.messages]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with serving(Receiver()) as server:
        yield server


@pytest.fixture
def ring(tmp_path: Path) -> Callable[[], KeyRing]:
    (tmp_path / "keys").mkdir(mode=0o700)
    return partial(read_ring, tmp_path / "keys", "hooks")


@pytest.fixture
def told(bureau: Bureau, receiver: Receiver, ring: Any) -> Callable[..., Delivered]:
    """The receiver is set up; calling it delivers what is owed at an instant."""
    wanted = WantedHook(NAME, f"{receiver.url}/events?key=long-secret-part")
    receiver.secret = add_hook(bureau.store, ring, wanted, ADMIN, NOW)
    return lambda now=LATER: deliver_hooks(bureau.store, ring, now, url="https://bureau.example")


def work(bureau: Bureau) -> None:
    bureau.open("2026-03-02", officers=[OFFICER, "wulei"], reason="有人举报")
    bureau.do("2026-03-03", "inform_officer", HANDLER, on="2026-03-03")
    bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    bureau.do("2026-03-03", "accept", HANDLER)


ROAD = [
    ("open", "investigation"), ("inform_officer", "investigation"), ("file", "filed"),
    ("accept", "under_review"),
]  # fmt: skip


def test_every_event_is_told_once_in_the_order_of_its_case(
    bureau: Bureau, receiver: Receiver, told: Any
):
    work(bureau)
    assert receiver.told == []  # nothing leaves inside a step
    assert told().sent == 5
    first, second = bureau.numbers
    assert [(event, to) for case, event, to in receiver.told if case == first] == ROAD
    assert [(event, to) for case, event, to in receiver.told if case == second] == ROAD[:1]
    assert str(told()) == str(Delivered())
    assert len({one["id"] for one in receiver.messages}) == 5


def test_it_is_told_nothing_of_what_the_case_is_about(
    bureau: Bureau, receiver: Receiver, told: Any
):
    work(bureau)
    told()
    for one in receiver.asked:
        said = f"{one.body.decode()}{one.headers}"
        for word in ("孙皓", "sunhao", "何敏", "hemin", "举报", bureau.row().subject, "real_name"):
            assert word not in said
    assert set(receiver.messages[0]) == {"id", "event", "case", "from", "to", "at", "url"}
    assert receiver.messages[0]["url"] == f"https://bureau.example/cases/{bureau.numbers[0]}"


def test_a_step_that_is_refused_is_told_to_nobody(bureau: Bureau, receiver: Receiver, told: Any):
    bureau.open("2026-03-02")
    with pytest.raises(Exception, match="办理"):
        bureau.do("2026-03-03", "accept", HANDLER)
    told()
    assert [event for _, event, _ in receiver.told] == ["open"]


def test_a_receiver_that_is_away_for_days_gets_all_of_it_in_order(
    bureau: Bureau, receiver: Receiver, told: Any
):
    work(bureau)
    receiver.say_next(Says(status=503), Says(status=503))
    done = told()
    assert (done.sent, done.retried) == (0, 2)  # the first of each case; the others wait behind it
    assert told().sent == 0
    assert told(LATER + RETRIES[0]).sent == 5
    first = bureau.numbers[0]
    taken = receiver.told[2:]
    assert [(event, to) for case, event, to in taken if case == first] == ROAD


def test_what_is_refused_is_given_up_and_told_again_when_asked(
    bureau: Bureau, receiver: Receiver, told: Any, ring: Any
):
    bureau.open("2026-03-02")
    right, receiver.secret = receiver.secret, "another"
    assert told().dead == 1
    [seen] = hooks_seen(bureau.store, ring, ADMIN, LATER)
    assert (seen.waiting, seen.given_up, seen.host) == (0, 1, receiver.url.removeprefix("http://"))
    receiver.secret = right
    assert resend_to_hook(bureau.store, NAME, ADMIN, LATER) == 1
    assert told().sent == 1
    assert len({one["id"] for one in receiver.messages}) == 1


def test_whoever_is_away_for_good_is_given_up(bureau: Bureau, told: Any, receiver: Receiver):
    bureau.open("2026-03-02")
    receiver.say_next(*[Says(status=500)] * 20)
    now, tries = LATER, 0
    while (done := told(now)).retried:
        tries, now = tries + 1, now + timedelta(days=1)
    assert (tries, done.dead) == (len(RETRIES), 1)


def test_only_what_was_asked_for_is_told(bureau: Bureau, receiver: Receiver, ring: Any):
    for name, said in {
        "events": {"events": frozenset({"file"})}, "phases": {"phases": frozenset({"review"})},
        "units": {"units": frozenset({"third"})},
    }.items():  # fmt: skip
        wanted = WantedHook(name, f"{receiver.url}/{name}", **said)
        add_hook(bureau.store, ring, wanted, ADMIN, NOW)
    receiver.say_next(*[Says("yes")] * 20)
    work(bureau)
    deliver_hooks(bureau.store, ring, LATER, url="")
    heard = {
        name: [one.data["event"] for one in receiver.asked if one.path == f"/{name}"]
        for name in ("events", "phases", "units")
    }
    assert heard == {"events": ["file"], "phases": ["accept"], "units": ["open"]}


def test_one_that_is_removed_hears_nothing_more(
    bureau: Bureau, receiver: Receiver, told: Any, ring: Any
):
    bureau.open("2026-03-02")
    remove_hook(bureau.store, NAME, ADMIN, LATER)
    assert told().sent == 0
    assert receiver.asked == []
    with pytest.raises(NotFound):
        resend_to_hook(bureau.store, NAME, ADMIN, LATER)
    add_hook(bureau.store, ring, WantedHook(NAME, receiver.url), ADMIN, LATER)  # the name is free


def test_one_that_rests_hears_later_what_happened_meanwhile(
    bureau: Bureau, receiver: Receiver, told: Any, ring: Any
):
    bureau.open("2026-03-02")
    assert told().sent == 1
    pause_hook(bureau.store, NAME, ADMIN, LATER, rests=True)
    bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    bureau.do("2026-03-04", "accept", HANDLER)
    assert told().sent == 0
    (view,) = hooks_seen(bureau.store, ring, ADMIN, LATER)
    assert (view.paused, view.waiting) == (True, 2)
    with pytest.raises(GuardFailed):
        pause_hook(bureau.store, NAME, AUDITOR, LATER, rests=False)
    pause_hook(bureau.store, NAME, ADMIN, LATER, rests=False)
    assert told().sent == 2
    assert [event for _, event, _ in receiver.told] == ["open", "file", "accept"]
    kinds = [e.kind for e in read_journal(bureau.store, AUDITOR, LATER) if "hook" in e.kind]
    assert {"hook_paused", "hook_resumed"} <= set(kinds)


def test_the_list_says_how_it_went_last(bureau: Bureau, receiver: Receiver, told: Any, ring: Any):
    def lately() -> tuple[Any, ...]:
        (view,) = hooks_seen(bureau.store, ring, ADMIN, LATER)
        return view.told_at, view.gave_up_at, view.trouble

    assert lately() == (None, None, None)
    bureau.open("2026-03-02")
    assert told().sent == 1
    assert lately() == (LATER, None, None)
    receiver.say_next(Says("away", 503))
    bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    assert told().retried == 1
    at_first, gave_up, trouble = lately()
    assert (at_first, gave_up) == (LATER, None)
    assert "503" in trouble
    receiver.say_next(Says("gone", 410))
    assert told(LATER + timedelta(days=1)).dead == 1
    assert lately()[1] == LATER + timedelta(days=1)
    assert "410" in lately()[2]


def test_a_word_can_be_tried(bureau: Bureau, receiver: Receiver, told: Any, ring: Any):
    assert told
    assert try_hook(bureau.store, ring, NAME, ADMIN, LATER) == "202 taken"
    receiver.secret = "another"
    with pytest.raises(ChannelError, match="401"):
        try_hook(bureau.store, ring, NAME, ADMIN, LATER)


def test_address_and_secret_lie_sealed_and_stand_in_no_journal(
    bureau: Bureau, receiver: Receiver, told: Any
):
    assert told
    kept = repr(bureau.tables())
    assert receiver.secret not in kept
    assert "long-secret-part" not in kept
    [entry] = read_journal(bureau.store, AUDITOR, LATER, kind="hook_added")
    assert entry.said == {"name": NAME, "host": "127.0.0.1"}


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://elsewhere.example/x", {}), ("ftp://127.0.0.1/", {}), ("https://u:p@h/", {}),
        ("", {}), ("https://h/", {"events": frozenset({"nothing"})}),
        ("https://h/", {"phases": frozenset({"x"})}), ("https://h/", {"units": frozenset({"x"})}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(sqlite_bureau: Bureau, ring: Any, url: str, said: Any):
    with pytest.raises(Invalid):
        add_hook(sqlite_bureau.store, ring, WantedHook("x", url, **said), ADMIN, NOW)


def test_nobody_but_the_system_administrator_sets_it_up(sqlite_bureau: Bureau, ring: Any):
    store = sqlite_bureau.store
    for who in (HANDLER, OFFICER, "tangli", "wenan", AUDITOR):
        with pytest.raises(GuardFailed):
            add_hook(store, ring, WantedHook("x", "https://h/"), who, NOW)
    assert hooks_seen(store, ring, AUDITOR, NOW) == []
    with pytest.raises(GuardFailed):
        hooks_seen(store, ring, HANDLER, NOW)
