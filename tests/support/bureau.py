"""The sample bureau's people, and a case that is moved through the real use cases."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, cast

import pytest
from support.papers_in import VOTES

from cases.advance import Advanced, Request, advance
from cases.deadlines import Tally, enforce_deadlines
from cases.opening import open_matter
from cases.preparing import prepare
from deadlines import SHANGHAI
from states.vocabulary import Measure
from storage import Store, open_store
from storage.calendar import calendar
from storage.packs import pack_in_force

HANDLER, SUPERVISOR, OFFICER, UNIT = "hemin", "tangli", "sunhao", "baixue"
CHECKS = ["A11.1", "A11.2", "A11.3", "A11.4", "A11.5"]
APPLICATION = {"statement": "申请容错", "evidence": ["现场记录"]}
PLAN = {
    "measures": [
        {"kind": str(kind), "what": "落实", "responsible": "队长", "due_on": "2026-06-01"}
        for kind in Measure
    ]
}
KINDS = [str(kind) for kind in Measure]
DUTIES = {"duties": {"answer_reporter": {"done_on": "2026-04-20", "how": "书面"}}}
LESSONS = {"issue_type": "未及时发现", "field": "水"}
DECISION = {
    "outcome": "exempt", "number": "巴〔2026〕1号", **VOTES,
    "checks": CHECKS, "departure_reason": "集体研究认为情节特殊",
}  # fmt: skip


def at(text: str) -> datetime:
    """``2026-03-02`` (ten in the morning) or ``2026-03-02T16:00``, in Shanghai."""
    found = datetime.fromisoformat(text)
    if "T" not in text:
        found = datetime.combine(found.date(), time(10))
    return found.replace(tzinfo=found.tzinfo or SHANGHAI).astimezone(UTC)


def opening(started_on: str, track: str = "bureau", **more: Any) -> dict[str, Any]:
    return {
        "subject": "在线监测数据异常未及时研判", "officers": [OFFICER], "track": track,
        "organ": "某机关", "started_on": started_on, "start_document": "启〔2026〕1号",
        "report_kind": "real_name", "supervisor": SUPERVISOR, **more,
    }  # fmt: skip


RESTS_ON: dict[str, tuple[str, dict[str, str]]] = {
    **{
        step: ("recommend", {"step": step, "reason": "请予审批"})
        for step in (
            "accept_late",
            "reject_late",
            "refuse",
            "suspend",
            "resume",
            "reopen",
            "revoke",
        )
    },
    "finish_lessons": ("report_lessons", {"report": "研判不够及时。"}),
}
"""What the handler or the unit must do before the supervisor can."""


@dataclass(slots=True)
class Bureau:
    """The bureau on one database; ``number`` is the case that was opened last."""

    store: Store
    number: str = ""
    numbers: list[str] = field(default_factory=list)

    def open(self, started_on: str, track: str = "bureau", *, on: str = "", **more: Any) -> str:
        opened = open_matter(
            self.store, HANDLER, opening(started_on, track, **more), now=at(on or started_on)
        )
        self.numbers += opened.cases
        self.number = opened.cases[0]
        return self.number

    def do(
        self, moment: str, event: str, by: str | None, *, case: str = "",
        expected: int | None = None, key: str | None = None, asked: bool = True, **data: Any,
    ) -> Advanced:  # fmt: skip
        """Do it; with ``asked`` somebody first does what the event rests on, where it does."""
        if asked and event in RESTS_ON and self._waits(event, case):
            before, filled = RESTS_ON[event]
            self.do(moment, before, self._hand_of(before, case), case=case, **filled)
        request = Request(event, by, data, expected, key)
        return advance(self.store, case or self.number, request, now=at(moment))

    def _waits(self, event: str, case: str) -> bool:
        from states.facts import Facts
        from states.recommendations import WHERE

        row = self.row(case)
        facts = Facts.read(row.facts)
        if event not in WHERE:
            return facts.lessons_by is None
        made = facts.recommended
        return row.state in WHERE[event] and (made is None or made.step != event)

    def _hand_of(self, event: str, case: str) -> str:
        from storage import people

        row = self.row(case)
        with self.store.read() as connection:
            found = (
                {row.handler_id}
                if event == "recommend"
                else {
                    person
                    for _, person in people.holders(
                        connection, date(2026, 3, 2), ("UPO",), row.unit_id
                    )
                }
            )
            return people.names(connection, found)[found.pop()][0]

    def sweep(self, on: str, **more: Any) -> Tally:
        return enforce_deadlines(self.store, at(on), **more)

    def row(self, number: str = "") -> Any:
        from storage import records

        with self.store.read() as connection:
            return records.load_case(connection, number or self.number)

    def state(self, number: str = "") -> str:
        return str(self.row(number).state)

    def due(self, kind: str, number: str = "") -> date | None:
        """The due date of the running task of that kind."""
        from storage import records

        with self.store.read() as connection:
            task = records.open_tasks(connection, self.row(number).id).get(kind)
        return task.due_on if task else None

    def told(self, name: str, number: str = "") -> list[tuple[str, str]]:
        """Whom the notices ``name`` of a case are for: (username, role), sorted."""
        from sqlalchemy import select

        from storage.schema import Case, Notice, Person

        with self.store.read() as connection:
            rows = connection.execute(
                select(Person.username, Notice.role)
                .join(Notice, Notice.recipient_id == Person.id)
                .join(Case, Case.id == Notice.case_id)
                .where(Notice.name == name, Case.number == (number or self.number))
            )
            return sorted((row[0], row[1]) for row in rows)

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything in the database but what every try leaves, to see that nothing was written."""
        from storage.schema import Base

        journal, counters = Base.metadata.tables["journal"], Base.metadata.tables["counters"]
        tried = {
            journal: journal.select().where(journal.c.kind != "refused"),
            counters: counters.select().where(counters.c.name != "journal"),
        }
        with self.store.read() as connection:
            return {
                name: sorted(
                    map(tuple, connection.execute(tried.get(table, table.select()))), key=repr
                )
                for name, table in Base.metadata.tables.items()
                if name not in {"heartbeats", "attempts"}
            }


