"""The pages of roles: asked for by one, confirmed by another, lent and ended by oneself."""

import re

import pytest
from support.own_sample import Pages
from support.sample import SAMPLE_NOW
from support.ways import ROLES

from cases.roles import Asked, ask_role, end_role, list_roles
from deadlines import local_day

SYSTEM, SECURITY, AUDIT, LEADER = "jiangheng", "wenan", "jianming", "shiqing"
SOMEBODY = "zhengtao"
"""A handler."""


def asked(pages: Pages, **more: str) -> str:
    """A role for somebody, asked for on the page; where it stands."""
    pages.be(SECURITY)
    return pages.lead(pages.send("/roles/new", username=SOMEBODY, role="SUP", **more))


def held(pages: Pages, username: str) -> set[str]:
    return {
        one.role
        for one in list_roles(pages.store, username, SAMPLE_NOW, username=username)
        if one.in_force(local_day(SAMPLE_NOW))
    }


def test_a_role_is_asked_for_by_one_and_confirmed_by_another(pages: Pages):
    where = asked(pages, valid_to="2026-12-31")
    listed = pages.look("/roles").text
    assert "文安 提请" in listed
    assert "待 石青 确认" in listed
    sheet = pages.look(where).text
    assert "撤回提请" in sheet
    assert "确认授予" not in sheet
    assert pages.send(f"{where}/confirm").status_code == 422
    assert held(pages, SOMEBODY) == {"HND"}
    pages.be(LEADER)
    assert "待 石青 确认" in pages.look("/roles").text
    assert "您对确认负责" in pages.look(where).text
    assert pages.lead(pages.send(f"{where}/confirm")) == where
    assert held(pages, SOMEBODY) == {"HND", "SUP"}
    assert pages.look(where).status_code == 404  # no longer the leader's business
    pages.be(AUDIT)
    assert "石青" in pages.look(where).text


def test_the_other_hand_turns_down_and_the_journal_says_so(pages: Pages):
    where = asked(pages)
    pages.be(LEADER)
    assert pages.lead(pages.send(f"{where}/turn-down")) == "/roles"
    assert "没有等您确认的身份" in pages.look("/roles").text
    assert held(pages, SOMEBODY) == {"HND"}
    pages.be(AUDIT)
    assert "不予授予身份" in pages.look("/journal").text
    assert "已收回" in pages.look("/roles?ended=true").text
    assert "已收回" not in re.sub("含已收回", "", pages.look("/roles").text)


def test_ending_the_leader_does_not_make_the_system_administrator_the_other_hand(pages: Pages):
    [leads] = [one for one in list_roles(pages.store, AUDIT, SAMPLE_NOW) if one.role == "LDR"]
    end_role(pages.store, leads.id, SECURITY, SAMPLE_NOW)
    where = asked(pages)
    pages.be(LEADER)
    assert pages.look("/roles").status_code == 403
    assert pages.look(where).status_code == 404
    pages.be(SYSTEM)
    assert "确认授予" not in pages.look(where).text
    assert pages.send(f"{where}/confirm").status_code == 403
    assert held(pages, SOMEBODY) == {"HND"}


def test_a_role_is_ended_after_it_was_looked_at(pages: Pages):
    [grant] = list_roles(pages.store, AUDIT, SAMPLE_NOW, username=SOMEBODY)
    pages.be(SECURITY)
    assert "不能恢复" in pages.look(f"/roles/{grant.id}").text
    assert pages.lead(pages.send(f"/roles/{grant.id}/end")) == "/roles"
    assert held(pages, SOMEBODY) == set()
    assert pages.send(f"/roles/{grant.id}/end").status_code == 404


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [({"role": "OFF"}, "unit", "须指明单位"),
     ({"valid_to": "2026-01-01"}, "valid_to", "截止日已过"),
     ({"valid_from": "soon"}, "valid_from", "日期写作")],
)  # fmt: skip
def test_what_is_wrong_stands_beside_its_field(
    pages: Pages, more: dict[str, str], field: str, said: str
):
    pages.be(SECURITY)
    answer = pages.send("/roles/new", **{"username": SOMEBODY, "role": "SUP", **more})
    assert answer.status_code == 422
    assert said in re.findall(rf'id="{field}-wrong">([^<]+)<', answer.text)[0]
    assert f'<option value="{SOMEBODY}" selected' in answer.text


@pytest.mark.parametrize(("username", "role"), [(SOMEBODY, "ADM"), (SYSTEM, "HND"), ("x", "HND"),
                                                (SOMEBODY, "x"), (SECURITY, "HND")])  # fmt: skip
def test_what_cannot_be_granted_is_refused_on_the_form(pages: Pages, username: str, role: str):
    pages.be(SECURITY)
    answer = pages.send("/roles/new", username=username, role=role)
    assert answer.status_code == 422
    assert 'class="refusal" role="alert"' in answer.text


