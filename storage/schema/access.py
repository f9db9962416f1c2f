"""The tables of accounts, sessions and of what is done besides cases."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class Account(Base):
    """账号: how a person signs in. ``factor`` is the sealed secret of the second factor.

    ``factor_step`` is the last time step a code was taken for: each code counts once. By ``issuer``
    and ``subject`` the identity provider knows the person, once they are linked.
    """

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    password: Mapped[str | None]
    password_set_at: Mapped[datetime | None]
    must_change: Mapped[bool]
    factor: Mapped[str | None]
    factor_set_at: Mapped[datetime | None]
    factor_step: Mapped[int | None]
    issuer: Mapped[str | None]
    subject: Mapped[str | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class RoleGrant(Base):
    """A role held for a unit, or for the whole bureau where ``unit_id`` is null.

    It holds from ``valid_from`` to ``valid_to`` (local days, inclusive; null: open), while its
    ``state`` is ``held``: one that is ``asked`` waits for another hand, one that has ``ended`` is
    kept. ``stands_in_for`` is whom it was lent by.
    """

    __tablename__ = "role_grants"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str] = mapped_column(String(8), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    state: Mapped[str] = mapped_column(String(8), server_default="held")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    stands_in_for: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]


class SetUpCode(Base):
    """首次设置码: opens the page of the first set-up, once. Only its hash is kept."""

    __tablename__ = "set_up_codes"
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    ends_at: Mapped[datetime]


class UsedPassword(Base):
    """A password that a person had before, hashed: not to be chosen again soon."""

    __tablename__ = "used_passwords"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    password: Mapped[str]


class Session(Base):
    """会话: a signed-in browser; only the hash of its token is kept."""

    __tablename__ = "sessions"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    factor_given: Mapped[bool]
    through_provider: Mapped[bool] = mapped_column(server_default=false())
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str]
    agent: Mapped[str]


class ApiToken(Base):
    """令牌: lets a program act for a person within a scope, for a time; kept as a hash.

    ``kinds`` are the kinds of thing it is limited to, with commas between; empty: every kind.
    """

    __tablename__ = "api_tokens"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    scope: Mapped[str] = mapped_column(String(8))
    kinds: Mapped[str] = mapped_column(server_default="")
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class FailedTries(Base):
    """How often a sign-in failed in a row, for an account or an address (``name`` is its hash)."""

    __tablename__ = "failed_tries"
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[datetime]
    rests_until: Mapped[datetime | None]


class JournalEntry(Base):
    """操作日志: what is done besides the steps of cases, in one hash chain.

    ``body`` is the canonical text that is hashed: sign-ins, roles, reads of sealed data, exports.
    """

    __tablename__ = "journal"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(32), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    body: Mapped[str]
    algorithm: Mapped[str] = mapped_column(String(12))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
