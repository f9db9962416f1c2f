"""What people do with an alert of 第十八条: analyse it, warn of it, check what came of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection

from access.policy import Thing, granted_to, may
from cases.pattern_marks import marks_of_alert
from cases.pattern_papers import signed
from cases.patterns import CLOCK, body_of, queue_notices, working_day
from cases.standing import granted
from deadlines import add_months, local_day
from regulations.pack import Pack
from reports.digest_check import ADVICE, check
from states.errors import Conflict, GuardFailed, Invalid, NotFound
from states.forms.base import LINE, says_nothing, unprintable
from states.vocabulary import Role
from storage import Store, patterns, units
from storage.calendar import calendar
from storage.packs import pack_by_id
from storage.patterns import AlertRecord
from storage.people import PersonRecord

MOST_LINES = 20
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Deed:
    """A step of a person: from which states, to which, with which right."""

    zh: str
    en: str
    states: tuple[str, ...]
    to: str
    right: str


DEEDS: Mapping[str, Deed] = {
    "analyse": Deed("完成研判", "Analyse", ("open",), "analysed", "W"),
    "warn": Deed("签发警示", "Warn", ("analysed",), "warned", "A"),
    "check": Deed("检查效果", "Check the effect", ("warned",), "closed", "W"),
    "dismiss": Deed("不予警示", "Dismiss", ("open", "analysed"), "closed", "W"),
}
STATES: Mapping[str, Pair] = {
    "open": ("待研判", "To be analysed"),
    "analysed": ("待警示", "To be warned of"),
    "warned": ("待检查效果", "Effect to be checked"),
    "closed": ("已了结", "Closed"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A step that is asked for; ``expected`` is the version of the alert that was looked at."""

    number: str
    deed: str
    by: str
    said: Mapping[str, Any]
    expected: int | None = None
    key: str | None = None


def take_step(store: Store, asked: Asked, now: datetime, *, bureau: str) -> int:
    """Take it; the version of the alert after it. Under a key that was used nothing happens again.

    Raises ``NotFound``, ``GuardFailed``, ``Conflict`` or ``Invalid``.
    """
    now, deed = now.astimezone(UTC), DEEDS[asked.deed]
    with store.write() as connection:
        person = granted(connection, asked.by, Thing.PATTERNS, deed.right, local_day(now))
        alert = patterns.alert_numbered(connection, asked.number, hold=True)
        if alert is None:
            raise NotFound("易错情形预警", "alert", asked.number)
        if asked.key and (done := patterns.step_keyed(connection, alert.id, asked.key)):
            return done
        if asked.expected not in {None, alert.version}:
            raise Conflict(asked.expected or 0, alert.version)
        if alert.state not in deed.states:
            raise GuardFailed(
                f"预警{STATES[alert.state][0]}，不能{deed.zh}",
                f"the alert is {STATES[alert.state][1].lower()}: this cannot be done now",
            )
        step = _Step(store, connection, alert, person, now, bureau)
        learned, due_on, told = MAKES[asked.deed](step, asked.said)
        body = body_of(
            alert, asked.deed, now, to=deed.to, due_on=due_on, data=asked.said, learned=learned,
            actor=person.username, role=_role(person, deed),
        )  # fmt: skip
        patterns.append(connection, alert, body, at=now, actor_id=person.id, key=asked.key)
        if deed.to in TOLD:
            queue_notices(connection, alert, deed.to, now, told)
        return alert.version + 1


