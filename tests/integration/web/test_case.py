import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from support.bureau import HANDLER, Bureau
from support.feeds import Subscribe
from support.pages import Reader, TestClient
from support.papers_in import recorded
from support.sample import SAMPLE_NOW

from cases.explaining import explain_task
from cases.listing import list_cases
from states.vocabulary import Phase
from storage import open_store

Over = Callable[[str], TestClient]
STEP = re.compile(r'<li class="(done|now|skipped|ahead)"')


@pytest.fixture(scope="session")
def by_state(sample_url: str) -> dict[str, str]:
    with open_store(sample_url) as store:
        rows = list_cases(store, SAMPLE_NOW, limit=100).rows
    return {row.state: row.number for row in rows}


def test_every_case_of_the_sample_has_its_page_in_both_languages(
    client: TestClient, sample_url: str
) -> None:
    with open_store(sample_url) as store:
        rows = list_cases(store, SAMPLE_NOW, limit=100).rows
    for row in rows:
        for lang in ("zh", "en"):
            answer = client.get(f"/cases/{row.number}", params={"lang": lang})
            assert answer.status_code == 200, row.number
            assert row.subject in answer.text
            assert row.officer_name in answer.text


def test_the_steps_before_the_present_one_are_done(
    client: TestClient, by_state: dict[str, str]
) -> None:
    steps = STEP.findall(client.get(f"/cases/{by_state['correcting']}").text)
    assert steps == ["done"] * 4 + ["now"] + ["ahead"] * 2


def test_a_suspended_case_still_shows_where_it_stood(
    client: TestClient, by_state: dict[str, str]
) -> None:
    page = client.get(f"/cases/{by_state['suspended']}").text
    assert STEP.findall(page).count("now") == 1
    assert "已暂停" in page


def test_a_closed_case_has_no_step_left(client: TestClient, by_state: dict[str, str]) -> None:
    assert set(STEP.findall(client.get(f"/cases/{by_state['closed']}").text)) <= {"done", "skipped"}


def test_the_seven_phases_cite_their_articles(client: TestClient, by_state: dict[str, str]) -> None:
    page = client.get(f"/cases/{by_state['filed']}").text
    for phase in Phase:
        assert (phase.zh in page) == (phase is not Phase.ASIDE)
    assert "第十条至第十六条" in page


def test_the_next_step_names_who_and_which_article(
    client: TestClient, by_state: dict[str, str]
) -> None:
    page = client.get(f"/cases/{by_state['legal_review']}").text
    assert re.search(
        r">法制审核通过</button>\s*<span[^>]*>“法制审核通过”须由法制审核办理（依据第十一条）", page
    )


def test_only_a_closed_case_has_nothing_next(client: TestClient, by_state: dict[str, str]) -> None:
    still = {
        state
        for state, number in by_state.items()
        if "本案没有待办理的下一步" in client.get(f"/cases/{number}").text
    }
    assert still == {"closed"}


def test_nothing_on_the_page_can_be_submitted_but_search_leave_and_comment(
    client: TestClient, by_state: dict[str, str]
) -> None:
    page = client.get(f"/cases/{by_state['filed']}").text
    assert [" ".join(form.split()) for form in re.findall(r"<form[^>]*>", page)] == [
        '<form class="find" action="/cases" role="search">',
        '<form method="post" action="/sign-out" data-leave>',
        (
            f'<form method="post" action="/cases/{by_state["filed"]}/do/comment" '
            'class="upload say noprint" data-typed>'
        ),
    ]


def test_evidence_is_listed_from_beside_the_list_of_evidence(
    client: Reader, by_state: dict[str, str]
) -> None:
    number = by_state["filed"]
    client.sign_in("hemin")
    card = client.get(f"/cases/{number}").text.partition('aria-labelledby="h-evidence"')[2]
    assert f'href="/cases/{number}/do/add_evidence"' in card.partition("</section>")[0]


def test_the_history_ends_with_the_registration(
    client: TestClient, by_state: dict[str, str]
) -> None:
    page = client.get(f"/cases/{by_state['closed']}").text
    line = page[page.index('id="h-line"') :]
    assert re.findall(r"<b>([^<]+)</b>", line)[-1] == "立案登记"


def test_in_english_no_label_stays_chinese(client: TestClient, by_state: dict[str, str]) -> None:
    page = client.get(f"/cases/{by_state['impact_period']}?lang=en").text
    for zh in ("下一步", "待办", "文书", "通知", "第十", "工作日", "审查人", "影响期", "实名举报"):
        assert zh not in page
    assert "Art. 17" in page
    assert "working days left" in page


@pytest.mark.parametrize(
    ("told", "zh", "en"),
    [
        ("2026-05-09", "告知迟延，剩1个工作日", "told late, 1 working day left"),
        ("2026-05-12", "告知迟延，告知时申请期已届满", "told late, after the window was over"),
        ("2026-04-30", None, None),
        (None, None, None),
    ],
)
def test_the_page_says_what_a_late_notice_left_of_the_window(
    sqlite_bureau: Bureau, over: Over, told: str | None, zh: str | None, en: str | None
) -> None:
    """Scenario 12: started on 2026-04-30, last day Monday 2026-05-11."""
    number = sqlite_bureau.open("2026-04-30", informed_on=told, on="2026-05-12")
    client = over(str(sqlite_bureau.store.url))
    for lang, said, late in (("zh", zh, "告知迟延"), ("en", en, "told late")):
        page = client.get(f"/cases/{number}", params={"lang": lang}).text
        assert said in page if said else late not in page
        assert (("尚未告知" if lang == "zh" else "Not yet") in page) is (told is None)


def test_a_day_is_explained_on_a_page_as_the_command_line_says_it(
    client: TestClient, by_state: dict[str, str]
) -> None:
    number = by_state["filed"]
    page = client.get(f"/cases/{number}/tasks/application_window").text
    store = client.app.state.store  # type: ignore[attr-defined]
    found = explain_task(store, number, "application_window", SAMPLE_NOW)
    assert all(line in unescape(page) for line in found.lines("zh"))
    english = client.get(f"/cases/{number}/tasks/application_window?lang=en").text
    assert [line for line in found.lines("en") if line not in unescape(english)] == []
    assert client.get(f"/cases/{number}/tasks/nothing").status_code == 422
    assert f'href="/cases/{number}/tasks/application_window"' in client.get(f"/cases/{number}").text


def test_a_sanction_is_said_in_english_where_english_is_chosen(
    sqlite_bureau: Bureau, at_day: Subscribe
):
    number = sqlite_bureau.open("2026-03-02", "external")
    sanction = {"kind": "政务警告", "effective_on": "2026-03-06"}
    data = recorded(date(2026, 3, 6), "mitigated", sanctions=[sanction])
    sqlite_bureau.do("2026-03-09", "record_decision", HANDLER, **data)
    client = at_day("2026-03-09")
    assert isinstance(client, Reader)
    client.sign_in(HANDLER)
    chinese, english = (client.get(f"/cases/{number}?lang={lang}").text for lang in ("zh", "en"))
    assert "政务警告" in chinese
    assert "Administrative warning" in english
    assert "政务警告" not in english
