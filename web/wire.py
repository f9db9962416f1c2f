"""What every answer carries on the wire, and which host names are ours."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rongcuo.settings import Settings
from web.rendering import error_page

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
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
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# Probes name the machine by whatever address they have; these two answer no fact of a case.
PROBES = frozenset({"/healthz", "/readyz"})


def known_hosts(settings: Settings) -> frozenset[str]:
    """Loopback, the address listened on, and the host that links in notices name."""
    linked = urlsplit(settings.url).hostname
    return LOOPBACK | {settings.host.lower()} | ({linked} if linked else set())


class Wire:
    """Sets the security headers, and refuses a host name that is not ours (DNS rebinding)."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                set_headers(MutableHeaders(scope=message))
            await send(message)

        if scope["path"] in PROBES or _host(Headers(scope=scope)) in self.hosts:
            await self.app(scope, receive, guarded)
            return
        await error_page(Request(scope), 400, "host")(scope, receive, guarded)


def set_headers(headers: MutableHeaders) -> None:
    """Add what is missing; an answer that set its own ``Cache-Control`` keeps it."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)


def _host(headers: Headers) -> str | None:
    try:
        return urlsplit(f"//{headers.get('host', '')}").hostname
    except ValueError:
        return None
