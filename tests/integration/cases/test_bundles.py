"""Bundles: what the archive, the personnel and the integrity file get of a case."""

import csv
import hashlib
import io
import json
import resource
import zipfile
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from support.bureau import HANDLER, OFFICER, SUPERVISOR, Bureau, at
from support.files import PDF, hand_in, unpacked
from support.signing import BUREAU, sign
from support.ways import ROLES
from support.whole_case import LINE

from cases.bundles import Bundled, BundleKind, bundle_case
from cases.reporters import Office, enter_report
from states.errors import CaseError, GuardFailed, NotFound
from storage import journal, proofs
from storage.files.shelf import Shelf

NOW = "2026-07-23T10:00"
K = BundleKind
MARKS = ("密名甲记号", "密电乙记号", "密文戊记号")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "files")


@pytest.fixture
def closed(sqlite_bureau: Bureau, shelf: Shelf, tmp_path: Path) -> Bureau:
    """A case to its end, with a report, files of evidence and some papers signed."""
    b = sqlite_bureau
    b.open("2026-03-02", report_kind="real_name")
    given = {
        "received_on": "2026-02-20", "abstract": "反映监测异常", "text": MARKS[2],
        "name": MARKS[0], "contact": MARKS[1],
    }  # fmt: skip
    enter_report(Office(b.store, tmp_path / "keys"), "2026-0001", given, "panxiao",
                 at("2026-03-03"))  # fmt: skip
    hand_in(b, shelf, name="../../=现场记录.pdf", title="现场记录")
    hand_in(b, shelf, PDF + b"\n% another", name="现场记录.pdf", evidence="E1")
    for day, event, by, data in LINE:
        b.do(day, event, by, **data)
        b.sweep(f"{day}T14:00")
    for code, by in (("D01", HANDLER), ("D04", HANDLER), ("D16", "luochengan")):
        sign(b, code, by, "2026-07-22T15")
    assert b.state() == "closed"
    return b


def bundle(
    b: Bureau, shelf: Shelf, kind: BundleKind = K.ARCHIVE, by: str = HANDLER
) -> tuple[Bundled, zipfile.ZipFile]:
    out = io.BytesIO()
    done = bundle_case(b.store, shelf, b.number, kind, out, at(NOW), by=by, bureau=BUREAU)
    return done, zipfile.ZipFile(out)


def test_the_archive_holds_papers_evidence_history_and_what_it_is(closed: Bureau, shelf: Shelf):
    done, packed = bundle(closed, shelf)
    assert packed.testzip() is None
    names = packed.namelist()
    codes = [name.split("-")[1] for name in names if name.endswith(".docx")]
    assert codes == ["D01", "D04", "D16"]
    assert [name for name in names if name.startswith("证据/")] == [
        "证据/001-E1-现场记录.pdf", "证据/002-E1-现场记录.pdf",
    ]  # fmt: skip
    assert packed.read("证据/001-E1-现场记录.pdf") == PDF
    assert done.name == f"{closed.number}-archive.zip"
    assert "D09" in done.unsigned
    about = ET.fromstring(packed.read("metadata.xml"))  # noqa: S314 - our own
    assert about.findtext("case") == closed.number
    assert about.findtext("outcome") == "免责"
    assert about.findtext("retention") == "永久"
    assert about.findtext("head") == closed.row().head
    rows = list(csv.reader(io.StringIO(packed.read("办理记录.csv").decode("utf-8-sig"))))
    told = [int(row[0]) for row in rows[1:]]
    [left_out] = {*range(1, closed.row().version + 1)} - {*told}  # what is owed to a reporter
    assert told == sorted(told)
    with closed.store.read() as connection:
        [event] = [one for one in proofs.events_of(connection, closed.row().id)
                   if one.seq == left_out]  # fmt: skip
    assert event.event == "finish_clearing"
    assert rows[1][2:4] == ["立案登记", "何敏"]


