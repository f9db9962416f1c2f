import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from support.notices import HOSTILE

from notifications import Letter, message_id
from notifications.cleaning import one_line
from notifications.letters import BadAddress, compose

SENDER = "某某区生态环境局 <rongcuo@bureau.example.cn>"
LETTER = Letter(
    message_id=message_id("RC-2026-0012-01/1/started/7", "7", "bureau.example.cn"),
    to_name="林晓岚",
    to_address="lin@bureau.example.cn",
    subject="【容错纠错】您有1项待办即将到期",
    text="林晓岚同志：\n\n　　请及时办理。\n.\n",
    html="<p>林晓岚同志：</p>\n",
    date=datetime(2026, 3, 5, 1, 0, tzinfo=UTC),
)


def read(data: bytes) -> EmailMessage:
    return email.message_from_bytes(data, policy=email.policy.default)


def name_in(data: bytes, header: str) -> str:
    """The display name as mail programs that follow RFC 2047 read it."""
    raw = email.message_from_bytes(data, policy=email.policy.compat32)[header]
    words = raw.rpartition("<")[0].replace("\r\n", "").strip()
    return str(make_header(decode_header(words)))


def test_a_letter_bears_what_a_machine_should_say_of_itself() -> None:
    message = read(compose(LETTER, SENDER))
    assert message["Message-ID"] == LETTER.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"] == "Thu, 05 Mar 2026 01:00:00 +0000"
    assert message["Subject"] == LETTER.subject
    assert str(message["From"]) == SENDER
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_letter_without_a_page_is_plain_text() -> None:
    message = read(compose(replace(LETTER, html=None), SENDER))
    assert message.get_content_type() == "text/plain"
    assert message.get_content().replace("\r\n", "\n") == LETTER.text


def test_the_same_letter_is_the_same_bytes() -> None:
    assert compose(LETTER, SENDER) == compose(replace(LETTER), SENDER)


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_name_adds_no_header_and_no_recipient(value: str) -> None:
    data = compose(replace(LETTER, to_name=value, subject=value), SENDER)
    plain, message = read(compose(LETTER, SENDER)), read(data)
    assert sorted(message.keys()) == sorted(plain.keys())
    assert [a.addr_spec for a in message["To"].addresses] == ["lin@bureau.example.cn"]
    assert message.as_bytes().partition(b"\n\n")[2] == plain.as_bytes().partition(b"\n\n")[2]
    assert max(len(line) for line in data.splitlines()) <= 78


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_a_name_arrives_whole(value: str) -> None:
    assert name_in(compose(replace(LETTER, to_name=value), SENDER), "To") == one_line(value)


def test_a_recipient_without_a_name_is_addressed_plainly() -> None:
    assert read(compose(replace(LETTER, to_name=" "), SENDER))["To"] == "lin@bureau.example.cn"


def test_a_chinese_domain_is_written_as_mail_servers_know_it() -> None:
    message = read(compose(replace(LETTER, to_address="lin@生态.example.cn"), SENDER))
    assert message["To"].addresses[0].domain == "xn--t7ty38b.example.cn"


@pytest.mark.parametrize(
    "address",
    ["", "lin", "lin@", "@example.cn", "a@b, c@d", "a b@example.cn", "林@example.cn",
     "a@example.cn\r\nBcc: b@example.cn", "a@b@example.cn", "<a@example.cn>", "a@-example.cn"],
)  # fmt: skip
def test_what_is_no_address_is_refused_and_says_so(address: str) -> None:
    with pytest.raises(BadAddress, match=r"recipient .* correct it"):
        compose(replace(LETTER, to_address=address), SENDER)


def test_a_message_id_is_fixed_for_notice_and_recipient_and_tells_neither() -> None:
    one = message_id("RC-1/3/started/7", "7", "bureau.example.cn")
    assert one == message_id("RC-1/3/started/7", "7", "bureau.example.cn")
    assert one != message_id("RC-1/3/started/7", "8", "bureau.example.cn")
    assert one != message_id("RC-1/4/started/7", "7", "bureau.example.cn")
    assert one.startswith("<")
    assert one.endswith("@bureau.example.cn>")
    assert "started" not in one
