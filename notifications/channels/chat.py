"""What chat services share: HTTP 200 says nothing, the code in the body decides."""

import json
import re
from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from notifications.channels.errors import PermanentFailure, TemporaryFailure
from notifications.channels.posting import Answer, recipient
from notifications.channels.service import HttpService
from notifications.letters import Letter

# What all three services allow in an id. No "@all", no "all", and no "|" between two: a message
# that is for one person must not reach a second.
USER_ID = re.compile(r"(?!all$)[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}", re.IGNORECASE)
MOST_BYTES = 2000


class ChatService(HttpService):
    """A service that answers with a code in the body.

    A code that speaks of the recipient or the text is final. Any other, as of a wrong signature or
    a robot that was taken away, is the fault of the settings: letters wait until they are right.
    """

    code: ClassVar[tuple[str, ...]] = ("errcode",)
    words: ClassVar[str] = "errmsg"
    limits: ClassVar[Mapping[int, timedelta]]
    """How long to wait at a code that asks for it, as the service documents."""
    final: ClassVar[frozenset[int]] = frozenset()

    def judged(self, answer: Answer) -> dict[str, Any]:
        """The body of an answer that says yes; raises the ``ChannelError`` that it is else."""
        body = _object(answer.body)
        code = next((body[key] for key in self.code if type(body.get(key)) is int), None)
        if code is None or (code == 0 and not answer.taken):
            raise TemporaryFailure(
                f"{self._post.where} answered {answer.status} and no code that {self.name} "
                "documents: check the address in the settings."
            )
        if code == 0:
            return body
        said = f"{self._post.where} answered {self.said(body, code)}"
        if code in self.limits:
            raise self._post.rest(f"{said}: too many at once.", self.limits[code])
        if code in self.final:
            raise PermanentFailure(f"{said}.")
        raise self.unsettled(code, said)

    def unsettled(self, code: int, said: str) -> TemporaryFailure:
        """The answer of a service that does not take us for what we say we are."""
        return TemporaryFailure(f"{said}: check the settings of {self.name}.")

    def said(self, body: Mapping[str, Any], code: int) -> str:
        """The code with the service's words."""
        return f"{code} {self._post.tell(str(body.get(self.words) or ''))}".strip()


class Robot(ChatService):
    """A robot of a group: it posts for all to see and calls one person by their id."""

    def send(self, letter: Letter) -> str:
        """Post the short form, calling the recipient."""
        user, now = user_id(letter.to_address), self._clock()
        query, message = self.message(user, short_of(letter), now)
        answer = self._post.ask(json.dumps(message).encode(), query=query, now=now)
        return self.said(self.judged(answer), 0)

    @abstractmethod
    def message(
        self, user: str, text: str, now: datetime
    ) -> tuple[Mapping[str, str], Mapping[str, object]]:
        """What goes into the address and what into the body."""


def user_id(address: str) -> str:
    """The recipient's id at a chat service; raises ``PermanentFailure`` where it is none."""
    found = recipient(address, "user id at this service")
    if not USER_ID.fullmatch(found):
        raise PermanentFailure(f"{found[:80]!r} is not a user id: correct it.")
    return found


def short_of(letter: Letter) -> str:
    """The short form, cut to what every service takes."""
    text = (letter.short or letter.subject).encode("utf-8", "replace")
    return text[:MOST_BYTES].decode("utf-8", "ignore")


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
