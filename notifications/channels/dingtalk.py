"""DingTalk (钉钉): the custom robot of a group."""

from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import digest
from typing import ClassVar

from notifications.channels.chat import Robot


class DingtalkRobot(Robot):
    """A custom robot (自定义机器人), signed (加签) where it has a secret."""

    name = "dingtalk"
    # More than 20 messages in a minute close the robot for ten.
    limits: ClassVar = {
        -1: timedelta(minutes=1),
        90030: timedelta(minutes=10),
        130101: timedelta(minutes=10),
        410100: timedelta(minutes=10),
    }
    # Texts and links that the service does not let through.
    final = frozenset({430101, 430102, 430103, 430104})

    def message(
        self, user: str, text: str, now: datetime
    ) -> tuple[dict[str, str], dict[str, object]]:
        """A text that calls one member; the id must stand in the text, too."""
        said = {"content": f"{text}\n@{user}"}
        return self._signature(now), {
            "msgtype": "text",
            "text": said,
            "at": {"atUserIds": [user], "isAtAll": False},
        }

    def _signature(self, now: datetime) -> dict[str, str]:
        if not self._secret:
            return {}
        moment = str(round(now.timestamp() * 1000))
        made = digest(self._secret.encode(), f"{moment}\n{self._secret}".encode(), sha256)
        return {"timestamp": moment, "sign": b64encode(made).decode()}
