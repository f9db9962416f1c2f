"""What the counting can refuse."""

from datetime import date


class DateOutOfRange(ValueError):  # noqa: N818 - the name says the error without the suffix
    """The day lies outside the years the calendar covers."""

    def __init__(self, day: date | None, first: date, last: date) -> None:
        self.day = day
        self.first = first
        self.last = last
        named = f"The date {day}" if day is not None else "The date counted to"
        super().__init__(
            f"{named} lies outside {first} to {last}; give a start and a length that stay inside."
        )
