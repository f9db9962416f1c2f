"""A supervisor's note of one correction: written before the release, and then for good."""

from io import BytesIO

import pytest
from docx import Document
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError
from support.bureau import SUPERVISOR, Bureau, at
from support.following import WEEK, by_hand, correct, issue, kept, reported, workbook

from cases.follow_up_files import follow_up_file
from cases.follow_up_notes import note_case
from cases.follow_up_reading import lines_seen, read_report, release_report
from cases.history import verify
from cases.journal import read_journal
from cases.standing import find_person
from states.errors import GuardFailed, Invalid, NotFound, NotGranted
from storage import follow_up, journal
from storage.follow_up_notes import RELEASED, false_notes
from storage.schema import Case, CasePart, FollowUpNote, Person
from web.follow_up import alone

NOW = at("2026-06-08T09:00")
NOTE = "请孙皓、\n吴磊于本周内报送"
MASKED = "请孙某、 吴某于本周内报送"


@pytest.fixture
def held(sqlite_bureau: Bureau) -> Bureau:
    return hold(sqlite_bureau)


def hold(bureau: Bureau) -> Bureau:
    by_hand(bureau)
    correct(bureau)
    correct(bureau, officer="wulei")
    issue(bureau)
    return bureau


def note(b: Bureau, said: str = NOTE, case: str = "2026-0001-1", by: str = SUPERVISOR) -> None:
    note_case(b.store, WEEK, "bureau", case, said, by, NOW)


def notes(b: Bureau, viewer: str = SUPERVISOR) -> list[str | None]:
    report = read_report(b.store, WEEK, "bureau", viewer, NOW)
    return [line["note"] for line in lines_seen(b.store, report)]


def test_a_note_goes_out_with_the_report_in_every_format(bureau: Bureau):
    b = hold(bureau)
    note(b, "先写的")
    note(b)
    assert notes(b) == [MASKED, None]
    release_report(b.store, WEEK, "bureau", "", SUPERVISOR, NOW)
    assert notes(b) == [MASKED, None]
    letters = [one for one in reported(b, "2026-06-08T09:01") if "（区生态环境局）" in one.text]
    assert len(letters) == 4
    for letter in letters:
        assert f"　督办意见：{MASKED}\n" in letter.text
        assert f"督办意见：{MASKED}" in (letter.html or "")
    report = read_report(b.store, WEEK, "bureau", SUPERVISOR, NOW)
    assert f"督办意见：</b>{MASKED}" in alone(report, lines_seen(b.store, report), "区局")

    def file(as_: str) -> BytesIO:
        with follow_up_file(b.store, report, as_, SUPERVISOR, NOW, bureau="区局") as made:  # type: ignore[arg-type]
            return BytesIO(made.read())

    words = [
        cell.text for table in Document(file("docx")).tables for row in table.rows
        for cell in row.cells
    ]  # fmt: skip
    assert any(word.endswith(f"督办意见：{MASKED}") for word in words)
    head, row, other = workbook(file("xlsx"))["整改清单"].values
    place = head.index("督办意见")
    assert (row[place], other[place]) == (MASKED, None)
    assert MASKED in file("json").read().decode()


def test_before_the_release_a_note_is_a_draft_for_those_who_may_release(held: Bureau):
    note(held)
    assert (notes(held), notes(held, "hemin")) == ([MASKED, None], [None, None])
    release_report(held.store, WEEK, "bureau", "", SUPERVISOR, NOW)
    assert notes(held, "hemin") == [MASKED, None]


def test_what_is_written_empty_takes_it_back(held: Bureau):
    note(held)
    note(held, " \n")
    assert notes(held) == [None, None]


def test_after_the_release_no_note_is_written(held: Bureau):
    note(held)
    release_report(held.store, WEEK, "bureau", "", SUPERVISOR, NOW)
    with pytest.raises(GuardFailed, match="不待放行"):
        note(held, "又")
    assert notes(held) == [MASKED, None]
    assert verify(held.store).flaws == []


