"""Writing the digest of a closed case (第二十条): begun with what may be said of any such case."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection

from access.policy import Thing
from cases.digest_marks import marks_of
from cases.digest_rights import Asked, Pair, body_of, held, not_now, rights_in
from cases.recording import items_said
from cases.standing import granted
from deadlines import local_day
from regulations.pack import Pack
from reports.digest_check import Finding, check
from states.errors import GuardFailed, Invalid, NotFound, NotGranted
from states.facts import Facts
from states.forms.base import LINE, unprintable
from states.vocabulary import Measure, Outcome, State
from storage import Store, digests, records
from storage.chain import GENESIS, canonical
from storage.opening import next_number
from storage.packs import pack_by_id
from storage.people import PersonRecord
from storage.records import CaseRecord

PARTS: Mapping[str, Pair] = {
    "title": ("标题", "Title"),
    "situation": ("基本情况", "What happened"),
    "grounds": ("认定与依据", "Finding and grounds"),
    "result": ("处理结果", "Result"),
    "correction": ("纠错措施", "Correction"),
    "lessons": ("启示", "What it teaches"),
}
"""What a digest says, part by part; the first is one line."""
LONGEST = 4000


def begin_digest(store: Store, by: str, case_number: str, now: datetime) -> str:
    """Begin the digest of a closed case with what is known of it in general; its number.

    Where there is one already, that is the answer. Raises ``NotFound`` where the case is not theirs
    to see, or ``GuardFailed``.
    """
    now = now.astimezone(UTC)
    with store.write() as connection:
        person = granted(connection, by, Thing.DIGESTS, "W", local_day(now))
        case = records.load_case(connection, case_number)
        if case is None or not rights_in(person, case):
            raise NotFound("案件", "case", case_number)
        if "W" not in rights_in(person, case):
            raise NotGranted("摘编由本案承办、审查、督办人员起草", "written by those who ran it")
        if case.state != State.CLOSED:
            raise GuardFailed("只摘编已办结的案件", "only of a case that is closed", "第二十条")
        if held := digests.digest_of(connection, case.id):
            return held
        facts = Facts.read(case.facts)
        return _begin(connection, case, facts, person, pack_by_id(store, connection, case.pack_id),
                      now)  # fmt: skip


def _begin(
    connection: Connection, case: CaseRecord, facts: Facts, person: PersonRecord, pack: Pack,
    now: datetime,
) -> str:  # fmt: skip
    year = local_day(now).year
    number = f"Z{year}-{next_number(connection, 'digest', year):04d}"
    topic = {
        "field": facts.field or "其他", "issue_type": facts.issue_type or "其他",
        "outcome": case.outcome or str(Outcome.NONE),
    }  # fmt: skip
    items = sorted(items_said(facts))
    articles = sorted({one.split(".")[0][1:] for one in items}, key=int)
    values = {
        **topic, "number": number, "case_id": case.id, "seq": case.version, "state": "draft",
        "articles": f",{','.join(articles)},", "version": 0, "saves": 0,
        "draft": canonical(_first_text(topic, items, facts, pack)),
        "writers": canonical({"writers": [person.username]}), "facts": canonical({}),
        "head": GENESIS, "published_at": None,
    }  # fmt: skip
    digests.insert_digest(connection, values)
    made = digests.digest_numbered(connection, number)
    if made is None:
        raise LookupError(number)
    learned = {**topic, "case": case.number, "seq": case.version, "articles": articles}
    body = body_of(made, "begin", "draft", person, now, {}, learned)
    digests.append(connection, made, body, at=now, actor_id=person.id)
    return number


def _first_text(
    topic: Mapping[str, str], items: list[str], facts: Facts, pack: Pack
) -> dict[str, str]:
    """What may be said of any such case; no word of the file is in it."""
    field, issue = topic["field"], topic["issue_type"]
    grounds = [f"{pack.label(one).zh}（{one}）" for one in items if "." in one]
    kinds = dict.fromkeys(
        m.kind for m in (facts.plan.measures if facts.plan else ()) if not m.not_applicable
    )
    return {
        "title": f"{field}领域“{issue}”容错纠错案例",
        "situation": f"某执法人员在{field}领域履职中出现“{issue}”问题，被启动追责问责程序。",
        "grounds": "经审查，认定存在下列情形：\n" + "\n".join(grounds)
        if grounds
        else "由有权机关集体研究决定。",
        "result": f"结论：{Outcome(topic['outcome']).zh}。",
        "correction": "\n".join(Measure(one).zh for one in kinds) or "未启动纠错整改。",
        "lessons": "",
    }


def save_digest(store: Store, asked: Asked, now: datetime, *, bureau: str) -> tuple[Finding, ...]:
    """Keep the texts of a draft, whatever they tell; what the check finds in them.

    Raises ``NotFound``, ``GuardFailed``, ``Conflict`` or ``Invalid``.
    """
    with store.write() as connection:
        open_ = held(connection, asked, now)
        if "W" not in open_.rights:
            raise NotGranted("摘编由本案承办、审查、督办人员起草", "written by those who ran it")
        if open_.case is None or open_.digest.state != "draft" or open_.digest.overtaken:
            raise not_now(open_.digest, ("修改", "be changed"))
        texts = texts_of(asked.said)
        digests.keep_draft(connection, open_.digest, texts, open_.person.username)
        return check(texts, marks_of(connection, open_.case, bureau))


def texts_of(said: Mapping[str, str]) -> dict[str, str]:
    """The parts as they are kept; raises ``Invalid``."""
    found: dict[str, str] = {}
    for name in PARTS:
        text = "\n".join(str(said.get(name) or "").split("\r\n")).strip()
        most = LINE if name == "title" else LONGEST
        if unprintable(text) or len(text) > most or (name == "title" and "\n" in text):
            raise Invalid(
                name, f"最多{most}字，不含控制字符", f"takes {most} characters, printable"
            )
        found[name] = text
    return found
