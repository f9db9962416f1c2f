"""A person's calendar feed: whom it answers, how programs ask, and where its address is kept."""

import logging
import re
from pathlib import Path

import pytest
from icalendar import Calendar
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, Bureau, at
from support.feeds import Subscribe, events, path_of, subscribed
from support.pages import reader
from support.spoken import asked, served

from cases.feeds import list_feeds, new_feed, revoke_feed
from rongcuo.settings import Settings
from states.errors import NotFound
from web.app import create_app

# --- whom it answers ---


def test_it_answers_the_bearer_of_the_address_and_nobody_is_asked_for_a_name(
    sqlite_bureau: Bureau, at_day: Subscribe
) -> None:
    number = sqlite_bureau.open("2026-03-02")
    sqlite_bureau.open("2026-03-02", officers=["zhouqian"])
    answer = at_day("2026-03-02").get(subscribed(sqlite_bureau))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert set(re.findall(r"\d{4}-\d{4}-\d", answer.text)) == {number}


def test_it_holds_what_its_owner_answers_for(sqlite_bureau: Bureau, at_day: Subscribe) -> None:
    from cases.agenda import list_tasks

    sqlite_bureau.open("2026-03-02")
    sqlite_bureau.do("2026-03-03", "consider_ex_officio", HANDLER)
    client = at_day("2026-03-03")
    for username in (HANDLER, OFFICER, SUPERVISOR, "guyuan"):
        tasks = list_tasks(sqlite_bureau.store, at("2026-03-03"), viewer=username)
        found = events(client, subscribed(sqlite_bureau, username))
        assert [e["summary"] for e in found] == [f"{t.zh} {t.case}" for t in tasks]
        assert [e.start for e in found] == [t.due_on for t in tasks]


def test_a_feed_that_was_revoked_is_as_unknown_as_one_that_never_was(
    sqlite_bureau: Bureau, at_day: Subscribe
) -> None:
    client, path = at_day("2026-03-02"), subscribed(sqlite_bureau)
    assert client.get(path).status_code == 200
    assert revoke_feed(sqlite_bureau.store, OFFICER, at("2026-03-02")) == 1
    revoked, unknown = client.get(path), client.get(path_of("x" * 43))
    assert revoked.status_code == unknown.status_code == 404
    assert revoked.content == unknown.content
    assert revoked.headers == unknown.headers
    assert revoke_feed(sqlite_bureau.store, OFFICER, at("2026-03-02")) == 0


def test_a_new_feed_ends_the_one_before_and_no_one_elses(bureau: Bureau, tmp_path: Path) -> None:
    other, first, second = (subscribed(bureau, who) for who in (HANDLER, OFFICER, OFFICER))
    settings = Settings(database_url=bureau.store.url.render_as_string(False), data_dir=tmp_path)
    with reader(create_app(settings, clock=lambda: at("2026-03-02"))) as client:
        answers = [client.get(path).status_code for path in (other, first, second)]
    assert answers == [200, 404, 200]
    listed = [(f.username, f.revoked_at is None) for f in list_feeds(bureau.store)]
    assert listed == [(HANDLER, True), (OFFICER, False), (OFFICER, True)]


def test_an_unknown_person_gets_no_feed_and_ends_none(sqlite_bureau: Bureau) -> None:
    subscribed(sqlite_bureau)
    before = sqlite_bureau.tables()
    for ask in (new_feed, revoke_feed):
        with pytest.raises(NotFound):
            ask(sqlite_bureau.store, "nobody", at("2026-03-02"))
    assert sqlite_bureau.tables() == before


@pytest.mark.parametrize(
    "token",
    [".", "%00", "%20", "字" * 43, "%ff%fe", "x" * 5000, "a%2Fb", "'%20OR%201=1--", "%ED%A0%80"],
)
def test_an_address_of_odd_shape_is_not_found(at_day: Subscribe, token: str) -> None:
    answer = at_day("2026-03-02").get(path_of(token))
    assert answer.status_code == 404
    assert "回到案件列表" in answer.text


# --- how programs ask ---


