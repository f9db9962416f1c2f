"""Official papers of a case: looked at as a draft, signed once, printed as often as needed."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Literal

from sqlalchemy import Connection

from cases.advance import Request, advance_within
from cases.attempts import keep_attempt
from cases.eyes import Eyes, look_at
from cases.paper_words import words_of
from cases.standing import find_person, roles_in_case
from cases.views import case_file
from deadlines import local_day
from documents.catalogue import KINDS, PaperKind
from documents.context import PaperContext
from documents.markup import read_sheet
from documents.pdf import write_pdf
from documents.render import render_words
from documents.sheet import Form, Sheet
from documents.word import write_docx
from notifications.wording import zh_date
from states.errors import CaseError, GuardFailed, NotAllowed, NotFound
from states.events import EVENTS
from states.facts import Facts
from states.vocabulary import Role, State
from storage import Store, journal, papers, records
from storage.opening import next_number
from storage.packs import pack_by_id
from storage.papers import PaperRecord
from storage.records import CaseRecord

EVENT = "sign_paper"
SHOWN_DIGITS = 12
"""Digits of its hash that are printed on a paper, to find it by."""
Print = Literal["docx", "pdf"]


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """A paper as it looks now; ``signs`` where the viewer may sign it.

    ``version`` is that of the case it was made from.
    """

    record: PaperRecord
    kind: PaperKind
    sheet: Sheet
    signs: bool
    version: int
    context: PaperContext


def look_at_paper(
    store: Store, number: str, paper_id: int, now: datetime, *, viewer: str | None, bureau: str
) -> PaperSheet:
    """A paper of the case as it would be signed now, or as it was; raises ``NotFound``."""
    file = case_file(store, number, now)
    with store.read() as connection:
        case, eyes = look_at(connection, number, viewer, now)
        record = _paper(connection, case, eyes, paper_id)
        kind = KINDS[record.code]
        if record.state == "signed":
            text, context = _as_signed(connection, record)
        else:
            facts = Facts.read(case.facts)
            pack = pack_by_id(store, connection, case.pack_id)
            context = words_of(connection, record, file, facts, pack, bureau)
            text = template_in_use(connection, record.code)
        signs = record.state == "due" and not eyes.roles.isdisjoint(kind.signers)
    return PaperSheet(record, kind, as_printed(kind, text, context), signs, case.version, context)


def paper_again(connection: Connection, record: PaperRecord) -> Sheet:
    """A signed paper as it was signed, from what is kept of it; whoever asks was asked before."""
    text, context = _as_signed(connection, record)
    return as_printed(KINDS[record.code], text, context)


def print_paper(
    store: Store,
    number: str,
    paper_id: int,
    now: datetime,
    *,
    viewer: str | None,
    bureau: str,
    as_: Print,
) -> tuple[str, bytes]:
    """A file of the paper and its name; that it was taken is in the journal.

    Raises ``NotFound`` or ``NoFont``.
    """
    found = look_at_paper(store, number, paper_id, now, viewer=viewer, bureau=bureau)
    made = write_docx(found.sheet) if as_ == "docx" else write_pdf(found.sheet)
    if viewer:
        with store.write() as connection:
            person = find_person(connection, viewer, local_day(now))
            said = {"case": number, "paper": paper_id, "code": found.kind.code, "as": as_}
            journal.note(connection, "paper_taken", person, now, **said)
    return f"{number}-{found.kind.code}.{as_}", made


def sign_paper(
    store: Store,
    number: str,
    paper_id: int,
    by: str,
    now: datetime,
    *,
    bureau: str,
    expected: int | None = None,
) -> PaperRecord:
    """Sign a paper: it takes the next number of its kind and year, and is never changed again.

    ``expected`` is the version of the case that was looked at. Raises what refuses the step.
    """
    now = now.astimezone(UTC)
    draft = look_at_paper(store, number, paper_id, now, viewer=by, bureau=bureau)
    seen = draft.version if expected is None else expected
    try:
        with store.write() as connection:
            return _sign(store, connection, draft, by, now, seen)
    except CaseError as error:
        keep_attempt(store, number, by, EVENT, error, at=now)
        raise


def _sign(
    store: Store, connection: Connection, draft: PaperSheet, by: str, now: datetime, seen: int
) -> PaperRecord:
    record, kind, today = draft.record, draft.kind, local_day(now)
    case = records.load_case(connection, record.case)
    if case is None:
        raise NotFound("案件", "case", record.case)
    person = find_person(connection, by, today)
    facts = Facts.read(case.facts)
    roles = roles_in_case(person, case, facts)
    if roles.isdisjoint(kind.signers):
        raise NotAllowed(
            EVENTS[EVENT], State(case.state), tuple(r for r in Role if r in roles),
            kind.signers, "第十一条",
        )  # fmt: skip
    if record.state != "due":
        raise GuardFailed("该文书已经签发", "this paper is signed already")
    number = _next(connection, kind, today)
    context: PaperContext = {
        **draft.context, "number": number or "", "date": zh_date(today), "drafted": False,
    }  # fmt: skip
    text = template_in_use(connection, record.code)
    words = sha256(render_words(text, context).encode()).hexdigest()
    data = json.dumps(context, ensure_ascii=False, sort_keys=True)
    template = papers.keep_text(connection, text)
    papers.sign(
        connection, record.id, number=number, signed_seq=case.version + 1, signed_on=today,
        signed_by=person.id, template=template, data=data, words_sha256=words,
    )  # fmt: skip
    made_from = {"template": template, "data": sha256(data.encode()).hexdigest(), "words": words}
    said = {"seq": record.seq, "code": record.code, "number": number}
    said |= {name: f"sha256:{digest}" for name, digest in made_from.items()}
    advance_within(store, connection, record.case, Request(EVENT, by, said, seen), now=now)
    return papers.paper(connection, case.id, record.id) or record


def _next(connection: Connection, kind: PaperKind, day: date) -> str | None:
    """The next number of that kind and year, without a gap; given back if signing fails."""
    if not kind.word:
        return None
    return f"{kind.word}〔{day.year}〕{next_number(connection, f'paper {kind.code}', day.year)}号"


def _as_signed(connection: Connection, record: PaperRecord) -> tuple[str, PaperContext]:
    """The template and the facts it was made from."""
    context: PaperContext = json.loads(record.data or "{}")
    return papers.text_of(connection, record.template or "") or "", context


def template_in_use(connection: Connection, code: str) -> str:
    """What a paper of that code is made from today: the bureau's own text, or the shipped one."""
    return papers.text_in_use(connection, code) or shipped(code)


