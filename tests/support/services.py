"""Chat services and a webhook on loopback: real HTTP, real signatures, documented answers."""

import base64
import hashlib
import hmac
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

import pytest

S = TypeVar("S", bound="ServiceServer")
HOST = "127.0.0.1"
HOUR = 3600
BOT_KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
CORP, CORP_SECRET, AGENT = "ww1234567890abcdef", "corp-secret-0123456789", 1000002
DING_TOKEN, DING_SECRET = "ding-token-566cc69da782ec", "SECding0123456789abcdef"
HOOK, FEISHU_SECRET = "feishu-hook-7f0e-4a4b-9ad8", "feishu-secret-0123456789"
WEBHOOK_SECRET = "webhook-secret-0123456789"


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def data(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Says:
    """An answer; ``how`` may be ``hang`` or ``reset`` instead."""

    body: Any = ""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    how: str = "answer"

    @property
    def raw(self) -> bytes:
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


class ServiceServer(ThreadingHTTPServer):
    """Keeps what was asked; ``say_next(…)`` answers the next requests instead of the service."""

    daemon_threads, block_on_close = True, False

    def __init__(self) -> None:
        super().__init__((HOST, 0), _Handler)
        self.asked: list[Asked] = []
        self.connections = 0
        self.closing = threading.Event()
        self._next: list[Says] = []

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server_port}"

    @property
    def messages(self) -> list[Any]:
        """The bodies that were posted."""
        return [one.data for one in self.asked if one.method == "POST"]

    def say_next(self, *says: Says) -> None:
        self._next += says

    def reply(self, asked: Asked) -> Says:
        self.asked.append(asked)
        return self._next.pop(0) if self._next else self.answer(asked)

    def answer(self, asked: Asked) -> Says:
        return Says("not found", 404)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up is not worth a traceback."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ServiceServer

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_POST(self) -> None:
        target = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = Asked(
            self.command, target.path, dict(parse_qsl(target.query)), dict(self.headers), body
        )
        says = self.server.reply(asked)
        if says.how == "hang":
            self.server.closing.wait(10)
            self.close_connection = True
            return
        if says.how == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
            return
        self.send_response(says.status)
        for name, value in says.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(says.raw)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(says.raw)

    do_GET = do_HEAD = do_POST  # noqa: N815 - the library's names

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


class WecomBotServer(ServiceServer):
    """``/cgi-bin/webhook/send?key=…`` (developer.work.weixin.qq.com, 群机器人配置说明)."""

    @property
    def bot_url(self) -> str:
        return f"{self.url}/cgi-bin/webhook/send?key={BOT_KEY}"

    def answer(self, asked: Asked) -> Says:
        if asked.query.get("key") != BOT_KEY:
            return Says({"errcode": 93000, "errmsg": "invalid webhook url"})
        if not asked.data["text"]["content"]:
            return Says({"errcode": 44004, "errmsg": "text content is empty"})
        return Says({"errcode": 0, "errmsg": "ok"})


class WecomServer(ServiceServer):
    """``gettoken`` and ``message/send``; ``expire()`` ends the tokens there are."""

    def __init__(self) -> None:
        super().__init__()
        self.people = {"linxiaolan"}
        self.lasts = 2 * HOUR
        self.token = 0
        self.stale = False

    def expire(self) -> None:
        self.stale = True

    @property
    def tokens_fetched(self) -> int:
        return sum(one.path == "/cgi-bin/gettoken" for one in self.asked)

    def answer(self, asked: Asked) -> Says:
        if asked.path == "/cgi-bin/gettoken":
            return self._new_token(asked)
        if asked.query.get("access_token") != f"access-token-number-{self.token}":
            return Says({"errcode": 40014, "errmsg": "invalid access_token"})
        if self.stale:
            return Says({"errcode": 42001, "errmsg": "access_token expired"})
        to = asked.data["touser"]
        if to not in self.people:
            return Says({"errcode": 0, "errmsg": "ok", "invaliduser": to})
        return Says({"errcode": 0, "errmsg": "ok", "msgid": f"m{len(self.asked)}"})

    def _new_token(self, asked: Asked) -> Says:
        if asked.query != {"corpid": CORP, "corpsecret": CORP_SECRET}:
            return Says({"errcode": 40001, "errmsg": "invalid credential"})
        self.token += 1
        self.stale = False
        token = f"access-token-number-{self.token}"
        return Says({"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": self.lasts})


class DingtalkServer(ServiceServer):
    """``/robot/send?access_token=…&timestamp=…&sign=…`` (open.dingtalk.com, 自定义机器人)."""

    @property
    def robot_url(self) -> str:
        return f"{self.url}/robot/send?access_token={DING_TOKEN}"

    def answer(self, asked: Asked) -> Says:
        if asked.query.get("access_token") != DING_TOKEN:
            return Says({"errcode": 300005, "errmsg": "token is not exist"})
        moment = asked.query.get("timestamp", "0")
        made = _base64_hmac(DING_SECRET, f"{moment}\n{DING_SECRET}")
        old = abs(time.time() * 1000 - int(moment)) > HOUR * 1000
        if asked.query.get("sign") != made or old:
            said = "sign not match, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]"
            return Says({"errcode": 310000, "errmsg": said})
        return Says({"errcode": 0, "errmsg": "ok"})


class FeishuServer(ServiceServer):
    """``/open-apis/bot/v2/hook/…`` (open.feishu.cn, 自定义机器人使用指南)."""

    @property
    def robot_url(self) -> str:
        return f"{self.url}/open-apis/bot/v2/hook/{HOOK}"

    def answer(self, asked: Asked) -> Says:
        if not asked.path.endswith(f"/{HOOK}"):
            return Says(
                {"code": 19001, "data": {}, "msg": "param invalid: incoming webhook access"}
            )
        moment = asked.data.get("timestamp", "0")
        made = _base64_hmac(f"{moment}\n{FEISHU_SECRET}", "")
        if asked.data.get("sign") != made or abs(time.time() - int(moment)) > HOUR:
            said = "sign match fail or timestamp is not within one hour from current time"
            return Says({"code": 19021, "data": {}, "msg": said})
        return Says(
            {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"}
        )


class WebhookServer(ServiceServer):
    """A system of the bureau's own, checking as the manual tells it to."""

    def answer(self, asked: Asked) -> Says:
        if asked.method != "POST":
            return Says("post here", 405)
        signed = asked.headers["X-Rongcuo-Timestamp"].encode() + b"." + asked.body
        made = hmac.new(WEBHOOK_SECRET.encode(), signed, hashlib.sha256).hexdigest()
        if asked.headers["X-Rongcuo-Signature"] != f"sha256={made}":
            return Says("wrong signature", 401)
        return Says("taken", 202)


def _base64_hmac(key: str, text: str) -> str:
    made = hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()
    return base64.b64encode(made).decode()


@contextmanager
def serving(server: S) -> Iterator[S]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def wecom_bot_server() -> Iterator[WecomBotServer]:
    with serving(WecomBotServer()) as server:
        yield server


@pytest.fixture
def wecom_server() -> Iterator[WecomServer]:
    with serving(WecomServer()) as server:
        yield server


@pytest.fixture
def dingtalk_server() -> Iterator[DingtalkServer]:
    with serving(DingtalkServer()) as server:
        yield server


@pytest.fixture
def feishu_server() -> Iterator[FeishuServer]:
    with serving(FeishuServer()) as server:
        yield server


@pytest.fixture
def webhook_server() -> Iterator[WebhookServer]:
    with serving(WebhookServer()) as server:
        yield server
