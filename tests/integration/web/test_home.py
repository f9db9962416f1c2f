"""The workbench: what waits for somebody, where it is done, the two weeks ahead, what happened."""

import re
from datetime import timedelta

import pytest
from support.bureau import OFFICER
from support.desk import Desk
from support.pages import Reader
from support.sample import SAMPLE_NOW
from support.ways import ROLES

from cases.agenda import agenda, list_tasks, settling
from cases.workbench import my_tasks
from deadlines import local_day
from states.tasks import TASK_KINDS
from states.vocabulary import State

TODAY = local_day(SAMPLE_NOW)
FIGURES = re.compile(r'<a class="kpi[^"]*"\s+href="([^"]+)"><span>[^<]*</span><b[^>]*>(\d+\+?)</b>')
TASKS = re.compile(r'<div class="what">')
HEADS = re.compile(r'id="todo-(\w+)">[^<]*<em>(\d+)</em>')


def home(client: Reader, username: str) -> str:
    client.sign_in(username)
    answer = client.get("/", follow_redirects=False)
    assert answer.status_code == 200
    return str(answer.text)


def test_the_headline_says_where_there_may_be_more(client: Reader, monkeypatch: pytest.MonkeyPatch):
    head = re.compile(r"<h1>[^<]*今天有 (\d+\+?) 件须处理</h1>")
    whole = head.findall(home(client, "hemin"))
    assert whole
    assert "+" not in whole[0]
    monkeypatch.setattr("storage.waiting.MOST", 1)
    assert head.findall(home(client, "hemin"))[0].endswith("+")


@pytest.mark.parametrize(
    "username", sorted(set(ROLES.values()) - {"jiangheng", "wenan", "jianming"})
)
def test_the_workbench_counts_what_its_owner_answers_for(client: Reader, username: str):
    page = home(client, username)
    store = client.app.state.store  # type: ignore[attr-defined]
    mine = [t for t in list_tasks(store, SAMPLE_NOW, viewer=username) if t.state == "open"]
    shown = {code: int(number) for code, number in HEADS.findall(page)}
    assert sum(shown.values()) == len(mine)
    for code, number in shown.items():
        assert number == sum(task.urgency == code for task in mine)
    pressing = sum(task.urgency in {"overdue", "today"} for task in mine)
    assert (f"今天有 {pressing} 件须处理" in page) is (pressing > 0)


@pytest.mark.parametrize("username", ["hemin", "tangli", "luochengan", "qinchuan"])
def test_a_figure_leads_to_the_list_that_it_counts(client: Reader, username: str):
    figures = FIGURES.findall(home(client, username))
    assert [address.partition("?")[2] for address, _ in figures] == [
        "urgency=overdue", "urgency=today", "urgency=soon", "urgency=ok", "new=1"
    ]  # fmt: skip
    for address, number in figures[:-1]:
        page = client.get(address).text
        assert len(TASKS.findall(page)) == int(number)
        tab = re.search(r'aria-current="true">[^<]*<em>(\d+)</em>', page)
        assert tab
        assert tab[1] == number
    unread = re.search(r"未读 (\d+) 条", client.get(figures[-1][0]).text)
    assert unread
    assert figures[-1][1] == (unread[1] if int(unread[1]) < 100 else "99+")


def test_the_figures_add_up_to_all_of_ones_tasks_page_by_page(client: Reader):
    client.sign_in("hemin")
    store = client.app.state.store  # type: ignore[attr-defined]
    whole = my_tasks(store, SAMPLE_NOW, viewer="hemin")
    assert whole.next is None
    found, after = list[str](), None
    while True:
        some = my_tasks(store, SAMPLE_NOW, viewer="hemin", after=after, limit=3)
        found += [one.key for one in some.rows]
        after = some.next
        if after is None:
            break
        assert client.get("/tasks", params={"after": after}).status_code == 200
    assert found == [one.key for one in whole.rows]
    assert len(found) == sum(whole.counts.values())
    assert client.get("/tasks", params={"after": "elsewhere"}).status_code == 422


@pytest.mark.parametrize("username", ["hemin", "tangli", "luochengan", "baixue", "guyuan"])
@pytest.mark.parametrize("urgency", [None, "overdue", "ok"])
def test_behind_what_the_workbench_reads_the_pages_go_on_to_the_last_task(
    client: Reader, monkeypatch: pytest.MonkeyPatch, username: str, urgency: str | None
):
    store = client.app.state.store  # type: ignore[attr-defined]
    whole = my_tasks(store, SAMPLE_NOW, viewer=username, urgency=urgency)
    monkeypatch.setattr("storage.waiting.MOST", 2)
    found, after = list[str](), None
    while True:
        some = my_tasks(store, SAMPLE_NOW, viewer=username, urgency=urgency, after=after, limit=3)
        assert some.counts == whole.counts
        found += [one.key for one in some.rows]
        after = some.next
        if after is None:
            break
    assert found == [one.key for one in whole.rows]


def test_the_two_weeks_ahead_say_how_many_fall_due_on_each_day(client: Reader):
    page = home(client, "hemin")
    store = client.app.state.store  # type: ignore[attr-defined]
    due = {d.day: len(d.tasks) for d in agenda(store, SAMPLE_NOW, days=13, viewer="hemin").days}
    titles = dict(re.findall(r"<title>(\d{4}-\d\d-\d\d) (\d+) 件", page))
    ahead = [TODAY + timedelta(days=n) for n in range(14)]
    assert titles == {str(day): str(due.get(day, 0)) for day in ahead}


def test_a_task_is_one_click_from_where_it_is_done(client: Reader):
    page = home(client, "hemin")
    acts = re.findall(r'<a class="btn"\s+href="(/cases/[^"]+/do/\w+)">', page)
    assert acts
    for act in acts:
        assert "data-draft" in client.get(act).text


def test_a_task_with_several_ends_leads_to_its_case():
    assert settling("preliminary_check", State.FILED) is None
    assert settling("review", State.UNDER_REVIEW) is None  # the handler answers for it, too
    assert settling("deliberation", State.DELIBERATION) == "decide"
    for kind, state in ((kind, state) for kind in TASK_KINDS for state in State):
        settling(kind, state)


def test_what_happened_lately_is_of_cases_one_sees(client: Reader):
    page = home(client, "zhaowenjing")
    feed = page[page.index('id="h-lately"') :]
    numbers = re.findall(r'href="/cases/([\d-]+)"', feed)
    assert numbers
    for number in numbers:
        assert client.get(f"/cases/{number}").status_code == 200


def test_the_officer_learns_nothing_of_the_review_from_the_workbench(desk_of_officer: Desk):
    desk_of_officer.on("2026-03-12", OFFICER)
    page = desk_of_officer.client.get("/").text
    assert "指定审查人" not in page
    assert "受理" in page


@pytest.fixture
def desk_of_officer(desk: Desk) -> Desk:
    desk.bureau.open("2026-03-02")
    desk.bureau.do("2026-03-06", "file", OFFICER, statement="申请容错", evidence=["记录"])
    desk.bureau.do("2026-03-09", "accept", "hemin")
    desk.bureau.do("2026-03-10", "assign_reviewers", "hemin", reviewers=["guyuan", "jiangyue"])
    return desk


def test_an_empty_workbench_says_so(desk: Desk):
    desk.on("2026-03-02", "hemin")
    page = desk.client.get("/").text
    assert "今天没有到期的待办" in page
    assert "没有等您办理的事项" in page
    assert "还没有办理记录" in page
