"""``rongcuo regulation``: the bureau's own text, its interpretations, its packs."""

from pathlib import Path

import pytest
from support.bureau import HANDLER, SUPERVISOR
from support.commands import Terminal

from regulations.text import chinese

ROOT = Path(__file__).parents[3]
COPY = "某区办法（虚构）\n" + "".join(f"{chinese(n)}  第{n}句。\n" for n in range(1, 23))
LEGAL = "shenlan"


def written(folder: Path, text: str | bytes) -> str:
    file = folder / "a copy.txt"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(file)


def test_a_copy_is_looked_at_then_kept_and_shown_at_each_item(terminal: Terminal, tmp_path: Path):
    file = written(tmp_path, COPY)
    before = terminal.bureau.tables()
    looked = terminal.done("regulation", "text", file, "--json").data
    assert (looked["articles"], len(looked["changed"]), looked["missing"]) == (22, 22, [])
    assert terminal.bureau.tables() == before
    terminal.done("regulation", "text", file, "--apply", "--as", SUPERVISOR)
    [shown] = terminal.done("regulation", "show", "A12.9", "--json").data
    assert (shown["article"], shown["wording"]) == ("第十二条", "第12句。")
    changed = written(tmp_path, COPY.replace("第12句。", "第十二条的新文字。"))
    assert terminal.done("regulation", "text", changed, "--json").data["changed"] == ["第十二条"]
    terminal.done("regulation", "text", changed, "--apply", "--as", SUPERVISOR)
    assert "第十二条的新文字。" in terminal.done("regulation", "show", "第十二条").out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"\xff\x00\x81", "UTF-8 或 GB18030"), ("", "第一条"),
        ("第一条 甲\n第三条 乙", "应为第二条"), ("第一条 甲\u202e乙", "控制字符"),
    ],
)  # fmt: skip
def test_a_bad_copy_is_refused_in_one_sentence(terminal: Terminal, tmp_path: Path, text, said):
    assert said in terminal.refused("regulation", "text", written(tmp_path, text))


def test_a_copy_saved_by_windows_in_china_is_read(terminal: Terminal, tmp_path: Path):
    file = written(tmp_path, COPY.encode("gb18030"))
    assert terminal.done("regulation", "text", file, "--json").data["articles"] == 22


@pytest.mark.parametrize("said", ["\u200b", "以\u202e当年为准"])
def test_an_interpretation_says_something_that_can_be_read(terminal: Terminal, said: str):
    words = ("--number", "环释1号", "--issued-on", "2026-01-05", "--as", LEGAL)
    refused = terminal.refused("regulation", "interpret", "A10.11", *words, "--text", said)
    assert "不能含控制字符" in refused


def test_the_measures_are_kept_by_those_who_answer_for_them(terminal: Terminal, tmp_path: Path):
    file = written(tmp_path, COPY)
    assert "--as" in terminal.refused("regulation", "text", file, "--apply")
    assert "办法由" in terminal.refused("regulation", "text", file, "--apply", "--as", HANDLER)


def test_an_interpretation_stands_at_its_item_until_it_is_withdrawn(terminal: Terminal):
    words = (
        "--number",
        "环释1号",
        "--issued-on",
        "2026-01-05",
        "--text",
        "以当年为准",
        "--as",
        LEGAL,
    )
    terminal.done("regulation", "interpret", "A12.9.not_on_list", *words)
    [shown] = terminal.done("regulation", "show", "A12.9", "--json").data
    [reading] = shown["interpretations"]
    assert (reading["number"], reading["code"]) == ("环释1号", "A12.9.not_on_list")
    assert "环释1号" in terminal.done("regulation", "show", "第十二条").out
    assert "没有这一项" in terminal.refused("regulation", "interpret", "A99", *words)
    back = ("regulation", "interpret", "--withdraw", str(reading["id"]), "--as", LEGAL)
    terminal.done(*back)
    assert "环释1号" not in terminal.done("regulation", "show", "第十二条").out
    assert "解释" in terminal.refused(*back)


def test_a_pack_is_looked_at_then_loaded_and_cases_keep_theirs(terminal: Terminal, tmp_path: Path):
    number = terminal.bureau.open("2026-03-02")
    text = (ROOT / "regulations" / "packs" / "banan.yaml").read_text("utf-8")
    newer = text.replace('version: "1"', 'version: "2"', 1)
    newer = newer.replace("effective_from: null", "effective_from: 2026-07-01", 1)
    newer = newer.replace("n: 15, unit: WD, extend: 10", "n: 20, unit: WD, extend: 10", 1)
    looked = terminal.done("regulation", "load", written(tmp_path, newer), "--json").data
    assert (looked["version"], looked["clocks"], looked["added"]) == ("2", ["review"], [])
    terminal.done("regulation", "load", written(tmp_path, newer), "--apply", "--as", LEGAL)
    listed = terminal.done("regulation", "list", "--json").data
    assert [(p["code"], p["version"], p["cases"]) for p in listed] == [
        ("banan", "1", 1), ("qinglan", "1", 0), ("banan", "2", 0),
    ]  # fmt: skip
    assert terminal.bureau.row(number).pack_id == 1
    other = written(tmp_path, newer.replace("n: 20,", "n: 25,"))
    assert "新的版本号" in terminal.refused("regulation", "load", other)


def test_a_broken_pack_is_refused_with_its_line_and_reason(terminal: Terminal, tmp_path: Path):
    text = (ROOT / "regulations" / "packs" / "banan.yaml").read_text("utf-8")
    broken = written(tmp_path, text.replace("n: 15, unit: WD", "n: fifteen, unit: WD", 1))
    said = terminal.refused("regulation", "load", broken)
    assert "deadlines.review.n" in said
    assert "行" in said


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("blocks: [exempt, lighter, mitigated]", "blocks: [exmpt, lighter, mitigated]", "exmpt"),
        ("  legal_review:", "  legal_reviews:", "legal_review"),
    ],
)
def test_a_pack_that_fits_no_case_is_refused(
    terminal: Terminal, tmp_path: Path, was: str, now: str, said: str
):
    text = (ROOT / "regulations" / "packs" / "banan.yaml").read_text("utf-8")
    assert was in text
    broken = text.replace(was, now, 1).replace('version: "1"', 'version: "9"', 1)
    assert said in terminal.refused("regulation", "load", written(tmp_path, broken))
