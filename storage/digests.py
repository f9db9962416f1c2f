"""Digests of closed cases and their steps."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, not_, or_, select, update

from storage.chain import GENESIS, algorithm_of, canonical, holds, link
from storage.prepared import Prepared
from storage.schema import Case, CaseEvent, CasePart, Digest, DigestStep, LedgerLine, Person

D, S, L = Digest, DigestStep, LedgerLine
TOPICS: Mapping[str, Any] = {"field": D.field, "issue_type": D.issue_type}
ANEW = ("reopen", "revoke")
"""What takes a case's end away."""


@dataclass(frozen=True, slots=True)
class DigestRecord:
    """A digest as it stands; ``overtaken``: its case was taken up again after it was begun."""

    id: int
    number: str
    case_id: int
    case: str
    seq: int
    field: str
    issue_type: str
    outcome: str
    articles: tuple[str, ...]
    state: str
    version: int
    saves: int
    draft: Mapping[str, str]
    writers: tuple[str, ...]
    facts: Mapping[str, Any]
    head: str
    published_at: datetime | None
    overtaken: bool
    emptied: bool
    """Whether the contents of its case were destroyed or anonymised."""


@dataclass(frozen=True, slots=True)
class DigestStepRecord:
    """A step of a digest's history."""

    seq: int
    at: datetime
    step: str
    actor: str
    username: str
    body: str
    algorithm: str
    previous: str
    hash: str

    @property
    def reason(self) -> str:
        """The reason that was given, where one was."""
        return str(json.loads(self.body)["data"].get("reason", ""))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the published digests are narrowed to; ``None`` narrows nothing."""

    field: str | None = None
    issue_type: str | None = None
    article: str | None = None


_overtaken = (
    select(CaseEvent.seq)
    .where(
        CaseEvent.case_id == D.case_id,
        CaseEvent.seq > D.seq,
        or_(*(CaseEvent.event == name for name in ANEW)),
    )
    .exists()
)
_DIGEST = (D.id, D.number, D.case_id, Case.number, D.seq, D.field, D.issue_type, D.outcome,
           D.articles, D.state, D.version, D.saves, D.draft, D.writers, D.facts, D.head,
           D.published_at, _overtaken, Case.emptied.is_not(None))  # fmt: skip
_digests = select(*_DIGEST).join(Case, Case.id == D.case_id)
shown = and_(D.state == "published", not_(_overtaken))
"""Which digests everybody reads."""
_kept_back = Prepared(
    _digests.where(D.state != "withdrawn", or_(D.state != "published", _overtaken)).order_by(
        D.id.desc()
    )
)


def published(
    connection: Connection, wanted: Wanted, *, before: int | None = None, limit: int = 1000
) -> list[DigestRecord]:
    """Those that everybody reads, the newest first, from before the one with that id on."""
    asked: list[ColumnElement[bool]] = [shown]
    for name, column in TOPICS.items():
        if value := getattr(wanted, name):
            asked.append(column == value)
    if wanted.article:
        asked.append(D.articles.contains(f",{wanted.article},", autoescape=True))
    if before is not None:
        asked.append(D.id < before)
    rows = connection.execute(_digests.where(*asked).order_by(D.id.desc()).limit(limit))
    return [_record(row) for row in rows]


def how_many(connection: Connection) -> int:
    """How many everybody reads: what the bureau counts of its publicity (第二十条)."""
    return connection.execute(select(func.count()).select_from(D).where(shown)).scalar_one()


def topics(connection: Connection) -> dict[str, list[str]]:
    """The fields, kinds of issue and articles of those that everybody reads."""
    rows = connection.execute(select(D.field, D.issue_type, D.articles).where(shown).distinct())
    found: dict[str, set[str]] = {"field": set(), "issue_type": set(), "article": set()}
    for field, issue, articles in rows:
        found["field"].add(field)
        found["issue_type"].add(issue)
        found["article"].update(_listed(articles))
    return {name: sorted(values) for name, values in found.items()}


def kept_back(connection: Connection) -> list[DigestRecord]:
    """Those that not everybody reads and nobody withdrew, the newest first."""
    return [_record(row) for row in _kept_back.rows(connection, {})]


def unpublished_of(connection: Connection, cases: Sequence[int]) -> list[DigestRecord]:
    """Those of these cases that not everybody reads, withdrawn or not; held."""
    rows = select(D.id).where(D.case_id.in_(cases)).with_for_update()
    connection.execute(rows)
    found = _digests.where(D.case_id.in_(cases), not_(shown)).order_by(D.id)
    return [_record(row) for row in connection.execute(found)]


def digest_numbered(
    connection: Connection, number: str, *, hold: bool = False
) -> DigestRecord | None:
    """The digest of that number; ``hold`` keeps others from it until the transaction ends."""
    if hold:
        connection.execute(select(D.id).where(D.number == number).with_for_update())
    row = connection.execute(_digests.where(D.number == number)).first()
    return _record(row) if row else None


def digest_of(connection: Connection, case_id: int) -> str | None:
    """The digest of a case that is not withdrawn, by number; nobody begins one meanwhile."""
    connection.execute(select(Case.id).where(Case.id == case_id).with_for_update())
    found = select(D.number).where(D.case_id == case_id, D.state != "withdrawn")
    return connection.execute(found).scalar_one_or_none()


def closed_without(connection: Connection, sitters: Iterable[int], limit: int) -> list[str]:
    """The closed cases without a digest that any of these people ran or reviewed, latest first."""
    who = set(sitters)
    has = select(D.id).where(D.case_id == Case.id, D.state != "withdrawn").exists()
    reviewed = select(CasePart.case_id).where(
        CasePart.person_id.in_(who), CasePart.part == "reviewer"
    )
    theirs = or_(Case.handler_id.in_(who), Case.supervisor_id.in_(who), Case.id.in_(reviewed))
    rows = (
        select(Case.number).where(Case.state == "closed", theirs, not_(has))
        .order_by(Case.closed_at.desc(), Case.id.desc()).limit(limit)
    )  # fmt: skip
    return list(connection.execute(rows).scalars())


def insert_digest(connection: Connection, values: Mapping[str, Any]) -> int:
    """A new digest; its id."""
    return int(connection.execute(insert(D).returning(D.id), dict(values)).scalar_one())


def keep_draft(
    connection: Connection, digest: DigestRecord, draft: Mapping[str, str], writer: str
) -> None:
    """Another text of the draft, by ``writer``: no step, and nothing of the old one is left."""
    writers = sorted({*digest.writers, writer})
    connection.execute(
        update(D)
        .where(D.id == digest.id)
        .values(
            draft=canonical(draft), writers=canonical({"writers": writers}), saves=digest.saves + 1
        )
    )


def alike(connection: Connection, field: str, issue_type: str) -> int:
    """How many matters of that field and kind of issue have closed cases."""
    return connection.execute(
        select(func.count(L.matter_id.distinct())).where(
            L.issue_type == issue_type, L.field == field, L.state == "closed"
        )
    ).scalar_one()


def steps_of(connection: Connection, digest: int) -> list[DigestStepRecord]:
    """Its history, oldest first."""
    rows = connection.execute(
        select(S.seq, S.at, S.step, Person.name, Person.username, S.body, S.algorithm, S.previous,
               S.hash)
        .join(Person, Person.id == S.actor_id)
        .where(S.digest_id == digest)
        .order_by(S.seq)
    )  # fmt: skip
    return [DigestStepRecord(*row) for row in rows]


def step_keyed(connection: Connection, digest: int, key: str) -> bool:
    """Whether a step was taken under that key."""
    found = select(S.seq).where(S.digest_id == digest, S.key == key)
    return connection.execute(found).first() is not None


def append(
    connection: Connection,
    digest: DigestRecord,
    body: Mapping[str, Any],
    *,
    at: datetime,
    actor_id: int,
    key: str | None = None,
) -> None:
    """Append a step to the digest's chain and let the digest be what it says.

    ``body`` has ``step``, ``to`` and what was ``learned``.
    """
    seq, text, algorithm = digest.version + 1, canonical(body), algorithm_of(connection)
    head = link(digest.head, text, algorithm)
    connection.execute(
        insert(S),
        {
            "digest_id": digest.id, "seq": seq, "at": at, "step": body["step"],
            "actor_id": actor_id, "body": text, "algorithm": algorithm,
            "previous": digest.head, "hash": head, "key": key,
        },
    )  # fmt: skip
    published_at = at if body["to"] == "published" else digest.published_at
    connection.execute(
        update(D)
        .where(D.id == digest.id)
        .values(
            state=body["to"], version=seq, head=head, saves=digest.saves + 1,
            facts=canonical({**digest.facts, **body["learned"]}), published_at=published_at,
        )
    )  # fmt: skip


def flaws(connection: Connection) -> Iterator[tuple[str, int]]:
    """Digests whose history does not hold: number, and the first step that is broken."""
    for row in connection.execute(_digests.order_by(D.id)).fetchall():
        one = _record(row)
        head, facts, seq, state = GENESIS, dict[str, Any](), 0, "draft"
        for step in steps_of(connection, one.id):
            if step.seq != seq + 1 or step.previous != head:
                break
            if not holds(head, step.body, step.algorithm, step.hash):
                break
            body = json.loads(step.body)
            said = (body["digest"], body["step"], body["actor"], body["from"])
            if said != (one.number, step.step, step.username, state if seq else None):
                break
            seq, head, state = step.seq, step.hash, body["to"]
            facts |= body["learned"]
        topic = (one.case, one.seq, one.field, one.issue_type, one.outcome, list(one.articles))
        told = tuple(
            facts.get(name)
            for name in ("case", "seq", "field", "issue_type", "outcome", "articles")
        )
        held = (one.version, one.head, one.state, one.facts, topic)
        if (seq, head, state, facts, told) != held:
            yield one.number, seq + 1


def _listed(articles: str) -> tuple[str, ...]:
    return tuple(one for one in articles.split(",") if one)


def _record(row: Any) -> DigestRecord:
    *topic, articles, state, version, saves, draft, writers, facts, head, at, overtaken, emptied = (
        row
    )
    cells: list[Any] = [
        *topic, _listed(articles), state, version, saves, json.loads(draft),
        tuple(json.loads(writers)["writers"]), json.loads(facts), head, at, bool(overtaken),
        bool(emptied),
    ]  # fmt: skip
    return DigestRecord(*cells)
