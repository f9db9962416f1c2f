"""What the templates of papers are given is what documents.context says, case by case."""

import re

from sqlalchemy import text
from support.bureau import HANDLER, OFFICER, UNIT, Bureau, at
from support.sample import SAMPLE_NOW
from support.whole_case import LINE

from cases.papers import look_at_paper, shipped
from documents.context import CaseWords, PaperContext
from documents.render import render_words
from states.vocabulary import Measure
from storage import browsing, open_store, records

LATIN = re.compile(r"(?<![#a-z])[a-z][a-z_]{2,}")


def test_a_paper_is_given_every_word_and_cites_items_by_their_clause(bureau: Bureau):
    bureau.open("2026-03-02")
    bureau.do(
        "2026-03-03",
        "file",
        OFFICER,
        statement="说明",
        evidence=["笔录"],
        grounds=["A10.1", "A14.2"],
    )
    with bureau.store.read() as connection:
        case = records.load_case(connection, bureau.number)
        paper = next(p for p in browsing.papers(connection, case.id) if p["code"] == "D02")
    seen = look_at_paper(
        bureau.store, bureau.number, paper["id"], at("2026-03-04T10:00"), viewer=HANDLER,
        bureau="某局",
    )  # fmt: skip
    assert set(seen.context) == set(PaperContext.__annotations__)
    assert set(seen.context["case"]) == set(CaseWords.__annotations__)
    assert seen.context["measures"].endswith("实施办法（试行）")
    assert {code: item["clause"] for code, item in seen.context["items"].items()} == {
        "A10.1": "第十条第一项", "A14.2": "第十四条第二项",
    }  # fmt: skip


def test_no_paper_of_the_sample_bureau_shows_a_code_or_english(sample_url: str):
    said = []
    with open_store(sample_url) as store:
        with store.read() as connection:
            papers = connection.execute(
                text(
                    "select c.number, p.id, p.code from papers p"
                    " join cases c on c.id = p.case_id order by p.id"
                )
            ).all()
        assert len({code for _, _, code in papers}) > 20
        for number, paper, code in papers:
            seen = look_at_paper(store, number, paper, SAMPLE_NOW, viewer=None, bureau="某局")
            words = render_words(shipped(code), seen.context)
            said += [f"{number} {code}: {found}" for found in LATIN.findall(words)]
    assert said == []


def test_a_paper_about_a_day_knows_nothing_that_was_done_later(bureau: Bureau):
    bureau.open("2026-03-02")
    for day, event, by, data in LINE:
        bureau.do(day, event, by, **data)
        if event == "approve_plan":
            some = [str(kind) for kind in list(Measure)[:3]]
            bureau.do("2026-05-11", "report_progress", UNIT, progress="三类完成", done=some)
        if event == "finish_correction":
            break
    with bureau.store.read() as connection:
        case = records.load_case(connection, bureau.number)
        papers = {p["code"]: p["id"] for p in browsing.papers(connection, case.id)}
    late = at("2026-06-26T10:00")
    said = {
        code: look_at_paper(
            bureau.store, bureau.number, papers[code], late, viewer=HANDLER, bureau="某局"
        ).context["plan"]
        for code in ("D21", "D22")
    }
    assert [bool(one["done_on"]) for one in said["D21"]] == [True] * 3 + [False] * 5
    assert all(one["done_on"] for one in said["D22"])
