"""Who reads which follow-up report, and how much of it; what is held waits for its release."""

from io import BytesIO

import orjson
import pytest
from docx import Document
from sqlalchemy import update
from support.bureau import KINDS, OFFICER, PLAN, SUPERVISOR, UNIT, Bureau, at
from support.following import (
    MONDAY,
    OWN_HANDS,
    WEEK,
    all_kept,
    by_hand,
    correct,
    issue,
    kept,
    reported,
    workbook,
)

from cases.follow_up_files import As, follow_up_file
from cases.follow_up_reading import (
    PREVIEW,
    latest_head,
    lines_seen,
    list_reports,
    read_report,
    release_report,
)
from cases.history import verify
from cases.journal import read_journal
from cases.views import case_file
from documents.pdf import available
from reports import follow_up_totals
from states.errors import GuardFailed, Invalid, NotFound
from storage.follow_up import false_reports
from storage.schema import Case
from web.follow_up import alone

NOW = at("2026-06-08T09:00")
BUREAU_NAME = "青溪区生态环境局"


@pytest.fixture
def issued(sqlite_bureau: Bureau) -> Bureau:
    correct(sqlite_bureau)
    correct(sqlite_bureau, officer="wulei")
    issue(sqlite_bureau)
    return sqlite_bureau


def read(b: Bureau, viewer: str, scope: str = "bureau", period: str = WEEK):
    report = read_report(b.store, period, scope, viewer, NOW)
    return report, list(lines_seen(b.store, report))


@pytest.mark.parametrize("viewer", ["hemin", SUPERVISOR, "luochengan", "dongli", "shiqing"])
def test_whoever_leads_or_handles_reads_all_of_it(issued: Bureau, viewer: str):
    report, lines = read(issued, viewer)
    assert [line["officer"] for line in lines] == ["孙皓", "吴磊"]
    assert lines[0]["progress"] == "一半"
    assert report.issued
    assert report.hash == kept(issued).hash
    assert {row.scope for row in list_reports(issued.store, viewer, NOW).rows} == {
        "bureau", "first", "second", "third", "emergency",
    }  # fmt: skip


@pytest.mark.parametrize("viewer", ["zhengtao", "liangyu"])
def test_who_sees_no_such_case_reads_of_it_without_its_officers_name(issued: Bureau, viewer: str):
    """Whoever handles, or supervises, other cases reads how all of them stand."""
    issued.do("2026-06-08T08:40", "suspend", SUPERVISOR, reason="鉴定")
    report, lines = read(issued, viewer, period=PREVIEW)
    for line in lines:
        with pytest.raises(NotFound):
            case_file(issued.store, line["case"], NOW, viewer=viewer)
    assert [(one["officer"], one["opens"]) for one in lines] == [("孙某", False), ("吴某", False)]
    assert [one["event"] for one in report.head["changes"]["listed"]] == ["suspend"]
    assert report.opens == frozenset()
    assert read(issued, SUPERVISOR, period=PREVIEW)[0].opens == {issued.number}


def test_nobody_reads_more_of_a_destroyed_case_and_the_report_stays_as_it_was_issued(
    issued: Bureau,
):
    b = issued
    with b.store.write() as connection:
        mine = Case.number == b.numbers[0]
        connection.execute(update(Case).where(mine).values(emptied=1))
    for viewer, scope in (("hemin", "bureau"), (SUPERVISOR, "bureau"), (UNIT, "second")):
        report, lines = read(b, viewer, scope)
        gone = next(line for line in lines if line["case"] == b.numbers[0])
        assert "孙" not in str(gone)
        told = tuple(gone[name] for name in ("who", "progress", "progress_on"))
        assert ("某" in gone["officer"], told) == (True, ("", None, None))
    assert lines == [gone]
    report, lines = read(b, SUPERVISOR)
    assert (lines[1]["officer"], lines[1]["progress"]) == ("吴磊", "一半")
    with follow_up_file(b.store, report, "xlsx", SUPERVISOR, NOW, bureau=BUREAU_NAME) as file:
        book = workbook(file)
    said = [str(cell) for sheet in book for row in sheet.values for cell in row]
    assert ("吴磊" in said, "孙皓" in said) == (True, False)
    with b.store.read() as connection:
        assert list(false_reports(connection)) == []


def words_of(file: bytes, as_: str) -> str:
    """All that a file says."""
    if as_ == "json":
        return file.decode()
    if as_ == "xlsx":
        sheets = workbook(BytesIO(file)).worksheets
        return str([list(sheet.iter_rows(values_only=True)) for sheet in sheets])
    tables = Document(BytesIO(file)).tables
    return str([cell.text for table in tables for row in table.rows for cell in row.cells])


