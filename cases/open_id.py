"""Coming in through the bureau's identity provider: linked once with a password, then let in."""

from datetime import datetime

from access.open_id import Bar, Identity, KeptOut
from cases.signing_in import From, Gate, SignedIn, begin, count, forgive, note
from storage import accounts
from storage.accounts import AccountRecord


def enter_through(gate: Gate, identity: Identity, *, source: From, now: datetime) -> str:
    """The token of a new session; raises ``KeptOut`` or ``TooManyTries``.

    Only the linked subject enters. The name it goes by tells what is wrong, and whose tries count.
    """
    with gate.store.read() as connection:
        linked = accounts.account_linked(connection, identity.issuer, identity.subject)
        account = linked or accounts.account_of(connection, identity.claimed)
    username = account.username if account else identity.claimed
    names = count(gate.store, username, source, now)
    bar = _bar(account, linked)
    with gate.store.write() as connection:
        if account and bar is None:
            forgive(connection, names, wholly=account.factor is None)
            note(connection, "sign_in", account, source, now, through=identity.issuer)
            return begin(
                connection,
                account.person_id,
                source,
                now,
                factor_given=False,
                through_provider=True,
            )
        said = {"through": identity.issuer, "why": str(bar)}
        note(connection, "sign_in_failed", account, source, now, **said)
    raise KeptOut(bar or Bar.UNKNOWN)


def link(gate: Gate, signed: SignedIn, identity: Identity, *, source: From, now: datetime) -> None:
    """Let that subject in as whoever is signed in; raises ``KeptOut``.

    The name must be theirs: at a shared computer the provider may know a colleague still.
    """
    with gate.store.write() as connection:
        account = accounts.account_of(connection, signed.person.username)
        taken = accounts.account_linked(connection, identity.issuer, identity.subject)
        bar = None
        if identity.claimed != signed.person.username:
            bar = Bar.NOT_YOU
        elif taken or account is None or account.subject:
            bar = Bar.ANOTHER
        if bar is None:
            accounts.change_account(
                connection, signed.person.id, issuer=identity.issuer, subject=identity.subject
            )
        said = {"through": identity.issuer} | ({"why": str(bar)} if bar else {})
        note(connection, "link_failed" if bar else "linked", account, source, now, **said)
    if bar:
        raise KeptOut(bar)


def is_linked(gate: Gate, signed: SignedIn) -> bool:
    """Whether the provider may let that person in."""
    with gate.store.read() as connection:
        account = accounts.account_of(connection, signed.person.username)
    return account is not None and account.subject is not None


def unlink(gate: Gate, signed: SignedIn, *, source: From, now: datetime) -> None:
    """Come in by password alone again, from now on: every session ends."""
    with gate.store.write() as connection:
        account = accounts.account_of(connection, signed.person.username)
        accounts.change_account(connection, signed.person.id, issuer=None, subject=None)
        accounts.end_sessions(connection, signed.person.id, now)
        note(connection, "unlinked", account, source, now)


def _bar(account: AccountRecord | None, linked: AccountRecord | None) -> Bar | None:
    if account is None:
        return Bar.UNKNOWN
    if account.disabled_at:
        return Bar.DISABLED
    if linked:
        return None
    return Bar.ANOTHER if account.subject else Bar.UNLINKED
