"""The hash chain of a case: each event is bound to all before it."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from cryptography.hazmat.primitives.hashes import SM3, Hash
from sqlalchemy import Connection

GENESIS = "0" * 64


def canonical(body: Mapping[str, Any]) -> str:
    """The one text of a body: sorted keys, no spaces, UTF-8, nothing but JSON's own types."""
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()


def _sha256(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def _sm3(text: bytes) -> str:
    said = Hash(SM3())
    said.update(text)
    return said.finalize().hex()


HASHES: Mapping[str, Callable[[bytes], str]] = {"sha256": _sha256, "sm3": _sm3}
"""Every algorithm that a chain may be made with, by the name that stands with each event."""
ALGORITHM: Mapping[str, str] = {"international": "sha256", "national": "sm3"}
"""The algorithm of each crypto suite."""


def algorithm_of(connection: Connection) -> str:
    """What new events on this connection are hashed with: its store's suite says it."""
    return str(connection.info.get("algorithm", ALGORITHM["international"]))


def holds(previous: str, body: str, algorithm: str, kept: str) -> bool:
    """Whether a hash is that of its body and of what came before; never of an unknown algorithm."""
    return algorithm in HASHES and link(previous, body, algorithm) == kept


def link(previous: str, body: str, algorithm: str = "sha256") -> str:
    """The hash of an event: over the previous hash and the canonical body; raises ``KeyError``."""
    return HASHES[algorithm](f"{previous}\n{body}".encode())
