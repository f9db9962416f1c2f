"""The name a file came with, made harmless: no path, nothing unseen, nothing a program runs."""

import re
import unicodedata

LONGEST = 120
NAMELESS = "未命名"
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Control and format characters, what turns the direction of text among them."""
FORBIDDEN = re.compile(r'[<>:"|?*%]')
FORMULA = "=+-@.~ '"
"""What a name must not begin with: a spreadsheet would reckon it, a shell would hide it."""
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
EXTENSION = re.compile(r"\.([0-9A-Za-z]{1,8})$")


def clean_name(given: str) -> str:
    """``given`` as it is kept and told; never empty, never a path, at most 120 characters."""
    last = re.split(r"[/\\]", given)[-1]
    seen = "".join(
        " " if unicodedata.category(c) == "Zs" else c
        for c in unicodedata.normalize("NFC", last)
        if unicodedata.category(c) not in UNSEEN
    )
    plain = FORBIDDEN.sub("_", seen).lstrip(FORMULA).rstrip(". ")
    if RESERVED.match(plain):
        plain = f"_{plain}"
    return _shortened(plain or NAMELESS)


def extension(name: str) -> str:
    """The extension of a name in small letters, without its dot; empty where it has none."""
    found = EXTENSION.search(name)
    return found[1].lower() if found else ""


def _shortened(name: str) -> str:
    """The beginning and the extension; 120 characters of Chinese fit what file systems take less.

    Names of files on disk are hashes; a download is kept under at most 240 bytes.
    """
    tail = found[0] if (found := EXTENSION.search(name)) else ""
    stem = name[: len(name) - len(tail)][: LONGEST - len(tail)]
    while len((stem + tail).encode()) > 2 * LONGEST:
        stem = stem[:-1]
    return (stem.rstrip(". ") or NAMELESS) + tail
