"""Golden files: every notice as it is sent, to be read by those who answer for it."""

import html
import re

import pytest
from support.golden import Golden
from support.notices import context_of, digest, notice_context, sample

from notifications import CATALOGUE, NoticeContext, render

EXTERNAL = (
    "started",
    "receipt",
    "not_applied",
    "supplement_lapsed",
    "decision",
    "reminder",
    "overdue",
)


# Who runs the system may not see the case; a digest and a report speak of several.
NOT_OF_A_CASE = {"sweep_fault", "dead_letter", "digest", "follow_up", "pattern"}


def variants() -> list[tuple[str, str, NoticeContext]]:
    """Every notice, once more for the external track where it says something else there."""
    return [
        *((name, name, sample(name)) for name in CATALOGUE),
        *((f"{name}.external", name, sample(name, "external")) for name in EXTERNAL),
        ("started.provisional", "started", sample("started", provisional=True)),
        ("reminder.provisional", "reminder", sample("reminder", provisional=True)),
        ("recusal_told.refused", "recusal_told", sample("recusal_told") | {"outcome": "refused"}),
        ("urged.overdue", "urged", sample("urged") | {"days_left": -2}),
        ("urged.copy", "urged", sample("urged") | {"copy": True, "action": None}),
        ("reminder.last_day", "reminder", sample("reminder") | {"days_left": 0}),
        ("task_opened.without_date", "task_opened", notice_context(full=False)),
    ]


def _words(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _seen(page: str) -> str:
    """What a reader of the HTML part sees."""
    body = page.partition("<body")[2].partition(">")[2]
    body = re.sub(r"<thead>.*</thead>", "", body, flags=re.DOTALL)
    return _words(html.unescape(re.sub(r"<[^>]+>", "", body)))


CASES = [pytest.param(*variant, id=variant[0]) for variant in variants()]


@pytest.mark.parametrize(("file", "name", "context"), CASES)
def test_a_notice_reads_as_it_was_approved(
    golden: Golden, file: str, name: str, context: NoticeContext
) -> None:
    notice = render(name, context)
    golden(f"notices/{file}.txt", f"{notice.subject}\n\n{notice.text}")
    golden(f"notices/{file}.html", notice.html)
    golden(f"notices/{file}.short.txt", f"{notice.short}\n")


@pytest.mark.parametrize(("file", "name", "context"), CASES)
def test_both_parts_of_a_letter_say_the_same(file: str, name: str, context: NoticeContext) -> None:
    notice = render(name, context)
    text = notice.text
    if name == "digest":  # its table has the links behind the numbers, and this label as its head
        text = re.sub(r"办理链接：.*\n|办理期限：", "", text)
    if name == "follow_up":  # its bars are drawn in the one, and written in signs in the other
        text = re.sub("[█░]+", "", text)
    assert _seen(notice.html) == _words(text)


@pytest.mark.parametrize("track", ["bureau", "external"])
@pytest.mark.parametrize("name", CATALOGUE)
def test_what_is_missing_is_left_out_and_never_printed_as_none(name: str, track: str) -> None:
    notice = render(name, context_of(name, track, full=False))
    for part in (notice.text, notice.html):
        assert "None" not in part
        assert "（）" not in part
        assert "：\n" not in part.replace("同志：\n", "")


@pytest.mark.parametrize("name", sorted(set(CATALOGUE) - NOT_OF_A_CASE))
def test_a_notice_says_who_gets_it_and_why_with_case_date_action_link_and_bureau(name: str) -> None:
    context = context_of(name)
    text = render(name, context).text
    kind = CATALOGUE[name]
    told = (
        "林晓岚同志",
        "执法人员",
        kind.why,
        kind.article or "第十六条",
        "2026年3月9日（星期一）",
    )
    for value in told:
        assert value in text
    for key in ("case_number", "matter_number", "task_zh", "action", "link", "bureau_name"):
        assert str(context[key]) in text


@pytest.mark.parametrize("name", sorted(set(CATALOGUE) - NOT_OF_A_CASE))
def test_a_provisional_date_is_marked_and_a_settled_one_is_not(name: str) -> None:
    assert "2026年3月9日（星期一）（暂定）" in render(name, notice_context(provisional=True)).text
    assert "暂定" not in render(name, notice_context()).text


def test_a_notice_that_tells_no_date_says_nothing_of_provisional_ones() -> None:
    assert "暂定" not in render("decision", sample("decision", provisional=True)).text
    assert "暂定" in render("receipt", sample("receipt", "external", provisional=True)).text


def test_the_first_notice_tells_last_day_way_attachments_and_that_tolerance_is_considered() -> None:
    text = render("started", notice_context("bureau")).text
    assert "最后一日为2026年3月9日（星期一）" in text
    assert "书面申请" in text
    assert "证据材料" in text
    assert "同步依职权考虑容错情形" in text
    assert "送达追责问责机关" not in text


def test_on_the_external_track_it_must_be_in_the_hands_of_the_other_organ_by_then() -> None:
    text = render("started", notice_context("external")).text
    assert "不依职权考虑" in text
    assert "必须在上述最后一日前（含当日）送达追责问责机关" in text
    assert "仅向本局提交，不视为已经提出" in text


@pytest.mark.parametrize(
    ("days", "words"), [(2, "剩2个工作日"), (0, "今日到期"), (-2, "已超期2个工作日")]
)
def test_a_ladder_notice_says_how_far_the_due_day_is(days: int, words: str) -> None:
    context = notice_context() | {"days_left": days}
    assert words in render("overdue" if days < 0 else "reminder", context).text


def test_an_overdue_notice_says_that_nothing_is_approved_by_waiting() -> None:
    assert "期限届满不产生批准、同意或者通过的效力" in render("overdue", notice_context()).text


def test_an_administrator_is_told_where_the_fault_is_and_nothing_of_the_case() -> None:
    context = notice_context()
    notice = render("sweep_fault", context)
    for part in (notice.text, notice.html):
        assert "RC-2026-0012-01" in part
        assert "容错申请期" in part
        assert "ValidationError" in part
        assert "rongcuo verify" in part
        for key in ("link", "article", "due_on", "window_last_day", "event_zh", "reason", "action"):
            assert str(context[key]) not in part


def test_a_digest_has_all_of_every_task_in_both_parts() -> None:
    context = digest()
    notice = render("digest", context)
    for line in context["lines"]:
        for key in ("case_number", "task_zh", "article", "due_on", "due_weekday", "link"):
            assert str(line[key]) in notice.text
            assert html.escape(str(line[key])) in notice.html
    for part in (notice.text, notice.html):
        assert part.count("（暂定）") == 1
        assert "已超期2个工作日" in part
        assert "剩3个工作日" in part
        assert "必须在该日前（含当日）送达追责问责机关" in part
        assert "期限届满不产生批准、同意或者通过的效力" in part


def test_a_digest_speaks_of_provisional_days_where_there_is_one() -> None:
    context = digest()
    settled = [line | {"provisional": False} for line in context["lines"]]
    assert "暂定" not in render("digest", {**context, "lines": settled}).text
