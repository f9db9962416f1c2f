"""Feishu (飞书): the custom robot of a group."""

from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import digest
from typing import ClassVar

from notifications.channels.chat import Robot


class FeishuRobot(Robot):
    """A custom robot (自定义机器人), signed (签名校验) where it has a secret."""

    name = "feishu"
    # Robots were once answered with StatusCode alone.
    code, words = ("code", "StatusCode"), "msg"
    # A hundred messages in a minute, five in a second.
    limits: ClassVar = {11232: timedelta(minutes=1), 11233: timedelta(minutes=1)}

    def message(
        self, user: str, text: str, now: datetime
    ) -> tuple[dict[str, str], dict[str, object]]:
        """A text that calls one member; only our own tag may call anybody."""
        said = {"text": f'<at user_id="{user}"></at> {text.replace("<", "＜")}'}
        return {}, {**self._signature(now), "msg_type": "text", "content": said}

    def _signature(self, now: datetime) -> dict[str, str]:
        """Not as DingTalk's: moment and secret are the key, and nothing is what is signed."""
        if not self._secret:
            return {}
        moment = str(int(now.timestamp()))
        made = digest(f"{moment}\n{self._secret}".encode(), b"", sha256)
        return {"timestamp": moment, "sign": b64encode(made).decode()}
