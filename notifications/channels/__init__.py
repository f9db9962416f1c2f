"""The ways a letter can go. One recipient and one answer for each letter."""

from notifications.channels.errors import ChannelError, PermanentFailure, TemporaryFailure
from notifications.channels.folder import FolderChannel
from notifications.channels.protocol import Channel
from notifications.channels.smtp import SmtpChannel

__all__ = [
    "Channel",
    "ChannelError",
    "FolderChannel",
    "PermanentFailure",
    "SmtpChannel",
    "TemporaryFailure",
]
