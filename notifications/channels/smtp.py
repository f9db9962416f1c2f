"""Letters by SMTP: one connection for a batch, opened again when it broke."""

import contextlib
import smtplib
import ssl
from collections.abc import Callable
from email.utils import parseaddr
from functools import partial
from types import TracebackType
from typing import Self

from notifications.channels.errors import ChannelError, PermanentFailure, TemporaryFailure
from notifications.cleaning import one_line
from notifications.letters import BadAddress, Letter, address, compose

_GOODBYE = 421
_BAD = 400
_NEVER = 500


class _Lost(Exception):
    """The connection was gone before the letter was begun."""


class SmtpChannel:
    """A mail server. What refuses the letter is permanent at 5xx; what refuses us never is.

    A wrong password or a sender the server does not know is the fault of the settings: the letters
    wait until it is corrected, none of them is given up.
    """

    name = "smtp"

    def __init__(
        self,
        host: str,
        port: int,
        sender: str,
        *,
        user: str | None = None,
        password: str | None = None,
        starttls: bool = False,
        implicit_tls: bool = False,
        timeout: float = 20,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.host, self.port, self.sender = host, port, sender
        self.timeout = timeout
        self._address = address(parseaddr(sender)[1], "mail_from")
        self._login = (user, password or "") if user else None
        safe = tls or ssl.create_default_context()
        self._tls = safe if starttls else None
        self._server = partial(smtplib.SMTP_SSL, context=safe) if implicit_tls else smtplib.SMTP
        self._smtp: smtplib.SMTP | None = None
        self._in_batch = False
        self._away: TemporaryFailure | None = None

    def send(self, letter: Letter) -> str:
        """Hand the letter over; gives the server's answer, such as ``250 queued as 7F2``."""
        try:
            recipient, data = address(letter.to_address, "recipient"), compose(letter, self.sender)
        except BadAddress as error:
            raise PermanentFailure(f"{error}.") from error
        if self._smtp is not None:
            try:
                return self._deliver(self._smtp, recipient, data)
            except _Lost:
                self._drop()
        if self._away is not None:
            raise TemporaryFailure(str(self._away)) from self._away
        try:
            return self._deliver(self._connect(), recipient, data)
        except _Lost as error:
            self._drop()
            raise TemporaryFailure(f"{self._where} ended the connection.") from error

    def check(self) -> str:
        """Greet the server, with STARTTLS and login as set; no letter is begun."""
        with self:
            self._open()
        return self._where

    def _deliver(self, smtp: smtplib.SMTP, recipient: str, data: bytes) -> str:
        try:
            self._envelope(smtp, recipient)
            answer = self._accepted(smtp.data(data))
        except ChannelError:
            self._reset(smtp)
            raise
        except smtplib.SMTPDataError as error:
            self._reset(smtp)
            raise self._refusal(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise TemporaryFailure(f"{self._where} broke the connection: {_say(error)}.") from error
        return answer

    def _envelope(self, smtp: smtplib.SMTP, recipient: str) -> None:
        try:
            code, text = smtp.mail(self._address)
        except (smtplib.SMTPServerDisconnected, ConnectionError) as error:
            raise _Lost from error
        if code == _GOODBYE:
            raise _Lost
        if code >= _BAD:
            raise TemporaryFailure(
                f"{self._where} refuses the sender {self._address} ({_answer(code, text)}): "
                "check mail_from and the account."
            )
        self._accepted(smtp.rcpt(recipient))

    def _accepted(self, reply: tuple[int, bytes]) -> str:
        code, text = reply
        if code >= _BAD:
            raise self._refusal(code, text)
        return _answer(code, text)

    def _refusal(self, code: int, text: bytes | str) -> ChannelError:
        kind = PermanentFailure if code >= _NEVER else TemporaryFailure
        return kind(f"{self._where} answered {_answer(code, text)}.")

    def _connect(self) -> smtplib.SMTP:
        """A new connection; where there is none to be had, the rest of the batch does not wait."""
        try:
            return self._open()
        except TemporaryFailure as failure:
            if self._in_batch:
                self._away = failure
            raise

    def _open(self) -> smtplib.SMTP:
        try:
            # The sender's domain as our name: asking the resolver for the host's own can take
            # seconds, and tells the world what the machine is called.
            smtp = self._server(
                self.host,
                self.port,
                local_hostname=self._address.rpartition("@")[2],
                timeout=self.timeout,
            )
        except (smtplib.SMTPException, OSError) as error:
            raise TemporaryFailure(f"{self._where} cannot be reached: {_say(error)}.") from error
        self._smtp = smtp
        self._greet(smtp)
        return smtp

    def _greet(self, smtp: smtplib.SMTP) -> None:
        steps: list[tuple[str, Callable[[], object]]] = [("EHLO", smtp.ehlo_or_helo_if_needed)]
        if (tls := self._tls) is not None:
            steps.append(("STARTTLS", lambda: smtp.starttls(context=tls)))
            # What was said in the clear counts no longer (RFC 3207).
            steps.append(("EHLO", smtp.ehlo_or_helo_if_needed))
        if (login := self._login) is not None:
            steps.append(("the login", lambda: smtp.login(*login)))
        for word, step in steps:
            try:
                step()
            except (smtplib.SMTPException, OSError) as error:
                self._drop()
                raise TemporaryFailure(
                    f"{self._where} refuses {word} ({_say(error)}): check the mail settings."
                ) from error

    def _reset(self, smtp: smtplib.SMTP) -> None:
        """Forget the half-told letter, so that the next one starts afresh on this connection."""
        try:
            smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    @property
    def _where(self) -> str:
        return f"the mail server {self.host}:{self.port}"

    def __enter__(self) -> Self:
        self._in_batch = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._in_batch, self._away = False, None
        if self._smtp is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
            self._drop()


def _answer(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {one_line(words)}"[:200].strip()


def _say(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return one_line(str(error))[:200] or type(error).__name__
