"""The words a paper is made of: the case as it stands, and what was entered at each event."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Connection

from cases.views import CaseFile
from deadlines import length_zh, local_day
from documents.catalogue import KINDS
from documents.context import (
    AnswerWords,
    ClockWords,
    DecisionWords,
    EvidenceWords,
    ItemWords,
    MeasureWords,
    PaperContext,
    PaperWords,
    VoteWords,
)
from documents.markup import cited
from notifications.wording import zh_date, zh_weekday
from regulations.pack import Pack
from states.errors import CaseError
from states.events import EVENTS
from states.facts import Facts
from states.forms.base import Form
from states.tasks import TASK_KINDS
from states.vocabulary import Role, State, Term, Track
from storage import browsing, people
from storage.papers import PaperRecord


def words_of(
    connection: Connection,
    paper: PaperRecord,
    file: CaseFile,
    facts: Facts,
    pack: Pack,
    bureau: str,
) -> PaperContext:
    """What the template of ``paper`` is given; number and date come when it is signed."""
    events = [_Told(row) for row in browsing.events(connection, paper.case_id)]
    called = next(told for told in events if told.seq == paper.seq)
    names = people.names(connection, _everybody(facts))
    by_username = {user: name for _, user, name in people.everybody_named(connection)}
    said = {code: dict.fromkeys((*event.form.model_fields, "on", "by", "role"), "")
            for code, event in EVENTS.items()}  # fmt: skip
    for told in (*reversed(events), called):  # the newest of each kind, and the paper's own last
        said[told.code] |= told.words(by_username)
    return {
        "bureau": bureau,
        "measures": pack.title_zh,
        "case": _case(file, facts),
        "officer": {"name": file.row.officer_name, "unit": file.row.unit_name},
        "people": {
            "handler": _seated(file, Role.HND),
            "supervisor": _seated(file, Role.SUP),
            "reviewers": [shown for role, shown in file.people if role is Role.REV],
        },
        "event": {
            "code": called.code, "name": EVENTS[called.code].zh, "on": zh_date(called.day),
            "by": called.by, "role": called.role, "reason": str(said[called.code]["reason"]),
        },
        "said": said,
        "suggestions": [one.zh for one in file.sheet.said] if file.sheet else [],
        "items": dict(_items(said, pack)),
        "answers": list(_answers(file)),
        "evidence": [
            EvidenceWords(
                number=one.number, title=one.title, source=one.source or "", by=names[one.by][1],
                on=zh_date(one.on),
            )
            for one in facts.evidence
        ],
        "vote": _vote(file),
        "decision": _decision(facts),
        "plan": [
            MeasureWords(
                kind=one.kind.zh, what=one.what or "", responsible=one.responsible or "",
                due_on=_day(one.due_on), done_on=_day(_until(one.done_on, called.day)),
                not_applicable=one.not_applicable or "",
            )
            for one in (facts.plan.measures if facts.plan else ())
        ],
        "clocks": _clocks(connection, paper.case_id, pack),
        "papers": [
            PaperWords(
                place=str(place), code=one["code"], title=KINDS[one["code"]].title,
                number=one["number"] or "", date=_day(one["signed_on"]),
            )
            for place, one in enumerate(browsing.papers(connection, paper.case_id), start=1)
        ],
        "number": "", "date": "", "drafted": True,
    }  # fmt: skip


class _Told:
    """An event as it was entered."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.seq, self.code = int(row["seq"]), str(row["event"])
        self.body = json.loads(row["body"])
        self.by = row["actor_name"] or ""
        self.role = Role(row["role"]).zh if row["role"] else ""
        entered = local_day(row["at"])
        said = (self.body.get("data") or {}).get("on")
        self.day = date.fromisoformat(said) if said else entered

    def words(self, names: Mapping[str, str]) -> dict[str, Any]:
        """The fields of its form in plain words."""
        data = self.body.get("data") or {}
        reason = self.body.get("reason") or ""  # kept beside the data, yet a field of some forms
        asked = {"reason": reason} if reason else {}
        try:
            form: Form | None = EVENTS[self.code].form.read(data | asked)
        except CaseError:  # what was entered under earlier rules is shown as it stands
            form = None
        held = dict(form) if form else data
        shown = {key: _plain(value, names) for key, value in held.items()}
        return {
            **shown,
            "reason": reason,
            "on": zh_date(self.day),
            "by": self.by,
            "role": self.role,
        }


