"""Who calls the API: a program with a token in its header, or a browser with its session."""

from dataclasses import dataclass
from typing import Any

from fastapi import Depends, HTTPException, Request

from access.tokens import Grant, TokenKind, TokenRefused
from cases.tokens import known_by_token
from storage.people import PersonRecord
from web.door import check_form_key, gate, now, signed_in, source

SCHEME = "bearer"
JSON = "application/json"
FORM_KEY = "X-Form-Key"
"""The header in which a page of ours shows that a request with its session is its own."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A person, and the grant of the token that speaks for them, if one does."""

    person: PersonRecord
    grant: Grant | None = None

    @property
    def by_token(self) -> bool:
        """Whether a token speaks for them: then no form of ours is asked for."""
        return self.grant is not None

    def covers(self, kind: TokenKind) -> bool:
        """Whether they are to be shown that part, too: an answer may hold something of several."""
        return self.grant is None or self.grant.covers(kind)

    @property
    def who(self) -> str:
        """The name by which use cases know them."""
        return self.person.username

    def check(self, kind: TokenKind | None) -> None:
        """Raise ``TokenLacks`` where their token is not for this; ``None`` is for any."""
        if self.grant:
            self.grant.check(kind, writes=False)


@dataclass(frozen=True, slots=True)
class Calling:
    """The dependency of a route: what a token must be for; ``None`` for any.

    ``keyed``: with a session, the header has the form's key. No page of elsewhere can set it, nor
    know it. ``json``: a body is JSON. A token in an address is looked at nowhere. Raises
    ``TokenRefused``, ``TokenLacks``, ``TooManyTries``, ``NotSignedIn``, ``StepMissing``,
    ``Invalid``, or 415.
    """

    kind: TokenKind | None
    writes: bool = False
    keyed: bool = False
    json: bool = False

    def __call__(self, request: Request) -> Caller:
        """Who calls."""
        given = request.headers.get("authorization")
        caller = self._by_session(request) if given is None else self._by_token(request, given)
        said = request.headers.get("content-type")
        if self.json and said and said.partition(";")[0].strip().lower() != JSON:
            raise HTTPException(415)
        return caller

    def _by_session(self, request: Request) -> Caller:
        person = signed_in(request).person
        if self.keyed:
            check_form_key(request, request.headers.get(FORM_KEY, ""))
        return Caller(person)

    def _by_token(self, request: Request, given: str) -> Caller:
        scheme, _, token = given.partition(" ")
        if scheme.lower() != SCHEME:
            raise TokenRefused
        person, grant = known_by_token(
            gate(request).store, token.strip(), source=source(request), now=now(request)
        )
        request.state.caller = person.username
        grant.check(self.kind, writes=self.writes)
        return Caller(person, grant)


def calls(kind: TokenKind | None, *, writes: bool = False) -> Any:
    """What a route of that kind depends on."""
    return Depends(Calling(kind, writes))


def asks(kind: TokenKind) -> Any:
    """What a route depends on that is asked with JSON, and writes nothing."""
    return Depends(Calling(kind, json=True))


def takes(kind: TokenKind) -> Any:
    """What a route depends on that sets a file going of what its caller may read."""
    return Depends(Calling(kind, keyed=True, json=True))


def writes(kind: TokenKind) -> Any:
    """What a route depends on that writes what comes as JSON."""
    return Depends(Calling(kind, writes=True, keyed=True, json=True))
