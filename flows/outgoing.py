"""How notices leave the house: the channels that are set up, with their secrets opened."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from cases.hooks import RING as HOOKS
from cases.letters import Sender
from notifications.channels.dingtalk import DingtalkRobot
from notifications.channels.feishu import FeishuRobot
from notifications.channels.folder import FolderChannel
from notifications.channels.posting import BadUrl
from notifications.channels.protocol import Service
from notifications.channels.smtp import SmtpChannel
from notifications.channels.webhook import Webhook
from notifications.channels.wecom import WecomApp, WecomBot
from rongcuo.settings import SEALED, Settings, SettingsError
from storage.sealing import KeyRing, SealBroken, kept_ring, read_ring

RING = "settings"
TIMEOUT = 10.0


def channel_of(settings: Settings, timeout: float = 20) -> Service:
    """Letters: SMTP where a server is set, else a folder."""
    if not settings.smtp_host:
        return FolderChannel(settings.folder("mail"), settings.mail_from)
    return SmtpChannel(
        settings.smtp_host,
        settings.smtp_port,
        settings.mail_from,
        user=settings.smtp_user or None,
        password=secret(settings, "smtp_password") or None,
        starttls=settings.smtp_starttls and not settings.smtp_tls,
        implicit_tls=settings.smtp_tls,
        timeout=timeout,
    )


def _wecom_bot(settings: Settings, **given: Any) -> Service:
    return WecomBot(secret(settings, "wecom_bot_url"), **given)


def _wecom(settings: Settings, **given: Any) -> Service:
    corp, agent = settings.wecom_corp_id, settings.wecom_agent_id
    word = _needed(settings, "wecom_corp_id", "wecom_agent_id", "wecom_secret")
    return WecomApp(corp, word, agent, url=settings.wecom_url, **given)


def _dingtalk(settings: Settings, **given: Any) -> Service:
    url, word = secret(settings, "dingtalk_url"), secret(settings, "dingtalk_secret")
    return DingtalkRobot(url, word, **given)


def _feishu(settings: Settings, **given: Any) -> Service:
    url, word = secret(settings, "feishu_url"), secret(settings, "feishu_secret")
    return FeishuRobot(url, word, **given)


def _webhook(settings: Settings, **given: Any) -> Service:
    word = _needed(settings, "webhook_url", "webhook_secret")
    return Webhook(secret(settings, "webhook_url"), word, **given)


# Beside letters: the setting that turns a channel on, the one with its address, and its maker.
_CHATS: Mapping[str, tuple[str, str, Callable[..., Service]]] = {
    "wecom": ("wecom_corp_id", "wecom_url", _wecom),
    "wecom_bot": ("wecom_bot_url", "wecom_bot_url", _wecom_bot),
    "dingtalk": ("dingtalk_url", "dingtalk_url", _dingtalk),
    "feishu": ("feishu_url", "feishu_url", _feishu),
    "webhook": ("webhook_url", "webhook_url", _webhook),
}
CHANNELS = ("mail", *_CHATS)


def configured(settings: Settings) -> tuple[str, ...]:
    """The channels there are: ``mail`` always, by SMTP or as files, and what is set beside it."""
    chats = (name for name, (switch, *_) in _CHATS.items() if _shown(settings, switch))
    return ("mail", *chats)


def channel(settings: Settings, name: str, *, timeout: float = TIMEOUT) -> Service:
    """One channel by its name; raises ``SettingsError`` where it is not, or wrongly, set up."""
    if name == "mail":
        return channel_of(settings, timeout)
    if name not in CHANNELS:
        known = "、".join(CHANNELS)
        raise SettingsError(f"没有名为 {name} 的通道，只有 {known} · no such channel")
    switch, address, make = _CHATS[name]
    if not _shown(settings, switch):
        raise SettingsError(f"未设置 {_variable(switch)}，{name} 没有启用 · {name} is not set up")
    try:
        return make(settings, clock=lambda: datetime.now(UTC), timeout=timeout)
    except BadUrl as error:
        raise SettingsError(f"{_variable(address)} 须为 http 或 https 地址 · {error}") from None


def channels_of(settings: Settings) -> dict[str, Service]:
    """Every channel that is set up, by name."""
    return {name: channel(settings, name) for name in configured(settings)}


def secret(settings: Settings, name: str) -> str:
    """A secret setting in the open; raises ``SettingsError`` where its seal does not open."""
    text: str = getattr(settings, name).get_secret_value()
    if not text.startswith(SEALED):
        return text
    try:
        ring = kept_ring(settings.data_dir / "keys", RING)
        return ring.open(text.removeprefix(SEALED), f"settings/{name}")
    except SealBroken:
        raise SettingsError(
            f"{_variable(name)} 不是用本机密钥为它密封的，请用 rongcuo notify seal {name} 重新密封"
            " · sealed elsewhere or for another setting: seal it again"
        ) from None


def ring_of_hooks(settings: Settings) -> Callable[[], KeyRing]:
    """Opens what seals the addresses and secrets of the systems that are told of events."""
    return partial(read_ring, settings.folder("keys"), HOOKS, settings.crypto_suite)


def seal(settings: Settings, name: str, text: str) -> str:
    """The value for the settings that only this installation's keys open, and only as ``name``."""
    ring = read_ring(settings.folder("keys"), RING, settings.crypto_suite)
    return SEALED + ring.seal(text, f"settings/{name}")


def sender_of(settings: Settings) -> Sender:
    """The name and address that notices bear; the domain of Message-IDs is the sender's own."""
    domain = settings.mail_from.rpartition("@")[2].rstrip("> ") or urlsplit(settings.url).hostname
    return Sender(settings.bureau_name, settings.url, domain or "localhost")


def _needed(settings: Settings, *names: str) -> str:
    """The last of these settings, opened, where all of them are there."""
    for name in names:
        if not _shown(settings, name):
            raise SettingsError(f"还须设置 {_variable(name)} · {_variable(name)} is missing")
    return secret(settings, names[-1])


def _shown(settings: Settings, name: str) -> bool:
    value = getattr(settings, name)
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)


def _variable(name: str) -> str:
    return f"RONGCUO_{name.upper()}"
