"""Whether every role is what the journal says: nobody was raised behind the system's back."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from storage import journal, roles
from storage.roles import GrantRecord

BEGUN = {"role_entered": "held", "role_lent": "held", "role_asked": "asked"}
"""What makes a role, and how it stands then."""
LATER = {"role_confirmed": "held", "role_ended": "ended", "role_turned_down": "ended"}
TERMS = ("unit", "valid_from", "valid_to", "for")


def role_flaws(connection: Connection) -> Iterator[tuple[int, str, str]]:
    """Roles that are not what was asked, confirmed, lent or ended: number, and what is wrong."""
    told = _told(connection)
    held = {one.id: _shown(one) for one in roles.grants(connection, ended=True)}
    for grant in sorted({*told, *held}):
        if grant not in told:
            yield grant, f"身份 {grant} 在操作日志中没有来历", f"grant {grant}: no such entry"
        elif held.get(grant) != told[grant]:
            yield (
                grant, f"身份 {grant} 与操作日志不符", f"grant {grant} differs from the journal",
            )  # fmt: skip


def _told(connection: Connection) -> dict[int, tuple[Any, ...]]:
    """Every grant as the journal has it: whose, which, how it stands, and its terms."""
    found = dict[int, tuple[Any, ...]]()
    for entry in journal.entries(connection):
        if entry.kind in BEGUN:
            said = json.loads(entry.body)["said"]
            terms = tuple(said.get(name) for name in TERMS)
            found[said["grant"]] = (said["of"], said["role"], BEGUN[entry.kind], *terms)
        elif entry.kind in LATER:
            said = json.loads(entry.body)["said"]
            of, role, _, *terms_ = found.get(said["grant"], (None, None, None))
            found[said["grant"]] = (of, role, LATER[entry.kind], *terms_)
    return found


def _shown(one: GrantRecord) -> tuple[Any, ...]:
    days = (one.valid_from and str(one.valid_from), one.valid_to and str(one.valid_to))
    return (one.username, one.role, one.state, one.unit, *days, one.stands_in_for)
