"""How the states of tasks, notices and outcomes are shown: a word and a colour."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from states.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class Tag:
    """A short word on a coloured ground; ``zh`` is a message id."""

    zh: str
    tone: str = ""


TASK_TAGS: Mapping[str, Tag] = MappingProxyType(
    {
        "open": Tag("办理中", "brand"),
        "done": Tag("已了结", "green"),
        "paused": Tag("已暂停", "amber"),
        "lapsed": Tag("已届满", "red"),
    }
)
NOTICE_TAGS: Mapping[str, Tag] = MappingProxyType(
    {
        "delivered": Tag("已送达", "green"),
        "sent": Tag("已发出", "green"),
        "queued": Tag("待发送", "amber"),
        "dead": Tag("发送失败", "red"),
        "dropped": Tag("不再需要"),
    }
)


def outcome_tone(code: str) -> str:
    """Green where no blame is left, amber where it is made lighter."""
    if code in {Outcome.DUE_DILIGENCE, Outcome.EXEMPT}:
        return "green"
    return "amber" if code in {Outcome.LIGHTER, Outcome.MITIGATED} else ""
