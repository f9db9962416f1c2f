"""Which notice says what to whom, and the channels that carry it. Knows no database and no clock.

>>> from notifications import FolderChannel, Letter, SmtpChannel, message_id, render
"""

from notifications.catalogue import CATALOGUE, NoticeKind
from notifications.channels import (
    Channel,
    ChannelError,
    FolderChannel,
    PermanentFailure,
    SmtpChannel,
    TemporaryFailure,
)
from notifications.context import NoticeContext
from notifications.letters import Letter, message_id
from notifications.render import Rendered, UnknownNotice, render

__all__ = [
    "CATALOGUE",
    "Channel",
    "ChannelError",
    "FolderChannel",
    "Letter",
    "NoticeContext",
    "NoticeKind",
    "PermanentFailure",
    "Rendered",
    "SmtpChannel",
    "TemporaryFailure",
    "UnknownNotice",
    "message_id",
    "render",
]
