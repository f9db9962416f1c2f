"""A real SMTP server on loopback that can be told to misbehave."""

import asyncio
import email
import email.policy
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HOST = "127.0.0.1"
USER, PASSWORD = "rongcuo", "open sesame"


@dataclass(frozen=True, slots=True)
class Received:
    """One accepted letter: its envelope, its bytes and what they say."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.data, policy=email.policy.default)

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None, f"the letter has no {kind} part"
        return str(part.get_content())


class MailServer(Controller):
    """Keeps what it accepts in ``mailbox``; ``connections`` counts who came.

    ``refuse(address)`` answers 550 to a recipient, ``answer_next(…)`` replies to the next letters
    instead of taking them, ``drop_next()`` takes the next letter and hangs up without an answer,
    ``hang_up()`` ends the connections that are open.
    """

    def __init__(self, tls: ssl.SSLContext | None = None, *, login: bool = False) -> None:
        self.mailbox: list[Received] = []
        self.connections = 0
        self._refused: dict[str, str] = {}
        self._answers: list[str | None] = []
        self._open: list[SMTP] = []
        self._listener = socket.create_server((HOST, 0))
        options: dict[str, Any] = {}
        if tls is not None:
            options |= {"tls_context": tls, "require_starttls": True}
        if login:
            options |= {"authenticator": _authenticate, "auth_required": True}
            options |= {"auth_require_tls": tls is not None}
        super().__init__(self, HOST, self._listener.getsockname()[1], **options)

    def _create_server(self) -> Any:
        # The socket is bound before the thread begins: nobody else can take the port.
        return self.loop.create_server(self._factory_invoker, sock=self._listener)

    def only(self) -> Received:
        """The one letter there is."""
        assert len(self.mailbox) == 1, f"{len(self.mailbox)} letters instead of one"
        return self.mailbox[0]

    def refuse(self, address: str, answer: str = "550 5.1.1 no such mailbox") -> None:
        self._refused[address] = answer

    def answer_next(self, *answers: str) -> None:
        self._answers += answers

    def drop_next(self) -> None:
        self._answers.append(None)

    def hang_up(self) -> None:
        async def close() -> None:
            for server in self._open:
                _abort(server)

        asyncio.run_coroutine_threadsafe(close(), self.loop).result(5)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        if server not in self._open:
            self._open.append(server)
            self.connections += 1
        return responses

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := self._refused.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self._answers.pop(0) if self._answers else ""
        if answer:
            return answer
        data = envelope.content
        assert isinstance(data, bytes)
        self.mailbox.append(Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), data))
        if answer is None:
            _abort(server)
            return "250 never heard"
        return f"250 OK queued as {len(self.mailbox)}"


class WrappedMailServer(MailServer):
    """A server that speaks TLS from the first byte, as on port 465."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        super().__init__()
        self._wrapped = tls

    def _create_server(self) -> Any:
        return self.loop.create_server(
            self._factory_invoker, sock=self._listener, ssl=self._wrapped
        )

    def _trigger_server(self) -> None:
        """The first greeting, which the controller waits for."""
        view = ssl.create_default_context()
        view.check_hostname, view.verify_mode = False, ssl.CERT_NONE
        with (
            socket.create_connection((self.hostname, self.port), 5) as plain,
            view.wrap_socket(plain) as safe,
        ):
            safe.recv(100)


def _abort(server: SMTP) -> None:
    if isinstance(server.transport, asyncio.Transport):
        server.transport.abort()


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    asked = isinstance(data, LoginPassword) and (data.login, data.password)
    return AuthResult(success=asked == (USER.encode(), PASSWORD.encode()), handled=False)


@contextmanager
def running(server: MailServer) -> Iterator[MailServer]:
    server.start()
    try:
        yield server
    finally:
        if not server.loop.is_closed():  # a test may have stopped it
            server.stop()


@pytest.fixture
def smtp_server() -> Iterator[MailServer]:
    """A server that takes everything until it is told otherwise."""
    with running(MailServer()) as server:
        yield server


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A key and its own certificate for 127.0.0.1."""
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", str(key), "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, cert


@pytest.fixture
def secure_smtp_server(certificate: tuple[Path, Path]) -> Iterator[MailServer]:
    """A server that asks for STARTTLS and a login."""
    key, cert = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    with running(MailServer(context, login=True)) as server:
        yield server


@pytest.fixture
def trust(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    """A client's view that knows the server's certificate."""
    return ssl.create_default_context(cafile=str(certificate[1]))


@pytest.fixture(scope="session")
def session_mail_server() -> Iterator[MailServer]:
    """A server for what runs all session long."""
    with running(MailServer()) as server:
        yield server
