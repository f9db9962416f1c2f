"""What may be done next in a case, by whom, and why something may not."""

from dataclasses import dataclass
from functools import cache

from states.forms.base import Form
from states.forms.files import AttachFile, SignPaper
from states.situation import Situation
from states.step import moves
from states.vocabulary import Role


@dataclass(frozen=True, slots=True)
class MoveView:
    """An event that the table knows in this state; ``reason`` says why it is refused."""

    event: str
    zh: str
    en: str
    allowed: bool
    reason: str | None
    reason_en: str | None
    article: str | None
    roles: tuple[str, ...]
    fields: tuple[tuple[str, str, bool], ...]


ELSEWHERE = (AttachFile, SignPaper)
"""Handing in a file, signing a paper."""


def moves_of(situation: Situation) -> tuple[MoveView, ...]:
    """Every move from here, allowed ones first, without the clock's own.

    What has a page and a command of its own is left out too.
    """
    found = [
        MoveView(
            event=move.event.code,
            zh=move.event.zh,
            en=move.event.en,
            allowed=move.refusal is None,
            reason=move.refusal.say("zh") if move.refusal else None,
            reason_en=move.refusal.say("en") if move.refusal else None,
            article=move.article,
            roles=tuple(str(role) for role in move.roles),
            fields=_fields(move.event.form),
        )
        for move in moves(situation)
        if set(move.roles) != {Role.SYS} and move.event.form not in ELSEWHERE
    ]
    return tuple(sorted(found, key=lambda move: not move.allowed))


@cache
def _fields(form: type[Form]) -> tuple[tuple[str, str, bool], ...]:
    """What a form asks for: name, title, whether it must be filled in."""
    return tuple(
        (name, field.title or name, field.is_required())
        for name, field in form.model_fields.items()
        if not field.exclude
    )
