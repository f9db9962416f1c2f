"""Case digests (第二十条): written, checked, approved by another, taken from view."""

from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from support.bureau import HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau, at
from support.tampering import unguard
from support.whole_case import LINE

from cases.chains import verify_chains
from cases.digest_rights import Asked
from cases.digest_steps import take_digest_step
from cases.digest_views import (
    DigestSheet,
    digest_findings,
    digest_flaws,
    digests_that_wait,
    export_digests,
    read_digest,
    read_digests,
)
from cases.digest_writing import PARTS, begin_digest, save_digest
from cases.history import verify
from states.errors import Conflict, GuardFailed, Invalid, NotFound
from storage.digests import Wanted
from storage.schema import DigestStep, Person

BUREAU = "青溪区生态环境局"
PARTY, OTHER_PARTY = "luochengan", "dingyihang"
COLLEAGUE = "wulei"
DAY = "2026-08-03"
LESSONS = "日常巡查应当同时核对自动监控数据，发现异常及时研判并留痕。"


def closed(bureau: Bureau) -> str:
    number = bureau.open("2026-03-02", issue_type="未及时发现", party="青溪宏达化工有限公司")
    for on, event, by, data in LINE:
        bureau.do(on, event, by, **data)
    assert bureau.state() == "closed"
    return number


@pytest.fixture
def number(bureau: Bureau) -> str:
    """A digest of a closed case that the handler has begun."""
    return begin_digest(bureau.store, HANDLER, closed(bureau), at(DAY))


def sheet(bureau: Bureau, number: str, viewer: str = HANDLER) -> DigestSheet:
    return read_digest(bureau.store, viewer, number, at(DAY), bureau=BUREAU)


def save(bureau: Bureau, number: str, by: str = HANDLER, **texts: str) -> Any:
    said = {**sheet(bureau, number).texts, **texts}
    asked = Asked(number, "save", by, said)
    return save_digest(bureau.store, asked, at(DAY), bureau=BUREAU)


def step(bureau: Bureau, number: str, deed: str, by: str, **said: Any) -> None:
    expected, key = said.pop("expected", None), said.pop("key", None)
    asked = Asked(number, deed, by, said, expected, key)
    take_digest_step(bureau.store, asked, at(DAY), bureau=BUREAU)


def submitted(bureau: Bureau, number: str) -> None:
    assert save(bureau, number, lessons=LESSONS) == ()
    step(bureau, number, "submit", HANDLER)


def published(bureau: Bureau, number: str) -> None:
    submitted(bureau, number)
    step(bureau, number, "approve", PARTY, rare="yes")


def shown(bureau: Bureau, viewer: str = COLLEAGUE, **wanted: str) -> list[str]:
    found = read_digests(bureau.store, viewer, at(DAY), Wanted(**wanted))
    return [one.number for one in found.lines]


def test_a_digest_begins_with_what_tells_nobody(bureau: Bureau, number: str):
    found = sheet(bureau, number)
    assert (number, found.line.field, found.line.issue_type) == ("Z2026-0001", "水", "未及时发现")
    assert found.findings == ()
    assert found.texts["result"] == "结论：免责。"
    assert "消除影响" in found.texts["correction"]
    assert "A10.1" in found.texts["grounds"]
    assert found.texts["lessons"] == ""


def test_nothing_is_submitted_while_a_part_is_unwritten(bureau: Bureau, number: str):
    with pytest.raises(GuardFailed, match="启示"):
        step(bureau, number, "submit", HANDLER)


@pytest.mark.parametrize(
    "told",
    ["孙 皓", "sunhao", "孙某", "何敏", "姜悦", "执法二大队", "二大队", "2026—0001—1",
     "巴〔2026〕1号", "启〔2026〕1号", "3月6日", "二〇二六年", "宏达", "青溪", "有人举报",
     "赵文静", "周倩"],
)  # fmt: skip
def test_what_tells_the_case_is_neither_submitted_nor_approved(
    bureau: Bureau, number: str, told: str
):
    found = save(bureau, number, lessons=LESSONS + told)
    assert {one.part for one in found} == {"lessons"}
    assert all(one.start >= len(LESSONS) for one in found)
    with pytest.raises(GuardFailed) as refused:
        step(bureau, number, "submit", HANDLER)
    assert told not in str(refused.value)


