"""What can go wrong with a step: one tree, data in fields; ``say`` makes the sentence."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from deadlines import SHANGHAI
from regulations.citing import in_english
from states.vocabulary import Refusal, Role, State

if TYPE_CHECKING:
    from states.transition import Event


class CaseError(Exception):
    """A refusal a person can act on; ``say(lang)`` is one sentence that says what to do."""

    refusal: ClassVar[Refusal | None] = None
    """What the history of attempts calls it; nothing where there was nothing to refuse."""

    def say(self, lang: str = "zh") -> str:
        """The sentence, in ``zh`` or ``en``."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.say()


def _roles(roles: tuple[Role, ...], lang: str) -> str:
    return "、".join(r.zh for r in roles) if lang == "zh" else ", ".join(r.en for r in roles)


@dataclass
class NotAllowed(CaseError):
    """The table grants this event to nobody in this state, or not to this person."""

    refusal = Refusal.NOT_ALLOWED
    event: "Event"
    state: State
    roles: tuple[Role, ...] = ()
    granted: tuple[Role, ...] = ()
    article: str | None = None

    def say(self, lang: str = "zh") -> str:
        zh = lang == "zh"
        if not self.granted:
            return (
                f"案件处于“{self.state.zh}”，不能办理“{self.event.zh}”；请先查看本案可办理的事项。"
                if zh
                else f"'{self.event.en}' cannot be done while the case is '{self.state.en}'; "
                "look at what is open to you on the case."
            )
        granted, held = _roles(self.granted, lang), _roles(self.roles, lang)
        return (
            f"“{self.event.zh}”须由{granted}办理"
            f"{f'（依据{self.article}）' if self.article else ''}；您在本案的身份：{held or '无'}。"
            if zh
            else f"'{self.event.en}' is for {granted}"
            f"{f' ({in_english(self.article)})' if self.article else ''}; your part in this case: "
            f"{held or 'none'}."
        )


@dataclass
class Conflict(CaseError):
    """Somebody else advanced the case first: ``by`` whom (``None``: the clock), and when."""

    refusal = Refusal.CONFLICT
    expected: int
    found: int
    by: str | None = None
    at: datetime | None = None

    def say(self, lang: str = "zh") -> str:
        if lang == "zh":
            return (
                f"案件已{self._first(lang)}更新（您所见为第{self.expected}版，"
                f"现为第{self.found}版）；请重新打开案件核对后再办理。"
            )
        return (
            f"The case was changed by {self._first(lang)} (you saw version {self.expected}, "
            f"it is now {self.found}); open it again, check, and repeat."
        )

    def _first(self, lang: str) -> str:
        """Who was first and when, by the clock in Shanghai."""
        if self.at is None:
            return "被他人" if lang == "zh" else "somebody else"
        when = f"{self.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        if lang == "zh":
            return f"由{self.by or Role.SYS.zh}于{when}"
        return f"{self.by or Role.SYS.en} at {when}"


@dataclass
class GuardFailed(CaseError):
    """A condition of the measures is not met; ``zh`` and ``en`` say what is missing.

    ``items``: the codes of the items of the pack that it is about, where it is about items.
    """

    refusal = Refusal.GUARD_FAILED
    zh: str
    en: str
    article: str | None = None
    items: tuple[str, ...] = ()

    def say(self, lang: str = "zh") -> str:
        if lang == "zh":
            return self.zh.rstrip("。") + (f"（{self.article}）" if self.article else "") + "。"
        said = self.en.rstrip(".") + (f" ({in_english(self.article)})" if self.article else "")
        return f"{said[:1].upper()}{said[1:]}."


class NotGranted(GuardFailed):
    """The condition is a right that others hold: nothing that is filled in otherwise meets it."""

    refusal = Refusal.NOT_ALLOWED


@dataclass
class Invalid(CaseError):
    """A field of the input breaks a rule."""

    refusal = Refusal.INVALID
    name: str
    zh: str
    en: str

    def say(self, lang: str = "zh") -> str:
        return (
            f"字段 {self.name}：{self.zh}。" if lang == "zh" else f"Field {self.name}: {self.en}."
        )


@dataclass
class NotFound(CaseError):
    """What was named does not exist."""

    kind_zh: str
    kind: str
    name: str
    known: tuple[str, ...] = ()

    def say(self, lang: str = "zh") -> str:
        name = self.name[:60]
        if lang == "zh":
            return f"没有{self.kind_zh}“{name}”" + (
                f"；可用：{'、'.join(self.known)}。" if self.known else "，请核对后再试。"
            )
        return f"There is no {self.kind} '{name}'" + (
            f"; known: {', '.join(self.known)}." if self.known else "; check it and try again."
        )
