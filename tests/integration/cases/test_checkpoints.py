"""Checkpoints: what a whole chain rewritten with right hashes cannot get past."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, Bureau, at
from support.tampering import unguard

from cases.accounts import NewPerson, new_account
from cases.chains import verify_chains
from cases.checkpoints import seal_heads, verify_checkpoints
from cases.history import verify
from states.errors import GuardFailed
from storage import checkpoints, open_store
from storage.chain import GENESIS, HASHES, canonical, link
from storage.sealing import KeysUnreadable

NIGHT, LATER = at("2026-03-05T01:20"), at("2026-03-06T01:20")


@pytest.fixture
def place(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "checkpoints", tmp_path / "keys"


@pytest.fixture
def sealed(bureau: Bureau, place: tuple[Path, Path]) -> Bureau:
    """Two cases and a journal, sealed; then one goes on and is sealed again."""
    b = bureau
    for _ in range(2):
        b.open("2026-03-02")
    b.do("2026-03-03", "file", OFFICER, **APPLICATION)
    new_account(b.store, NewPerson("xinren", "辛仁", "bureau"), "jiangheng", at("2026-03-03"))
    assert seal_heads(b.store, *place, NIGHT).heads == 2
    b.do("2026-03-05", "accept", HANDLER)
    assert seal_heads(b.store, *place, LATER).heads == 1
    return b


def flaws(b: Bureau, place: tuple[Path, Path]) -> list[tuple[str, int | None, str]]:
    held = verify_checkpoints(b.store, *place)
    return [(flaw.case, flaw.seq, flaw.zh) for flaw in held.flaws]


def run(b: Bureau, *statements: str) -> None:
    unguard(b.store)
    with b.store.write() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_what_was_not_touched_holds(sealed: Bureau, place: tuple[Path, Path]):
    held = verify_checkpoints(sealed.store, *place)
    assert (held.checkpoints, held.flaws) == (2, [])
    sealed.do("2026-03-06", "inform_officer", HANDLER, case=sealed.numbers[0])
    assert flaws(sealed, place) == []  # what comes after it is not its business


def test_where_nothing_moved_nothing_is_written(sealed: Bureau, place: tuple[Path, Path]):
    again = seal_heads(sealed.store, *place, LATER)
    assert (again.n, again.heads, again.file) == (2, 0, None)
    assert len(checkpoints.files(place[0])) == 2


def rewritten(b: Bureau, number: str) -> None:
    """Write the whole chain of a case anew, with right hashes: what its owner could do."""
    case = b.row(number).id
    unguard(b.store)
    with b.store.write() as connection:
        rows = connection.execute(
            text("SELECT seq, body FROM events WHERE case_id = :case ORDER BY seq"), {"case": case}
        ).all()
        head = GENESIS
        for seq, body in rows:
            held = json.loads(body)
            if held["event"] == "file":
                held["data"]["statement"] = "另一种说法"
            said = canonical(held)
            previous, head = head, link(head, said)
            connection.execute(
                text(
                    "UPDATE events SET body = :body, previous = :previous, hash = :hash "
                    "WHERE case_id = :case AND seq = :seq"
                ),
                {"body": said, "previous": previous, "hash": head, "case": case, "seq": seq},
            )
        connection.execute(
            text("UPDATE cases SET head = :head WHERE id = :case"), {"head": head, "case": case}
        )


def test_a_whole_chain_rewritten_with_right_hashes_is_found(
    sealed: Bureau, place: tuple[Path, Path]
):
    rewritten(sealed, sealed.number)
    assert verify(sealed.store).flaws == []  # by itself the database is in order
    found = flaws(sealed, place)
    assert [(case, seq) for case, seq, _ in found] == [(sealed.number, 2), (sealed.number, 3)]
    assert "整条记录被改写、截断或删除" in found[0][2]


def test_a_tail_that_was_cut_off_is_found(sealed: Bureau, place: tuple[Path, Path]):
    case = sealed.row().id
    run(sealed, f"DELETE FROM events WHERE case_id = {case} AND seq = 3")
    assert (sealed.number, 3) in [(c, s) for c, s, _ in flaws(sealed, place)]


def test_a_case_that_was_deleted_is_found(sealed: Bureau, place: tuple[Path, Path]):
    case = sealed.row(sealed.numbers[0]).id
    held = ("notices", "papers", "tasks", "case_lines", "case_parts", "case_items")
    gone = [f"DELETE FROM {table} WHERE case_id = {case}" for table in held]
    mine = f"SELECT id FROM notices WHERE case_id = {case}"
    run(sealed, f"DELETE FROM deliveries WHERE notice_id IN ({mine})", *gone,
        f"DELETE FROM events WHERE case_id = {case}",
        f"DELETE FROM cases WHERE id = {case}")  # fmt: skip
    assert [c for c, _, _ in flaws(sealed, place)] == [sealed.numbers[0]]


def test_a_journal_that_was_rewritten_is_found(sealed: Bureau, place: tuple[Path, Path]):
    run(sealed, "DELETE FROM journal")
    assert {c for c, _, _ in flaws(sealed, place)} == {"journal"}


@pytest.mark.parametrize("which", [0, 1])
def test_a_checkpoint_that_was_removed_is_found(
    sealed: Bureau, place: tuple[Path, Path], which: int
):
    checkpoints.files(place[0])[which].unlink()
    assert any("封存文件缺失：应有2个，现有1个" in said for _, _, said in flaws(sealed, place))


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("change", ["a head", "its end", "its title", "everything"])
def test_a_checkpoint_that_was_altered_is_found(
    sealed: Bureau, place: tuple[Path, Path], which: int, change: str
):
    file = checkpoints.files(place[0])[which]
    lines = file.read_bytes().splitlines(keepends=True)
    altered: dict[str, list[bytes]] = {
        "a head": [*lines[:-2], lines[-2][:-2] + b"0\n", lines[-1]],
        "its end": lines[:-1],
        "its title": [lines[0].replace(b'"n":', b'"n":1'), *lines[1:]],
        "everything": [],
    }
    file.write_bytes(b"".join(altered[change]))
    assert any(case == "checkpoints" for case, _, _ in flaws(sealed, place))
    if which:
        with pytest.raises(GuardFailed, match="请先运行 rongcuo verify"):
            seal_heads(sealed.store, *place, LATER)


def test_a_checkpoint_signed_with_another_key_is_found(
    sealed: Bureau, place: tuple[Path, Path], tmp_path: Path
):
    other = checkpoints.signing_key(tmp_path / "other", make=True)
    file = checkpoints.files(place[0])[-1]
    mine = checkpoints.signing_key(place[1], make=False).public_key()
    title, heads = checkpoints.title_of(file, mine), list(checkpoints.heads_of(file))
    file.unlink()
    checkpoints.write(place[0], other, title, heads)
    assert any("签名不符" in said for _, _, said in flaws(sealed, place))


def test_a_key_replaced_together_with_every_checkpoint_is_found_by_who_wrote_it_down(
    sealed: Bureau, place: tuple[Path, Path]
):
    written = seal_heads(sealed.store, *place, LATER).key
    assert not verify_checkpoints(sealed.store, *place, known_key=f" {written.upper()}\n").flaws
    for file in (place[1] / checkpoints.KEY, *checkpoints.files(place[0])):
        file.unlink()
    run(sealed, "DELETE FROM counters WHERE name = 'checkpoint'")
    assert seal_heads(sealed.store, *place, LATER).key != written
    assert flaws(sealed, place) == []
    held = verify_checkpoints(sealed.store, *place, known_key=written)
    assert [flaw.zh for flaw in held.flaws] == ["签名密钥不是抄存的那一把：密钥和封存文件已被替换"]


def test_where_every_checkpoint_and_the_key_are_gone_who_wrote_it_down_sees_it(
    sealed: Bureau, place: tuple[Path, Path]
):
    written = seal_heads(sealed.store, *place, LATER).key
    for file in (place[1] / checkpoints.KEY, *checkpoints.files(place[0])):
        file.unlink()
    run(sealed, "DELETE FROM counters WHERE name = 'checkpoint'")
    assert verify_checkpoints(sealed.store, *place, known_key=written).flaws


def test_a_lost_key_is_said_and_none_is_made_in_its_place(sealed: Bureau, place: tuple[Path, Path]):
    file = place[1] / checkpoints.KEY
    file.unlink()
    assert any("切勿新建" in said for _, _, said in flaws(sealed, place))
    with pytest.raises(KeysUnreadable):
        seal_heads(sealed.store, *place, LATER)
    assert not file.exists()


def test_files_and_key_are_for_the_owner_alone(sealed: Bureau, place: tuple[Path, Path]):
    for file in (*checkpoints.files(place[0]), place[1] / checkpoints.KEY):
        assert file.stat().st_mode & 0o077 == 0
    assert [f.name for f in place[0].iterdir() if f.name.startswith(".")] == []


def test_a_database_put_back_to_yesterday_is_found(
    sqlite_bureau: Bureau, place: tuple[Path, Path], tmp_path: Path
):
    """What happened since the older copy is missing from it."""
    b: Any = sqlite_bureau
    b.open("2026-03-02")
    file = Path(str(b.store.url.database))
    with sqlite3.connect(tmp_path / "back.db") as copy, sqlite3.connect(file) as source:
        source.backup(copy)
    b.do("2026-03-03", "file", OFFICER, **APPLICATION)
    seal_heads(b.store, *place, NIGHT)
    with open_store(f"sqlite:///{tmp_path / 'back.db'}") as store:
        held = verify_checkpoints(store, *place)
    assert [(flaw.case, flaw.seq) for flaw in held.flaws] == [(b.number, 2)]


def test_suspended_cases_are_sealed_like_others(sealed: Bureau, place: tuple[Path, Path]):
    sealed.do("2026-03-06", "suspend", SUPERVISOR, reason="等待鉴定")
    assert seal_heads(sealed.store, *place, LATER).heads == 1
    assert flaws(sealed, place) == []


def test_what_contradicts_itself_is_not_signed_for(sealed: Bureau, place: tuple[Path, Path]):
    sealed.do("2026-03-06", "inform_officer", HANDLER, case=sealed.numbers[0])
    sealed.do("2026-03-06", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])
    run(sealed, f"UPDATE cases SET head = '{'0' * 64}' WHERE number = '{sealed.number}'")
    found = seal_heads(sealed.store, *place, LATER)
    assert (found.heads, found.broken) == (1, (sealed.number,))


def test_without_any_checkpoint_beside_its_key_somebody_removed_them(
    sealed: Bureau, place: tuple[Path, Path]
):
    for file in checkpoints.files(place[0]):
        file.unlink()
    run(sealed, "UPDATE counters SET value = 0 WHERE name = 'checkpoint'")
    assert [said for _, _, said in flaws(sealed, place)] == ["没有封存文件，而曾经封存过：已被删除"]


def test_one_that_was_written_and_not_noted_is_noted_by_the_next(
    sealed: Bureau, place: tuple[Path, Path]
):
    run(sealed, "UPDATE counters SET value = 1 WHERE name = 'checkpoint'")  # the power failed
    assert seal_heads(sealed.store, *place, LATER).file is None
    checkpoints.files(place[0])[-1].unlink()
    assert any("封存文件缺失：应有2个" in said for _, _, said in flaws(sealed, place))


def test_a_chain_goes_on_with_the_algorithm_of_the_suite_and_each_event_keeps_its_own(
    bureau: Bureau, place: tuple[Path, Path]
):
    """SM3 from the day the setting changes; what was hashed before stays as it was."""
    b = bureau
    b.open("2026-03-02")
    with open_store(b.store.url, suite="national") as national:
        Bureau(national, b.number).do("2026-03-03", "file", OFFICER, **APPLICATION)
        new_account(national, NewPerson("xinren", "辛仁", "bureau"), "jiangheng", at("2026-03-03"))
    b.do("2026-03-04", "accept", HANDLER)
    with b.store.read() as connection:
        used = connection.execute(text("SELECT algorithm FROM events ORDER BY seq")).scalars()
        assert list(used) == ["sha256", "sm3", "sha256"]
    assert verify(b.store).flaws == []
    seal_heads(b.store, *place, NIGHT)
    assert flaws(b, place) == []
    run(b, "UPDATE events SET algorithm = 'sha256' WHERE seq = 2")
    assert [(flaw.seq, flaw.zh) for flaw in verify(b.store).flaws] == [(2, "哈希链断裂")]
    run(b, "UPDATE events SET algorithm = 'rot13' WHERE seq = 2")
    assert [(flaw.seq, flaw.zh) for flaw in verify(b.store).flaws] == [(2, "算法不明")]
    run(b, "UPDATE events SET hash = '' WHERE seq = 2")
    assert [flaw.seq for flaw in verify_chains(b.store).flaws] == [2]


def test_sm3_is_the_hash_of_the_standard():
    """GB/T 32905-2016, appendix A: of ``abc``."""
    assert HASHES["sm3"](b"abc") == (
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )
