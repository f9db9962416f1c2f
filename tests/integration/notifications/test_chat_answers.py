"""What each service answers in its own way: codes, signatures, tokens."""

from datetime import UTC, datetime, timedelta

import pytest
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

from notifications import Letter, PermanentFailure, TemporaryFailure
from notifications.channels.dingtalk import DingtalkRobot
from notifications.channels.feishu import FeishuRobot
from notifications.channels.webhook import Webhook
from notifications.channels.wecom import WecomApp, WecomBot

LETTER = Letter(
    "<a@b>", "林晓岚", "linxiaolan", "【容错纠错】您有1项待办", "", short="您有1项待办。"
)


def now() -> datetime:
    return datetime.now(UTC)


def yesterday() -> datetime:
    return now() - timedelta(days=1)


def app(server: WecomServer, secret: str = CORP_SECRET, clock=now) -> WecomApp:
    return WecomApp(CORP, secret, AGENT, url=server.url, clock=clock, timeout=5)


def test_the_robots_call_the_one_whom_it_concerns(
    wecom_bot_server: WecomBotServer, dingtalk_server: DingtalkServer, feishu_server: FeishuServer
):
    WecomBot(wecom_bot_server.bot_url, clock=now).send(LETTER)
    DingtalkRobot(dingtalk_server.robot_url, DING_SECRET, clock=now).send(LETTER)
    FeishuRobot(feishu_server.robot_url, FEISHU_SECRET, clock=now).send(LETTER)
    assert wecom_bot_server.messages == [
        {"msgtype": "text",
         "text": {"content": "您有1项待办。", "mentioned_list": ["linxiaolan"]}}
    ]  # fmt: skip
    assert dingtalk_server.messages == [
        {"msgtype": "text", "text": {"content": "您有1项待办。\n@linxiaolan"},
         "at": {"atUserIds": ["linxiaolan"], "isAtAll": False}}
    ]  # fmt: skip
    [message] = feishu_server.messages
    assert message["content"] == {"text": '<at user_id="linxiaolan"></at> 您有1项待办。'}


@pytest.mark.parametrize("code", [-1, 45009, 45033])
def test_a_wecom_robot_that_posts_too_often_rests_a_minute(
    wecom_bot_server: WecomBotServer, code: int
):
    wecom_bot_server.say_next(Says({"errcode": code, "errmsg": "api freq out of limit"}))
    with WecomBot(wecom_bot_server.bot_url, clock=now) as post:
        for _ in range(2):
            with pytest.raises(TemporaryFailure, match=rf"{code} api freq") as failed:
                post.send(LETTER)
            assert failed.value.wait == timedelta(minutes=1)
    assert len(wecom_bot_server.asked) == 1


def test_a_robot_that_was_removed_gives_up_no_letter(wecom_bot_server: WecomBotServer):
    url = wecom_bot_server.bot_url.replace(BOT_KEY, "another-key-than-the-right-one")
    with pytest.raises(TemporaryFailure, match=r"93000 invalid .*check the settings of wecom_bot"):
        WecomBot(url, clock=now).send(LETTER)


def test_a_text_that_a_service_refuses_is_final(
    wecom_bot_server: WecomBotServer, dingtalk_server: DingtalkServer
):
    wecom_bot_server.say_next(Says({"errcode": 45002, "errmsg": "content size out of limit"}))
    with pytest.raises(PermanentFailure, match="45002"):
        WecomBot(wecom_bot_server.bot_url, clock=now).send(LETTER)
    dingtalk_server.say_next(Says({"errcode": 430104, "errmsg": "含有不合适的内容"}))
    with pytest.raises(PermanentFailure, match="430104 含有不合适的内容"):
        DingtalkRobot(dingtalk_server.robot_url, DING_SECRET, clock=now).send(LETTER)


