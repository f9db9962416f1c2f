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
BODY, TITLE, SMALL = 16.0, 22.0, 14.0
"""3号, 2号 and 4号, in points."""
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

SONG_TITLE = ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "Noto Serif CJK SC",
              "Source Han Serif SC", "SimSun")  # fmt: skip
FANGSONG = ("仿宋_GB2312", "FangSong_GB2312", "FangSong", "STFangsong", "Noto Serif CJK SC",
            "Source Han Serif SC", "SimSun")  # fmt: skip
KAI = ("楷体_GB2312", "KaiTi_GB2312", "KaiTi", "STKaiti", "AR PL UKai CN", "Noto Serif CJK SC",
       "Source Han Serif SC")  # fmt: skip
HEI = ("黑体", "SimHei", "STHeiti", "Noto Sans CJK SC", "Source Han Sans SC")
SONG = ("宋体", "SimSun", "STSong", "Noto Serif CJK SC", "Source Han Serif SC")
"""Fonts by name, the standard's first and free ones last; none is shipped."""


def mark_size(mark: str) -> float:
    """Points of the red name: as large as the line lets it be, never above the largest."""
    fits = TYPE_AREA[0] / POINT / max(len(mark), 1)
    return min(MARK_LARGEST, float(int(fits * 2)) / 2)


def heading_fonts(level: int) -> tuple[str, ...]:
    """一、 in 黑体, （一） in 楷体, the others as the body."""
    return {1: HEI, 2: KAI}.get(level, FANGSONG)


def title_lines(title: str, most: int = 20) -> tuple[str, ...]:
    """A long title in lines of about the same length, the upper ones longer (倒梯形)."""
    count = -(-len(title) // most)
    if count <= 1:
        return (title,)
    lines, left = [], title
    for remaining in range(count, 0, -1):
        width = -(-len(left) // remaining) + (1 if remaining > 1 else 0)
        lines.append(left[:width])
        left = left[width:]
    return tuple(line for line in lines if line)
