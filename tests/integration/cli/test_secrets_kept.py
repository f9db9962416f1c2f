"""What others may read of an installation's secrets: refused at the start, or named by doctor."""

import json
from pathlib import Path

import pytest
from support.commands import Terminal
from support.pages import app_over, reader

from storage.sealing import KeysUnreadable

NAME = "权限 · permissions"


def found(terminal: Terminal) -> tuple[bool, str]:
    [check] = [
        one for one in json.loads(terminal.type("doctor", "--json").out) if one["name"] == NAME
    ]
    return check["ok"], check["found"]


@pytest.fixture
def installed(terminal: Terminal, tmp_path: Path) -> Terminal:
    """An installation that has its keys, and a file of settings beside it."""
    with reader(app_over(str(terminal.bureau.store.url), tmp_path / "var")):
        pass
    (tmp_path / "var").chmod(0o700)
    (tmp_path / "rongcuo.toml").write_text('smtp_password = "open sesame"\n', "utf-8")
    (tmp_path / "rongcuo.toml").chmod(0o600)
    assert found(terminal) == (True, "0600/0700")
    return terminal


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("rongcuo.toml", 0o640), ("rongcuo.toml", 0o620), ("var", 0o755),
        ("var/keys", 0o750), ("var/keys/accounts.keys", 0o640),
    ],
)  # fmt: skip
def test_what_others_may_read_is_named_with_what_to_do(
    installed: Terminal, tmp_path: Path, name: str, mode: int
):
    (tmp_path / name).chmod(mode)
    ok, said = found(installed)
    assert not ok
    assert Path(said.split(", ")[0]).name == Path(name).name
    assert "chmod go=" in installed.type("doctor").out
    assert "open sesame" not in installed.type("doctor").out


@pytest.mark.parametrize("mode", [0o644, 0o602])
def test_a_password_that_everybody_may_read_lets_nothing_start(
    installed: Terminal, tmp_path: Path, mode: int
):
    (tmp_path / "rongcuo.toml").chmod(mode)
    for words in (["doctor"], ["case", "list"]):
        ended = installed.type(*words)
        assert (ended.code, ended.out) == (2, "")
        assert "chmod 600" in ended.err
        assert "open sesame" not in ended.err


@pytest.mark.parametrize(
    ("settings", "ok"),
    [
        ("bureau_name = '某局'", True),
        ("database_url = 'postgresql+psycopg://rongcuo@127.0.0.1:1/x'", True),
        ("database_url = 'postgresql+psycopg://rongcuo:secret@127.0.0.1:1/x'", False),
    ],
)
def test_a_file_of_settings_without_a_password_may_be_read(
    installed: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str, ok: bool
):
    monkeypatch.delenv("RONGCUO_DATABASE_URL")
    (tmp_path / "rongcuo.toml").write_text(f"{settings}\n", "utf-8")
    (tmp_path / "rongcuo.toml").chmod(0o644)
    assert found(installed)[0] is ok


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_pages_do_not_start_with_keys_that_others_read(
    installed: Terminal, tmp_path: Path, mode: int
):
    (tmp_path / "var" / "keys" / "accounts.keys").chmod(mode)
    with (
        pytest.raises(KeysUnreadable, match="chmod 600"),
        reader(app_over(str(installed.bureau.store.url), tmp_path / "var")),
    ):
        pass
