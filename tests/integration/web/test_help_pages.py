"""Help read off table, pack and text, and the tour of the sample bureau from first to last stop."""

import html
import re
from typing import Any

import pytest
from support.measures import COPY, LEGAL
from support.own_sample import Pages
from support.pages import Reader
from support.sample import SAMPLE_NOW
from support.ways import ROLES

from cases.measures import measures_seen
from cases.regulations import keep_text
from deadlines import local_day
from rongcuo.sample.bureau import PASSWORD, PEOPLE
from states.events import EVENTS
from states.table import TABLE
from states.vocabulary import Phase, Role, State
from web.glossary import DAILY
from web.guidance import phase_guide, role_guides
from web.phases import ARTICLES
from web.tour import STOPS


def plain(text: str) -> str:
    return re.sub(r"[ \t]+", " ", html.unescape(re.sub(r"<[^>]+>", "", text)))


@pytest.mark.parametrize("phase", list(ARTICLES))
def test_a_phase_says_who_may_do_what_and_where_it_leads(client: Reader, phase: Phase):
    found = plain(client.get(f"/help/{phase}").text)
    for row in TABLE:
        if (row.source.phase if row.source else Phase.INVESTIGATION) is phase:
            assert row.event.zh in found
    for state in State:
        assert (state.phase is not phase) or state.zh in found
    assert client.get(f"/help/{phase}?lang=en").status_code == 200


def test_deeds_carry_the_roles_and_clocks_of_table_and_pack(client: Reader):
    measures = measures_seen(client.app.state.store, local_day(SAMPLE_NOW))  # type: ignore[attr-defined]
    review = {deed.event.code: deed for deed in phase_guide(Phase.REVIEW, measures).deeds}
    assert review["decide"].roles == (Role.BPG,)
    assert [clock.name for clock in review["decide"].due] == ["deliberation"]
    assert [clock.name for clock in review["submit_report"].opens] == ["legal_review"]
    assert review["submit_report"].to == (State.LEGAL_REVIEW,)
    assert "第十条" in review["submit_report"].articles
    guides = [phase_guide(phase, measures) for phase in ARTICLES]
    told = {d.event.code for g in guides for d in g.deeds} | {
        e.code for g in guides for e in g.anytime
    }
    aside = {row.event.code for row in TABLE if row.source and row.source.phase is Phase.ASIDE}
    assert told | aside == set(EVENTS)


def test_articles_are_quoted_from_the_text_that_is_loaded(pages: Pages):
    assert "还没有载入" in pages.look("/help/review").text
    keep_text(pages.store, COPY, LEGAL, SAMPLE_NOW)
    found = plain(pages.look("/help/review").text)
    for n in range(10, 17):
        assert f"第{n}句。\n（一）第{n}条之一；\n（二）第{n}条<之>二。" in found
    assert "第9句" not in found
    assert "第17句" not in found


def test_roles_are_read_off_the_table_and_say_what_they_do(client: Reader):
    measures = measures_seen(client.app.state.store, local_day(SAMPLE_NOW))  # type: ignore[attr-defined]
    guides = role_guides(measures.pack)
    assert {str(one.role) for one in guides} == set(DAILY) == set(Role) - {Role.SYS}
    for one in guides:
        told = {event.code for events in one.deeds.values() for event in events}
        assert told == {row.event.code for row in TABLE if one.role in row.roles}
    found = client.get("/help/roles").text
    assert "您的身份" in found.partition('id="BPG"')[2].partition("</h2>")[0]
    assert "您的身份" not in found.partition('id="HND"')[2].partition("</h2>")[0]


@pytest.mark.parametrize("role", sorted(ROLES))
def test_everybody_signed_in_reads_all_of_it(pages: Pages, role: str):
    pages.be(ROLES[role])
    index = pages.look("/help").text
    links = set(re.findall(r'href="(/help[^"#]*)"', index))
    assert {f"/help/{phase}" for phase in ARTICLES} <= links
    for link in links:
        assert pages.look(link).status_code == 200, link


