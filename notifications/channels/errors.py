"""What a channel answers when a letter did not go: worth another try, or not."""

from datetime import timedelta


class ChannelError(Exception):
    """The letter was not delivered; the text is one sentence for the outbox and its reader."""


class TemporaryFailure(ChannelError):
    """The same letter may go later: the server is away, busy or wrongly set up.

    Nothing is known to be wrong with the letter. A connection that broke after the text was handed
    over belongs here too: the letter may have arrived, and a second copy bears the same Message-ID.
    ``wait`` is how long the service asks to be left alone, where it does.
    """

    def __init__(self, text: str, wait: timedelta | None = None) -> None:
        super().__init__(text)
        self.wait = wait


class PermanentFailure(ChannelError):
    """Retrying is senseless: the recipient or the letter itself is refused, and will be again.

    Somebody has to correct the address or tell the recipient in another way.
    """
