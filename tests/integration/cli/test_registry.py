"""``rongcuo registry`` and ``rongcuo case hints`` as they are typed."""

import json
from pathlib import Path
from typing import Any

import pytest
from support.bureau import HANDLER, OFFICER, opening
from support.commands import Terminal
from support.registries import DUTY, INSPECTION, csv_file, excel_file

ROWS = (
    DUTY,
    ("Z-1", "日常巡查", "一大队", "2026-01-01", ""),
    ("Z-2", "专项检查", "二大队", "", ""),
)


def written(tmp_path: Path, content: bytes, name: str = "a list.csv") -> str:
    file = tmp_path / name
    file.write_bytes(content)
    return str(file)


def test_a_file_is_looked_at_then_imported_then_listed(terminal: Terminal, tmp_path: Path):
    file = written(tmp_path, excel_file(*ROWS), "清单.xlsx")
    before = terminal.bureau.tables()
    seen = terminal.done("registry", "import", "duty", file).out
    assert "新增 2" in seen
    assert "--apply" in seen
    assert terminal.bureau.tables() == before
    done = terminal.done("registry", "import", "duty", file, "--apply", "--as", HANDLER).out
    assert "已导入" in done
    assert "已是现行" in terminal.done(
        "registry", "import", "duty", file, "--apply", "--as", HANDLER
    ).out  # fmt: skip
    assert "Z-1" in terminal.done("registry", "list", "duty", "--search", "巡查").out
    rows = terminal.done("registry", "list", "--on", "2025-12-31", "--json").data
    assert [(row["code"], row["said"]) for row in rows] == [("Z-2", {"responsible": "二大队"})]
    [held] = terminal.done("registry", "history", "--json").data
    assert held["in_force"]
    assert held["import"]["file_name"] == "清单.xlsx"
    assert HANDLER in terminal.done("registry", "history", "duty").out


def test_every_rejected_row_is_told_and_nothing_is_imported(terminal: Terminal, tmp_path: Path):
    bad = (("Z-1", "", "一大队", "", ""), ("Z-3", "巡查", "", "2026-06-31", ""))
    file = written(tmp_path, csv_file(*ROWS, *bad))
    before = terminal.bureau.tables()
    for more in ((), ("--apply", "--as", HANDLER)):
        ended = terminal.type("registry", "import", "duty", file, *more)
        assert (ended.code, ended.err) == (1, "2 行不合要求，未导入任何内容。\n")
        for told in ("责任事项", "责任主体", "2026-06-31", "没有这一天"):
            assert told in ended.out
        told = terminal.type("registry", "import", "duty", file, *more, "--json").data
        assert [each["row"] for each in told["rejected"]] == [4, 5, 5]
    assert terminal.bureau.tables() == before


REFUSED: dict[str, tuple[tuple[str, ...], str]] = {
    "no such kind": (("import", "duties", "FILE"), "enforcement_item"),
    "no name": (("import", "duty", "FILE", "--apply"), "--as"),
    "an officer": (("import", "duty", "FILE", "--apply", "--as", OFFICER), "清单由"),
    "nobody known": (("import", "duty", "FILE", "--apply", "--as", "nobody"), "nobody"),
    "no file": (("import", "duty", "nowhere.csv"), "FILE"),
    "a folder": (("import", "duty", "."), "FILE"),
    "another kind's file": (("import", "inspection", "FILE"), "检查对象"),
    "no day": (("list", "--on", "2026-06-31"), "--on"),
    "no such kind to list": (("list", "duties"), "KIND"),
    "no such kind of import": (("history", "duties"), "KIND"),
    "no such template": (("template", "duties"), "KIND"),
}


@pytest.mark.parametrize("named", REFUSED)
def test_what_cannot_be_is_refused_in_one_sentence(terminal: Terminal, tmp_path: Path, named: str):
    words, why = REFUSED[named]
    file = written(tmp_path, csv_file(*ROWS))
    said = terminal.refused("registry", *(file if word == "FILE" else word for word in words))
    assert why in said
    assert len(said) < 300


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "kind", ["duty", "enforcement_item", "inspection", "rectification_order", "rule"]
)
def test_a_template_is_a_file_that_is_understood(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, language: str
):
    monkeypatch.setenv("RONGCUO_LANGUAGE", language)
    empty = terminal.done("registry", "template", kind).out
    assert empty.startswith("\ufeff")
    said = terminal.refused("registry", "import", kind, written(tmp_path, empty.encode()))
    assert ("没有数据" if language == "zh" else "no rows") in said


def opened(terminal: Terminal, **more: Any) -> Any:
    data = opening("2026-03-02", party="青溪化工有限公司", occurred_on="2026-02-10", **more)
    return terminal.done("case", "open", "--as", HANDLER, "--data", "-", "--json", data=data).data


def test_hints_are_shown_with_their_rows_and_not_to_the_officer(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    plan = csv_file(INSPECTION, ("C-7", "青溪化工有限公司", "废水排放", "2026-06-30", ""))
    file = written(tmp_path, plan)
    terminal.done("registry", "import", "inspection", file, "--apply", "--as", HANDLER)
    [number] = opened(terminal)["cases"]
    shown = terminal.done("case", "hints", number, "--as", HANDLER).out
    assert "A10.10.b_not_yet_due" in shown
    assert "C-7" in shown
    assert "废水排放" in shown
    found = terminal.done("case", "hints", number, "--json").data
    assert [hint["item"] for hint in found] == ["A10.10.b_not_yet_due", "A12.9.not_on_list"]
    assert "提示" in terminal.refused("case", "hints", number, "--as", OFFICER)
    monkeypatch.setenv("RONGCUO_LANGUAGE", "en")
    assert "not yet due" in terminal.done("case", "hints", number).out


def test_a_case_without_an_item_of_the_lists_says_so_and_is_not_held_up(
    terminal: Terminal, tmp_path: Path
):
    file = written(tmp_path, csv_file(*ROWS))
    terminal.done("registry", "import", "duty", file, "--apply", "--as", HANDLER)
    data = opening("2026-03-02")
    said = terminal.done("case", "open", "--as", HANDLER, "--data", "-", data=data).out
    assert "未关联" in said
    number = opened(terminal)["cases"][0]
    assert "未关联" in terminal.done("case", "show", number).out
    linked = opened(terminal, list_items=["Z-1"])
    assert linked["list_items"] == ["Z-1"]
    shown = terminal.done("case", "show", linked["cases"][0]).out
    assert "未关联" not in shown
    assert "日常巡查" in shown
    assert "青溪化工有限公司" in shown
    assert json.loads(terminal.done("case", "show", linked["cases"][0], "--json").out)[
        "list_items"
    ] == [{"code": "Z-1", "name": "日常巡查", "list_zh": "责任清单", "list_en": "List of duties"}]


def test_an_item_keeps_the_name_it_had_when_the_matter_was_opened(
    terminal: Terminal, tmp_path: Path
):
    for name in ("日常巡查", "日常巡查（修订）"):
        file = written(tmp_path, csv_file(DUTY, ("Z-1", name, "一大队", "", "")))
        terminal.done("registry", "import", "duty", file, "--apply", "--as", HANDLER)
        if name == "日常巡查":
            number = opened(terminal, list_items=["Z-1"])["cases"][0]
    assert "修订" not in terminal.done("case", "show", number).out