def test_who_may_not_release_writes_no_note_and_of_no_other_case(held: Bureau):
    with pytest.raises(NotGranted):
        note(held, by="hemin")
    with pytest.raises(NotFound):
        note(held, case="2026-0009-1")
    with pytest.raises(NotFound):
        note_case(held.store, "2026-W20", "bureau", "2026-0001-1", "x", SUPERVISOR, NOW)
    with pytest.raises(Invalid):
        note(held, "长" * 1001)
    assert notes(held) == [None, None]


@pytest.mark.parametrize("said", ["请\x07报送", "请\u202e报送"])
def test_what_no_paper_can_print_is_in_no_note(held: Bureau, said: str):
    with pytest.raises(Invalid, match="控制字符"):
        note(held, said)
    with pytest.raises(Invalid, match="控制字符"):
        release_report(held.store, WEEK, "bureau", said, SUPERVISOR, NOW)
    assert notes(held) == [None, None]


def test_a_note_of_a_case_that_one_keeps_out_of_is_not_theirs_to_write(held: Bureau):
    with held.store.write() as connection:
        person = select(Person.id).where(Person.username == "liangyu").scalar_subquery()
        connection.execute(insert(CasePart).values(case_id=1, person_id=person, part="kept_out"))
    with pytest.raises(NotFound):
        note(held, by="liangyu")
    note(held, case="2026-0002-1", by="liangyu")


def test_keepers_of_files_read_no_note_and_of_a_destroyed_case_nobody_does_or_writes_one(
    held: Bureau,
):
    note(held)
    assert notes(held, "fengjie") == [None, None]
    with held.store.write() as connection:
        connection.execute(update(Case).where(Case.number == "2026-0001-1").values(emptied=1))
    assert notes(held) == [None, None]
    with pytest.raises(GuardFailed, match="销毁"):
        note(held)


def test_a_note_is_in_no_journal_and_one_that_was_forged_is_found(bureau: Bureau):
    b = hold(bureau)
    note(b)
    release_report(b.store, WEEK, "bureau", "", SUPERVISOR, NOW)
    [entry] = read_journal(b.store, "jianming", NOW, kind="follow_up_noted")
    assert entry.said == {"period": WEEK, "scope": "bureau"}
    forge(b)
    [flaw] = verify(b.store).flaws
    assert f"整改跟踪报告 {WEEK} bureau 与签发时不符" in str(flaw)


def forge(b: Bureau) -> None:
    with b.store.write() as connection:
        connection.execute(
            insert(FollowUpNote).values(
                report_id=kept(b).id, case_number="2026-0002-1", text="伪造", written_by=1,
                written_at=NOW,
            )
        )  # fmt: skip


def test_a_note_of_a_report_that_was_never_held_is_found(bureau: Bureau):
    correct(bureau)
    issue(bureau)
    forge(bureau)
    [flaw] = verify(bureau.store).flaws
    assert f"整改跟踪报告 {WEEK} bureau 与签发时不符" in str(flaw)


def test_a_note_of_a_report_that_was_released_before_there_were_notes_is_found(held: Bureau):
    b = held
    note(b)
    assert verify(b.store).flaws == []
    with b.store.write() as connection:
        person = find_person(connection, SUPERVISOR, NOW.date())
        follow_up.release(connection, kept(b).id, None, person.id, NOW)
        assert list(false_notes(connection)) == [(WEEK, "bureau")]
        said = {"period": WEEK, "scope": "bureau", "hash": kept(b).hash}
        journal.note(connection, RELEASED, person, NOW, **said)
        assert list(false_notes(connection)) == [(WEEK, "bureau")]


@pytest.mark.parametrize("change", [update(FollowUpNote).values(text="x"), delete(FollowUpNote)])
def test_a_note_is_never_changed(bureau: Bureau, change):
    b = hold(bureau)
    note(b)
    with pytest.raises(DBAPIError, match=r"append-only|refused"), b.store.write() as connection:
        connection.execute(change)
