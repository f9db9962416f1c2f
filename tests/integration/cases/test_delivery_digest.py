"""Several reminders of one person in one morning are one letter, and stay that letter."""

import pytest
from sqlalchemy import select, update
from support.bureau import APPLICATION, HANDLER, OFFICER, UNIT, Bureau, at
from support.letters import SENDER, Pigeonhole, deliver, notices
from support.smtp import MailServer

from notifications.channels.errors import PermanentFailure, TemporaryFailure
from notifications.channels.smtp import SmtpChannel
from notifications.letters import Letter, message_id
from storage.schema import Delivery, Notice

MORNING = "2026-03-05T09:05"


def three_reminded(bureau: Bureau) -> list[str]:
    """Three cases of one officer; on Thursday 03-05 each owes officer and unit a reminder."""
    numbers = [bureau.open("2026-03-02", informed_on="2026-03-02") for _ in range(3)]
    deliver(bureau, Pigeonhole(), "2026-03-02")
    bureau.sweep("2026-03-05T09:00")
    return numbers


def to(channel: Pigeonhole, person: str) -> list[Letter]:
    """The letters of the ladder that went to one person."""
    return [
        letter
        for letter in channel.letters
        if letter.to_address.startswith(f"{person}@") and "到期" in letter.subject
    ]


def test_three_reminders_of_one_person_are_one_letter(bureau: Bureau):
    numbers = three_reminded(bureau)
    done = deliver(bureau, channel := Pigeonhole(), MORNING)
    assert (done.sent, len(channel.letters)) == (6, 2)
    (letter,) = to(channel, OFFICER)
    assert all(number in letter.text for number in numbers)
    assert "3项待办事项" in letter.text
    reminders = notices(bureau, name="reminder")
    assert {n.state for n in reminders} == {"sent"}
    assert {n.answer for n in reminders} == {"taken as 1", "taken as 2"}
    first = next(n for n in reminders if n.role == "OFF")
    assert {n.digest for n in reminders if n.role == "OFF"} == {first.key}
    assert letter.message_id == message_id(first.key, str(first.recipient_id), SENDER.domain)


def test_its_subject_tells_no_name_no_number_and_no_fact(bureau: Bureau):
    numbers = three_reminded(bureau)
    deliver(bureau, channel := Pigeonhole(), MORNING)
    for letter in channel.letters:
        assert letter.subject == "【容错纠错】您有多项待办即将到期或者已超期"
        assert not any(number in letter.subject for number in numbers)


def test_what_is_overdue_comes_first_and_every_role_is_named(bureau: Bureau):
    """On Tuesday 03-10 one window is overdue at another organ, another has two days left."""
    soon = bureau.open("2026-03-05", "external", informed_on="2026-03-05")
    late = bureau.open("2026-03-02", "external", informed_on="2026-03-02")
    bureau.do("2026-03-04", "file", OFFICER, **APPLICATION)
    deliver(bureau, Pigeonhole(), "2026-03-05")
    bureau.sweep("2026-03-10T09:00")
    deliver(bureau, channel := Pigeonhole(), "2026-03-10T09:05")
    (letter,) = to(channel, OFFICER)
    assert letter.text.index(late) < letter.text.index(soon)
    assert "已超期1个工作日" in letter.text
    assert "剩2个工作日" in letter.text
    assert "尚未登记为已经送达追责问责机关" in letter.text
    assert "必须在该日前（含当日）送达追责问责机关" in letter.text
    assert f"{SENDER.base_url}cases/{late}" in letter.text


def test_a_member_that_is_done_meanwhile_is_left_out(bureau: Bureau):
    numbers = three_reminded(bureau)
    bureau.do("2026-03-05T09:01", "file", OFFICER, case=numbers[0], **APPLICATION)
    done = deliver(bureau, channel := Pigeonhole(), MORNING)
    assert done.dropped == 2
    (letter,) = to(channel, OFFICER)
    assert numbers[0] not in letter.text
    assert "2项待办事项" in letter.text


def test_a_digest_of_which_one_is_left_is_the_ordinary_letter(bureau: Bureau):
    numbers = three_reminded(bureau)
    for number in numbers[:2]:
        bureau.do("2026-03-05T09:01", "file", OFFICER, case=number, **APPLICATION)
    deliver(bureau, channel := Pigeonhole(), MORNING)
    (letter,) = to(channel, OFFICER)
    assert letter.subject == "【容错纠错】您有1项待办即将到期"
    assert numbers[2] in letter.text


def test_the_windows_last_call_is_a_letter_of_its_own(bureau: Bureau):
    """On Monday 03-09 one window ends; those that end on Tuesday are told together."""
    last = bureau.open("2026-03-02", informed_on="2026-03-02")
    others = [bureau.open("2026-03-03", informed_on="2026-03-03") for _ in range(2)]
    deliver(bureau, Pigeonhole(), "2026-03-03")
    bureau.sweep("2026-03-09T09:00")
    deliver(bureau, channel := Pigeonhole(), "2026-03-09T09:05")
    found = sorted((sum(n in letter.text for n in [last, *others])) for letter in channel.letters)
    assert found == [1, 1, 2, 2]
    for letter in to(channel, OFFICER):
        assert (last in letter.text) != (others[0] in letter.text)


