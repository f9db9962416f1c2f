"""Digests as whoever asks may read them: everybody what is published, few what is not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from access.policy import Thing, may
from cases.digest_marks import marks_of
from cases.digest_rights import Open, Pair, open_digest, rights_in, rights_over
from cases.digest_steps import DEEDS, FEWEST
from cases.digest_writing import PARTS
from cases.rooms import held_by
from cases.standing import find_person, granted
from deadlines import local_day
from documents.sheet import Block, Form, Heading, Paragraph, Sheet
from documents.word import write_docx
from reports.digest_check import Finding, check
from states.errors import NotFound
from storage import Store, digests, records
from storage.digests import DigestRecord, Wanted
from storage.people import PersonRecord

STEPS: Mapping[str, Pair] = {
    "begin": ("起草", "Begun"),
    **{code: (deed.zh, deed.en) for code, deed in DEEDS.items()},
}
OFFERED = 50
"""Closed cases that are offered to be written about."""


@dataclass(frozen=True, slots=True)
class DigestLine:
    """A digest in a list; no case, no unit and no day of the case is in it."""

    number: str
    title: str
    field: str
    issue_type: str
    outcome: str
    articles: tuple[str, ...]
    state: str
    overtaken: bool
    published_on: date | None


@dataclass(frozen=True, slots=True)
class DigestRoom:
    """The published ones, narrowed; for those who write or approve also what waits, and for what.

    ``count`` is how many are published in all.
    """

    lines: tuple[DigestLine, ...]
    count: int
    topics: Mapping[str, Sequence[str]]
    waiting: tuple[DigestLine, ...]
    cases: tuple[str, ...]
    writes: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of the history, with the reason that was given."""

    at: datetime
    label: Pair
    actor: str
    reason: str


@dataclass(frozen=True, slots=True)
class DigestSheet:
    """A digest; all but ``line`` and ``texts`` only for who has a part in the case behind it.

    ``emptied``: its case was destroyed or anonymised, and it can only be withdrawn.
    ``saves`` is what a step expects, ``alike`` how many closed matters are of its field and kind.
    """

    line: DigestLine
    texts: Mapping[str, str]
    part: bool = False
    case: str | None = None
    saves: int = 0
    findings: tuple[Finding, ...] = ()
    moves: tuple[str, ...] = ()
    writes: bool = False
    alike: int = FEWEST
    steps: tuple[StepView, ...] = ()
    emptied: bool = False


def read_digests(store: Store, viewer: str, now: datetime, wanted: Wanted) -> DigestRoom:
    """The room as ``viewer`` may see it."""
    with store.read() as connection:
        person = granted(connection, viewer, Thing.DIGESTS, "R", local_day(now))
        found = digests.published(connection, wanted)
        works = held_by(person)
        waiting = [_line(one) for one, _ in _waiting(connection, person)]
        writes, cases = may(works, Thing.DIGESTS, "W"), list[str]()
        if writes:
            sitters = {person.id, *(one.lender_id for one in person.lent)}
            cases = [
                number
                for number in digests.closed_without(connection, sitters, OFFERED)
                if "W" in _rights(connection, person, number)
            ]
        return DigestRoom(
            tuple(map(_line, found)), digests.how_many(connection), digests.topics(connection),
            tuple(waiting), tuple(cases), writes,
        )  # fmt: skip


def digests_that_wait(store: Store, viewer: str, now: datetime) -> int:
    """How many wait for their hand: to be approved, to be written on, to be withdrawn."""
    with store.read() as connection:
        person = find_person(connection, viewer, local_day(now))
        return sum(_waits_for(person, *one) for one in _waiting(connection, person))


def read_digest(
    store: Store, viewer: str, number: str, now: datetime, *, bureau: str
) -> DigestSheet:
    """One digest; raises ``NotFound`` where it is not for them."""
    with store.read() as connection:
        person = granted(connection, viewer, Thing.DIGESTS, "R", local_day(now))
        digest = digests.digest_numbered(connection, number)
        if digest is None:
            raise NotFound("案例摘编", "digest", number)
        if not rights_over(connection, person, digest):
            if digest.state != "published" or digest.overtaken:
                raise NotFound("案例摘编", "digest", number)
            return DigestSheet(_line(digest), _texts(digest))
        return _whole(connection, open_digest(connection, viewer, number, now), bureau)