@pytest.mark.parametrize("as_", ["docx", "xlsx", "json"])
def test_no_file_made_anew_names_whose_case_was_destroyed(sqlite_bureau: Bureau, as_: As):
    b = sqlite_bureau
    correct(b, says=OWN_HANDS)
    issue(b)

    def taken() -> str:
        report, lines = read(b, SUPERVISOR)
        assert ("孙皓" in alone(report, lines, BUREAU_NAME)) == ("孙皓" in str(lines))
        with follow_up_file(b.store, report, as_, SUPERVISOR, NOW, bureau=BUREAU_NAME) as file:
            return words_of(file.read(), as_)

    assert "孙皓" in taken()
    with b.store.write() as connection:
        connection.execute(update(Case).values(emptied=1))
    words = taken()
    assert b.number in words
    assert ("孙" in words, "整改一半" in words) == (False, False)
    with b.store.read() as connection:
        assert list(false_reports(connection)) == []


def test_a_party_organisation_reads_its_own_unit_with_names_masked(issued: Bureau):
    _, lines = read(issued, UNIT, "second")
    assert [(line["officer"], line["progress"]) for line in lines] == [("孙某", "一半")]
    for scope in ("bureau", "first", "third", "nothing"):
        with pytest.raises(NotFound):
            read(issued, UNIT, scope)
    assert {row.scope for row in list_reports(issued.store, UNIT, NOW).rows} == {"second"}


@pytest.mark.parametrize(("viewer", "scope"), [(UNIT, "second"), ("zhengtao", "bureau")])
def test_who_reads_a_name_masked_reads_it_so_in_what_was_written(
    sqlite_bureau: Bureau, viewer: str, scope: str
):
    correct(sqlite_bureau, says=OWN_HANDS)
    issue(sqlite_bureau)
    [line] = read(sqlite_bureau, viewer, scope)[1]
    assert (line["officer"], line["who"], line["progress"]) == ("孙某", "孙某", "孙某已整改一半")
    assert read(sqlite_bureau, SUPERVISOR)[1][0]["who"] == "孙皓"


TOGETHER = {
    "submit_plan": {"measures": [{**one, "responsible": "吴磊"} for one in PLAN["measures"]]},
    "report_progress": {"progress": "孙皓、吴 磊已整改一半，马超群未动", "done": KINDS[:4]},
}
"""An officer answers for the correction of another in the same matter; both are named in it."""


@pytest.mark.parametrize(
    ("viewer", "scope", "who", "progress"),
    [
        (SUPERVISOR, "bureau", "吴磊", "孙皓、吴 磊已整改一半，马超群未动"),
        (UNIT, "second", "吴某", "孙某、吴某已整改一半，马超群未动"),
        ("zhengtao", "bureau", "吴某", "孙某、吴某已整改一半，马超群未动"),
        ("fengjie", "bureau", None, None),
    ],
)
def test_officers_of_the_same_matter_are_masked_in_each_others_lines(
    sqlite_bureau: Bureau, viewer: str, scope: str, who: str | None, progress: str | None
):
    """What is written of one may name the others; who is no officer of the matter stays named."""
    correct(sqlite_bureau, says=TOGETHER, beside=["wulei"])
    issue(sqlite_bureau)
    [line] = read(sqlite_bureau, viewer, scope)[1]
    assert (line["who"], line["progress"]) == (who, progress)


def test_a_letter_masks_every_officer_of_the_matter(sqlite_bureau: Bureau):
    correct(sqlite_bureau, says=TOGETHER, beside=["wulei"])
    issue(sqlite_bureau)
    letters = reported(sqlite_bureau, "2026-06-08T09:01")
    assert any("责任人：吴某" in letter.text for letter in letters)
    for letter in letters:
        said = "".join(f"{letter.text}{letter.html}{letter.short}".split())
        assert not [name for name in ("孙皓", "吴磊") if name in said]


@pytest.mark.parametrize("viewer", ["fengjie", "qiufeng", "panxiao"])
def test_keepers_of_files_read_how_things_stand_and_nothing_of_the_work(
    issued: Bureau, viewer: str
):
    _, lines = read(issued, viewer)
    assert [line["officer"] for line in lines] == ["孙某", "吴某"]
    assert {line[name] for line in lines for name in ("progress", "who", "silent")} == {None}
    assert {line["light"] for line in lines} == {"green"}


