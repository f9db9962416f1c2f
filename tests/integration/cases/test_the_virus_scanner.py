"""The scanner looks first: what it finds is not kept; its silence counts as the setting says."""

import socket
import threading
from pathlib import Path

import pytest
from support import files as f
from support.bureau import Bureau

from storage import journal
from storage.files.scanning import Infected, Scanner, ScannerAway
from storage.files.shelf import Shelf

BAD = b"line one\n" + f.EICAR


@pytest.fixture
def opened(sqlite_bureau: Bureau) -> Bureau:
    sqlite_bureau.open("2026-03-02")
    return sqlite_bureau


def shelf_with(folder: Path, where: str, *, required: bool = True) -> Shelf:
    return Shelf(folder / "attachments", scanner=Scanner(where, required, timeout=5))


@pytest.mark.parametrize("by", ["port", "unix"])
def test_a_clean_file_is_kept_as_scanned(opened: Bureau, tmp_path: Path, by: str):
    with f.clamd(tmp_path / "s" if by == "unix" else None) as (where, server):
        content = b"text\n" * 100_000
        view = f.hand_in(opened, shelf_with(tmp_path, where), content, name="a.txt")
        assert view.scanned
        assert server.scanned == [len(content)]
        assert Scanner(where).answers()


def test_an_infected_file_is_refused_and_the_journal_says_so(opened: Bureau, tmp_path: Path):
    with f.clamd() as (where, _):
        shelf, before = shelf_with(tmp_path, where), opened.row().version
        with pytest.raises(Infected) as refusal:
            f.hand_in(opened, shelf, BAD, name="张三.txt")
    assert "Eicar-Test-Signature" in refusal.value.say("zh")
    assert opened.row().version == before
    assert f.lying_about(shelf.folder) == []
    with opened.store.read() as connection:
        [entry] = list(journal.entries(connection, kind="file_infected"))
    assert entry.actor == "hemin"
    assert "Eicar-Test-Signature" in entry.body
    assert "张三" not in entry.body


def silent(tmp_path: Path) -> str:
    return str(tmp_path / "no-scanner-here")


def test_without_a_verdict_nothing_is_taken(opened: Bureau, tmp_path: Path):
    shelf = shelf_with(tmp_path, silent(tmp_path))
    with pytest.raises(ScannerAway):
        f.hand_in(opened, shelf)
    assert f.lying_about(shelf.folder) == []
    assert not Scanner(silent(tmp_path)).answers()


def test_where_the_setting_says_so_it_is_taken_as_not_scanned(opened: Bureau, tmp_path: Path):
    view = f.hand_in(opened, shelf_with(tmp_path, silent(tmp_path), required=False))
    assert not view.scanned


def test_what_is_too_large_for_the_scanner_has_no_verdict(opened: Bureau, tmp_path: Path):
    with f.clamd(most=1000) as (where, _), pytest.raises(ScannerAway):
        f.hand_in(opened, shelf_with(tmp_path, where), b"text\n" * 1_000_000, name="a.txt")


@pytest.mark.parametrize("says", [b"", b"HTTP/1.0 400\r\n\r\n", b"\xff\0", b"x" * 100_000])
def test_who_speaks_something_else_gives_no_verdict(opened: Bureau, tmp_path: Path, says: bytes):
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            wire, _ = listening.accept()
            with wire:
                wire.sendall(says)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        where = f"127.0.0.1:{listening.getsockname()[1]}"
        with pytest.raises(ScannerAway):
            f.hand_in(opened, shelf_with(tmp_path, where))
        thread.join()
