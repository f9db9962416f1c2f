from importlib.resources import files

import pytest

from notifications import CATALOGUE
from states.table import TABLE
from states.vocabulary import Role

TOLD_BY_NAME = {"recusal_told"}
"""Whom it concerns keeps out of the case, and is in no list of its people."""
FOLDERS = {
    folder.name: {file.name for file in folder.iterdir()}
    for folder in (files("templates") / "notices").iterdir()
    if folder.is_dir()
}


def test_every_folder_of_templates_is_a_notice_and_every_notice_a_folder() -> None:
    assert set(FOLDERS) == set(CATALOGUE)


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_folder_holds_a_subject_a_text_a_page_and_a_short_form(name: str) -> None:
    assert FOLDERS[name] == {"subject.j2", "text.j2", "text.html.j2", "short.j2"}


def test_codes_are_given_once() -> None:
    codes = [kind.code for kind in CATALOGUE.values()]
    assert len(codes) == len(set(codes))


def test_every_notice_that_the_life_of_a_case_brings_has_recipients() -> None:
    for name in {name for row in TABLE for name in row.notices} - TOLD_BY_NAME:
        assert CATALOGUE[name].roles


def test_no_notice_goes_to_the_clock() -> None:
    assert all(Role.SYS not in kind.roles for kind in CATALOGUE.values())


def test_what_the_measures_require_to_be_told_cannot_be_switched_off() -> None:
    always = {kind.code for kind in CATALOGUE.values() if not kind.optional}
    asked = {f"N{n:02}" for n in (*range(1, 9), 15, *range(18, 25))}
    assert always == asked | {"N13", "N28"}


def test_nobody_gets_a_copy_of_what_they_are_told_themselves() -> None:
    assert all(not set(kind.roles) & set(kind.copies) for kind in CATALOGUE.values())
