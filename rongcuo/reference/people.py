"""The people of the sample bureau, and who is told what."""

from notifications.catalogue import CATALOGUE
from rongcuo.reference.markdown import code, coded, table, who
from rongcuo.sample.bureau import PEOPLE, UNITS
from states.vocabulary import Role


def people() -> str:
    """Usernames, names, units and roles of the sample bureau."""
    return table(
        ("用户名 · user", "姓名", "单位", "身份 · role"),
        [
            (
                code(username),
                name,
                UNITS[unit],
                "、".join(f"{coded(role)} · {role.en}" for role in map(Role, roles)),
            )
            for username, name, unit, roles in PEOPLE
        ],
    )


def notices() -> str:
    """Every notice, why it is sent and to whom."""
    return table(
        ("编号", "通知", "何时发出", "收件人"),
        [
            (
                kind.code,
                f"{kind.zh} {code(kind.name)}",
                kind.why,
                who(kind.roles) or "该待办的责任人",
            )
            for kind in CATALOGUE.values()
        ],
    )
