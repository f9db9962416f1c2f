"""What a file is, is told by its content; its name must agree."""

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from support import files as f

from storage.files.archives import MOST_ENTRIES
from storage.files.kinds import EXTENSIONS, kind_of, named_alike
from storage.files.unfit import Unfit

GOOD = {
    "pdf": f.PDF, "docx": f.office("docx"), "xlsx": f.office("xlsx"), "pptx": f.office("pptx"),
    "ofd": f.ofd(), "doc": f.old_office("WordDocument"), "xls": f.old_office("Workbook"),
    "png": f.png(), "jpeg": f.jpeg(), "tiff": f.tiff(), "mp4": f.mp4(), "wav": f.wav(),
    "mp3": f.mp3(), "text": "现场检查记录，=1+1\n".encode(),
}  # fmt: skip
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
ENCRYPTED = bytearray(f.office("docx"))
for place in (6, ENCRYPTED.find(b"PK\x01\x02") + 8):
    ENCRYPTED[place] |= 1
BAD = {
    "nothing": b"",
    "a page": HTML,
    "a page after blanks": b"\n \t" + HTML,
    "a page after a byte order mark": b"\xef\xbb\xbf" + HTML,
    "a drawing with a script": SVG,
    "xml": b'<?xml version="1.0"?><x/>',
    "a script of a shell": b"#!/bin/sh\nrm -rf /\n",
    "a program": b"MZ\x90\x00\x03" + bytes(60),
    "an elf": b"\x7fELF" + bytes(60),
    "rich text": b"{\\rtf1 hello}",
    "postscript": b"%!PS-Adobe",
    "a gif": b"GIF89a" + bytes(20),
    "bytes": bytes(range(256)),
    "text with a nul": b"a\0b",
    "utf-16": "证据".encode("utf-16"),
    "a plain archive": f.archive({"a.txt": b"a"}),
    "a java archive": f.archive({"META-INF/MANIFEST.MF": b"a", "A.class": b"\xca\xfe\xba\xbe"}),
    "a document with macros": f.office("docx", **{"word/vbaProject.bin": b"x"}),
    "a macro-enabled document": f.archive(
        {"[Content_Types].xml": f.TYPES.format("vnd.ms-word.document.macroEnabled").encode(),
         "word/document.xml": b"<x/>"}
    ),
    "a document that is two": f.office("docx", **{"xl/workbook.xml": b"<x/>"}),
    "an encrypted document": bytes(ENCRYPTED),
    "an ofd of nobody": f.archive({"OFD.xml": b"<OFD/>"}),
    "an old file with macros": f.old_office("WordDocument") + "_VBA_PROJECT\0".encode("utf-16-le"),
    "an installer": f.old_office("!_StringData"),
    "a cut pdf": f.PDF[:-8],
    "a cut picture": f.png()[:-5],
    "a picture with more behind it": f.png(HTML),
    "a picture that is an archive": f.png(f.archive({"a": b"a"})),
    "a photograph that is an archive": f.jpeg(f.archive({"a": b"a"})),
    "a pdf that is an archive": f.PDF + f.archive({"a": b"a"}) + b"\n%%EOF",
    "a cut photograph": f.jpeg()[:-2],
    "an archive after something": b"hello" + f.office("docx"),
    "a film without its list": f.box(b"ftyp", b"isom" + bytes(4)) + f.box(b"mdat"),
    "a film of no brand": f.mp4(b"evil"),
    "a film with a box of no length": f.mp4()[:16] + struct.pack(">I", 3) + bytes(20),
    "a sound that is longer than it is": b"RIFF\xff\xff\x00\x00WAVEfmt " + bytes(9),
    "a list of tracks that is no sound": b"ID3\x04" + bytes(40),
    "a bomb": f.bomb(),
    "a bomb that denies it": f.liar(),
    "a damaged archive": f.office("docx")[:-40] + bytes(18),
    "an archive with no end": f.office("docx")[:-22],
}  # fmt: skip


def kept(folder: Path, content: bytes) -> Path:
    path = folder / "draft"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("kind", GOOD)
def test_each_kind_that_is_taken_is_known_by_its_content(tmp_path: Path, kind: str):
    assert kind_of(kept(tmp_path, GOOD[kind])) == kind


def test_there_is_an_example_of_every_kind():
    assert set(GOOD) == set(EXTENSIONS)


@pytest.mark.parametrize("what", BAD)
def test_what_is_not_listed_is_not_taken(tmp_path: Path, what: str):
    with pytest.raises(Unfit) as refusal:
        kind_of(kept(tmp_path, BAD[what]))
    assert refusal.value.say("zh").startswith("文件未保存：")
    assert refusal.value.say("en").startswith("Not kept: the file ")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_may_be_in_either_encoding(tmp_path: Path, encoding: str):
    assert kind_of(kept(tmp_path, "案号,姓名\r\n一,𠮷某\r\n".encode(encoding) * 100_000)) == "text"


def test_a_telephone_may_put_a_film_behind_its_photograph(tmp_path: Path):
    assert kind_of(kept(tmp_path, f.jpeg(f.mp4()))) == "jpeg"


def test_an_old_document_may_hold_another_file_whole(tmp_path: Path):
    inside = f.old_office("WordDocument") + f.office("xlsx") + bytes(400)
    assert kind_of(kept(tmp_path, inside)) == "doc"


def test_a_document_with_much_that_packs_well_is_no_bomb(tmp_path: Path):
    assert kind_of(kept(tmp_path, f.bomb("docx", 12 << 20))) == "docx"


def test_a_bomb_is_found_without_being_held_in_memory(tmp_path: Path):
    for made in (f.bomb(size=200 << 20), f.liar(200 << 20)):
        path = kept(tmp_path, made)
        tracemalloc.start()
        with pytest.raises(Unfit):
            kind_of(path)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 4 << 20


def test_a_list_of_a_million_entries_is_refused_before_it_is_read(tmp_path: Path):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for number in range(MOST_ENTRIES + 1):
            out.writestr(f"{number}", b"")
    with pytest.raises(Unfit) as refusal:
        kind_of(kept(tmp_path, made.getvalue()))
    assert "过多" in refusal.value.say("zh")


@pytest.mark.parametrize(
    ("name", "kind", "found"),
    [
        ("a.pdf", "pdf", "a.pdf"),
        ("a.PDF", "pdf", "a.PDF"),
        ("a.html.pdf", "pdf", "a.html.pdf"),
        ("a.jpeg", "jpeg", "a.jpeg"),
        ("a.csv", "text", "a.csv"),
        ("照片", "jpeg", "照片.jpg"),
        ("2026.03.09 现场", "png", "2026.03.09 现场.png"),
    ],
)
def test_a_name_without_an_extension_gets_that_of_its_kind(name: str, kind: str, found: str):
    assert named_alike(name, kind) == found


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.txt", "pdf"), ("a.pdf", "text"), ("a.exe", "pdf"), ("a.docm", "docx"), ("a.svg", "text")],
)
def test_a_name_that_claims_another_kind_is_refused(name: str, kind: str):
    with pytest.raises(Unfit):
        named_alike(name, kind)
