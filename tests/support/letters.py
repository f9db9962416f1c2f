"""A channel that keeps letters, and the outbox as a test looks at it."""

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from types import TracebackType
from typing import Any, Self

from sqlalchemy import select
from support.bureau import Bureau, at

from cases.delivery import Delivered, deliver_notices
from cases.letters import Sender
from notifications.letters import Letter
from storage.schema import Delivery, Notice

SENDER = Sender("区生态环境局", "http://localhost:8642/", "rongcuo.invalid")


@dataclass
class Pigeonhole:
    """A channel that keeps letters; ``refusing`` is raised for an address, or for every letter."""

    letters: list[Letter] = field(default_factory=list)
    refusing: dict[str, Exception] = field(default_factory=dict)
    batches: int = 0
    name: str = "pigeonhole"
    _lock: Any = field(default_factory=Lock)

    def send(self, letter: Letter) -> str:
        with self._lock:
            failure = self.refusing.get(letter.to_address) or self.refusing.get("*")
            if failure:
                raise failure
            self.letters.append(letter)
            return f"taken as {len(self.letters)}"

    def __enter__(self) -> Self:
        self.batches += 1
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass


def deliver(bureau: Bureau, channel: Any, moment: str | datetime, **more: Any) -> Delivered:
    now = at(moment) if isinstance(moment, str) else moment
    return deliver_notices(bureau.store, channel, now, sender=SENDER, **more)


TOLD = [*Notice.__table__.c, *(c for c in Delivery.__table__.c if c.name != "id")]


def notices(bureau: Bureau, **wanted: Any) -> list[Any]:
    """What goes by channels, a line for each; ``id`` is the notice's."""
    with bureau.store.read() as connection:
        statement = (
            select(*TOLD)
            .join(Delivery, Delivery.notice_id == Notice.id)
            .where(*(column == wanted[column.name] for column in TOLD if column.name in wanted))
            .order_by(Notice.id, Delivery.id)
        )
        return list(connection.execute(statement))