def test_what_was_packed_can_be_checked_without_us(closed: Bureau, shelf: Shelf, tmp_path: Path):
    done, packed = bundle(closed, shelf)
    manifest = json.loads(packed.read("manifest.json"))
    sums = dict(
        reversed(line.split("  ", 1)) for line in packed.read("SHA256SUMS").decode().splitlines()
    )
    listed = {one["name"]: one for one in manifest["files"]}
    assert set(listed) == set(sums) == set(packed.namelist()) - {"manifest.json", "SHA256SUMS"}
    assert len(listed) == done.files
    for name, one in listed.items():
        content = packed.read(name)
        assert (one["size"], one["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        assert sums[name] == one["sha256"]


def test_the_same_case_makes_the_same_bytes(closed: Bureau, shelf: Shelf):
    made = []
    for now in (NOW, "2026-09-01T09:00"):
        out = io.BytesIO()
        bundle_case(closed.store, shelf, closed.number, K.ARCHIVE, out, at(now), by=HANDLER,
                    bureau=BUREAU)  # fmt: skip
        made.append(out.getvalue())
    assert made[0] == made[1]


@pytest.mark.parametrize(("kind", "by"), [(K.PERSONNEL, "fengjie"), (K.INTEGRITY, "qiufeng"),
                                          (K.PERSONNEL, HANDLER)])  # fmt: skip
def test_the_personal_files_get_proposal_and_decision_and_no_more(
    closed: Bureau, shelf: Shelf, kind: BundleKind, by: str
):
    _, packed = bundle(closed, shelf, kind, by)
    papers = [name for name in packed.namelist() if name.startswith("文书/")]
    assert {name.split("-")[1] for name in papers} == {"D16"}
    assert set(packed.namelist()) - set(papers) == {"metadata.xml", "SHA256SUMS", "manifest.json"}


@pytest.mark.parametrize("kind", K)
def test_nothing_of_a_reporter_is_in_any(closed: Bureau, shelf: Shelf, kind: BundleKind):
    seen = 0
    for username in ROLES.values():
        with suppress(CaseError):
            out = io.BytesIO()
            bundle_case(closed.store, shelf, closed.number, kind, out, at(NOW), by=username,
                        bureau=BUREAU)  # fmt: skip
            said = unpacked(out.getvalue())
            assert not any(word in said for word in (*MARKS, "J2026-0001", "反馈")), username
            assert "孙皓" in said
            seen += 1
    assert seen >= 2


def test_who_gets_which(closed: Bureau, shelf: Shelf):
    got: dict[str, set[str]] = {kind: set() for kind in K}
    for role, username in ROLES.items():
        for kind in K:
            with suppress(CaseError):
                bundle(closed, shelf, kind, username)
                got[kind].add(role)
    assert got == {
        K.ARCHIVE: {"HND", "SUP"}, K.PERSONNEL: {"HND", "SUP", "HR"},
        K.INTEGRITY: {"HND", "SUP", "INT"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("by", "error"),
    [
        ("qinchuan", NotFound),
        ("jiangheng", NotFound),
        (OFFICER, GuardFailed),
        ("fengjie", NotFound),
    ],
)
def test_it_is_refused_before_a_byte_is_written(
    sqlite_bureau: Bureau, shelf: Shelf, by: str, error: type[CaseError]
):
    sqlite_bureau.open("2026-03-02")
    out = io.BytesIO()
    with pytest.raises(error):
        bundle_case(sqlite_bureau.store, shelf, sqlite_bureau.number, K.PERSONNEL, out, at(NOW),
                    by=by, bureau=BUREAU)  # fmt: skip
    assert out.getvalue() == b""


def test_before_a_decision_nothing_is_filed(sqlite_bureau: Bureau, shelf: Shelf):
    sqlite_bureau.open("2026-03-02")
    with pytest.raises(GuardFailed, match="作出决定以后"):
        bundle(sqlite_bureau, shelf, K.PERSONNEL, SUPERVISOR)
    _, packed = bundle(sqlite_bureau, shelf)
    assert "办理记录.csv" in packed.namelist()


def test_it_is_in_the_journal_without_a_name(closed: Bureau, shelf: Shelf):
    bundle(closed, shelf)
    with closed.store.read() as connection:
        last = [*journal.entries(connection)][-1]
    assert (last.kind, json.loads(last.body)["said"]) == (
        "bundled", {"bundle": "archive", "case": closed.number},
    )  # fmt: skip


def test_a_file_that_was_altered_stops_it(closed: Bureau, shelf: Shelf):
    [*kept] = (shelf.folder / "sha256").rglob("*")
    file = next(one for one in kept if one.is_file())
    file.chmod(0o600)
    file.write_bytes(b"altered")
    with pytest.raises(GuardFailed, match="没有打包"):
        bundle(closed, shelf)


def test_a_reason_that_is_a_formula_is_none_in_the_spreadsheet(closed: Bureau, shelf: Shelf):
    closed.open("2026-03-02")
    closed.do("2026-03-03", "reassign", SUPERVISOR, role="HND", person="zhengtao",
              reason='=HYPERLINK("http://x")')  # fmt: skip
    _, packed = bundle(closed, shelf, by="zhengtao")
    [row] = [row for row in csv.reader(io.StringIO(packed.read("办理记录.csv").decode()))
             if "HYPERLINK" in row[6]]  # fmt: skip
    assert row[6].startswith("'=")


def test_a_large_file_goes_through_and_not_into_memory(
    sqlite_bureau: Bureau, shelf: Shelf, tmp_path: Path
):
    sqlite_bureau.open("2026-03-02")
    hand_in(sqlite_bureau, shelf, PDF.replace(b"1 0 obj", b"%" * (90 << 20) + b"\n1 0 obj", 1))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with (tmp_path / "out.zip").open("wb") as out:
        bundle_case(sqlite_bureau.store, shelf, sqlite_bureau.number, K.ARCHIVE, out, at(NOW),
                    by=HANDLER, bureau=BUREAU)  # fmt: skip
    assert (tmp_path / "out.zip").stat().st_size > 90 << 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40 << 10
