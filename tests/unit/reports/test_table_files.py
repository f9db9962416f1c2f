"""A table as CSV: no text of it becomes a formula."""

import pytest

from reports.table_files import csv_lines


@pytest.mark.parametrize("sign", list("=+-@＝＋－＠"))
def test_no_text_is_taken_for_a_formula(sign: str):
    made = b"".join(csv_lines(["甲"], [[f"{sign}1+1"]])).decode("utf-8-sig")
    assert made.splitlines()[1] == f"'{sign}1+1"
