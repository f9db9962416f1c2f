"""Server-sent events over a real server: who hears what, and when a stream ends."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError
from support.bureau import APPLICATION, HANDLER, OFFICER, Bureau, at
from support.group import until
from support.listening import listening
from support.pages import admit
from support.serving import served

from cases import live as looking
from cases.live import mark
from deadlines import local_day
from rongcuo.settings import Settings
from storage import accounts
from storage.hashing import hash_token
from storage.people import person_named
from web.app import create_app
from web.live import Hub

OTHER = "zhouqian"
"""An officer who has no part in the case."""


@dataclass
class Site:
    """The pages of a bureau on loopback, with the clock at ``moment[0]``."""

    url: str
    app: Any
    bureau: Bureau
    moment: list[datetime] = field(default_factory=list)

    @property
    def hub(self) -> Hub:
        hub: Hub = self.app.state.live
        return hub

    def come(self, username: str) -> str:
        return admit(self.app, username)

    def now(self) -> str:
        return mark(self.moment[0])


@contextmanager
def site_of(bureau: Bureau, folder: Path) -> Iterator[Site]:
    bureau.open("2026-03-02")
    moment = [at("2026-03-03T09:00")]
    settings = Settings(
        database_url=bureau.store.url.render_as_string(hide_password=False), data_dir=folder
    )
    app = create_app(settings, clock=lambda: moment[0])
    app.state.live.every = 0.05
    with served(app) as url:
        yield Site(url, app, bureau, moment)


@pytest.fixture
def site(sqlite_bureau: Bureau, tmp_path: Path) -> Iterator[Site]:
    """On SQLite alone, for what does not depend on the database."""
    with site_of(sqlite_bureau, tmp_path) as made:
        yield made


@pytest.fixture
def either(bureau: Bureau, tmp_path: Path) -> Iterator[Site]:
    """On each of the two databases."""
    with site_of(bureau, tmp_path) as made:
        yield made


def test_a_step_is_heard_by_who_sees_the_case_and_says_no_fact(either: Site):
    b = either.bureau
    with ExitStack() as stack:
        ears = {
            who: stack.enter_context(listening(either.url, either.come(who), either.now()))
            for who in (HANDLER, OFFICER, OTHER)
        }
        for ear in ears.values():
            ear.next("inbox")
        b.do("2026-03-03T09:00", "file", OFFICER, **APPLICATION)
        told = {"number": b.number, "seq": b.row().version}
        assert ears[HANDLER].next("case") == told
        assert ears[OFFICER].next("case") == told
        assert ears[OTHER].nothing("case")
        assert not any(b.number in line for line in ears[OTHER].raw)
        assert not any("sunhao" in line for line in ears[HANDLER].raw)


def test_the_count_of_the_inbox_follows_what_is_told_and_what_is_read(either: Site):
    from cases.inbox import mark_read, read_inbox

    b = either.bureau
    with listening(either.url, either.come(HANDLER)) as ear:
        before = ear.next("inbox")["unread"]
        b.do("2026-03-03T09:00", "file", OFFICER, **APPLICATION)
        assert ear.next("inbox")["unread"] > before
        newest = read_inbox(b.store, HANDLER, either.moment[0]).lines[0].id
        mark_read(b.store, HANDLER, either.moment[0], until=newest)
        assert ear.next("inbox")["unread"] == 0


def test_what_an_officer_may_not_know_of_is_not_told_to_them(site: Site):
    """An entry that their history leaves out makes no sound either."""
    b = site.bureau
    b.do("2026-03-03T08:00", "file", OFFICER, **APPLICATION)
    b.do("2026-03-03T08:10", "accept", HANDLER)
    with (
        listening(site.url, site.come(OFFICER), site.now()) as officer,
        listening(site.url, site.come(HANDLER), site.now()) as handler,
    ):
        officer.next("inbox")
        handler.next("inbox")
        b.do("2026-03-03T09:00", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])
        assert handler.next("case")["number"] == b.number
        assert officer.nothing("case")


def test_what_happened_since_the_page_was_made_is_told_to_who_comes_late_or_back(either: Site):
    b = either.bureau
    made = either.now()
    b.do("2026-03-03T09:01", "file", OFFICER, **APPLICATION)
    either.moment[0] = at("2026-03-03T09:02")
    session = either.come(HANDLER)
    with listening(either.url, session, made) as ear:
        assert ear.next("case")["number"] == b.number
        last = until(lambda: ear.marks and ear.marks[-1])
    with listening(either.url, session, made, **{"Last-Event-ID": last}) as ear:
        ear.next("inbox")
        assert ear.nothing("case")
        b.do("2026-03-03T09:02", "accept", HANDLER)
        assert ear.next("case")["seq"] == b.row().version


def test_nobody_hears_of_what_happened_longer_than_a_day_ago(site: Site):
    site.bureau.do("2026-03-03T09:01", "file", OFFICER, **APPLICATION)
    for moment, hears in (("2026-03-04T09:00", True), ("2026-03-05T09:00", False)):
        site.moment[0] = at(moment)
        with listening(site.url, site.come(HANDLER), "1") as ear:
            ear.next("inbox")  # of the same look, and said after its cases
            assert any("event: case" in line for line in ear.raw) is hears


def test_a_step_that_is_committed_late_is_heard_all_the_same(site: Site):
    """It began before the last look and ended after it, or on a machine whose clock is behind."""
    b = site.bureau
    with listening(site.url, site.come(HANDLER), site.now()) as ear:
        ear.next("inbox")
        late = site.moment[0] - looking.OVERLAP / 2
        b.do(late.isoformat(), "file", OFFICER, **APPLICATION)
        assert ear.next("case")["number"] == b.number


def test_a_session_that_ends_ends_its_stream_at_the_next_look(either: Site):
    token = either.come(HANDLER)
    with listening(either.url, token) as ear, listening(either.url, either.come(HANDLER)) as other:
        ear.next("inbox")
        other.next("inbox")
        with either.bureau.store.write() as connection:
            found = accounts.session_by_hash(connection, hash_token(token))
            assert found
            session, _ = found
            accounts.end_sessions(connection, session.person_id, either.moment[0], only=session.id)
        ear.next("over")
        assert ear.gone.wait(30)
        assert not other.gone.wait(0.3)


def test_a_page_left_open_keeps_no_session_awake(site: Site):
    token = site.come(HANDLER)
    with listening(site.url, token) as ear:
        ear.next("inbox")
        for _ in range(4):
            site.moment[0] += timedelta(minutes=8)
            time.sleep(0.1)
        ear.next("over")
    asked = {"Accept": "text/event-stream", "Cookie": f"session={token}"}
    answer = httpx.get(f"{site.url}/live", headers=asked, timeout=30)
    assert answer.status_code == 303


def test_a_role_that_is_taken_away_counts_at_the_next_look(site: Site):
    b = site.bureau
    with listening(site.url, site.come(HANDLER)) as ear:
        ear.next("inbox")
        b.do("2026-03-03T09:00", "file", OFFICER, **APPLICATION)
        assert ear.next("case")["number"] == b.number
        with b.store.write() as connection:
            person = person_named(connection, HANDLER, local_day(site.moment[0]))
            connection.exec_driver_sql(
                "UPDATE role_grants SET state = 'ended', valid_to = '2026-03-02' "
                f"WHERE person_id = {person.id}"
            )
        b.do("2026-03-03T09:01", "withdraw", OFFICER)
        assert ear.nothing("case")


def test_many_cases_at_once_are_said_to_be_many(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(looking, "MOST_CASES", 2)
    b = site.bureau
    with listening(site.url, site.come(HANDLER)) as ear:
        ear.next("inbox")
        b.open("2026-03-02", officers=["wulei", "xuqing", "zhouqian"], on="2026-03-03T09:00")
        ear.next("many")


def test_a_lost_database_is_said_and_what_happened_meanwhile_is_told_when_it_is_back(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    b, real = site.bureau, looking.happenings.sessions_left
    lost = [False]

    def sessions_left(*given: Any) -> Any:
        if lost[0]:
            raise OperationalError("SELECT", {}, Exception("away"))
        return real(*given)

    monkeypatch.setattr(looking.happenings, "sessions_left", sessions_left)
    with listening(site.url, site.come(HANDLER)) as ear:
        ear.next("inbox")
        lost[0] = True
        ear.next("away")
        b.do("2026-03-03T09:01", "file", OFFICER, **APPLICATION)
        site.moment[0] = at("2026-03-03T09:02")
        lost[0] = False
        ear.next("back")
        assert ear.next("case")["number"] == b.number


def test_the_look_out_goes_with_the_last_page_and_comes_with_the_next(site: Site):
    looks: list[int] = []
    real = site.hub.clock
    site.hub.clock = lambda: (looks.append(1), real())[1]
    for _ in range(2):
        with listening(site.url, site.come(HANDLER)) as ear:
            ear.next("inbox")
        until(lambda: not site.hub.streams)
        time.sleep(0.2)
        before = len(looks)
        time.sleep(0.3)
        assert len(looks) == before > 0
        looks.clear()


def test_a_stream_holds_no_connection_to_the_database_while_it_waits(either: Site):
    def held() -> int:
        return int(either.app.state.store._reader.pool.checkedout())

    with listening(either.url, either.come(HANDLER)) as ear:
        ear.next("inbox")
        assert until(lambda: held() == 0)


def test_a_quiet_stream_says_now_and_then_that_it_is_there(site: Site):
    with listening(site.url, site.come(HANDLER)) as ear:
        until(lambda: ":" in ear.raw)
        assert ear.raw[0] == "retry: 3000"
        headers = ear.answer.headers
        assert headers["content-type"].startswith("text/event-stream")
        assert headers["x-accel-buffering"] == "no"
        assert headers["cache-control"] == "no-store"


def test_a_server_that_stops_ends_its_streams_at_once(sqlite_bureau: Bureau, tmp_path: Path):
    settings = Settings(database_url=str(sqlite_bureau.store.url), data_dir=tmp_path)
    app = create_app(settings, clock=lambda: at("2026-03-03T09:00"))
    with ExitStack() as stack:
        server = ExitStack()
        url = server.enter_context(served(app))
        ears = [stack.enter_context(listening(url, admit(app, HANDLER))) for _ in range(5)]
        for ear in ears:
            ear.next("inbox")
        began = time.monotonic()
        server.close()
        assert time.monotonic() - began < 1.5
        assert all(ear.gone.wait(1) for ear in ears)


def test_one_session_opens_no_more_pages_than_a_person_does(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("web.live.MOST_OF_A_SESSION", 3)
    token = site.come(HANDLER)
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(listening(site.url, token)).next("inbox")
        asked = {"Accept": "text/event-stream", "Cookie": f"session={token}"}
        assert httpx.get(f"{site.url}/live", headers=asked, timeout=30).status_code == 429
        stack.enter_context(listening(site.url, site.come(HANDLER))).next("inbox")
    until(lambda: not site.hub.streams)
    with listening(site.url, token) as ear:
        ear.next("inbox")


@pytest.mark.parametrize("since", ["", "0", "nothing", "9" * 400, "-1", "٣", "1e9"])
def test_whatever_a_browser_says_of_when_it_was_there_is_borne(site: Site, since: str):
    with listening(site.url, site.come(HANDLER), since) as ear:
        ear.next("inbox")


def test_who_asks_for_a_page_there_is_told_that_it_is_none(site: Site):
    cookie = {"Cookie": f"session={site.come(HANDLER)}"}
    assert httpx.get(f"{site.url}/live", headers=cookie, timeout=30).status_code == 406
    asked = {"Accept": "text/event-stream"}
    assert httpx.get(f"{site.url}/live", headers=asked, timeout=30).status_code == 303


def test_what_is_asked_again_and_again_is_asked_of_indexes(sqlite_bureau: Bureau):
    asked = looking.happenings
    statements = {
        "ix_events_at": asked._since._statement.params(since=at("2026-03-02"), most=9),
        "ix_notices_unread": asked._unread.params(people=[1, 2]),
        "sessions USING INTEGER PRIMARY KEY": asked._sessions.params(ids=[1, 2]),
    }
    with sqlite_bureau.store.read() as connection:
        for index, statement in statements.items():
            text = str(statement.compile(connection, compile_kwargs={"render_postcompile": True}))
            values = (1,) * text.count("?")
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values).all()
            assert index in str(plan), plan
            assert "SCAN" not in str(plan), plan
