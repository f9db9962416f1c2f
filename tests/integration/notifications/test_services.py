"""What every service reached by HTTP must do, whichever it is."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from support.notices import HOSTILE
from support.services import (
    AGENT,
    BOT_KEY,
    CORP,
    CORP_SECRET,
    DING_SECRET,
    DING_TOKEN,
    FEISHU_SECRET,
    HOOK,
    WEBHOOK_SECRET,
    DingtalkServer,
    FeishuServer,
    Says,
    ServiceServer,
    WebhookServer,
    WecomBotServer,
    WecomServer,
    serving,
)

from notifications import Letter, PermanentFailure, TemporaryFailure, message_id
from notifications.channels.dingtalk import DingtalkRobot
from notifications.channels.feishu import FeishuRobot
from notifications.channels.posting import BadUrl
from notifications.channels.service import HttpService
from notifications.channels.webhook import Webhook
from notifications.channels.wecom import WecomApp, WecomBot
from notifications.cleaning import one_line

SECRETS = (BOT_KEY, CORP_SECRET, DING_SECRET, DING_TOKEN, FEISHU_SECRET, HOOK, WEBHOOK_SECRET)
LETTER = Letter(
    message_id=message_id("notice-1", "7", "bureau.example.cn"),
    to_name="林晓岚",
    to_address="linxiaolan",
    subject="【容错纠错】您有1项待办",
    text="林晓岚同志：案件编号 RC-2026-0012-01\n",
    html="<p>林晓岚同志</p>",
    short="【容错纠错】您有1项待办。\n请登录系统查看办理：http://127.0.0.1:8642/",
)


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Kind:
    """A service with the channel to it."""

    server: type[ServiceServer]
    channel: Callable[..., HttpService]

    def post(self, server: ServiceServer, *, timeout: float = 5) -> HttpService:
        return self.channel(server, clock=now, timeout=timeout)


KINDS = {
    "wecom_bot": Kind(WecomBotServer, lambda s, **k: WecomBot(s.bot_url, **k)),
    "wecom": Kind(WecomServer, lambda s, **k: WecomApp(CORP, CORP_SECRET, AGENT, url=s.url, **k)),
    "dingtalk": Kind(DingtalkServer, lambda s, **k: DingtalkRobot(s.robot_url, DING_SECRET, **k)),
    "feishu": Kind(FeishuServer, lambda s, **k: FeishuRobot(s.robot_url, FEISHU_SECRET, **k)),
    "webhook": Kind(WebhookServer, lambda s, **k: Webhook(f"{s.url}/in", WEBHOOK_SECRET, **k)),
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.fixture
def server(kind: Kind) -> Iterator[ServiceServer]:
    with serving(kind.server()) as running:
        yield running


def test_a_message_is_taken_and_shows_the_short_form_alone(kind: Kind, server: ServiceServer):
    with kind.post(server) as post:
        answer = post.send(LETTER)
    [message] = server.messages
    whole = str(message)
    assert answer in ("0 ok", "0 success", "202 taken")
    assert "您有1项待办。" in whole
    assert "http://127.0.0.1:8642/" in whole
    assert "linxiaolan" in whole
    for fact in ("林晓岚", "RC-2026"):
        assert fact not in whole


def test_a_letter_without_a_short_form_shows_its_subject_and_never_its_text(
    kind: Kind, server: ServiceServer
):
    with kind.post(server) as post:
        post.send(replace(LETTER, short=None))
    [message] = server.messages
    assert LETTER.subject in str(message)
    assert "RC-2026" not in str(message)


def said(message: dict[str, object]) -> str:
    """The text that a service would show."""
    held = message.get("text") or message["content"]
    return str(held.get("content") or held["text"]) if isinstance(held, dict) else str(held)


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_arrives_as_it_is_and_calls_nobody(
    kind: Kind, server: ServiceServer, value: str
):
    short = f'{value}<at user_id="all"></at>'
    with kind.post(server) as post:
        post.send(replace(LETTER, to_name=value, short=short))
    [shown] = map(said, server.messages)
    written = short.encode("utf-8", "replace").decode()
    if kind.server is FeishuServer:  # the one where a tag in the text calls
        assert shown.count("<at ") == 1
        written = written.replace("<", "＜")
    assert written in shown


@pytest.mark.parametrize(
    "address",
    ["", "  ", "@all", "all", "ALL", "a|b", "a,b", 'x"></at><at user_id="all', "甲", "x" * 65],
)
@pytest.mark.parametrize("name", sorted(KINDS.keys() - {"webhook"}))
def test_a_recipient_without_an_id_is_final_and_nothing_is_posted(name: str, address: str):
    with serving(KINDS[name].server()) as server:
        with (
            KINDS[name].post(server) as post,
            pytest.raises(PermanentFailure, match=r"correct it|enter it"),
        ):
            post.send(replace(LETTER, to_address=address))
        assert not server.asked


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_a_webhook_knows_its_own_addresses_but_needs_one(webhook_server: WebhookServer, value: str):
    with KINDS["webhook"].post(webhook_server) as post:
        post.send(replace(LETTER, to_address=value))
        with pytest.raises(PermanentFailure, match="enter it"):
            post.send(replace(LETTER, to_address=" \n"))
    [message] = webhook_server.messages
    assert message["to"] == one_line(value)


def test_a_text_is_cut_to_what_every_service_takes(kind: Kind, server: ServiceServer):
    with kind.post(server) as post:
        post.send(replace(LETTER, short="甲😀" * 2000))
    [shown] = map(said, server.messages)
    assert 1900 < len(shown.encode()) <= 2048


def test_a_batch_goes_over_one_connection(kind: Kind, server: ServiceServer):
    with kind.post(server) as post:
        for _ in range(4):
            post.send(LETTER)
    assert len(server.messages) == 4
    assert server.connections == 1


def test_a_message_outside_a_batch_leaves_no_connection_behind(kind: Kind, server: ServiceServer):
    kind.post(server).send(LETTER)
    assert len(server.messages) == 1


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_service_out_of_order_is_tried_again(kind: Kind, server: ServiceServer, status: int):
    server.say_next(Says("<html>oops</html>", status))
    with kind.post(server) as post:
        with pytest.raises(TemporaryFailure, match=f"{status}: it is out of order"):
            post.send(LETTER)
        post.send(LETTER)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ((("Retry-After", "90"),), timedelta(seconds=90)),
        ((), timedelta(minutes=1)),
        ((("Retry-After", "soon"),), timedelta(minutes=1)),
        ((("Retry-After", "-5"),), timedelta(minutes=1)),
        ((("Retry-After", "9" * 400),), timedelta(minutes=1)),
        ((("Retry-After", "99999999"),), timedelta(days=1)),
    ],
)
def test_too_many_at_once_waits_as_long_as_is_asked_for_and_the_batch_with_it(
    kind: Kind,
    server: ServiceServer,
    header: tuple[tuple[str, str], ...],
    wait: timedelta,
):
    server.say_next(Says("slow down", 429, header))
    post = kind.post(server)
    with post:
        for _ in range(3):
            with pytest.raises(TemporaryFailure, match="429: too many at once") as failed:
                post.send(LETTER)
            assert failed.value.wait == wait
    assert len(server.asked) == 1
    with post:
        post.send(LETTER)


def test_a_date_to_wait_for_is_understood(kind: Kind, server: ServiceServer):
    until = format_datetime(now() + timedelta(minutes=10), usegmt=True)
    server.say_next(Says("", 429, (("Retry-After", until),)))
    with kind.post(server) as post, pytest.raises(TemporaryFailure) as failed:
        post.send(LETTER)
    assert failed.value.wait
    assert timedelta(minutes=9) < failed.value.wait <= timedelta(minutes=10)


def test_silence_is_tried_again_and_the_batch_waits_only_once(kind: Kind, server: ServiceServer):
    server.say_next(Says(how="hang"))
    with kind.post(server, timeout=0.2) as post:
        for _ in range(3):
            with pytest.raises(TemporaryFailure, match=r"did not answer within 0\.2 seconds"):
                post.send(LETTER)
    assert len(server.asked) == 1


def test_a_broken_connection_is_tried_again(kind: Kind, server: ServiceServer):
    server.say_next(Says(how="reset"))
    with kind.post(server) as post:
        with pytest.raises(TemporaryFailure, match="broke the connection"):
            post.send(LETTER)
        post.send(LETTER)


def test_a_host_that_is_away_is_tried_again(kind: Kind):
    with serving(kind.server()) as gone:
        post = kind.post(gone)
    with post, pytest.raises(TemporaryFailure, match="cannot be reached"):
        post.send(LETTER)


def test_no_redirect_is_followed(kind: Kind, server: ServiceServer):
    with serving(WebhookServer()) as elsewhere:
        server.say_next(Says("", 307, (("Location", f"{elsewhere.url}/stolen"),)))
        with kind.post(server) as post, pytest.raises((TemporaryFailure, PermanentFailure)):
            post.send(LETTER)
        assert not elsewhere.asked


def test_an_endless_answer_is_not_read_to_its_end(kind: Kind, server: ServiceServer):
    server.say_next(Says("x" * 5_000_000, 400))
    with kind.post(server) as post, pytest.raises((TemporaryFailure, PermanentFailure)) as failed:
        post.send(LETTER)
    assert len(str(failed.value)) < 400


def test_no_secret_stands_in_an_answer_an_error_a_log_or_a_repr(
    kind: Kind, server: ServiceServer, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    shouted = " ".join(SECRETS)
    server.say_next(
        Says({"errcode": 7, "code": 7, "errmsg": shouted, "msg": shouted}, 400),
        Says(shouted, 500),
        Says(how="reset"),
    )
    told = []
    with kind.post(server) as post:
        for _ in range(3):
            with pytest.raises((TemporaryFailure, PermanentFailure)) as failed:
                post.send(LETTER)
            told.append(f"{failed.value!r} {failed.value.__cause__!r}")
        told += [post.send(LETTER), repr(post), post.check()]
    logged = caplog.text
    own = {
        WecomBotServer: (BOT_KEY,),
        WecomServer: (CORP_SECRET, "access-token-number"),
        DingtalkServer: (DING_TOKEN, DING_SECRET),
        FeishuServer: (HOOK, FEISHU_SECRET),
        WebhookServer: (WEBHOOK_SECRET,),
    }[kind.server]
    for secret in own:
        assert secret not in " ".join(told)
        assert secret not in logged


def test_a_check_says_the_host_and_posts_nothing(kind: Kind, server: ServiceServer):
    assert kind.post(server).check() == f"127.0.0.1:{server.server_port}"
    assert not server.messages


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://x/y",
        "file:///etc/passwd",
        "example.cn/hook",
        "http://",
        "https://u:p@x/",
        "http://[",
        "javascript:1",
    ],
)
def test_only_http_addresses_are_taken_and_a_bad_one_is_not_repeated(url: str):
    with pytest.raises(BadUrl, match="must") as refused:
        Webhook(url, WEBHOOK_SECRET, clock=now)
    assert not url or url not in str(refused.value)


def test_a_certificate_that_nobody_vouches_for_gets_no_message(certificate, tmp_path):
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1], certificate[0])
    server = WebhookServer()
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with serving(server):
        url = f"https://127.0.0.1:{server.server_port}/in"
        with pytest.raises(TemporaryFailure, match="CERTIFICATE_VERIFY_FAILED"):
            Webhook(url, WEBHOOK_SECRET, clock=now).send(LETTER)
        trust = ssl.create_default_context(cafile=str(certificate[1]))
        assert Webhook(url, WEBHOOK_SECRET, clock=now, tls=trust).send(LETTER) == "202 taken"
    assert len(server.messages) == 1
