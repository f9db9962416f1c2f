"""DBOS: each step a durable workflow with one transaction on the case's own tables."""

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, SetWorkflowID, SQLAlchemyDatasource

from beside import rows
from beside.work import EVENTS, PRAGMAS, Event

BY_NAME = {event.name: event for event in EVENTS}


def engine(file: Path) -> Any:
    """An engine on a file as durable as ours."""
    made = sa.create_engine(f"sqlite:///{file}")

    @sa.event.listens_for(made, "connect")
    def _connected(raw: Any, _record: Any) -> None:
        raw.isolation_level = "IMMEDIATE"
        raw.execute("PRAGMA busy_timeout=30000")
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")

    return made


class Work:
    """The workflow's id is case and event, so that a step asked for twice is done once."""

    def __init__(self, source: Any, file: Path) -> None:
        self._file = file

        @source.transaction()
        def write(case: int, name: str, user: str) -> int:
            event, run = BY_NAME[name], source.sql_session().connection().exec_driver_sql
            held = run(rows.PERSON, (user,)).fetchall()
            state, version, _ = run(rows.CASE, (case,)).fetchone()
            if state != event.source or event.role not in {row[1] for row in held}:
                raise PermissionError(name)
            moved = (event.dest, version + 1, "", case, version)
            assert run(rows.MOVE, moved).rowcount == 1
            run(rows.HAPPENED, rows.happened(case, version + 1, event, held[0][0]))
            return int(version + 1)

        @DBOS.workflow()
        def step(case: int, name: str, user: str) -> int:
            return int(write(case, name, user))

        self._step = step

    def ready(self, event: Event) -> None:
        """Nothing is needed."""

    def fire(self, case: int, event: Event) -> None:
        """One step."""
        with SetWorkflowID(f"{case}-{event.name}"):
            self._step(case, event.name, event.user)

    def refuses(self, case: int, event: Event, user: str) -> bool:
        """Whether the workflow fails."""
        try:
            self._step(case, event.name, user)
        except PermissionError:
            return True
        return False

    def ended(self) -> tuple[int, int]:
        """From the tables."""
        with closing(rows.connect(self._file)) as connection:
            return rows.ended(connection)


@contextmanager
def opened(folder: Path, cases: int) -> Iterator[Work]:
    """DBOS on two files: its own of workflows, and the cases with the record of what was done."""
    file = folder / "cases.db"
    with closing(rows.connect(file)) as connection:
        rows.settle(connection, cases)
    system, name = engine(folder / "system.db"), f"sqlite:///{folder / 'system.db'}"
    config: Any = {
        "name": "peers", "system_database_url": name, "system_database_engine": system,
        "log_level": "ERROR",
    }  # fmt: skip
    DBOS(config=config)
    source = SQLAlchemyDatasource.create(f"sqlite:///{file}", engine=engine(file))
    work = Work(source, file)
    DBOS.launch()
    logging.disable()
    yield work
    DBOS.destroy()
