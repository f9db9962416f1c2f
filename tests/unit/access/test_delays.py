"""How long a guesser rests."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from access.delays import ACCOUNT, ADDRESS, DAY


@given(st.integers(0, 10_000))
def test_more_failures_never_rest_less_and_never_more_than_a_day(failures: int):
    for patience in (ACCOUNT, ADDRESS):
        here, next_ = patience.wait(failures), patience.wait(failures + 1)
        assert timedelta(0) <= here <= next_ <= DAY or next_ == DAY


def test_who_mistypes_twice_waits_for_nothing_and_the_fifth_for_a_quarter_of_an_hour():
    waits = [ACCOUNT.wait(n).total_seconds() for n in range(8)]
    assert waits == [0, 0, 0, 2, 4, 900, 1800, 3600]
