"""The first set-up from a page: whoever reaches the port needs a code that the server printed."""

import secrets
from datetime import datetime, timedelta

from cases.accounts import LETTERS, NewPerson, Told, enter_administrators, refuse_second_set_up
from states.errors import Invalid
from states.vocabulary import Role
from storage import Store, accounts
from storage.hashing import hash_token

GROUPS, IN_A_GROUP = 4, 4
GOOD_FOR = timedelta(hours=24)
"""Long enough to carry it to three desks; a new one is made at each start."""


def is_set_up(store: Store) -> bool:
    """Whether anybody has an account."""
    with store.read() as connection:
        return accounts.anybody(connection)


def new_set_up_code(store: Store, now: datetime) -> str:
    """A code for the first set-up, told this once; those before it are worth nothing.

    Raises ``GuardFailed`` where anybody has an account already.
    """
    code = "-".join(
        "".join(secrets.choice(LETTERS) for _ in range(IN_A_GROUP)) for _ in range(GROUPS)
    )
    with store.write() as connection:
        refuse_second_set_up(connection)
        accounts.keep_set_up_code(connection, _hash(code), now + GOOD_FOR)
    return code


def set_up_by_code(
    store: Store, code: str, bureau: str, people: dict[Role, NewPerson], now: datetime
) -> list[Told]:
    """Enter the three administrators; the code is used up with it, and only then.

    Of two at once one takes the code. Raises ``Invalid`` or ``GuardFailed``, and all is as it was.
    """
    with store.write() as connection:
        refuse_second_set_up(connection)
        if not accounts.take_set_up_code(connection, _hash(code), now):
            raise Invalid(
                "code",
                "设置码不正确或者已过期；请在服务器上运行 rongcuo account set-up-code 取得新码",
                "code is wrong or out of date: get another with 'rongcuo account set-up-code' "
                "on the server",
            )
        return enter_administrators(connection, bureau, people, now)


def _hash(code: str) -> str:
    """It is typed from a screen or from paper: dashes and blanks do not count."""
    return hash_token("".join(letter for letter in code if letter.isalnum()))
