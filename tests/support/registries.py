"""Files of registries as offices write them, and their import."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from support.bureau import HANDLER, Bureau, at

from cases.registries import Compared, Progress, RegistryFile, keep
from regulations.registries import REGISTRIES, Kind

INSPECTION = ("编号", "检查对象", "抽查事项", "计划完成日期", "实际检查日期")
ORDER = ("文书号", "相对人", "责令改正事项", "责令日期", "整改期限")
RULE = ("文号", "文件名称", "施行日期", "失效日期")
DUTY = ("编号", "责任事项", "责任主体", "生效日期", "失效日期")


def csv_file(*rows: Sequence[Any], encoding: str = "utf-8", separator: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode(encoding)


def excel_file(*rows: Sequence[Any], merge: str = "", more: Iterable[Sequence[Any]] = ()) -> bytes:
    """A workbook; ``merge`` are cells made one, ``more`` the rows of a second sheet."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    for row in more:
        other = book["又一页"] if "又一页" in book.sheetnames else book.create_sheet("又一页")
        other.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def repacked(content: bytes, name: str, text: bytes) -> bytes:
    """A workbook with one of its parts replaced."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, text if part == name else old.read(part))
    return made.getvalue()


def imported(
    bureau: Bureau,
    kind: Kind,
    *rows: Sequence[Any],
    on: str = "2026-01-20",
    by: str = HANDLER,
    progress: Progress | None = None,
) -> Compared:
    """Import rows as the registry of a kind; the first are its headings."""
    file = RegistryFile(kind, "清单.csv", csv_file(*rows))
    return keep(bureau.store, file, by, at(on), progress)


def headings(kind: Kind) -> tuple[str, ...]:
    return tuple(column.zh for column in REGISTRIES[kind].columns)