def export_digests(
    store: Store, viewer: str, now: datetime, wanted: Wanted, *, bureau: str
) -> bytes:
    """The published ones as one .docx, the newest first."""
    with store.read() as connection:
        granted(connection, viewer, Thing.DIGESTS, "R", local_day(now))
        found = digests.published(connection, wanted)
    blocks: list[Block] = []
    for place, one in enumerate(found, 1):
        texts = one.facts["texts"]
        blocks.append(Heading(1, f"{place}.", texts["title"]))
        for name, (zh, _) in PARTS.items():
            if name != "title":
                blocks.append(Heading(2, "", zh))
                blocks += [Paragraph(line) for line in texts[name].splitlines() if line.strip()]
    return write_docx(Sheet(Form.PLAIN, "容错纠错案例摘编", tuple(blocks), sender=bureau))


def digest_findings(
    store: Store, viewer: str, number: str, now: datetime, *, bureau: str
) -> tuple[Finding, ...]:
    """What the check finds in a digest now; for who has a part in the case. Raises ``NotFound``."""
    with store.read() as connection:
        found = open_digest(connection, viewer, number, now)
        return _findings(connection, found, bureau)


def digest_flaws(store: Store) -> list[tuple[str, int]]:
    """Digests whose history does not hold: number, and the first step that is broken."""
    with store.read() as connection:
        return list(digests.flaws(connection))


def _waiting(
    connection: Connection, person: PersonRecord
) -> list[tuple[DigestRecord, frozenset[str]]]:
    """Those that not everybody reads and they do, with their rights."""
    works = held_by(person)
    if not any(may(works, Thing.DIGESTS, letter) for letter in "WA"):
        return []
    found = [(one, rights_over(connection, person, one)) for one in digests.kept_back(connection)]
    return [(one, rights) for one, rights in found if rights]


def _waits_for(person: PersonRecord, digest: DigestRecord, rights: frozenset[str]) -> bool:
    if digest.overtaken:
        return "W" in rights
    wrote = person.username in digest.writers
    return wrote if digest.state == "draft" else "A" in rights and not wrote


def _whole(connection: Connection, found: Open, bureau: str) -> DigestSheet:
    digest = found.digest
    texts = _texts(digest)
    writes = "W" in found.rights and digest.state == "draft" and not digest.overtaken
    return DigestSheet(
        line=_line(digest),
        texts=texts,
        part=True,
        case=digest.case if found.case else None,
        saves=digest.saves,
        findings=() if digest.state == "withdrawn" else _findings(connection, found, bureau),
        moves=tuple(
            code for code, deed in DEEDS.items()
            if digest.state in deed.states and found.rights.intersection(deed.rights)
            and (code == "withdraw" or not (digest.overtaken or digest.emptied))
            and not (code == "approve" and found.person.username in digest.facts["writers"])
        ),
        writes=writes,
        alike=digests.alike(connection, digest.field, digest.issue_type),
        steps=tuple(map(_step, digests.steps_of(connection, digest.id))),
        emptied=digest.emptied,
    )  # fmt: skip


def _texts(digest: DigestRecord) -> Mapping[str, str]:
    """The text that counts now: of a draft what is being written, else what was submitted."""
    texts = digest.draft if digest.state == "draft" else digest.facts.get("texts", digest.draft)
    return {name: texts.get(name, "") for name in PARTS}


def _findings(connection: Connection, found: Open, bureau: str) -> tuple[Finding, ...]:
    """Where its texts tell the case; nothing is left to hold against where that is no more."""
    if found.case is None:
        return ()
    return check(_texts(found.digest), marks_of(connection, found.case, bureau))


def _rights(connection: Connection, person: PersonRecord, number: str) -> frozenset[str]:
    case = records.load_case(connection, number)
    return rights_in(person, case) if case else frozenset()


def _line(digest: DigestRecord) -> DigestLine:
    return DigestLine(
        digest.number, _texts(digest)["title"], digest.field, digest.issue_type,
        digest.outcome, digest.articles, digest.state, digest.overtaken,
        local_day(digest.published_at) if digest.published_at else None,
    )  # fmt: skip


def _step(one: digests.DigestStepRecord) -> StepView:
    return StepView(one.at, STEPS[one.step], one.actor, one.reason)
