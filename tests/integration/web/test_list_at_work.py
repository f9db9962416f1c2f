"""The list of cases at work: narrowed, kept under a name, taken along, many cases at once."""

import csv
import re
from io import StringIO

import pytest
from support.own_sample import Pages
from support.pages import Reader
from support.sample import SAMPLE_NOW

from cases.journal import read_journal
from cases.listing import Narrowed, Order, list_cases
from states.vocabulary import Outcome, Phase, State
from storage import walking

NUMBER = re.compile(r'name="case"\s+value="([\d-]+)"')
SEEN = "luochengan"


def rows(client: Reader, **narrowed: object) -> set[str]:
    store = client.app.state.store  # type: ignore[attr-defined]
    wanted = Narrowed(**narrowed)  # type: ignore[arg-type]
    return {row.number for row in list_cases(store, SAMPLE_NOW, viewer=SEEN, narrowed=wanted,
                                             limit=1000).rows}  # fmt: skip


def shown(client: Reader, query: str) -> set[str]:
    """Every number of every page."""
    found: set[str] = set()
    address = f"/cases?{query}"
    while address:
        page = client.get(address).text
        found |= set(NUMBER.findall(page))
        more = re.search(r'href="(\?[^"]*)"\s+rel="next"', page)
        address = "/cases" + more[1].replace("&amp;", "&") if more else ""
    return found


@pytest.mark.parametrize(
    ("query", "narrowed"),
    [
        *((f"state={s}", {"states": frozenset({s})}) for s in ("closed", "correcting")),
        *((f"outcome={o}", {"outcome": o}) for o in Outcome),
        ("unit=second", {"unit": "second"}),
        ("officer=sunhao", {"officer": "sunhao"}),
        ("track=external", {"track": "external"}),
        ("unit=second&track=bureau&state=closed",
         {"unit": "second", "track": "bureau", "states": frozenset({"closed"})}),
    ],
)  # fmt: skip
def test_the_page_shows_what_it_is_narrowed_to(client: Reader, query: str, narrowed: dict):
    assert shown(client, query) == rows(client, **narrowed)


def test_each_value_of_a_filter_together_is_the_whole_list(client: Reader):
    whole = shown(client, "")
    assert len(whole) > 30
    assert whole == set().union(*(shown(client, f"state=phase-{phase}") for phase in Phase))
    assert whole == shown(client, "track=bureau") | shown(client, "track=external")
    early, late = shown(client, "until=2026-09-30"), shown(client, "since=2026-10-01")
    assert early
    assert late
    assert early | late == whole
    assert not early & late


def test_mine_is_what_i_handle(client: Reader):
    client.sign_in("zhengtao")
    mine = shown(client, "mine=1")
    assert mine
    assert mine < shown(client, "") or mine == shown(client, "")


@pytest.mark.parametrize(
    ("query", "field"),
    [("state=nothing", "state"), ("outcome=x", "outcome"), ("track=x", "track"),
     ("since=yesterday", "since"), ("until=2026-13-01", "until"), ("urgency=x", "urgency")],
)  # fmt: skip
def test_a_filter_that_is_none_is_refused_by_name(client: Reader, query: str, field: str):
    answer = client.get(f"/cases?{query}")
    assert answer.status_code == 422
    assert field in answer.text


def test_a_view_is_kept_shown_and_deleted(pages: Pages):
    pages.be("hemin")
    query = "state=correcting&unit=third"
    kept = pages.send("/cases/views", name="三大队整改", query=f"{query}&evil=1", act="keep")
    assert pages.lead(kept) == f"/cases?{query}"
    page = pages.look("/cases").text
    assert "三大队整改" in page
    assert f"/cases?{query.replace('&', '&amp;')}" in page
    pages.be("tangli")
    assert "三大队整改" not in pages.look("/cases").text
    pages.be("hemin")
    pages.send("/cases/views", name="三大队整改", act="drop")
    assert "三大队整改" not in pages.look("/cases").text


@pytest.mark.parametrize("name", ["", "  ", "长" * 41, "a\u202eb"])
def test_a_view_has_a_name_that_can_be_read(pages: Pages, name: str):
    pages.be("hemin")
    answer = pages.send("/cases/views", name=name, query="state=closed", act="keep")
    assert answer.status_code == 422


def test_no_more_views_are_kept_than_fit(pages: Pages):
    pages.be("hemin")
    for n in range(20):
        pages.send("/cases/views", name=f"视图{n}", query="state=closed", act="keep")
    assert pages.send("/cases/views", name="又一个", query="", act="keep").status_code == 422
    assert pages.send("/cases/views", name="视图3", query="", act="keep").status_code == 303


