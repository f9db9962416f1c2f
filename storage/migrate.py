"""Bring a database to the head of the migrations, or say where it stands."""

from importlib.resources import as_file, files
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url


def _config(scripts: str) -> Config:
    config = Config()
    config.set_main_option("script_location", scripts.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def migrate(url: str | URL, revision: str = "head") -> None:
    """Upgrade to ``revision``, or downgrade where it lies before; all in one transaction."""
    engine = _engine(make_url(url))
    try:
        with as_file(files("storage") / "migrations") as scripts, engine.begin() as connection:
            config = _config(str(scripts))
            config.attributes["connection"] = connection
            step = command.downgrade if _is_older(config, connection, revision) else command.upgrade
            step(config, revision)
    finally:
        engine.dispose()


def _engine(url: URL) -> Engine:
    """On SQLite the driver would commit every CREATE by itself; told to, it begins properly."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _connected(raw: Any, _record: Any) -> None:
            raw.isolation_level = None

        @event.listens_for(engine, "begin")
        def _begun(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def current_revision(connection: Connection) -> str | None:
    """The revision the database stands at; ``None`` before the first migration."""
    return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str:
    """The newest revision this release knows."""
    with as_file(files("storage") / "migrations") as scripts:
        head = ScriptDirectory.from_config(_config(str(scripts))).get_current_head()
    if head is None:
        raise RuntimeError("the release ships no migration")
    return head


def _is_older(config: Config, connection: Connection, revision: str) -> bool:
    if revision == "base":
        return True
    current = current_revision(connection)
    if revision == "head" or current is None:
        return False
    older = [
        s.revision for s in ScriptDirectory.from_config(config).walk_revisions("base", current)
    ]
    return revision in older and revision != current
