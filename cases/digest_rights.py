"""Who may do what with the digest of a case, and a digest held for a step of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from access.policy import Thing, may
from cases.eyes import eyes_for
from cases.rooms import held_by
from cases.standing import granted, roles_in_case
from deadlines import local_day
from states.errors import Conflict, GuardFailed, NotFound
from states.facts import Facts
from storage import digests, records
from storage.digests import DigestRecord
from storage.people import PersonRecord
from storage.records import CaseRecord

Pair = tuple[str, str]
STATES: Mapping[str, Pair] = {
    "draft": ("起草中", "Being written"),
    "submitted": ("待批准", "To be approved"),
    "published": ("已发布", "Published"),
    "withdrawn": ("已撤回", "Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A step that is asked for; ``expected``: how often the digest was saved when looked at."""

    number: str
    deed: str
    by: str
    said: Mapping[str, str]
    expected: int | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """A digest whose case is open to whoever asks, and what they may do with it.

    ``case`` is ``None`` where its contents were destroyed or anonymised.
    """

    digest: DigestRecord
    case: CaseRecord | None
    person: PersonRecord
    rights: frozenset[str]


def open_digest(connection: Connection, viewer: str, number: str, now: datetime) -> Open:
    """The digest with its case, for whoever has a part there; raises ``NotFound``.

    Where the case is no more nobody has, and it is for whoever approves.
    """
    person = granted(connection, viewer, Thing.DIGESTS, "R", local_day(now))
    digest = digests.digest_numbered(connection, number)
    if digest is None or not (rights := rights_over(connection, person, digest)):
        raise NotFound("案例摘编", "digest", number)
    return Open(digest, records.load_case(connection, digest.case), person, rights)


def rights_over(
    connection: Connection, person: PersonRecord, digest: DigestRecord
) -> frozenset[str]:
    """Whether they may write (W) or approve (A) it: where its case is no more, by role alone."""
    if digest.emptied:
        return frozenset("A" if may(held_by(person), Thing.DIGESTS, "A") else "")
    case = records.load_case(connection, digest.case)
    return rights_in(person, case) if case else frozenset()


def rights_in(person: PersonRecord, case: CaseRecord) -> frozenset[str]:
    """Whether they may write (W) or approve (A) a digest of that case; the officers never."""
    facts = Facts.read(case.facts)
    if not eyes_for(person, case, facts).whole(Thing.FACTS):
        return frozenset()
    roles = roles_in_case(person, case, facts)
    return frozenset(letter for letter in "WA" if may(roles, Thing.DIGESTS, letter))


def held(connection: Connection, asked: Asked, now: datetime) -> Open:
    """The digest, held for this step as it was when it was looked at; raises ``Conflict``, too."""
    digests.digest_numbered(connection, asked.number, hold=True)
    found = open_digest(connection, asked.by, asked.number, now)
    if asked.expected not in {None, found.digest.saves}:
        raise Conflict(asked.expected or 0, found.digest.saves)
    return found


def not_now(digest: DigestRecord, what: Pair) -> GuardFailed:
    """Why that cannot be done with the digest as it stands."""
    if digest.emptied:
        return GuardFailed(
            f"案卷已销毁或者匿名化，不能{what[0]}，已发布的可以撤回",
            f"the file is no more: it cannot {what[1]}, only what is published be withdrawn",
        )
    if digest.overtaken:
        return GuardFailed(
            f"案件已重新审查，摘编不再展示，不能{what[0]}，只能撤回",
            f"the case was taken up again: it cannot {what[1]}, only be withdrawn",
        )
    zh, en = STATES[digest.state]
    return GuardFailed(f"摘编{zh}，不能{what[0]}", f"the digest is '{en}': it cannot {what[1]} now")


def body_of(
    digest: DigestRecord, step: str, to: str, person: PersonRecord, now: datetime,
    data: Mapping[str, Any], learned: Mapping[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """The body of a step, as its chain keeps it."""
    return {
        "digest": digest.number, "seq": digest.version + 1, "at": now.isoformat(), "step": step,
        "from": digest.state if digest.version else None, "to": to, "actor": person.username,
        "data": dict(data), "learned": dict(learned),
    }  # fmt: skip
