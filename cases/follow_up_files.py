"""A follow-up report as a file, for whoever may read it; that it was taken is in the journal."""

import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Literal

import orjson

from cases.follow_up_reading import Report, lines_seen, note_taken, whole_head_seen
from documents.pdf import write_pdf
from documents.word import write_docx
from reports.follow_up_lines import KINDS
from reports.follow_up_sheet import sheet_of
from reports.follow_up_xlsx import write_report
from storage import Store

As = Literal["docx", "pdf", "xlsx", "json"]
IN_MEMORY = 4 << 20
"""Bytes of a file that are kept in memory; more of it waits on the disk."""


def follow_up_file(
    store: Store, report: Report, as_: As, viewer: str, now: datetime, *, bureau: str
) -> IO[bytes]:
    """The file, at its beginning; close it to be rid of it. Raises ``NoFont``."""
    note_taken(store, report, viewer, as_, now)
    file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    lines = lines_seen(store, report)
    if as_ == "json":
        for part in json_of(report, whole_head_seen(store, report), lines):
            file.write(part)
    elif as_ == "xlsx":
        head = whole_head_seen(store, report)
        write_report(file, head, lines, digest=report.hash, note=report.note)  # type: ignore[arg-type]
    else:
        sheet = sheet_of(report.head, lines, bureau=bureau, digest=report.hash, note=report.note)
        file.write(write_docx(sheet) if as_ == "docx" else write_pdf(sheet))
    file.seek(0, io.SEEK_SET)
    return file


def file_name(report: Report, as_: str) -> str:
    """A name that names nobody and no case."""
    mark = "" if report.issued else "-preview"
    return f"follow-up-{report.period}-{report.scope}{mark}.{as_}"


def json_of(
    report: Report, head: Mapping[str, Any], lines: Iterator[dict[str, Any]]
) -> Iterator[bytes]:
    """JSON in parts: the head, whether it was issued, and each line with its measures by kind."""
    about = {
        "issued": report.issued, "hash": report.hash, "algorithm": report.algorithm,
        "note": report.note, "head": head,
    }  # fmt: skip
    yield orjson.dumps(about)[:-1] + b',"lines":['
    for place, line in enumerate(lines):
        kinds = dict(zip(KINDS, line["kinds"], strict=True))
        yield (b",\n" if place else b"\n") + orjson.dumps({**line, "kinds": kinds})
    yield b"\n]}\n"