def test_somebody_stands_in_and_both_see_it_until_it_is_ended(pages: Pages):
    pages.be("hemin")
    given = {"role": "HND", "username": "liangyu", "until": "2026-12-20"}
    assert pages.lead(pages.send("/account/roles", **given)) == "/account/roles"
    mine = pages.look("/account/roles").text
    assert "梁宇 代 何敏" in mine
    assert "2026-11-23 至 2026-12-20" in mine
    [where] = set(re.findall(r'href="(?:http://[^/]+)?(/roles/\d+)"', mine))
    pages.be("liangyu")
    theirs = pages.look("/account/roles").text
    assert "梁宇 代 何敏" in theirs
    assert where not in theirs  # it is the lender's to end
    assert pages.send(f"{where}/end").status_code == 403
    pages.be("tangli")
    assert pages.look(where).status_code == 404
    assert pages.send(f"{where}/end").status_code == 404
    pages.be(AUDIT)
    assert "梁宇 代 何敏" in pages.look("/roles?q=liangyu").text
    pages.be("hemin")
    assert "不能再代您办理" in pages.look(where).text
    assert pages.lead(pages.send(f"{where}/end")) == "/account/roles"
    assert "您没有请人代行" in pages.look("/account/roles").text


@pytest.mark.parametrize(
    ("more", "where"),
    [({"until": ""}, 'id="until-wrong">须写明截止日'),
     ({"until": "2027-11-23"}, 'id="until-wrong">代行最长92日'),
     ({"since": "morgen"}, 'id="since-wrong">日期写作'),
     ({"role": "SUP"}, "您没有该身份"), ({"role": "BPG"}, "不得由他人代行"),
     ({"username": SYSTEM}, "互斥"), ({"username": "hemin"}, "不得为自己")],
)  # fmt: skip
def test_what_cannot_be_lent_is_refused_on_the_form(pages: Pages, more: dict[str, str], where: str):
    pages.be("hemin")
    given = {"role": "HND", "username": "liangyu", "until": "2026-12-20", **more}
    answer = pages.send("/account/roles", **given)
    assert answer.status_code == 422
    assert where in answer.text


def test_one_sees_ones_own_roles_and_who_may_lend_is_offered_it(pages: Pages):
    for username, lends in (("hemin", True), ("sunhao", False), ("luochengan", False),
                            (SYSTEM, False), ("baixue", True)):  # fmt: skip
        pages.be(username)
        shown = pages.look("/account/roles").text
        assert ("请其代行" in shown) is lends, username
        assert "本人的身份" in shown
    pages.be("baixue")
    shown = pages.look("/account/roles").text
    assert 'value="UPO second"' in shown
    assert SYSTEM not in shown  # administrators stand in for nobody
    given = {"role": "UPO second", "username": "zhouqian", "until": "2026-12-01"}
    assert pages.send("/account/roles", **given).status_code == 303


@pytest.mark.parametrize("role", sorted(ROLES))
def test_others_ask_confirm_and_end_nothing(pages: Pages, role: str):
    """Every page and form of roles, by hand, as somebody with each role."""
    grant = ask_role(pages.store, Asked("longfei", "REV"), SECURITY, SAMPLE_NOW)
    [own] = list_roles(pages.store, AUDIT, SAMPLE_NOW, username="liangyu")
    pages.be(ROLES[role])
    reads, confirms, asks = role in {"ADM", "SEC", "AUD"}, role == "LDR", role == "SEC"
    near = reads or confirms or ROLES[role] == "longfei"
    assert pages.look(f"/roles/{grant}").status_code == (200 if near else 404)
    new = {"username": SOMEBODY, "role": "SUP"}
    assert pages.send("/roles/new", **new).status_code == (303 if asks else 403)
    if not confirms:
        refused = 422 if asks else 403 if near else 404  # who asked is no other hand
        assert pages.send(f"/roles/{grant}/confirm").status_code == refused
        assert pages.send(f"/roles/{grant}/turn-down").status_code == refused
    if not asks:
        assert pages.send(f"/roles/{own.id}/end").status_code in {403, 404}
        assert held(pages, "liangyu") == {own.role}
    assert held(pages, "longfei") == {"UPO"}
    assert held(pages, SOMEBODY) == {"HND"}
    for path in ("/roles/0", "/roles/x", f"/roles/{1 << 70}"):
        assert pages.look(path).status_code == 422
    assert pages.look("/roles/999999").status_code == 404


@pytest.mark.parametrize(
    ("username", "first"),
    [("jiangheng", "/accounts"), (SECURITY, "/roles"), (AUDIT, "/journal")],
)
def test_work_begins_where_it_lies(pages: Pages, username: str, first: str):
    pages.be(username)
    assert pages.client.get("/", follow_redirects=False).headers["location"] == first
