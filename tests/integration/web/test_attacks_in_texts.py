"""Attacks in what people write: script, templates, SQL, terminals; in every field and page."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from support import files as f
from support.bureau import HANDLER, OFFICER, Bureau, at, opening
from support.commands import Terminal
from support.delivering import SENDER
from support.feeds import Subscribe, subscribed
from support.pages import Reader
from support.poison import EVALUATED, MARK, NAME, SCRIPT, changed, harm_in, poisoned, texts
from support.registries import DUTY, INSPECTION, imported
from support.smtp import MailServer
from support.ways import ROLES, address, reading
from support.whole_case import LINE

from access.tokens import Scope
from cases.attachments import HandedIn, attach
from cases.delivery import deliver_notices
from cases.opening import open_matter
from cases.registries import list_entries
from cases.regulations import interpret
from cases.reporters import NewReport, Office, enter_report
from cases.signing_in import From
from cases.tokens import Wanted, known_by_token, make_token
from notifications import SmtpChannel
from regulations.registries import Kind
from states.errors import CaseError, Invalid
from states.step import event_named
from storage.files.shelf import Shelf
from web.door import form_key

REPORT = {"received_on": "2026-02-20", "abstract": "摘要", "text": "原文", "name": "某人",
          "contact": "电话", "address": "地址", "id_number": "证件"}  # fmt: skip
ON = "2026-07-23"


NEVER_SHOWN = {
    "application/json", "application/problem+json", "text/plain", "text/css", "image/svg+xml",
    "text/javascript", "application/octet-stream", "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/zip", "text/csv",
}  # fmt: skip
"""What no browser takes for a page, told not to guess."""


def renamed(b: Bureau) -> None:
    """People, units and browsers bear such names, too; addresses stay, or no letter goes out."""
    with b.store.write() as connection:
        for table in ("people", "units"):
            connection.execute(text(f"UPDATE {table} SET name = name || :mark"), {"mark": NAME})


def live(b: Bureau, data: Path) -> int:
    """A whole case in which everybody writes what means ill; in how many fields."""
    renamed(b)
    told, count = poisoned(opening("2026-03-02"), event_named("open").form.read)
    opened = open_matter(b.store, HANDLER, told, now=at("2026-03-02"))
    b.number = opened.cases[0]
    given, more = poisoned(REPORT, NewReport.read)
    enter_report(Office(b.store, data / "keys"), opened.matter, given, "panxiao", at("2026-03-03"))
    count += more
    shelf = Shelf(data / "attachments")
    for day, event, by, said in LINE:
        found, more = poisoned(said, event_named(event).form.read)
        b.do(day, event, by, **found)
        b.sweep(f"{day}T14:00")
        count += more
        if event == "file":
            with shelf.draft() as draft:
                draft.write(f.PDF)
                handed = HandedIn(b.number, HANDLER, f"{SCRIPT}.pdf", title=MARK, shown=True)
                attach(b.store, shelf, draft, handed, at(day))
            interpret(b.store, "A10.1", MARK, date(2026, 3, 1), MARK, "jiangheng", at(day))
            for kind, head in ((Kind.INSPECTION, INSPECTION), (Kind.DUTY, DUTY)):
                row = (f"Z-1{NAME}", MARK, MARK, "2026-01-01", "")
                imported(b, kind, head, row, by=HANDLER, on="2026-03-06")
    return count


def read_by_everybody(page: Reader, b: Bureau) -> list[tuple[str, str, list[str]]]:
    """What is wrong with any page for any role, in either language."""
    wrong, pages = [], 0
    for turn, (role, username) in enumerate(ROLES.items()):
        page.sign_in(username)
        with b.store.write() as connection:
            connection.execute(text("UPDATE sessions SET agent = :mark"), {"mark": MARK})
        for way in reading(page.app):
            path = address(way, b.number)
            answer = page.get(path, params={"lang": ("zh", "en")[turn % 2]})
            assert answer.status_code < 500, (role, path)
            kind = answer.headers["content-type"].partition(";")[0]
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            if kind == "text/html" and (harm := harm_in(answer.text)):
                wrong.append((role, path, harm))
            assert kind in NEVER_SHOWN | {"text/html"}
            pages += 1
    assert pages > 200
    return wrong


def test_what_means_ill_in_every_field_of_a_whole_case_is_text_wherever_it_is_read(
    at_day: Subscribe, sqlite_bureau: Bureau, tmp_path: Path, smtp_server: MailServer
):
    """Pages of every role in both languages, letters, calendars; the policy stands on each."""
    b = sqlite_bureau
    assert live(b, tmp_path) > 25
    assert b.state() == "closed"
    page = at_day(ON, bureau_name=NAME)
    assert isinstance(page, Reader)
    page.sign_in(HANDLER)
    made = Wanted(NAME, Scope.READ, frozenset(), date(2026, 8, 1))
    make_token(b.store, made, HANDLER, at(ON), most_days=180)
    assert read_by_everybody(page, b) == []
    page.sign_in("luochengan")
    assert "&lt;script&gt;" in page.get(f"/cases/{b.number}?lang=zh").text  # it is there, as text
    page.sign_in("panxiao")
    key = {"key": form_key(page.cookies["session"])}
    for path, form, status in (
        ("/reports/J2026-0001", {"reason": MARK}, 200),
        ("/matters/2026-0001/reports", {"received_on": MARK, "text": MARK, "abstract": MARK}, 422),
        ("/account/tokens", {"name": "x" + MARK, "scope": MARK, "until": MARK}, 422),
        ("/account/password", {"old": MARK, "new": MARK, "again": "x"}, 422),
    ):
        answer = page.post(path, data={**key, **form})
        assert answer.status_code == status, path
        assert harm_in(answer.text) == [], path
    calendar = page.get(subscribed(b, "fengjie")).text
    assert "onerror" not in calendar
    channel = SmtpChannel(
        smtp_server.hostname, smtp_server.port, "x <a@example.invalid>", starttls=False
    )
    deliver_notices(b.store, channel, at(f"{ON}T10:00"), sender=SENDER)
    assert len(smtp_server.mailbox) > 10
    for letter in smtp_server.mailbox:
        assert harm_in(letter.html, styled=True) == []
        assert EVALUATED not in letter.text + letter.subject
        assert "onerror" not in letter.subject
        assert len(letter.recipients) == len(letter.message["To"].addresses) == 1


WHERE = ("q", "state", "urgency", "after", "next", "lang", "theme", "kind", "before", "q=", "x[]")


@pytest.mark.parametrize("mark", [MARK, "\r\nSet-Cookie: x=y", "\0"])
def test_what_is_asked_for_comes_back_as_text_or_not_at_all(client: Reader, mark: str):
    """Every parameter and every part of a path of every way that reads."""
    client.sign_in("luochengan")
    for way in reading(client.app):
        path = address(way, "2026-0003-1")
        asked = [client.get(path, params={name: mark}) for name in WHERE]
        if "{" in way.path:
            odd = f.quoted(mark)
            asked.append(client.get(way.path.replace("{number}", odd).replace("{file}", odd)
                                    .replace("{kind}", odd).replace("{token}", odd)))  # fmt: skip
        for answer in asked:
            assert answer.status_code < 500, (way.path, answer.request.url)
            if answer.headers["content-type"].startswith("text/html"):
                assert harm_in(answer.text) == [], way.path
            assert "x=y" not in answer.headers.get("set-cookie", "")


# What a terminal would obey.


@pytest.mark.parametrize(
    "mark", ["\x1b[2J", "\x1b]0;x\x07", "\r", "\x08\x08", "\x9b2J", "\u202e", "\u2066", "\0"]
)
def test_no_field_of_any_step_takes_what_a_terminal_obeys(mark: str):
    tried = 0
    for data, read in (
        *((said, event_named(event).form.read) for _, event, _, said in LINE),
        (opening("2026-03-02"), event_named("open").form.read),
        (REPORT, NewReport.read),
    ):
        for path, said in texts(data):
            with pytest.raises(Invalid):
                read(changed(data, path, f"a{mark}{said}"))
            tried += 1
    assert tried > 25


def test_the_command_line_prints_it_as_it_is_and_evaluates_nothing(
    terminal: Terminal, tmp_path: Path
):
    b = terminal.bureau
    live(b, tmp_path)
    for words in (
        ("case", "list"), ("case", "show", b.number), ("matter", "list"), ("task", "list", "--all"),
        ("matter", "show", "2026-0001"), ("agenda", "--all"), ("registry", "list", "duty"),
        ("case", "hints", b.number), ("regulation", "show", "A10.1"),
    ):  # fmt: skip
        said = terminal.type(*words).out
        assert EVALUATED not in said
        assert said.replace("\n", "").isprintable() or "\t" in said, words


# SQL.


SQL = (
    "' OR '1'='1", "'; DROP TABLE cases;--", "%' UNION SELECT 1,2,3--", "\\' OR 1=1 --", "1) OR (1",
    "%", "_", "%%", "\\", "'", '"', ":x", "%(x)s", "?", "{x}", "\0", "a\0b", "𝕏" * 50, "\udcff",
)  # fmt: skip


@pytest.fixture
def pages(bureau: Bureau, opened: Subscribe) -> Reader:
    bureau.open("2026-03-02")
    imported(bureau, Kind.DUTY, DUTY, ("Z-1", "日常巡查", "一大队", "2026-01-01", ""))
    page = opened("2026-03-04")
    assert isinstance(page, Reader)
    return page


def test_what_is_typed_into_a_search_is_looked_for_and_never_run(pages: Reader, bureau: Bureau):
    before = bureau.tables()
    for path, who in (("/journal", ROLES["AUD"]), ("/cases", "luochengan")):
        pages.sign_in(who)
        assert pages.get(path).status_code == 200
        for words in SQL:
            for name in ("q", "state", "urgency", "after", "kind", "before"):
                answer = pages.get(path, params={name: words.encode("utf-8", "surrogatepass")})
                assert answer.status_code in {200, 422}, (path, name, words)
    number, sessions = bureau.number, bureau.tables()["sessions"]
    for words in SQL:
        if words.isprintable():
            found = pages.get("/cases", params={"q": words}).text
            assert number not in found, words
        listed = list(list_entries(bureau.store, search=words)) if words.isprintable() else []
        if words == '"':  # rows are searched as they are kept, and JSON has quotes
            continue
        assert listed == [], words
        for path in ("/cases/{}", "/matters/{}", "/api/v1/cases/{}/tasks/{}", "/feed/{}.ics"):
            asked = path.format(f.quoted(words), f.quoted(words))
            assert pages.get(asked).status_code in {400, 404, 422}, (path, words)
    after = bureau.tables()
    assert {k for k in after if after[k] != before[k]} <= {"sessions", "accounts", "journal",
                                                          "counters"}  # fmt: skip
    assert after["sessions"] == sessions


def test_who_comes_with_sql_for_a_name_or_a_token_is_nobody(pages: Reader, bureau: Bureau):
    before = {k: v for k, v in bureau.tables().items() if k in {"people", "accounts", "cases"}}
    for n, words in enumerate(SQL):
        form = {"username": words.encode("utf-8", "surrogatepass"), "password": words.encode(
            "utf-8", "surrogatepass")}  # fmt: skip
        answer = pages.post("/sign-in", data=form, follow_redirects=False)
        assert answer.status_code in {401, 422, 429}, words
        with pytest.raises(CaseError):
            known_by_token(
                bureau.store, words.encode("utf-8", "replace").decode(), source=From(f"a{n}"),
                now=at("2026-03-04"),
            )  # fmt: skip
    after = bureau.tables()
    assert {k: after[k] for k in before} == before


# Letters.


HOSTILE: tuple[tuple[str, str, bool], ...] = (
    ("甲\r\nBcc: evil@example.invalid", "a@example.invalid", True),
    ('甲" <evil@example.invalid>, "', "a@example.invalid", True),
    ("甲\r\n\r\n<script>alert(1)</script>", "a@example.invalid", True),
    ("甲\u2028Bcc: evil@example.invalid", "a@example.invalid", True),
    ("=?utf-8?q?=0d=0aBcc:_evil@example.invalid?=", "a@example.invalid", True),
    ("甲", "a@example.invalid\r\nBcc: evil@example.invalid", False),
    ("甲", "a@example.invalid, evil@example.invalid", False),
    ("甲", "a@example.invalid>\r\nRCPT TO:<evil@example.invalid", False),
    ("甲", "-oX/tmp/x@example.invalid ", True),
    ("甲", "a@example.invalid\0.evil", False),
)  # fmt: skip
KNOWN_HEADERS = {
    "From", "To", "Subject", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress",
    "Content-Language", "MIME-Version", "Date", "Content-Type", "X-Peer", "X-MailFrom",
    "X-RcptTo",
}  # fmt: skip


@pytest.mark.parametrize(("name", "mail", "sent"), HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_and_no_address_adds_a_header_or_a_recipient(
    bureau: Bureau, smtp_server: MailServer, name: str, mail: str, sent: bool
):
    """As they would stand in the database, had somebody put them there past every form."""
    if bureau.store.url.get_backend_name() == "postgresql" and "\0" in mail:
        pytest.skip("PostgreSQL keeps no NUL")
    with bureau.store.write() as connection:
        connection.execute(
            text("UPDATE people SET name = :name, email = :mail WHERE username = :who"),
            {"name": name, "mail": mail, "who": OFFICER},
        )
        connection.execute(
            text("UPDATE people SET email = NULL WHERE username != :who"), {"who": OFFICER}
        )
    told: dict[str, Any] = {"subject": MARK, "organ": MARK}
    bureau.open("2026-03-02", **told)
    channel = SmtpChannel(
        smtp_server.hostname, smtp_server.port, "x <b@example.invalid>", starttls=False
    )
    deliver_notices(bureau.store, channel, at("2026-03-02T15:00"), sender=SENDER)
    assert bool(smtp_server.mailbox) is sent
    for letter in smtp_server.mailbox:
        assert letter.recipients == (mail.strip(),)
        assert set(letter.message.keys()) <= KNOWN_HEADERS
        assert "evil" not in str(letter.message["To"].addresses[0].addr_spec)
        assert len(letter.message["To"].addresses) == len(letter.message["From"].addresses) == 1
        assert harm_in(letter.html, styled=True) == []