def test_the_file_holds_the_rows_of_the_list_and_stands_in_the_journal(pages: Pages):
    pages.be("luochengan")
    answer = pages.look("/cases/export.csv?state=phase-correction")
    assert answer.headers["content-type"].startswith("text/csv")
    lines = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    numbers = {line[1] for line in lines[1:]}
    assert numbers == rows(pages.client, states=frozenset({"correcting", "correction_check"}))
    kinds = [entry.kind for entry in read_journal(pages.store, "jianming", SAMPLE_NOW)]
    assert "cases_exported" in kinds
    pages.look("/cases/export.csv?q=孙皓&unit=third&urgency=overdue&officer=sunhao")
    [*_, last] = read_journal(pages.store, "jianming", SAMPLE_NOW, kind="cases_exported")
    assert sorted(last.said["narrowed"]) == ["officer", "query", "unit=third", "urgency=overdue"]
    assert "cases" in last.said
    assert "孙" not in str(last.said)


def test_a_subject_is_no_formula_in_the_file(pages: Pages):
    with pages.store.write() as connection:
        connection.exec_driver_sql("UPDATE matters SET subject = '=cmd|calc!A1'")
    pages.be("luochengan")
    assert "'=cmd|calc!A1" in pages.look("/cases/export.csv").text


def test_a_list_that_was_not_counted_to_its_end_is_exported_as_long_work(
    client: Reader, monkeypatch: pytest.MonkeyPatch
):
    assert 'action="/cases/export' not in client.get("/cases").text
    monkeypatch.setattr(walking, "COUNTED", 3)
    monkeypatch.setattr(walking, "_counting", walking._counting.__wrapped__)
    page = client.get("/cases").text
    assert re.search(r"共 \d+\+ 件", page)
    assert 'action="/cases/export' in page


def exports_by(pages: Pages, who: str) -> int:
    clock = pages.client.app.state.clock  # type: ignore[attr-defined]
    kept = read_journal(pages.store, "jianming", clock(), kind="cases_exported")
    return sum(one.actor == who for one in kept)


@pytest.mark.parametrize("who", [SEEN, "baixue", "zhouqian"])
def test_what_is_ticked_is_taken_along_as_the_list_shows_it(pages: Pages, who: str):
    pages.be(who)
    before = exports_by(pages, who)
    whole = list(csv.reader(StringIO(pages.look("/cases/export.csv").text.removeprefix("\ufeff"))))
    some = whole[1::2]
    numbers = [line[1] for line in some]
    assert numbers
    answer = pages.send("/cases/many", case=numbers, deed="export")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    taken = list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert taken == [whole[0], *some]
    narrow = pages.send("/cases/many", case=numbers, deed="export", col=["state"])
    assert narrow.text.removeprefix("\ufeff").splitlines()[0] == "期限,案号,事由,状态"
    assert exports_by(pages, who) == before + 3
    [*_, last] = read_journal(pages.store, "jianming", SAMPLE_NOW, kind="cases_exported")
    assert last.said == {"picked": True, "cases": len(some)}


def test_a_case_that_one_does_not_see_is_not_taken_along(pages: Pages):
    pages.be("zhouqian")
    listed = NUMBER.findall(pages.look("/cases").text)
    hidden = next(number for number in rows(pages.client) if number not in listed)
    answer = pages.send("/cases/many", case=[*listed, hidden], deed="export")
    assert (answer.status_code, "没有案件" in answer.text) == (404, True)
    assert pages.send("/cases/many", case=[], deed="export").status_code == 422


def test_many_are_urged_and_each_refusal_is_named(pages: Pages):
    pages.be("tangli")
    mine = list_cases(pages.store, SAMPLE_NOW, viewer="tangli", limit=100).rows
    with_task = [r.number for r in mine if r.due_on and r.state == "correcting"][:2]
    closed = next(r.number for r in mine if r.state == State.CLOSED)
    answer = pages.send("/cases/many", case=[*with_task, closed], deed="urge", sure="1")
    assert answer.status_code == 200
    assert f"办理了 {len(with_task)} 件，1 件没有办理" in answer.text
    assert "没有进行中的待办" in answer.text
    again = pages.send("/cases/many", case=with_task, deed="urge", sure="1")
    assert f"办理了 0 件，{len(with_task)} 件没有办理" in again.text


def test_many_are_handed_to_another_hand(pages: Pages):
    pages.be("tangli")
    mine = list_cases(pages.store, SAMPLE_NOW, viewer="tangli", limit=100).rows
    some = [row.number for row in mine if row.state == State.UNDER_REVIEW][:2]
    said = {"role": "HND", "person": "zhengtao", "reason": "工作调整"}
    answer = pages.send("/cases/many", case=some, deed="reassign", sure="1", **said)
    assert f"办理了 {len(some)} 件" in answer.text
    pages.be("zhengtao")
    assert set(some) <= shown(pages.client, "mine=1")


@pytest.mark.parametrize(
    ("said", "word"),
    [({"deed": "urge"}, "请先勾选案件"), ({"deed": "delete", "case": "2026-0001-1"}, "deed"),
     ({"deed": "", "case": "2026-0001-1"}, "请选择要办的事项"),
     ({"deed": "reassign", "case": "2026-0001-1"}, 'id="reason-wrong"')],
)  # fmt: skip
@pytest.mark.parametrize("sure", ["", "1"])
def test_what_cannot_be_done_with_many_is_said(pages: Pages, said: dict, word: str, sure: str):
    pages.be("tangli")
    if said["deed"] == "reassign" and not sure:
        return
    answer = pages.send("/cases/many", sure=sure, **said)
    assert answer.status_code == 422
    assert word in answer.text