def test_a_name_that_becomes_known_later_bars_the_approval(bureau: Bureau, number: str):
    save(bureau, number, lessons=LESSONS + "听取了褚良的意见。")
    step(bureau, number, "submit", HANDLER)
    with bureau.store.write() as connection:
        connection.execute(update(Person).where(Person.username == SUPERVISOR).values(name="褚良"))
    with pytest.raises(GuardFailed, match="1处"):
        step(bureau, number, "approve", PARTY, rare="yes")
    assert len(digest_findings(bureau.store, PARTY, number, at(DAY), bureau=BUREAU)) == 1


def test_a_name_taken_out_of_a_draft_is_nowhere(bureau: Bureau, number: str):
    save(bureau, number, lessons=LESSONS + "孙皓")
    published(bureau, number)
    rows = bureau.tables()
    assert "孙皓" not in str(rows["digests"]) + str(rows["digest_steps"])


def test_another_approves_and_then_everybody_reads_it(bureau: Bureau, number: str):
    submitted(bureau, number)
    assert shown(bureau) == []
    with pytest.raises(NotFound):
        sheet(bureau, number, COLLEAGUE)
    step(bureau, number, "approve", PARTY, rare="yes")
    for viewer in (COLLEAGUE, OFFICER, UNIT, "jianming", "jiangheng"):
        found = sheet(bureau, number, viewer)
        assert (found.case, found.steps, found.moves) == (None, (), ())
        assert found.texts["lessons"] == LESSONS
    assert sheet(bureau, number, PARTY).case == bureau.number


def test_who_wrote_any_of_it_does_not_approve_it(bureau: Bureau, number: str):
    from deadlines import local_day
    from storage import people, staffing

    with bureau.store.write() as connection:
        person = people.person_named(connection, HANDLER, local_day(at(DAY)))
        assert person
        staffing.grant(connection, person.id, "BPG", None, at(DAY))
    save(bureau, number, lessons=LESSONS)
    step(bureau, number, "submit", SUPERVISOR)
    with pytest.raises(GuardFailed, match="起草人"):
        step(bureau, number, "approve", HANDLER, rare="yes")
    assert "approve" not in sheet(bureau, number, HANDLER).moves


def test_officer_and_unit_neither_write_nor_see_drafts(bureau: Bureau, number: str):
    for viewer in (OFFICER, UNIT, COLLEAGUE):
        with pytest.raises((NotFound, GuardFailed)):
            begin_digest(bureau.store, viewer, bureau.number, at(DAY))
        with pytest.raises(NotFound):
            sheet(bureau, number, viewer)
        for deed in ("submit", "approve", "send_back", "withdraw"):
            with pytest.raises(NotFound):
                step(bureau, number, deed, viewer, reason="试")


def test_a_handler_of_other_cases_neither_writes_nor_sees_it(bureau: Bureau, number: str):
    with pytest.raises(NotFound):
        sheet(bureau, number, "zhengtao")
    with pytest.raises(NotFound):
        begin_digest(bureau.store, "zhengtao", bureau.number, at(DAY))


def test_only_a_closed_case_has_one_and_one_alone(bureau: Bureau, number: str):
    assert begin_digest(bureau.store, SUPERVISOR, bureau.number, at(DAY)) == number
    running = bureau.open("2026-07-01", report_kind="none")
    with pytest.raises(GuardFailed, match="已办结"):
        begin_digest(bureau.store, HANDLER, running, at(DAY))


def test_few_of_its_kind_need_a_word_of_who_approves(bureau: Bureau, number: str):
    submitted(bureau, number)
    assert sheet(bureau, number, PARTY).alike == 1
    with pytest.raises(Invalid, match="1件"):
        step(bureau, number, "approve", PARTY)
    step(bureau, number, "approve", PARTY, rare="yes")
    assert shown(bureau) == [number]


def test_what_is_sent_back_is_written_again(bureau: Bureau, number: str):
    submitted(bureau, number)
    with pytest.raises(Invalid, match="理由"):
        step(bureau, number, "send_back", PARTY)
    with pytest.raises(Invalid, match="姓名"):
        step(bureau, number, "send_back", PARTY, reason="孙皓的情节写得太细")
    step(bureau, number, "send_back", PARTY, reason="写得太细")
    with pytest.raises(GuardFailed, match="起草中"):
        step(bureau, number, "approve", PARTY, rare="yes")
    published(bureau, number)
    assert [one.reason for one in sheet(bureau, number).steps if one.reason] == ["写得太细"]


def test_a_withdrawn_one_is_gone_and_another_may_be_written(bureau: Bureau, number: str):
    published(bureau, number)
    step(bureau, number, "withdraw", SUPERVISOR, reason="表述不当")
    assert shown(bureau) == []
    with pytest.raises(NotFound):
        sheet(bureau, number, COLLEAGUE)
    again = begin_digest(bureau.store, HANDLER, bureau.number, at(DAY))
    assert again == "Z2026-0002"


