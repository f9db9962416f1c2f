"""Impact periods of a sanction (第十七条): counted in months, never moved for a day off."""

from datetime import date, timedelta

from deadlines.counting import add_months


def impact_end(effective: date, months: int, *, inclusive: bool = True) -> date:
    """Find the last day of an impact period of ``months`` from ``effective``.

    ``inclusive`` counts the first day; a month without the corresponding day ends the period on
    its last day either way.
    """
    corresponding = add_months(effective, months)
    if not inclusive or corresponding.day != effective.day:
        return corresponding
    return corresponding - timedelta(days=1)
