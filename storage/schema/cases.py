"""The tables of the bureau, its measures and its cases."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class Unit(Base):
    """A unit of the bureau."""

    __tablename__ = "units"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))


class Person(Base):
    """A person who works with the system, or whom a case is about."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str]
    email: Mapped[str | None]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)


class PackText(Base):
    """A regulation pack as it was loaded; a case keeps the one it began with."""

    __tablename__ = "packs"
    __table_args__ = (UniqueConstraint("code", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(40))
    text: Mapped[str]
    loaded_at: Mapped[datetime]


class CalendarYear(Base):
    """One year of the State Council's arrangement, as loaded; the newest row of a year counts."""

    __tablename__ = "calendar_years"
    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(Integer, index=True)
    document: Mapped[str]
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class CalendarOverride(Base):
    """A single day set by local decree, with its source; the newest row of a day counts.

    ``is_off`` null gives the day back to the layers below.
    """

    __tablename__ = "calendar_overrides"
    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    is_off: Mapped[bool | None]
    name: Mapped[str]
    source: Mapped[str]
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Matter(Base):
    """追责问责事项: one accountability procedure, with one case for each officer.

    ``earlier_number`` is what an imported one was called in the ledger that it came from.
    """

    __tablename__ = "matters"
    __table_args__ = (Index("ux_matters_earlier_number", "earlier_number", unique=True),)
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    subject: Mapped[str]
    track: Mapped[str] = mapped_column(String(16))
    organ: Mapped[str]
    started_on: Mapped[date]
    start_document: Mapped[str]
    report_kind: Mapped[str] = mapped_column(String(16))
    party: Mapped[str | None]
    occurred_on: Mapped[date | None]
    opened_at: Mapped[datetime]
    key: Mapped[str | None] = mapped_column(String(100), unique=True)
    earlier_number: Mapped[str | None] = mapped_column(String(80))


class Case(Base):
    """容错案件: one officer in one matter; ``facts`` is the fold of its events.

    ``counted`` is the version that its line of the ledger was made from. ``emptied`` is the
    appraisal after which its contents were destroyed: then it is there for nobody any more.
    """

    __tablename__ = "cases"
    __table_args__ = (
        # A step makes the version larger: the case stands in this index until it is counted.
        Index(
            "ix_cases_to_be_counted",
            "id",
            sqlite_where=text("counted < version"),
            postgresql_where=text("counted < version"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matters.id"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    handler_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    supervisor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    pack_id: Mapped[int] = mapped_column(ForeignKey("packs.id"))
    state: Mapped[str] = mapped_column(String(24))
    version: Mapped[int] = mapped_column(Integer)
    outcome: Mapped[str | None] = mapped_column(String(24))
    window_last_day: Mapped[date | None]
    facts: Mapped[str]
    head: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    counted: Mapped[int] = mapped_column(Integer, server_default="0")
    emptied: Mapped[int | None]


class Task(Base):
    """待办: what has a due date.

    ``next_action_at`` is when the clock must look again; ``moves`` counts how often the clock was
    paused, resumed, extended or counted anew.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        Index(
            "ux_tasks_one_open_of_a_kind",
            "case_id",
            "kind",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_tasks_next_action",
            "next_action_at",
            "id",
            sqlite_where=text("state = 'open' AND next_action_at IS NOT NULL"),
            postgresql_where=text("state = 'open' AND next_action_at IS NOT NULL"),
        ),
        Index(
            "ix_tasks_running",
            "kind",
            "due_on",
            "id",
            sqlite_where=text("closed_at IS NULL AND state = 'open'"),
            postgresql_where=text("closed_at IS NULL AND state = 'open'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(8))
    started_on: Mapped[date]
    due_on: Mapped[date]
    provisional: Mapped[bool]
    left: Mapped[int | None] = mapped_column(Integer)
    last_rung: Mapped[int | None] = mapped_column(Integer)
    next_action_at: Mapped[datetime | None]
    opened_seq: Mapped[int] = mapped_column(Integer)
    moves: Mapped[int] = mapped_column(Integer, server_default="0")
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class CaseEvent(Base):
    """办理动作: one row of a case's hash chain; ``body`` is the canonical text that is hashed."""

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("case_id", "idempotency_key"),)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    event: Mapped[str] = mapped_column(String(32))
    from_state: Mapped[str | None] = mapped_column(String(24))
    to_state: Mapped[str] = mapped_column(String(24))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str] = mapped_column(String(8))
    body: Mapped[str]
    algorithm: Mapped[str] = mapped_column(String(12))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    idempotency_key: Mapped[str | None] = mapped_column(String(100))


class Attempt(Base):
    """An event that was asked for and refused; ``refusal`` is the kind of error, nothing more."""

    __tablename__ = "attempts"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(24))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    refusal: Mapped[str] = mapped_column(String(16))


class Article(Base):
    """An article of the bureau's own copy of the measures; the newest row of an article counts."""

    __tablename__ = "articles"
    __table_args__ = (Index("ix_articles_pack", "pack", "article"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    pack: Mapped[str] = mapped_column(String(40))
    article: Mapped[str] = mapped_column(String(20))
    text: Mapped[str]
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Interpretation(Base):
    """How the bureau reads an item or an article (第二十一条)."""

    __tablename__ = "interpretations"
    __table_args__ = (Index("ix_interpretations_pack", "pack", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    pack: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(80))
    number: Mapped[str]
    issued_on: Mapped[date]
    text: Mapped[str]
    added_at: Mapped[datetime]
    added_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None]


class RegistryImport(Base):
    """One import of a registry (第三条、第六条); a later one of its kind takes its place."""

    __tablename__ = "registry_imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    file_name: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int] = mapped_column(Integer)
    imported_at: Mapped[datetime]
    imported_by: Mapped[int] = mapped_column(ForeignKey("people.id"))


class RegistryEntry(Base):
    """A row of a registry; ``columns`` is what else it says, as JSON."""

    __tablename__ = "registry_entries"
    __table_args__ = (Index("ix_registry_entries_kind", "kind", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("registry_imports.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    code: Mapped[str] = mapped_column(String(80))
    name: Mapped[str]
    party: Mapped[str | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    columns: Mapped[str]


class Feed(Base):
    """A person's calendar feed; only the hash of its token is kept, and it can be revoked."""

    __tablename__ = "feeds"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Counter(Base):
    """A gapless sequence, per kind and year."""

    __tablename__ = "counters"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    value: Mapped[int] = mapped_column(Integer)


class Heartbeat(Base):
    """When a flow last did its work."""

    __tablename__ = "heartbeats"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]
