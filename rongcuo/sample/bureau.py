"""The units and people of the sample bureau; every name is invented."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from storage import accounts, staffing
from storage.hashing import hash_password

UNITS: Mapping[str, str] = {
    "bureau": "区生态环境局",
    "first": "执法一大队",
    "second": "执法二大队",
    "third": "执法三大队",
    "emergency": "应急与固废管理中心",
}

PEOPLE: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("hemin", "何敏", "bureau", ("HND",)),
    ("zhengtao", "郑涛", "bureau", ("HND",)),
    ("tangli", "唐莉", "bureau", ("SUP",)),
    ("liangyu", "梁宇", "bureau", ("SUP",)),
    ("guyuan", "顾远", "bureau", ("REV",)),
    ("jiangyue", "姜悦", "bureau", ("REV",)),
    ("yanheng", "严衡", "bureau", ("REV",)),
    ("shenlan", "沈岚", "bureau", ("LEG",)),
    ("luochengan", "罗成安", "bureau", ("BPG",)),
    ("dingyihang", "丁一航", "bureau", ("BPG",)),
    ("songboyan", "宋柏言", "bureau", ("BPG",)),
    ("hanxu", "韩序", "bureau", ("BPG",)),
    ("taoning", "陶宁", "bureau", ("BPG",)),
    ("fengjie", "冯洁", "bureau", ("HR",)),
    ("qiufeng", "邱枫", "bureau", ("INT",)),
    ("panxiao", "潘晓", "bureau", ("PET",)),
    ("dongli", "董砺", "bureau", ("DIV",)),
    ("shiqing", "石青", "bureau", ("LDR",)),
    ("qinchuan", "秦川", "first", ("UPO",)),
    ("zhaowenjing", "赵文静", "first", ("OFF",)),
    ("chenlixin", "陈立新", "first", ("OFF",)),
    ("baixue", "白雪", "second", ("UPO",)),
    ("sunhao", "孙皓", "second", ("OFF",)),
    ("zhouqian", "周倩", "second", ("OFF",)),
    ("longfei", "龙飞", "third", ("UPO",)),
    ("wulei", "吴磊", "third", ("OFF",)),
    ("xuqing", "许晴", "third", ("OFF",)),
    ("cuiwei", "崔巍", "emergency", ("UPO",)),
    ("machaoqun", "马超群", "emergency", ("OFF",)),
    ("jiangheng", "江衡", "bureau", ("ADM",)),
    ("wenan", "文安", "bureau", ("SEC",)),
    ("jianming", "简明", "bureau", ("AUD",)),
)

PASSWORD = "Yangli-2026"  # noqa: S105 - no secret: everybody here is invented
"""Of every account of the sample bureau, and of no other: the page of the sign-in says it."""
IN_THEIR_UNIT = {"UPO", "OFF"}


def settle(connection: Connection, now: datetime) -> None:
    """Write units, people and roles; bureau-wide roles hold everywhere, the others at home."""
    units: dict[str, Any] = {}
    for code, name in UNITS.items():
        parent = units.get("bureau")
        units[code] = staffing.add_unit(connection, code, name, parent)
    for username, name, unit, roles in PEOPLE:
        person = staffing.add_person(
            connection, username, name, f"{username}@example.invalid", units[unit]
        )
        for role in roles:
            home = units[unit] if role in IN_THEIR_UNIT else None
            staffing.grant(connection, person, role, home, now)


def open_accounts(connection: Connection, now: datetime) -> None:
    """An account for everybody, with the one password that the sample bureau has."""
    hashed = hash_password(PASSWORD)
    for person in staffing.everybody(connection):
        accounts.add_account(connection, person, hashed, must_change=False, by=None, at=now)
    staffing.mark_sample(connection)
