"""The chains beside those of cases: alerts (第十八条) and digests (第二十条), by number."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, and_, select, tuple_

from storage import digests, patterns
from storage.schema import Digest, DigestStep, PatternAlert, PatternStep

_KINDS: tuple[tuple[Any, Any, Any], ...] = (
    (PatternAlert, PatternStep, PatternStep.alert_id),
    (Digest, DigestStep, DigestStep.digest_id),
)
"""What has a chain, its steps, and whose they are."""


def flaws(connection: Connection) -> Iterator[tuple[str, int]]:
    """Those whose history does not hold: number, and the first step that is broken."""
    yield from patterns.flaws(connection)
    yield from digests.flaws(connection)


def heads(connection: Connection) -> Iterator[tuple[str, int, str, str | None]]:
    """Where each of them stands: number, version, its head, and the hash of its last step."""
    for one, step, owner in _KINDS:
        rows = connection.execute(
            select(one.number, one.version, one.head, step.hash)
            .outerjoin(step, and_(owner == one.id, step.seq == one.version))
            .order_by(one.id)
        )
        yield from (tuple(row) for row in rows.all())


def hashes_at(
    connection: Connection, places: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], str]:
    """The hash of the steps at these places (number, step); those that are gone are missing."""
    found: dict[tuple[str, int], str] = {}
    for one, step, owner in _KINDS:
        rows = connection.execute(
            select(one.number, step.seq, step.hash)
            .join(one, owner == one.id)
            .where(tuple_(one.number, step.seq).in_(places))
        )
        found |= {(row[0], row[1]): row[2] for row in rows}
    return found


def chains(connection: Connection) -> Iterator[tuple[str, int, str, str]]:
    """The hashes of each in order: number, step, previous hash, hash."""
    for one, step, owner in _KINDS:
        rows = connection.execute(
            select(one.number, step.seq, step.previous, step.hash)
            .join(one, owner == one.id)
            .order_by(one.id, step.seq)
        )
        yield from (tuple(row) for row in rows.all())
