"""What fields are chosen from, as it is read."""

import re
from datetime import date
from typing import Any, cast

from support.situations import banan

from cases.choices import OFFERED, Room
from states.events import EVENTS


def test_kinds_of_sanction_are_read_in_both_languages():
    pack = banan()
    room = Room(cast("Any", None), pack, date(2026, 3, 2), EVENTS["decide"].form)
    offered = {one.code: one for one in OFFERED["sanctions"](room)}
    assert list(offered) == list(pack.impact_periods)
    assert offered["组织处理_其他"].zh == "组织处理（其他）"
    assert offered["政务警告"].zh == "政务警告"
    assert offered["政务警告"].en == "Administrative warning"
    assert not any(re.search("[\u4e00-\u9fff_]", one.en) for one in offered.values())