@pytest.mark.parametrize("code", [130101, 410100, 90030])
def test_a_dingtalk_robot_that_posts_too_often_rests_ten_minutes(
    dingtalk_server: DingtalkServer, code: int
):
    dingtalk_server.say_next(Says({"errcode": code, "errmsg": "send too fast"}))
    post = DingtalkRobot(dingtalk_server.robot_url, DING_SECRET, clock=now)
    with pytest.raises(TemporaryFailure, match="send too fast") as failed:
        post.send(LETTER)
    assert failed.value.wait == timedelta(minutes=10)


@pytest.mark.parametrize(
    ("secret", "clock"), [("SECwrong", now), ("", now), (DING_SECRET, yesterday)]
)
def test_a_wrong_or_old_dingtalk_signature_is_the_fault_of_the_settings(
    dingtalk_server: DingtalkServer, secret: str, clock
):
    post = DingtalkRobot(dingtalk_server.robot_url, secret, clock=clock)
    with pytest.raises(TemporaryFailure, match=r"310000 sign not match.*check the settings"):
        post.send(LETTER)


@pytest.mark.parametrize(
    ("secret", "clock"), [("wrong", now), ("", now), (FEISHU_SECRET, yesterday)]
)
def test_a_wrong_or_old_feishu_signature_is_the_fault_of_the_settings(
    feishu_server: FeishuServer, secret: str, clock
):
    with pytest.raises(TemporaryFailure, match=r"19021 sign match fail.*check the settings"):
        FeishuRobot(feishu_server.robot_url, secret, clock=clock).send(LETTER)


@pytest.mark.parametrize("status", [200, 400])
def test_feishu_asks_for_rest_in_the_body_whatever_http_says(
    feishu_server: FeishuServer, status: int
):
    feishu_server.say_next(Says({"code": 11232, "msg": "frequency limited"}, status))
    with pytest.raises(TemporaryFailure, match="11232 frequency limited") as failed:
        FeishuRobot(feishu_server.robot_url, FEISHU_SECRET, clock=now).send(LETTER)
    assert failed.value.wait == timedelta(minutes=1)


def test_an_old_feishu_robot_says_yes_in_its_own_way(feishu_server: FeishuServer):
    feishu_server.say_next(Says({"Extra": None, "StatusCode": 0, "StatusMessage": "success"}))
    assert FeishuRobot(feishu_server.robot_url, FEISHU_SECRET, clock=now).send(LETTER) == "0"


@pytest.mark.parametrize(
    "body",
    ["", "<html>login</html>", "[]", "7", "{}", '{"errcode": "0"}', '{"errcode": true}',
     '{"code": null}', "[" * 60_000],
)  # fmt: skip
def test_an_answer_that_is_none_of_the_services_is_not_taken_for_a_yes(
    feishu_server: FeishuServer, wecom_bot_server: WecomBotServer, body: str
):
    feishu_server.say_next(Says(body))
    wecom_bot_server.say_next(Says(body))
    for post in (
        FeishuRobot(feishu_server.robot_url, FEISHU_SECRET, clock=now),
        WecomBot(wecom_bot_server.bot_url, clock=now),
    ):
        with pytest.raises(TemporaryFailure, match="answered 200 and no code that"):
            post.send(LETTER)


def test_a_yes_in_the_body_under_a_no_of_http_is_no_yes(feishu_server: FeishuServer):
    feishu_server.say_next(Says({"code": 0, "msg": "success"}, 404))
    with pytest.raises(TemporaryFailure, match="answered 404"):
        FeishuRobot(feishu_server.robot_url, FEISHU_SECRET, clock=now).send(LETTER)


def test_an_application_writes_to_one_person_with_a_token_fetched_once(wecom_server: WecomServer):
    with app(wecom_server) as post:
        for _ in range(3):
            assert post.send(LETTER) == "0 ok"
    assert wecom_server.tokens_fetched == 1
    first = wecom_server.messages[0]
    assert (first["touser"], first["agentid"], first["msgtype"]) == ("linxiaolan", AGENT, "text")
    assert first["text"] == {"content": "您有1项待办。"}


