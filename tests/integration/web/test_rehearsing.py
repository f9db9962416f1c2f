"""What a step would bring is shown before it is taken, and nothing of it is kept."""

import re

import pytest
from support.bureau import HANDLER, OFFICER, UNIT, at
from support.desk import Desk

from cases.history import verify
from cases.views import case_file
from storage import records


@pytest.fixture
def filed(desk: Desk) -> Desk:
    b = desk.bureau
    b.open("2026-03-02")
    b.do("2026-03-05", "file", OFFICER, statement="申请容错", evidence=["现场记录"])
    return desk


def rows_of(desk: Desk) -> list[tuple[str, int]]:
    tables = ("events", "tasks", "notices", "deliveries", "papers", "attempts")
    with desk.bureau.store.read() as connection:
        return [
            (name, connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one())
            for name in tables
        ]


def look(desk: Desk, event: str, **typed: str):
    where, page = desk.form(event)
    said = {name: [value] for name, value in typed.items()}
    return desk.hand_in(where, page.text, said, act=["look"])


def test_it_names_the_state_the_tasks_with_their_days_the_papers_and_the_letters(filed: Desk):
    filed.on("2026-03-09", HANDLER)
    shown = look(filed, "accept").text
    assert "案件转为“审查中”" in shown
    assert "2026年3月30日 星期一" in shown  # fifteen working days from the ninth
    assert "受理通知书" in shown
    assert "预览，尚未办理" in shown
    assert "容错审查" in shown


def test_the_letters_read_as_they_would_arrive(filed: Desk):
    filed.on("2026-03-09", HANDLER)
    shown = look(filed, "require_supplement", gaps="现场检查记录").text
    assert "待办通知 → 孙皓" in " ".join(shown.split())
    assert "孙皓同志：" in shown


def test_nothing_of_it_is_kept(filed: Desk):
    filed.on("2026-03-09", HANDLER)
    before = rows_of(filed)
    look(filed, "accept")
    assert rows_of(filed) == before
    assert case_file(filed.bureau.store, filed.bureau.number, at("2026-03-09")).row.version == 2
    assert not verify(filed.bureau.store).flaws


def test_what_was_typed_is_still_there_and_can_be_handed_in(filed: Desk):
    filed.on("2026-03-09", HANDLER)
    shown = look(filed, "accept", reason="材料齐全\n　　另附说明")
    assert "材料齐全\n　　另附说明</textarea>" in shown.text
    assert (
        filed.hand_in(f"/cases/{filed.bureau.number}/do/accept", shown.text, {}).status_code == 303
    )
    with filed.bureau.store.read() as connection:
        case = records.load_case(connection, filed.bureau.number)
        assert case
        assert case.state == "under_review"


def test_what_would_be_refused_says_so(filed: Desk):
    filed.on("2026-03-09", HANDLER)
    shown = look(filed, "require_supplement")
    assert shown.status_code == 422
    assert re.search(r'<a href="#gaps">[^<]+：至少1项。</a>', shown.text)


def test_an_officer_sees_of_the_letters_only_their_own(filed: Desk):
    filed.on("2026-03-06", OFFICER)
    shown = look(filed, "comment", text="照片明天交来。", shown="1").text
    assert "→ 唐莉" not in shown
    assert "→ 白雪" not in shown
    assert "不发出您可以看到的通知" in shown


def test_the_unit_is_shown_no_task_that_is_owed_to_a_reporter(filed: Desk):
    filed.on("2026-03-06", UNIT)
    shown = look(filed, "comment", text="照片明天交来。").text
    # The menu has a room of that name for everybody.
    assert "反馈" not in shown.partition("<main")[2].replace("反馈与澄清", "")
