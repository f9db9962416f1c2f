"""``rongcuo archive``: from the transfer list to what is destroyed."""

import pytest
from support.bureau import HANDLER, at
from support.commands import Terminal
from support.retained import DUE, OFFICE, PERSONNEL, PRINCIPAL, closed

from rongcuo.cli import archive
from rongcuo.settings import get_settings
from rongcuo.shelf import shelf_of


@pytest.fixture
def late(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Thirty-one years after a case was closed."""
    closed(terminal.bureau, shelf_of(get_settings()))
    monkeypatch.setattr(archive, "now", lambda: at(DUE))
    return terminal


def test_a_file_goes_is_received_judged_and_destroyed(late: Terminal):
    assert "2026-0001-1" in late.done("archive", "ready", "--as", HANDLER).out
    gone = late.done("archive", "transfer", "2026-0001-1", "--to", OFFICE, "--as", HANDLER)
    assert gone.out == "Y2057-0001\n"
    late.done("archive", "receipt", "Y2057-0001", "--receipt", "收1", "--on", DUE, "--as", HANDLER)
    assert "收1" in late.done("archive", "transfers", "--as", HANDLER).out
    [line] = late.done("archive", "list", "Y2057-0001", "--as", HANDLER, "--json").data["lines"]
    assert (line["case"], len(line["sha256"])) == ("2026-0001-1", 64)
    assert "一致" in late.done("archive", "check", "Y2057-0001", "--as", HANDLER).out
    assert "2026-0001" in late.done("archive", "due", "--as", PERSONNEL).out
    asked = ("2026-0001", "--verdict", "destroy", "--reason", "无价值", "--as", PERSONNEL)
    assert late.done("archive", "appraise", *asked).out == "JD2057-0001\n"
    assert "没有等待鉴定" in late.done("archive", "due", "--as", PERSONNEL).out
    confirmed = ("JD2057-0001", "--confirm", "JD2057-0001", "--as", PERSONNEL)
    assert "没有经批准" in late.refused("archive", "execute", *confirmed)
    late.done("archive", "approve", "JD2057-0001", "--as", PRINCIPAL)
    wrong = ("JD2057-0001", "--confirm", "JD2057", "--as", PERSONNEL)
    assert "原样输入" in late.refused("archive", "execute", *wrong)
    done = late.done("archive", "execute", *confirmed, "--json").data
    assert (done["cases"], done["files"], done["shared"]) == (1, 1, 0)
    assert "已执行" in late.done("archive", "appraisals", "--as", PERSONNEL).out
    assert done["record"] in late.done("archive", "show", "JD2057-0001", "--as", PERSONNEL).out
    proven = late.done("verify", "--json").data
    assert (proven["ok"], proven["emptied"]) == (True, [["2026-0001-1", "JD2057-0001"]])
    assert "JD2057-0001" in late.done("verify").out


def test_whose_it_is_not_is_told_so(late: Terminal):
    for words in (("ready",), ("due",), ("transfers",), ("appraisals",)):
        assert "档案移交与鉴定由" in late.refused("archive", *words, "--as", "sunhao")
