"""The two papers of an alert (第十八条): D37 analyses, D38 warns; neither names anybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Literal, cast

from sqlalchemy import Connection

from cases.papers import as_printed, template_in_use
from documents.catalogue import KINDS
from documents.context import AlertContext, AlertMatterWords, AlertWords, PaperContext
from documents.pdf import write_pdf
from documents.render import render_words
from documents.sheet import Sheet
from documents.word import write_docx
from notifications.wording import zh_date, zh_weekday
from regulations.pack import Pack
from storage import papers, patterns
from storage.opening import next_number
from storage.patterns import AlertRecord

Print = Literal["docx", "pdf"]
MOST_MATTERS = 60
"""Matters that a paper lists; of more, the newest."""
KINDS_ZH = {"issue_type": "问题类型", "field": "监管领域"}


@dataclass(frozen=True, slots=True)
class AlertPaper:
    """A paper of an alert as it looks now, or as it was signed."""

    code: str
    title: str
    number: str | None
    sheet: Sheet


def signed(
    connection: Connection,
    alert: AlertRecord,
    facts: Mapping[str, Any],
    code: str,
    pack: Pack,
    bureau: str,
    today: date,
) -> dict[str, Any]:
    """Take the next number and say what the paper was made from: what the alert's chain keeps."""
    kind = KINDS[code]
    number = f"{kind.word}〔{today.year}〕{next_number(connection, f'paper {code}', today.year)}号"
    context = _context(connection, alert, facts, pack, bureau)
    context |= {"number": number, "date": zh_date(today), "drafted": False}
    text = template_in_use(connection, code)
    return {
        "number": number,
        "template": papers.keep_text(connection, text),
        "words": sha256(render_words(text, context).encode()).hexdigest(),
        "context": dict(context),
    }


def paper_of(
    connection: Connection, alert: AlertRecord, code: str, pack: Pack, bureau: str
) -> AlertPaper:
    """A signed paper as it was signed; else what it would be."""
    kind, kept = KINDS[code], alert.facts.get(code)
    if kept:
        text = papers.text_of(connection, kept["template"]) or ""
        context = kept["context"]
    else:
        text = template_in_use(connection, code)
        context = dict(_context(connection, alert, alert.facts, pack, bureau))
    sheet = as_printed(kind, text, cast("PaperContext", context))
    return AlertPaper(code, kind.title, kept and kept["number"], sheet)


def printed(paper: AlertPaper, as_: Print) -> bytes:
    """The paper as a file; raises ``NoFont``."""
    return write_docx(paper.sheet) if as_ == "docx" else write_pdf(paper.sheet)


def rule_words(facts: Mapping[str, Any]) -> tuple[str, str]:
    """The threshold that was met, in words of both languages."""
    rule = facts["threshold"]
    months, count = rule["window_months"], rule["count"]
    if facts["rule"] == "share":
        return (
            f"近{months}个月内占同期事项的{rule['or_share']:.0%}以上",
            f"{rule['or_share']:.0%} or more of the last {months} months",
        )
    return f"{months}个月内{count}件以上", f"{count} or more within {months} months"


def _context(
    connection: Connection,
    alert: AlertRecord,
    facts: Mapping[str, Any],
    pack: Pack,
    bureau: str,
) -> AlertContext:
    check_on = date.fromisoformat(facts["check_on"]) if facts.get("check_on") else None
    words = AlertWords(
        number=alert.number,
        kind=KINDS_ZH[alert.kind],
        name=alert.name,
        first_day=zh_date(date.fromisoformat(facts["first_day"])),
        last_day=zh_date(date.fromisoformat(facts["last_day"])),
        count=str(facts["count"]),
        share=f"{facts['share']:.0%}" if facts.get("share") else "",
        rule=rule_words(facts)[0],
        matters=[
            AlertMatterWords(
                field=one.field or "——", issue_type=one.issue_type or "——",
                occurred_on=zh_date(one.occurred_on) if one.occurred_on else "——",
                started_on=zh_date(one.started_on),
            )
            for one in patterns.told_of(connection, alert.id)[-MOST_MATTERS:]
        ],
        risk_points=list(facts.get("risk_points", ())),
        causes=list(facts.get("causes", ())),
        advice=list(facts.get("advice", ())),
        units=list(facts.get("unit_names", ())),
        check_on=zh_date(check_on) if check_on else "",
        check_weekday=zh_weekday(check_on) if check_on else "",
    )  # fmt: skip
    return AlertContext(
        bureau=bureau, measures=pack.title_zh, alert=words, number="", date="", drafted=True
    )
