"""A deed that is sent twice under one key is done once, whatever became of the first answer."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy.exc import IntegrityError

from cases.standing import find_person
from deadlines import local_day
from states.errors import GuardFailed, Invalid
from storage import Store, once_keys

KEPT = timedelta(days=7)
"""How long a key counts."""
NAME = "Idempotency-Key"


class Once(NamedTuple):
    """What came of a deed, and whether it was done before."""

    said: str
    repeated: bool


def once(
    store: Store, by: str, key: str, asked: str, now: datetime, deed: Callable[[], str]
) -> Once:
    """Do it under the key of ``by``, or say again what came of it.

    ``deed`` answers with a number or a count, never with a word of a case: it is kept. Where it
    was refused or failed the key may be used again. Raises ``Invalid`` where the key was for
    something else, and ``GuardFailed`` where the first deed is not over, or was broken off and
    nobody knows how far it came.
    """
    now, mark = now.astimezone(UTC), sha256(asked.encode()).hexdigest()
    try:
        with store.write() as connection:
            person = find_person(connection, by, local_day(now)).id
            once_keys.forget(connection, now - KEPT)
            if held := once_keys.key_of(connection, person, key):
                return _again(held, mark)
            once_keys.begin(connection, person, key, mark, now)
    except IntegrityError:
        raise _under_way() from None
    try:
        said = deed()
    except Exception:
        with store.write() as connection:
            once_keys.give_back(connection, person, key)
        raise
    with store.write() as connection:
        once_keys.end(connection, person, key, said)
    return Once(said, repeated=False)


def is_known(store: Store, by: str, key: str, now: datetime) -> bool:
    """Whether ``by`` has sent something under the key before."""
    with store.read() as connection:
        person = find_person(connection, by, local_day(now)).id
        return once_keys.key_of(connection, person, key) is not None


def _again(held: once_keys.HeldKey, mark: str) -> Once:
    if held.asked != mark:
        raise Invalid(NAME, "已用于另一次办理", "was used for another deed")
    if held.said is None:
        raise _under_way()
    return Once(held.said, repeated=True)


def _under_way() -> GuardFailed:
    return GuardFailed(
        "带这个键的办理正在进行，或者中途停止；请稍后查看是否已经办成，没有办成再换一个键",
        "the deed of this key is under way or was broken off: look in a while whether it was done, "
        "and only then use another key",
    )
