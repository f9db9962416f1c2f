"""Why a task is due on its day: the event it runs from, its rule, and every day since."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from access.policy import Sight, Thing
from cases.clocks import TOLD_IN_WRITING, operations
from cases.eyes import look_at
from deadlines import Explanation, Unit, explain, length_en, length_zh, local_day
from regulations.citing import in_english
from regulations.pack import Pack
from states.errors import Invalid, NotFound
from states.events import EVENTS
from states.facts import Decision
from states.tasks import TASK_KINDS
from states.vocabulary import Role, Track
from storage import Store, browsing
from storage.calendar import calendar
from storage.packs import pack_by_id
from storage.records import CaseRecord
from storage.running import changes_since

CLOSING = {"done", "lapsed"}
_WORDS = {
    "zh": {
        "pause": "中止计时",
        "resume": "恢复计时",
        "extend": "延长",
        "recount": "按新日历重算",
        "done": "办结",
        "lapsed": "届满",
        "was": "，原为 {was}",
        "computed": "，重算得 {computed}，因已告知而不提前",
        "reason": "，理由：{reason}",
        "provisional": "（暂定）",
        "title": "{case} {title}：末日 {due_on}{mark}",
        "standing": "{case} {title}：计时中止，待恢复后计算末日",
        "start": "起算：{opened_on}“{event}”，自 {started_on} 起，当日不计",
        "rule": "期限：{length}；依据：{basis}",
        "policy": "本局设定（办法未定天数）",
        "sanction": "起算：{opened_on}“{event}”，处分自 {effective_on} 生效，当日{first}",
        "restored": "起算：{opened_on}“{event}”，自恢复权利之日 {counted_from} 起，当日{first}",
        "counts": "计入",
        "excluded": "不计",
        "table": "期限：{length}，末日逢休息日不顺延；依据：影响期表“{sanction}”，{basis}",
        "until": "期限：逐案确定，末日逢休息日不顺延；依据：影响期表“{sanction}”，{basis}",
        "left": "，剩余 {left} 个工作日",
        "paused": "现无有效末日：计时已中止，恢复后另行计算；{due_on} 是中止前的末日",
        "cut": "有效末日：{due_on}，即申请期末日，补正不得晚于该日；逐日算得的 {computed} 不适用",
        "kept": "有效末日：{due_on}，因已告知而不提前；按现行日历算得的 {computed} 不适用",
        "over": "有效末日：{due_on}，已结束的不再重算；按现行日历算得的 {computed} 不适用",
        "stale": "有效末日：{due_on}，直到重算；按现行日历算得 {computed}，尚未重算",
        "last": "  ← 有效末日",
        "moved": "变动：",
    },
    "en": {
        "pause": "paused",
        "resume": "resumed",
        "extend": "extended",
        "recount": "counted anew with another calendar",
        "done": "done",
        "lapsed": "lapsed",
        "was": ", was {was}",
        "computed": ", computed {computed}, but told already and kept",
        "reason": ", reason: {reason}",
        "provisional": " (provisional)",
        "title": "{case} {title}: due {due_on}{mark}",
        "standing": "{case} {title}: paused, no last day until it is resumed",
        "start": "Runs from {started_on}, that day not counted; opened on {opened_on} by '{event}'",
        "rule": "Length: {length}; rests on: {basis}",
        "policy": "set by the bureau, the measures name no number",
        "sanction": (
            "Runs from {effective_on}, when the sanction took effect, that day {first}; "
            "opened on {opened_on} by '{event}'"
        ),
        "counts": "counted",
        "excluded": "not counted",
        "restored": (
            "Runs from {counted_from}, when rights were restored, that day {first}; "
            "opened on {opened_on} by '{event}'"
        ),
        "table": "Length: {length}, never moved for a day off; rests on: {sanction}, {basis}",
        "until": "Length: case by case, never moved for a day off; rests on: {sanction}, {basis}",
        "left": ", working days left: {left}",
        "paused": (
            "No last day holds now: the clock is paused and is counted on when it is resumed; "
            "{due_on} was its last day before"
        ),
        "cut": (
            "Last day that holds: {due_on}, the end of the window to apply, for a supplement comes "
            "no later; {computed}, as counted below, does not hold"
        ),
        "kept": (
            "Last day that holds: {due_on}, told already and not made earlier; {computed}, by the "
            "calendar in force, does not hold"
        ),
        "over": (
            "Last day that holds: {due_on}, for what is over is not counted anew; {computed}, by "
            "the calendar in force, does not hold"
        ),
        "stale": (
            "Last day that holds: {due_on}, until it is counted anew; the calendar in force gives "
            "{computed}"
        ),
        "last": "  ← the last day that holds",
        "moved": "Moved:",
    },
}


@dataclass(frozen=True, slots=True)
class ClockMove:
    """One thing that happened to the clock after it was opened: what, when, in which role and why.

    No names: whoever reads why a day is the last need not know whose case it is.
    """

    op: str
    at: datetime
    by: Role
    reason: str | None
    was: date | None
    due_on: date
    computed: date | None
    provisional: bool
    left: int | None

    def say(self, lang: str) -> str:
        """The move in one line, in ``zh`` or ``en``."""
        words = _WORDS[lang]
        by = self.by.zh if lang == "zh" else self.by.en
        text = f"{local_day(self.at)}  {words[self.op]}  {by}  {self.due_on}"
        if self.was != self.due_on:
            text += words["was"].format(was=self.was)
        if self.left is not None:
            text += words["left"].format(left=max(self.left, 0))
        if self.computed:
            text += words["computed"].format(computed=self.computed)
        if self.reason:
            text += words["reason"].format(reason=self.reason)
        return text


@dataclass(frozen=True, slots=True)
class Sanction:
    """What an impact period follows from (第十七条), and how the table counts it."""

    zh: str
    en: str
    effective_on: date
    counted_from: date
    months: int | None
    first_day_counts: bool
    basis: str


@dataclass(frozen=True, slots=True)
class TaskExplanation:
    """A task's due date with all it rests on: each day counted, or the table of a ``sanction``.

    ``rests_on`` is the article, or ``policy`` where the bureau set the number itself.
    """

    case: str
    kind: str
    zh_title: str
    en_title: str
    state: str
    opened_by: str
    opened_by_zh: str
    opened_by_en: str
    opened_at: datetime
    started_on: date
    n: int
    unit: Unit
    rests_on: str
    article: str
    due_on: date
    provisional: bool
    calendar_version: str
    within_window: date | None
    moves: tuple[ClockMove, ...]
    counting: Explanation | None
    sanction: Sanction | None

    @property
    def otherwise(self) -> str | None:
        """Why the day that holds is another than the one counted, or ``None`` where it is not.

        ``paused``: none holds now. ``cut``: the window of the other organ ends before. ``kept``:
        told already. ``over``: closed. ``stale``: the calendar changed and no recount followed.
        """
        if self.state == "paused":
            return "paused"
        if self.counting is None or self.counting.due_on == self.due_on:
            return None
        if self.within_window:
            return "cut"
        if self.state in CLOSING:
            return "over"
        told = self.kind in TOLD_IN_WRITING and self.counting.due_on < self.due_on
        return "kept" if told else "stale"

    def lines(self, lang: str) -> Iterator[str]:
        """The explanation in ``zh`` or ``en``, as lines a person can check."""
        words, chinese = _WORDS[lang], lang == "zh"
        title = "standing" if self.state == "paused" else "title"
        yield words[title].format(
            case=self.case,
            title=self.zh_title if chinese else self.en_title,
            due_on=self.due_on,
            mark=words["provisional"] if self.provisional else "",
        )
        yield from self._rule(words, chinese=chinese)
        if self.otherwise and self.counting:
            computed = self.counting.due_on
            yield words[self.otherwise].format(due_on=self.due_on, computed=computed)
        if self.moves:
            yield words["moved"]
            yield from (f"  {move.say(lang)}" for move in self.moves)
        if self.counting:
            yield from self._days(self.counting, lang)

    def _days(self, counting: Explanation, lang: str) -> Iterator[str]:
        """Every day counted; the one that holds is marked, if any holds."""
        last = "" if self.otherwise == "paused" else f"{self.due_on}  "
        for line in getattr(counting, lang):
            mark = _WORDS[lang]["last"] if last and line.startswith(last) else ""
            yield f"  {line}{mark}"

    def _rule(self, words: Mapping[str, str], *, chinese: bool) -> Iterator[str]:
        """From which day, and how long."""
        length = length_zh if chinese else length_en
        opened = {
            "opened_on": local_day(self.opened_at),
            "event": self.opened_by_zh if chinese else self.opened_by_en,
        }
        if held := self.sanction:
            first = words["counts" if held.first_day_counts else "excluded"]
            since = "sanction" if held.counted_from == held.effective_on else "restored"
            days = {"effective_on": held.effective_on, "counted_from": held.counted_from}
            yield words[since].format(**opened, **days, first=first)
            yield words["table" if held.months else "until"].format(
                length=length(held.months or 0, self.unit),
                sanction=held.zh if chinese else held.en,
                basis=held.basis if chinese else in_english(held.basis),
            )
            return
        yield words["start"].format(**opened, started_on=self.started_on)
        yield words["rule"].format(
            length=length(self.n, self.unit),
            basis=self._basis(words, chinese=chinese),
        )

    def _basis(self, words: Mapping[str, str], *, chinese: bool) -> str:
        """The article that sets the length, or that the bureau set it."""
        if self.rests_on == "policy":
            return words["policy"]
        return self.rests_on if chinese else in_english(self.rests_on)


def explain_task(
    store: Store, number: str, kind: str, now: datetime, *, viewer: str | None = None
) -> TaskExplanation:
    """Why the newest task of that kind is due when it is; raises ``NotFound`` or ``Invalid``."""
    with store.read() as connection:
        case, eyes = look_at(connection, number, viewer, now)
        if not eyes.of(Thing.CLOCKS) or not eyes.task(kind):
            raise NotFound("待办", "task", kind)
        if kind not in TASK_KINDS:
            raise Invalid(
                "kind",
                f"只能是：{'、'.join(TASK_KINDS)}",
                f"must be one of {', '.join(TASK_KINDS)}",
            )
        newest_first = browsing.events(connection, case.id)
        events = [(event, json.loads(event["body"])) for event in reversed(newest_first)]
        opening = [
            n for n, (_, body) in enumerate(events)
            if any(c["op"] == "open" and c["kind"] == kind for c in body["tasks"])
        ]  # fmt: skip
        if not opening:
            raise NotFound("待办", "task", kind)
        if kind == "impact_period" and not eyes.whole(Thing.DECISION):
            raise NotFound("待办", "task", kind)
        found = _explained(store, connection, case, kind, events[opening[-1] :])
        if eyes.of(Thing.CLOCKS) >= Sight.PART:
            return found
        return replace(found, moves=tuple(replace(move, reason=None) for move in found.moves))


def _explained(
    store: Store,
    connection: Connection,
    case: CaseRecord,
    kind: str,
    events: list[tuple[Mapping[str, Any], Mapping[str, Any]]],
) -> TaskExplanation:
    pack, days = pack_by_id(store, connection, case.pack_id), calendar(store, connection)
    rule = pack.deadlines[kind]
    first, opening = events[0]
    changes = changes_since(((e["seq"], body) for e, body in events), kind, first["seq"])
    last = changes[-1]
    due_on, started_on = date.fromisoformat(last["due_on"]), date.fromisoformat(last["started_on"])
    counting = (
        None
        if rule.table
        else explain(
            started_on, rule.n, rule.unit, days, roll=rule.roll, operations=operations(changes)
        )
    )
    cut = kind == "supplement" and case.track == Track.EXTERNAL and due_on == case.window_last_day
    return TaskExplanation(
        case=case.number,
        kind=kind,
        zh_title=rule.zh,
        en_title=rule.en,
        state=_state(changes),
        opened_by=first["event"],
        opened_by_zh=EVENTS[first["event"]].zh,
        opened_by_en=EVENTS[first["event"]].en,
        opened_at=first["at"],
        started_on=started_on,
        n=rule.n,
        unit=rule.unit,
        rests_on=rule.rests_on,
        article=rule.article,
        due_on=due_on,
        provisional=last["provisional"],
        calendar_version=days.version,
        within_window=case.window_last_day if cut else None,
        moves=tuple(_moves(events, kind)),
        counting=counting,
        sanction=_sanction(pack, opening["learned"]["decision"]) if rule.table else None,
    )


def _sanction(pack: Pack, decision: Mapping[str, Any]) -> Sanction:
    """The sanction that bears longest, with its line of the table."""
    held = Decision.model_validate(decision)
    bears = max(held.sanctions, key=lambda sanction: sanction.last_day)
    line = pack.impact_periods[bears.kind]
    return Sanction(
        zh=bears.kind,
        en=line.en,
        effective_on=bears.effective_on,
        counted_from=bears.counted_from,
        months=line.months,
        first_day_counts=pack.impact_first_day_counts,
        basis=line.basis,
    )


def _state(changes: list[Mapping[str, Any]]) -> str:
    """What the row of the task says, from its history."""
    op = changes[-1]["op"]
    if op in CLOSING:
        return str(op)
    return "open" if changes[-1]["left"] is None else "paused"


def _moves(
    events: list[tuple[Mapping[str, Any], Mapping[str, Any]]], kind: str
) -> Iterator[ClockMove]:
    was = None
    for event, body in events:
        for change in body["tasks"]:
            if change["kind"] != kind:
                continue
            due_on = date.fromisoformat(change["due_on"])
            if change["op"] != "open":
                computed = change.get("computed")
                yield ClockMove(
                    change["op"], event["at"], Role(event["role"]), body["reason"], was, due_on,
                    date.fromisoformat(computed) if computed else None, change["provisional"],
                    None if change["op"] in CLOSING else change["left"],
                )  # fmt: skip
            was = due_on
