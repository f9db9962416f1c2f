"""Passwords as Argon2id hashes, and tokens as plain ones: a random token needs no slow hash."""

import secrets
from functools import cache
from hashlib import sha256
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

TOKEN_BYTES = 32
_hasher = PasswordHasher()


AT_ONCE = 4
"""Each hash takes 64 MiB while it is reckoned: a flood of tries waits, it does not fill memory."""
_room = BoundedSemaphore(AT_ONCE)


def hash_password(password: str) -> str:
    """The Argon2id hash of a password, with its own salt and costs; takes a tenth of a second."""
    with _room:
        return _hasher.hash(password)


def fits(password: str, held: str | None) -> bool:
    """Whether a password fits a hash; without one it takes as long, and never fits."""
    known = held or _nobodys()
    try:
        with _room:
            return _hasher.verify(known, password) and held is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(held: str) -> bool:
    """Whether a hash was made at other costs than those of today."""
    return _hasher.check_needs_rehash(held)


@cache
def _nobodys() -> str:
    """A hash that no password fits: who is unknown must not be known by a faster answer."""
    return _hasher.hash(secrets.token_urlsafe(TOKEN_BYTES))


def new_token(prefix: str = "") -> str:
    """A token nobody guesses, told once."""
    return prefix + secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()
