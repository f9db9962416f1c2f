"""``rongcuo notify``, sealed secrets, and what ``doctor`` says of each channel."""

import json
import stat
from pathlib import Path

import pytest
from support.commands import Terminal
from support.services import (
    AGENT,
    BOT_KEY,
    CORP,
    CORP_SECRET,
    DING_SECRET,
    FEISHU_SECRET,
    WEBHOOK_SECRET,
    DingtalkServer,
    FeishuServer,
    Says,
    WebhookServer,
    WecomBotServer,
    WecomServer,
)
from support.smtp import MailServer

from flows.outgoing import channels_of
from rongcuo.settings import SettingsError, get_settings, read_settings


def set_(terminal: Terminal, **settings: object) -> None:
    for name, value in settings.items():
        terminal.monkeypatch.setenv(f"RONGCUO_{name.upper()}", str(value))


def set_mail(terminal: Terminal, server: MailServer) -> None:
    set_(terminal, smtp_host=server.hostname, smtp_port=server.port, smtp_starttls="false",
         mail_from="容错 <rongcuo@example.invalid>")  # fmt: skip


def set_wecom(terminal: Terminal, server: WecomServer, secret: str = CORP_SECRET) -> None:
    set_(terminal, wecom_url=server.url, wecom_corp_id=CORP, wecom_agent_id=AGENT,
         wecom_secret=secret)  # fmt: skip


def checks(terminal: Terminal) -> dict[str, dict[str, object]]:
    found = json.loads(terminal.type("doctor", "--json").out)
    return {one["name"]: one for one in found}


def test_a_test_letter_goes_to_the_sender_where_nobody_is_named(
    terminal: Terminal, smtp_server: MailServer
):
    set_mail(terminal, smtp_server)
    ended = terminal.done("notify", "test", "mail")
    letter = smtp_server.only()
    assert "250 OK queued as 1" in ended.out
    assert letter.recipients == ("rongcuo@example.invalid",)
    assert letter.subject == "【容错纠错】测试消息，无需处理"
    terminal.done("notify", "test", "mail", "--to", "lin@example.invalid")
    assert smtp_server.mailbox[1].recipients == ("lin@example.invalid",)
    first, second = (one.message["Message-ID"] for one in smtp_server.mailbox)
    assert first != second


def test_without_a_mail_server_the_test_letter_is_a_file(terminal: Terminal, tmp_path: Path):
    ended = terminal.done("notify", "test", "mail", "--json")
    assert ended.data["sent"] is True
    assert len(list((tmp_path / "var" / "mail").glob("*.eml"))) == 1


def test_every_chat_service_takes_a_test_message(
    terminal: Terminal,
    wecom_server: WecomServer,
    wecom_bot_server: WecomBotServer,
    dingtalk_server: DingtalkServer,
    feishu_server: FeishuServer,
    webhook_server: WebhookServer,
):
    set_wecom(terminal, wecom_server)
    set_(terminal, wecom_bot_url=wecom_bot_server.bot_url,
         dingtalk_url=dingtalk_server.robot_url, dingtalk_secret=DING_SECRET,
         feishu_url=feishu_server.robot_url, feishu_secret=FEISHU_SECRET,
         webhook_url=webhook_server.url, webhook_secret=WEBHOOK_SECRET)  # fmt: skip
    for name in ("wecom", "wecom_bot", "dingtalk", "feishu", "webhook"):
        ended = terminal.done("notify", "test", name, "--to", "linxiaolan", "--json")
        assert ended.data["answer"] in ("0 ok", "0 success", "202 taken")
    get_settings.cache_clear()
    assert list(channels_of(get_settings())) == [
        "mail", "wecom", "wecom_bot", "dingtalk", "feishu", "webhook",
    ]  # fmt: skip
    assert "测试消息" in str(feishu_server.messages)
    found = checks(terminal)
    for name in ("wecom", "wecom_bot", "dingtalk", "feishu", "webhook"):
        assert found[f"通道 · channel {name}"]["ok"] is True
    assert len(wecom_bot_server.messages) == 1


def test_the_services_own_answer_is_told_and_no_secret_with_it(
    terminal: Terminal, wecom_bot_server: WecomBotServer, wecom_server: WecomServer
):
    wrong = wecom_bot_server.bot_url.replace(BOT_KEY, "this-key-was-taken-away")
    set_(terminal, wecom_bot_url=wrong)
    said = terminal.refused("notify", "test", "wecom_bot", "--to", "linxiaolan")
    assert "93000 invalid webhook url" in said
    assert "会自动再试" in said
    assert "this-key" not in said
    set_wecom(terminal, wecom_server, "not-the-right-secret")
    said = terminal.refused("notify", "test", "wecom", "--to", "linxiaolan")
    assert "40001 invalid credential" in said
    assert "not-the-right-secret" not in said
    assert checks(terminal)["通道 · channel wecom"]["ok"] is False


