"""The inbox has every notice once, in the event's own transaction; a person reads their own."""

import pytest
from sqlalchemy import select
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau, at
from support.letters import Pigeonhole, deliver, notices
from support.main_line import BUREAU_LINE
from support.notices import HOSTILE
from support.smtp import MailServer

from cases.inbox import mark_read, read_inbox, unread_notices
from cases.journal import read_journal
from cases.preferences import preferences_of, set_preferences
from cases.standing import find_person
from deadlines import local_day
from notifications.channels.smtp import SmtpChannel
from states.errors import Invalid, NotFound
from storage.schema import Notice, Person

OPENED = "2026-03-02"


def inbox(bureau: Bureau, person: str, moment: str = OPENED, **more: object) -> list[str]:
    return [line.name for line in read_inbox(bureau.store, person, at(moment), **more).lines]


def prefer(bureau: Bureau, person: str, *on: str, quiet: tuple[str, str] = ("", ""), **ways: str):
    mail = f"{person}@example.invalid"
    set_preferences(
        bureau.store, person, at(OPENED), addresses={"mail": mail, **ways}, on=frozenset(on),
        quiet=quiet,
    )  # fmt: skip


def test_a_notice_is_in_the_inbox_at_once_and_before_any_letter(bureau: Bureau):
    number = bureau.open(OPENED, informed_on=OPENED)
    [line] = read_inbox(bureau.store, OFFICER, at(OPENED)).lines
    assert (line.name, line.case, line.role, line.read_at) == ("started", number, "OFF", None)
    deliver(bureau, Pigeonhole(), OPENED)
    assert inbox(bureau, OFFICER) == ["started"]


def test_it_is_there_once_however_often_the_sweep_runs(bureau: Bureau):
    bureau.open(OPENED, informed_on=OPENED)
    for _ in range(3):
        bureau.sweep("2026-03-05T09:00")
    assert inbox(bureau, OFFICER, "2026-03-05") == ["reminder", "started"]
    [line, _] = read_inbox(bureau.store, OFFICER, at("2026-03-05")).lines
    assert (line.task_zh, str(line.due_on), line.settled) == ("容错申请期", "2026-03-09", False)


def test_a_step_that_is_undone_leaves_nothing_in_it(bureau: Bureau):
    bureau.open(OPENED, informed_on=OPENED)
    before = inbox(bureau, HANDLER)
    with pytest.raises(Invalid):
        bureau.do(OPENED, "file", OFFICER, **APPLICATION, nonsense=True)
    assert inbox(bureau, HANDLER) == before


def test_what_is_read_is_read_by_its_owner_alone_and_once(bureau: Bureau):
    bureau.open(OPENED, informed_on=OPENED)
    [line] = read_inbox(bureau.store, OFFICER, at(OPENED)).lines
    assert mark_read(bureau.store, UNIT, at(OPENED), only=line.id) == 0
    assert mark_read(bureau.store, OFFICER, at("2026-03-03"), only=line.id) == 1
    assert mark_read(bureau.store, OFFICER, at("2026-03-04"), only=line.id) == 0
    [line] = read_inbox(bureau.store, OFFICER, at("2026-03-04")).lines
    assert line.read_at == at("2026-03-03")
    assert inbox(bureau, OFFICER, unread_only=True) == []


def test_all_that_was_shown_is_read_and_what_came_since_stays_new(bureau: Bureau):
    for _ in range(3):
        bureau.open(OPENED, informed_on=OPENED)
    shown = read_inbox(bureau.store, OFFICER, at(OPENED))
    bureau.open(OPENED, informed_on=OPENED)
    assert mark_read(bureau.store, OFFICER, at(OPENED), until=shown.lines[0].id) == 3
    assert read_inbox(bureau.store, OFFICER, at(OPENED)).unread == 1


def test_it_is_read_page_by_page_and_nothing_is_shown_twice(bureau: Bureau):
    for _ in range(5):
        bureau.open(OPENED, informed_on=OPENED)
    seen, before = [], None
    while True:
        found = read_inbox(bureau.store, OFFICER, at(OPENED), before=before, limit=2)
        seen += [line.id for line in found.lines]
        if (before := found.next) is None:
            break
    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)
    with bureau.store.read() as connection:
        person = find_person(connection, OFFICER, local_day(at(OPENED))).id
    assert unread_notices(bureau.store, person) == 5