def test_a_page_of_help_that_is_none_is_not_found(client: Reader):
    for path in ("/help/nothing", "/help/aside", "/help/tour/0", "/help/tour/99"):
        assert client.get(path).status_code == 404, path


def test_the_steps_of_a_case_lead_to_their_help(client: Reader):
    found = client.get("/cases/2026-0003-1").text
    assert set(re.findall(r'href="/help/(\w+)"', found)) == set(map(str, ARTICLES))


def walk(pages: Pages, answer: Any) -> tuple[str, str]:
    """A stop as it is shown, and the real page with the bar above it."""
    text = answer.text
    there = html.unescape(re.findall(r'class="btn primary" href="([^"]+)"', text)[0])
    return text, pages.client.get(there).text


def enter(pages: Pages, username: str) -> None:
    """By the front door, with the password that the sample bureau tells."""
    given = {"username": username, "password": PASSWORD}
    answer = pages.client.post("/sign-in", data=given, follow_redirects=False)
    assert pages.lead(answer) == "/"


def test_the_tour_leads_from_the_workbench_to_its_end_with_a_real_session(pages: Pages):
    pages.client.cookies.clear()
    enter(pages, "hemin")
    offered = pages.look("/").text
    assert "开始导览" in offered
    path = re.findall(r'href="(/help/tour/1)"', offered)[0]
    told = {username: name for username, name, *_ in PEOPLE}
    for number, stop in enumerate(STOPS, start=1):
        assert path == f"/help/tour/{number}"
        text = pages.look(path).text
        named = re.findall(r"<code>(\w+)</code>", text.partition("<main")[2])
        if named:  # sign in as whom it names, as a visitor does
            assert told[named[0]] in text
            pages.send("/sign-out")
            enter(pages, named[0])
        text, real = walk(pages, pages.look(path))
        assert "您已是" in text
        bar = real.partition('class="tour')[2].partition("</aside>")[0]
        assert stop.look in html.unescape(bar)
        assert f"导览 {number}/{len(STOPS)}" in bar
        following = re.findall(r'rel="next"\s+href="([^"]+)"', text)
        assert bool(following) is (number < len(STOPS))
        assert (f"/help/tour/{number + 1}" in bar) is (number < len(STOPS))
        path = following[0] if following else ""
    assert pages.lead(pages.send("/help/tour/end")) == "/"
    pages.send("/sign-out")
    enter(pages, "hemin")
    home = pages.look("/").text
    assert "开始导览" not in home
    assert 'class="tour' not in home
    assert "开始导览" in pages.look("/help").text  # for whoever wants it again


def test_the_offer_is_put_away_for_good(pages: Pages):
    pages.be("hemin")
    answer = pages.send("/help/tour/end")
    assert pages.lead(answer) == "/"
    assert "Max-Age=31536000" in answer.headers["set-cookie"]
    assert "开始导览" not in pages.look("/").text


def test_outside_a_sample_bureau_there_is_no_tour(at_day: Any):
    page = at_day("2026-03-03")
    page.sign_in("hemin")
    assert "导览" not in page.get("/").text
    assert "导览" not in page.get("/help").text
    assert page.get("/help/tour/1").status_code == 404
    page.cookies.set("tour", "3")
    assert 'class="tour' not in page.get("/cases").text


def test_every_stop_of_the_tour_and_every_phase_leads_to_a_page(client: Reader):
    client.sign_in("tangli")
    for stop in STOPS:
        assert client.get(stop.path).status_code == 200, stop.path
    for phase in Phase:
        if phase is Phase.ASIDE:
            continue
        shown = client.get(f"/help/{phase.value}").text
        [to] = re.findall(r'href="(/cases[?]state=[^"]+)"', shown)
        listed = client.get(to)
        assert listed.status_code == 200, to
        assert 'value="phase-' + phase.value + '" selected' in listed.text, to
