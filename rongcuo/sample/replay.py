"""Replay the stories day by day, as they would have been worked: nothing is inserted by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import TracebackType
from typing import Any, Self

from cases.advance import Request, advance
from cases.deadlines import enforce_deadlines
from cases.delivery import deliver_notices
from cases.letters import Sender
from cases.opening import open_matter
from cases.preparing import prepare
from deadlines import SHANGHAI, WorkingDayCalendar, local_day
from notifications.letters import Letter
from rongcuo.sample.bureau import PEOPLE, open_accounts, settle
from rongcuo.sample.digest import publish_digest
from rongcuo.sample.registries import about, settle_lists, settle_tables
from rongcuo.sample.roads import HANDLER, OFFICER, SUPERVISOR, UNIT
from rongcuo.sample.stories import STORIES, Story
from storage import Store
from storage.calendar import calendar
from storage.staffing import people_held

SENDER = Sender("区生态环境局", "http://127.0.0.1:8642", "rongcuo.invalid")
ORGANS = {"bureau": "区生态环境局党组", "external": "市生态环境局"}


class Drawer:
    """A channel for letters of the past: each is made, none leaves the house."""

    name = "sample"

    def send(self, letter: Letter) -> str:
        """Say what became of the letter."""
        return f"样例：未发出（{len(letter.text)} 字）"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing to close."""


@dataclass(frozen=True, slots=True, order=True)
class _Moment:
    at: datetime
    turn: int
    story: int
    officer: str
    stage: int


def load_sample(store: Store, now: datetime) -> int:
    """Settle the bureau and replay its stories up to ``now``; how many cases there are then."""
    prepare(store, now)
    with store.write() as connection:
        if not people_held(connection):
            settle(connection, now)
            open_accounts(connection, now)
    with store.read() as connection:
        days = calendar(store, connection)
    numbers: dict[tuple[int, str], str] = {}
    swept = local_day(now) - timedelta(days=1)
    moments = sorted(_moments(days, now))
    if moments:
        swept = local_day(moments[0].at)
        settle_lists(store, swept)
        settle_tables(store, _starts(days, now), now)
    for moment in moments:
        for day in _mornings(swept, local_day(moment.at), days):
            _morning(store, day)
        swept = max(swept, local_day(moment.at))
        _live(store, days, moment, numbers, now)
    for day in _mornings(swept, local_day(now), days):
        _morning(store, day)
    deliver_notices(store, Drawer(), now, sender=SENDER)
    publish_digest(store, now, SENDER.bureau_name)
    return len(numbers)


def _starts(days: WorkingDayCalendar, now: datetime) -> dict[str, date]:
    return {story.subject: days.shift(local_day(now), -story.ago) for story in STORIES}


def _moments(days: WorkingDayCalendar, now: datetime) -> Iterator[_Moment]:
    today = local_day(now)
    for index, story in enumerate(STORIES):
        start = days.shift(today, -story.ago)
        opened = datetime.combine(start, time(9, 30), SHANGHAI)
        yield _Moment(min(opened, now), 0, index, "", -1)
        for officer in story.officers:
            for place, stage in enumerate(story.stages(officer)):
                at = datetime.combine(days.shift(start, stage.after), time(stage.hour), SHANGHAI)
                if at <= now:
                    yield _Moment(at, 1, index, officer, place)


def _mornings(after: date, until: date, days: WorkingDayCalendar) -> Iterator[date]:
    """The working days after ``after`` up to and with ``until``."""
    day = after + timedelta(days=1)
    while day <= until:
        if days.is_working(day):
            yield day
        day += timedelta(days=1)


def _morning(store: Store, day: date) -> None:
    enforce_deadlines(store, datetime.combine(day, time(9, 1), SHANGHAI))
    deliver_notices(store, Drawer(), datetime.combine(day, time(9, 7), SHANGHAI), sender=SENDER)


def _live(
    store: Store,
    days: WorkingDayCalendar,
    moment: _Moment,
    numbers: dict[tuple[int, str], str],
    now: datetime,
) -> None:
    story = STORIES[moment.story]
    start = days.shift(local_day(now), -story.ago)
    if moment.stage < 0:
        opened = open_matter(
            store,
            story.handler,
            {**_opening(story, start), **about(story.subject, start, days)},
            now=moment.at,
        )
        numbers |= {
            (moment.story, officer): number
            for officer, number in zip(story.officers, opened.cases, strict=True)
        }
        return
    stage = story.stages(moment.officer)[moment.stage]
    data = stage.data(local_day(moment.at)) if callable(stage.data) else stage.data
    people = _people(story, moment.officer)
    known = {**people, "@decided": local_day(moment.at).isoformat()}
    filled = {name: _filled(value, known) for name, value in data.items()}
    request = Request(stage.event, people.get(stage.by, stage.by), filled)
    advance(store, numbers[moment.story, moment.officer], request, now=moment.at.astimezone(UTC))


def _opening(story: Story, start: date) -> dict[str, Any]:
    return {
        "subject": story.subject,
        "officers": list(story.officers),
        "track": story.track,
        "organ": ORGANS[story.track],
        "started_on": start.isoformat(),
        "start_document": f"巴环责启〔{start.year}〕{story.ago}号",
        "report_kind": story.report,
        "handler": story.handler,
        "supervisor": story.supervisor,
    }


def _filled(value: Any, known: dict[str, str]) -> Any:
    """A value of a form, with the people and days of its own case."""
    if isinstance(value, list):
        return [_filled(one, known) for one in value]
    if isinstance(value, dict):
        return {name: _filled(one, known) for name, one in value.items()}
    return known.get(value, value) if isinstance(value, str) else value


def _people(story: Story, officer: str) -> dict[str, str]:
    unit = next(person[2] for person in PEOPLE if person[0] == officer)
    secretary = next(p[0] for p in PEOPLE if p[2] == unit and "UPO" in p[3])
    return {
        HANDLER: story.handler,
        SUPERVISOR: story.supervisor,
        UNIT: secretary,
        OFFICER: officer,
    }
