import contextlib
import socket
import ssl
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.notices import HOSTILE
from support.smtp import PASSWORD, USER, MailServer, WrappedMailServer, running

from notifications import Letter, PermanentFailure, SmtpChannel, TemporaryFailure, message_id

SENDER = "某某区生态环境局 <rongcuo@bureau.example.cn>"


def letter(number: int = 1, to: str = "lin@bureau.example.cn") -> Letter:
    return Letter(
        message_id=message_id(f"notice-{number}", to, "bureau.example.cn"),
        to_name="林晓岚",
        to_address=to,
        subject="【容错纠错】您有1项待办",
        text=f"第{number}封\n.\n..\n",
        html=f"<p>第{number}封</p>",
    )


def connections(server: socket.socket) -> int:
    """How many have knocked at a door that nobody opens."""
    server.setblocking(False)
    count = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            server.accept()[0].close()
            count += 1
    return count


def channel(server: MailServer, **settings: Any) -> SmtpChannel:
    return SmtpChannel(server.hostname, server.port, SENDER, timeout=5, **settings)


def test_a_letter_arrives_as_it_was_written(smtp_server: MailServer) -> None:
    with channel(smtp_server) as post:
        answer = post.send(letter())
    received = smtp_server.only()
    assert answer == "250 OK queued as 1"
    assert received.sender == "rongcuo@bureau.example.cn"
    assert received.recipients == ("lin@bureau.example.cn",)
    assert received.subject == "【容错纠错】您有1项待办"
    assert received.text.replace("\r\n", "\n") == "第1封\n.\n..\n"
    assert received.html.strip() == "<p>第1封</p>"
    assert received.message["Message-ID"] == letter().message_id


def test_a_batch_goes_over_one_connection(smtp_server: MailServer) -> None:
    with channel(smtp_server) as post:
        for number in range(5):
            post.send(letter(number))
    assert len(smtp_server.mailbox) == 5
    assert smtp_server.connections == 1


def test_a_connection_that_ended_in_between_is_opened_again(smtp_server: MailServer) -> None:
    with channel(smtp_server) as post:
        post.send(letter(1))
        smtp_server.hang_up()
        post.send(letter(2))
    assert len(smtp_server.mailbox) == 2
    assert smtp_server.connections == 2


def test_a_refused_recipient_is_final_and_the_next_one_still_gets_his(
    smtp_server: MailServer,
) -> None:
    smtp_server.refuse("gone@bureau.example.cn")
    with channel(smtp_server) as post:
        with pytest.raises(PermanentFailure, match=r"550 5\.1\.1 no such mailbox"):
            post.send(letter(1, "gone@bureau.example.cn"))
        post.send(letter(2))
    assert smtp_server.only().recipients == ("lin@bureau.example.cn",)
    assert smtp_server.connections == 1


def test_a_full_mailbox_is_tried_again(smtp_server: MailServer) -> None:
    smtp_server.refuse("full@bureau.example.cn", "452 4.2.2 mailbox full")
    with channel(smtp_server) as post, pytest.raises(TemporaryFailure, match="452"):
        post.send(letter(1, "full@bureau.example.cn"))


def test_an_answer_of_451_is_tried_again_on_the_same_connection(smtp_server: MailServer) -> None:
    smtp_server.answer_next("451 4.3.0 try later")
    with channel(smtp_server) as post:
        with pytest.raises(TemporaryFailure, match=r"451 4\.3\.0 try later"):
            post.send(letter())
        post.send(letter())
    assert smtp_server.only().message["Message-ID"] == letter().message_id
    assert smtp_server.connections == 1


def test_a_refused_text_is_final(smtp_server: MailServer) -> None:
    smtp_server.answer_next("554 5.7.1 refused as spam")
    with channel(smtp_server) as post, pytest.raises(PermanentFailure, match="554"):
        post.send(letter())


def test_a_connection_dropped_after_the_text_may_be_resent_with_the_same_message_id(
    smtp_server: MailServer,
) -> None:
    smtp_server.drop_next()
    with channel(smtp_server) as post:
        with pytest.raises(TemporaryFailure, match="broke the connection"):
            post.send(letter())
        post.send(letter())
    identities = [received.message["Message-ID"] for received in smtp_server.mailbox]
    assert identities == [letter().message_id] * 2


def test_a_server_that_says_goodbye_is_tried_again(smtp_server: MailServer) -> None:
    smtp_server.answer_next("421 4.3.2 shutting down")
    with channel(smtp_server) as post:
        with pytest.raises(TemporaryFailure, match="421"):
            post.send(letter())
        post.send(letter())
    assert len(smtp_server.mailbox) == 1


