"""The hash chain of a case: each event is bound to all before it."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

ALGORITHM = "sha256"
GENESIS = "0" * 64


def canonical(body: Mapping[str, Any]) -> str:
    """The one text of a body: sorted keys, no spaces, UTF-8, nothing but JSON's own types."""
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()


def link(previous: str, body: str) -> str:
    """The hash of an event: SHA-256 over the previous hash and the canonical body."""
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()
