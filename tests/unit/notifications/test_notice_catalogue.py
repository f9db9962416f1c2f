from importlib.resources import files

import pytest

from notifications import CATALOGUE
from states.table import TABLE
from states.vocabulary import Role

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
    for name in {name for row in TABLE for name in row.notices}:
        assert CATALOGUE[name].roles


def test_no_notice_goes_to_the_clock() -> None:
    assert all(Role.SYS not in kind.roles for kind in CATALOGUE.values())