def test_a_program_that_holds_the_calendar_is_not_sent_it_again(
    sqlite_bureau: Bureau, at_day: Subscribe
) -> None:
    sqlite_bureau.open("2026-03-02")
    client, path = at_day("2026-03-02"), subscribed(sqlite_bureau)
    first = client.get(path)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    assert first.headers["vary"] == "Cookie"  # the language is in it
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(path, headers={"If-None-Match": held})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    sqlite_bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    changed = client.get(path, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_its_head_is_that_of_the_whole(sqlite_bureau: Bureau, at_day: Subscribe) -> None:
    sqlite_bureau.open("2026-03-02")
    client, path = at_day("2026-03-02"), subscribed(sqlite_bureau)
    head, whole = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == whole.headers
    assert int(whole.headers["content-length"]) == len(whole.content) > 0
    assert client.head(path_of("x")).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Microsoft Office/16.0", "Accept": "*/*", "Accept-Language": "en;q=;;,*"},
        {"User-Agent": "iOS/17.5 dataaccessd/1.0", "Accept": "text/calendar"},
        {"User-Agent": "", "Accept": "image/png", "If-None-Match": ',,"'},
    ],
    ids=["outlook", "phone", "odd"],
)
def test_whatever_a_program_says_of_itself_it_is_served(
    sqlite_bureau: Bureau, at_day: Subscribe, headers: dict[str, str]
) -> None:
    answer = at_day("2026-03-02").get(subscribed(sqlite_bureau), headers=headers)
    assert answer.status_code == 200
    assert answer.text.startswith("BEGIN:VCALENDAR\r\n")


def test_nobody_writes_to_it(sqlite_bureau: Bureau, at_day: Subscribe) -> None:
    path = subscribed(sqlite_bureau)
    for method in ("POST", "PUT", "DELETE", "PROPFIND"):
        assert at_day("2026-03-02").request(method, path).status_code == 405


def test_links_lead_to_the_address_that_was_set(sqlite_bureau: Bureau, at_day: Subscribe) -> None:
    number = sqlite_bureau.open("2026-03-02")
    client = at_day("2026-03-02", base_url="https://rongcuo.example/")
    answer = client.get(subscribed(sqlite_bureau), headers={"Host": "rongcuo.example"})
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["url"] == f"https://rongcuo.example/cases/{number}"
    assert event["description"].endswith(event["url"])


# --- the address is a key ---


def test_the_address_is_told_to_no_page(sqlite_bureau: Bureau, at_day: Subscribe) -> None:
    client, path = at_day("2026-03-02"), subscribed(sqlite_bureau)
    assert client.get(path).headers["referrer-policy"] == "no-referrer"
    revoke_feed(sqlite_bureau.store, OFFICER, at("2026-03-02"))
    gone = client.get(path)
    assert gone.headers["referrer-policy"] == "no-referrer"
    assert gone.headers["cache-control"] == "no-store"
    for answer in (gone, client.post(path), client.get(path, headers={"Host": "evil.example"})):
        assert path[6:-4] not in answer.text
        assert path[6:-4] not in str(answer.headers)


def test_the_address_is_kept_nowhere(
    sqlite_bureau: Bureau, at_day: Subscribe, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sqlite_bureau.open("2026-03-02")
    client, path = at_day("2026-03-02"), subscribed(sqlite_bureau)
    token = path[6:-4]
    for one in (path, path_of(token[:-1]), f"{path}?lang=en"):
        client.get(one)
    database = Path(str(sqlite_bureau.store.url.database))
    files = database.parent.glob(f"{database.name}*")
    assert not any(token.encode() in file.read_bytes() for file in files)
    assert token not in repr(sqlite_bureau.tables())
    # What the reader itself writes down is no log of ours.
    ours = [one for one in caplog.records if one.name not in {"httpx", "httpx2"}]
    assert token not in str([one.__dict__ for one in ours])


def test_the_log_of_the_served_process_does_not_hold_the_address(
    sqlite_bureau: Bureau, tmp_path: Path
) -> None:
    """Not for what was answered, nor for what failed: uvicorn writes a line for each by itself."""
    sqlite_bureau.open("2026-03-02")
    path, log = subscribed(sqlite_bureau), tmp_path / "web.log"
    with served(str(sqlite_bureau.store.url), tmp_path, log) as server:
        url = server.url
        assert asked(url + path) == 200
        assert asked(url + path_of("x" * 43)) == 404
        with sqlite_bureau.store.write() as connection:
            connection.exec_driver_sql("UPDATE tasks SET opened_at = 'no day'")
        assert asked(url + path) == 500
    said = log.read_text("utf-8")
    assert "ValueError" in said
    assert path[6:-4] not in said
    assert "/feed/" not in said
