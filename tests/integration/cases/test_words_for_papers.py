"""What the templates of papers are given is what documents.context says, case by case."""

from support.bureau import HANDLER, OFFICER, Bureau, at

from cases.papers import look_at_paper
from documents.context import CaseWords, PaperContext
from storage import browsing, records


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
