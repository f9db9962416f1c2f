"""A letter and its bytes. The same letter always makes the same bytes."""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, parseaddr
from functools import lru_cache

from notifications.cleaning import one_line

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(
    r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
)


class BadAddress(ValueError):
    """An e-mail address that cannot be written to; says which field and why."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One notice to one recipient, whose address is of the kind that its channel asks for.

    ``short`` is what a chat shows; without one it shows the subject, never the text. ``date`` is
    the ``Date`` header, an aware instant.
    """

    message_id: str
    to_name: str
    to_address: str
    subject: str
    text: str
    html: str | None = None
    short: str | None = None
    date: datetime | None = None


def message_id(key: str, recipient: str, domain: str) -> str:
    """The Message-ID of the notice ``key`` to ``recipient``: fixed, and telling nothing of either.

    A letter that is sent again after a crash bears the same one, so that mailboxes show it once.
    """
    digest = hashlib.sha256(f"{key}\n{recipient}".encode()).hexdigest()
    return f"<{digest[:40]}@{_domain(domain, 'domain')}>"


def address(text: str, field: str) -> str:
    """``text`` as an address in ASCII (a Chinese domain as ``xn--``), or ``BadAddress``."""
    local, at, domain = text.strip().rpartition("@")
    if not at or not _LOCAL.fullmatch(local):
        raise BadAddress(f"{field} {one_line(text)[:80]!r} is not an e-mail address: correct it")
    return f"{local}@{_domain(domain, field)}"


def compose(letter: Letter, sender: str) -> bytes:
    """The bytes of ``letter`` from ``sender`` (``name <address>``), ready for SMTP or a file.

    The shape of a letter never varies, so it is written out: ``EmailMessage`` takes twenty times as
    long, and folds a long display name so that a comma in it begins a second recipient.
    """
    headers = _headers(letter, sender)
    if letter.html is None:
        return _part(headers, "plain", letter.text)
    boundary = f"={hashlib.sha256(letter.message_id.encode()).hexdigest()[:32]}="
    headers["Content-Type"] = f'multipart/alternative;\r\n boundary="{boundary}"'
    line = f"--{boundary}".encode()
    text, html = _part({}, "plain", letter.text), _part({}, "html", letter.html)
    return b"\r\n".join([_head(headers), line, text, line, html, line + b"--", b""])


def _part(headers: dict[str, str], kind: str, text: str) -> bytes:
    """A text in base64, which passes every server and has no lines that are too long."""
    own = {"Content-Type": f'text/{kind}; charset="utf-8"', "Content-Transfer-Encoding": "base64"}
    body = "\r\n".join(text.splitlines()) + "\r\n"
    coded = base64.encodebytes(body.encode("utf-8", "replace")).replace(b"\n", b"\r\n")
    return _head(headers | own) + b"\r\n" + coded


def _head(headers: dict[str, str]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode("ascii")


def _headers(letter: Letter, sender: str) -> dict[str, str]:
    from_name, from_address = parseaddr(sender)
    headers = {
        "From": _mailbox("From", from_name, address(from_address, "mail_from")),
        "To": _mailbox("To", letter.to_name, address(letter.to_address, "recipient")),
        "Subject": _words("Subject", letter.subject),
        "Message-ID": one_line(letter.message_id),
        # RFC 3834, and Exchange's own: no out-of-office answer to a machine.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": "zh-CN",
        "MIME-Version": "1.0",
    }
    if letter.date is not None:
        headers["Date"] = format_datetime(letter.date)
    return headers


def _mailbox(header: str, name: str, plain: str) -> str:
    words = _words(header, name)
    return f"{words}\r\n <{plain}>" if words else f"<{plain}>"


@lru_cache(1024)
def _words(header: str, text: str) -> str:
    """``text`` as encoded words, folded: nothing in it can be read as syntax of the header."""
    text = one_line(text)
    if not text:
        return ""
    return Header(text, "utf-8", header_name=header).encode(maxlinelen=76, linesep="\r\n")


def _domain(text: str, field: str) -> str:
    try:
        domain = text.strip().encode("idna").decode("ascii")
    except UnicodeError:
        domain = ""
    if not _DOMAIN.fullmatch(domain):
        raise BadAddress(f"{field} has no usable domain in {one_line(text)[:80]!r}: correct it")
    return domain
