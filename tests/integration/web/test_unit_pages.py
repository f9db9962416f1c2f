"""The page of units: one is renamed, merged or closed after its consequences were shown."""

import pytest
from support.own_sample import Pages
from support.ways import ROLES

SYSTEM, SECURITY = "jiangheng", "wenan"
WHY = "编办〔2026〕3号"
DEEDS = ("rename", "merge", "close")


def test_a_unit_is_renamed_merged_and_closed_on_its_page(pages: Pages):
    pages.be(SYSTEM)
    tree = pages.look("/accounts/units").text
    assert "/accounts/units/bureau/rename" in tree
    assert "/accounts/units/bureau/merge" not in tree
    assert "不能撤回" in pages.look("/accounts/units/second/merge").text
    renamed = pages.send("/accounts/units/first/rename", name="综合执法一大队", reason=WHY)
    assert pages.lead(renamed) == "/accounts/units"
    merged = pages.send("/accounts/units/second/merge", into="first", reason=WHY)
    assert merged.status_code == 200
    assert "白雪 · 所在单位党组织" in merged.text
    closed = pages.send("/accounts/units/third/close", people_to="first", reason=WHY)
    assert closed.status_code == 200
    tree = pages.look("/accounts/units").text
    for said in ("综合执法一大队", "已并入上级", "已撤销"):
        assert said in tree, said
    assert "/accounts/units/second/rename" not in tree
    assert 'value="second"' not in tree
    assert 'value="third"' not in pages.look("/accounts/new").text


def test_what_is_wrong_is_said_at_its_field(pages: Pages):
    pages.be(SYSTEM)
    for deed, given, said in (
        ("rename", {"name": "", "reason": WHY}, 'id="name-wrong"'),
        ("rename", {"name": "新名", "reason": " "}, 'id="reason-wrong"'),
        ("merge", {"into": "second", "reason": WHY}, 'id="into-wrong"'),
        ("close", {"reason": WHY}, 'id="people_to-wrong"'),
    ):
        answer = pages.send(f"/accounts/units/second/{deed}", **given)
        assert (answer.status_code, said in answer.text) == (422, True), (deed, given)
    assert pages.look("/accounts/units/nothing/close").status_code == 404


@pytest.mark.parametrize("role", sorted({*ROLES} - {"ADM"}))
def test_nobody_else_changes_units(pages: Pages, role: str):
    pages.be(ROLES[role])
    for deed in DEEDS:
        path = f"/accounts/units/second/{deed}"
        assert pages.look(path).status_code == 403
        sent = pages.send(path, name="另名", into="first", people_to="first", reason=WHY)
        assert sent.status_code == 403
    pages.be(SYSTEM)
    tree = pages.look("/accounts/units").text
    assert ("另名" in tree, "已并入" in tree, "已撤销" in tree) == (False, False, False)