def test_a_case_taken_up_again_takes_its_digest_from_view(bureau: Bureau, number: str):
    published(bureau, number)
    bureau.do(
        "2026-08-04",
        "reopen",
        SUPERVISOR,
        document="重〔2026〕1号",
        ground="new_facts",
        reason="新的事实",
    )
    assert shown(bureau) == []
    with pytest.raises(NotFound):
        sheet(bureau, number, COLLEAGUE)
    found = sheet(bureau, number)
    assert (found.line.overtaken, found.moves) == (True, ("withdraw",))
    waiting = read_digests(bureau.store, SUPERVISOR, at(DAY), Wanted()).waiting
    assert [one.number for one in waiting] == [number]


def test_a_word_on_a_closed_case_leaves_its_digest_in_view(bureau: Bureau, number: str):
    published(bureau, number)
    bureau.do("2026-08-04", "comment", HANDLER, text="补记")
    assert shown(bureau) == [number]


def test_the_published_are_found_by_field_kind_and_article(bureau: Bureau, number: str):
    published(bureau, number)
    room = read_digests(bureau.store, COLLEAGUE, at(DAY), Wanted())
    assert (room.count, room.waiting, room.cases) == (1, (), ())
    assert room.topics["field"] == ["水"]
    assert "10" in room.topics["article"]
    assert shown(bureau, field="水", issue_type="未及时发现", article="10") == [number]
    assert shown(bureau, field="大气") == shown(bureau, article="1") == []


def test_who_ran_a_closed_case_is_offered_it(bureau: Bureau):
    case = closed(bureau)
    for viewer, offered in ((HANDLER, (case,)), ("zhengtao", ()), (PARTY, ()), (OFFICER, ())):
        assert read_digests(bureau.store, viewer, at(DAY), Wanted()).cases == offered


def test_the_workbench_counts_what_waits_for_each(bureau: Bureau, number: str):
    def waiting() -> list[int]:
        viewers = (HANDLER, SUPERVISOR, PARTY, OFFICER)
        return [digests_that_wait(bureau.store, viewer, at(DAY)) for viewer in viewers]

    assert waiting() == [1, 0, 0, 0]
    submitted(bureau, number)
    assert waiting() == [0, 0, 1, 0]
    step(bureau, number, "approve", PARTY, rare="yes")
    assert waiting() == [0, 0, 0, 0]


def test_two_who_write_at_once_do_not_overwrite_each_other(bureau: Bureau, number: str):
    seen = sheet(bureau, number).saves
    save(bureau, number, lessons=LESSONS)
    with pytest.raises(Conflict):
        step(bureau, number, "submit", HANDLER, expected=seen)


def test_a_step_sent_twice_is_taken_once(bureau: Bureau, number: str):
    save(bureau, number, lessons=LESSONS)
    for _ in range(2):
        step(bureau, number, "submit", HANDLER, key="k1")
    assert len(sheet(bureau, number).steps) == 2


def test_a_changed_history_is_found(bureau: Bureau, number: str):
    published(bureau, number)
    assert digest_flaws(bureau.store) == []
    with pytest.raises(DBAPIError, match="append-only"), bureau.store.write() as connection:
        connection.execute(update(DigestStep).values(body="{}"))
    unguard(bureau.store)
    with bureau.store.write() as connection:
        connection.execute(
            update(DigestStep).where(DigestStep.seq == 3).values(body='{"step":"approve"}')
        )
    assert digest_flaws(bureau.store) == [(number, 3)]
    for proof in (verify(bureau.store), verify_chains(bureau.store)):
        assert [(flaw.case, flaw.seq) for flaw in proof.flaws] == [(number, 3)]


def test_a_text_that_was_never_approved_is_found(bureau: Bureau, number: str):
    from storage.schema import Digest

    published(bureau, number)
    with bureau.store.write() as connection:
        connection.execute(update(Digest).values(issue_type="文书错误"))
    assert digest_flaws(bureau.store) == [(number, 4)]


def test_all_of_them_are_taken_along_as_one_paper(bureau: Bureau, number: str):
    from io import BytesIO

    from docx import Document

    published(bureau, number)
    made = export_digests(bureau.store, COLLEAGUE, at(DAY), Wanted(), bureau=BUREAU)
    text = "\n".join(one.text for one in Document(BytesIO(made)).paragraphs)
    assert LESSONS in text
    assert all(zh in text for zh, _ in list(PARTS.values())[1:])
    assert bureau.number not in text