TOLD = frozenset({"analysed", "warned"})
Made = tuple[dict[str, Any], date | None, Sequence[int]]
"""What is learned, the last day of what follows, and the units that are told."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A step that is being taken."""

    store: Store
    connection: Connection
    alert: AlertRecord
    person: PersonRecord
    now: datetime
    bureau: str

    @property
    def today(self) -> date:
        return local_day(self.now)

    @property
    def pack(self) -> Pack:
        return pack_by_id(self.store, self.connection, self.alert.pack_id)

    def analyse(self, said: Mapping[str, Any]) -> Made:
        """D37 is signed; the warning is to follow within the same time."""
        lists = {name: lines_of(said, name) for name in ("risk_points", "causes", "advice")}
        for name in ("risk_points", "causes"):
            if not lists[name]:
                raise Invalid(name, "须至少写一条", "needs one line at least")
        for name, lines in lists.items():
            self._names_nobody(name, lines)
        clock = self.pack.deadlines.get(CLOCK)
        days = calendar(self.store, self.connection)
        learned = {**lists, "analysed_by": self.person.username}
        due_on = clock.due(self.today, days).due_on if clock else None
        return self._with_paper("D37", learned), due_on, ()

    def warn(self, said: Mapping[str, Any]) -> Made:
        """D38 is signed and goes to the units; its effect is checked some months later."""
        if self.alert.facts["analysed_by"] == self.person.username:
            raise GuardFailed("研判人和签发人不能是同一人", "whoever analysed it signs no warning")
        known = units.open_units(self.connection)
        chosen = list(dict.fromkeys(said.get("units") or ()))
        for code, follows in units.successors(self.connection).items():
            if code in chosen:
                name = known[follows][1] if follows else ""
                raise Invalid(
                    "units", f"{code}已撤并{f'，请改选{name}' if name else ''}",
                    f"{code} was merged or closed{f': choose {name}' if name else ''}",
                )  # fmt: skip
        if not chosen or not set(chosen) <= set(known):
            raise Invalid("units", "请选择警示的单位", "must be chosen")
        days = calendar(self.store, self.connection)
        months = self.pack.follow_up.effect_check_months
        check_on = working_day(add_months(self.today, months), days)
        learned = {"units": chosen, "unit_names": [known[code][1] for code in chosen],
                   "check_on": check_on.isoformat()}  # fmt: skip
        return self._with_paper("D38", learned), check_on, [known[code][0] for code in chosen]

    def check(self, said: Mapping[str, Any]) -> Made:
        """The record of a visit, once its day has come; later matters open an alert of their own.

        Where there is no effect it says what follows.
        """
        if not may_be_checked(self.alert, self.today):
            check_on = self.alert.facts["check_on"]
            raise GuardFailed(
                f"整改效果须自{check_on}起检查", f"the effect is checked from {check_on} on"
            )
        effective = said.get("effective")
        if effective not in {"yes", "no"}:
            raise Invalid("effective", "请选择是否有效", "must be chosen")
        visited_on = self._visited_on(said)
        told = {name: text_of(said, name) for name in ("visited_by", "finding")}
        follows = str(said.get("follows") or "")
        if effective == "no" or follows.strip():
            follows = text_of(said, "follows")
        return {"effective": effective == "yes", "visited_on": visited_on.isoformat(), **told,
                "follows": follows.strip()}, None, ()  # fmt: skip

    def _visited_on(self, said: Mapping[str, Any]) -> date:
        """The day of the visit: not before the effect can be seen, and not ahead of us."""
        first = date.fromisoformat(self.alert.facts["check_on"])
        try:
            found = date.fromisoformat(str(said.get("visited_on") or ""))
        except ValueError:
            raise Invalid("visited_on", "请填写回访日期", "must be a date") from None
        if not first <= found <= self.today:
            raise Invalid(
                "visited_on", f"须在{first}至{self.today}之间",
                f"must be from {first} to {self.today}",
            )  # fmt: skip
        return found

    def dismiss(self, said: Mapping[str, Any]) -> Made:
        """It is no pattern, with the reason."""
        return {"dismissed": text_of(said, "reason")}, None, ()

    def _names_nobody(self, name: str, lines: Sequence[str]) -> None:
        """The papers are de-identified as a digest is: what tells of a matter is refused."""
        marks = marks_of_alert(self.connection, self.alert.id, self.bureau)
        if found := check({name: "\n".join(lines)}, marks):
            kinds = dict.fromkeys(one.kind for one in found)
            zh = "；".join(f"{kind.zh}：{ADVICE[kind][0]}" for kind in kinds)
            en = "; ".join(f"{kind.en}: {ADVICE[kind][1]}" for kind in kinds)
            raise Invalid(name, f"不得写出可以认出事项的内容（{zh}）", f"tells of a matter ({en})")

    def _with_paper(self, code: str, learned: dict[str, Any]) -> dict[str, Any]:
        facts = {**self.alert.facts, **learned}
        return {
            **learned,
            code: signed(self.connection, self.alert, facts, code, self.pack, self.bureau,
                         self.today),
        }  # fmt: skip


def may_take(person: PersonRecord, alert: AlertRecord, code: str) -> bool:
    """Whether that step of an alert is theirs; whoever analysed it does not warn of it."""
    held = [Role(role) for role, _ in person.grants]
    own = code == "warn" and alert.facts.get("analysed_by") == person.username
    return may(held, Thing.PATTERNS, DEEDS[code].right) and not own


def may_be_checked(alert: AlertRecord, today: date) -> bool:
    """Whether the day has come on which a warning's effect can be seen."""
    return today >= date.fromisoformat(alert.facts["check_on"])


def _role(person: PersonRecord, deed: Deed) -> Role:
    """The role by which somebody has that right, as the table has it."""
    held = {role for role, _ in person.grants}
    return next(role for role in granted_to(Thing.PATTERNS, deed.right) if role in held)


MAKES: Mapping[str, Callable[[_Step, Mapping[str, Any]], Made]] = {
    "analyse": _Step.analyse, "warn": _Step.warn, "check": _Step.check, "dismiss": _Step.dismiss,
}  # fmt: skip


def lines_of(said: Mapping[str, Any], name: str) -> list[str]:
    """A text of several lines, each a point of its own."""
    found = [line.strip() for line in str(said.get(name) or "").splitlines()]
    found = [line for line in found if line and not says_nothing(line)]
    if len(found) > MOST_LINES:
        raise Invalid(name, f"最多{MOST_LINES}条", f"takes {MOST_LINES} lines at most")
    for line in found:
        _printable(line, name)
    return found


def text_of(said: Mapping[str, Any], name: str) -> str:
    """A text that must say something."""
    found = str(said.get(name) or "").strip()
    if not found or says_nothing(found):
        raise Invalid(name, "不能为空", "must be filled in")
    _printable(found.replace("\n", " "), name, most=LINE * 10)
    return found


def _printable(text: str, name: str, most: int = LINE) -> None:
    if unprintable(text) or len(text) > most:
        raise Invalid(name, f"每条最多{most}字，不含控制字符", f"takes {most} characters a line")
