"""WeCom (企业微信): the robot of a group, and messages of an application to one person."""

import json
import ssl
from datetime import datetime, timedelta

from notifications.channels.chat import ChatService, Robot, short_of, user_id
from notifications.channels.errors import PermanentFailure, TemporaryFailure
from notifications.channels.service import Clock
from notifications.letters import Letter

# Busy (-1), too often (45009: 20 messages a minute for a robot) or too many at once (45033).
LIMITS = {code: timedelta(minutes=1) for code in (-1, 45009, 45033)}
# Nobody of this id, or nobody whom the application may see; a text that is empty or too long.
FINAL = frozenset({40003, 44004, 45002, 46004, 60111, 81013})
STALE = frozenset({40014, 42001})
EARLY = timedelta(minutes=5)
API = "https://qyapi.weixin.qq.com"


class WecomBot(Robot):
    """The robot of a group (群机器人); its address is its key."""

    name = "wecom_bot"
    limits, final = LIMITS, FINAL

    def message(
        self, user: str, text: str, now: datetime
    ) -> tuple[dict[str, str], dict[str, object]]:
        """A text that calls one member."""
        return {}, {"msgtype": "text", "text": {"content": text, "mentioned_list": [user]}}


class _Stale(TemporaryFailure):
    """The access token counts no longer."""


class WecomApp(ChatService):
    """Messages of an application (应用消息), to one person each.

    Its access token lasts two hours; it is kept until shortly before, and fetched anew where the
    service says that it counts no longer.
    """

    name = "wecom"
    limits, final = LIMITS, FINAL

    def __init__(
        self,
        corp_id: str,
        secret: str,
        agent_id: int,
        *,
        clock: Clock,
        url: str = API,
        timeout: float = 10,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(url, secret, clock=clock, timeout=timeout, tls=tls)
        self._corp_id, self._agent = corp_id, agent_id
        self._token: tuple[str, datetime] | None = None

    def send(self, letter: Letter) -> str:
        """Send the short form to the one person."""
        message = {
            "touser": user_id(letter.to_address),
            "msgtype": "text",
            "agentid": self._agent,
            "text": {"content": short_of(letter)},
            # Two notices may read the same in their short form: both must be shown.
            "enable_duplicate_check": 0,
        }
        try:
            return self._say(message)
        except _Stale:
            self._token = None
            return self._say(message)

    def check(self) -> str:
        """Fetch an access token, which proves corporation and secret."""
        self._token = None
        self._valid_token()
        return self._post.where

    def unsettled(self, code: int, said: str) -> TemporaryFailure:
        """With a new token the letter may go at once."""
        return _Stale(f"{said}.") if code in STALE else super().unsettled(code, said)

    def _say(self, message: dict[str, object]) -> str:
        token, now = self._valid_token(), self._clock()
        body = self.judged(
            self._post.ask(
                json.dumps(message).encode(),
                path="/cgi-bin/message/send",
                query={"access_token": token},
                now=now,
            )
        )
        # With code 0 the service may still have left out the one whom it was for.
        for key in ("invaliduser", "unlicenseduser"):
            if body.get(key):
                raise PermanentFailure(
                    f"{self._post.where} sent nothing: the recipient is {key}. Check the user id "
                    "and who may see the application."
                )
        return self.said(body, 0)

    def _valid_token(self) -> str:
        now = self._clock()
        if self._token is None or self._token[1] <= now:
            self._token = self._fetched(now)
        return self._token[0]

    def _fetched(self, now: datetime) -> tuple[str, datetime]:
        try:
            body = self.judged(
                self._post.ask(
                    path="/cgi-bin/gettoken",
                    query={"corpid": self._corp_id, "corpsecret": self._secret},
                    now=now,
                )
            )
        except PermanentFailure as error:
            # Nothing that is wrong with us is the letter's fault.
            raise TemporaryFailure(str(error)) from error
        token, lasts = body.get("access_token"), body.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(lasts, int):
            raise TemporaryFailure(f"{self._post.where} gave no access token.")
        self._post.hide(token)
        return token, now + max(timedelta(seconds=lasts) - EARLY, timedelta())
