"""``rongcuo ledger`` and ``rongcuo statistics``: narrowed as the page is, and written as files."""

from pathlib import Path

import pytest
from support.bureau import APPLICATION, SUPERVISOR
from support.commands import Terminal

from cases.counting import count_what_changed


@pytest.fixture
def two(terminal: Terminal) -> Terminal:
    """A matter in which somebody applied, and one of a kind of issue in which nobody did."""
    terminal.bureau.open("2026-03-02", officers=["wulei"], report_kind="none")
    terminal.bureau.do("2026-03-04", "file", "wulei", **APPLICATION)
    terminal.bureau.open("2026-03-03", report_kind="none", issue_type="未及时发现")
    count_what_changed(terminal.bureau.store)  # or a refusal would have counted them
    return terminal


@pytest.mark.parametrize(
    ("option", "value", "matters"),
    [
        ("--state", "filed", ["2026-0001"]),
        ("--issue-type", "未及时发现", ["2026-0002"]),
        ("--issue-type", "-", ["2026-0001"]),
        ("--late", "-", ["2026-0001", "2026-0002"]),
        ("--late", "late_notice", []),
        ("--item", "A12.4", []),
    ],
)
def test_the_ledger_is_narrowed_as_on_its_page(
    two: Terminal, option: str, value: str, matters: list[str]
):
    found = two.done("ledger", option, value, "--as", SUPERVISOR, "--json").data
    assert [line["事项编号"] for line in found["lines"]] == matters


@pytest.mark.parametrize("option", ["--state", "--late", "--outcome", "--track"])
def test_a_code_that_there_is_not_is_refused(two: Terminal, option: str):
    assert "只能是" in two.refused("ledger", option, "x", "--as", SUPERVISOR)


@pytest.mark.parametrize("command", ["ledger", "statistics"])
def test_a_refusal_leaves_a_file_as_it_was(two: Terminal, tmp_path: Path, command: str):
    there = tmp_path / "kept.xlsx"
    there.write_bytes(b"mine")
    assert "已存在" in two.refused(command, "--output", str(there), "--as", SUPERVISOR)
    assert there.read_bytes() == b"mine"
    new = tmp_path / "new.xlsx"
    two.refused(command, "--output", str(new), "--as", "sunhao")
    assert not new.exists()
    two.done(command, "--output", str(new), "--as", SUPERVISOR)
    assert new.read_bytes().startswith(b"PK")
