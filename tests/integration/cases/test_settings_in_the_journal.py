"""What the bureau keeps besides its cases is in the journal: settings, calendar, measures."""

from datetime import date

import pytest
from pydantic import SecretStr
from support.bureau import HANDLER, OFFICER, Bureau, at
from support.registries import DUTY, csv_file

from cases.calendars import Arrangement, keep
from cases.journal import KINDS, keep_settings, read_journal
from cases.registries import RegistryFile
from cases.registries import keep as keep_registry
from cases.regulations import interpret, keep_text, withdraw
from regulations.registries import Kind
from rongcuo.settings import Settings
from states.errors import GuardFailed
from storage.calendar import SetDay

NOW = at("2026-03-02T09:00")
AUDITOR, LEGAL = "jianming", "shenlan"


def entries(b: Bureau, kind: str) -> list[tuple[str | None, dict[str, object]]]:
    assert kind in KINDS
    return [(one.actor, one.said) for one in read_journal(b.store, AUDITOR, NOW, kind=kind)]


def test_settings_are_noted_when_the_group_starts_with_others_than_before(bureau: Bureau):
    for shown in ({}, {"port": "8700"}, {"port": "8700"}, {"sample": "False"}, {}):
        keep_settings(bureau.store, shown, NOW)
    assert [said for _, said in entries(bureau, "settings")] == [
        {"changed": ["port"], "settings": {"port": "8700"}},
        {"changed": ["port", "sample"], "settings": {"sample": "False"}},
        {"changed": ["sample"], "settings": {}},
    ]


def test_no_secret_is_shown():
    given = Settings(
        smtp_password=SecretStr("very-secret"),
        database_url="postgresql+psycopg://rongcuo:very-secret@127.0.0.1/cases",
        port=8700,
    )
    shown = given.shown()
    assert shown["smtp_password"] == "***"
    assert shown["port"] == "8700"
    assert "127.0.0.1/cases" in shown["database_url"]
    assert "very-secret" not in repr(shown)


def test_a_day_of_the_calendar_that_somebody_set_is_noted(bureau: Bureau):
    day = SetDay(date(2026, 6, 1), False, "防汛", "区政府通知")
    with pytest.raises(GuardFailed):
        keep(bureau.store, Arrangement(days=(day,)), OFFICER, NOW)
    made = keep(bureau.store, Arrangement(days=(day,)), HANDLER, NOW)
    assert entries(bureau, "calendar_kept") == [
        (HANDLER, {"version": made, "years": [], "days": ["2026-06-01"]})
    ]


def test_what_changes_in_the_measures_is_noted(bureau: Bureau):
    b = bureau
    keep_text(b.store, "第一条　目的。\n第二条　依据。\n", LEGAL, NOW)
    keep_text(b.store, "第一条　目的。\n第二条　依据。\n", LEGAL, NOW)
    interpret(b.store, "第十条", "解释〔2026〕1号", date(2026, 3, 1), "从宽。", LEGAL, NOW)
    withdraw(b.store, 1, LEGAL, NOW)
    assert [said["articles"] for _, said in entries(b, "text_kept")] == [["第一条", "第二条"]]
    assert [said["of"] for _, said in entries(b, "reading_entered")] == ["第十条"]
    assert [said["reading"] for _, said in entries(b, "reading_withdrawn")] == [1]


def test_a_registry_is_noted_with_what_it_was_made_from(bureau: Bureau):
    duty = ("Z1", "巡河", "执法二大队", "2026-01-01", "")
    file = RegistryFile(Kind.DUTY, "职责.csv", csv_file(DUTY, duty))
    done = keep_registry(bureau.store, file, HANDLER, NOW)
    assert done.applied
    [(actor, said)] = entries(bureau, "registry_imported")
    assert (actor, said["rows"], said["sha256"]) == (HANDLER, 1, file.sha256)