def test_who_sees_the_case_no_more_is_not_shown_which_it_is(bureau: Bureau):
    """Scenario 33: what is shown anywhere follows what one may see."""
    bureau.open(OPENED, informed_on=OPENED)
    bureau.do(OPENED, "file", OFFICER, **APPLICATION)
    assert all(line.case for line in read_inbox(bureau.store, HANDLER, at(OPENED)).lines)
    bureau.do("2026-03-02T11:00", "declare_recusal", HANDLER, ground="relative", reason="近亲属")
    bureau.do("2026-03-02T12:00", "decide_recusal", "shiqing", person=HANDLER, granted=True,
              reason="属实")  # fmt: skip
    found = read_inbox(bureau.store, HANDLER, at("2026-03-03")).lines
    assert {(line.case, line.task_zh) for line in found} == {(None, None)}
    assert (found[0].name, found[0].outcome) == ("recusal_told", "granted")


def test_a_recusal_is_told_to_whom_it_concerns_and_who_asked(bureau: Bureau):
    bureau.open(OPENED, informed_on=OPENED)
    bureau.do("2026-03-02T11:00", "declare_recusal", OFFICER, person=HANDLER, ground="interest",
              reason="利害关系")  # fmt: skip
    bureau.do("2026-03-02T12:00", "decide_recusal", "shiqing", person=HANDLER, granted=False,
              reason="不属实")  # fmt: skip
    assert bureau.told("recusal_told") == [(HANDLER, "HND"), (OFFICER, "OFF")]
    deliver(bureau, channel := Pigeonhole(), "2026-03-02T12:01")
    told = [one for one in channel.letters if "不予回避" in one.text]
    assert {one.to_address for one in told} == {
        f"{HANDLER}@example.invalid", f"{OFFICER}@example.invalid",
    }  # fmt: skip
    assert not any("办理链接" in one.text for one in told)


def test_what_must_be_told_goes_by_letter_whatever_is_preferred(bureau: Bureau):
    prefer(bureau, OFFICER, quiet=("00:00", "23:59"))
    bureau.open(OPENED, on="2026-03-07T23:00", informed_on=OPENED)
    done = deliver(bureau, channel := Pigeonhole(), "2026-03-07T23:00")
    assert (done.sent, done.held) == (2, 0)
    assert {letter.to_address for letter in channel.letters} >= {f"{OFFICER}@example.invalid"}


def test_a_reminder_that_is_switched_off_stands_in_the_inbox_alone(bureau: Bureau):
    bureau.open(OPENED, informed_on=OPENED)
    deliver(bureau, Pigeonhole(), OPENED)
    prefer(bureau, OFFICER)
    bureau.sweep("2026-03-05T09:00")
    assert [n.role for n in notices(bureau, name="reminder")] == ["UPO"]
    assert inbox(bureau, OFFICER, "2026-03-05")[0] == "reminder"


def test_a_chat_gets_it_besides_at_the_address_there(bureau: Bureau):
    prefer(bureau, OFFICER, "mail", "wecom", wecom="sunhao.bureau")
    bureau.open(OPENED, informed_on=OPENED)
    assert sorted((n.channel, n.role) for n in notices(bureau)) == [
        ("mail", "OFF"), ("mail", "UPO"), ("wecom", "OFF"),
    ]  # fmt: skip
    deliver(bureau, chat := Pigeonhole(), OPENED, by="wecom")
    assert [letter.to_address for letter in chat.letters] == ["sunhao.bureau"]


def test_a_reminder_waits_for_the_end_of_quiet_hours_and_says_so(bureau: Bureau):
    prefer(bureau, OFFICER, "mail", quiet=("08:00", "10:30"))
    bureau.open(OPENED, informed_on=OPENED)
    deliver(bureau, Pigeonhole(), OPENED)
    bureau.sweep("2026-03-05T09:00")
    done = deliver(bureau, Pigeonhole(), "2026-03-05T09:05")
    assert (done.sent, done.held) == (1, 1)
    [held] = notices(bureau, name="reminder", role="OFF")
    assert (held.answer, held.attempts) == ("held until 2026-03-05 10:30: quiet hours", 0)
    assert deliver(bureau, Pigeonhole(), "2026-03-05T10:30").sent == 1


