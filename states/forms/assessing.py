"""Forms of the assessment: each item answered with its evidence (第七条至第十六条)."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from states.facts import Answered, Exhibit, Report, Sheet
from states.forms.base import Entry, Form, Line, Text

if TYPE_CHECKING:
    from states.situation import Situation


class EvidenceEntry(Entry):
    """A piece of evidence: what it is, and where it comes from."""

    title: Line
    source: Line | None = None


class AddEvidence(Form):
    """登记证据: pieces of evidence get numbers, E1 and on, by which answers name them."""

    items: Annotated[
        tuple[EvidenceEntry, ...],
        Field(min_length=1, max_length=100, title="证据", description="pieces of evidence"),
    ]
    share: Annotated[
        bool, Field(title="列入同一事项各案", description="put on the list of every case of it")
    ] = False

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The list, longer by these."""
        held, day = at.facts.evidence, self.day(at.today)
        added = (
            Exhibit(
                number=f"E{n}", title=item.title, source=item.source, by=at.actor.person, on=day,
                shared=self.share,
            )
            for n, item in enumerate(self.items, start=len(held) + 1)
        )  # fmt: skip
        return {"evidence": (*held, *added)}


class LinkItems(Form):
    """关联清单事项: the duties or enforcement items that the matter is about (第三条、第六条)."""

    list_items: Annotated[
        tuple[Line, ...],
        Field(
            max_length=50,
            title="清单事项",
            description="codes in force on the day of the event; they take the place of all before",
        ),
    ]
    share: Annotated[
        bool, Field(title="列入同一事项各案", description="the same in every case of the matter")
    ] = False

    def learn(self, at: "Situation") -> dict[str, Any]:
        """What the case is linked to."""
        return {"list_items": self.list_items}


class ItemAnswer(Entry):
    """Yes, no or not known (``null``), with the evidence it rests on."""

    value: Annotated[bool | None, Field(strict=True)]
    evidence: Annotated[tuple[Line, ...], Field(max_length=50)] = ()
    note: Text | None = None


def _bare(given: object) -> object:
    """A bare yes, no or null is an answer without evidence."""
    return given if isinstance(given, dict) else {"value": given}


Answers = Annotated[
    dict[str, Annotated[ItemAnswer, BeforeValidator(_bare)]],
    Field(
        max_length=200,
        title="逐项认定",
        description='item code to true, false, null (unknown), or {"value", "evidence", "note"}',
    ),
]
Others = Annotated[
    Literal["no", "unknown"] | None,
    Field(title="其余各项", description="how every item without an answer is answered"),
]


class AssessItems(Form):
    """逐项认定: answers as they are found; a later answer takes the place of an earlier one."""

    answers: Answers = {}
    others: Others = None

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The sheet with these answers, and who gave them."""
        return {"sheet": self.filled(at)}

    def filled(self, at: "Situation") -> Sheet:
        """The sheet after this form.

        An item answered as a whole drops what was said of its sub-facts, and the other way round.
        """
        held = at.facts.sheet
        kept = {c: a for c, a in held.answers.items() if not any(_same(c, n) for n in self.answers)}
        day, person = self.day(at.today), at.actor.person
        given = {
            code: Answered(value=a.value, evidence=a.evidence, note=a.note, by=person, on=day)
            for code, a in self.answers.items()
        }
        return Sheet(answers={**kept, **given}, others=self.others or held.others)


def _same(held: str, new: str) -> bool:
    """Whether one speaks of the other: an item and its own sub-facts."""
    return held == new or held.startswith(f"{new}.") or new.startswith(f"{held}.")


class SubmitReport(AssessItems):
    """报送审查报告: the whole sheet, and what it says in words."""

    summary: Annotated[Text, Field(title="审查报告", description="the report")]

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The report, with its author and day, and what its answers suggest."""
        sheet = self.filled(at)
        found = at.pack.assessor.assess(sheet.values(at.pack.asked()))
        report = Report(
            author=at.actor.person, on=self.day(at.today), suggestions=found.suggestions
        )
        return {"sheet": sheet, "report": report, "review_paused_on": None}
