"""The pages of the registries: read by everybody, imported by who may, looked at before."""

import csv
import io
import os
import re
import time
from typing import Any

import pytest
from support.own_sample import Pages
from support.registries import DUTY, csv_file, excel_file
from support.ways import ROLES

from access.policy import Thing, may
from cases.ending import clear_what_lay
from cases.registries import registry_page
from regulations.registries import REGISTRIES, Kind
from states.vocabulary import Role

GOOD = (
    DUTY,
    ("Z-901", "噪声监管", "一大队", "2026-01-01", ""),
    ("Z-902", "固废监管", "二大队", "", ""),
)
BAD = (
    DUTY,
    ("Z-901", "", "一大队", "", ""),
    ("Z-902", "固废<监管>", "二大队", "2026-13-01", ""),
    ("Z-902", "好的一行", "二大队", "", ""),
    ("Z-902", "又一行", "二大队", "", ""),
)
HERE = "/registries/duty"


def upload(pages: Pages, content: bytes, name: str = "清单.csv", path: str = HERE) -> Any:
    key = re.findall(r'name="key" value="([0-9a-f]{64})"', pages.look("/account").text)[0]
    files = {"file": (name, content, "text/csv")}
    return pages.client.post(f"{path}/files", data={"key": key}, files=files)


def confirm(pages: Pages, looked: str) -> Any:
    sent = {
        name: re.findall(f'name="{name}" value="([^"]*)"', looked)[-1]
        for name in ("digest", "name")
    }
    return pages.send(f"{HERE}/keep", **sent)


def codes(pages: Pages) -> list[str]:
    return [row.code for row in registry_page(pages.store, Kind.DUTY).rows]


@pytest.mark.parametrize("content", [csv_file(*GOOD), excel_file(*GOOD)], ids=["csv", "xlsx"])
def test_a_file_is_looked_at_then_takes_the_place_of_the_list(pages: Pages, content: bytes):
    pages.be("hemin")
    before = codes(pages)
    looked = upload(pages, content)
    assert looked.status_code == 200
    assert "Z-901" in looked.text
    for code in before:
        assert f"<code>{code}</code>" in looked.text  # it will be gone
    assert codes(pages) == before
    assert pages.lead(confirm(pages, looked.text)) == HERE
    assert codes(pages) == ["Z-901", "Z-902"]
    listed = pages.look(HERE).text
    assert "噪声监管" in listed
    assert listed.count("清单.csv") >= 1
    assert "责任清单.csv" in listed  # the sample's own import stays in the history


def test_every_bad_row_is_named_with_its_column_and_reason_and_nothing_is_imported(pages: Pages):
    pages.be("hemin")
    before = codes(pages)
    looked = upload(pages, csv_file(*BAD))
    assert looked.status_code == 422
    rows = [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).split()
        for row in re.findall(r"<tr>(.*?)</tr>", looked.text, re.DOTALL)[1:]
    ]
    assert [row[:2] for row in rows] == [["2", "责任事项"], ["3", "生效日期"], ["5", "编号"]]
    assert rows[0][-1] == "必填"
    assert rows[1][2] == "2026-13-01"
    assert "与第4行重复" in rows[2][-1]
    assert "3 行不合要求" in looked.text
    assert 'name="digest"' not in looked.text
    assert codes(pages) == before
    waiting = pages.client.app.state.waiting.folder  # type: ignore[attr-defined]
    assert not [file for file in waiting.rglob("*") if file.is_file()]