def test_a_server_that_is_down_is_tried_again(smtp_server: MailServer) -> None:
    with channel(smtp_server) as post:
        smtp_server.stop()
        with pytest.raises(TemporaryFailure, match="cannot be reached"):
            post.send(letter())


def test_a_server_that_is_down_is_asked_once_in_a_batch_and_again_in_the_next(
    smtp_server: MailServer,
) -> None:
    smtp_server.stop()
    post = channel(smtp_server)
    with socket.create_server((smtp_server.hostname, 0)) as silent:
        post.port, post.timeout = silent.getsockname()[1], 0.2
        for _ in range(2):
            with post:
                for number in range(3):
                    with pytest.raises(TemporaryFailure, match="cannot be reached"):
                        post.send(letter(number))
        assert connections(silent) == 2


@pytest.mark.parametrize("address", ["", "nobody", "a@b, c@d", "a@example.cn\r\nRCPT TO:<x@y>"])
def test_a_recipient_without_an_address_is_final_and_nothing_is_sent(
    smtp_server: MailServer, address: str
) -> None:
    with channel(smtp_server) as post, pytest.raises(PermanentFailure, match="correct it"):
        post.send(replace(letter(), to_address=address))
    assert smtp_server.connections == 0


def test_starttls_and_login_carry_the_letter(
    secure_smtp_server: MailServer, trust: ssl.SSLContext
) -> None:
    settings = {"user": USER, "password": PASSWORD, "starttls": True, "tls": trust}
    with channel(secure_smtp_server, **settings) as post:
        post.send(letter())
    assert secure_smtp_server.only().subject == "【容错纠错】您有1项待办"


def test_a_wrong_password_gives_up_no_letter(
    secure_smtp_server: MailServer, trust: ssl.SSLContext
) -> None:
    settings = {"user": USER, "password": "wrong", "starttls": True, "tls": trust}
    with (
        channel(secure_smtp_server, **settings) as post,
        pytest.raises(TemporaryFailure, match=r"refuses the login \(535.*check the mail settings"),
    ):
        post.send(letter())


def test_a_server_with_an_unknown_certificate_gets_neither_password_nor_letter(
    secure_smtp_server: MailServer,
) -> None:
    settings = {"user": USER, "password": PASSWORD, "starttls": True}
    with (
        channel(secure_smtp_server, **settings) as post,
        pytest.raises(TemporaryFailure, match=r"refuses STARTTLS .*CERTIFICATE_VERIFY_FAILED"),
    ):
        post.send(letter())
    assert not secure_smtp_server.mailbox


def test_a_server_without_starttls_gets_no_letter_where_it_is_asked_for(
    smtp_server: MailServer,
) -> None:
    with channel(smtp_server, starttls=True) as post, pytest.raises(TemporaryFailure):
        post.send(letter())
    assert not smtp_server.mailbox


def test_a_sender_the_server_does_not_know_is_the_fault_of_the_settings(
    secure_smtp_server: MailServer, trust: ssl.SSLContext
) -> None:
    with (
        channel(secure_smtp_server, starttls=True, tls=trust) as post,
        pytest.raises(TemporaryFailure, match=r"refuses the sender .*530.*check mail_from"),
    ):
        post.send(letter())


def test_tls_from_the_start_carries_the_letter(
    certificate: tuple[Path, Path], trust: ssl.SSLContext
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1], certificate[0])
    with running(WrappedMailServer(context)) as server:
        with channel(server, implicit_tls=True, tls=trust) as post:
            assert post.check().endswith(str(server.port))
            assert post.send(letter()) == "250 OK queued as 1"
        with (
            channel(server, implicit_tls=True) as post,
            pytest.raises(TemporaryFailure, match="CERTIFICATE_VERIFY_FAILED"),
        ):
            post.send(letter())
    assert len(server.mailbox) == 1


def test_no_password_stands_in_an_error_or_a_repr(
    secure_smtp_server: MailServer, trust: ssl.SSLContext
) -> None:
    settings = {"user": USER, "password": "a-wrong-password", "starttls": True, "tls": trust}
    post = channel(secure_smtp_server, **settings)
    with post, pytest.raises(TemporaryFailure) as failed:
        post.send(letter())
    told = f"{failed.value!r} {failed.value.__cause__!r} {post!r}"
    assert "a-wrong-password" not in told


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_name_arrives_as_one_name_and_adds_no_recipient(
    smtp_server: MailServer, value: str
) -> None:
    with channel(smtp_server) as post:
        post.send(replace(letter(), to_name=value, subject=f"【容错纠错】{value}"))
    received = smtp_server.only()
    assert received.recipients == ("lin@bureau.example.cn",)
    assert received.message["Bcc"] is None
    assert "\n" not in received.subject
