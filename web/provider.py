"""The bureau's identity provider, spoken to in OpenID Connect; only here is Authlib known."""

import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.base_client.sync_app import BaseApp, OAuth2Mixin
from authlib.integrations.base_client.sync_openid import OpenIDMixin
from authlib.integrations.httpx_client import OAuth2Client
from joserfc.errors import JoseError

from access.open_id import Bar, Identity, KeptOut

SIGNED_WITH = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"})
"""Signatures by a key that the provider alone has: neither ``none`` nor our own secret."""
ALGORITHMS = "id_token_signing_alg_values_supported"
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
OFFERED = ("userinfo_endpoint", "end_session_endpoint")
FRESH = 3600
"""Seconds for which the provider's description and keys are believed."""
PATIENCE, REST = 5, 10
"""Seconds for one answer, and until one is asked for again that did not come."""
LONGEST = 255
"""Characters of a subject (OpenID Connect Core, 2)."""
SKEW = 60
"""Seconds by which its clock and ours may differ."""
NAME = re.compile(r"[a-z_]{1,40}")
log = logging.getLogger(__name__)
# At DEBUG it writes the verifier down.
logging.getLogger("authlib").setLevel(logging.INFO)


@dataclass(frozen=True, slots=True)
class Question:
    """Where the browser is sent, and what only it and we may know until it comes back."""

    address: str
    state: str
    nonce: str
    verifier: str


class Provider(OAuth2Mixin, OpenIDMixin, BaseApp):  # type: ignore[misc]
    """One provider as one client knows it; every refusal is ``KeptOut``."""

    client_cls = OAuth2Client
    server_metadata: dict[str, Any]

    def __init__(self, issuer: str, client_id: str, secret: str, claim: str, ours: str) -> None:
        super().__init__(
            None, "provider", client_id=client_id, client_secret=secret,
            server_metadata_url=issuer.rstrip("/") + "/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile", "code_challenge_method": "S256", "timeout": PATIENCE,
            },
        )  # fmt: skip
        self.issuer, self.claim = issuer, claim
        self.asking, self.rests_until = Lock(), 0.0
        self.back, self.left = f"{ours}/sign-in/provider/back", f"{ours}/sign-in"

    def ask(self, **more: str) -> Question:
        """A question of its own for each try."""
        with _Refusals():
            made = self.create_authorization_url(self.back, **more)
        return Question(made["url"], made["state"], made["nonce"], made["code_verifier"])

    def identify(self, code: str, nonce: str, verifier: str) -> Identity:
        """Whom a code stands for, once its ID token has passed every check."""
        with _Refusals():
            token = self.fetch_access_token(self.back, code=code, code_verifier=verifier)
            claims = self.parse_id_token(
                token, nonce, leeway=SKEW,
                claims_options={
                    "iss": {"essential": True, "value": self.issuer},
                    "aud": {"essential": True, "value": self.client_id},
                },
            )  # fmt: skip
            subject, name = claims["sub"], claims.get(self.claim)
            if name is None and "userinfo_endpoint" in self.server_metadata:
                told = self.userinfo(token=token)
                # What is told of somebody else is nothing about this one.
                name = told.get(self.claim) if told.get("sub") == subject else None
        subject, name = _line(subject), _line(name)
        if not subject:
            raise KeptOut(Bar.REFUSED)
        return Identity(self.issuer, subject, name.strip().lower())

    def farewell(self) -> str | None:
        """Where one signs out there, too; ``None`` where the provider has no such page."""
        with _Refusals():
            if "end_session_endpoint" not in self.load_server_metadata():
                return None
            made = self.create_logout_url(self.left, client_id=self.client_id)
        return str(made["url"])

    def fault(self) -> Bar | None:
        """What is wrong with the provider's description of itself."""
        try:
            with _Refusals():
                self.load_server_metadata()
        except KeptOut as error:
            return error.bar
        return None

    def load_server_metadata(self) -> dict[str, Any]:
        """What the provider says of itself; raises ``KeptOut`` where it speaks for another."""
        with self.asking:
            if time.time() - self.server_metadata.get("_loaded_at", 0) > FRESH:
                self._load()
        return self.server_metadata

    def _load(self) -> None:
        # Whoever waited for an answer that did not come waits for no second one.
        if time.time() < self.rests_until:
            raise KeptOut(Bar.AWAY)
        self.rests_until = time.time() + PATIENCE + REST
        with self._get_session() as session:
            answer = session.request("GET", self._server_metadata_url, withhold_token=True)
            answer.raise_for_status()
        self.rests_until = 0.0
        self.server_metadata = _believed(answer.json(), self.issuer)


def _line(value: object) -> str:
    """A claim that can be a name or a subject; empty where it can be neither."""
    fits = isinstance(value, str) and value.isprintable() and len(value) <= LONGEST
    return str(value) if fits else ""


def _believed(found: Mapping[str, Any], issuer: str) -> dict[str, Any]:
    signed = SIGNED_WITH & set(found.get(ALGORITHMS, ()))
    if found.get("issuer") != issuer or not signed or not all(map(found.get, NEEDED)):
        log.warning("the identity provider describes another issuer, or too little")
        raise KeptOut(Bar.REFUSED)
    known = {name: found[name] for name in ("issuer", *NEEDED, *OFFERED) if name in found}
    return {**known, ALGORITHMS: sorted(signed), "_loaded_at": time.time()}


class _Refusals:
    """Turns what can go wrong with the provider into ``KeptOut``; the log gets its kind alone."""

    def __enter__(self) -> None:
        """Nothing to begin."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, httpx2.HTTPError | httpx2.InvalidURL):
            log.warning("the identity provider is away: %s", type(error).__name__)
            raise KeptOut(Bar.AWAY) from None
        if isinstance(error, OAuthError | JoseError | ValueError | KeyError | TypeError):
            code = str(getattr(error, "error", ""))
            said = code if NAME.fullmatch(code) else type(error).__name__
            log.warning("the identity provider's word is not taken: %s", said)
            raise KeptOut(Bar.REFUSED) from None
