"""Files that lie for a day: handed in and not yet taken, or made by long work."""

import os
import time
from pathlib import Path

from cases.ending import LIE_FOR, clear_what_lay
from rongcuo.settings import Settings
from storage.files.shelf import Shelf

A_MINUTE = 60


def left(folder: Path) -> set[str]:
    return {file.name for file in folder.rglob("*") if file.is_file()}


def aged(file: Path, seconds: float) -> None:
    there = time.time() - LIE_FOR * 3600 - seconds
    os.utime(file, (there, there))


def test_what_lay_longer_than_a_day_is_removed_and_nothing_else(tmp_path: Path):
    waiting, work = Settings(data_dir=tmp_path).passing
    shelf = Shelf(waiting)
    for text in (b"old", b"new"):
        with shelf.draft() as draft:
            draft.write(text)
            kept = shelf.keep(draft)
        if text == b"old":
            aged(kept, A_MINUTE)
    begun = shelf.spare()
    aged(begun, A_MINUTE)
    work.mkdir()
    for name, seconds in (("1", A_MINUTE), ("2", -A_MINUTE)):
        (work / name).write_text("编号,事项")
        aged(work / name, seconds)
    attached = tmp_path / "attachments"
    attached.mkdir()
    (attached / "evidence").write_text("证据")
    aged(attached / "evidence", A_MINUTE)
    (work / "beside").symlink_to(attached)
    (work / "one").symlink_to(attached / "evidence")
    assert clear_what_lay([waiting, work]) == 3
    assert {file.name for file in work.iterdir()} == {"2", "beside", "one"}
    assert len(left(waiting)) == 1
    assert left(attached) == {"evidence"}
    assert clear_what_lay([waiting, work]) == 0


def test_a_folder_that_is_not_there_has_nothing_to_remove(tmp_path: Path):
    assert clear_what_lay([tmp_path / "nowhere"]) == 0
