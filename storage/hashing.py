"""Passwords as Argon2id hashes, and tokens as plain ones: a random token needs no slow hash."""

import secrets
from functools import cache
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

TOKEN_BYTES = 32
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The Argon2id hash of a password, with its own salt and costs; takes a tenth of a second."""
    return _hasher.hash(password)


def fits(password: str, held: str | None) -> bool:
    """Whether a password fits a hash; without one it takes as long, and never fits."""
    try:
        return _hasher.verify(held or _nobodys(), password) and held is not None
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
