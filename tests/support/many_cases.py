"""The sample bureau many times over: as many cases as one likes, in a few statements."""

from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from storage import Store, lines
from storage.lines import COLUMNS, texts_of
from storage.schema import Base, Case, CaseLine, Matter, SearchText

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
GIVEN = "建国志强丽华秀英海燕春梅永福雪峰晓东文博"
OFFICERS = 2000
"""Officers beside the sample's own: each has some cases, as in a bureau."""
FAR_APART = 1_000_000
COPIED = ("matters", "cases", "tasks", "events", "papers", "case_parts", "case_items")
OFFSETS = {
    ("matters", "id"): "matters", ("cases", "id"): "cases", ("cases", "matter_id"): "matters",
    ("tasks", "id"): "tasks", ("papers", "id"): "papers",
    **{(table, "case_id"): "cases" for table in COPIED[2:]},
}  # fmt: skip
UNIQUE = {("matters", "key"), ("events", "idempotency_key"), ("papers", "number")}
SHIFT = {
    "sqlite": "date({day}, '+' || (k.n % 250) || ' days')",
    "postgresql": "{day} + CAST(k.n % 250 AS integer)",
}


def multiply(store: Store, wanted: int) -> int:
    """Copies of every case until there are about ``wanted``; how many there are then.

    A copy has a number and an officer of its own, and its tasks fall due some days later.
    """
    with store.write() as connection:
        held = connection.execute(select(func.count()).select_from(Case)).scalar_one()
        copies = max(1, round(wanted / held) - 1)
        first = _officers(connection)
        offsets = {
            table: connection.execute(text(f"SELECT max(id) FROM {table}")).scalar_one()
            for table in ("matters", "cases", "tasks", "papers")
        }
        for table in COPIED:
            connection.execute(text(_copy(connection, table, offsets, copies, first)))
        _texts(connection, offsets["matters"])
        drawn = lines.drawn.where(Case.id > offsets["cases"])
        connection.execute(insert(CaseLine).from_select(COLUMNS, drawn))
        if not store.sqlite:
            for table in ("matters", "cases", "tasks", "papers", "people"):
                connection.execute(text(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) "
                    f"FROM {table}"
                ))  # fmt: skip
        found = connection.execute(select(func.count()).select_from(Case)).scalar_one()
    if not store.sqlite:
        with store.read() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.rollback()
            raw.autocommit = True
            raw.execute("VACUUM ANALYZE")
            raw.autocommit = False
    return int(found)


def _officers(connection: Connection) -> int:
    """More officers; the id of the first."""
    people = Base.metadata.tables["people"]
    last = connection.execute(select(func.max(people.c.id))).scalar_one()
    units = connection.execute(text("SELECT id FROM units ORDER BY id")).scalars().all()[1:]
    connection.execute(insert(people), [
        {
            "id": last + 1 + n, "username": f"officer{n}", "email": None,
            "name": SURNAMES[n % 20] + GIVEN[n // 20 % 20] + GIVEN[n // 400 * 3 % 20],
            "unit_id": units[n % len(units)],
        }
        for n in range(OFFICERS)
    ])  # fmt: skip
    return int(last) + 1


def _copy(
    connection: Connection, table: str, offsets: dict[str, int], copies: int, officer: int
) -> str:
    """The statement that copies a table; rows of the copy ``n`` lie ``n`` offsets further on."""
    shift = SHIFT[connection.dialect.name]

    def cell(name: str) -> str:
        found = f't."{name}"'
        if (table, name) in OFFSETS:
            return f"{found} + k.n * {offsets[OFFSETS[table, name]]}"
        if (table, name) in UNIQUE:
            return "NULL"
        if name == "number":
            return f"CAST(2026 + k.n AS VARCHAR) || substr({found}, 5)"
        if (table, name) == ("cases", "officer_id"):
            return f"{officer} + (t.id * 7 + k.n) % {OFFICERS}"
        if (table, name) == ("matters", "subject"):
            return f"{found} || '（第' || CAST(k.n AS VARCHAR) || '号）'"
        return shift.format(day=found) if (table, name) == ("tasks", "due_on") else found

    names = [column.name for column in Base.metadata.tables[table].columns]
    where = f"WHERE t.id <= {offsets[table]}" if table in offsets else ""
    quoted = ", ".join(f'"{name}"' for name in names)
    return (
        f"WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < {copies}) "
        f"INSERT INTO {table} ({quoted}) "
        f"SELECT {', '.join(map(cell, names))} FROM {table} t, k {where} ORDER BY k.n"
    )


def _texts(connection: Connection, after: int) -> None:
    statement = insert(SearchText)
    rows: list[dict[str, Any]] = []
    matters = select(Matter.id, Matter.number, Matter.subject).where(Matter.id > after)
    for matter, number, subject in connection.execute(matters).all():
        rows += (
            {"text": said, "matter_id": matter, "subject": of_subject}
            for said, of_subject in texts_of(number, subject)
        )
        if len(rows) > 20_000:
            connection.execute(statement, rows)
            rows.clear()
    if rows:
        connection.execute(statement, rows)


def explained(store: Store, connection: Connection, statement: str, values: Any) -> str:
    """The plan; PostgreSQL is asked whether it can do without reading and sorting everything."""
    cursor = connection.connection.cursor()
    if store.sqlite:
        rows = cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
        return "\n".join(row[-1] for row in rows)
    for way in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
        cursor.execute(f"SET LOCAL enable_{way} = off")
    cursor.execute(f"EXPLAIN {statement}", values)
    return "\n".join(row[0] for row in cursor.fetchall())
