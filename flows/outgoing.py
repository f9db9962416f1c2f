"""How notices leave the house: SMTP where a server is set, else letters in a folder."""

from urllib.parse import urlsplit

from cases.letters import Sender
from notifications.channels.folder import FolderChannel
from notifications.channels.protocol import Channel
from notifications.channels.smtp import SmtpChannel
from rongcuo.settings import Settings
from storage.outbox import MAIL


def channel_of(settings: Settings) -> Channel:
    """The channel that the settings ask for."""
    if not settings.smtp_host:
        return FolderChannel(settings.folder("mail"), settings.mail_from)
    return SmtpChannel(
        settings.smtp_host,
        settings.smtp_port,
        settings.mail_from,
        user=settings.smtp_user or None,
        password=settings.smtp_password.get_secret_value() or None,
        starttls=settings.smtp_starttls,
    )


def channels_of(settings: Settings) -> dict[str, Channel]:
    """Every channel that is set up, by its name in the outbox."""
    return {MAIL: channel_of(settings)}


def sender_of(settings: Settings) -> Sender:
    """The name and address that notices bear; the domain of Message-IDs is the sender's own."""
    domain = settings.mail_from.rpartition("@")[2].rstrip("> ") or urlsplit(settings.url).hostname
    return Sender(settings.bureau_name, settings.url, domain or "localhost")
