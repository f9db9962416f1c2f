"""Other systems of the bureau are told of events: which, where, and never of what a case is."""

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Connection

from access.policy import Thing
from cases.delivery import LEASE, RETRIES, Delivered
from cases.standing import granted
from deadlines import local_day
from notifications.channels.errors import ChannelError, TemporaryFailure
from notifications.channels.posting import BadUrl, Post
from notifications.channels.webhook import signed
from states.errors import Invalid, NotFound
from states.events import EVENTS
from states.vocabulary import Phase, State
from storage import Store, hooks, journal, roles
from storage.hashing import new_token
from storage.hooks import Call, HookRecord
from storage.sealing import KeyRing, SealBroken

RING, PREFIX, LONGEST, BATCH = "hooks", "rcw_", 80, 25
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
Rings = Callable[[], KeyRing]
"""Opens the ring that seals addresses and secrets; asked only where there is something to open."""


@dataclass(frozen=True, slots=True)
class WantedHook:
    """A system to be told: its name, its address, and which events; nothing named: all."""

    name: str
    url: str
    events: frozenset[str] = frozenset()
    phases: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HookView:
    """A system that is told, with what waits for it; of its address the host alone.

    ``told_at``: when it took something last. ``trouble`` is what it answered to what is tried
    again, or else was given up last.
    """

    name: str
    host: str
    events: tuple[str, ...]
    phases: tuple[str, ...]
    units: tuple[str, ...]
    made_at: datetime
    waiting: int
    given_up: int
    paused: bool
    told_at: datetime | None
    gave_up_at: datetime | None
    trouble: str | None


def add_hook(store: Store, ring: Rings, wanted: WantedHook, by: str, now: datetime) -> str:
    """Tell a system of events from now on; its secret, this once. Raises ``Invalid``."""
    name, secret = _checked(wanted), new_token(PREFIX)
    keys, now = ring(), now.astimezone(UTC)
    with store.write() as connection:
        person = granted(connection, by, Thing.WEBHOOKS, "W", local_day(now))
        _known(wanted.units, "units", lambda code: roles.unit_of_code(connection, code) is not None)
        if any(one.name == name for one in hooks.hooks(connection)):
            raise Invalid("name", "已有同名的", "is taken")
        hooks.add_hook(
            connection, name=name, url=keys.seal(wanted.url, f"hooks/{name}/url"),
            secret=keys.seal(secret, f"hooks/{name}/secret"), events=_joined(wanted.events),
            phases=_joined(wanted.phases), units=_joined(wanted.units), made_at=now,
            made_by=person.id,
        )  # fmt: skip
        said = {"name": name, "host": urlsplit(wanted.url).hostname}
        journal.note(connection, "hook_added", person, now, **said)
    return secret


def secret_of_hook(store: Store, ring: Rings, name: str, by: str, now: datetime) -> str:
    """Its secret once more, for whoever set it up and never learned it; raises ``NotFound``."""
    with store.read() as connection:
        person = granted(connection, by, Thing.WEBHOOKS, "W", local_day(now))
        hook = _named(connection, name)
        if hook.made_by != person.id:
            raise NotFound("事件推送", "webhook", name)
    return _opened(ring(), hook)[1]


def hooks_seen(store: Store, ring: Rings, by: str, now: datetime) -> list[HookView]:
    """Every system that is told of events."""
    with store.read() as connection:
        granted(connection, by, Thing.WEBHOOKS, "R", local_day(now))
        held, counted = hooks.hooks(connection), hooks.counts(connection)
        lately = [hooks.lately(connection, one.id) for one in held]
    keys = ring() if held else None
    return [
        HookView(
            one.name, _host(keys, one), _split(one.events), _split(one.phases), _split(one.units),
            one.made_at, counted.get((one.id, "queued"), 0), counted.get((one.id, "dead"), 0),
            one.paused_at is not None, last.told_at, last.gave_up_at, last.trouble,
        )
        for one, last in zip(held, lately, strict=True)
    ]  # fmt: skip


def remove_hook(store: Store, name: str, by: str, now: datetime) -> None:
    """Tell it nothing more, also of what waits."""
    with store.write() as connection:
        person = granted(connection, by, Thing.WEBHOOKS, "W", local_day(now))
        hooks.end_hook(connection, _named(connection, name).id, now.astimezone(UTC))
        journal.note(connection, "hook_removed", person, now, name=name)


def pause_hook(store: Store, name: str, by: str, now: datetime, *, rests: bool) -> None:
    """Let it rest, or go on: what happened meanwhile is told then, in its order."""
    with store.write() as connection:
        person = granted(connection, by, Thing.WEBHOOKS, "W", local_day(now))
        hooks.rest_hook(
            connection, _named(connection, name).id, now.astimezone(UTC) if rests else None
        )
        kind = "hook_paused" if rests else "hook_resumed"
        journal.note(connection, kind, person, now, name=name)


def resend_to_hook(store: Store, name: str, by: str, now: datetime) -> int:
    """Owe it again what was given up, in the order it happened; how much it was."""
    with store.write() as connection:
        person = granted(connection, by, Thing.WEBHOOKS, "W", local_day(now))
        count = hooks.send_again(connection, _named(connection, name).id, now.astimezone(UTC))
        journal.note(connection, "hook_resent", person, now, name=name, events=count)
    return count


def try_hook(store: Store, ring: Rings, name: str, by: str, now: datetime) -> str:
    """Send a word that is no event; the answer. Raises ``ChannelError``."""
    with store.read() as connection:
        granted(connection, by, Thing.WEBHOOKS, "W", local_day(now))
        hook = _named(connection, name)
    told = {"id": f"test-{int(now.timestamp())}", "event": "test", "at": now.isoformat()}
    url, secret = _opened(ring(), hook)
    return _tell(Post(url, secrets=(secret,)), secret, told, now)


