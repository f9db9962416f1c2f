"""What time ends at the door: sessions, tokens, failures that no longer count, old drafts."""

from dataclasses import dataclass
from datetime import datetime

from access.delays import FORGOTTEN
from access.sessions import SessionRules
from cases.drafts import LIES
from storage import Store, accounts, drafts, tokens


@dataclass(frozen=True, slots=True)
class Ended:
    """How many of each; who failed is counted by account and address."""

    sessions: int
    tokens: int
    failures: int
    drafts: int


def end_what_is_over(store: Store, rules: SessionRules, now: datetime) -> Ended:
    """End for good what is over by now, noticed or not: a clock set back later revives nothing."""
    with store.write() as connection:
        return Ended(
            accounts.end_what_is_over(
                connection, now, seen_before=now - rules.idle, began_before=now - rules.whole
            ),
            tokens.revoke_what_is_over(connection, now),
            accounts.forget_old_tries(connection, now - FORGOTTEN),
            drafts.drop_older(connection, now - LIES),
        )
