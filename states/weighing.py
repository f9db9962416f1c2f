"""What the assessment lets through (第十条至第十六条): only musts block; the rest needs reasons."""

import re
from typing import cast

from regulations import Assessment, BadAnswer
from states.errors import GuardFailed, Invalid
from states.facts import Sheet
from states.forms.assessing import AddEvidence, AssessItems, SubmitReport
from states.forms.review import ClearReport, Decide
from states.situation import Situation
from states.vocabulary import Role

SHOWN = 8
LISTED = re.compile(r"E[0-9]+")
"""A number of the case's list of evidence; other names are titles of their own."""


def assessment(at: Situation, sheet: Sheet | None = None) -> Assessment:
    """What the answers of the case suggest."""
    return at.pack.assessor.assess((sheet or at.facts.sheet).values(at.pack.asked()))


def shared_by_the_handler(at: Situation) -> None:
    """第七条: what goes on the list of every case of a matter is the handler's to say."""
    if cast("AddEvidence", at.form).share and Role.HND not in at.actor.roles:
        raise GuardFailed(
            "证据列入同一事项各案，须由承办人办理",
            "only the handler puts evidence on the list of every case of the matter",
            "第七条",
        )


def weighable(at: Situation) -> None:
    """Answers name items of the case's own pack and evidence of its list, without contradiction."""
    form = cast("AssessItems", at.form)
    try:
        assessment(at, form.filled(at))
    except BadAnswer as error:
        raise Invalid(f"answers.{error.code[:40]}", error.zh, error.en) from None
    known = {exhibit.number for exhibit in at.facts.evidence}
    for code, answer in form.answers.items():
        for name in answer.evidence:
            if LISTED.fullmatch(name) and name not in known:
                raise Invalid(
                    f"answers.{code}.evidence", f"证据清单没有 {name}", f"{name} is not on the list"
                )


def sheet_complete(at: Situation) -> None:
    """第十条至第十六条: every item is answered, and every yes rests on evidence.

    What forbids tolerance, and what must all hold for it, is answered item by item, never with
    ``others``: careers hang on it.
    """
    sheet = cast("SubmitReport", at.form).filled(at)
    if sheet.others is None and (open_ := at.pack.unanswered(sheet.answers)):
        raise GuardFailed(
            f"还有{len(open_)}项未认定（{_some(open_)}）；其余各项均为否的，“其余各项”（others）选“否”（no）",
            f"{len(open_)} items are not answered ({_some(open_)}): answer them, or give others",
            "第十条",
        )
    bare = [code for code, answer in sheet.answers.items() if answer.value and not answer.evidence]
    if bare := [code for code in bare if at.pack.wants_evidence(code)]:
        raise GuardFailed(
            f"认定为“是”的，须在“证据”（evidence）中列明所依据的证据（{_some(bare)}）",
            f"what is answered yes names its evidence ({_some(bare)})",
            "第十一条",
            tuple(bare),
        )
    silent = [
        code for code, answer in sheet.answers.items()
        if answer.value and not answer.note and at.pack.needs_reason(code)
    ]  # fmt: skip
    if silent:
        raise GuardFailed(
            f"兜底条款须在“说明”（note）中写明理由（{_some(silent)}）",
            f"an open clause needs its reason in note ({_some(silent)})",
            "第十条",
            tuple(silent),
        )
    if lumped := [code for code in at.pack.answered_one_by_one() if not sheet.speaks_of(code)]:
        raise GuardFailed(
            f"下列事项须逐项认定，不能以“其余各项”（others）一并作答：{_some(lumped)}",
            f"these are answered one by one, not by others: {_some(lumped)}",
            "第十条",
            tuple(lumped),
        )


def breach_opinion(at: Situation) -> None:
    """第十五条: where one limb alone was breached, legal review says what follows."""
    asked = [row for row in assessment(at).said if row.asks_legal_opinion]
    if asked and not cast("ClearReport", at.form).on_breach:
        raise GuardFailed(
            f"{asked[0].zh}，请填写“对违反职责或程序的意见”（on_breach）",
            f"{asked[0].en}: give on_breach",
            asked[0].article,
        )


def outcome_allowed(at: Situation) -> None:
    """第十条、第十三条、第十五条、第十六条: what the musts forbid cannot be decided."""
    outcome, found = cast("Decide", at.form).outcome, assessment(at)
    for row in found.blocks(outcome):
        raise GuardFailed(
            f"{row.zh}（{_some(found.because[row.code])}），不能决定“{outcome.zh}”",
            f"{row.en} ({_some(found.because[row.code])}): '{outcome.en}' cannot be decided",
            row.article,
        )
    needed = at.pack.assessor.needed_for(outcome)
    if needed and needed.code not in found.suggestions:
        raise GuardFailed(
            f"不具备“{needed.zh}”的全部条件（辅助研判：{_said(found, 'zh')}），"
            f"不能决定“{outcome.zh}”",
            f"the conditions of '{needed.en}' are not all met (assessment: {_said(found, 'en')}): "
            f"'{outcome.en}' cannot be decided",
            needed.article,
        )


def departure_reasoned(at: Situation) -> None:
    """第十一条: a decision that departs from what the answers suggest says why."""
    form, found = cast("Decide", at.form), assessment(at)
    if form.outcome not in found.outcomes and not form.departure_reason:
        raise GuardFailed(
            f"与辅助研判（{_said(found, 'zh')}）不一致，"
            "请填写“与辅助研判不一致的理由”（departure_reason）",
            f"departs from the assessment ({_said(found, 'en')}): give departure_reason",
            "第十一条",
        )


def _said(found: Assessment, lang: str) -> str:
    """What the answers suggest, in one run."""
    if lang == "zh":
        return "、".join(row.zh for row in found.said) or "无"
    return "; ".join(row.en for row in found.said) or "nothing"


def _some(codes: tuple[str, ...] | list[str]) -> str:
    more = "…" if len(codes) > SHOWN else ""
    return "、".join(codes[:SHOWN]) + more
