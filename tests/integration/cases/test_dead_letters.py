"""What does not arrive: the inbox has it, somebody is told, and it is sent again as it was."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau, at
from support.letters import Pigeonhole, deliver, notices
from support.smtp import MailServer

from cases.dead_letters import dead_letters, resend
from cases.delivery import RETRIES, deliver_everywhere, record_delivered
from cases.inbox import read_inbox
from cases.journal import read_journal
from cases.letters import Sender
from notifications.channels.errors import PermanentFailure, TemporaryFailure
from notifications.channels.smtp import SmtpChannel
from states.errors import GuardFailed, NotFound
from storage.schema import Delivery, Notice, NoticeWay, Person

OPENED = "2026-03-02"
ADMIN = "xitong"
SENDER = Sender("区生态环境局", "http://localhost:8642/", "rongcuo.invalid")
OFFICERS_BOX = f"{OFFICER}@example.invalid"


@pytest.fixture
def admin(bureau: Bureau) -> str:
    """The system administrator of the sample."""
    from rongcuo.sample.bureau import PEOPLE

    return next(username for username, _, _, roles in PEOPLE if "ADM" in roles)


def smtp(server: MailServer) -> SmtpChannel:
    return SmtpChannel("127.0.0.1", server.port, "rongcuo@example.invalid", starttls=False)


def without_address(bureau: Bureau, person: str = OFFICER) -> None:
    with bureau.store.write() as connection:
        connection.execute(update(Person).where(Person.username == person).values(email=None))


def wants(bureau: Bureau, person: str, channel: str, address: str | None, *, off: bool) -> None:
    with bureau.store.write() as connection:
        found = select(Person.id).where(Person.username == person)
        mine = connection.execute(found).scalar_one()
        connection.execute(delete(NoticeWay).where(NoticeWay.person_id == mine))
        connection.execute(
            NoticeWay.__table__.insert().values(
                person_id=mine, channel=channel, address=address, off=off
            )
        )


def test_a_recipient_without_address_has_it_in_the_inbox_and_the_letter_is_dead_at_once(
    bureau: Bureau, smtp_server: MailServer
):
    bureau.open(OPENED, informed_on=OPENED)
    without_address(bureau)
    done = deliver(bureau, smtp(smtp_server), OPENED)
    assert (done.sent, done.dead, done.retried) == (1, 1, 0)
    [dead] = notices(bureau, state="dead")
    assert (dead.failure, dead.answer) == ("no_address", "the recipient has no address for mail")
    assert [line.name for line in read_inbox(bureau.store, OFFICER, at(OPENED)).lines] == [
        "started"
    ]


def test_the_server_refuses_one_of_two_recipients_and_takes_the_other(
    bureau: Bureau, smtp_server: MailServer, admin: str
):
    smtp_server.refuse(OFFICERS_BOX)
    bureau.open(OPENED, informed_on=OPENED)
    done = deliver(bureau, smtp(smtp_server), OPENED)
    assert (done.sent, done.dead) == (1, 1)
    assert smtp_server.only().recipients == (f"{UNIT}@example.invalid",)
    assert [n.failure for n in notices(bureau, state="dead")] == ["refused"]
    told = read_inbox(bureau.store, admin, at(OPENED)).lines
    assert [line.name for line in told] == ["dead_letter"]


def test_451_is_tried_again_later_with_the_same_message_id(bureau: Bureau, smtp_server: MailServer):
    bureau.open(OPENED, informed_on=OPENED)
    smtp_server.answer_next("451 4.7.1 greylisted", "451 4.7.1 greylisted")
    assert deliver(bureau, smtp(smtp_server), OPENED).retried == 2
    named = {n.message_id for n in notices(bureau)}
    assert deliver(bureau, smtp(smtp_server), at(OPENED) + RETRIES[0]).sent == 2
    assert {str(one.message["Message-ID"]) for one in smtp_server.mailbox} == named


def test_a_connection_that_breaks_after_the_text_brings_the_same_letter_again(
    bureau: Bureau, smtp_server: MailServer
):
    bureau.open(OPENED, informed_on=OPENED)
    smtp_server.drop_next()
    done = deliver(bureau, smtp(smtp_server), OPENED)
    assert (done.sent, done.retried) == (1, 1)
    assert deliver(bureau, smtp(smtp_server), at(OPENED) + RETRIES[0]).sent == 1
    ids = [str(one.message["Message-ID"]) for one in smtp_server.mailbox]
    assert (len(ids), len(set(ids))) == (3, 2)


def test_a_server_that_is_down_for_a_day_gets_everything_once_when_it_is_back(
    bureau: Bureau, smtp_server: MailServer
):
    bureau.open(OPENED, informed_on=OPENED)
    away, now = SmtpChannel("127.0.0.1", 1, "rongcuo@example.invalid", timeout=1), at(OPENED)
    for pause in RETRIES[:4]:
        assert deliver(bureau, away, now).retried == 2
        now += pause
    assert now - at(OPENED) > timedelta(hours=10)
    assert deliver(bureau, away, now).retried == 2
    assert deliver(bureau, smtp(smtp_server), now + RETRIES[4]).sent == 2
    assert len(smtp_server.mailbox) == 2
    assert {n.attempts for n in notices(bureau)} == {6}


def test_a_letter_that_is_given_up_opens_a_task_for_the_administrator_once_a_day(
    bureau: Bureau, admin: str
):
    for _ in range(3):
        bureau.open(OPENED, informed_on=OPENED)
    channel = Pigeonhole(refusing={"*": PermanentFailure(f"no mailbox {OFFICERS_BOX} for 孙皓.")})
    assert deliver(bureau, channel, OPENED).dead == 6
    [told] = read_inbox(bureau.store, admin, at(OPENED)).lines
    assert (told.name, told.case, told.task_zh) == ("dead_letter", None, None)
    number, way, failure = str(told.word).split("/")
    assert (way, failure) == ("mail", "refused")
    assert int(number) in {one.id for one in dead_letters(bureau.store, admin, at(OPENED)).lines}
    # It goes by no channel, so that it cannot come back to itself.
    with bureau.store.read() as connection:
        rows = connection.execute(
            select(Notice.context, Delivery.id)
            .outerjoin(Delivery, Delivery.notice_id == Notice.id)
            .where(Notice.name == "dead_letter")
        ).all()
    assert [row[1] for row in rows] == [None]
    assert not any(word in rows[0][0] for word in ("孙皓", OFFICER, bureau.number))


def test_who_sees_what_did_not_arrive(bureau: Bureau, admin: str):
    number = bureau.open(OPENED, informed_on=OPENED)
    deliver(bureau, Pigeonhole(refusing={"*": PermanentFailure("no such mailbox.")}), OPENED)
    of_admin = dead_letters(bureau.store, admin, at(OPENED)).lines
    assert {one.recipient for one in of_admin} == {OFFICER, UNIT}
    assert {(one.case, one.zh) for one in of_admin} == {(None, None)}
    for person in (HANDLER, SUPERVISOR):
        seen = dead_letters(bureau.store, person, at(OPENED)).lines
        assert {(one.case, one.zh) for one in seen} == {(number, "启动告知及申请权利告知")}
    for nobody in (OFFICER, UNIT, "jianming"):
        with pytest.raises(GuardFailed):
            dead_letters(bureau.store, nobody, at(OPENED))


def test_another_handler_neither_sees_nor_sends_it(bureau: Bureau):
    bureau.open(OPENED, informed_on=OPENED)
    deliver(bureau, Pigeonhole(refusing={"*": PermanentFailure("no such mailbox.")}), OPENED)
    bureau.do("2026-03-02T11:00", "reassign", SUPERVISOR, role="HND", person="zhengtao",
              reason="调整")  # fmt: skip
    dead = notices(bureau, state="dead")[0]
    assert dead_letters(bureau.store, HANDLER, at(OPENED)).lines == ()
    with pytest.raises(NotFound):
        resend(bureau.store, _number(bureau, dead), HANDLER, at(OPENED))
    with pytest.raises(NotFound):
        resend(bureau.store, 999_999, SUPERVISOR, at(OPENED))


def _number(bureau: Bureau, told: Any) -> int:
    with bureau.store.read() as connection:
        found = select(Delivery.id).where(Delivery.notice_id == told.notice_id)
        return int(connection.execute(found).scalar_one())


def test_sent_again_it_is_the_same_letter_to_the_address_that_stands_now(
    bureau: Bureau, smtp_server: MailServer, admin: str
):
    bureau.open(OPENED, informed_on=OPENED)
    without_address(bureau)
    deliver(bureau, smtp(smtp_server), OPENED)
    [dead] = notices(bureau, state="dead")
    with bureau.store.write() as connection:
        mine = update(Person).where(Person.username == OFFICER)
        connection.execute(mine.values(email="new@example.invalid"))
    assert resend(bureau.store, _number(bureau, dead), admin, at("2026-03-03")) == 1
    assert deliver(bureau, smtp(smtp_server), "2026-03-03").sent == 1
    again = smtp_server.mailbox[-1]
    assert again.recipients == ("new@example.invalid",)
    assert str(again.message["Message-ID"]) == dead.message_id
    kept = read_journal(bureau.store, "jianming", at("2026-03-04"), kind="notice_resent")
    assert [one.actor for one in kept] == [admin]
    with pytest.raises(NotFound):  # it is not dead any more
        resend(bureau.store, _number(bureau, dead), admin, at("2026-03-03"))


def test_a_digest_is_sent_again_as_a_whole(bureau: Bureau, admin: str):
    numbers = [bureau.open(OPENED, informed_on=OPENED) for _ in range(3)]
    deliver(bureau, Pigeonhole(), OPENED)
    bureau.sweep("2026-03-05T09:00")
    channel = Pigeonhole(refusing={OFFICERS_BOX: PermanentFailure("no such mailbox.")})
    assert deliver(bureau, channel, "2026-03-05T09:05").dead == 3
    dead = notices(bureau, state="dead")
    assert resend(bureau.store, _number(bureau, dead[0]), admin, at("2026-03-05T10:00")) == 3
    again = Pigeonhole()
    assert deliver(bureau, again, "2026-03-05T10:00").sent == 3
    [letter] = again.letters
    assert all(number in letter.text for number in numbers)
    assert letter.message_id == dead[0].message_id


def test_what_was_overtaken_since_is_dropped_when_it_is_sent_again(bureau: Bureau, admin: str):
    bureau.open(OPENED, informed_on=OPENED)
    deliver(bureau, Pigeonhole(), OPENED)
    bureau.sweep("2026-03-05T09:00")
    deliver(bureau, Pigeonhole(refusing={"*": PermanentFailure("away.")}), "2026-03-05T09:05")
    dead = notices(bureau, state="dead", role="OFF")[0]
    bureau.do("2026-03-05T09:30", "file", OFFICER, **APPLICATION)
    resend(bureau.store, _number(bureau, dead), admin, at("2026-03-05T10:00"))
    deliver(bureau, Pigeonhole(), "2026-03-05T10:00")
    assert notices(bureau, name="reminder", role="OFF")[0].state == "dropped"


def test_proof_of_arrival_is_kept_where_a_channel_gives_it(bureau: Bureau):
    bureau.open(OPENED, informed_on=OPENED)
    deliver(bureau, channel := Pigeonhole(), OPENED)
    [first, other] = channel.letters
    later = at(OPENED) + timedelta(minutes=3)
    assert record_delivered(bureau.store, "mail", first.message_id, later, "read") == 1
    assert record_delivered(bureau.store, "mail", first.message_id, later) == 0
    assert record_delivered(bureau.store, "wecom", other.message_id, later) == 0
    assert sorted((n.state, n.delivered_at) for n in notices(bureau) if n.delivered_at) == [
        ("delivered", later)
    ]


def test_each_channel_has_an_answer_of_its_own(bureau: Bureau):
    wants(bureau, OFFICER, "wecom", "sunhao-at-wecom", off=False)
    bureau.open(OPENED, informed_on=OPENED)
    mail = Pigeonhole()
    chat = Pigeonhole(refusing={"*": TemporaryFailure("the service is away.")})
    done = deliver_everywhere(
        bureau.store, {"mail": mail, "wecom": chat}, at(OPENED), sender=SENDER
    )
    assert (done.sent, done.retried) == (2, 1)
    mine = notices(bureau, role="OFF")
    assert {(n.channel, n.state) for n in mine} == {("mail", "sent"), ("wecom", "queued")}
    chat.refusing.clear()
    deliver_everywhere(
        bureau.store, {"mail": mail, "wecom": chat}, at(OPENED) + RETRIES[0], sender=SENDER
    )
    assert [letter.to_address for letter in chat.letters] == ["sunhao-at-wecom"]
    assert len(mail.letters) == 2


def test_what_waits_for_a_channel_that_is_not_set_up_is_let_go_with_its_reason(bureau: Bureau):
    wants(bureau, OFFICER, "feishu", "ou_1", off=False)
    bureau.open(OPENED, informed_on=OPENED)
    done = deliver_everywhere(bureau.store, {"mail": Pigeonhole()}, at(OPENED), sender=SENDER)
    assert (done.sent, done.dropped) == (2, 1)
    [left] = notices(bureau, channel="feishu")
    assert (left.state, left.answer) == ("dropped", "this channel is not set up here")
