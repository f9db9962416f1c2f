from html.parser import HTMLParser

import pytest
from jinja2 import TemplateRuntimeError, UndefinedError
from support.notices import HOSTILE, REPORT, context_of, digest, follow_up, notice_context

from notifications import CATALOGUE, UnknownNotice, render
from notifications.cleaning import one_line
from notifications.render import SHORT, environment

WITHOUT_A_DAY = {"digest", "sweep_fault", "dead_letter", "follow_up", "pattern"}
TEXT_FIELDS = [key for key, value in notice_context().items() if isinstance(value, str)]


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_missing_field_is_an_error_and_not_a_gap(name: str) -> None:
    context = dict(context_of(name))
    del context["recipient_name"]
    with pytest.raises(UndefinedError, match="recipient_name"):
        render(name, context)


def test_an_empty_field_that_a_notice_cannot_do_without_is_an_error() -> None:
    with pytest.raises(TemplateRuntimeError, match="empty field"):
        render("started", notice_context() | {"started_on": None})


class Page(HTMLParser):
    """The tags and the attributes of a page, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_name_stays_one_line_of_text_and_no_markup(value: str) -> None:
    plain = render("reminder", notice_context())
    notice = render("reminder", notice_context() | {"recipient_name": value})
    assert f"\n{one_line(value)}同志：\n" in notice.text
    assert notice.text.count("\n") == plain.text.count("\n")
    assert f"{one_line(value)}同志：" in Page(notice.html).text
    assert Page(notice.html).tags == Page(plain.html).tags


@pytest.mark.parametrize("track", ["bureau", "external"])
@pytest.mark.parametrize("name", CATALOGUE)
def test_no_field_of_any_notice_reaches_the_html_unescaped(name: str, track: str) -> None:
    plain = context_of(name, track)
    values: dict[str, object] = dict(plain)
    hostile = values | {key: f"{values[key]}\"'><script>&" for key in TEXT_FIELDS}
    hostile |= {"track": track, "due_on": hostile["window_last_day"]}
    assert Page(render(name, hostile).html).tags == Page(render(name, plain).html).tags


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_subject_is_one_short_line_without_anything_of_the_case(name: str) -> None:
    subject = render(name, context_of(name)).subject
    assert subject.startswith(("【容错纠错】您有1项", "【容错纠错】您有多项"))
    assert "\n" not in subject
    assert len(subject) <= 40
    for fact in ("逾期", "容错申请", "决定书", "第"):
        assert fact not in subject.removeprefix("【容错纠错】")


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", CATALOGUE)
def test_a_short_form_tells_no_name_and_nothing_of_the_case(name: str, value: str) -> None:
    plain = context_of(name)
    values: dict[str, object] = dict(plain)
    hostile = values | {key: value for key in TEXT_FIELDS if key not in SHORT}
    assert render(name, hostile | {"track": "external"}).short == render(name, plain).short


@pytest.mark.parametrize("name", sorted(set(CATALOGUE) - WITHOUT_A_DAY))
def test_a_short_form_says_what_to_do_until_when_and_where(name: str) -> None:
    short = render(name, context_of(name, provisional=True)).short
    assert short.startswith("【容错纠错】您有1项")
    assert "办理期限：2026年3月9日（星期一）（暂定），剩2个工作日\n" in short
    assert short.endswith("：http://127.0.0.1:8642/")
    assert len(short.encode()) < 500


def test_a_short_form_that_asks_for_a_name_cannot_be_rendered() -> None:
    template = environment().from_string("您好，{{ recipient_name }}")
    with pytest.raises(UndefinedError):
        template.render(dict.fromkeys(SHORT, "x"))


def test_no_field_of_a_digests_lines_reaches_the_html_unescaped() -> None:
    plain = digest()
    evil = [
        {k: f"{v}\"'><script>&" if isinstance(v, str) else v for k, v in line.items()}
        | {key: line[key] for key in ("track", "due_on", "window_last_day")}
        for line in plain["lines"]
    ]
    hostile = render("digest", {**plain, "lines": evil})
    assert "<script" not in hostile.html
    assert Page(hostile.html).tags == Page(render("digest", plain).html).tags


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_in_a_report_is_one_line_and_no_markup(value: str) -> None:
    lines = [{**dict.fromkeys(line, value), "bars": line["bars"]} for line in REPORT["overdue"]]
    units = [{**one, "name": value} for one in REPORT["units"]]
    plain = follow_up()
    report = {**REPORT, "overdue": lines, "units": units, "note": value, "title": value}
    said = render("follow_up", {**plain, "report": report})
    assert said.text.count("\n") == render("follow_up", plain).text.count("\n")
    assert Page(said.html).tags == Page(render("follow_up", plain).html).tags


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_in_a_digests_line_stays_one_line(value: str) -> None:
    plain = digest()
    lines = [line | {"task_zh": value} for line in plain["lines"]]
    text = render("digest", {**plain, "lines": lines}).text
    assert text.count("\n") == render("digest", plain).text.count("\n")
    assert text.count(f". {one_line(value)}\n") == 3


def test_a_subject_template_that_asks_for_a_name_cannot_be_rendered() -> None:
    template = environment().from_string("您好，{{ recipient_name }}")
    with pytest.raises(UndefinedError):
        template.render()


def test_an_unknown_notice_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(
        UnknownNotice, match=r"'\.\./pages/case' does not exist: take one of .*started"
    ):
        render("../pages/case", notice_context())


def test_the_environment_is_made_once() -> None:
    assert environment() is environment()
