"""Files of a case's evidence: kept whole or not at all, read by whom evidence is for."""

import os
import shutil
import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from support import files as f
from support.bureau import APPLICATION, HANDLER, OFFICER, UNIT, Bureau, at

from cases.advance import Request
from cases.attachments import attachments_on, give_out, may_attach, takes_files
from cases.history import verify
from cases.tidying import tidy_files, verify_files
from cases.together import advance_many
from states.errors import GuardFailed, NotAllowed, NotFound
from storage import journal
from storage.files.shelf import Shelf
from storage.files.unfit import TooLarge, Unfit

HOURS = 3600
NOW = at("2026-03-05")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "attachments")


@pytest.fixture
def opened(bureau: Bureau) -> Bureau:
    bureau.open("2026-03-02")
    bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    return bureau


def seen_by(bureau: Bureau, viewer: str) -> list[str]:
    return [one.name for one in attachments_on(bureau.store, bureau.number, NOW, viewer=viewer)]


def told(bureau: Bureau, kind: str) -> list[str]:
    with bureau.store.read() as connection:
        return [one.body for one in journal.entries(connection, kind=kind)]


def last_event(bureau: Bureau) -> dict[str, Any]:
    import json

    from sqlalchemy import select

    from storage.schema import CaseEvent

    with bureau.store.read() as connection:
        bodies = connection.execute(select(CaseEvent.body).order_by(CaseEvent.seq)).scalars()
        return dict(json.loads(list(bodies)[-1]))


def test_a_file_is_kept_under_its_hash_and_the_history_says_so(opened: Bureau, shelf: Shelf):
    view = f.hand_in(opened, shelf)
    assert (view.evidence, view.title, view.name, view.kind) == ("E1", "记录", "记录.pdf", "pdf")
    place = shelf.place(view.digest)
    assert place.read_bytes() == f.PDF
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert f.lying_about(shelf.folder / "drafts") == []
    body = last_event(opened)
    assert (body["event"], body["data"]["digest"]) == ("attach_file", view.digest)
    assert verify(opened.store).flaws == []
    assert verify_files(opened.store, shelf).flaws == ()


def test_a_second_file_goes_to_the_same_piece_of_evidence(opened: Bureau, shelf: Shelf):
    first = f.hand_in(opened, shelf)
    second = f.hand_in(opened, shelf, f.png(), name="照片.png", evidence=first.evidence)
    assert (second.evidence, second.id) == ("E1", first.id + 1)
    assert seen_by(opened, HANDLER) == ["记录.pdf", "照片.png"]


def test_national_cryptography_names_files_by_sm3(opened: Bureau, tmp_path: Path):
    shelf = Shelf(tmp_path / "attachments", "sm3")
    view = f.hand_in(opened, shelf)
    assert view.digest.startswith("sm3:")
    assert shelf.place(view.digest).is_file()
    assert verify_files(opened.store, shelf).flaws == ()


def test_the_same_file_again_answers_as_before(opened: Bureau, shelf: Shelf):
    first = f.hand_in(opened, shelf)
    before = opened.row().version
    assert f.hand_in(opened, shelf, evidence="E1", name="另一个名字.pdf") == first
    assert opened.row().version == before


def test_the_same_content_in_two_cases_is_kept_once(opened: Bureau, shelf: Shelf):
    f.hand_in(opened, shelf)
    opened.open("2026-03-02")
    f.hand_in(opened, shelf)
    assert len(f.lying_about(shelf.folder)) == 1
    assert verify_files(opened.store, shelf).files == 2


def test_what_is_refused_leaves_nothing_behind(opened: Bureau, shelf: Shelf):
    before = opened.tables()
    for content, name, more in (
        (b"<html>", "a.pdf", {}),
        (b"", "a.pdf", {}),
        (f.PDF, "a.png", {}),
        (f.bomb(), "a.docx", {}),
        (f.PDF, "a.pdf", {"evidence": "E9"}),
        (f.PDF, "a.pdf", {"by": OFFICER, "shown": True}),
        (f.PDF, "a.pdf", {"by": "tangli"}),
        (f.PDF, "a.pdf", {"by": "jiangheng"}),
        (f.PDF, "a.pdf", {"number": "2026-9999-1"}),
    ):
        with pytest.raises((Unfit, GuardFailed, NotAllowed, NotFound)):
            f.hand_in(opened, shelf, content, name=name, **more)
    assert opened.tables() == before
    assert f.lying_about(shelf.folder) == []


def test_a_file_that_grows_too_large_is_cut_off_as_it_comes(opened: Bureau, tmp_path: Path):
    shelf = Shelf(tmp_path / "attachments", most_bytes=1 << 20)
    with shelf.draft() as draft:
        for _ in range(16):
            draft.write(bytes(1 << 16))
        with pytest.raises(TooLarge) as refusal:
            draft.write(b"!")
        assert draft.path.stat().st_size <= 1 << 20
    assert "1 MB" in refusal.value.say("en")
    assert f.lying_about(shelf.folder) == []