@pytest.mark.parametrize("viewer", [OFFICER, "guyuan", "shenlan", "jiangheng", "jianming"])
def test_reports_are_nothing_to_anybody_else(issued: Bureau, viewer: str):
    with pytest.raises(GuardFailed):
        read(issued, viewer)
    with pytest.raises(GuardFailed):
        list_reports(issued.store, viewer, NOW)
    assert latest_head(issued.store, viewer, NOW) is None


def test_a_case_that_one_keeps_out_of_is_not_among_the_lines(issued: Bureau):
    hidden, other = (line["case"] for line in read(issued, SUPERVISOR)[1])
    why = {"reason": "有利害关系"}
    issued.do("2026-06-05", "declare_recusal", "dongli", case=hidden, ground="interest", **why)
    issued.do("2026-06-05", "decide_recusal", "shiqing", case=hidden, person="dongli",
              granted=True, **why)  # fmt: skip
    assert [line["case"] for line in read(issued, "dongli")[1]] == [other]
    assert len(read(issued, SUPERVISOR)[1]) == 2


def test_a_preview_is_marked_and_kept_nowhere(issued: Bureau):
    before = issued.tables()
    report, lines = read(issued, SUPERVISOR, period=PREVIEW)
    assert not report.issued
    assert report.hash is None
    assert len(lines) == 2
    assert report.head["until"] > kept(issued).head["until"]
    assert issued.tables() == before
    assert any("未签发" in word for word in docx(issued, report))


