"""Who calls the API: a program with a token in its header, or a browser with its session."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Depends, Request

from access.tokens import TokenKind, TokenRefused
from cases.tokens import known_by_token
from storage.people import PersonRecord
from web.door import gate, now, signed_in, source

SCHEME = "bearer"


@dataclass(frozen=True, slots=True)
class Caller:
    """A person, and whether a token speaks for them: then no form of ours is asked for."""

    person: PersonRecord
    by_token: bool


def calls(kind: TokenKind, *, writes: bool = False) -> Any:
    """The dependency of a route of that kind; a token in an address is looked at nowhere.

    Raises ``TokenRefused``, ``TokenLacks``, ``TooManyTries``, ``NotSignedIn`` or ``StepMissing``.
    """

    def caller(request: Request) -> Caller:
        given = request.headers.get("authorization")
        if given is None:
            return Caller(signed_in(request).person, by_token=False)
        scheme, _, token = given.partition(" ")
        if scheme.lower() != SCHEME:
            raise TokenRefused
        person, grant = known_by_token(
            gate(request).store, token.strip(), source=source(request), now=now(request)
        )
        request.state.caller = person.username
        grant.check(kind, writes=writes)
        return Caller(person, by_token=True)

    found: Callable[[Request], Caller] = caller
    return Depends(found)