def test_a_case_has_so_many_files_and_no_more(opened: Bureau, tmp_path: Path):
    shelf = Shelf(tmp_path / "attachments", most_files=2)
    for number in range(2):
        f.hand_in(opened, shelf, f.png(), by=HANDLER, name=f"{number}.png", title=f"{number}")
    with pytest.raises(GuardFailed) as refusal:
        f.hand_in(opened, shelf)
    assert "2" in refusal.value.say("zh")


def test_nothing_is_attached_after_the_decision(bureau: Bureau, shelf: Shelf):
    bureau.open("2026-03-02")
    bureau.do("2026-03-03", "terminate", "tangli", ground="transfer", reason="撤销立案")
    with pytest.raises(NotAllowed):
        f.hand_in(bureau, shelf)
    assert takes_files(bureau.store, bureau.number, HANDLER, NOW) == (False, False)


def test_who_may_attach_nothing_is_told_before_a_byte_is_read(opened: Bureau):
    may_attach(opened.store, opened.number, OFFICER, NOW)
    for nobody in ("luochengan", "tangli", "fengjie"):
        with pytest.raises((NotAllowed, NotFound)):
            may_attach(opened.store, opened.number, nobody, NOW)


def test_an_event_without_its_file_is_refused(opened: Bureau, shelf: Shelf):
    f.hand_in(opened, shelf)
    made_up = {"evidence": "E1", "name": "a.pdf", "kind": "pdf", "size": 5,
               "digest": f"sha256:{'0' * 64}"}  # fmt: skip
    with pytest.raises(GuardFailed):
        opened.do("2026-03-04", "attach_file", HANDLER, **made_up)
    request = Request("attach_file", HANDLER, made_up)
    [refused] = advance_many(opened.store, [opened.number], request, now=NOW).refused
    assert isinstance(refused.refusal, GuardFailed)


# Who reads.


def test_the_officer_reads_their_own_and_what_they_were_shown(opened: Bureau, shelf: Shelf):
    f.hand_in(opened, shelf, by=OFFICER, name="本人.pdf")
    f.hand_in(opened, shelf, f.png(), name="证言.png")
    shown = f.hand_in(opened, shelf, f.wav(), name="出示.wav", shown=True)
    assert seen_by(opened, OFFICER) == ["本人.pdf", "出示.wav"]
    assert seen_by(opened, HANDLER) == ["本人.pdf", "证言.png", "出示.wav"]
    assert give_out(opened.store, shelf, opened.number, shown.id, NOW, viewer=OFFICER).size
    with pytest.raises(NotFound):
        give_out(opened.store, shelf, opened.number, shown.id - 1, NOW, viewer=OFFICER)


@pytest.mark.parametrize(
    ("viewer", "sees"),
    [
        (UNIT, True), ("shenlan", True), ("luochengan", True), ("tangli", True),
        ("panxiao", False), ("shiqing", False),
    ],
)  # fmt: skip
def test_the_table_says_who_else_reads(opened: Bureau, shelf: Shelf, viewer: str, sees: bool):
    f.hand_in(opened, shelf)
    assert bool(seen_by(opened, viewer)) == sees


@pytest.mark.parametrize(
    "viewer", ["fengjie", "jiangheng", "wenan", "jianming", "wulei", "longfei"]
)
def test_to_others_the_case_is_not_there(opened: Bureau, shelf: Shelf, viewer: str):
    view = f.hand_in(opened, shelf)
    with pytest.raises(NotFound):
        seen_by(opened, viewer)
    with pytest.raises(NotFound):
        give_out(opened.store, shelf, opened.number, view.id, NOW, viewer=viewer)


def test_a_file_is_asked_for_in_its_own_case_alone(opened: Bureau, shelf: Shelf):
    view = f.hand_in(opened, shelf)
    other = opened.open("2026-03-02", officers=["wulei"])
    with pytest.raises(NotFound):
        give_out(opened.store, shelf, other, view.id, NOW, viewer=HANDLER)


def test_each_reading_is_entered_in_the_journal_without_the_name(opened: Bureau, shelf: Shelf):
    view = f.hand_in(opened, shelf, name="张三的证言.pdf")
    give_out(opened.store, shelf, opened.number, view.id, NOW, viewer=UNIT)
    [entry] = told(opened, "file_read")
    assert opened.number in entry
    assert view.digest in entry
    assert "张三" not in entry


# What is verified.


