"""What time ends: sessions, tokens, failures that no longer count, drafts, files for a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from access.delays import FORGOTTEN
from access.sessions import SessionRules
from cases.drafts import LIES
from storage import Store, accounts, drafts, tokens
from storage.files.shelf import clear, hours_ago

LIE_FOR = 24
"""Hours for which a file lies that was looked at and not yet taken, or that long work has made."""


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


def clear_what_lay(folders: Iterable[Path]) -> int:
    """Remove the files that lay in these folders for longer than a day; how many."""
    return sum(clear(folder, hours_ago(LIE_FOR)) for folder in folders)
