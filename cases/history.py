"""Prove the history: every chain recomputed, and every row compared with what its events say."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from cases.journal import journal_flaws
from cases.proven_roles import role_flaws
from cases.recording import items_said, merged_facts, parts_said
from cases.remnants import emptied_named, retention_flaws
from cases.unit_flaws import unit_flaws
from deadlines import local_day
from states.facts import Facts
from states.vocabulary import State
from storage import Store, follow_up, follow_up_notes, lines, proofs, side_chains, tallies
from storage.chain import GENESIS, HASHES, link
from storage.emptying import EMPTIED, emptied_cases
from storage.journal import last_number
from storage.proofs import ProvenPaper, ProvenTask

CLOSING = {"done", "lapsed"}
SHOWN = ("case", "seq", "at", "event", "from", "to", "actor", "role", "key")
WHOLE = {*SHOWN, "learned", "tasks", "papers", "data"}
FINAL = {state.value for state in State if state.final}


@dataclass(frozen=True, slots=True)
class Flaw:
    """Where a case's record departs from its own history; ``seq`` of the first event, or none."""

    case: str
    seq: int | None
    zh: str
    en: str


@dataclass(slots=True)
class Proof:
    """What was verified, and every flaw found."""

    cases: int = 0
    events: int = 0
    flaws: list[Flaw] = field(default_factory=list)
    entries: int = 0
    """Of the journal."""
    emptied: tuple[tuple[str, str], ...] = ()
    """Cases whose contents were destroyed, each with the appraisal after which."""


def verify(store: Store) -> Proof:
    """Verify every case, one at a time; the first broken event of each chain is named."""
    proof = Proof()
    with store.read() as connection:
        emptied = emptied_cases(connection)
        for case in proofs.cases_to_prove(connection):
            proof.cases += 1
            if case.id in emptied:
                proof.flaws += _emptied_flaws(connection, case, proof)
                continue
            told = _Told()
            for event in proofs.events_of(connection, case.id):
                proof.events += 1
                if (flaw := _link_flaw(case, event, told)) is not None:
                    proof.flaws.append(flaw)
                    break
                told.take(event)
            else:
                proof.flaws += _row_flaws(case, told)
                proof.flaws += _task_flaws(case, told, proofs.tasks_of(connection, case.id))
                proof.flaws += _paper_flaws(case, told, proofs.papers_of(connection, case.id))
                proof.flaws += _part_flaws(connection, case, told)
        spoilt = {flaw.case for flaw in proof.flaws}
        proof.flaws += [
            Flaw(number, None, "案件列表与案件不符", "its line in lists differs from the case")
            for number in lines.untrue_lines(connection)
            if number not in spoilt
        ]
        proof.flaws += [
            Flaw(
                "statistics",
                None,
                f"统计合计“{figure}”与台账不符，可用 rongcuo ledger-rebuild 重做",
                f"the figures of “{figure}” are not those of the ledger; rongcuo ledger-rebuild "
                "makes them anew",
            )
            for figure in sorted({str(key[0]) for key in tallies.untrue(connection)})
        ]
        proof.flaws += [
            Flaw(number, None, "案件没有任何办理记录", "the case has no history")
            for number in proofs.cases_without_events(connection)
        ]
        proof.flaws += [
            Flaw(number, None, "事项登记缺失", "a registered matter is missing")
            for number in proofs.missing_matters(connection)
        ]
        proof.flaws += [
            Flaw(
                "templates",
                None,
                f"文书模板 {digest[:12]} 被改动",
                f"template {digest[:12]} was altered",
            )
            for digest in proofs.false_paper_texts(connection)
        ]
        proof.flaws += [
            Flaw(
                "follow-up",
                None,
                f"整改跟踪报告 {period} {scope} 与签发时不符",
                f"follow-up report {period} {scope} is not what was issued",
            )
            for period, scope in sorted(
                {*follow_up.false_reports(connection), *follow_up_notes.false_notes(connection)}
            )
        ]
        proof.flaws += [Flaw("journal", *flaw) for flaw in journal_flaws(connection)]
        proof.flaws += [Flaw("roles", *flaw) for flaw in role_flaws(connection)]
        proof.flaws += [Flaw(of, None, *said) for of, *said in retention_flaws(connection)]
        proof.flaws += [Flaw(of, None, *said) for of, *said in unit_flaws(connection)]
        proof.flaws += side_flaws(connection)
        proof.emptied = emptied_named(connection)
        proof.entries = last_number(connection)
    return proof


