"""What becomes of a case's digest when the case is emptied."""

from pathlib import Path

import pytest
from sqlalchemy import update
from support.bureau import HANDLER, SUPERVISOR, Bureau, at
from support.retained import BUREAU, DUE, approved, closed, emptied, handed_over
from support.tampering import unguard

from cases.digest_rights import Asked as AskedDigest
from cases.digest_steps import take_digest_step
from cases.digest_views import digest_flaws, read_digest, read_digests
from cases.digest_writing import PARTS, begin_digest, save_digest
from cases.history import verify
from states.errors import GuardFailed, Invalid, NotFound
from storage.digests import Wanted
from storage.files.shelf import Shelf
from storage.schema import Digest

M1, PARTY = "2026-0001", "luochengan"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "files")


@pytest.mark.parametrize("stage", ["draft", "submitted", "withdrawn"])
def test_a_digest_that_nobody_published_goes_with_its_case(
    sqlite_bureau: Bureau, shelf: Shelf, stage: str
):
    b = sqlite_bureau
    number = closed(b, shelf)
    made = begin_digest(b.store, HANDLER, number, at("2026-06-01"))
    texts = dict.fromkeys(PARTS, "应当留痕。")
    if stage == "submitted":
        save_digest(b.store, AskedDigest(made, "save", HANDLER, texts), at("2026-06-01"),
                    bureau=BUREAU)  # fmt: skip
        take_digest_step(b.store, AskedDigest(made, "submit", HANDLER, {}), at("2026-06-01"),
                         bureau=BUREAU)  # fmt: skip
    else:
        texts["lessons"] = "孙皓没有留痕"
        save_digest(b.store, AskedDigest(made, "save", HANDLER, texts), at("2026-06-01"),
                    bureau=BUREAU)  # fmt: skip
    if stage == "withdrawn":
        take_digest_step(b.store, AskedDigest(made, "withdraw", HANDLER, {"reason": "不再需要"}),
                         at("2026-06-02"), bureau=BUREAU)  # fmt: skip
    handed_over(b, shelf, number)
    emptied(b, shelf, approved(b, M1))
    [row] = b.tables()["digests"]
    assert "孙皓" not in str(row)
    assert "留痕" not in str(row)
    assert ("withdrawn" in str(row), "fengjie" in str(row)) == (True, False)
    assert (digest_flaws(b.store), verify(b.store).flaws) == ([], [])
    unguard(b.store)
    with b.store.write() as connection:
        connection.execute(update(Digest).values(draft='{"lessons":"孙皓"}'))
    assert [flaw.en for flaw in verify(b.store).flaws] == [
        "digests still has rows of emptied cases"
    ]


def published(b: Bureau, shelf: Shelf) -> str:
    """A digest that was published before the files of its case were destroyed."""
    number = closed(b, shelf)
    made = begin_digest(b.store, HANDLER, number, at("2026-06-01"))
    asked = AskedDigest(made, "save", HANDLER, dict.fromkeys(PARTS, "应当留痕。"))
    save_digest(b.store, asked, at("2026-06-01"), bureau=BUREAU)
    for deed, by in (("submit", HANDLER), ("approve", PARTY)):
        take_digest_step(b.store, AskedDigest(made, deed, by, {"rare": "yes"}), at("2026-06-02"),
                         bureau=BUREAU)  # fmt: skip
    handed_over(b, shelf, number)
    emptied(b, shelf, approved(b, M1))
    return made


def withdraw(b: Bureau, made: str, by: str, reason: str = "表述不当") -> None:
    asked = AskedDigest(made, "withdraw", by, {"reason": reason})
    take_digest_step(b.store, asked, at(DUE), bureau=BUREAU)


def test_a_published_digest_stays_for_everybody(sqlite_bureau: Bureau, shelf: Shelf):
    b = sqlite_bureau
    made = published(b, shelf)
    found = read_digest(b.store, HANDLER, made, at(DUE), bureau=BUREAU)
    assert (found.case, found.texts["lessons"], found.moves) == (None, "应当留痕。", ())
    assert (digest_flaws(b.store), verify(b.store).flaws) == ([], [])


def test_who_approves_withdraws_what_was_published_of_a_case_that_is_no_more(
    bureau: Bureau, shelf: Shelf
):
    b = bureau
    made = published(b, shelf)
    found = read_digest(b.store, PARTY, made, at(DUE), bureau=BUREAU)
    assert (found.case, found.moves, found.emptied) == (None, ("withdraw",), True)
    for by in (HANDLER, SUPERVISOR):
        with pytest.raises(NotFound):
            withdraw(b, made, by)
    for reason in ("", "执法二大队的案子", "见2026-0001号事项", "孙皓没有留痕", "没有写明执法二队"):
        with pytest.raises(Invalid):
            withdraw(b, made, PARTY, reason)
    withdraw(b, made, PARTY)
    assert read_digests(b.store, HANDLER, at(DUE), Wanted()).count == 0
    with pytest.raises(NotFound):
        read_digest(b.store, HANDLER, made, at(DUE), bureau=BUREAU)
    kept = read_digest(b.store, PARTY, made, at(DUE), bureau=BUREAU)
    assert (kept.steps[-1].label[0], kept.steps[-1].reason) == ("撤回", "表述不当")
    assert (kept.line.state, set(kept.texts.values()), kept.moves) == ("withdrawn", {""}, ())
    with pytest.raises(GuardFailed):
        withdraw(b, made, PARTY)
    [row] = b.tables()["digests"]
    assert "留痕" not in str(row)
    assert (digest_flaws(b.store), verify(b.store).flaws) == ([], [])
