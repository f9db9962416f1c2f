"""Migrations, up and down, on both databases, with data in them."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError
from support.bureau import APPLICATION, OFFICER, Bureau, settle_bureau

from cases.counting import count_what_changed
from cases.health import health
from cases.history import verify
from storage import current_revision, head_revision, migrate, open_store
from storage.migrate import _config
from storage.schema import Base


def _tables(url: str) -> set[str]:
    engine = create_engine(url)
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return found


def _work(url: str) -> None:
    with open_store(url) as store:
        bureau: Bureau = settle_bureau(store)
        bureau.open("2026-03-02", officers=[OFFICER, "wulei"])
        bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
        bureau.sweep("2026-03-10T00:05")
        assert verify(store).flaws == []


def test_there_is_one_head_and_every_revision_leads_to_it():
    from importlib.resources import as_file, files

    with as_file(files("storage") / "migrations") as scripts:
        directory = ScriptDirectory.from_config(_config(str(scripts)))
        assert directory.get_heads() == [head_revision()]
        assert len(directory.get_bases()) == 1
        revisions = [script.revision for script in directory.walk_revisions()]
    assert revisions == sorted(revisions, reverse=True)
    assert all(len(revision) == 4 and revision.isdigit() for revision in revisions)


def test_the_models_are_what_the_migrations_make(database_url: str):
    migrate(database_url)
    with open_store(database_url) as store, store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert current_revision(connection) == head_revision()


def test_down_and_up_again_with_data_in_every_table(database_url: str):
    migrate(database_url)
    _work(database_url)
    migrate(database_url, "base")
    assert _tables(database_url) == {"alembic_version"}
    migrate(database_url)
    assert _tables(database_url) == {"alembic_version", *Base.metadata.tables}
    _work(database_url)


JOURNAL = "0004"


def test_each_revision_goes_down_and_up_alone_with_data(database_url: str):
    from importlib.resources import as_file, files

    with as_file(files("storage") / "migrations") as scripts:
        directory = ScriptDirectory.from_config(_config(str(scripts)))
        revisions = [script.revision for script in directory.walk_revisions()][::-1]
    migrate(database_url)
    _work(database_url)
    for revision in revisions[:-1][::-1]:
        migrate(database_url, revision)
        migrate(database_url)
        with open_store(database_url) as store:
            flaws = {flaw.case for flaw in verify(store).flaws}
        # Before it came there was no journal: what it said of roles is gone with it.
        assert flaws == (set() if revision >= JOURNAL else {"journal", "roles"})


BEFORE_THE_FOLD = "0023"
"""What ledgers were made by the fold before this one on."""


def test_what_was_counted_by_another_fold_is_counted_anew(database_url: str):
    migrate(database_url)
    _work(database_url)
    with open_store(database_url) as store:
        assert [count_what_changed(store) for _ in range(2)] == [2, 0]
    migrate(database_url, BEFORE_THE_FOLD)
    migrate(database_url)
    with open_store(database_url) as store:
        assert [count_what_changed(store) for _ in range(2)] == [2, 0]
        assert verify(store).flaws == []


def test_migrating_twice_is_migrating_once(database_url: str):
    migrate(database_url)
    _work(database_url)
    with open_store(database_url) as store:
        before = Bureau(store).tables()
        migrate(database_url)
        migrate(database_url, head_revision())
        assert Bureau(store).tables() == before


def test_a_migration_that_fails_leaves_nothing_behind(database_url: str):
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE tasks (id INTEGER)"))
    engine.dispose()
    with pytest.raises(SQLAlchemyError):
        migrate(database_url)
    assert _tables(database_url) - {"alembic_version"} == {"tasks"}


def test_an_unmigrated_database_is_said_by_health_and_by_nothing_else(database_url: str):
    from support.bureau import at

    with open_store(database_url) as store:
        found = health(store, at("2026-03-02"))
        assert not found.ready
        assert (found.migration_current, found.migration_head) == (None, head_revision())
    migrate(database_url)
    with open_store(database_url) as store:
        assert health(store, at("2026-03-02")).ready
