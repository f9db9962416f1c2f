"""Only who is signed in with a password links, and only themselves; and how one leaves."""

from support.pages import HERE
from support.portal import Portal, key_of, said
from support.sample import SAMPLE_NOW

from cases.accounts import unlink_account


def test_the_name_must_be_theirs(portal: Portal):
    answer = portal.link(name="luochengan@1")
    assert "不是您的" in said(answer)
    assert "关联统一身份认证" in answer.text
    assert portal.entries()[-1][:2] == ("link_failed", "hemin")


def test_an_identity_belongs_to_one_account(portal: Portal):
    """Even if it goes by another name by now."""
    portal.link("luochengan", "luochengan@1")
    portal.traveller.spoil("with-the-name")
    assert "另一个身份" in said(portal.link("hemin", "luochengan@1"))


def test_an_account_belongs_to_one_identity(portal: Portal):
    portal.link()
    assert "另一个身份" in said(portal.link(name="hemin@2"))


def test_nobody_is_sent_to_be_linked_from_elsewhere(portal: Portal):
    portal.client.sign_in("hemin")
    answer = portal.traveller.go("/account/provider", **{"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400
    assert [url for url in portal.traveller.path if url.startswith("http")] == []


def test_another_session_does_not_finish_it(portal: Portal):
    portal.client.sign_in("hemin")
    back = portal.traveller.until_back("/account/provider")
    way = portal.client.cookies["way"]
    portal.client.sign_in("hemin")
    portal.client.cookies.set("way", way)
    assert "不是在本机开始的" in said(portal.client.get(back))
    portal.client.cookies.clear()
    portal.client.cookies.set("way", way)
    assert str(portal.client.get(back).url) == f"{HERE}/sign-in?refused=lost"


def test_it_asks_for_a_fresh_sign_in_there(portal: Portal):
    portal.client.sign_in("hemin")
    answer = portal.client.get("/account/provider", follow_redirects=False)
    assert "prompt=login" in answer.headers["location"]
    assert "code_challenge_method=S256" in answer.headers["location"]


def test_it_ends_by_the_persons_own_hand_or_the_administrators(portal: Portal):
    portal.link()
    portal.come()
    data = {"key": key_of(portal.client.get("/account").text)}
    portal.client.post("/account/provider/unlink", data=data)
    assert not portal.signed_in
    assert "还没有关联" in said(portal.come())
    assert "已关联" in portal.link().text
    portal.come()
    unlink_account(portal.store, "hemin", "jiangheng", SAMPLE_NOW)
    assert not portal.signed_in
    assert "还没有关联" in said(portal.come())


def test_signing_out_offers_to_sign_out_there_too(portal: Portal):
    portal.link()
    page = portal.come(to="?next=/account")
    answer = portal.client.post("/sign-out", data={"key": key_of(page.text)})
    assert "一并退出" in answer.text
    assert not portal.signed_in
    assert portal.traveller.go("/sign-out/provider").status_code == 200
    assert any("/session/end?" in url for url in portal.traveller.path)


def test_who_came_by_password_is_not_told_of_the_provider(portal: Portal):
    portal.client.sign_in("hemin")
    data = {"key": key_of(portal.client.get("/account").text)}
    assert "一并退出" not in portal.client.post("/sign-out", data=data).text
