"""Who one is and what one keeps; accounts, units and roles for those who read them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Path, Query, Request, Response
from pydantic import Field

from access.policy import POLICY, Thing
from cases.directory import (
    AccountRow,
    AccountSheet,
    AccountState,
    UnitRow,
    account_seen,
    accounts_seen,
    units_seen,
)
from cases.journal import KINDS, JournalLine, journal_page
from cases.roles_seen import GrantRow, MyRoles, my_roles, role_seen, roles_seen
from cases.saved_views import SavedView, drop_view, keep_view, views_of
from cases.tokens import TokenView, tokens_seen
from states.errors import Invalid
from states.vocabulary import Role
from web.api.asking import (
    Body,
    Pages,
    ReadsAccount,
    ReadsJournal,
    ReadsStaff,
    RowId,
    WritesAccount,
    asked_at,
    room,
)
from web.api.paging import USUAL, Cursor, Limit, Page, number_of
from web.callers import Caller
from web.case_list import clean
from web.door import gate
from web.one_moment import READ

Words = Annotated[str, Query(max_length=100)]
ViewName = Annotated[str, Path(max_length=200)]

router = room()


@dataclass(frozen=True, slots=True)
class Part:
    """A role that one has: of one's own, or in the place of ``stands_in_for``."""

    role: Role
    zh: str
    en: str
    whole_bureau: bool
    stands_in_for: str | None
    rights: dict[Thing, str]


@dataclass(frozen=True, slots=True)
class MeTold:
    """The caller; ``form_key`` is what writing with a session needs in `X-Form-Key`."""

    username: str
    name: str
    by_token: bool
    form_key: str | None
    parts: tuple[Part, ...]


class View(Body):
    """What a kept view narrows the list to: the query of the list's address."""

    query: str = Field(max_length=2000)


@router.api_route("/me", methods=READ)
def who_am_i(request: Request, caller: ReadsAccount) -> MeTold:
    """Who calls, with which roles and what they may; the letters are those of the table."""
    key = None if caller.by_token else str(request.state.form_key)
    return MeTold(caller.who, caller.person.name, caller.by_token, key, tuple(_parts(caller)))


@router.api_route("/me/roles", methods=READ)
def roles_of_mine(request: Request, caller: ReadsAccount) -> MyRoles:
    """Roles that the caller holds, stands in for, has lent, and may lend."""
    store, at = asked_at(request)
    return my_roles(store, caller.who, at)


@router.api_route("/me/tokens", methods=READ)
def tokens_of_mine(request: Request, caller: ReadsAccount) -> list[TokenView]:
    """The caller's tokens, of each all but itself."""
    store, at = asked_at(request)
    return tokens_seen(store, caller.who, at)


@router.api_route("/me/views", methods=READ)
def views_of_mine(request: Request, caller: ReadsAccount) -> list[SavedView]:
    """Views of the list that the caller keeps."""
    store, at = asked_at(request)
    return views_of(store, caller.who, at)


@router.put("/me/views/{name}", status_code=204)
def keep_my_view(request: Request, caller: WritesAccount, name: ViewName, view: View) -> Response:
    """Keep a view under a name, in the place of one of that name."""
    store, at = asked_at(request)
    keep_view(store, caller.who, name, clean(view.query), at)
    return Response(status_code=204)


@router.delete("/me/views/{name}", status_code=204)
def drop_my_view(request: Request, caller: WritesAccount, name: ViewName) -> Response:
    """Forget a view."""
    store, at = asked_at(request)
    drop_view(store, caller.who, name, at)
    return Response(status_code=204)


@router.api_route("/accounts", methods=READ)
def list_of_accounts(
    request: Request,
    caller: ReadsStaff,
    turn: Pages,
    q: Words = "",
    state: AccountState | None = None,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> Page[AccountRow]:
    """Everybody's account, for the administrators."""
    at = asked_at(request)[1]
    found = accounts_seen(gate(request), caller.who, at, query=q.strip(), state=state).rows
    start = number_of(cursor) or 0
    more = start + limit if len(found) > start + limit else None
    return turn.page(found[start : start + limit], more)


@router.api_route("/accounts/{username}", methods=READ)
def read_account(request: Request, caller: ReadsStaff, username: str) -> AccountSheet:
    """One person's account with their roles."""
    return account_seen(gate(request), username, caller.who, asked_at(request)[1])


@router.api_route("/units", methods=READ)
def list_of_units(request: Request, caller: ReadsStaff) -> list[UnitRow]:
    """The bureau's units as a tree, read from the top; ``depth`` 0 is the bureau."""
    store, at = asked_at(request)
    return list(units_seen(store, caller.who, at))


@router.api_route("/roles", methods=READ)
def list_of_roles(
    request: Request,
    caller: ReadsStaff,
    turn: Pages,
    q: Words = "",
    ended: bool = False,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> Page[GrantRow]:
    """Who holds what, for the administrators: what waits for another hand comes first."""
    store, at = asked_at(request)
    seen = roles_seen(store, caller.who, at, query=q.strip(), ended=ended)
    found, start = (*seen.waiting, *seen.rows), number_of(cursor) or 0
    more = start + limit if len(found) > start + limit else None
    return turn.page(found[start : start + limit], more)


@router.api_route("/roles/{grant}", methods=READ)
def read_role(request: Request, caller: ReadsStaff, grant: RowId) -> GrantRow:
    """One role, for who reads roles and whom it concerns."""
    store, at = asked_at(request)
    return role_seen(store, grant, caller.who, at)


@router.api_route("/journal", methods=READ)
def read_the_journal(
    request: Request,
    caller: ReadsJournal,
    turn: Pages,
    kind: Annotated[str | None, Query(max_length=40)] = None,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> Page[JournalLine]:
    """What was done in the system, the newest first, for the auditor alone."""
    if kind and kind not in KINDS:
        raise Invalid("kind", "没有这一类", "there is no such kind")
    store, at = asked_at(request)
    found = journal_page(store, caller.who, at, before=number_of(cursor), kind=kind, limit=limit)
    return turn.page(found.lines, found.next)


def _parts(caller: Caller) -> Iterator[Part]:
    person = caller.person
    held = [(role, unit, None) for role, unit in person.grants]
    lent = [(one.role, one.unit_id, one.lender) for one in person.lent]
    for code, unit, lender in (*held, *lent):
        role = Role(code)
        rights = {
            thing: "".join(sorted(letters))
            for (whose, thing), letters in POLICY.items()
            if whose is role and letters
        }
        yield Part(role, role.zh, role.en, unit is None, lender, rights)
