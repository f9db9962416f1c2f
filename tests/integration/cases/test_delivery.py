"""The outbox: each notice goes to one person once, is tried again, given up, or overtaken."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from support.bureau import APPLICATION, OFFICER, SUPERVISOR, UNIT, Bureau, at
from support.letters import Pigeonhole, deliver, notices

from cases.delivery import RETRIES
from cases.health import health
from notifications.channels.errors import PermanentFailure, TemporaryFailure
from notifications.channels.folder import FolderChannel
from notifications.letters import Letter
from storage.schema import Notice, Person

OPENED = "2026-03-02"


def test_a_registered_case_tells_the_officer_and_the_unit(bureau: Bureau):
    bureau.open(OPENED, informed_on=OPENED)
    channel = Pigeonhole()
    done = deliver(bureau, channel, OPENED)
    assert (done.sent, done.retried, done.dead, done.dropped) == (2, 0, 0, 0)
    assert {letter.to_address for letter in channel.letters} == {
        f"{OFFICER}@example.invalid", f"{UNIT}@example.invalid",
    }  # fmt: skip
    assert {n.state for n in notices(bureau)} == {"sent"}
    assert {n.sent_at for n in notices(bureau)} == {at(OPENED)}
    assert {n.answer for n in notices(bureau)} == {"taken as 1", "taken as 2"}
    # Nothing that names the case's people or what it is about stands where anybody may read it.
    for letter in channel.letters:
        assert "孙皓" not in letter.subject
        assert "在线监测" not in letter.subject + letter.text
        assert bureau.number in letter.text
        assert "2026年3月9日" in letter.text


def test_what_was_sent_is_not_sent_again(bureau: Bureau):
    bureau.open(OPENED)
    channel = Pigeonhole()
    deliver(bureau, channel, OPENED)
    before = bureau.tables()
    assert deliver(bureau, channel, "2026-03-03").sent == 0
    assert bureau.tables() == before


def test_two_deliverers_at_once_never_take_the_same_notice(bureau: Bureau):
    for _ in range(6):
        bureau.open(OPENED)
    waiting = len(notices(bureau, state="queued"))
    channel = Pigeonhole()
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: deliver(bureau, channel, OPENED, batch=2), range(4)))
    assert sum(one.sent for one in done) == len(channel.letters) == waiting
    assert len({letter.message_id for letter in channel.letters}) == waiting


def test_a_letter_that_may_go_later_is_tried_again_and_again_and_then_given_up(bureau: Bureau):
    bureau.open(OPENED)
    waiting = len(notices(bureau))
    channel, now = Pigeonhole(refusing={"*": TemporaryFailure("the server is away.")}), at(OPENED)
    for pause in RETRIES:
        assert deliver(bureau, channel, now).retried == waiting
        assert deliver(bureau, channel, now + pause - timedelta(seconds=1)).retried == 0
        now += pause
    assert deliver(bureau, channel, now).dead == waiting
    assert {(n.state, n.attempts, n.answer) for n in notices(bureau)} == {
        ("dead", len(RETRIES) + 1, "the server is away.")
    }
    assert str(deliver(bureau, channel, now + timedelta(days=30))) == (
        "sent 0, retried 0, held 0, dead 0, dropped 0"
    )


def test_a_letter_goes_once_the_server_is_back(bureau: Bureau):
    bureau.open(OPENED)
    waiting = len(notices(bureau))
    channel = Pigeonhole(refusing={"*": TemporaryFailure("the server is away.")})
    deliver(bureau, channel, OPENED)
    channel.refusing.clear()
    assert deliver(bureau, channel, at(OPENED) + RETRIES[0]).sent == waiting
    assert {(n.state, n.attempts) for n in notices(bureau)} == {("sent", 2)}


def test_a_refused_recipient_is_given_up_and_the_others_are_served(bureau: Bureau):
    bureau.open(OPENED, informed_on=OPENED)
    channel = Pigeonhole(
        refusing={f"{OFFICER}@example.invalid": PermanentFailure("no such mailbox.")}
    )
    done = deliver(bureau, channel, OPENED)
    assert (done.sent, done.dead) == (1, 1)
    assert [(n.role, n.answer) for n in notices(bureau, state="dead")] == [
        ("OFF", "no such mailbox.")
    ]


def test_a_person_without_an_address_is_said_in_the_outbox(bureau: Bureau, tmp_path: Path):
    bureau.open(OPENED, informed_on=OPENED)
    with bureau.store.write() as connection:
        connection.execute(update(Person).where(Person.username == OFFICER).values(email=None))
    done = deliver(bureau, FolderChannel(tmp_path), OPENED)
    assert (done.sent, done.dead) == (1, 1)
    assert "address" in notices(bureau, state="dead")[0].answer


@pytest.mark.parametrize(
    "broken", [{"name": "nonsense"}, {"context": '{"due_on":"bald"}'}, {"role": "XXX"}]
)
def test_a_notice_that_cannot_be_written_does_not_keep_the_others(
    bureau: Bureau, broken: dict[str, str]
):
    bureau.open(OPENED)
    waiting = notices(bureau)
    with bureau.store.write() as connection:
        connection.execute(update(Notice).where(Notice.id == waiting[0].id).values(**broken))
    done = deliver(bureau, Pigeonhole(), OPENED)
    assert (done.sent, done.dead) == (len(waiting) - 1, 1)


def test_a_reminder_of_what_is_done_meanwhile_is_dropped(bureau: Bureau):
    bureau.open(OPENED, informed_on=OPENED)
    deliver(bureau, Pigeonhole(), OPENED)
    bureau.sweep("2026-03-05T09:00")
    bureau.do("2026-03-05T09:01", "file", OFFICER, **APPLICATION)
    done = deliver(bureau, channel := Pigeonhole(), "2026-03-05T09:06")
    assert done.dropped == 2
    assert {n.state for n in notices(bureau, name="reminder")} == {"dropped"}
    assert not any("提醒" in letter.subject for letter in channel.letters)


def test_a_reminder_of_a_date_that_moved_is_dropped(bureau: Bureau):
    """Scenario 34: reminders of the old date are not sent."""
    bureau.open("2026-02-27", informed_on="2026-02-27")
    bureau.do("2026-02-28", "file", OFFICER, **APPLICATION)
    bureau.do("2026-03-02", "accept", "hemin")
    deliver(bureau, Pigeonhole(), "2026-03-02T10:01")
    bureau.sweep("2026-03-20T09:00")
    bureau.do("2026-03-20T09:01", "suspend", SUPERVISOR, reason="等待鉴定")
    bureau.do("2026-03-24T09:02", "resume", SUPERVISOR)
    assert bureau.due("review") == date(2026, 3, 25)
    done = deliver(bureau, Pigeonhole(), "2026-03-24T09:03")
    assert done.dropped == len(notices(bureau, name="reminder")) > 0


def test_a_deliverer_that_dies_leaves_its_letters_to_the_next(bureau: Bureau):
    """Killed between sending and marking: the second copy bears the same Message-ID."""
    bureau.open(OPENED)
    waiting = len(notices(bureau))
    first = Pigeonhole()

    class Killed(BaseException):
        pass

    class Dying(Pigeonhole):
        def send(self, letter: Letter) -> str:
            first.send(letter)
            raise Killed

    with pytest.raises(Killed):
        deliver(bureau, Dying(), OPENED)
    second = Pigeonhole()
    assert deliver(bureau, second, at(OPENED) + timedelta(minutes=1)).sent == 0
    assert deliver(bureau, second, at(OPENED) + timedelta(minutes=11)).sent == waiting
    assert first.letters[0].message_id in {letter.message_id for letter in second.letters}
    assert first.letters[0].date != second.letters[0].date


def test_a_letter_may_be_sent_from_an_outbox_of_thousands_in_batches(sqlite_bureau: Bureau):
    for _ in range(10):
        sqlite_bureau.open(OPENED)
    waiting = len(notices(sqlite_bureau))
    channel = Pigeonhole()
    assert deliver(sqlite_bureau, channel, OPENED, batch=7).sent == waiting
    assert channel.batches == 1


def test_health_says_since_when_the_oldest_letter_waits(bureau: Bureau):
    assert health(bureau.store, at(OPENED)).oldest_unsent is None
    bureau.open(OPENED)
    found = health(bureau.store, at("2026-03-03"))
    assert found.ready
    assert found.oldest_unsent == at(OPENED)
    deliver(bureau, Pigeonhole(), "2026-03-03")
    assert health(bureau.store, at("2026-03-03")).oldest_unsent is None
    bureau.sweep("2026-03-04T09:00")
    assert health(bureau.store, at("2026-03-04")).last_sweep == at("2026-03-04T09:00")
