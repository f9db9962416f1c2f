"""Text that people typed, made safe to stand in a line of a letter or of a header."""

import re

_BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# These turn the reading direction round: a name could make the rest of its line read otherwise.
_DIRECTIONS = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_LONE_SURROGATES = re.compile(r"[\ud800-\udfff]")


def one_line(text: str) -> str:
    """``text`` without line breaks, control characters and changes of reading direction.

    Everything else is kept, quotes, angle brackets and emoji too: escaping is the template's work.
    """
    text = _LONE_SURROGATES.sub("�", _DIRECTIONS.sub("", text))
    return _BREAKS.sub(" ", text).strip()