def test_an_address_that_is_none_is_refused_and_the_old_one_stays(bureau: Bureau):
    for mail in ("nobody", "a@b\r\nBcc: c@d.example", "x" * 300, ""):
        with pytest.raises(Invalid):
            prefer(bureau, OFFICER, "mail", mail=mail)
    for quiet in (("22:00", ""), ("25:00", "08:00"), ("08:00", "08:00")):
        with pytest.raises(Invalid):
            prefer(bureau, OFFICER, "mail", quiet=quiet)
    with pytest.raises(Invalid):
        prefer(bureau, OFFICER, "mail", "feishu")
    held = preferences_of(bureau.store, OFFICER, at(OPENED))
    assert (held.ways[0].address, held.ways[0].on) == (f"{OFFICER}@example.invalid", True)
    assert held.quiet is None


def test_what_one_prefers_is_kept_and_in_the_journal_without_the_address(bureau: Bureau):
    prefer(bureau, OFFICER, "wecom", wecom="sunhao.bureau", quiet=("22:00", "07:30"))
    held = preferences_of(bureau.store, OFFICER, at(OPENED))
    assert {one.way: (one.address, one.on) for one in held.ways if one.address} == {
        "mail": (f"{OFFICER}@example.invalid", False), "wecom": ("sunhao.bureau", True),
    }  # fmt: skip
    assert held.quiet == ("22:00", "07:30")
    [kept] = read_journal(bureau.store, "jianming", at("2026-03-03"), kind="ways_changed")
    assert "sunhao.bureau" not in str(kept.said)
    prefer(bureau, OFFICER, "mail")
    assert preferences_of(bureau.store, OFFICER, at(OPENED)).quiet is None


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_a_name_holds_the_letter_arrives_whole(
    sqlite_bureau: Bureau, smtp_server: MailServer, name: str
):
    b = sqlite_bureau
    with b.store.write() as connection:
        value = HOSTILE[name].encode("utf-8", "replace").decode()
        connection.execute(
            Person.__table__.update().where(Person.username == OFFICER).values(name=value)
        )
    b.open(OPENED, informed_on=OPENED)
    channel = SmtpChannel("127.0.0.1", smtp_server.port, "rongcuo@example.invalid", starttls=False)
    assert deliver(b, channel, OPENED).sent == 2
    assert {one.recipients for one in smtp_server.mailbox} == {
        (f"{OFFICER}@example.invalid",), (f"{UNIT}@example.invalid",),
    }  # fmt: skip
    assert all("Bcc" not in one.message for one in smtp_server.mailbox)


def archiving(b: Bureau, *, filed: bool) -> None:
    """A case whose lessons are done; the personnel department may have filed already."""
    b.open(OPENED)
    for on, event, by, data, state, _ in BUREAU_LINE:
        if event == "finish_lessons" and filed:
            b.do(on, "file_archives", "fengjie", receipt="人1")
        b.do(on, event, by, **data)
        if state == "archiving":
            break


@pytest.mark.parametrize("filed", [False, True])
def test_who_has_not_filed_is_urged_when_the_case_enters_archiving(bureau: Bureau, filed: bool):
    archiving(bureau, filed=filed)
    asked = [] if filed else [("fengjie", "HR")]
    assert bureau.told("archives_urged") == [
        *asked, (HANDLER, "HND"), ("qiufeng", "INT"), (SUPERVISOR, "SUP"),
    ]  # fmt: skip
    copies = {n.role for n in notices(bureau, name="archives_urged") if n.copy}
    assert copies == {"HND", "SUP"}
    deliver(bureau, channel := Pigeonhole(), "2026-07-20T10:01")
    told = [one for one in channel.letters if "档案待存入" in one.subject]
    for letter in told:
        copied = letter.to_address.split("@")[0] in {HANDLER, SUPERVISOR}
        assert letter.subject.startswith("【抄送】") is copied
        assert ("不需办理" in letter.text) is copied
    assert len(told) == (3 if filed else 4)


def test_nobody_reads_anothers_inbox(bureau: Bureau):
    bureau.open(OPENED, informed_on=OPENED)
    assert inbox(bureau, "jianming") == []
    with pytest.raises(NotFound):
        inbox(bureau, "nobody-there")
    with bureau.store.read() as connection:
        owners = set(connection.execute(select(Notice.recipient_id)).scalars())
    assert len(owners) == 2