def settle_bureau(store: Store) -> Bureau:
    from rongcuo.sample.bureau import settle

    prepare(store, at("2026-01-05"))
    with store.write() as connection:
        settle(connection, at("2026-01-05"))
    return Bureau(store)


def _settled(url: str) -> dict[Any, Any]:
    """Settle the bureau in the database at ``url``; what a store then keeps of it."""
    with open_store(url) as store:
        settle_bureau(store)
        with store.read() as connection:
            calendar(store, connection)
            pack_in_force(store, connection, date.max)
        return store.cache


@pytest.fixture(scope="session")
def settled_sqlite(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[Any, Any]]:
    """A file in which the bureau was settled once, to be copied for each test."""
    file = tmp_path_factory.mktemp("settled") / "case.db"
    shutil.copyfile(migrated_sqlite, file)
    return file, _settled(f"sqlite:///{file}")


@pytest.fixture(scope="session")
def settled_template(request: pytest.FixtureRequest) -> tuple[str, dict[Any, Any]]:
    """A database in which the bureau was settled once, to be copied for each test."""
    server = request.getfixturevalue("postgres")
    name = server.new_database(request.getfixturevalue("migrated_template"), "settled")
    return name, _settled(server.url(name))


@pytest.fixture
def sqlite_bureau(settled_sqlite: tuple[Path, dict[Any, Any]], tmp_path: Path) -> Iterator[Bureau]:
    """The bureau on SQLite alone."""
    file = tmp_path / "bureau.db"
    shutil.copyfile(settled_sqlite[0], file)
    with open_store(f"sqlite:///{file}") as store:
        store.cache |= settled_sqlite[1]
        yield Bureau(store)


@pytest.fixture
def postgresql_bureau(
    request: pytest.FixtureRequest, settled_template: tuple[str, dict[Any, Any]]
) -> Iterator[Bureau]:
    """The bureau on PostgreSQL alone."""
    server = request.getfixturevalue("postgres")
    name = server.new_database(settled_template[0])
    with open_store(server.url(name)) as store:
        store.cache |= settled_template[1]
        yield Bureau(store)
    server.drop(name)


@pytest.fixture
def bureau(backend: str, request: pytest.FixtureRequest) -> Bureau:
    """The bureau on each of the two databases."""
    return cast("Bureau", request.getfixturevalue(f"{backend}_bureau"))
