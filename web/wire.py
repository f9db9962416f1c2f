"""What every answer carries on the wire, and which host names are ours."""

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rongcuo.settings import Settings
from storage.files.unfit import TooLarge
from web.rendering import error_page, language

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
            "connect-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
)
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
LARGEST = 1 << 20
"""Bytes of a form; nothing larger is taken, but for files."""
FILES = re.compile(r"(?:/api/v1)?/(?:cases/[^/]+|registries/[a-z_]+|earlier)/files")
"""Where files are handed in: they are written to disk as they come, never held in memory."""
AROUND_A_FILE = 1 << 20
"""Bytes of the form that a file comes in, and of what one read of the network brings."""
HOST = re.compile(r"([0-9A-Za-z.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# Probes name the machine by whatever address they have; these two answer no fact of a case.
PROBES = frozenset({"/healthz", "/readyz"})


def known_hosts(settings: Settings) -> frozenset[str]:
    """Loopback, the address listened on, and the host that links in notices name."""
    linked = urlsplit(settings.url).hostname
    return LOOPBACK | {settings.host.lower()} | ({linked} if linked else set())


class Wire:
    """Sets the security headers, and refuses a host name that is not ours (DNS rebinding)."""

    def __init__(self, app: ASGIApp, hosts: Collection[str], most_of_a_file: int) -> None:
        self.app = app
        self.hosts = hosts
        self.most_of_a_file = most_of_a_file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                set_headers(MutableHeaders(scope=message))
            await send(message)

        headers = Headers(scope=scope)
        most = self._most(scope)
        if scope["path"] not in PROBES and _host(headers) not in self.hosts:
            await error_page(Request(scope), 400, "host")(scope, receive, guarded)
        elif scope["method"] in WRITING and not from_here(headers):
            await error_page(Request(scope), 403, "elsewhere")(scope, receive, guarded)
        elif int(headers.get("content-length", "0") or 0) > most:
            await _too_large(Request(scope), most)(scope, receive, guarded)
        else:
            await self.app(scope, _Counted(receive, most), guarded)

    def _most(self, scope: Scope) -> int:
        """Bytes that a body may have there."""
        taken = scope["method"] == "POST" and FILES.fullmatch(scope["path"])
        return self.most_of_a_file + AROUND_A_FILE if taken else LARGEST


def _too_large(request: Request, most: int) -> Response:
    """How much would be taken, where it is a file."""
    file = TooLarge(most - AROUND_A_FILE).say(language(request)) if most > LARGEST else ""
    return error_page(request, 413, said=file)


class _Counted:
    """Reads a body and stops where it is larger than what is taken there."""

    def __init__(self, receive: Receive, most: int) -> None:
        self.receive, self.most, self.seen = receive, most, 0

    async def __call__(self) -> Message:
        message = await self.receive()
        self.seen += len(message.get("body", b""))
        if self.seen > self.most:
            raise TooLarge(self.most - AROUND_A_FILE) if self.most > LARGEST else HTTPException(413)
        return message


def from_here(headers: Headers) -> bool:
    """Whether a browser says that one of our own pages asks; programs say nothing."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site in {"same-origin", "none"}
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def set_headers(headers: MutableHeaders) -> None:
    """Add what is missing; an answer that set its own ``Cache-Control`` keeps it."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)


def _host(headers: Headers) -> str | None:
    """The host name without its port, where the header is nothing but these two."""
    found = HOST.fullmatch(headers.get("host", ""))
    return found[1].strip("[]").lower() if found else None
