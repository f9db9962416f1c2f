"""Every event is asked on a page: what is typed there is what the event reads."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.papers_in import data_for
from support.typing_in import typed

from cases.choices import Choice
from states.errors import Invalid
from states.events import EVENTS
from states.table import TABLE
from states.vocabulary import Role
from web.fields import Kind, fields_of
from web.filled import Filled

DAY = date(2026, 3, 9)
CLOCKS = {row.event.code for row in TABLE} - {
    row.event.code for row in TABLE if set(row.roles) != {Role.SYS}
}
BY_A_PERSON = sorted(set(EVENTS) - CLOCKS - {"import"})
LISTS = {Kind.MANY, Kind.LINES}
CHOSEN = {
    "answers": ("A10.1", "A12.4", "A13.1", "A13.2", "A13.3", "A15.a", "A15.b",
                *(f"A16.X{n}" for n in range(1, 6))),
    "excluded_items": tuple(f"A16.X{n}" for n in range(1, 6)),
    "duties": ("answer_reporter", "explain_anonymous", "clear_name"),
}  # fmt: skip


def asked(event: str):
    offered = {name: [Choice(code, code, code) for code in codes] for name, codes in CHOSEN.items()}
    return fields_of(EVENTS[event].form, offered)


def refused(event: str, filled: Filled) -> Invalid | None:
    """Why the event does not take what was filled in; nothing where it does."""
    try:
        EVENTS[event].form.read(filled.data(asked(event)))
    except Invalid as refusal:
        return refusal
    return None


@pytest.mark.parametrize("event", BY_A_PERSON)
def test_what_is_typed_is_what_the_event_reads(event: str):
    data, fields = data_for(event, DAY), asked(event)
    sent = Filled(typed(fields, data)).data(fields)
    form = EVENTS[event].form
    assert form.read(sent) == form.read(data)


@pytest.mark.parametrize("event", BY_A_PERSON)
def test_every_field_that_the_event_asks_is_on_its_page_with_both_labels(event: str):
    fields = asked(event)
    assert {field.name for field in fields} == set(EVENTS[event].form.asked())
    for field in fields:
        for one in (field, *field.parts):
            assert not one.zh.isascii(), one
            assert one.en.isascii() or event in {"propose", "decide_recusal"}, one
            assert (one.kind is not Kind.ONE) or one.choices, one


@pytest.mark.parametrize("event", BY_A_PERSON)
def test_a_page_left_empty_is_refused_at_a_field_of_the_page_or_is_enough(event: str):
    fields, filled = asked(event), Filled()
    refusal = refused(event, filled)
    if refusal is None:
        assert not any(field.required for field in fields if field.kind not in LISTS)
    else:
        assert filled.place(fields, refusal.name) in {field.name for field in fields}


def test_a_fault_in_an_entry_is_shown_in_the_row_it_was_typed_in():
    fields = asked("record_sanction")
    filled = Filled({
        "document": ["巴纪〔2026〕6号"], "sanctions.rows": ["3"],
        "sanctions.2.kind": ["政务警告"], "sanctions.2.effective_on": ["昨天"],
    })  # fmt: skip
    with pytest.raises(Invalid) as refusal:
        EVENTS["record_sanction"].form.read(filled.data(fields))
    assert filled.place(fields, refusal.value.name) == "sanctions.2.effective_on"


@given(st.dictionaries(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=3)))
def test_whatever_is_sent_is_read_or_refused(sent: dict[str, list[str]]):
    for event in ("decide", "submit_plan", "assess_items", "finish_clearing"):
        refusal = refused(event, Filled(sent))
        assert refusal is None or refusal.say("zh")


@given(st.text(max_size=12))
@example("9" * 5000)
def test_a_number_of_rows_that_is_none_is_the_usual_one(said: str):
    fields = asked("submit_plan")
    plan = next(field for field in fields if field.name == "measures")
    assert 0 <= Filled({"measures.rows": [said]}).rows(plan) <= 80