def test_rows_and_reasons_are_told_in_english(pages: Pages):
    pages.be("hemin")
    pages.client.cookies.set("lang", "en")
    looked = upload(pages, csv_file(*BAD)).text
    assert "is required" in looked
    assert "Valid from" in looked


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "没有内容"),
        (csv_file(DUTY), "只有表头"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 .xls"),
        (csv_file(("编号", "别的")), "缺少"),
        (b"PK\x03\x04broken", "不是有效的 XLSX"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_one_sentence(pages: Pages, content: bytes, said: str):
    pages.be("hemin")
    answer = upload(pages, content)
    assert answer.status_code == 422
    assert said in answer.text.partition('role="alert"')[2].partition("</p>")[0]


def test_a_large_file_is_taken_and_a_larger_one_is_not(pages: Pages):
    pages.be("hemin")
    many = [(f"Z-{n:05}", "监管" * 40, "一大队", "", "") for n in range(8_000)]
    content = csv_file(DUTY, *many)
    assert len(content) > 1 << 20  # more than a form may be
    looked = upload(pages, content)
    assert looked.status_code == 200
    assert "8000" in looked.text
    assert upload(pages, b"a" * 20_000_001).status_code == 413
    assert pages.send(f"{HERE}/keep", digest="x" * (1 << 20)).status_code == 413


def test_what_was_looked_at_waits_a_day_and_is_then_uploaded_again(pages: Pages):
    pages.be("hemin")
    looked = upload(pages, csv_file(*GOOD)).text
    digest = re.findall(r'name="digest" value="([^"]*)"', looked)[0]
    place = pages.client.app.state.waiting.place(digest)  # type: ignore[attr-defined]
    old = time.time() - 25 * 3600
    os.utime(place, (old, old))
    clear_what_lay([pages.client.app.state.waiting.folder])  # type: ignore[attr-defined]
    answer = confirm(pages, looked)
    assert answer.status_code == 422
    assert "请重新上传" in answer.text
    assert "Z-901" not in codes(pages)


def test_the_file_in_force_is_not_imported_again(pages: Pages):
    pages.be("hemin")
    confirm(pages, upload(pages, csv_file(*GOOD)).text)
    again = confirm(pages, upload(pages, csv_file(*GOOD)).text)
    assert "已是现行的" in again.text
    assert len(registry_page(pages.store, Kind.DUTY).imports) == 2


def test_a_list_is_searched_read_as_of_a_day_and_turned_page_by_page(pages: Pages):
    pages.be("hemin")
    many = [(f"Z-{n:03}", f"事项{n}", "一大队", "2026-01-01", "2026-06-30") for n in range(60)]
    confirm(pages, upload(pages, csv_file(DUTY, *many, *GOOD[1:])).text)
    first = pages.look(HERE).text
    assert "Z-049" in first
    assert "Z-050" not in first
    assert "共 62 条" in first
    assert "Z-050" in pages.look(f"{HERE}?page=2").text
    assert "共 1 条" in pages.look(f"{HERE}?q=噪声").text
    assert "共 2 条" in pages.look(f"{HERE}?on=2026-07-01").text
    assert "没有符合条件" in pages.look(f"{HERE}?q=%25").text
    assert "共 1 条" in pages.look(f"{HERE}?q=%00噪声%00").text
    assert pages.look(f"{HERE}?page=0").status_code == 422
    assert pages.look("/registries/nothing").status_code == 404


@pytest.mark.parametrize("kind", list(Kind))
def test_the_empty_file_has_the_headings_that_an_import_wants(pages: Pages, kind: Kind):
    answer = pages.look(f"/registries/{kind}/template.csv")
    assert answer.headers["content-disposition"] == f'attachment; filename="{kind}.csv"'
    text = answer.content.decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text))) == [c.zh for c in REGISTRIES[kind].columns]
    assert answer.content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("role", sorted(ROLES))
def test_everybody_reads_and_who_may_imports(pages: Pages, role: str):
    pages.be(ROLES[role])
    writes = may([Role(role)], Thing.REGISTRIES, "W")
    before = codes(pages)
    assert pages.look("/registries").status_code == 200
    assert ('type="file"' in pages.look(HERE).text) is writes
    looked = upload(pages, csv_file(*GOOD))
    assert looked.status_code == (200 if writes else 403)
    if not writes:
        room = pages.client.app.state.waiting  # type: ignore[attr-defined]
        with room.draft() as draft:
            draft.write(csv_file(*GOOD))
            room.keep(draft)
            answer = pages.send(f"{HERE}/keep", digest=draft.finish(), name="x.csv")
        assert answer.status_code == 403
        assert codes(pages) == before


def test_a_file_without_the_forms_key_is_not_taken(pages: Pages):
    pages.be("hemin")
    files = {"file": ("清单.csv", csv_file(*GOOD), "text/csv")}
    answer = pages.client.post(f"{HERE}/files", data={"key": "0" * 64}, files=files)
    assert answer.status_code == 422
    assert "表单已过期" in answer.text
    assert pages.send(f"{HERE}/keep", digest="../../etc/passwd").status_code == 422
