"""``case do-many``: one event typed for many cases."""

from pathlib import Path

import pytest
from support.bureau import HANDLER, SUPERVISOR
from support.commands import Terminal

WORDS = ("case", "do-many", "inform_officer", "--as", HANDLER, "--cases")
TOLD = {"on": "2026-03-03"}


@pytest.fixture
def three(terminal: Terminal, tmp_path: Path) -> tuple[list[str], str, str]:
    """Three cases, a file that names them, and the data."""
    numbers = [terminal.bureau.open("2026-03-02") for _ in range(3)]
    cases, data = tmp_path / "cases.txt", tmp_path / "data.json"
    cases.write_text("\ufeff" + "\r\n".join(numbers) + "\r\n\r\n", encoding="utf-8")
    data.write_text('{"on": "2026-03-03"}', encoding="utf-8")
    return numbers, str(cases), str(data)


def test_every_case_of_the_file_takes_the_step(terminal: Terminal, three):
    numbers, cases, data = three
    ended = terminal.done(*WORDS, cases, "--data", data)
    assert ended.out == "已办理 3 件，未办理 0 件。\n"
    assert [terminal.bureau.row(number).version for number in numbers] == [2, 2, 2]


def test_what_is_refused_is_listed_with_its_reason_and_the_others_stand(
    terminal: Terminal, three, monkeypatch: pytest.MonkeyPatch
):
    numbers, _, data = three
    terminal.bureau.do(
        "2026-03-03",
        "terminate",
        SUPERVISOR,
        case=numbers[0],
        ground="accountability_withdrawn",
        reason="程序撤销",
    )
    typed = (*WORDS, "-", "--data", data)
    ended = terminal.type(*typed, data="\n".join([*numbers, "2026-9999-1"]).encode())
    assert (ended.code, ended.err) == (1, "")
    first, second, last = ended.out.splitlines()
    assert first.startswith(f"{numbers[0]}  案件处于“终止”，不能办理")
    assert second.startswith("2026-9999-1  没有案件")
    assert last == "已办理 2 件，未办理 2 件。"
    monkeypatch.setenv("RONGCUO_LANGUAGE", "en")
    again = terminal.type(*typed, "--json", data=numbers[0].encode())
    assert again.code == 1
    assert again.data["done"] == []
    assert again.data["refused"][0]["case"] == numbers[0]
    assert "cannot be done while the case is 'Terminated'" in again.data["refused"][0]["reason"]


def test_the_same_key_again_says_what_was_done_before(terminal: Terminal, three):
    numbers, cases, data = three
    typed = (*WORDS, cases, "--data", data, "--key", "告知一批")
    terminal.done(*typed)
    assert terminal.done(*typed).out == "已办理 3 件（其中 3 件此前已办理），未办理 0 件。\n"
    assert terminal.bureau.row(numbers[0]).version == 2


@pytest.mark.parametrize(
    ("words", "given", "said"),
    [
        (("-",), b"", "--cases：没有案件编号"),
        (("-",), b"\xff\xfe", "--cases：须为 UTF-8 编码"),
        (("nowhere.txt",), b"", "--cases：无法读取文件"),
        (("-", "--data", "-"), b"{}", "--cases：不能与 --data 都取自标准输入"),
        (("-", "--key", ""), b"2026-0001-1", "--key：须为1至100个字"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_in_one_sentence(
    terminal: Terminal, words: tuple[str, ...], given: bytes, said: str
):
    assert said in terminal.refused(*WORDS, *words, data=given)
