"""What people say to each other about a case, and who may read it."""

import pytest
from support.bureau import HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau, at

from cases.views import case_file
from states.errors import Invalid, NotFound
from storage import browsing, records


@pytest.fixture
def spoken(sqlite_bureau: Bureau) -> Bureau:
    b = sqlite_bureau
    b.open("2026-03-02")
    b.do("2026-03-03", "comment", HANDLER, text="先核对巡查记录。")
    b.do("2026-03-03", "comment", HANDLER, text="请补一份现场照片。", shown=True)
    b.do("2026-03-04", "comment", OFFICER, text="照片在同事处，明天交来。")
    return b


def read_by(b: Bureau, username: str) -> list[str]:
    return [
        one.text for one in case_file(b.store, b.number, at("2026-03-05"), viewer=username).comments
    ]


def told(b: Bureau) -> set[tuple[str, str]]:
    with b.store.read() as connection:
        case = records.load_case(connection, b.number)
        assert case
        found = browsing.notices(connection, case.id)
    return {(n["name"], n["recipient_name"]) for n in found if n["name"].startswith("comment")}


def test_whoever_works_on_a_case_reads_everything_that_was_said(spoken: Bureau):
    for username in (HANDLER, SUPERVISOR, "luochengan"):
        assert read_by(spoken, username) == [
            "照片在同事处，明天交来。", "请补一份现场照片。", "先核对巡查记录。",
        ]  # fmt: skip


def test_the_officer_reads_what_is_shown_and_what_they_said(spoken: Bureau):
    assert read_by(spoken, OFFICER) == ["照片在同事处，明天交来。", "请补一份现场照片。"]


def test_the_unit_reads_what_is_shown_alone(spoken: Bureau):
    assert read_by(spoken, UNIT) == ["请补一份现场照片。"]


def test_no_line_of_the_history_tells_of_what_one_may_not_read(spoken: Bureau):
    seen = case_file(spoken.store, spoken.number, at("2026-03-05"), viewer=UNIT).events
    assert [one.event for one in seen].count("comment") == 1


def test_those_it_is_for_are_told_and_nobody_of_their_own_words(spoken: Bureau):
    assert told(spoken) == {
        ("commented", "何敏"), ("commented", "唐莉"),
        ("comment_shown", "孙皓"), ("comment_shown", "白雪"), ("comment_shown", "唐莉"),
    }  # fmt: skip
    # The handler is told of the officer's words, not of two of their own.
    with spoken.store.read() as connection:
        case = records.load_case(connection, spoken.number)
        assert case
        mine = [
            n for n in browsing.notices(connection, case.id)
            if n["name"] == "commented" and n["recipient_name"] == "何敏"
        ]  # fmt: skip
    assert len(mine) == 1


def test_a_comment_moves_nothing(spoken: Bureau):
    file = case_file(spoken.store, spoken.number, at("2026-03-05"))
    assert file.row.state == "investigation"
    assert {one.to_state for one in file.events} == {"investigation"}


def test_an_empty_comment_is_refused(spoken: Bureau):
    with pytest.raises(Invalid, match="text"):
        spoken.do("2026-03-05", "comment", HANDLER, text="  ")


def test_whoever_has_no_part_says_nothing(spoken: Bureau):
    with pytest.raises(NotFound, match="没有案件"):
        spoken.do("2026-03-05", "comment", "fengjie", text="可以归档吗？")
