"""The page that imports an earlier ledger: brought, mapped, tried, confirmed."""

import html
import re
import time
from typing import Any

import pytest
from support.earlier import MAPPING, file, row
from support.own_sample import Pages
from support.ways import ROLES

from access.policy import Thing, may
from states.vocabulary import Role

HERE = "/earlier"
GOOD = (row(), row(编号="第5号", 姓名="周倩"))


def bring(pages: Pages, *rows: Any, content: bytes | None = None) -> Any:
    key = re.findall(r'name="key" value="([0-9a-f]{64})"', pages.look("/account").text)[0]
    sent = content if content is not None else file(*rows).content
    files = {"file": ("旧台账.xlsx", sent, "application/octet-stream")}
    return pages.client.post(f"{HERE}/files", data={"key": key}, files=files)


def said(looked: Any, name: str) -> str:
    return html.unescape(re.findall(f'name="{name}"\\s+value="([^"]*)"', looked.text)[-1])


def begun(looked: Any) -> str:
    return html.unescape(re.findall(r"<textarea[^>]*>(.*?)</textarea>", looked.text, re.DOTALL)[0])


def try_(pages: Pages, brought: Any, mapping: str = MAPPING) -> Any:
    return pages.send(
        f"{HERE}/try", digest=said(brought, "digest"), name="旧台账.xlsx", mapping=mapping
    )


def keep(pages: Pages, looked: Any, mapping: str = MAPPING, **more: str) -> Any:
    sent = {"digest": said(looked, "digest"), "tried": said(looked, "tried"), "mapping": mapping}
    return pages.send(f"{HERE}/keep", **{**sent, **more})


def done(pages: Pages, answer: Any) -> str:
    """Where the work comes to an end, and what it says then."""
    where = pages.lead(answer)
    for _ in range(200):
        shown = pages.look(where).text
        if "data-work" not in shown:
            return shown
        time.sleep(0.05)
    raise AssertionError("it never ended")


def test_a_ledger_is_brought_mapped_tried_and_imported(pages: Pages):
    pages.be("hemin")
    brought = bring(pages, *GOOD)
    assert brought.status_code == 200
    assert '# matter_number: ""' not in begun(brought)
    assert 'matter_number: "编号"' in begun(brought)
    looked = try_(pages, brought)
    assert looked.status_code == 200
    assert re.search(r"<b>2</b>\s*件案件，2 个事项", looked.text)
    shown = done(pages, keep(pages, looked))
    assert "已导入 2 件（2 个事项）；略过 0 行" in shown
    listed = pages.look("/cases?imported=1").text
    assert listed.count("旧案 巴环容〔2024〕3号") == 1
    number = re.findall(r'href="[^"]*/cases/(\d{4}-\d{4}-\d)"', listed)[0]
    case = pages.look(f"/cases/{number}").text
    assert "导入的旧案" in case
    assert "申请期末日" not in case


def test_rows_that_cannot_come_in_are_told_and_left_out_only_where_that_is_said(pages: Pages):
    pages.be("hemin")
    brought = bring(pages, row(), row(编号="第5号", 姓名="<b>无此人</b>"))
    looked = try_(pages, brought)
    assert looked.status_code == 422
    assert "&lt;b&gt;无此人&lt;/b&gt;" in looked.text
    assert "该单位没有此人" in looked.text
    assert "不能导入，没有写入任何内容" in done(pages, keep(pages, looked))
    assert "已导入 1 件（1 个事项）；略过 1 行" in done(pages, keep(pages, looked, skip="1"))


def test_another_mapping_than_the_one_that_was_tried_is_not_used(pages: Pages):
    pages.be("hemin")
    looked = try_(pages, bring(pages, row()))
    answer = keep(pages, looked, mapping=f"{MAPPING}handler: zhengtao\n")
    assert answer.status_code == 422
    assert "请先预览" in answer.text


def test_a_mistake_in_the_mapping_is_told_with_its_line_and_the_text_is_kept(pages: Pages):
    pages.be("hemin")
    answer = try_(pages, bring(pages, row()), f"{MAPPING}colour: red\n")
    assert answer.status_code == 422
    assert "没有这个字段" in answer.text
    assert "colour: red" in begun(answer)


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", "没有内容"), (b"PK\x03\x04broken", "不是有效的 XLSX")]
)
def test_a_file_that_is_no_ledger_is_refused(pages: Pages, content: bytes, reason: str):
    pages.be("hemin")
    answer = bring(pages, content=content)
    assert answer.status_code == 422
    assert reason in answer.text


def test_a_ledger_is_as_large_as_any_file(pages: Pages):
    pages.be("hemin")
    answer = bring(pages, content=b"a," * (800 << 10))
    assert answer.status_code != 413
    assert "超过 1 MB" not in answer.text


def test_very_many_rows_are_for_the_command_line(pages: Pages):
    pages.be("hemin")
    content = "\n".join(["编号", *map(str, range(2001))]).encode()
    answer = bring(pages, content=content)
    assert answer.status_code == 422
    assert "rongcuo import ledger" in answer.text


@pytest.mark.parametrize("role", sorted(ROLES))
def test_it_is_for_whoever_registers_matters(pages: Pages, role: str):
    pages.be(ROLES[role])
    there = may([Role(role)], Thing.FACTS, "W")
    assert pages.look(HERE).status_code == (200 if there else 403)
    assert ("/earlier" in pages.look("/cases").text) is there
    if not there:
        assert bring(pages, row()).status_code == 403


def test_what_is_told_is_told_in_english(pages: Pages):
    pages.be("hemin")
    pages.client.cookies.set("lang", "en")
    answer = try_(pages, bring(pages, row(结论="算了")))
    assert "is not known: translate it in values.outcome of the mapping" in html.unescape(
        answer.text
    )
