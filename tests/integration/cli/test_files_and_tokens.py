"""``rongcuo attachment`` and ``rongcuo token``, and what ``verify`` and ``doctor`` say of files."""

import json
import zipfile
from pathlib import Path

import pytest
from support import files as f
from support.bureau import HANDLER, OFFICER
from support.commands import Terminal

from deadlines import local_day

BY = ("--as", HANDLER)


@pytest.fixture
def case(terminal: Terminal, tmp_path: Path) -> str:
    (tmp_path / "记录.pdf").write_bytes(f.PDF)
    return terminal.bureau.open("2026-11-20")


def attached(terminal: Terminal, case: str, *more: str) -> dict[str, object]:
    return dict(terminal.done("attachment", "add", case, "记录.pdf", *BY, *more, "--json").data)


def test_a_file_goes_in_is_listed_and_comes_out(terminal: Terminal, case: str, tmp_path: Path):
    said = terminal.done("attachment", "add", case, "记录.pdf", "--title", "现场记录", *BY).out
    assert said.startswith("已附上 1：E1 记录.pdf sha256:")
    [one] = terminal.done("attachment", "list", case, *BY, "--json").data
    assert (one["title"], one["size"]) == ("现场记录", len(f.PDF))
    assert "记录.pdf" in terminal.done("attachment", "list", case, *BY).out
    terminal.done("attachment", "get", case, "1", "--out", "copy.pdf", *BY)
    assert (tmp_path / "copy.pdf").read_bytes() == f.PDF
    assert "没有附件" in terminal.done("attachment", "list", case, "--as", OFFICER).out


