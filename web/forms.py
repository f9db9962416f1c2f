"""A form that comes back: what was typed, and what is wrong beside the field it is wrong in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fastapi import Request

from states.errors import CaseError, Invalid, NotGranted
from web.rendering import language


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, what is wrong by field, and what is wrong with the whole."""

    given: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""

    @property
    def status(self) -> int:
        """What the page that shows it answers."""
        return 422 if self.wrong or self.refusal else 200

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.given.get(name, "")


def typed(request: Request, refusal: CaseError, given: Mapping[str, str]) -> Typed:
    """A refusal beside its field, where the form has it; ``--issued-on`` is ``issued_on`` here."""
    lang, refusal = language(request), mendable(refusal)
    if isinstance(refusal, Invalid):
        name = refusal.name.lstrip("-").replace("-", "_")
        for field_ in (name, name.lower()):
            if field_ in given:
                said = f"{refusal.zh}。" if lang == "zh" else f"This {refusal.en}."
                return Typed(given, {field_: said})
    return Typed(given, refusal=refusal.say(lang))


def mendable(refusal: CaseError) -> CaseError:
    """A refusal that a form may come back with; raises it where others hold the right."""
    if isinstance(refusal, NotGranted):
        raise refusal
    return refusal


def day(text: str, name: str) -> date | None:
    """A day as browsers send it; ``None`` where none is given. Raises ``Invalid``."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(name, "日期写作 2026-03-09", "is a day such as 2026-03-09") from None


def the_day(text: str, name: str) -> date:
    """The same where one must be given."""
    found = day(text, name)
    if found is None:
        raise Invalid(name, "必填", "is required")
    return found
