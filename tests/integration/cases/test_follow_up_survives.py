"""``kill -9`` while reports are issued: each is there once, and every letter goes."""

import os
import signal

import pytest
from sqlalchemy import event, func, select
from support.bureau import Bureau, at
from support.following import MONDAY, all_kept, correct, issue, reported

from cases.counting import count_what_changed
from cases.follow_up import issue_follow_ups
from cases.history import verify
from storage import open_store
from storage.schema import FollowUpReport, Notice

REPORTS = 10


def killed_at(bureau: Bureau, commit: int, *, after: bool) -> None:
    """A child issues, and is killed before or after its commit of that number."""
    url, seen = bureau.store.url, []
    if (born := os.fork()) == 0:
        with open_store(url) as store:
            count_what_changed(store)  # what follows are the commits of the reports alone

            def die(_connection: object) -> None:
                seen.append(1)
                if len(seen) == commit + after:
                    os.kill(os.getpid(), signal.SIGKILL)

            event.listen(store._writer, "begin" if after else "commit", die)
            issue_follow_ups(store, at(MONDAY))
        os._exit(0)
    assert os.waitpid(born, 0)[1] == signal.SIGKILL


def owed(bureau: Bureau) -> int:
    with bureau.store.read() as connection:
        counted = select(func.count()).where(Notice.name == "follow_up")
        return int(connection.execute(counted).scalar_one())


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("commit", [1, 5, 9])
def test_a_run_killed_anywhere_is_finished_by_the_next(
    sqlite_bureau: Bureau, commit: int, after: bool
):
    correct(sqlite_bureau)
    killed_at(sqlite_bureau, commit, after=after)
    there = len(all_kept(sqlite_bureau))
    assert there == commit - (not after)
    letters = owed(sqlite_bureau)
    assert letters == (there if there < 5 else 8 if there < 10 else 16) or there > 5
    assert issue(sqlite_bureau, "2026-06-08T08:45").reports == REPORTS - there
    letters = reported(sqlite_bureau, "2026-06-08T08:50")
    assert len(letters) == len({one.message_id for one in letters}) == 16
    assert verify(sqlite_bureau.store).flaws == []


def test_killed_between_snapshot_and_mail_the_mail_still_goes(sqlite_bureau: Bureau):
    correct(sqlite_bureau)
    killed_at(sqlite_bureau, 5, after=True)
    letters = reported(sqlite_bureau, "2026-06-08T09:00")
    assert len(letters) == 8
    assert sum("（区生态环境局）" in letter.text for letter in letters) == 4
    with sqlite_bureau.store.read() as connection:
        assert connection.execute(select(func.count(FollowUpReport.id))).scalar_one() == 5
