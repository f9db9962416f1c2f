"""What people said to each other about a case."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class CommentView:
    """What somebody said; ``shown``: the officer and their unit read it, too."""

    seq: int
    at: datetime
    by: str
    role: str
    text: str
    shown: bool


def comments_of(events: Iterable[Mapping[str, Any]]) -> tuple[CommentView, ...]:
    """The comments among these entries of a history, in their order."""
    return tuple(_comment(one) for one in events if one["event"] == "comment")


def _comment(event: Mapping[str, Any]) -> CommentView:
    said = json.loads(event["body"])["data"]
    return CommentView(
        event["seq"], event["at"], event["actor_name"], event["role"], said["text"],
        said.get("shown", False),
    )  # fmt: skip
