"""Who may see and do what: the one table, denied unless granted (policy; domain table of §7).

A cell says what a role may do with a kind of thing: ``R`` read, ``W`` write, ``A`` approve or
decide, ``K`` ask for it, ``P`` propose, ``I`` install, ``C`` create, ``G`` grant, ``E`` export.
Some see less than the whole: ``a`` an abstract, ``s`` what is their own or was shown to them, ``t``
how it stands, ``c`` the conclusion, ``d`` the result once it is decided, ``D`` the whole once it is
decided, ``r`` the whole with a reason that is recorded, ``l`` who read it, ``o`` their own columns.

A role counts in a case where the person has that part in it (``cases.standing``): the officer in
their own, the party organisation in its unit's, handler, supervisor and reviewer where they sit.
"""

from collections.abc import Iterable, Mapping
from enum import IntEnum
from types import MappingProxyType

from states.vocabulary import Role, Term


class Thing(Term):
    """What is looked at or done."""

    FACTS = "facts", "案件事实", "Case facts"
    APPLICATION = "application", "申请", "Application"
    EVIDENCE = "evidence", "证据", "Evidence"
    ASSESSMENT = "assessment", "认定与研判", "Assessment"
    OPINION = "opinion", "法制意见", "Legal opinion"
    DECISION = "decision", "决定", "Decision"
    CORRECTION = "correction", "纠错方案", "Correction plan"
    FEEDBACK = "feedback", "第十九条反馈", "Feedback of art. 19"
    REPORTER = "reporter", "举报人身份", "Reporter's identity"
    CLEARING = "clearing", "澄清正名", "Clearing"
    RECEIPTS = "receipts", "归档回执", "Archive receipts"
    COMMENTS = "comments", "留言", "Comments"
    CLOCKS = "clocks", "期限的延长和中止", "Clocks: extend, suspend"
    REPORTS = "reports", "报表台账", "Reports, ledger"
    ACCOUNTS = "accounts", "账号", "Accounts"
    FACTORS = "factors", "动态验证码", "Second factors"
    ROLES = "roles", "身份", "Roles"
    JOURNAL = "journal", "操作日志", "Journal"
    CALENDAR = "calendar", "工作日历", "Calendar of working days"
    REGISTRIES = "registries", "清单", "Registries"
    MEASURES = "measures", "办法", "Measures"
    TEMPLATES = "templates", "文书模板", "Templates of papers"
    UNDELIVERED = "undelivered", "未送达的通知", "Undelivered notices"
    AUTOMATION = "automation", "自动任务", "Automatic work"
    WEBHOOKS = "webhooks", "事件推送", "Events told to other systems"
    PATTERNS = "patterns", "易错情形", "Patterns of error"
    DIGESTS = "digests", "案例摘编", "Case digests"
    RETENTION = "retention", "档案移交与鉴定", "Transfer and appraisal of files"


class Sight(IntEnum):
    """How much of a thing is seen."""

    NOTHING = 0
    STANDING = 1
    PART = 2
    WHOLE = 3


