"""The name a file came with may say anything; what is kept of it does no harm anywhere."""

import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.files.naming import LONGEST, NAMELESS, UNSEEN, clean_name


@pytest.mark.parametrize(
    ("came", "kept"),
    [
        ("现场照片.jpg", "现场照片.jpg"),
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("D:\\材料\\一\\证据.pdf", "证据.pdf"),
        ("/absolute/path.pdf", "path.pdf"),
        ("a/b/../c.pdf", "c.pdf"),
        ("..", NAMELESS),
        (".", NAMELESS),
        ("......", NAMELESS),
        ("", NAMELESS),
        ("   ", NAMELESS),
        ("dir/", NAMELESS),
        (".htaccess", "htaccess"),
        ("-rf.pdf", "rf.pdf"),
        ("=HYPERLINK(x).csv", "HYPERLINK(x).csv"),
        ("+1+1.csv", "1+1.csv"),
        ("@SUM(A1).csv", "SUM(A1).csv"),
        (" =1+1.csv", "1+1.csv"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie_ x=1.pdf"),
        ('a"; filename="b.exe.pdf', "a_; filename=_b.exe.pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("zero\u200bwidth\ufeff.pdf", "zerowidth.pdf"),
        ("nul\x00byte.pdf", "nulbyte.pdf"),
        ("line\u2028separator.pdf", "lineseparator.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("nul", "_nul"),
        ("aux.txt", "_aux.txt"),
        ("trailing. . .", "trailing"),
        ("a%2f..%2fb.pdf", "a_2f.._2fb.pdf"),
        ("<script>.pdf", "_script_.pdf"),
        ("surrogate\udc80.pdf", "surrogate.pdf"),
        ("e\u0301t\u00e9.pdf", "été.pdf"),
        ("全角\u3000空格.pdf", "全角 空格.pdf"),
    ],
)
def test_a_name_is_made_harmless(came: str, kept: str):
    assert clean_name(came) == kept


@pytest.mark.parametrize("letter", ["a", "证", "\U0001f600"])
def test_a_very_long_name_keeps_its_beginning_and_its_extension(letter: str):
    kept = clean_name(letter * 5000 + ".pdf")
    assert kept.startswith(letter * 20)
    assert kept.endswith(letter + ".pdf")
    assert len(kept) <= LONGEST
    assert len(kept.encode()) <= 240


@given(st.text(st.characters(codec=None)))
def test_whatever_comes_the_name_is_one_plain_line(came: str):
    kept = clean_name(came)
    assert 0 < len(kept) <= LONGEST
    assert not set(kept) & set('/\\\r\n\t\0"<>:|?*%')
    assert kept[0] not in "=+-@. "
    assert kept[-1] not in ". "
    assert not UNSEEN & set(map(unicodedata.category, kept))
    assert unquote(kept) == kept
    assert clean_name(kept) == kept
