"""Sealed fields: what opens, what does not, and whose keys they are."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.sealing import KeysUnreadable, SealBroken, keep_ring, read_ring

PLACE = "reporters/7/name"


@pytest.mark.parametrize("suite", ["international", "national"])
@given(text=st.text(st.characters(exclude_categories=["Cs"])))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_sealed_opens_in_its_place_alone(tmp_path: Path, suite: str, text: str):
    ring = read_ring(tmp_path, suite, suite)
    sealed = ring.seal(text, PLACE)
    assert ring.open(sealed, PLACE) == text
    with pytest.raises(SealBroken):
        ring.open(sealed, "reporters/8/name")


def test_the_same_text_is_never_sealed_alike(tmp_path: Path):
    ring = read_ring(tmp_path, "a")
    assert ring.seal("张三", PLACE) != ring.seal("张三", PLACE)


@pytest.mark.parametrize("suite", ["international", "national"])
def test_a_changed_letter_does_not_open(tmp_path: Path, suite: str):
    ring = read_ring(tmp_path, suite, suite)
    sealed = ring.seal("某人", PLACE)
    for place in range(len(sealed)):
        changed = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
        try:
            opened = ring.open(changed, PLACE)
        except SealBroken:
            continue
        assert opened == "某人"  # padding bits that say nothing
    for broken in ("", ".", "..", "x.y.z", sealed[:-5], f"{sealed}A", sealed.upper()):
        with pytest.raises(SealBroken):
            ring.open(broken, PLACE)


def test_a_rotated_ring_opens_old_and_new(tmp_path: Path):
    ring = read_ring(tmp_path, "a")
    old = ring.seal("旧", PLACE)
    keep_ring(tmp_path, "a", ring.rotated("national"))
    again = read_ring(tmp_path, "a")
    new = again.seal("新", PLACE)
    assert (again.open(old, PLACE), again.open(new, PLACE)) == ("旧", "新")
    assert not again.sealed_with_active(old)
    assert again.sealed_with_active(new)
    with pytest.raises(SealBroken):
        ring.open(new, PLACE)


def test_a_ring_is_for_its_owner_alone(tmp_path: Path):
    read_ring(tmp_path, "a")
    file = tmp_path / "a.keys"
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o640)
    with pytest.raises(KeysUnreadable, match="chmod 600"):
        read_ring(tmp_path, "a")


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"active": "x", "keys": []}', "\x00"])
def test_a_damaged_ring_says_so_and_is_not_replaced(tmp_path: Path, text: str):
    file = tmp_path / "a.keys"
    file.write_text(text)
    file.chmod(0o600)
    with pytest.raises(KeysUnreadable):
        read_ring(tmp_path, "a")
    assert file.read_text() == text


def test_no_secret_is_shown(tmp_path: Path):
    ring = read_ring(tmp_path, "a")
    secret = ring.keys[ring.active].secret
    assert repr(secret)[2:-1] not in repr(ring)
    assert [file.name for file in tmp_path.iterdir()] == ["a.keys"]