# The leaders who answer for a deadline are not in the domain's table: they read as a supervisor,
# and the principal who approves may read who reported, as the domain's text has it.
_TABLE = """
            OFF UPO HND REV LEG BPG AO  SUP HR  INT PET ADM SEC AUD DIV LDR
facts       a   R   RW  R   R   R   R   R   -   -   a   -   -   -   R   R
application RW  RW  R   R   R   R   R   R   -   -   -   -   -   -   R   R
evidence    sW  RW  RW  RW  R   R   s   R   -   -   -   -   -   -   -   -
assessment  d   -   R   RW  R   R   -   R   -   -   -   -   -   -   -   R
opinion     -   -   R   R   RW  R   -   R   -   -   -   -   -   -   -   R
decision    D   R   RW  R   R   RA  RA  R   R   R   c   -   -   -   R   R
correction  R   RW  R   -   -   R   -   RA  -   -   -   -   -   -   R   R
feedback    -   -   -   -   -   t   -   tA  -   -   RW  -   -   -   t   t
reporter    -   -   -   -   -   -   -   -   -   -   rW  -   -   l   -   r
clearing    R   R   R   -   -   RA  -   RA  -   R   RW  -   -   -   -   R
receipts    R   -   R   -   -   -   -   RA  RW  RW  -   -   -   -   -   R
comments    sW  sW  RW  RW  RW  RW  -   RW  -   -   -   -   -   -   -   R
clocks      t   tK  RK  RK  RK  R   -   RA  t   t   t   -   -   -   R   RA
reports     -   o   R   -   -   R   -   R   o   o   o   -   -   -   R   R
accounts    -   -   -   -   -   -   -   -   -   -   -   RC  R   R   -   -
factors     -   -   -   -   -   -   -   -   -   -   -   -   C   C   -   -
roles       -   -   -   -   -   -   -   -   -   -   -   R   RG  R   -   A
journal     -   -   -   -   -   -   -   -   -   -   -   -   -   RE  -   -
calendar    R   R   RW  R   RW  RW  R   RW  R   R   R   RW  R   R   R   R
registries  R   R   RW  RW  RW  RW  R   RW  R   R   R   RW  R   R   R   R
measures    R   R   R   R   RP  RA  R   RW  R   R   R   RI  R   R   R   R
templates   -   -   -   -   -   -   -   -   -   -   -   RW  -   R   -   -
undelivered -   -   RW  -   -   -   -   RW  -   -   -   RW  -   -   -   -
automation  -   -   -   -   -   -   -   R   -   -   -   RW  -   R   -   -
webhooks    -   -   -   -   -   -   -   -   -   -   -   RW  -   R   -   -
patterns    -   s   R   -   R   RA  -   RW  -   -   -   -   -   -   R   R
digests     R   R   RW  RW  R   RA  R   RW  R   R   R   R   R   R   R   R
retention   -   -   RW  -   -   -   -   RWP RP  R   -   -   -   -   -   RA
"""
_SIGHT = {
    "R": Sight.WHOLE, "r": Sight.WHOLE, "D": Sight.WHOLE,
    "a": Sight.PART, "s": Sight.PART, "c": Sight.PART, "o": Sight.PART, "d": Sight.PART,
    "t": Sight.STANDING, "l": Sight.STANDING,
}  # fmt: skip
AFTER_DECISION = frozenset("dD")
DOING = frozenset("WAKPICGE")


def _parsed(text: str) -> Mapping[tuple[Role, Thing], frozenset[str]]:
    lines = text.strip().splitlines()
    roles = [Role(code) for code in lines[0].split()]
    return MappingProxyType(
        {
            (role, Thing(line.split()[0])): frozenset(cell) - {"-"}
            for line in lines[1:]
            for role, cell in zip(roles, line.split()[1:], strict=True)
        }
    )


POLICY: Mapping[tuple[Role, Thing], frozenset[str]] = _parsed(_TABLE)


def sight(roles: Iterable[Role], thing: Thing, *, decided: bool) -> Sight:
    """How much of ``thing`` these parts of a person show; the officer sees no review before it."""
    found = Sight.NOTHING
    for role in roles:
        for letter in POLICY.get((role, thing), ()):
            if letter in _SIGHT and (decided or letter not in AFTER_DECISION):
                found = max(found, _SIGHT[letter])
    return found


def may(roles: Iterable[Role], thing: Thing, letter: str) -> bool:
    """Whether any of these roles has that right to ``thing``."""
    return any(letter in POLICY.get((role, thing), ()) for role in roles)


def granted_to(thing: Thing, letters: Iterable[str]) -> tuple[Role, ...]:
    """Who has any of these rights to ``thing``, in the order of the table."""
    wanted = frozenset(letters)
    return tuple(role for role in Role if wanted & POLICY.get((role, thing), frozenset()))