def test_nobody_works_on_cases_that_they_do_not_see(pages: Pages):
    pages.be("wulei")
    answer = pages.send("/cases/many", case=["2026-0004-1"], deed="urge", sure="1")
    assert "办理了 0 件，1 件没有办理" in answer.text
    assert "没有案件" in answer.text
    looked = pages.send("/cases/many", case=["2026-0004-1"], deed="urge")
    assert (looked.status_code, "没有案件" in looked.text) == (404, True)


def urged(pages: Pages) -> int:
    return len(list(read_journal(pages.store, "jianming", SAMPLE_NOW, kind="task_urged")))


def ticks(page: str) -> dict[str, bool]:
    """Every case of the page that asks again, and whether it is ticked."""
    found = re.findall(r'name="case"\s+value="([\d-]+)"( checked)?', page)
    return {number: bool(ticked) for number, ticked in found}


def test_nothing_is_done_with_many_before_it_was_looked_at(pages: Pages):
    """Enter in the list presses its first button: a step that cannot be taken back stands behind
    a page of its own.
    """
    pages.be("tangli")
    some = NUMBER.findall(pages.look("/cases?state=correcting").text)[:2]
    before = urged(pages)
    for deed in ("urge", "reassign"):
        answer = pages.send("/cases/many", case=some, deed=deed, query="state=correcting")
        assert answer.status_code == 200
        assert ticks(answer.text) == dict.fromkeys(some, True)
        assert "对 2 件案件办理，请核对" in answer.text
        assert 'href="/cases?state=correcting"' in answer.text
    assert urged(pages) == before
    pages.send("/cases/many", case=some, deed="urge", sure="1")
    assert urged(pages) == before + len(some)


def test_what_was_sent_for_many_comes_back_as_it_was(pages: Pages):
    pages.be("tangli")
    some = NUMBER.findall(pages.look("/cases?state=correcting").text)[:2]
    said = {"deed": "reassign", "role": "SUP", "person": "zhengtao", "sure": "1"}
    lacking = pages.send("/cases/many", case=some[:1], of=some, reason="", **said)
    assert lacking.status_code == 422
    assert ticks(lacking.text) == {some[0]: True, some[1]: False}
    assert re.search(r'<option value="zhengtao" selected>', lacking.text)
    assert re.search(r'<option value="SUP" selected>', lacking.text)
    unticked = pages.send("/cases/many", case=[], of=some, reason="工作调整", **said)
    assert unticked.status_code == 422
    assert "请先勾选案件" in unticked.text
    assert ticks(unticked.text) == dict.fromkeys(some, False)
    assert "工作调整</textarea>" in unticked.text


@pytest.mark.parametrize(("who", "offered"), [("tangli", True), ("sunhao", False)])
def test_officers_are_offered_by_name_to_who_looks_at_others_cases(
    client: Reader, who: str, offered: bool
):
    client.sign_in(who)
    assert ('<option value="zhouqian">' in client.get("/cases").text) is offered


def test_who_may_take_over_is_chosen_from_a_list(pages: Pages):
    pages.be("tangli")
    some = NUMBER.findall(pages.look("/cases").text)[:1]
    page = pages.send("/cases/many", case=some, deed="reassign").text
    offered = re.findall(r'<option value="(\w+)">', page.partition('id="person"')[2])
    assert {"zhengtao", "hemin"} <= set(offered)
    assert len(offered) == len(set(offered))
    assert "sunhao" not in offered


@pytest.mark.parametrize(
    ("who", "shown"), [("tangli", {"urge", "reassign", "export"}), ("hemin", {"export"}),
                       ("sunhao", {"export"}), ("baixue", {"export"})]
)  # fmt: skip
def test_what_may_be_done_with_many_is_shown_to_who_may(client: Reader, who: str, shown: set[str]):
    client.sign_in(who)
    assert set(re.findall(r'name="deed"\s+value="(\w+)"', client.get("/cases").text)) == shown


@pytest.mark.parametrize("viewer", ["sunhao", "baixue"])
def test_officer_and_unit_learn_from_no_list_when_a_case_changed_last(client: Reader, viewer: str):
    store = client.app.state.store  # type: ignore[attr-defined]
    rows = list_cases(store, SAMPLE_NOW, viewer=viewer, limit=100).rows
    assert rows
    assert {row.changed_on for row in rows} == {None}
    changed = list_cases(store, SAMPLE_NOW, viewer=viewer, order=Order.CHANGED, limit=100).rows
    opened = list_cases(store, SAMPLE_NOW, viewer=viewer, order=Order.OPENED, limit=100).rows
    assert [row.number for row in changed] == [row.number for row in opened]
