"""One service reached by HTTP: what is sent there, and what its answer means for a letter."""

import re
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import httpx

from notifications.channels.errors import PermanentFailure, TemporaryFailure
from notifications.cleaning import one_line

BUSY, BROKEN = 429, 500
MOST_BYTES = 65_536
LONGEST_WORD = 8
PAUSE, LONGEST_WAIT = timedelta(minutes=1), timedelta(days=1)
_HOST = re.compile(rb"[A-Za-z0-9_.:-]+")
HEADERS = {
    "Content-Type": "application/json; charset=utf-8",
    "User-Agent": "rongcuo",
    # A short answer is not worth packing, and a packed one may unpack without end.
    "Accept-Encoding": "identity",
}


class BadUrl(ValueError):
    """An address of a service that cannot be used; says what it must be, and not what it is."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered; the body may bear what only it and we should know."""

    status: int
    body: bytes = field(repr=False)

    @property
    def taken(self) -> bool:
        """Whether HTTP says yes; a chat service may still say no in the body."""
        return 200 <= self.status < 300  # noqa: PLR2004 - RFC 9110's own


class Post:
    """The way to one host: it follows no redirect, asks no proxy and logs no address.

    Requests go to the transport itself: httpx's client writes each whole URL into its log, and the
    URLs of chat robots are their keys. Where the host is away or asks for rest, the rest of a batch
    does not try.
    """

    def __init__(
        self,
        url: str,
        *,
        secrets: tuple[str, ...] = (),
        timeout: float = 10,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._url = _usable(url)
        self._secrets: list[str] = []
        self.hide(*secrets, *_keys(self._url))
        self._timeout = timeout
        self._tls = tls or ssl.create_default_context()
        self._transport: httpx.HTTPTransport | None = None
        self._away: TemporaryFailure | None = None

    @property
    def where(self) -> str:
        """The host and port, which is all that may be told of the address."""
        return self._url.netloc.decode("ascii")

    def ask(
        self,
        body: bytes | None = None,
        *,
        path: str = "",
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        now: datetime,
    ) -> Answer:
        """POST ``body``, or GET; raises ``TemporaryFailure`` at 5xx, 429, silence, broken lines.

        ``now`` counts only where the service names the moment until which it wants rest.
        """
        if self._away is not None:
            raise TemporaryFailure(str(self._away), self._away.wait) from self._away
        url = self._url.copy_with(path=self._url.path.rstrip("/") + path) if path else self._url
        url = url.copy_merge_params(dict(query or {}))
        try:
            method = "GET" if body is None else "POST"
            said = self._exchange(method, url, body or b"", {**HEADERS, **(headers or {})})
            return self._judged(*said, now)
        except TemporaryFailure as failure:
            self._remember(failure)
            raise

    def knock(self) -> str:
        """Whether anybody answers at the host; the key in the address is not shown."""
        self._exchange("HEAD", self._url.copy_with(raw_path=b"/"), b"", HEADERS)
        return self.where

    def rest(self, text: str, wait: timedelta) -> TemporaryFailure:
        """The failure that says so; for the rest of the batch nothing is sent."""
        failure = TemporaryFailure(text, wait)
        self._remember(failure)
        return failure

    def tell(self, words: str) -> str:
        """The service's words as one short line without a secret that it may have sent back."""
        for secret in self._secrets:
            words = words.replace(secret, "***")
        return one_line(words)[:200].rstrip(".")

    def hide(self, *secrets: str) -> None:
        """From now on ``tell`` leaves out these, the longest first: one may hold another."""
        self._secrets = sorted({*self._secrets, *filter(None, secrets)}, key=len, reverse=True)

    def _judged(self, answer: Answer, wait: str | None, now: datetime) -> Answer:
        if answer.status == BUSY:
            asked = _asked(wait, now) or PAUSE
            raise TemporaryFailure(f"{self.where} answered 429: too many at once.", asked)
        if answer.status >= BROKEN:
            raise TemporaryFailure(
                f"{self.where} answered {answer.status}: it is out of order.", _asked(wait, now)
            )
        return answer

    def _exchange(
        self, method: str, url: httpx.URL, body: bytes, headers: Mapping[str, str]
    ) -> tuple[Answer, str | None]:
        limits = httpx.Timeout(self._timeout).as_dict()
        request = httpx.Request(
            method, url, content=body, headers=dict(headers), extensions={"timeout": limits}
        )
        transport = self._transport or self._opened()
        try:
            response = transport.handle_request(request)
            try:
                said = self._read(response)
            finally:
                response.close()
        except httpx.TimeoutException as error:
            raise _Away(f"{self.where} did not answer within {self._timeout:g} seconds.") from error
        except httpx.ConnectError as error:
            raise _Away(f"{self.where} cannot be reached: {self.tell(str(error))}.") from error
        except httpx.HTTPError as error:
            raise TemporaryFailure(
                f"{self.where} broke the connection: {self.tell(str(error))}."
            ) from error
        finally:
            if self._transport is None:
                transport.close()
        return Answer(response.status_code, said), response.headers.get("Retry-After")

    def _read(self, response: httpx.Response) -> bytes:
        """The body, so far as it comes in time and is not longer than any answer needs to be."""
        said, until = b"", time.monotonic() + self._timeout
        for part in response.iter_raw():
            said += part
            if len(said) > MOST_BYTES or time.monotonic() > until:
                break
        return said[:MOST_BYTES]

    def _opened(self) -> httpx.HTTPTransport:
        return httpx.HTTPTransport(verify=self._tls, trust_env=False)

    def _remember(self, failure: TemporaryFailure) -> None:
        if self._transport is not None and (failure.wait or isinstance(failure, _Away)):
            self._away = failure

    def __enter__(self) -> Self:
        self._transport = self._opened()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._away = None
        if self._transport is not None:
            self._transport.close()
            self._transport = None


class _Away(TemporaryFailure):
    """Nobody was there: asking again within the same batch would only wait once more."""


def recipient(address: str, kind: str) -> str:
    """An address of that kind; raises ``PermanentFailure`` where there is none."""
    if not (found := one_line(address)):
        raise PermanentFailure(f"the recipient has no {kind}: enter it, or tell them otherwise.")
    return found


def _usable(url: str) -> httpx.URL:
    try:
        found = httpx.URL(url.strip())
    except (httpx.InvalidURL, TypeError, ValueError):
        raise BadUrl("must be an http or https address") from None
    if found.scheme not in ("http", "https") or not _HOST.fullmatch(found.raw_host):
        raise BadUrl("must be an http or https address")
    if found.userinfo:
        raise BadUrl("must not bear a name or a password")
    return found


def _keys(url: httpx.URL) -> list[str]:
    """The parts of an address that may be a key: all but the short words."""
    parts = [*url.path.split("/"), *(value for _, value in url.params.multi_items())]
    return [part for part in parts if len(part) > LONGEST_WORD]


def _asked(header: str | None, now: datetime) -> timedelta | None:
    """``Retry-After`` as a span (RFC 9110: seconds, or a date); ``None`` where it is neither."""
    try:
        if header is None:
            return None
        if header.strip().isdecimal():
            wait = timedelta(seconds=int(header))
        else:
            until = parsedate_to_datetime(header)
            wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    except (ValueError, OverflowError):
        return None
    return min(max(wait, timedelta()), LONGEST_WAIT)
