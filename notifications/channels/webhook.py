"""A webhook: a signed message to a system of the bureau's own."""

import json
from datetime import datetime
from hashlib import sha256
from hmac import new

from notifications.channels.chat import short_of
from notifications.channels.errors import PermanentFailure
from notifications.channels.posting import recipient
from notifications.channels.service import HttpService
from notifications.letters import Letter

TIMESTAMP, SIGNATURE = "X-Rongcuo-Timestamp", "X-Rongcuo-Signature"


def signed(secret: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers by which a receiver knows that ``body`` comes from us, and when it left."""
    moment = str(int(now.timestamp()))
    made = new(secret.encode(), f"{moment}.".encode() + body, sha256).hexdigest()
    return {TIMESTAMP: moment, SIGNATURE: f"sha256={made}"}


class Webhook(HttpService):
    """Any 2xx is a yes. 5xx, 429, silence and broken connections are tried again, nothing else.

    The body is JSON: ``id`` (the same when a message comes twice), ``to``, ``subject``, ``text``
    (the short form). The signature is ``sha256=`` and the HMAC-SHA256, in hex, of the timestamp
    (seconds), a full stop and the body as it came.
    """

    name = "webhook"

    def send(self, letter: Letter) -> str:
        """Post one message; gives the status and the first words of the answer."""
        message = {
            "id": letter.message_id.strip("<>"),
            "to": recipient(letter.to_address, "address for the webhook"),
            "subject": letter.subject,
            "text": short_of(letter),
        }
        body, now = json.dumps(message).encode(), self._clock()
        answer = self._post.ask(body, headers=signed(self._secret, body, now), now=now)
        said = f"{answer.status} {self._post.tell(answer.body.decode('utf-8', 'replace'))}".strip()
        if not answer.taken:
            raise PermanentFailure(f"{self._post.where} answered {said}.")
        return said