def deliver_hooks(
    store: Store, ring: Rings, now: datetime, *, url: str, batch: int = BATCH
) -> Delivered:
    """Tell every system what it is owed at ``now``, of each case in the order it happened.

    Two at once never take the same; what was told and not noted is told again under the same id.
    """
    now, done, keys = now.astimezone(UTC), Delivered(), None
    with ExitStack() as stack:
        posts: dict[int, tuple[Post, str]] = {}
        while calls := _taken(store, now, batch):
            keys = keys or ring()
            with store.read() as connection:
                held = {one.id: one for one in hooks.hooks(connection)}
            for call in calls:
                fate = _fate(call, held.get(call.hook), posts, keys, stack, now, url)
                _keep(store, call, fate, now, done)
    return done


@dataclass(frozen=True, slots=True)
class _Fate:
    state: str
    answer: str
    again: datetime | None = None


def _taken(store: Store, now: datetime, batch: int) -> Sequence[Call]:
    with store.write() as connection:
        return hooks.take(connection, now, now + LEASE, batch)


def _keep(store: Store, call: Call, fate: _Fate, now: datetime, done: Delivered) -> None:
    with store.write() as connection:
        hooks.record(
            connection, call.id, state=fate.state, answer=fate.answer, now=now, again=fate.again
        )
    done.sent += fate.state == "sent"
    done.retried += fate.state == "queued"
    done.dead += fate.state == "dead"
    done.dropped += fate.state == "dropped"


def _fate(
    call: Call,
    hook: HookRecord | None,
    posts: dict[int, tuple[Post, str]],
    keys: KeyRing,
    stack: ExitStack,
    now: datetime,
    url: str,
) -> _Fate:
    """Looked at again, told, and what became of it."""
    if hook is None or not _wants(hook, call):
        return _Fate("dropped", "not wanted")
    try:
        if hook.id not in posts:
            address, secret = _opened(keys, hook)
            posts[hook.id] = stack.enter_context(Post(address, secrets=(secret,))), secret
        return _Fate("sent", _tell(*posts[hook.id], told_of(call, url), now))
    except TemporaryFailure as failure:
        if call.attempts >= len(RETRIES):
            return _Fate("dead", str(failure))
        wait = max(RETRIES[call.attempts], failure.wait or timedelta())
        return _Fate("queued", str(failure), now + wait)
    except (ChannelError, BadUrl, SealBroken) as failure:
        return _Fate("dead", str(failure))


def told_of(call: Call, url: str) -> dict[str, str | None]:
    """What is told of an event: no name, no reason, no fact of the case.

    ``id`` is the same when it comes twice, and says nothing of what came between.
    """
    return {
        "id": str(uuid5(NAMESPACE_URL, f"rongcuo/{call.hook}/{call.case}/{call.seq}")),
        "event": call.event,
        "case": call.case,
        "from": call.from_state,
        "to": call.to_state,
        "at": call.at.isoformat(),
        "url": f"{url.rstrip('/')}/cases/{call.case}",
    }


def _tell(post: Post, secret: str, told: object, now: datetime) -> str:
    body = json.dumps(told).encode()
    answer = post.ask(body, headers=signed(secret, body, now), now=now)
    said = f"{answer.status} {post.tell(answer.body.decode('utf-8', 'replace'))}".strip()
    if not answer.taken:
        raise ChannelError(f"{post.where} answered {said}.")
    return said


def _wants(hook: HookRecord, call: Call) -> bool:
    """Whether it is to be told of that event, as it is set up now."""
    phases = {str(State(code).phase) for code in (call.from_state, call.to_state) if code}
    return (
        (not hook.events or call.event in _split(hook.events))
        and (not hook.phases or not phases.isdisjoint(_split(hook.phases)))
        and (not hook.units or call.unit in _split(hook.units))
    )


def _checked(wanted: WantedHook) -> str:
    name = wanted.name.strip()
    if not name or len(name) > LONGEST or not name.isprintable():
        raise Invalid(
            "name", f"须为一行，最多{LONGEST}个字", f"is one line of at most {LONGEST} characters"
        )
    try:
        Post(wanted.url)
    except BadUrl as error:
        raise Invalid("url", "须为 https 地址，不含口令", str(error)) from None
    parts = urlsplit(wanted.url)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise Invalid("url", "本机以外须用 https", "must be https, but on this machine")
    _known(wanted.events, "events", EVENTS.__contains__)
    _known(wanted.phases, "phases", set(Phase).__contains__)
    return name


def _known(codes: Iterable[str], name: str, known: Callable[[str], bool]) -> None:
    for code in codes:
        if not known(code):
            raise Invalid(name, f"没有“{code[:40]}”", f"names {code[:40]!r}, which there is not")


def _named(connection: Connection, name: str) -> HookRecord:
    held = hooks.hooks(connection)
    found = next((one for one in held if one.name == name), None)
    if found is None:
        raise NotFound("事件推送", "webhook", name, tuple(one.name for one in held))
    return found


def _opened(keys: KeyRing, hook: HookRecord) -> tuple[str, str]:
    place = f"hooks/{hook.name}"
    return keys.open(hook.url, f"{place}/url"), keys.open(hook.secret, f"{place}/secret")


def _host(keys: KeyRing | None, hook: HookRecord) -> str:
    try:
        return urlsplit(_opened(keys, hook)[0]).netloc if keys else ""
    except SealBroken:
        return "—"


def _joined(codes: Iterable[str]) -> str:
    return ",".join(sorted(codes))


def _split(codes: str) -> tuple[str, ...]:
    return tuple(codes.split(",")) if codes else ()
