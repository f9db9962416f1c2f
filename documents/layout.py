"""The measures of an official paper (GB/T 9704—2012): millimetres and points, nothing printed."""

from collections.abc import Mapping
from types import MappingProxyType

from documents.sheet import Form

PAGE = (210.0, 297.0)
TOP, LEFT = 37.0, 28.0
"""天头 and 订口, ± 1 mm."""
TYPE_AREA = (156.0, 225.0)
"""版心."""
RIGHT, BOTTOM = PAGE[0] - LEFT - TYPE_AREA[0], PAGE[1] - TOP - TYPE_AREA[1]
LINES, CHARACTERS = 22, 28
POINT = 25.4 / 72
LINE = 28.95
"""Points from line to line: 22 of them fill the type area, rounded down to what Word can count."""
CHARACTER = TYPE_AREA[0] / POINT / CHARACTERS
"""Points from character to character: 28 of them fill a line."""
BODY, TITLE, SMALL, CELL = 16.0, 22.0, 14.0, 12.0
"""3号, 2号 and 4号 in points, and 小四 for what stands in tables."""
CHECK = 9.0
"""小五, for the code by which a paper is found again, across from the page's number."""
WHOLE_CELL = 200
"""Characters up to which a cell of several lines is not torn between pages."""
BAR = (16.0, 2.4)
"""Millimetres of a bar within a cell."""
TRACK = "DDE3EA"
"""The colour of what of a bar is not filled."""
WHOLE_ROWS = 8
"""A table of so many lines, or so many lines before the signature, is not torn between pages."""
SPACING = -0.25
"""Points taken from each body character, so that 28 stand in a line."""
RED = "E60012"
MARK_FROM_TOP: Mapping[Form, float] = MappingProxyType({Form.RED_HEAD: 35.0, Form.LETTER: -7.0})
"""Upper edge of the red name, in millimetres below that of the type area."""
MARK_LARGEST = 62.0
"""Points: not above 22 mm (7.2.4)."""
RULE_BELOW_NUMBER = 4.0
LETTER_RULE = 170.0
"""Length of the double rules of a letter; the lower one stands 20 mm above the page's edge."""
PAGE_NUMBER_BELOW = 7.0
ROW, TALL = 9.0, 24.0
"""Least height of a form's row in millimetres, and of one that is written in by hand."""

SONG_TITLE = ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "Noto Serif CJK SC",
              "Source Han Serif SC", "SimSun")  # fmt: skip
FANGSONG = ("仿宋_GB2312", "FangSong_GB2312", "FangSong", "STFangsong", "Noto Serif CJK SC",
            "Source Han Serif SC", "SimSun")  # fmt: skip
KAI = ("楷体_GB2312", "KaiTi_GB2312", "KaiTi", "STKaiti", "AR PL UKai CN", "Noto Serif CJK SC",
       "Source Han Serif SC")  # fmt: skip
HEI = ("黑体", "SimHei", "STHeiti", "Noto Sans CJK SC", "Source Han Sans SC")
SONG = ("宋体", "SimSun", "STSong", "Noto Serif CJK SC", "Source Han Serif SC")
"""Fonts by name, the standard's first and free ones last; none is shipped."""


def checked(code: str) -> str:
    """The code by which the paper is found again, with what it is."""
    return f"校验码：{code}" if code else ""


def mark_size(mark: str) -> float:
    """Points of the red name: as large as the line lets it be, never above the largest."""
    fits = TYPE_AREA[0] / POINT / max(len(mark), 1)
    return min(MARK_LARGEST, float(int(fits * 2)) / 2)


def heading_fonts(level: int) -> tuple[str, ...]:
    """一、 in 黑体, （一） in 楷体, the others as the body."""
    return {1: HEI, 2: KAI}.get(level, FANGSONG)


def title_lines(title: str, most: int = 20) -> tuple[str, ...]:
    """A long title in lines of about the same length, none broken inside a word where it can be."""
    count = -(-len(title) // most)
    lines, left = [], title
    for remaining in range(count, 1, -1):
        at = _break(left, -(-len(left) // remaining), most)
        lines.append(left[:at])
        left = left[at:]
    return tuple(line for line in (*lines, left) if line)


AFTER = ("关于", "的", "、", "，", "》", "）", "予以", "局", "大队", "党组", "党组织", "暨")
BEFORE = ("关于", "《", "（", "“", "的决定", "的通知", "予以", "从轻", "减轻", "提出", "作出")
PAIRS = (("《", "》"), ("（", "）"), ("“", "”"))
NEVER_FIRST = "的、，。；：》）”号年月日"
"""Where a title may be broken, and what no line of it begins with."""


def _break(title: str, ideal: int, most: int) -> int:
    """The place near ``ideal`` where a line ends best; a line is never longer than ``most``."""
    near = range(max(ideal - 5, 1), min(ideal + 5, most, len(title) - 1) + 1)
    return min(near, key=lambda at: (_harm(title, at), abs(at - ideal), -at), default=ideal)


def _harm(title: str, at: int) -> int:
    """How bad a break is: inside a bracket, before a closing mark, inside a word, or not at all."""
    head, tail = title[:at], title[at:]
    if (
        tail[0] in NEVER_FIRST
        or head[-1] in "《（“"
        or (head[-1].isalnum() and head[-1].isascii() and tail[0].isascii())
    ):
        return 3
    if any(head.count(left) > head.count(right) for left, right in PAIRS):
        return 2
    return 0 if head.endswith(AFTER) or tail.startswith(BEFORE) else 1
