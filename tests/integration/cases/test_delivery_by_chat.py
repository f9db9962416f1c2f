"""Notices of a real case over a real HTTP server: what is told, tried again and given up."""

from datetime import UTC, datetime

from support.bureau import OFFICER, UNIT, Bureau, at
from support.letters import deliver, notices
from support.services import (
    AGENT,
    CORP,
    CORP_SECRET,
    WEBHOOK_SECRET,
    Says,
    WebhookServer,
    WecomServer,
)

from cases.delivery import RETRIES
from notifications.channels.webhook import Webhook
from notifications.channels.wecom import WecomApp

OPENED = "2026-03-02"


def now() -> datetime:
    return datetime.now(UTC)


def webhook(server: WebhookServer) -> Webhook:
    return Webhook(server.url, WEBHOOK_SECRET, clock=now, timeout=5)


def test_a_chat_is_told_a_day_and_a_way_and_nothing_of_the_case(
    bureau: Bureau, webhook_server: WebhookServer
):
    bureau.open(OPENED, informed_on=OPENED)
    assert deliver(bureau, webhook(webhook_server), OPENED).sent == 2
    assert {one["to"] for one in webhook_server.messages} == {
        f"{OFFICER}@example.invalid", f"{UNIT}@example.invalid",
    }  # fmt: skip
    assert {n.answer for n in notices(bureau)} == {"202 taken"}
    for message in webhook_server.messages:
        said = message["subject"] + message["text"]
        assert message["text"].startswith("【容错纠错】您有1项")
        for fact in (bureau.number, "孙皓", "在线监测", "RC-2026"):
            assert fact not in said


def test_what_a_webhook_answers_decides_whether_it_is_tried_again(
    bureau: Bureau, webhook_server: WebhookServer
):
    bureau.open(OPENED, informed_on=OPENED)
    webhook_server.say_next(Says("later", 503), Says("no such person", 404))
    done = deliver(bureau, webhook(webhook_server), OPENED)
    assert (done.retried, done.dead) == (1, 1)
    assert deliver(bureau, webhook(webhook_server), at(OPENED) + RETRIES[0]).sent == 1
    ids = [one["id"] for one in webhook_server.messages]
    assert len(ids) == 3
    assert len(set(ids)) == 2  # what is sent again bears the same id


def test_an_error_under_http_200_is_not_recorded_as_sent(bureau: Bureau, wecom_server: WecomServer):
    bureau.open(OPENED, informed_on=OPENED)
    wecom_server.people = {f"{OFFICER}@example.invalid"}
    post = WecomApp(CORP, CORP_SECRET, AGENT, url=wecom_server.url, clock=now, timeout=5)
    done = deliver(bureau, post, OPENED)
    assert (done.sent, done.dead) == (1, 1)
    [given_up] = notices(bureau, state="dead")
    assert given_up.role == "UPO"
    assert "invaliduser" in given_up.answer


def test_a_service_that_asks_for_rest_is_asked_once_and_nothing_is_lost(
    bureau: Bureau, wecom_server: WecomServer
):
    bureau.open(OPENED, informed_on=OPENED)
    wecom_server.people = {f"{name}@example.invalid" for name in (OFFICER, UNIT)}
    post = WecomApp(CORP, CORP_SECRET, AGENT, url=wecom_server.url, clock=now, timeout=5)
    wecom_server.say_next(Says({"errcode": 45009, "errmsg": "api freq out of limit"}))
    assert deliver(bureau, post, OPENED).retried == 2
    assert len(wecom_server.asked) == 1
    assert deliver(bureau, post, at(OPENED) + RETRIES[0]).sent == 2
