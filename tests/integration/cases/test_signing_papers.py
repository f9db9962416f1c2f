"""A paper is drafted from the case, signed once with a gapless number, and made again as it was."""

import io
import zipfile

import pytest
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, Bureau, at
from support.signing import BUREAU, paper_id, sign

from cases.history import verify
from cases.papers import look_at_paper, print_paper
from documents.pdf import write_pdf
from documents.word import write_docx
from states.errors import Conflict, GuardFailed, NotAllowed, NotFound
from storage import papers, records

NOW = at("2026-03-04T10:00")


@pytest.fixture
def accepted(bureau: Bureau) -> Bureau:
    bureau.open("2026-03-02")
    bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    bureau.do("2026-03-04", "accept", HANDLER)
    return bureau


def look(b: Bureau, code: str, viewer: str | None = HANDLER):
    return look_at_paper(b.store, b.number, paper_id(b, code), NOW, viewer=viewer, bureau=BUREAU)


def test_a_draft_says_what_the_case_says_and_has_no_number_yet(accepted: Bureau):
    draft = look(accepted, "D04")
    assert draft.signs
    assert draft.sheet.title == "容错申请受理通知书"
    assert "孙皓" in draft.sheet.to
    assert draft.sheet.number == "容受〔　　〕　号"
    rows = [row for block in draft.sheet.blocks if hasattr(block, "rows") for row in block.rows]
    assert ("受理日期", "2026年3月4日", "承办人", "何敏") in rows


def test_signing_takes_the_next_number_of_the_kind_and_year(accepted: Bureau):
    assert sign(accepted, "D04").number == "容受〔2026〕1号"
    first = accepted.number
    accepted.open("2026-03-02", officers=["zhouqian"])
    accepted.do("2026-03-03", "file", "zhouqian", **APPLICATION)
    accepted.do("2026-03-04", "accept", HANDLER)
    assert sign(accepted, "D04").number == "容受〔2026〕2号"
    assert sign(accepted, "D01", number=first).number == "容登〔2026〕1号"


def test_what_is_signed_does_not_change_when_the_case_or_the_template_does(
    accepted: Bureau, monkeypatch: pytest.MonkeyPatch
):
    sign(accepted, "D04")
    signed = look(accepted, "D04")
    docx, pdf = write_docx(signed.sheet), write_pdf(signed.sheet)
    accepted.do("2026-03-06", "reassign", SUPERVISOR, role="HND", person="zhengtao", reason="轮岗")
    with accepted.store.write() as connection:
        digest = papers.keep_text(connection, "#title 另一份\n")
        papers.add_version(connection, "D04", digest, 1, NOW)
    again = look(accepted, "D04", "zhengtao")
    assert again.sheet == signed.sheet
    assert (write_docx(again.sheet), write_pdf(again.sheet)) == (docx, pdf)
    assert not again.signs


def test_the_history_keeps_its_hash(accepted: Bureau):
    sign(accepted, "D04")
    with accepted.store.read() as connection:
        case = records.load_case(connection, accepted.number)
        row = papers.paper(connection, case.id, paper_id(accepted, "D04"))
    assert row.signed_seq == case.version
    assert row.signed_by == HANDLER
    assert verify(accepted.store).flaws == []


def test_it_is_signed_once(accepted: Bureau):
    sign(accepted, "D04")
    with pytest.raises(GuardFailed, match="已经签发"):
        sign(accepted, "D04")
    assert sign(accepted, "D01").number == "容登〔2026〕1号"


@pytest.mark.parametrize("by", [OFFICER, SUPERVISOR, "qinchuan", "jiangheng"])
def test_others_do_not_sign_it(accepted: Bureau, by: str):
    with pytest.raises((NotAllowed, NotFound)):
        sign(accepted, "D04", by)
    assert sign(accepted, "D04").number == "容受〔2026〕1号"  # the number was given back


def test_a_case_that_has_moved_since_is_looked_at_again(accepted: Bureau):
    version = accepted.row().version
    accepted.do("2026-03-05", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])
    with pytest.raises(Conflict):
        sign(accepted, "D04", expected=version)
    assert sign(accepted, "D04").number == "容受〔2026〕1号"


def test_nobody_signs_by_hand_past_the_paper(accepted: Bureau):
    said = dict.fromkeys(("template", "data", "words"), "sha256:" + "0" * 64)
    with pytest.raises(GuardFailed, match="文书页面"):
        accepted.do("2026-03-05", "sign_paper", HANDLER, seq=3, code="D04", **said)


def test_a_draft_is_for_who_works_on_the_case_and_a_signed_one_for_whom_it_concerns(
    accepted: Bureau,
):
    with pytest.raises(NotFound):
        look(accepted, "D04", OFFICER)
    sign(accepted, "D04")
    assert look(accepted, "D04", OFFICER).sheet.number == "容受〔2026〕1号"
    for stranger in ("zhouqian", "qinchuan", "jiangheng"):
        with pytest.raises(NotFound):
            look(accepted, "D04", stranger)


@pytest.mark.parametrize(("as_", "head"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_it_is_printed_under_a_name_without_a_name(accepted: Bureau, as_: str, head: bytes):
    name, made = print_paper(
        accepted.store, accepted.number, paper_id(accepted, "D04"), NOW, viewer=HANDLER,
        bureau=BUREAU, as_=as_,
    )  # fmt: skip
    assert name == f"{accepted.number}-D04.{as_}"
    assert made.startswith(head)
    if as_ == "docx":
        with zipfile.ZipFile(io.BytesIO(made)) as parts:
            assert "受理" in parts.read("word/document.xml").decode()
