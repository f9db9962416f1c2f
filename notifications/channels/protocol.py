"""What every channel can do."""

from types import TracebackType
from typing import Protocol, Self

from notifications.letters import Letter


class Channel(Protocol):
    """A way to a recipient; used as a context manager around one batch of letters."""

    @property
    def name(self) -> str:
        """The channel's word in the outbox, in settings and in logs."""

    def send(self, letter: Letter) -> str:
        """Deliver one letter and give the channel's own answer; raises a ``ChannelError``."""

    def __enter__(self) -> Self:
        """Ready for a batch."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """The batch is over; connections are let go."""


class Service(Channel, Protocol):
    """A channel that is set up by an operator, and may be set up wrongly."""

    def check(self) -> str:
        """Whether it answers, with nothing sent to anybody; raises a ``ChannelError``."""
