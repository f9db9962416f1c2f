"""The auditor's export, checked elsewhere by a program that knows nothing of ours."""

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.bureau import APPLICATION, HANDLER, OFFICER, Bureau, at
from support.commands import Terminal

from cases.accounts import NewPerson, new_account
from cases.checkpoints import seal_heads
from cases.exporting import export_for_audit
from cases.journal import read_journal
from rongcuo.sample.bureau import PEOPLE
from states.errors import GuardFailed

SCRIPT = Path(__file__).parents[3] / "rongcuo" / "verify_export.py"
NOW = at("2026-03-06")
FIRST = len(PEOPLE)
"""Roles that were there from the beginning, each an entry of the journal."""


@pytest.fixture
def exported(bureau: Bureau, tmp_path: Path) -> Path:
    b = bureau
    for _ in range(3):
        b.open("2026-03-02")
    for n in range(3):
        new_account(b.store, NewPerson(f"xin{n}", "辛仁", "bureau"), "jiangheng", at("2026-03-03"))
    seal_heads(b.store, tmp_path / "checkpoints", tmp_path / "keys", at("2026-03-04"))
    b.do("2026-03-05", "file", OFFICER, **APPLICATION)
    seal_heads(b.store, tmp_path / "checkpoints", tmp_path / "keys", at("2026-03-05"))
    with (tmp_path / "export").open("wb") as out:
        export_for_audit(b.store, tmp_path / "checkpoints", tmp_path / "keys", out, "jianming", NOW)
    return tmp_path / "export"


def checked(file: Path, *more: str, isolated: bool = False) -> tuple[int, str]:
    """The program alone, in a folder of its own; ``isolated``: without any package at all."""
    alone = file.parent / "verify_export.py"
    alone.write_bytes(SCRIPT.read_bytes())
    flags = ["-I", "-S"] if isolated else ["-I"]
    done = subprocess.run(
        [sys.executable, *flags, str(alone), str(file), *more],
        capture_output=True, text=True, check=False, cwd=file.parent,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_it_holds_with_and_without_any_package(exported: Path):
    code, said = checked(exported)
    assert (code, said) == (
        0, f"journal={FIRST + 4} cases=3 events=4 checkpoints=2 signatures=checked\n"
    )  # fmt: skip
    assert checked(exported, isolated=True) == (
        0, f"journal={FIRST + 4} cases=3 events=4 checkpoints=2 signatures=not checked\n"
    )  # fmt: skip


def test_no_word_of_a_case_is_in_it(exported: Path):
    held = exported.read_text("utf-8")
    for word in ("在线监测", "申请容错", "孙皓", "statement"):
        assert word not in held


def rewritten(file: Path, change: Callable[[list[dict[str, Any]]], None]) -> Path:
    """The file with something changed, and its last digest made to fit again."""
    import hashlib

    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    change(lines)
    raw = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines[:-1]).encode()
    end = {"kind": "end", "sha256": hashlib.sha256(raw).hexdigest()}
    file.write_bytes(raw + json.dumps(end).encode() + b"\n")
    return file


def of(lines: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [line for line in lines if line["kind"] == kind]


CHANGES: dict[str, tuple[Callable[[list[dict[str, Any]]], None], str]] = {
    "a word of the journal": (
        lambda lines: of(lines, "journal")[FIRST].update(
            body=of(lines, "journal")[FIRST]["body"].replace("xin0", "xin9")
        ),
        f"journal entry {FIRST + 1}: it was altered",
    ),
    "an entry of the journal": (
        lambda lines: lines.remove(of(lines, "journal")[1]), "journal entry 3: an entry before it",
    ),
    "an event": (
        lambda lines: lines.remove(of(lines, "event")[0]), "is not what checkpoint 1 saw",
    ),
    "a hash": (
        lambda lines: of(lines, "event")[-1].update(hash="0" * 64),
        "is not what checkpoint 2 saw",
    ),
    "a checkpoint": (
        lambda lines: lines.remove(of(lines, "checkpoint")[0]), "checkpoint 2: one before it",
    ),
    "a signature": (
        lambda lines: of(lines, "checkpoint")[1].update(
            file=base64.b64encode(
                base64.b64decode(of(lines, "checkpoint")[1]["file"])[:-10] + b"AAAAAAAA=\n"
            ).decode()
        ),
        "its signature does not fit",
    ),
    "a field": (lambda lines: of(lines, "event")[0].pop("seq"), "no export, or was altered"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_changed_is_named(exported: Path, name: str):
    change, said = CHANGES[name]
    code, words = checked(rewritten(exported, change))
    assert code == 1
    assert said in words


def test_a_file_that_was_cut_off_or_is_none_is_refused(exported: Path, tmp_path: Path):
    held = exported.read_bytes()
    for content in (held[:-100], held + b"{}\n", b"", b"\xff\xfe", held.replace(b"xin0", b"xin1")):
        exported.write_bytes(content)
        code, said = checked(exported)
        assert code == 1
        assert said.startswith("BROKEN: ")
    assert checked(tmp_path / "nothing")[0] == 1


def test_another_key_than_the_one_written_down_is_refused(exported: Path):
    code, said = checked(exported, "--key", "00" * 32)
    assert (code, "another key" in said) == (1, True)


@pytest.mark.parametrize("by", [HANDLER, "jiangheng", "wenan", "luochengan", "tangli"])
def test_nobody_but_the_auditor_exports(bureau: Bureau, tmp_path: Path, by: str):
    with (tmp_path / "export").open("wb") as out, pytest.raises(GuardFailed, match="审计管理员"):
        export_for_audit(bureau.store, tmp_path, tmp_path / "keys", out, by, NOW)
    assert read_journal(bureau.store, "jianming", NOW, kind="exported") == []


def test_from_the_command_line(terminal: Terminal, tmp_path: Path):
    terminal.bureau.open("2026-03-02")
    terminal.done("checkpoint")
    assert "没有变化" in terminal.done("checkpoint").out
    said = terminal.done("audit", "export", "out.jsonl", "--as", "jianming").out
    key = said.rpartition("：")[2].strip()
    (tmp_path / "check.py").write_text(terminal.done("audit", "script").out, "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", str(tmp_path / "check.py"), "out.jsonl", "--key", key],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "已存在" in terminal.type("audit", "export", "out.jsonl", "--as", "jianming").err
    assert "无法写入" in terminal.type("audit", "export", "no/such/x", "--as", "jianming").err
    assert "审计管理员" in terminal.type("audit", "export", "x.jsonl", "--as", HANDLER).err
    assert not Path("x.jsonl").exists()
    assert terminal.done("verify", "--json").data["checkpoints"] == 1