def side_flaws(connection: Connection) -> list[Flaw]:
    """Alerts and digests whose chain does not hold, by their number."""
    return [
        Flaw(number, seq, "哈希链断裂", "the hash chain is broken here")
        for number, seq in side_chains.flaws(connection)
    ]


def _emptied_flaws(connection: Connection, case: proofs.ProvenCase, proof: Proof) -> Iterator[Flaw]:
    """An emptied case says nothing any more: its hashes still follow each other to its head."""
    seq, head = 0, GENESIS
    for event in proofs.events_of(connection, case.id):
        proof.events += 1
        seq += 1
        if event.seq != seq or event.previous != head or event.body != EMPTIED:
            yield Flaw(case.number, event.seq, "哈希链断裂", "the hash chain is broken here")
            return
        head = event.hash
    if (head, seq) != (case.head, case.version):
        yield Flaw(case.number, None, "案件的 head 与办理记录不符", "head differs from the history")


@dataclass(slots=True)
class _Told:
    """What the events so far say of the case."""

    seq: int = 0
    head: str = GENESIS
    state: str | None = None
    at: datetime | None = None
    facts: str = "{}"
    tasks: dict[tuple[str, int], ProvenTask] = field(default_factory=dict)
    papers: dict[tuple[int, str], ProvenPaper] = field(default_factory=dict)
    first: dict[str, Any] = field(default_factory=dict)
    window: str | None = None
    rounds: dict[str, int] = field(default_factory=dict)
    seats: dict[str, str | None] = field(default_factory=dict)

    def take(self, event: proofs.ProvenEvent) -> None:
        body = json.loads(event.body)
        self.seq, self.head, self.state, self.at = event.seq, event.hash, body["to"], event.at
        self.facts = merged_facts(self.facts, body["learned"])
        if not self.first:
            self.first = body
            self.seats = {"HND": body.get("handler"), "SUP": body.get("supervisor")}
        if event.event == "reassign":
            self.seats[body["data"]["role"]] = body["data"]["person"]
        for change in body["tasks"]:
            if change["op"] == "open":
                self.rounds[change["kind"]] = event.seq
            if change["kind"] == "application_window" and change["op"] in {"open", "recount"}:
                self.window = change["due_on"]
            key = change["kind"], self.rounds.get(change["kind"], 0)
            self.tasks[key] = _changed(self.tasks.get(key), change, event.at)
        self.papers |= {(event.seq, code): ProvenPaper() for code in body["papers"]}
        if event.event == "sign_paper":
            self.papers[body["data"]["seq"], body["data"]["code"]] = _signed(event, body["data"])


def _signed(event: proofs.ProvenEvent, said: dict[str, Any]) -> ProvenPaper:
    """The paper that this event signed, as its row must say."""
    hashes = (said[name].partition(":")[2] for name in ("template", "data", "words"))
    day = local_day(event.at)
    return ProvenPaper("signed", said["number"], event.seq, day, event.actor, *hashes)


def _changed(held: ProvenTask | None, change: dict[str, Any], at: datetime) -> ProvenTask:
    """The task after one change of it, as its row must say."""
    op = change["op"]
    closes, opens = op in CLOSING, op == "open"
    runs = {"resume": "open", "extend": "open", "pause": "paused", "recount": held and held.state}
    return ProvenTask(
        state=runs.get(op) or op,
        started_on=date.fromisoformat(change["started_on"]),
        due_on=date.fromisoformat(change["due_on"]),
        provisional=change["provisional"],
        left=held.left if held and closes else change["left"],
        moves=held.moves + (not closes) if held and not opens else 0,
        opened_at=held.opened_at if held else at,
        closed_at=at if closes else None,
    )


def _link_flaw(case: proofs.ProvenCase, event: proofs.ProvenEvent, told: _Told) -> Flaw | None:
    if event.seq != told.seq + 1:
        return Flaw(case.number, event.seq, "办理记录缺失", "an event is missing before this one")
    if event.algorithm not in HASHES:
        return Flaw(case.number, event.seq, "算法不明", "an unknown algorithm")
    made = link(event.previous, event.body, event.algorithm)
    if event.previous != told.head or made != event.hash:
        return Flaw(case.number, event.seq, "哈希链断裂", "the hash chain is broken here")
    body = _read(event.body)
    if body is None:
        return Flaw(case.number, event.seq, "正文无法读取", "the body cannot be read")
    shown = (
        case.number, event.seq, event.at.isoformat(), event.event, event.from_state,
        event.to_state, event.actor, event.role, event.key,
    )  # fmt: skip
    if shown != tuple(body[name] for name in SHOWN) or body["from"] != told.state:
        return Flaw(case.number, event.seq, "记录列与正文不符", "columns and body differ")
    return None


