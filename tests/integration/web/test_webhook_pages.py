"""The page of webhooks: set up, tried, paused, told again and removed by the administrator."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from support.bureau import HANDLER
from support.own_sample import Pages
from support.services import Says, ServiceServer, serving
from support.ways import API

from cases.journal import read_journal
from web.door import form_key

NAME = "监察平台 1/2"


@pytest.fixture
def receiver() -> Iterator[ServiceServer]:
    with serving(ServiceServer()) as server:
        yield server


@pytest.fixture
def desk(pages: Pages) -> Pages:
    pages.be("jiangheng")
    return pages


def secret_of(text: str) -> str:
    found = re.search(r'<p class="token"><code>(rcw_[^<]+)</code>', text)
    assert found
    return found[1]


def set_up(desk: Pages, receiver: ServiceServer) -> str:
    answer = desk.send(
        "/webhooks", name=NAME, url=f"{receiver.url}/in?key=long-secret-part",
        phases=["decision", "review"], events=["decide"],
    )  # fmt: skip
    assert answer.status_code == 200
    return secret_of(answer.text)


def test_it_is_set_up_and_its_secret_told_once(desk: Pages, receiver: ServiceServer):
    assert "没有推送给任何系统" in desk.look("/webhooks").text
    secret = set_up(desk, receiver)
    listed = desk.look("/webhooks").text
    assert secret not in listed
    assert "long-secret-part" not in listed  # of the address the host alone
    assert NAME in listed
    for said in ("127.0.0.1", "作出决定", "容错审查", "尚未推送"):
        assert said in listed
    again = desk.send("/webhooks", name=NAME, url="https://elsewhere.example/x")
    assert (again.status_code, "已有同名的" in again.text) == (422, True)
    assert 'value="https://elsewhere.example/x"' in again.text
    plain = desk.send("/webhooks", name="b", url="http://elsewhere.example/", units=["second"])
    assert (plain.status_code, "本机以外须用 https" in plain.text) == (422, True)
    assert re.search(r'value="second"\s+checked', plain.text)


def test_it_is_tried_and_what_it_answers_is_said(desk: Pages, receiver: ServiceServer):
    set_up(desk, receiver)
    receiver.say_next(Says("taken", 202), Says("who are you", 403))
    good = desk.send("/webhooks/deed", name=NAME, deed="test")
    assert "收到了试推" in good.text
    assert "202 taken" in good.text
    bad = desk.send("/webhooks/deed", name=NAME, deed="test")
    assert "没有收到试推" in bad.text
    assert "403" in bad.text
    assert "long-secret-part" not in bad.text
    assert [one.data["event"] for one in receiver.asked] == ["test", "test"]


def test_it_rests_goes_on_and_is_removed_after_a_question(desk: Pages, receiver: ServiceServer):
    set_up(desk, receiver)
    assert desk.lead(desk.send("/webhooks/deed", name=NAME, deed="pause")) == "/webhooks"
    listed = desk.look("/webhooks").text
    assert "已暂停" in listed
    assert 'value="resume"' in listed
    desk.send("/webhooks/deed", name=NAME, deed="resume")
    listed = desk.look("/webhooks").text
    assert "已暂停" not in listed
    asks = re.search(r'href="(/webhooks/remove/[^"]+)"', listed)
    assert asks
    question = desk.look(unescape(asks[1])).text
    assert NAME in question
    assert "不再推送给它" in question
    assert NAME in desk.look("/webhooks").text
    assert desk.lead(desk.send("/webhooks/remove", name=NAME)) == "/webhooks"
    assert NAME not in desk.look("/webhooks").text
    assert desk.look(unescape(asks[1])).status_code == 404
    clock = desk.client.app.state.clock  # type: ignore[attr-defined]
    kept = read_journal(desk.store, "jianming", clock())
    kinds = [one.kind for one in kept if one.kind.startswith("hook")]
    assert sorted(kinds) == ["hook_added", "hook_paused", "hook_removed", "hook_resumed"]


def test_the_auditor_looks_and_nobody_else_comes_in(desk: Pages, receiver: ServiceServer):
    set_up(desk, receiver)
    desk.be("jianming")
    listed = desk.look("/webhooks").text
    assert NAME in listed
    assert "新的推送" not in listed
    assert 'name="deed"' not in listed
    for who, looks in (("jianming", 200), (HANDLER, 403), ("wenan", 403)):
        desk.be(who)
        assert desk.look("/webhooks").status_code == looks
        for path, said in (
            ("/webhooks", {"name": "x", "url": "https://x.example/"}),
            ("/webhooks/deed", {"name": NAME, "deed": "pause"}),
            ("/webhooks/deed", {"name": NAME, "deed": "test"}),
            ("/webhooks/remove", {"name": NAME}),
        ):
            assert desk.send(path, **said).status_code == 403, (who, path)
    assert receiver.asked == []


def test_a_program_does_the_same(desk: Pages, receiver: ServiceServer):
    client, here = desk.client, f"{API}/webhooks"
    client.headers["X-Form-Key"] = form_key(client.cookies["session"])
    wanted = {"name": "p", "url": f"{receiver.url}/in", "units": ["second"]}
    made = client.post(here, json=wanted)
    assert made.status_code == 201
    assert made.json()["secret"].startswith("rcw_")
    assert client.post(here, json=wanted).status_code == 422
    (told,) = client.get(here).json()
    assert (told["name"], told["units"], told["paused"]) == ("p", ["second"], False)
    assert made.json()["secret"] not in str(told)
    receiver.say_next(Says("taken", 202))
    assert client.post(f"{here}/p/test").json() == {"taken": True, "answer": "202 taken"}
    assert client.post(f"{here}/p/test").json()["taken"] is False
    assert client.post(f"{here}/p/pause").status_code == 204
    assert client.get(here).json()[0]["paused"] is True
    assert client.post(f"{here}/p/resume").status_code == 204
    assert client.post(f"{here}/p/resend").json() == {"events": 0}
    desk.be("jianming")
    client.headers["X-Form-Key"] = form_key(client.cookies["session"])
    assert client.get(here).status_code == 200
    assert client.delete(f"{here}/p").status_code == 403
    desk.be("jiangheng")
    client.headers["X-Form-Key"] = form_key(client.cookies["session"])
    assert client.delete(f"{here}/p").status_code == 204
    assert client.get(here).json() == []
