"""A bureau of very many cases, on both databases."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, text
from support.many_cases import multiply
from support.sample import SAMPLE_NOW

from cases.eyes import cases_seen
from deadlines import local_day
from storage import Store, case_list
from storage.schema import Case

MANY = 3000
TODAY = local_day(SAMPLE_NOW)


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def many(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """The sample bureau, a hundred times over."""
    from rongcuo.sample import load_sample
    from storage import migrate, open_store

    url = f"sqlite:///{tmp_path_factory.mktemp('many') / 'case.db'}"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
        url = server.url(server.new_database())
    migrate(url)
    with open_store(url) as store:
        load_sample(store, SAMPLE_NOW)
        multiply(store, MANY)
        stand_apart(store)
        yield store


def stand_apart(store: Store) -> None:
    """Some keep out of cases that they would see, of few or of many, or are the officer of one."""
    for viewer, kept, own in (("hemin", 40, 1), ("luochengan", 40, 1), ("tangli", 3, 1),
                              ("guyuan", 0, 1), ("fengjie", 3, 0)):  # fmt: skip
        with store.write() as connection:
            person = connection.execute(
                text("SELECT id FROM people WHERE username = :who"), {"who": viewer}
            ).scalar_one()
            seen = cases_seen(connection, viewer, TODAY)
            assert seen
            cases = list(connection.execute(
                select(Case.id).where(case_list.visible(seen)).order_by(Case.id).limit(kept + own)
            ).scalars())  # fmt: skip
            theirs = [{"person": person, "case": case} for case in cases]
            for one in theirs[:kept]:
                connection.execute(
                    text("INSERT INTO case_parts VALUES (:person, 'kept_out', :case)"), one
                )
            for one in theirs[kept:]:
                for table, key in (("cases", "id"), ("case_lines", "case_id")):
                    connection.execute(
                        text(f"UPDATE {table} SET officer_id = :person WHERE {key} = :case"),
                        one,
                    )
