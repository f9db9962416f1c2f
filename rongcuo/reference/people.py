"""The people of the sample bureau, and who is told what."""

from notifications.catalogue import CATALOGUE, NoticeKind
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
        ("编号", "通知", "何时发出", "收件人", "邮件"),
        [
            (
                kind.code,
                f"{kind.zh} {code(kind.name)}",
                kind.why,
                _recipients(kind),
                "可以关闭" if kind.optional else "必须告知",
            )
            for kind in CATALOGUE.values()
        ],
    )


def _recipients(kind: NoticeKind) -> str:
    copies = f"；抄送 {who(kind.copies)}" if kind.copies else ""
    return (who(kind.roles) or kind.to or "该待办的责任人") + copies
