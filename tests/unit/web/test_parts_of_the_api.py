"""A token limited to some parts of the API is given what is of these parts alone."""

from cases.long_work import WorkKind
from web.api.work import PART_OF


def test_of_every_long_work_it_is_said_of_which_part_its_file_is():
    assert set(PART_OF) == set(WorkKind)