@cache
def shipped(code: str) -> str:
    """The template that comes with the program."""
    return (files("templates") / "documents" / f"{code}.j2").read_text("utf-8")


def _paper(connection: Connection, case: CaseRecord, eyes: Eyes, paper_id: int) -> PaperRecord:
    """The paper, where its event is for them; of a draft, whoever works on the case alone."""
    found = papers.paper(connection, case.id, paper_id)
    if found and eyes.paper({"event": found.event, "code": found.code, "state": found.state}):
        return found
    raise NotFound("文书", "paper", str(paper_id))


def as_printed(kind: PaperKind, text: str, context: PaperContext) -> Sheet:
    """The sheet with what the catalogue adds: the red name, the number, who printed it."""
    words = render_words(text, context)
    sheet, bureau = read_sheet(words, kind.form), context["bureau"]
    number = context["number"] or (f"{kind.word}〔　　〕　号" if kind.word else "")
    printed = (f"{bureau}办公室", context["date"] or "　年　月　日")
    return replace(
        sheet,
        mark="" if kind.form is Form.PLAIN else sheet.mark or f"{bureau}{kind.red}",
        number=number,
        printed=printed if kind.form in {Form.RED_HEAD, Form.MINUTES} else None,
        check="" if context["drafted"] else sha256(words.encode()).hexdigest()[:SHOWN_DIGITS],
    )
