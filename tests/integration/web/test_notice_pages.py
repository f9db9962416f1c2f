"""Inbox, undelivered notices, urging and how one wants to be told, in the browser."""

import re
from typing import Any

import pytest
from support.bureau import HANDLER, OFFICER, SUPERVISOR, Bureau
from support.letters import Pigeonhole, deliver
from support.notices import HOSTILE

from notifications.channels.errors import PermanentFailure
from storage import accounts
from web.door import form_key


@pytest.fixture
def told(sqlite_bureau: Bureau) -> Bureau:
    """A case whose officer was told of the start; no letter arrived."""
    sqlite_bureau.open("2026-03-02", informed_on="2026-03-02")
    refused = {"*": PermanentFailure("no such mailbox <b>.")}
    deliver(sqlite_bureau, Pigeonhole(refusing=refused), "2026-03-02")
    return sqlite_bureau


def send(page: Any, to: str, given: dict[str, Any]) -> Any:
    """A form of this session, sent; not followed."""
    own = {"key": form_key(page.cookies["session"]), **given}
    return page.post(to, data=own, follow_redirects=False)


def with_factor(bureau: Bureau, username: str) -> None:
    with bureau.store.write() as connection:
        held = accounts.account_of(connection, username)
        assert held
        accounts.change_account(connection, held.person_id, factor="a secret")


def admin() -> str:
    from rongcuo.sample.bureau import PEOPLE

    return next(username for username, _, _, roles in PEOPLE if "ADM" in roles)


def shown_count(page: Any, address: str) -> str | None:
    """The number beside the inbox; ``None`` where it is hidden until something comes."""
    [(hidden, count)] = re.findall(r"data-unread(\s+hidden)?>(\d+)</b>", page.get(address).text)
    return None if hidden else str(count)


def test_the_count_stands_on_every_page_until_it_is_read(at_day: Any, told: Bureau):
    page = at_day("2026-03-03")
    page.sign_in(OFFICER)
    assert shown_count(page, "/cases") == "1"
    shown = page.get("/inbox").text
    assert "启动告知及申请权利告知" in shown
    assert f'href="/cases/{told.number}"' in shown
    until = re.search(r'name="until" value="(\d+)"', shown)
    assert until
    assert send(page, "/inbox/read", {"until": until[1]}).status_code in {200, 303}
    assert shown_count(page, "/cases") is None
    assert "没有未读通知" in page.get("/inbox?new=1").text


def test_one_is_marked_as_read_by_its_own_button(at_day: Any, told: Bureau):
    page = at_day("2026-03-03")
    page.sign_in(OFFICER)
    only = re.search(r'name="only" value="(\d+)"', page.get("/inbox").text)
    assert only
    send(page, "/inbox/read", {"only": only[1]})
    assert shown_count(page, "/inbox") is None
    assert send(page, "/inbox/read", {}).status_code == 422


def test_the_administrator_sees_what_did_not_arrive_and_nothing_of_the_case(
    at_day: Any, told: Bureau
):
    page = at_day("2026-03-03")
    page.sign_in(admin())
    with_factor(told, admin())
    shown = page.get("/undelivered").text
    assert OFFICER in shown
    assert "no such mailbox &lt;b&gt;." in shown
    for secret in (told.number, "孙皓", "启动告知"):
        assert secret not in shown
    assert "/undelivered" in page.get("/inbox").text
    delivery = re.search(r'name="delivery" value="(\d+)"', shown)
    assert delivery
    assert send(page, "/undelivered/resend", {"delivery": delivery[1]}).status_code in {200, 303}
    assert page.get("/undelivered").text.count('name="delivery"') == 1


def test_the_handler_sees_of_their_case_what_did_not_arrive(at_day: Any, told: Bureau):
    page = at_day("2026-03-03")
    page.sign_in(HANDLER)
    shown = page.get("/undelivered").text
    assert told.number in shown
    assert "启动告知及申请权利告知" in shown
    page.sign_in(OFFICER)
    assert page.get("/undelivered").status_code == 403
    assert 'href="/undelivered"' not in page.get("/cases").text


def test_the_supervisor_urges_from_the_page_of_the_case(at_day: Any, told: Bureau):
    page = at_day("2026-03-03")
    page.sign_in(SUPERVISOR)
    way = f"/cases/{told.number}/tasks/application_window/urge"
    assert way in page.get(f"/cases/{told.number}").text
    assert send(page, way, {}).status_code in {200, 303}
    assert send(page, way, {}).status_code == 422
    assert "催办通知" in page.get(f"/cases/{told.number}").text
    page.sign_in(HANDLER)
    assert way not in page.get(f"/cases/{told.number}").text
    assert send(page, way, {}).status_code == 403
    assert send(page, f"/cases/{told.number}/tasks/nothing/urge", {}).status_code == 404


def test_what_one_prefers_is_kept_and_what_is_wrong_is_said(at_day: Any, told: Bureau):
    page = at_day("2026-03-03")
    page.sign_in(OFFICER)
    assert "撤销决定告知" in page.get("/account/notices").text
    given = {"mail": "sun@example.invalid", "wecom": "sunhao", "on": ["wecom"],
             "begins": "22:00", "ends": "07:30"}  # fmt: skip
    assert send(page, "/account/notices", given).status_code in {200, 303}
    shown = page.get("/account/notices").text
    assert 'value="sun@example.invalid"' in shown
    assert 'value="22:00"' in shown
    assert shown.count("checked") == 1
    wrong = send(page, "/account/notices", {**given, "mail": "nobody"})
    assert wrong.status_code == 422
    assert "不是邮件地址" in wrong.text


@pytest.mark.parametrize("name", HOSTILE)
def test_no_address_becomes_markup(at_day: Any, told: Bureau, name: str):
    if name == "lone_surrogate":
        return
    page = at_day("2026-03-03")
    page.sign_in(OFFICER)
    answer = send(
        page,
        "/account/notices",
        {"mail": "sun@example.invalid", "wecom": HOSTILE[name], "on": ["wecom"]},
    )
    assert answer.status_code in {200, 303, 422}
    assert "<script>alert" not in page.get("/account/notices").text + answer.text


def test_what_has_still_to_leave_stands_in_the_outbox_until_it_left(
    at_day: Any, sqlite_bureau: Bureau
):
    sqlite_bureau.open("2026-03-02", informed_on="2026-03-02")
    page = at_day("2026-03-02")
    page.sign_in(HANDLER)
    waiting = page.get("/outbox").text
    assert "启动告知及申请权利告知" in waiting
    assert f'href="/cases/{sqlite_bureau.number}"' in waiting
    page.sign_in(admin())
    with_factor(sqlite_bureau, admin())
    assert sqlite_bureau.number not in page.get("/outbox").text  # whose, and nothing of the case
    deliver(sqlite_bureau, Pigeonhole(), "2026-03-02")
    page.sign_in(HANDLER)
    assert "没有等候发出的通知" in page.get("/outbox").text
    page.sign_in(OFFICER)
    assert page.get("/outbox").status_code == 403
