"""Windows over matters, and the comparison of a unit's mistakes with its own past."""

from datetime import date
from fractions import Fraction
from math import comb, isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.patterns import ALPHA, Rate, adjusted, chance_of, first_of_window, often, whole_months


def exactly(now: int, past: int, months: int, past_months: int) -> Fraction:
    """The probability of ``now`` or more, summed without any rounding."""
    total, part = now + past, Fraction(months, months + past_months)
    return sum(
        (comb(total, n) * part**n * (1 - part) ** (total - n) for n in range(now, total + 1)),
        Fraction(0),
    )


@pytest.mark.parametrize(
    ("now", "past", "months", "past_months", "said"),
    [
        (0, 0, 6, 36, 1.0),  # nothing of nothing is no surprise
        (0, 9, 6, 36, 1.0),  # none or more
        (3, 0, 6, 6, 1 / 8),  # three throws of a coin
        (3, 0, 6, 36, (1 / 7) ** 3),
        (1, 1, 6, 6, 3 / 4),
        (5, 5, 12, 12, 638 / 1024),
        (8, 2, 12, 12, 56 / 1024),
        (2, 2, 12, 36, 67 / 256),
    ],
)
def test_the_comparison_is_the_tail_that_is_worked_out_by_hand(
    now: int, past: int, months: int, past_months: int, said: float
):
    assert isclose(chance_of(now, past, months, past_months), said, rel_tol=1e-12)


TENTHS = (  # the tail of a Poisson count at a known rate, from a table: rate, count, probability
    (1.0, 3, 0.0803), (2.0, 5, 0.0527), (3.0, 7, 0.0335), (5.0, 10, 0.0318),
)  # fmt: skip


@pytest.mark.parametrize(("rate", "count", "tail"), TENTHS)
def test_with_a_long_past_it_is_the_tail_of_poisson(rate: float, count: int, tail: float):
    """A past so long that its rate is as good as known leaves the plain Poisson probability."""
    months = 1
    past_months = 100_000
    past = round(rate * past_months)
    assert chance_of(count, past, months, past_months) == pytest.approx(tail, abs=6e-5)


quick = settings(max_examples=60, deadline=None)
counts = st.integers(0, 60)
lengths = st.integers(1, 36)


@quick
@given(counts, counts, lengths, lengths)
def test_it_is_exact_whatever_is_compared(now: int, past: int, months: int, past_months: int):
    wanted = exactly(now, past, months, past_months)
    assert chance_of(now, past, months, past_months) == pytest.approx(float(wanted), rel=1e-9)


@quick
@given(counts, counts, lengths, lengths)
def test_more_now_is_less_likely_and_more_before_is_less_strange(
    now: int, past: int, months: int, past_months: int
):
    here = chance_of(now, past, months, past_months)
    slack = 1 + 1e-9
    assert chance_of(now + 1, past, months, past_months) <= here * slack
    assert chance_of(now, past + 1, months, past_months) * slack >= here
    assert 0 <= here <= 1


def test_thousands_are_compared_without_overflow():
    assert chance_of(300, 1_500, 6, 36) == pytest.approx(0.002555613422475766, rel=1e-9)
    assert chance_of(3_000, 18_000, 6, 36) == pytest.approx(0.5, abs=0.01)


def rate(chance: float) -> Rate:
    return Rate(1, "程序瑕疵", 5, 5, 6, 36, chance)


def test_of_many_comparisons_each_has_to_be_the_more_striking():
    """Holm: the smallest times their number, the next times one less, and never smaller again."""
    found = adjusted([rate(0.04), rate(0.01), rate(0.02), rate(0.9)])
    assert [(one.chance, round(one.adjusted, 6)) for one in found] == [
        (0.01, 0.04), (0.02, 0.06), (0.04, 0.08), (0.9, 0.9),
    ]  # fmt: skip
    assert [one.striking for one in found] == [True, False, False, False]


@quick
@given(st.lists(st.floats(0, 1), max_size=20))
def test_taken_together_nothing_gets_more_striking(chances: list[float]):
    found = adjusted([rate(chance) for chance in chances])
    assert [one.chance for one in found] == sorted(chances)
    assert all(one.chance <= one.adjusted <= 1 for one in found)
    assert [one.adjusted for one in found] == sorted(one.adjusted for one in found)
    assert not any(one.striking and one.chance >= ALPHA for one in found)


def test_what_is_expected_is_the_past_at_its_own_rate():
    assert Rate(1, "水", 5, 18, 6, 36, 0.1).expected == 3


def days(*said: str) -> list[tuple[date, int]]:
    return [(date.fromisoformat(day), place) for place, day in enumerate(said)]


@pytest.mark.parametrize(
    ("newest_first", "found"),
    [
        (("2026-10-31", "2026-07-01", "2026-04-30"), "2026-10-31"),  # both edges belong to it
        (("2026-10-31", "2026-07-01", "2026-04-29"), None),
        (("2026-10-31", "2026-03-01", "2026-02-02", "2026-01-01"), "2026-03-01"),
        (("2026-10-31", "2026-10-31"), None),
        ((), None),
    ],
)
def test_three_in_six_months_are_often(newest_first: tuple[str, ...], found: str | None):
    said = often(iter(days(*newest_first)), 3, 6)
    assert said == (date.fromisoformat(found) if found else None)


def test_no_more_is_read_than_must_be():
    read = iter(days("2026-10-03", "2026-10-02", "2026-10-01", "2026-09-30", "2026-09-29"))
    assert often(read, 3, 6) == date(2026, 10, 3)
    assert len(list(read)) == 2


def test_a_window_begins_on_the_same_day_months_before():
    assert first_of_window(date(2026, 8, 31), 6) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2025-05-21", "2026-05-21", 12),
        ("2025-05-22", "2026-05-21", 11),
        ("2024-01-31", "2024-02-29", 0),
        ("2024-01-29", "2024-02-29", 1),
        ("2026-05-21", "2026-05-21", 0),
    ],
)
def test_of_a_month_that_is_begun_nothing_counts(first: str, last: str, months: int):
    assert whole_months(date.fromisoformat(first), date.fromisoformat(last)) == months
