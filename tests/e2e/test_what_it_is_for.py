"""The three uses that the product is named for, from end to end in a real browser."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from support.bureau import APPLICATION, HANDLER, OFFICER, RESTS_ON, SUPERVISOR, UNIT, at
from support.clicking import Person, fill
from support.following import WEEK, correct, issue, workbook
from support.smtp import MailServer
from support.whole_case import LINE

from cases.delivery import deliver_notices
from cases.history import verify
from cases.letters import Sender
from e2e.conftest import Place
from notifications.channels.smtp import SmtpChannel

Comes = Callable[..., Person]
PHASES = 7


def test_a_reminder_leads_by_its_link_to_the_task_that_is_then_done(
    comes: Comes, place: Place, smtp_server: MailServer
) -> None:
    bureau = place.bureau
    bureau.open("2026-03-02")
    bureau.do("2026-03-06", "file", OFFICER, **APPLICATION)
    deliver(place, smtp_server, "2026-03-06")
    smtp_server.mailbox.clear()
    last_day = f"{bureau.due('preliminary_check')}"
    bureau.sweep(last_day)
    deliver(place, smtp_server, f"{last_day}T11:00")  # reminders of an hour are gathered
    letter = next(
        one for one in smtp_server.mailbox if one.recipients == (f"{HANDLER}@example.invalid",)
    )
    assert "到期" in letter.subject
    [link] = re.findall(r'href="([^"]+)"', letter.html)

    handler = comes()
    handler.page.goto(link)
    handler.sign_in(f"{last_day}T11:05", HANDLER)
    handler.page.wait_for_url(link)
    expect(handler.page.locator(".clock")).to_contain_text("今日到期")
    handler.start("accept")
    handler.hand_in()
    expect(handler.page.locator(".alert.good")).to_contain_text("案件转为“审查中”")
    assert bureau.due("preliminary_check") is None
    smtp_server.mailbox.clear()
    bureau.sweep("2026-03-16")
    deliver(place, smtp_server, "2026-03-16T11:00")
    assert "初核" not in "".join(one.text for one in smtp_server.mailbox)


def deliver(place: Place, server: MailServer, day: str) -> None:
    """What waits in the outbox goes to the real server."""
    post = SmtpChannel(server.hostname, server.port, "rongcuo@example.invalid", starttls=False)
    sender = Sender("区生态环境局", place.site, "rongcuo.invalid")
    deliver_notices(place.bureau.store, post, at(day), sender=sender)


def test_a_case_goes_through_all_phases_by_clicking(comes: Comes, place: Place) -> None:
    """Each step by whom the measures want, who come in with their passwords."""
    bureau, clerk = place.bureau, comes()
    clerk.sign_in("2026-03-02", HANDLER)
    clerk.page.click("text=立案登记")
    fill(clerk.page, {
        "subject": ["雨天巡查未发现暗管"], "officers": [OFFICER], "track": ["bureau"],
        "organ": ["区生态环境局党组"], "started_on": ["2026-03-02"], "supervisor": [SUPERVISOR],
        "start_document": ["巴环责启〔2026〕9号"], "report_kind": ["real_name"],
    })  # fmt: skip
    clerk.hand_in()
    clerk.page.click(".what a")
    bureau.number = clerk.page.url.rpartition("/")[2]

    come, known, phases = comes(), set[str](), []
    for day, event, by, data in LINE:
        for who, what, said in (*_first(event), (by, event, data)):
            (come.be if who in known else come.sign_in)(day, who)
            known.add(who)
            come.do(what, said)
        phases += come.page.locator(".steps .now b").all_inner_texts()
    come.be(day, SUPERVISOR)
    come.find(bureau.number)
    assert bureau.state() == "closed"
    expect(come.page.locator(".steps .done")).to_have_count(PHASES)
    assert list(dict.fromkeys(phases)) == [
        "容错申请", "容错审查", "作出决定", "纠错整改", "澄清正名", "总结教训",
    ]  # fmt: skip
    assert verify(bureau.store).flaws == []


def _first(event: str) -> list[tuple[str, str, dict[str, str]]]:
    """What the unit must do before the supervisor can."""
    return [(UNIT, *RESTS_ON[event])] if event in RESTS_ON else []


def test_a_follow_up_report_is_opened_from_the_menu_and_printed(
    comes: Comes, place: Place, tmp_path: Path
) -> None:
    number = correct(place.bureau)
    issue(place.bureau)
    supervisor = comes()
    supervisor.sign_in("2026-06-08T09:00", SUPERVISOR)
    page = supervisor.page
    page.click(".side a[href='/follow-up']")
    page.click(f"a[href='/follow-up/{WEEK}/bureau']")
    expect(page.locator("main")).to_contain_text(number)
    expect(page.locator("svg.spans")).to_be_visible()
    said = printed(page, tmp_path)
    assert number in said
    assert "整改跟踪" in said
    with page.expect_download() as taken:
        page.click(f"a[href='/follow-up/{WEEK}/bureau/file/xlsx']")
    taken.value.save_as(tmp_path / "report.xlsx")
    sheet = workbook(tmp_path / "report.xlsx").worksheets
    assert any(number in map(str, row) for one in sheet for row in one.values)


def test_a_paper_is_opened_and_printed(page: Page, tmp_path: Path) -> None:
    page.goto("/cases/2026-0003-1")
    page.click("section:has(#h-papers) a >> nth=0")
    title = page.locator(".paper h2").first.inner_text()
    assert "".join(title.split()) in printed(page, tmp_path)


def printed(page: Page, folder: Path) -> str:
    """What stands on the sheets, without blanks: of A4, and without the frame of the screen."""
    file = folder / "printed.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    done = subprocess.run(
        ["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True
    )
    assert "工作台" not in done.stdout
    sizes = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Page size:\s+59[45]\.\d+ x 84[12]", sizes), sizes
    return "".join(done.stdout.split())