def _read(text: str) -> dict[str, Any] | None:
    """The body, or ``None`` where somebody rewrote it so that it says too little."""
    try:
        body = json.loads(text)
    except ValueError:
        return None
    return body if isinstance(body, dict) and body.keys() >= WHOLE else None


def _row_flaws(case: proofs.ProvenCase, told: _Told) -> Iterator[Flaw]:
    if case.matter_number is None:
        yield Flaw(case.number, None, "案件所属事项缺失", "the matter of the case is missing")
        return
    decision = json.loads(told.facts).get("decision")
    first = told.first
    checks = (
        ("head", case.head, told.head),
        ("version", case.version, told.seq),
        ("state", case.state, told.state),
        ("facts", case.facts, told.facts),
        ("outcome", case.outcome, decision["outcome"] if decision else None),
        ("window_last_day", case.window_last_day and case.window_last_day.isoformat(), told.window),
        ("officer", case.officer, first.get("officer")),
        ("handler", case.handler, told.seats.get("HND")),
        ("supervisor", case.supervisor, told.seats.get("SUP")),
        ("subject", case.subject, first["data"].get("subject")),
        ("track", case.track, first["data"].get("track")),
        ("organ", case.organ, first["data"].get("organ")),
        ("started_on", case.started_on.isoformat(), first["data"].get("started_on")),
        ("start_document", case.start_document, first["data"].get("start_document")),
        ("report_kind", case.report_kind, first["data"].get("report_kind", "none")),
        ("party", case.party, first["data"].get("party")),
        (
            "occurred_on",
            case.occurred_on and case.occurred_on.isoformat(),
            first["data"].get("occurred_on"),
        ),
        ("cases of the matter", case.siblings, len(first["data"].get("officers", ()))),
        ("matter", case.matter_number, case.number.rpartition("-")[0]),
        ("matter's key", case.matter_key, first.get("key")),
        ("earlier number", case.earlier_number, first["data"].get("earlier_number")),
        ("matter's opened_at", case.matter_opened_at.isoformat(), first.get("at")),
        ("opened_at", case.opened_at.isoformat(), first.get("at")),
        ("changed_at", case.changed_at, told.at),
        ("closed_at", case.closed_at, told.at if case.state in FINAL else None),
        ("unit", case.unit, first.get("unit")),
        ("pack", case.pack, first.get("pack")),
    )
    for name, found, said in checks:
        if found != said:
            yield Flaw(
                case.number, None,
                f"案件的 {name} 与办理记录不符", f"{name} differs from the history",
            )  # fmt: skip


def _part_flaws(connection: Connection, case: proofs.ProvenCase, told: _Told) -> Iterator[Flaw]:
    """Whether lists ask what the facts say: who reviews, who keeps out, which items are met."""
    try:
        facts = Facts.read(told.facts)
    except ValueError:
        yield Flaw(case.number, None, "案件事实无法读取", "the facts cannot be read")
        return
    if lines.parts_of(connection, case.id) != parts_said(facts):
        yield Flaw(
            case.number, None, "审查人、回避人与办理记录不符",
            "who reviews or keeps out differs from the history",
        )  # fmt: skip
    if lines.items_of(connection, case.id) != items_said(facts):
        yield Flaw(case.number, None, "情形与办理记录不符", "the items met differ from the history")


def _task_flaws(
    case: proofs.ProvenCase, told: _Told, rows: Iterator[tuple[tuple[str, int], ProvenTask]]
) -> Iterator[Flaw]:
    held = defaultdict[tuple[str, int], list[ProvenTask]](list)
    for key, row in rows:
        held[key].append(row)
    for key in sorted({*held, *told.tasks}):
        if held[key] != [told.tasks.get(key)]:
            yield Flaw(
                case.number, key[1] or None,
                f"待办 {key[0]} 与办理记录不符", f"task {key[0]} differs from the history",
            )  # fmt: skip


def _paper_flaws(
    case: proofs.ProvenCase, told: _Told, rows: Iterator[tuple[tuple[int, str], ProvenPaper]]
) -> Iterator[Flaw]:
    held = dict(rows)
    for key in sorted({*held, *told.papers}):
        if held.get(key) != told.papers.get(key):
            yield Flaw(
                case.number, key[0],
                f"文书 {key[1]} 与办理记录不符", f"paper {key[1]} differs from the history",
            )  # fmt: skip
