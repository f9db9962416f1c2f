"""Attacks with files, against the served process: bombs, names that lead astray, cells that run."""

import io
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from support import files as f
from support.bureau import HANDLER, Bureau
from support.commands import Terminal
from support.pages import admit
from support.registries import INSPECTION, csv_file, excel_file, repacked
from support.spoken import Server, served

from regulations.registries import REGISTRIES, Kind
from storage import open_store

MB = 1 << 20


class Desk:
    """A handler at the served bureau, who hands files in."""

    def __init__(self, server: Server, bureau: Bureau, data: Path) -> None:
        self.server, self.bureau, self.data = server, bureau, data
        state = SimpleNamespace(store=bureau.store, clock=lambda: datetime.now(UTC))
        session = admit(SimpleNamespace(state=state), HANDLER)
        self.client = httpx.Client(
            base_url=server.url, cookies={"session": session}, trust_env=False, timeout=60
        )
        from web.door import form_key

        self.key = form_key(session)
        self.path = f"/api/v1/cases/{bureau.number}/files"

    def send(self, name: bytes, content: bytes) -> httpx.Response:
        body = f.raw(b'"' + name + b'"', content, f.field(b"key", self.key.encode()))
        kind = {"content-type": "multipart/form-data; boundary=x"}
        return self.client.post(self.path, content=body, headers=kind)

    def kept(self) -> list[str]:
        return f.lying_about(self.data / "attachments")


@pytest.fixture(scope="module")
def desk(
    settled_sqlite: tuple[Path, object], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    data = tmp_path_factory.mktemp("desk")
    url = f"sqlite:///{shutil.copyfile(settled_sqlite[0], data / 'bureau.db')}"
    with open_store(url) as store:
        bureau = Bureau(store)
        bureau.open("2026-03-02")
        with served(url, data, data / "log", attachment_mb=8) as server:
            made = Desk(server, bureau, data)
            yield made
            made.client.close()


# Bombs.


def nested() -> bytes:
    return f.office("docx", **{"word/embeddings/a.docx": f.bomb(size=64 * MB)})


def overlapping() -> bytes:
    """A thousand entries of the list that all point at the same ten megabytes."""
    made = f.office("docx", **{"word/media/a.png": bytes(10 * MB)})
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        last = archive.infolist()[-1]
        listing = made[archive.start_dir : made.rindex(b"PK\x05\x06")]
    entry = listing[listing.rindex(b"PK\x01\x02") :]
    name = last.filename.encode()
    more = b"".join(entry.replace(name, b"word/media/%05d" % n) for n in range(1000))
    end = made[made.rindex(b"PK\x05\x06") :]
    size = len(listing) + len(more)
    fixed = bytearray(end)
    fixed[8:12] = (1000 + 3).to_bytes(2, "little") * 2
    fixed[12:16] = size.to_bytes(4, "little")
    return made[: -len(end)] + more + bytes(fixed)


BOMBS: dict[str, Callable[[], bytes]] = {
    "a.zip": lambda: f.archive({"a": bytes(64 * MB)}),
    "a.docx": lambda: f.bomb("docx", 64 * MB),
    "a.xlsx": lambda: f.bomb("xlsx", 64 * MB),
    "a.pptx": lambda: f.bomb("pptx", 64 * MB),
    "liar.docx": lambda: f.liar(64 * MB),
    "liar.xlsx": lambda: f.liar(64 * MB),
    "overlapping.docx": overlapping,
    "renamed.pdf": lambda: f.bomb("docx", 64 * MB),
    "entries.docx": lambda: f.office("docx", **{f"w/{n}": b"" for n in range(12_000)}),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_for_evidence_is_refused_and_unpacks_nowhere(desk: Desk, name: str):
    content = BOMBS[name]()
    assert len(content) < 8 * MB
    before, kept = desk.server.most_memory, desk.kept()
    answer = desk.send(name.encode(), content)
    assert answer.status_code == 422
    assert "文件未保存" in answer.json()["detail"]
    assert desk.server.most_memory - before < 48 * MB
    assert desk.kept() == kept


def test_a_bomb_within_a_document_stays_packed(desk: Desk):
    """Nobody here unpacks what lies inside of what is handed in."""
    before = desk.server.most_memory
    assert desk.send(b"nested.docx", nested()).status_code in {201, 422}
    assert desk.server.most_memory - before < 48 * MB


SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROW = ("C-1", "甲", "乙", "2026-06-30", "")


def workbook(part: str, inside: str, times: int, tag: str) -> bytes:
    text = f'<{tag} xmlns="{SHEET}">{inside * times}</{tag}>'
    return repacked(excel_file(INSPECTION, ROW), part, text.encode())


FAR = "".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(1, 20_000))
IMPORTS: dict[str, Callable[[], bytes]] = {
    "blank space": lambda: repacked(
        excel_file(INSPECTION, ROW), "xl/worksheets/sheet1.xml", b" " * 110 * MB
    ),
    "styles without end": lambda: workbook(
        "xl/styles.xml", '<xf numFmtId="0"/>', 2_000_000, "styleSheet"
    ),
    "empty cells far to the right": lambda: repacked(
        excel_file(INSPECTION, ROW), "xl/worksheets/sheet1.xml",
        f'<worksheet xmlns="{SHEET}"><sheetData>{FAR}</sheetData></worksheet>'.encode(),
    ),
    "empty rows without end": lambda: workbook(
        "xl/worksheets/sheet1.xml", "<sheetData>" + "<row/>" * 60_000 + "</sheetData>", 1,
        "worksheet",
    ),
    "an evidence bomb": lambda: f.bomb("xlsx", 64 * MB),
    "a plain zip": lambda: f.archive({"a": bytes(110 * MB)}),
}  # fmt: skip


@pytest.mark.parametrize("named", IMPORTS)
def test_a_bomb_for_a_list_is_refused_in_a_sentence_and_in_moments(
    terminal: Terminal, tmp_path: Path, named: str
):
    file = tmp_path / "清单.xlsx"
    file.write_bytes(IMPORTS[named]())
    before = memory()
    began = datetime.now(UTC)
    said = terminal.refused("registry", "import", "inspection", str(file))
    assert "FILE" in said
    assert (datetime.now(UTC) - began).total_seconds() < 20
    assert memory() - before < 64 * MB


def memory() -> int:
    status = Path(f"/proc/{os.getpid()}/status").read_text("ascii")
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) << 10