def _plain(value: Any, names: Mapping[str, str]) -> Any:
    match value:
        case None:
            shown: Any = ""
        case bool():
            shown = "是" if value else "否"
        case Term():
            shown = value.zh
        case datetime():
            shown = zh_date(local_day(value))
        case date():
            shown = zh_date(value)
        case BaseModel():
            shown = {key: _plain(one, names) for key, one in dict(value).items()}
        case Mapping():
            shown = {str(_plain(key, names)): _plain(one, names) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            shown = [_plain(one, names) for one in value]
        case _:
            shown = names.get(str(value), str(value))
    return shown


def _day(day: date | None) -> str:
    return zh_date(day) if day else ""


def _until(done: date | None, day: date) -> date | None:
    """What was done later than the day a paper speaks of was not done for it."""
    return done if done and done <= day else None


def _everybody(facts: Facts) -> Iterable[int]:
    yield from (one.by for one in facts.evidence)


def _seated(file: CaseFile, role: Role) -> str:
    return next((shown for held, shown in file.people if held is role), "")


def _case(file: CaseFile, facts: Facts) -> Any:
    row, last = file.row, file.window_last_day
    return {
        "number": row.number, "matter_number": row.matter_number, "subject": row.subject,
        "track": Track(row.track).zh, "organ": file.organ, "party": file.party or "",
        "occurred_on": _day(file.occurred_on), "started_on": zh_date(file.started_on),
        "start_document": "", "informed_on": _day(facts.informed_on),
        "issue_type": facts.issue_type or "",
        "field": facts.field or "", "window_last_day": _day(last),
        "window_weekday": zh_weekday(last) if last else "", "state": State(row.state).zh,
        "opened_on": zh_date(row.opened_on), "ex_officio": "是" if facts.ex_officio else "否",
        "managed_by": facts.managed_by.zh,
    }  # fmt: skip


def _answers(file: CaseFile) -> Iterable[AnswerWords]:
    for article in file.sheet.articles if file.sheet else ():
        for row in article.rows:
            if row.answered:
                value = "不明" if row.value is None else "是" if row.value else "否"
                yield AnswerWords(
                    article=article.article, clause=cited(article.article, row.code),
                    code=row.code, label=row.zh, value=value,
                    evidence="、".join(row.evidence), note=row.note or "",
                )  # fmt: skip


def _items(said: Mapping[str, Mapping[str, Any]], pack: Pack) -> Iterable[tuple[str, ItemWords]]:
    """The items that an application, a proposal or a refusal to propose names."""
    named = [*said["file"]["grounds"], *said["file_late"]["grounds"],
             *said["propose"]["excluded_items"], said["decline_to_propose"]["item"]]  # fmt: skip
    for group in pack.groups.values():
        for item in group.items:
            if item.code in named:
                yield item.code, ItemWords(clause=cited(group.article, item.code), label=item.zh)


def _vote(file: CaseFile) -> VoteWords | None:
    if not file.votes:
        return None
    vote = file.votes[-1]
    return VoteWords(
        participants=list(vote.participants), chair=vote.chair, recused=list(vote.recused),
        votes_for=str(vote.votes_for), votes_against=str(vote.votes_against),
        abstentions=str(vote.abstentions),
    )  # fmt: skip


def _decision(facts: Facts) -> DecisionWords | None:
    found = facts.decision
    if found is None:
        return None
    return DecisionWords(
        outcome=found.outcome.zh, number=found.number, organ=found.organ,
        decided_on=zh_date(found.decided_on), received_on=zh_date(found.received_on),
        departure_reason=found.departure_reason or "", impact_last_day=_day(found.impact_last_day),
        sanctions=[
            f"{one.kind}，自{zh_date(one.effective_on)}起生效，影响期至{zh_date(one.last_day)}"
            for one in found.sanctions
        ],
    )  # fmt: skip


def _clocks(connection: Connection, case_id: int, pack: Pack) -> dict[str, ClockWords]:
    held = {row["kind"]: row for row in reversed(browsing.tasks(connection, case_id))}
    found = {}
    for code in TASK_KINDS:
        rule, row = pack.deadlines.get(code), held.get(code)
        due_on = row["due_on"] if row else None
        found[code] = ClockWords(
            name=rule.zh if rule else code, article=rule.article if rule else "",
            due_on=_day(due_on),
            weekday=zh_weekday(due_on) if due_on else "",
            length=length_zh(rule.n, rule.unit) if rule and rule.n else "",
            state=str(row["state"]) if row else "",
        )  # fmt: skip
    return found
