"""``rongcuo import`` as it is typed."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.bureau import HANDLER, SUPERVISOR
from support.commands import Terminal
from support.earlier import MAPPING, ROW, row, sheet

from cases.earlier_mapping import read_mapping


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    return written(tmp_path / "旧台账.xlsx", sheet([row(), row(编号="第5号", 姓名="周倩")]))


@pytest.fixture
def bad(tmp_path: Path) -> str:
    rows = [row(), row(编号="第5号", 姓名="无此人", 结论="算了")]
    return written(tmp_path / "有误.xlsx", sheet(rows))


@pytest.fixture
def mapping(tmp_path: Path) -> str:
    return written(tmp_path / "映射.yaml", MAPPING.encode())


def written(file: Path, content: bytes) -> str:
    file.write_bytes(content)
    return str(file)


def test_a_ledger_is_tried_then_imported_then_known(terminal: Terminal, ledger: str, mapping: str):
    asked = ("import", "ledger", ledger, "--mapping", mapping, "--as", HANDLER)
    before = terminal.bureau.tables()
    tried = terminal.done(*asked).out
    assert "2 行：可导入 2 件（2 个事项），不能导入 0 行。" in tried
    assert "加 --commit 导入" in tried
    assert terminal.bureau.tables() == before
    done = terminal.done(*asked, "--commit").out
    assert "已导入，编号" in done
    listed = terminal.done("case", "list", "--imported", "--json").data["cases"]
    assert {one["earlier_number"] for one in listed} == {ROW["编号"], "第5号"}
    shown = terminal.done("case", "show", listed[0]["number"]).out
    assert f"导入的旧案，原编号 {listed[0]['earlier_number']}" in shown
    assert "申请期至" not in shown
    assert "已在系统中" in terminal.type(*asked, "--commit").out
    assert terminal.done("verify").code == 0


def test_every_reason_is_told_and_written_to_a_file(
    terminal: Terminal, bad: str, mapping: str, tmp_path: Path
):
    for name in ("out.xlsx", "out.csv"):
        target = tmp_path / name
        ended = terminal.type(
            "import", "ledger", bad, "--mapping", mapping, "--as", HANDLER, "--commit",
            "--rejected", str(target),
        )  # fmt: skip
        assert ended.code == 1
        assert "1 行不能导入，没有写入任何内容" in ended.err
        assert "不认识“算了”" in ended.out
        if name.endswith("xlsx"):
            cells = [[cell.value for cell in line] for line in load_workbook(target).active.rows]
            assert cells[0] == ["行", "栏目", "内容", "原因"]
            assert [line[:2] for line in cells[1:]] == [["3", "结论"]]
        else:
            assert "不认识“算了”" in target.read_text("utf-8-sig")
    assert terminal.done("case", "list", "--imported", "--json").data["cases"] == []


def test_rows_are_left_out_where_that_is_asked_for(terminal: Terminal, bad: str, mapping: str):
    ended = terminal.type(
        "import", "ledger", bad, "--mapping", mapping, "--as", HANDLER, "--commit",
        "--skip-rejected", "--json",
    )  # fmt: skip
    assert (ended.code, ended.err) == (0, "")
    assert (ended.data["applied"], ended.data["cases"], len(ended.data["rejected"])) == (True, 1, 1)


def test_a_mapping_to_begin_with_is_written_and_can_be_read(
    terminal: Terminal, ledger: str, tmp_path: Path
):
    said = terminal.done("import", "mapping", ledger).out
    assert read_mapping(f"{said}defaults: {{source: bureau}}".encode()).columns["unit"] == "单位"
    target = tmp_path / "m.yaml"
    terminal.done("import", "mapping", ledger, "--output", str(target))
    assert target.read_text("utf-8").strip() == said.strip()
    assert "已存在" in terminal.refused("import", "mapping", ledger, "--output", str(target))


def test_who_may_not_and_what_cannot_be_read_is_refused(
    terminal: Terminal, ledger: str, mapping: str, tmp_path: Path
):
    asked = ("import", "ledger", ledger, "--mapping")
    assert "承办人" in terminal.refused(*asked, mapping, "--as", SUPERVISOR)
    assert "YAML" in terminal.refused(
        *asked, written(tmp_path / "x.yaml", b"a: ["), "--as", HANDLER
    )
    assert "无法读取" in terminal.refused(*asked, str(tmp_path / "none"), "--as", HANDLER)
    assert ".csv" in terminal.refused(*asked, mapping, "--as", HANDLER, "--rejected", "x.txt")