def test_a_final_refusal_is_told_as_one(terminal: Terminal, webhook_server: WebhookServer):
    set_(terminal, webhook_url=webhook_server.url, webhook_secret="not-the-secret")
    webhook_server.say_next(Says("nobody of that name", 404))
    said = terminal.refused("notify", "test", "webhook", "--to", "7")
    assert "404 nobody of that name" in said
    assert "不会再试" in said


@pytest.mark.parametrize(
    ("words", "settings", "says", "code"),
    [
        (("fax",), {}, "没有名为 fax 的通道", 2),
        (("feishu",), {}, "未设置 RONGCUO_FEISHU_URL", 2),
        (("feishu", "--to", "x"), {"feishu_url": "ftp://key"}, "须为 http 或 https 地址", 2),
        (("wecom", "--to", "x"), {"wecom_corp_id": "ww1"}, "还须设置 RONGCUO_WECOM_AGENT_ID", 2),
        (("webhook", "--to", "x"), {"webhook_url": "http://127.0.0.1:1"},
         "还须设置 RONGCUO_WEBHOOK_SECRET", 2),
        (("dingtalk",), {"dingtalk_url": "http://127.0.0.1:1/x"}, "须写明收件人", 1),
        (("dingtalk", "--to", "@all"), {"dingtalk_url": "http://127.0.0.1:1/x"},
         "is not a user id", 1),
        (("dingtalk", "--to", "x"), {"dingtalk_url": "http://127.0.0.1:1/x"},
         "cannot be reached", 1),
        (("mail",), {"smtp_host": "127.0.0.1", "smtp_port": "1"}, "cannot be reached", 1),
    ],
)  # fmt: skip
def test_what_cannot_be_tried_is_said_in_one_sentence(
    terminal: Terminal, words: tuple[str, ...], settings: dict[str, str], says: str, code: int
):
    set_(terminal, **settings)
    assert says in terminal.refused("notify", "test", *words, code=code)


def test_a_sealed_secret_works_where_it_was_sealed_and_nowhere_else(
    terminal: Terminal, wecom_server: WecomServer, tmp_path: Path
):
    ended = terminal.done("notify", "seal", "RONGCUO_WECOM_SECRET", data=CORP_SECRET.encode())
    assert CORP_SECRET not in ended.out
    name, _, value = ended.out.strip().partition(" = ")
    sealed = value.strip('"')
    assert name == "wecom_secret"
    set_wecom(terminal, wecom_server, sealed)
    terminal.done("notify", "test", "wecom", "--to", "linxiaolan")

    set_(terminal, webhook_url=wecom_server.url, webhook_secret=sealed)
    said = terminal.refused("notify", "test", "webhook", "--to", "x", code=2)
    assert "rongcuo notify seal webhook_secret" in said

    set_(terminal, data_dir=tmp_path / "elsewhere")
    said = terminal.refused("notify", "test", "wecom", "--to", "linxiaolan", code=2)
    assert "settings.keys" in said


def test_a_key_that_others_can_read_opens_nothing(
    terminal: Terminal, wecom_server: WecomServer, tmp_path: Path
):
    ended = terminal.done("notify", "seal", "wecom_secret", data=CORP_SECRET.encode())
    file = tmp_path / "var" / "keys" / "settings.keys"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    set_wecom(terminal, wecom_server, ended.out.split('"')[1])
    assert "chmod 600" in terminal.refused("notify", "test", "wecom", "--to", "x", code=2)
    assert checks(terminal)["通道 · channel wecom"]["ok"] is False
    assert not wecom_server.asked


@pytest.mark.parametrize(
    ("name", "typed"), [("smtp_host", b"x"), ("wecom_secret", b""), ("wecom_secret", b"a\nb"),
                        ("wecom_secret", b"x" * 1001)],
)  # fmt: skip
def test_only_one_line_is_sealed_and_only_for_a_secret(terminal: Terminal, name: str, typed: bytes):
    terminal.refused("notify", "seal", name, data=typed)


def test_a_settings_file_that_others_can_read_holds_no_open_secret(
    terminal: Terminal, tmp_path: Path
):
    file = tmp_path / "rongcuo.toml"
    file.write_text('smtp_host = "mail.example.invalid"\nsmtp_password = "open sesame"\n')
    file.chmod(0o644)
    with pytest.raises(SettingsError, match=r"smtp_password.*chmod 600") as refused:
        read_settings()
    assert "sesame" not in str(refused.value)
    file.chmod(0o640)
    assert read_settings().smtp_password.get_secret_value() == "open sesame"
    file.chmod(0o644)
    file.write_text('smtp_password = "sealed:aes-gcm.k.x"\n')
    read_settings()
    file.write_text('smtp_host = "mail.example.invalid"\n')
    read_settings()


def test_doctor_greets_the_mail_server_and_sends_nothing(
    terminal: Terminal, smtp_server: MailServer
):
    set_mail(terminal, smtp_server)
    assert checks(terminal)["邮件 · mail"]["ok"] is True
    assert smtp_server.connections == 1
    assert not smtp_server.mailbox
    set_(terminal, smtp_starttls="true")
    refused = checks(terminal)["邮件 · mail"]
    assert refused["ok"] is False
    assert "STARTTLS" in str(refused["found"])
