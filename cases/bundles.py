"""A case's papers and evidence as one zip: for the archive, for the personnel and integrity files.

The same case makes the same bytes. Nothing of a reporter is in one, nor what is owed to one: those
papers are kept apart (第十九条).
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any
from xml.etree import ElementTree as ET

from sqlalchemy import Connection

from access.objects import OBJECT
from access.policy import Thing, may
from cases.attachments import attachments_on
from cases.eyes import Eyes, look_at
from cases.papers import paper_again
from cases.standing import find_person
from cases.views import CaseFile, EventView, case_file
from deadlines import SHANGHAI, local_day
from documents.pdf import available, write_pdf
from documents.word import write_docx
from regulations.pack import Pack
from reports.ledger_lines import retention_of
from reports.table_files import csv_lines
from states.errors import GuardFailed, NotGranted
from states.facts import Facts
from states.papers import PAPERS
from states.vocabulary import Role, Term
from storage import Store, journal, papers
from storage.files.naming import clean_name
from storage.files.shelf import BLOCK, Shelf, new_hash
from storage.packs import pack_by_id
from storage.papers import PaperRecord
from storage.records import CaseRecord

FORMAT = 1
FILED = ("D11", "D14", "D15", "D16", "D17", "D36")
"""Proposal and decision (第十七条第三款), and what takes a decision back."""
OF_THE_WHOLE = (
    Thing.FACTS, Thing.APPLICATION, Thing.EVIDENCE, Thing.ASSESSMENT, Thing.DECISION,
    Thing.CORRECTION, Thing.RECEIPTS,
)  # fmt: skip
"""Who sees all of these may put the whole case into the archive."""
KEEPS: Mapping[str, Role] = MappingProxyType({"personnel": Role.HR, "integrity": Role.INT})


class BundleKind(Term):
    """What a bundle is for."""

    ARCHIVE = "archive", "案卷归档包", "Archive of the case"
    PERSONNEL = "personnel", "干部人事档案材料包", "For the personnel file"
    INTEGRITY = "integrity", "廉政档案材料包", "For the integrity file"


@dataclass(frozen=True, slots=True)
class Bundled:
    """What went in: how many files; ``unsigned`` are papers that still wait to be signed."""

    name: str
    files: int
    unsigned: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    size: int
    digest: str


def bundles_for(eyes: Eyes) -> tuple[BundleKind, ...]:
    """Which of them whoever looks may make: none before there is something to put in."""
    whole = all(eyes.whole(thing) for thing in OF_THE_WHOLE)
    filed = tuple(
        BundleKind(kind)
        for kind, role in KEEPS.items()
        if eyes.decided and (whole or (role in eyes.roles and may([role], Thing.RECEIPTS, "W")))
    )
    return (BundleKind.ARCHIVE, *filed) if whole else filed


def bundles_on(store: Store, number: str, now: datetime, *, viewer: str) -> tuple[BundleKind, ...]:
    """Which bundles of the case ``viewer`` may make now; raises ``NotFound``."""
    with store.read() as connection:
        _, eyes = look_at(connection, number, viewer, now)
    return bundles_for(eyes)


def bundle_size(store: Store, number: str, kind: BundleKind, now: datetime, *, by: str) -> int:
    """How many bytes of evidence go in; raises what ``bundle_case`` does of whom it is not for."""
    with store.read() as connection:
        _, eyes = look_at(connection, number, by, now)
    _may_make(eyes, kind)
    if kind is not BundleKind.ARCHIVE:
        return 0
    return sum(one.size for one in attachments_on(store, number, now, viewer=by))


def bundle_to_file(
    store: Store,
    shelf: Shelf,
    number: str,
    kind: BundleKind,
    now: datetime,
    *,
    by: str,
    bureau: str,
) -> tuple[Path, Bundled]:
    """The bundle in a file of its own beside the drafts, for whoever sends it on to delete."""
    path = shelf.spare()
    try:
        with path.open("wb") as out:
            return path, bundle_case(store, shelf, number, kind, out, now, by=by, bureau=bureau)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def bundle_case(
    store: Store,
    shelf: Shelf,
    number: str,
    kind: BundleKind,
    out: IO[bytes],
    now: datetime,
    *,
    by: str,
    bureau: str,
    tell: Callable[[int], None] = lambda _files: None,
) -> Bundled:
    """Write the bundle to ``out``, a block at a time; that it was made is in the journal.

    ``tell`` hears of how many files are in.

    Raises ``NotFound`` for whom there is no case, ``GuardFailed`` where it is not for them, too
    early, or where a file of evidence is not what it was.
    """
    with store.read() as connection:
        case, eyes = look_at(connection, number, by, now)
        _may_make(eyes, kind)
        rows, unsigned = _papers_of(connection, case, eyes, kind)
        measures = pack_by_id(store, connection, case.pack_id)
    file = case_file(store, number, now, viewer=by)
    done: list[_Entry] = []
    stamp = _zip_time(file)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for place, row in enumerate(rows, start=1):
            stem = f"文书/{place:02d}-{row.code}-{clean_name(PAPERS[row.code])}"
            with store.read() as connection:
                sheet = paper_again(connection, row)
            done.append(_put(pack, f"{stem}.docx", write_docx(sheet), stamp))
            if available():
                done.append(_put(pack, f"{stem}.pdf", write_pdf(sheet), stamp))
            tell(len(done))
        if kind is BundleKind.ARCHIVE:
            for entry in _evidence(pack, store, shelf, number, now, by, stamp):
                done.append(entry)
                tell(len(done))
            done.append(_put(pack, "办理记录.csv", _history(file), stamp))
        about = _about(case, file, kind, bureau, measures)
        done.append(_put(pack, "metadata.xml", _xml(about), stamp))
        sums = "".join(f"{one.digest}  {one.name}\n" for one in done)
        _put(pack, "SHA256SUMS", sums.encode(), stamp)
        _put(pack, "manifest.json", _manifest(about, done, unsigned), stamp)
    with store.write() as connection:
        person = find_person(connection, by, local_day(now))
        journal.note(connection, "bundled", person, now, case=number, bundle=str(kind))
    return Bundled(f"{number}-{kind}.zip", len(done), unsigned)


def _may_make(eyes: Eyes, kind: BundleKind) -> None:
    if kind in bundles_for(eyes):
        return
    if not eyes.decided and kind is not BundleKind.ARCHIVE:
        raise GuardFailed(
            "作出决定以后才有可以存入档案的材料", "nothing is filed before a decision"
        )
    raise NotGranted(
        "案卷由承办人、案件督办打包；人事、廉政档案材料另由人事、纪检部门各取各的（第十七条）",
        "the archive is made by handler and supervisor; the personnel and integrity offices take "
        "what is for their own file",
    )


def _papers_of(
    connection: Connection, case: CaseRecord, eyes: Eyes, kind: BundleKind
) -> tuple[list[PaperRecord], tuple[str, ...]]:
    """The signed papers in the order they were signed, and the codes of those that wait."""
    held = [
        one
        for one in papers.of_case(connection, case.id)
        if eyes.paper({"event": one.event, "code": one.code, "state": one.state})
        and OBJECT[one.event] is not Thing.FEEDBACK
        and (kind is BundleKind.ARCHIVE or one.code in FILED)
    ]
    signed = [one for one in held if one.state == "signed"]
    waiting = tuple(sorted({one.code for one in held if one.state != "signed"}))
    return sorted(signed, key=lambda one: (one.signed_seq or 0, one.id)), waiting


def _evidence(
    pack: zipfile.ZipFile,
    store: Store,
    shelf: Shelf,
    number: str,
    now: datetime,
    by: str,
    stamp: Any,
) -> Iterator[_Entry]:
    """Each file under its piece of evidence; what is no longer what it was stops the bundle."""
    for place, one in enumerate(attachments_on(store, number, now, viewer=by), start=1):
        name = f"证据/{place:03d}-{clean_name(one.evidence)}-{clean_name(one.name)}"
        yield _copy(pack, name, shelf.place(one.digest), one.digest, stamp)


def _copy(pack: zipfile.ZipFile, name: str, source: Path, digest: str, stamp: Any) -> _Entry:
    info = _info(name, stamp)
    info.compress_type = zipfile.ZIP_STORED  # pictures, films and papers are packed already
    algorithm, size = digest.partition(":")[0], 0
    told, summed = new_hash(algorithm), hashlib.sha256()
    try:
        with source.open("rb") as file, pack.open(info, "w", force_zip64=True) as into:
            while block := file.read(BLOCK):
                told.update(block)
                summed.update(block)
                size += into.write(block)
    except OSError:
        told = new_hash(algorithm)
    if f"{algorithm}:{told.hexdigest()}" != digest:
        raise GuardFailed(
            f"证据文件缺失或与登记时不一致，没有打包：{name}；请告知系统管理员运行 rongcuo verify",
            f"a file of evidence is missing or not what it was ({name}): tell the administrator "
            "to run 'rongcuo verify'",
        )
    return _Entry(name, size, summed.hexdigest())


def _put(pack: zipfile.ZipFile, name: str, made: bytes, stamp: Any) -> _Entry:
    pack.writestr(_info(name, stamp), made)
    return _Entry(name, len(made), hashlib.sha256(made).hexdigest())


def _info(name: str, stamp: Any) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, stamp)
    info.compress_type, info.external_attr, info.create_system = (
        zipfile.ZIP_DEFLATED,
        0o600 << 16,
        3,
    )
    return info


def _zip_time(file: CaseFile) -> tuple[int, int, int, int, int, int]:
    on = file.started_on  # the moment of making it would make other bytes each time
    return (on.year, on.month, on.day, 0, 0, 0)


def _history(file: CaseFile) -> bytes:
    """Who did what when, for a spreadsheet; no cell is a formula."""
    told = (one for one in file.events if OBJECT[one.event] is not Thing.FEEDBACK)
    rows = (_happening(one) for one in sorted(told, key=lambda one: one.seq))
    heads = ("序号", "时间", "办理", "办理人", "身份", "条款", "理由")
    return b"".join(csv_lines(heads, rows))


def _happening(one: EventView) -> tuple[str, ...]:
    at = f"{one.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    who = f"{one.actor_name}（代{one.stood_in_for}）" if one.stood_in_for else one.actor_name
    return str(one.seq), at, one.zh, who, one.role, "、".join(one.articles), one.reason or ""


def _about(
    case: CaseRecord, file: CaseFile, kind: BundleKind, bureau: str, measures: Pack
) -> dict[str, str]:
    """What the bundle is of, under the names of the archive's metadata."""
    facts = Facts.read(case.facts)
    decision = facts.decision
    said: dict[str, Any] = {
        "format": FORMAT,
        "kind": kind.zh,
        "bureau": bureau,
        "case": file.row.number,
        "subject": file.row.subject,
        "officer": file.row.officer_name,
        "unit": file.row.unit_name,
        "organ": file.organ,
        "started_on": file.started_on,
        "state": file.row.state_zh,
        "outcome": decision.outcome.zh if decision else "",
        "decided_on": decision.decided_on if decision else "",
        "retention": retention_of(facts, measures).zh,
        "events": case.version,
        "head": case.head,
    }
    return {name: _plain(value) for name, value in said.items()}


def _plain(value: object) -> str:
    text = value.isoformat() if isinstance(value, date) else str(value or "")
    return "".join(one for one in text if one.isprintable())


def _xml(about: Mapping[str, str]) -> bytes:
    root = ET.Element("bundle")
    for name, value in about.items():
        ET.SubElement(root, name).text = value
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _manifest(about: Mapping[str, str], done: list[_Entry], unsigned: tuple[str, ...]) -> bytes:
    listed = [{"name": one.name, "size": one.size, "sha256": one.digest} for one in done]
    said = {**about, "unsigned": list(unsigned), "files": listed}
    return json.dumps(said, ensure_ascii=False, indent=1).encode()