def test_all_of_a_persons_go_in_one_letter_however_small_the_batch(bureau: Bureau):
    numbers = three_reminded(bureau)
    deliver(bureau, channel := Pigeonhole(), MORNING, batch=1)
    assert len(channel.letters) == 2
    assert all(number in letter.text for letter in channel.letters for number in numbers)


def test_what_is_still_gathering_goes_with_what_is_due(bureau: Bureau):
    """One was held overnight until 09:05:00; the sweep of 09:00:03 spoke of the other."""
    bureau.open("2026-03-02", informed_on="2026-03-02")
    held = bureau.open("2026-03-03", informed_on="2026-03-03")
    deliver(bureau, Pigeonhole(), "2026-03-03")
    bureau.sweep("2026-03-06T09:00:03")
    with bureau.store.write() as connection:
        mine = Notice.case_id == bureau.row(held).id
        reminders = select(Notice.id).where(mine, Notice.name == "reminder")
        connection.execute(
            update(Delivery).where(Delivery.notice_id.in_(reminders))
            .values(not_before=at("2026-03-06T09:05"))
        )  # fmt: skip
    deliver(bureau, channel := Pigeonhole(), "2026-03-06T09:05")
    assert len(channel.letters) == 2
    assert notices(bureau, state="queued") == []


def test_while_the_server_is_away_a_digest_stays_the_same_letter(bureau: Bureau):
    numbers = three_reminded(bureau)
    channel = Pigeonhole(refusing={"*": TemporaryFailure("the server is away.")})
    assert deliver(bureau, channel, MORNING).retried == 6
    assert {(n.state, n.attempts) for n in notices(bureau, name="reminder")} == {("queued", 1)}
    later = bureau.open("2026-03-02", informed_on="2026-03-02")
    bureau.sweep("2026-03-05T09:06")
    channel.refusing.clear()
    deliver(bureau, channel, "2026-03-05T09:11")
    digest, apart = sorted(to(channel, OFFICER), key=lambda letter: later in letter.text)
    assert all(number in digest.text for number in numbers)
    assert later not in digest.text
    assert not any(number in apart.text for number in numbers)
    first = next(n for n in notices(bureau, name="reminder") if n.role == "OFF")
    assert digest.message_id == message_id(first.key, str(first.recipient_id), SENDER.domain)


def test_a_refused_digest_is_given_up_as_a_whole_with_the_answer(bureau: Bureau):
    three_reminded(bureau)
    channel = Pigeonhole(refusing={f"{UNIT}@example.invalid": PermanentFailure("no mailbox.")})
    done = deliver(bureau, channel, MORNING)
    assert (done.sent, done.dead) == (3, 3)
    assert {(n.role, n.answer) for n in notices(bureau, state="dead")} == {("UPO", "no mailbox.")}


@pytest.mark.parametrize("broken", [{"context": "{"}, {"context": "[]"}, {"role": "XXX"}])
def test_a_member_that_cannot_be_written_does_not_keep_the_others(
    bureau: Bureau, broken: dict[str, str]
):
    numbers = three_reminded(bureau)
    bad = notices(bureau, name="reminder", role="OFF")[1]
    with bureau.store.write() as connection:
        connection.execute(update(Notice).where(Notice.id == bad.id).values(**broken))
    done = deliver(bureau, channel := Pigeonhole(), MORNING)
    assert (done.sent, done.dead) == (5, 1)
    (letter,) = to(channel, OFFICER)
    assert (numbers[0] in letter.text, numbers[2] in letter.text) == (True, True)


def test_notices_of_steps_never_join(bureau: Bureau):
    bureau.open("2026-03-02", informed_on="2026-03-02")
    bureau.do("2026-03-02", "file", OFFICER, **APPLICATION)
    bureau.do("2026-03-02", "require_supplement", HANDLER, gaps=["证据"])
    done = deliver(bureau, channel := Pigeonhole(), "2026-03-02")
    assert done.sent == len(channel.letters) > 4
    assert {n.digest for n in notices(bureau)} == {None}


def test_a_digest_arrives_by_real_mail(bureau: Bureau, smtp_server: MailServer):
    numbers = three_reminded(bureau)
    channel = SmtpChannel("127.0.0.1", smtp_server.port, "rongcuo@example.invalid", starttls=False)
    deliver(bureau, channel, MORNING)
    assert len(smtp_server.mailbox) == 2
    for received in smtp_server.mailbox:
        assert all(number in received.text and number in received.html for number in numbers)
        assert "多项待办" in received.subject