def test_what_is_there_is_not_written_over(terminal: Terminal, case: str, tmp_path: Path):
    attached(terminal, case)
    ended = terminal.type("attachment", "get", case, "1", *BY)
    assert (ended.code, ended.out) == (1, "")
    assert "已有同名文件" in ended.err
    assert (tmp_path / "记录.pdf").read_bytes() == f.PDF


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("missing.pdf", *BY), "无法读取"),
        ((".", *BY), "无法读取"),
        (("empty.pdf", *BY), "空文件"),
        (("page.pdf", *BY), "文件未保存"),
        (("记录.pdf", "--evidence", "E7", *BY), "E7"),
        (("记录.pdf", "--shown", "--as", OFFICER), "承办人"),
        (("记录.pdf", "--title", "x" * 300, *BY), "200"),
        (("记录.pdf", "--as", "nobody"), "nobody"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(
    terminal: Terminal, case: str, tmp_path: Path, words: tuple[str, ...], said: str
):
    (tmp_path / "empty.pdf").touch()
    (tmp_path / "page.pdf").write_text("<html>")
    assert said in terminal.refused("attachment", "add", case, *words)


def test_a_file_over_the_setting_is_refused(
    terminal: Terminal, case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("RONGCUO_ATTACHMENT_MB", "1")
    with (tmp_path / "big.pdf").open("wb") as made:
        made.truncate(2 << 30)
    assert "1 MB" in terminal.refused("attachment", "add", case, "big.pdf", *BY)


def test_verify_names_the_case_whose_file_was_altered(
    terminal: Terminal, case: str, tmp_path: Path
):
    view = attached(terminal, case)
    whole = terminal.done("verify", "--json").data
    assert (whole["ok"], whole["files"]) == (True, 1)
    algorithm, _, value = str(view["digest"]).partition(":")
    (tmp_path / "var" / "attachments" / algorithm / value[:2] / value).write_bytes(b"else")
    ended = terminal.type("verify")
    assert ended.code == 1
    assert f"✗ {case}#3: 附件文件内容已变" in ended.out
    assert "1 个附件" in ended.out


def test_doctor_says_when_files_cannot_be_kept(terminal: Terminal, case: str, tmp_path: Path):
    def found() -> dict[str, bool]:
        return {one["name"]: one["ok"] for one in json.loads(terminal.type("doctor", "--json").out)}

    assert found()["附件目录 · folder of files"]
    folder = tmp_path / "var" / "attachments"
    (folder / "drafts").rmdir()
    folder.rmdir()
    folder.touch()
    assert not found()["附件目录 · folder of files"]


def test_doctor_asks_the_scanner_where_there_is_one(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
):
    name = "病毒扫描 · virus scanner"
    with f.clamd() as (where, _):
        monkeypatch.setenv("RONGCUO_CLAMD", where)
        checks = json.loads(terminal.type("doctor", "--json").out)
    assert [one["ok"] for one in checks if one["name"] == name] == [True]
    checks = json.loads(terminal.type("doctor", "--json").out)
    assert [one["ok"] for one in checks if one["name"] == name] == [False]


def test_tidying_says_what_it_removed(terminal: Terminal, case: str):
    attached(terminal, case)
    assert terminal.done("attachment", "tidy", "--json").data == {"removed": 0, "bytes": 0}
    assert "24 小时" in terminal.done("attachment", "tidy").out


def test_a_token_is_told_once_listed_and_revoked(terminal: Terminal, case: str):
    from support.pages import admit  # an account, without which nobody has a token

    from rongcuo.settings import Settings
    from web.app import create_app

    app = create_app(Settings(database_url=str(terminal.bureau.store.url)))
    app.state.store = terminal.bureau.store
    admit(app, HANDLER)
    until = str(local_day(app.state.clock()))
    made = terminal.done(
        "token", "new", "台账", "--until", until, "--kind", "files", *BY, "--json"
    ).data
    assert made["token"].startswith("rct_")
    [one] = terminal.done("token", "list", *BY, "--json").data
    assert (one["name"], one["scope"], one["kinds"], one["alive"]) == (
        "台账", "read", ["files"], True,
    )  # fmt: skip
    assert "附件" in terminal.done("token", "list", *BY).out
    terminal.done("token", "revoke", str(one["id"]), *BY)
    assert "失效" in terminal.done("token", "list", *BY).out
    assert "没有令牌" in terminal.done("token", "list", "--as", OFFICER).out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("new", "a"), 2, "--until"),
        (("new", "a", "--until", "soon"), 1, "2026-03-09"),
        (("new", "a", "--until", "2020-01-01"), 1, "须在"),
        (("new", "a", "--until", "2099-01-01"), 1, "须在"),
        (("new", "a", "--until", "2099-01-01", "--scope", "all"), 1, "read、write"),
        (("new", "a", "--until", "2099-01-01", "--kind", "all"), 1, "tasks"),
        (("revoke", "99"), 1, "99"),
        (("revoke", "9" * 30), 2, "用法"),
        (("list", "--user", OFFICER), 1, "系统管理员"),
    ],
)
def test_a_token_that_cannot_be_is_refused(
    terminal: Terminal, words: tuple[str, ...], code: int, said: str
):
    assert said in terminal.refused("token", *words, *BY, code=code)


def test_a_bundle_is_written_once_and_never_over_a_file(terminal: Terminal, tmp_path: Path):
    terminal.bureau.open("2026-03-02")
    number, out = terminal.bureau.number, tmp_path / "卷.zip"
    said = terminal.done("paper", "bundle", number, "--as", "hemin", "--out", str(out)).out
    assert "尚未签发、没有收入：D01" in said
    assert zipfile.is_zipfile(out)
    terminal.refused("paper", "bundle", number, "--as", "hemin", "--out", str(out))
    other = tmp_path / "other.zip"
    terminal.refused("paper", "bundle", number, "--as", "sunhao", "--out", str(other))
    terminal.refused("paper", "bundle", number, "--as", "jiangheng", "--out", str(other))
    nowhere = terminal.refused(
        "paper", "bundle", number, "--as", "hemin", "--out", str(tmp_path / "no" / "x.zip")
    )
    assert "无法写入" in nowhere
    assert not other.exists()
