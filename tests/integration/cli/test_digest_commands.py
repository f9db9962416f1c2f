"""``rongcuo digest``: what is published is listed, shown, checked and taken along."""

from pathlib import Path

import pytest
from support.bureau import HANDLER, at
from support.commands import Terminal
from support.whole_case import LINE

from cases.digest_rights import Asked
from cases.digest_steps import take_digest_step
from cases.digest_views import read_digest
from cases.digest_writing import begin_digest, save_digest
from rongcuo.cli import digests

DAY = "2026-08-03"
NUMBER, BUREAU = "Z2026-0001", "青溪区生态环境局"


@pytest.fixture
def drafted(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A digest with somebody's name in it."""
    bureau = terminal.bureau
    case = bureau.open("2026-03-02", issue_type="未及时发现")
    for on, event, by, data in LINE:
        bureau.do(on, event, by, **data)
    assert begin_digest(bureau.store, HANDLER, case, at(DAY)) == NUMBER
    keep(terminal, "应当核对数据，孙 皓已整改。")
    monkeypatch.setattr(digests, "now", lambda: at(DAY))
    return terminal


def keep(terminal: Terminal, lessons: str) -> None:
    store = terminal.bureau.store
    texts = read_digest(store, HANDLER, NUMBER, at(DAY), bureau=BUREAU).texts
    asked = Asked(NUMBER, "save", HANDLER, {**texts, "lessons": lessons})
    save_digest(store, asked, at(DAY), bureau=BUREAU)


def test_a_digest_is_checked_published_listed_shown_and_taken_along(
    drafted: Terminal, tmp_path: Path
):
    ended = drafted.type("digest", "check", NUMBER, "--as", HANDLER)
    assert (ended.code, ended.out.count("\n")) == (1, 1)
    assert "启示 第8至10字：姓名或可识别的称谓" in ended.out
    assert "孙" not in ended.out
    assert "没有" in drafted.refused("digest", "show", NUMBER, "--as", "wulei")

    keep(drafted, "应当核对数据。")
    assert drafted.done("digest", "check", NUMBER, "--as", HANDLER).out == "未发现。\n"
    store = drafted.bureau.store
    take_digest_step(store, Asked(NUMBER, "submit", HANDLER, {}), at(DAY), bureau=BUREAU)
    approval = Asked(NUMBER, "approve", "luochengan", {"rare": "yes"})
    take_digest_step(store, approval, at(DAY), bureau=BUREAU)

    line = drafted.done("digest", "list", "--as", "wulei").out.splitlines()[1]
    assert line.split()[0] == NUMBER
    assert line.split()[-1] == "已发布"
    assert drafted.done("digest", "list", "--as", "wulei", "--json").data["count"] == 1
    assert drafted.done("digest", "list", "--as", "wulei", "--article", "1").out == "没有摘编。\n"
    shown = drafted.done("digest", "show", NUMBER, "--as", "wulei")
    assert "应当核对数据。" in shown.out
    assert drafted.bureau.number not in shown.out
    file = tmp_path / "all.docx"
    drafted.done("digest", "export", "--as", "wulei", "--output", str(file))
    assert file.read_bytes().startswith(b"PK")
    assert drafted.done("digest", "verify").out == "无误。\n"


def test_a_published_digest_is_withdrawn_with_a_reason(drafted: Terminal):
    keep(drafted, "应当核对数据。")
    store = drafted.bureau.store
    take_digest_step(store, Asked(NUMBER, "submit", HANDLER, {}), at(DAY), bureau=BUREAU)
    approval = Asked(NUMBER, "approve", "luochengan", {"rare": "yes"})
    take_digest_step(store, approval, at(DAY), bureau=BUREAU)
    assert "理由" in drafted.refused("digest", "withdraw", NUMBER, "--as", HANDLER)
    said = ("--as", HANDLER, "--reason", "表述不当")
    assert drafted.done("digest", "withdraw", NUMBER, *said).out == "已撤回。\n"
    assert drafted.done("digest", "list", "--as", "wulei", "--json").data["count"] == 0