# Names.


NAMES = (
    b"../../../../etc/cron.d/x.pdf", b"..\\..\\x.pdf", b"/etc/passwd", b"C:\\x.pdf", b"a\x00.pdf",
    b"CON", b"con.pdf", b"LPT1.txt.pdf", b"a" * 300 + b".pdf", "证".encode() * 300 + b".pdf",
    "\u202efdp.exe".encode(), "a\u2028b.pdf".encode(), b"a%0d%0aSet-Cookie: x=y.pdf", b".", b"..",
    b"%2e%2e%2fx.pdf", b".bashrc", b"-rf", b"~root.pdf", b"=cmd|' /C calc'!A0.pdf", b"+1.pdf",
    b"@SUM(1).pdf", b"\t=1.pdf", b"a;b|c&d`e`$(f).pdf", b"<script>.pdf", b"{{7*7}}.pdf",
    "ａ／ｂ.pdf".encode(), b"a.pdf/", b"\xff\xfe.pdf", b"x.pdf ", b"x.pdf...", b"x.pdf::$DATA",
)  # fmt: skip
HASHED = re.compile(r"sha256/[0-9a-f]{2}/[0-9a-f]{64}")


def test_names_that_lead_astray_are_kept_told_and_given_out_harmlessly(desk: Desk):
    """The disk knows hashes alone; what goes out over the wire is one plain file name."""
    outside = sorted(p for p in desk.data.rglob("*") if "attachments" not in p.parts)
    for n, name in enumerate(NAMES):
        answer = desk.send(name, f.PDF + b"%d\n%%%%EOF\n" % n)
        assert answer.status_code in {201, 422}, name
        if answer.status_code == 422:
            continue
        told = answer.json()
        assert not set('\0\r\n\t/\\"<>|:*?') & set(told["name"]), name
        assert told["name"][0] not in "=+-@.~", name
        assert len(told["name"]) <= 120
        assert not {"\u202e", "\u2028"} & set(told["name"])
        given = desk.client.get(f"{desk.path}/{told['id']}")
        said = given.headers["content-disposition"]
        assert given.content.startswith(f.PDF)
        assert re.fullmatch(r"attachment; filename(=\"[^\"\\/]+\"|\*=utf-8''[\w.%~!'()-]+)", said)
        assert "set-cookie" not in given.headers
    assert all(HASHED.fullmatch(place) for place in desk.kept())
    assert sorted(p for p in desk.data.rglob("*") if "attachments" not in p.parts) == outside


# Cells.


@pytest.mark.parametrize("lead", ["=1+1", " =1+1", "\t=1+1", "=HYPERLINK(1)", "\x1b[2J", "\0"])
def test_a_cell_that_would_run_is_not_taken_into_a_list(
    terminal: Terminal, tmp_path: Path, lead: str
):
    file = tmp_path / "清单.csv"
    file.write_bytes(csv_file(INSPECTION, ("C-1", lead, "乙", "2026-06-30", "")))
    before = terminal.bureau.tables()
    ended = terminal.type("registry", "import", "inspection", str(file), "--apply", "--as", HANDLER)
    assert ended.code == 1
    assert terminal.bureau.tables() == before
    assert "\x1b" not in ended.out + ended.err


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_cell_of_what_is_written_for_a_spreadsheet_would_run(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, language: str
):
    """What there is for one are the empty lists: headings alone."""
    monkeypatch.setenv("RONGCUO_LANGUAGE", language)
    for kind in Kind:
        cells = terminal.done("registry", "template", str(kind)).out.lstrip("\ufeff").split(",")
        assert len(cells) == len(REGISTRIES[kind].columns)
        assert not [cell for cell in cells if cell.lstrip('"')[0] in "=+-@\t\r"]
