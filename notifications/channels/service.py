"""What every service reached by HTTP shares: one way to its host, a clock, and no word of keys."""

import ssl
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import ClassVar, Self

from notifications.channels.posting import Post
from notifications.letters import Letter

Clock = Callable[[], datetime]
"""The moment that signatures and tokens are reckoned by."""


class HttpService(ABC):
    """A service at ``url``; its ``repr`` names the host alone."""

    name: ClassVar[str]

    def __init__(
        self,
        url: str,
        secret: str = "",
        *,
        clock: Clock,
        timeout: float = 10,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._post = Post(url, secrets=(secret,), timeout=timeout, tls=tls)
        self._secret, self._clock = secret, clock

    @abstractmethod
    def send(self, letter: Letter) -> str:
        """Deliver the short form of one letter; gives the service's answer, such as ``0 ok``."""

    def check(self) -> str:
        """Whether the host answers; a message that nobody sees is not to be had."""
        return self._post.knock()

    def __repr__(self) -> str:
        return f"<{self.name} at {self._post.where}>"

    def __enter__(self) -> Self:
        self._post.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._post.__exit__(kind, error, trace)