def test_a_missing_and_an_altered_file_are_named(opened: Bureau, shelf: Shelf):
    one = f.hand_in(opened, shelf)
    two = f.hand_in(opened, shelf, f.png(), name="a.png")
    shelf.place(one.digest).unlink()
    shelf.place(two.digest).write_bytes(f.png()[:-1] + b"!")
    seen: list[tuple[int, int]] = []
    flaws = verify_files(opened.store, shelf, lambda done, all_: seen.append((done, all_))).flaws
    assert [(flaw.case, flaw.zh) for flaw in flaws] == [
        (opened.number, "附件文件缺失"), (opened.number, "附件文件内容已变"),
    ]  # fmt: skip
    assert seen == [(1, 2), (2, 2)]
    for view in (one, two):
        with pytest.raises(GuardFailed) as refusal:
            give_out(opened.store, shelf, opened.number, view.id, NOW, viewer=HANDLER)
        assert "rongcuo verify" in refusal.value.say("zh")


def test_a_lost_file_that_is_handed_in_again_is_there_again(opened: Bureau, shelf: Shelf):
    view = f.hand_in(opened, shelf)
    shelf.place(view.digest).unlink()
    f.hand_in(opened, shelf, evidence="E1")
    assert verify_files(opened.store, shelf).flaws == ()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE attachments SET name = 'x.pdf'", "UPDATE attachments SET digest = 'sha256:0'",
        "UPDATE attachments SET shown = (1 = 1)", "UPDATE attachments SET evidence = 'E2'",
        "UPDATE attachments SET added_by = 2", "DELETE FROM attachments",
        "UPDATE attachments SET seq = seq + 1", "UPDATE attachments SET scanned = (1 = 1)",
    ],
)  # fmt: skip
def test_a_row_changed_behind_the_back_is_found(opened: Bureau, shelf: Shelf, change: str):
    from sqlalchemy import text

    f.hand_in(opened, shelf)
    with opened.store.write() as connection:
        connection.execute(text(change))
    assert any("附件登记" in flaw.zh for flaw in verify_files(opened.store, shelf).flaws)


# What lies about.


def old(path: Path) -> None:
    os.utime(path, (path.stat().st_mtime - 48 * HOURS,) * 2)


def test_what_nobody_knows_is_removed_once_it_is_a_day_old(opened: Bureau, shelf: Shelf):
    view = f.hand_in(opened, shelf)
    old(shelf.place(view.digest))
    with shelf.draft() as draft:  # kept, and then the process was killed
        draft.write(f.png())
        orphan = shelf.keep(draft)
    left = shelf.folder / "drafts" / "left"
    left.write_bytes(b"half")
    assert tidy_files(opened.store, shelf) == []
    old(orphan)
    old(left)
    assert sorted(size for _, size in tidy_files(opened.store, shelf)) == [4, len(f.png())]
    assert tidy_files(opened.store, shelf) == []
    assert f.lying_about(shelf.folder) == [str(shelf.place(view.digest).relative_to(shelf.folder))]
    assert verify_files(opened.store, shelf).flaws == ()


def test_nothing_is_kept_is_nothing_to_tidy(opened: Bureau, shelf: Shelf):
    assert tidy_files(opened.store, shelf) == []
    assert verify_files(opened.store, shelf).files == 0


def test_tidying_while_files_come_in_takes_none_of_them(opened: Bureau, shelf: Shelf):
    """Each content was left behind long ago and comes in anew just while somebody tidies."""
    contents = [b"text %d" % n for n in range(12)]
    for content in contents:
        with shelf.draft() as draft:
            draft.write(content)
            old(shelf.keep(draft))
    stop, faults = threading.Event(), []

    def tidying() -> None:
        while not stop.is_set():
            try:
                tidy_files(opened.store, shelf)
            except Exception as fault:  # noqa: BLE001
                faults.append(fault)
                return

    thread = threading.Thread(target=tidying)
    thread.start()
    for content in contents:
        f.hand_in(opened, shelf, content, name="a.txt")
    stop.set()
    thread.join()
    assert faults == []
    assert verify_files(opened.store, shelf).files == len(contents)
    assert verify_files(opened.store, shelf).flaws == ()


def test_two_at_once_are_both_kept(opened: Bureau, shelf: Shelf):
    gate, faults = threading.Barrier(2), []

    def handing(by: str, content: bytes) -> None:
        try:
            gate.wait()
            for n in range(5):
                f.hand_in(opened, shelf, content + b"%d" % n, by=by, name="a.txt")
        except Exception as fault:  # noqa: BLE001
            faults.append(fault)

    both = [threading.Thread(target=handing, args=one) for one in ((HANDLER, b"a"), (UNIT, b"b"))]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert faults == []
    assert len(seen_by(opened, HANDLER)) == 10
    assert verify(opened.store).flaws == []
    assert verify_files(opened.store, shelf).flaws == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_said(shelf: Shelf):
    shelf.folder.mkdir(mode=0o500)
    assert shelf.fault()


def test_a_folder_that_is_a_file_is_said(shelf: Shelf):
    assert shelf.fault() is None
    shutil.rmtree(shelf.folder)
    shelf.folder.write_bytes(b"")
    assert shelf.fault()
