"""The outbox: notices are queued with the step, one delivery for each channel they take."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, literal, or_, select, union_all
from sqlalchemy.dialects import postgresql, sqlite

from storage.prepared import Prepared
from storage.schema import Delivery, Notice, NoticeWay

MAIL = "mail"
_text = json.JSONEncoder(ensure_ascii=False).encode
QUEUED = (
    "key", "case_id", "task_id", "name", "recipient_id", "role", "copy", "context", "created_at",
)  # fmt: skip
_DIALECTS = {module.__name__.rpartition(".")[2]: module for module in (sqlite, postgresql)}
_queue = {
    name: Prepared(module.insert(Notice).on_conflict_do_nothing(index_elements=["key"]), QUEUED)
    for name, module in _DIALECTS.items()
}
# The notice that was queued just now: one that stood there before keeps what it was given.
_just_now = (
    Notice.key == bindparam("key"),
    Notice.created_at == bindparam("created_at"),
)
_way = select(NoticeWay.person_id).where(NoticeWay.person_id == Notice.recipient_id)
_new = (
    literal("queued"), literal(0), bindparam("not_before", type_=Delivery.not_before.type),
)  # fmt: skip
_deliver = {
    name: Prepared(
        module.insert(Delivery)
        .from_select(
            ["notice_id", "channel", "state", "attempts", "not_before"],
            union_all(
                select(Notice.id, literal(MAIL), *_new).where(
                    *_just_now,
                    or_(
                        bindparam("always", type_=NoticeWay.off.type),
                        ~exists(_way.where(NoticeWay.channel == MAIL, NoticeWay.off)),
                    ),
                ),
                select(Notice.id, NoticeWay.channel, *_new)
                .join(NoticeWay, NoticeWay.person_id == Notice.recipient_id)
                .where(*_just_now, NoticeWay.channel != MAIL, ~NoticeWay.off),
            ),
        )
        .on_conflict_do_nothing(index_elements=["notice_id", "channel"])
    )
    for name, module in _DIALECTS.items()
}


@lru_cache(1024)  # the notices of a step, of a rung, of many cases served at once keep the same
def context(
    *,
    event: str | None,
    article: str | None,
    task: str | None,
    due_on: date | None,
    provisional: bool,
    was: date | None = None,
    fault: str | None = None,
    outcome: str | None = None,
    report: str | None = None,
) -> str:
    """What a notice keeps of the moment it was queued; the rest is read when it is sent.

    ``was`` is the last day before it was counted anew; ``fault`` is the class of the error that
    kept the clock from serving the task, and nothing of its message; ``outcome`` is what was
    decided, as a code; ``report`` is the place of a follow-up report, ``2026-W41/second``.
    """
    return _text(
        {
            "event": event,
            "article": article,
            "task": task,
            "due_on": due_on.isoformat() if due_on else None,
            "provisional": provisional,
            "was": was.isoformat() if was else None,
            "fault": fault,
            "outcome": outcome,
            **({"report": report} if report else {}),
        }
    )


def queue(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put notices into the inboxes, and queue a delivery for each channel of their recipients.

    One whose key exists already is left as it is. ``always`` sends a letter whatever the recipient
    prefers; where ``inbox_only``, none goes by any channel.
    """
    _queue[connection.dialect.name].run_all(connection, rows)
    going = [row for row in rows if not row.get("inbox_only")]
    _deliver[connection.dialect.name].run_all(connection, going)


def queued_by(connection: Connection, prefix: str) -> int:
    """How many notices were queued whose keys begin so: those of one step."""
    found = select(func.count()).where(Notice.key.startswith(prefix, autoescape=True))
    return int(connection.execute(found).scalar_one())