def docx(b: Bureau, report) -> list[str]:
    with follow_up_file(b.store, report, "docx", SUPERVISOR, NOW, bureau=BUREAU_NAME) as file:
        document = Document(BytesIO(file.read()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text] + cells


def test_the_paper_says_what_the_lines_say(issued: Bureau):
    issued.do("2026-06-08T08:40", "extend_plan", SUPERVISOR, days=10, reason="汛期")
    report, lines = read(issued, SUPERVISOR, period=PREVIEW)
    words = docx(issued, report)
    assert words[0].startswith("2026年第24周整改跟踪周报")
    assert {line["case"] for line in lines} <= {word.split("\n")[0] for word in words}
    assert words[(at := words.index("合计")) : at + 3] == ["合计", "2", "2"]
    assert any("孙皓" in word for word in words)
    stage = next(word for word in words if word.startswith("整改中（已延期）"))
    assert [" ".join(said.split()) for said in stage.split("\n")] == [
        "整改中（已延期）", "措施 4/8", "时间 64%", "下一节点：", "2026-06-01 汲取教训",
    ]  # fmt: skip
    assert any("2026-04-09决定\n2026-04-10收到\n2026-04-13启动" in word for word in words)
    page = alone(report, lines, BUREAU_NAME)
    assert "已延期" in page
    assert "汲取教训<br>" in page
    assert "2026-04-09决定" in page
    report, _ = read(issued, "fengjie")
    words = docx(issued, report)
    assert not any("孙皓" in word or "一半" in word for word in words)


@pytest.mark.skipif(not available(), reason="the PDF extra is not installed")
def test_the_pdf_is_one(issued: Bureau):
    report, _ = read(issued, SUPERVISOR)
    with follow_up_file(issued.store, report, "pdf", SUPERVISOR, NOW, bureau=BUREAU_NAME) as file:
        assert file.read(5) == b"%PDF-"


def test_the_table_for_excel_has_every_line_and_no_formula(sqlite_bureau: Bureau):
    b = sqlite_bureau
    correct(b, "approve_plan")
    evil = '=HYPERLINK("http://x.invalid";"一半")'
    b.do("2026-05-15", "report_progress", UNIT, progress=evil)
    issue(b)
    report, [line] = read(b, SUPERVISOR)
    with follow_up_file(b.store, report, "xlsx", SUPERVISOR, NOW, bureau=BUREAU_NAME) as file:
        book = workbook(file)
    assert book.sheetnames == ["汇总", "整改清单", "上期以来的变化"]
    head, row = list(book["整改清单"].iter_rows())
    cells = dict(zip((cell.value for cell in head), row, strict=True))
    assert cells["案号"].value == line["case"]
    assert cells["最近进展"].value == evil
    assert cells["最近进展"].data_type == "s"
    assert cells["最近进展"].hyperlink is None
    assert cells["期限"].value.date().isoformat() == "2026-06-29"
    assert cells["剩余工作日"].value == 14
    assert cells["措施进度"].value == 0
    assert cells["时间进度"].value == pytest.approx(56 / 77)
    drawn = book["整改清单"].conditional_formatting
    assert {rule.type for area in drawn for rule in area.rules} == {"dataBar"}


def test_what_the_head_has_no_room_for_is_in_the_files(
    sqlite_bureau: Bureau, monkeypatch: pytest.MonkeyPatch
):
    """Two changes where there is room for one; who keeps out of the second does not read it."""
    monkeypatch.setattr(follow_up_totals, "LISTED", 1)
    b = sqlite_bureau
    numbers = [correct(b), correct(b, officer="wulei")]
    for number in numbers:
        b.do("2026-06-04", "suspend", SUPERVISOR, case=number, reason="鉴定")
    issue(b)
    report, lines = read(b, SUPERVISOR)
    assert (report.head["lines"], len(lines)) == (2, 2)
    changed = report.head["changes"]
    assert ([one["case"] for one in changed["listed"]], changed["left_out"]) == (numbers[:1], 1)
    assert "其余1项见电子表格。" in docx(b, report)
    assert "其余 1 项见 Excel 或 JSON。" in alone(report, lines, BUREAU_NAME)
    with follow_up_file(b.store, report, "xlsx", SUPERVISOR, NOW, bureau=BUREAU_NAME) as file:
        book = workbook(file)
    assert [row[1].value for row in book["上期以来的变化"].iter_rows(min_row=2)] == numbers
    with follow_up_file(b.store, report, "json", SUPERVISOR, NOW, bureau=BUREAU_NAME) as file:
        said = orjson.loads(file.read())
    assert [one["case"] for one in said["head"]["changes"]["listed"]] == numbers
    assert [one["case"] for one in said["lines"]] == [line["case"] for line in lines]
    assert verify(b.store).flaws == []
    why = {"reason": "有利害关系"}
    b.do("2026-06-05", "declare_recusal", "dongli", case=numbers[1], ground="interest", **why)
    b.do("2026-06-05", "decide_recusal", "shiqing", case=numbers[1], person="dongli",
         granted=True, **why)  # fmt: skip
    report, _ = read(b, "dongli")
    with follow_up_file(b.store, report, "json", "dongli", NOW, bureau=BUREAU_NAME) as file:
        assert numbers[1] not in file.read().decode()


def test_json_says_it_all_and_that_it_was_taken_is_in_the_journal(issued: Bureau):
    report, lines = read(issued, SUPERVISOR)
    with follow_up_file(issued.store, report, "json", SUPERVISOR, NOW, bureau=BUREAU_NAME) as file:
        said = orjson.loads(file.read())
    assert said["issued"] is True
    assert said["hash"] == kept(issued).hash
    assert [line["case"] for line in said["lines"]] == [line["case"] for line in lines]
    assert said["lines"][0]["kinds"]["remove_effects"] == "d"
    [entry] = read_journal(issued.store, "jianming", NOW, kind="follow_up_taken")
    assert entry.said == {"period": WEEK, "scope": "bureau", "as": "json", "issued": True}


def test_what_is_held_is_kept_and_sent_once_it_is_released(bureau: Bureau):
    by_hand(bureau)
    correct(bureau)
    done = issue(bureau)
    assert (done.reports, done.notices, done.held) == (10, 0, 10)
    before = all_kept(bureau)
    report = read_report(bureau.store, WEEK, "second", SUPERVISOR, NOW)
    assert (report.waits, report.releases) == (True, True)
    assert not read_report(bureau.store, WEEK, "second", "hemin", NOW).releases
    with pytest.raises(GuardFailed):
        release_report(bureau.store, WEEK, "second", "", "hemin", NOW)
    with pytest.raises(Invalid):
        release_report(bureau.store, WEEK, "second", "长" * 1001, SUPERVISOR, NOW)
    note = "请孙皓于本周内\n报送进展"
    assert release_report(bureau.store, WEEK, "second", note, SUPERVISOR, NOW) == 1
    with pytest.raises(GuardFailed, match="不待放行"):
        release_report(bureau.store, WEEK, "second", "又", SUPERVISOR, NOW)
    assert all_kept(bureau) == before
    report = read_report(bureau.store, WEEK, "second", UNIT, NOW)
    assert (report.waits, report.note) == (False, "请孙某于本周内 报送进展")
    assert reported(bureau, MONDAY) == []
    [letter] = reported(bureau, "2026-06-08T09:01")
    assert letter.to_address == f"{UNIT}@example.invalid"
    assert "督办意见：请孙某于本周内 报送进展" in letter.text
    [entry] = read_journal(bureau.store, "jianming", NOW, kind="follow_up_released")
    assert entry.actor == SUPERVISOR


def test_the_workbench_shows_the_newest_head_of_the_widest_scope(issued: Bureau):
    head = latest_head(issued.store, SUPERVISOR, NOW)
    assert head
    assert head["scope"] == "bureau"
    own = latest_head(issued.store, UNIT, NOW)
    assert own
    assert own["scope"] == "second"