def test_a_token_is_fetched_anew_shortly_before_it_ends(wecom_server: WecomServer):
    moments = [now()]
    with app(wecom_server, clock=lambda: moments[-1]) as post:
        post.send(LETTER)
        moments.append(moments[0] + timedelta(minutes=114))
        post.send(LETTER)
        assert wecom_server.tokens_fetched == 1
        moments.append(moments[0] + timedelta(minutes=116))
        post.send(LETTER)
    assert wecom_server.tokens_fetched == 2


def test_a_token_that_ended_early_is_fetched_anew_and_the_letter_goes(wecom_server: WecomServer):
    with app(wecom_server) as post:
        post.send(LETTER)
        wecom_server.expire()  # 42001
        assert post.send(LETTER) == "0 ok"
        wecom_server.token += 1  # 40014: somebody else fetched one
        assert post.send(LETTER) == "0 ok"
    assert wecom_server.tokens_fetched == 3


def test_a_token_that_never_counts_is_fetched_no_more_than_twice(wecom_server: WecomServer):
    stale = Says({"errcode": 42001, "errmsg": "access_token expired"})
    token = Says({"errcode": 0, "access_token": "access-token-of-no-use", "expires_in": 7200})
    wecom_server.say_next(token, stale, token, stale)
    with app(wecom_server) as post, pytest.raises(TemporaryFailure, match="42001 access_token"):
        post.send(LETTER)
    assert len(wecom_server.asked) == 4


def test_a_wrong_secret_of_the_application_gives_up_no_letter(wecom_server: WecomServer):
    with app(wecom_server, "wrong") as post:
        with pytest.raises(TemporaryFailure, match="40001 invalid credential: check the settings"):
            post.send(LETTER)
        with pytest.raises(TemporaryFailure, match="40001"):
            post.check()
    assert not wecom_server.messages


@pytest.mark.parametrize("body", [{"errcode": 0}, {"errcode": 0, "access_token": 7}, "ok"])
def test_a_token_that_is_none_is_not_used(wecom_server: WecomServer, body):
    wecom_server.say_next(Says(body))
    with app(wecom_server) as post, pytest.raises(TemporaryFailure):
        post.send(LETTER)
    assert not wecom_server.messages


def test_a_person_whom_the_application_cannot_reach_is_final_although_the_code_is_zero(
    wecom_server: WecomServer,
):
    with app(wecom_server) as post:
        with pytest.raises(PermanentFailure, match="invaliduser"):
            post.send(Letter("<a@b>", "", "nobody", "s", ""))
        wecom_server.say_next(Says({"errcode": 0, "unlicenseduser": "linxiaolan"}))
        with pytest.raises(PermanentFailure, match="unlicenseduser"):
            post.send(LETTER)
        wecom_server.say_next(Says({"errcode": 81013, "errmsg": "user & party & tag all invalid"}))
        with pytest.raises(PermanentFailure, match="81013 user & party"):
            post.send(LETTER)
        assert post.send(LETTER) == "0 ok"


def test_a_webhook_is_signed_over_moment_and_body(webhook_server: WebhookServer):
    post = Webhook(f"{webhook_server.url}/in", WEBHOOK_SECRET, clock=now)
    assert post.send(LETTER) == "202 taken"
    [message] = webhook_server.messages
    assert message == {
        "id": "a@b", "to": "linxiaolan", "subject": LETTER.subject, "text": LETTER.short,
    }  # fmt: skip
    assert webhook_server.asked[0].path == "/in"


@pytest.mark.parametrize("status", [301, 302, 400, 401, 403, 404, 408, 410, 422])
def test_every_other_answer_to_a_webhook_is_final(webhook_server: WebhookServer, status: int):
    webhook_server.say_next(Says("no", status))
    post = Webhook(webhook_server.url, WEBHOOK_SECRET, clock=now)
    with pytest.raises(PermanentFailure, match=f"answered {status} no"):
        post.send(LETTER)


def test_a_wrong_secret_of_a_webhook_is_said(webhook_server: WebhookServer):
    with pytest.raises(PermanentFailure, match="401 wrong signature"):
        Webhook(webhook_server.url, "not-the-secret", clock=now).send(LETTER)
