"""The ledger added up: how many of what each unit has of each year, so that figures are few rows.

A tally is the ledger counted, and kept with it: what a case brought is taken out and what it brings
is put in, in the transaction that writes its lines.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.ledger_list import REACHED
from storage.schema import LedgerClock, LedgerItem, LedgerLine, LedgerTally

L, K, ITEM, T = LedgerLine, LedgerClock, LedgerItem, LedgerTally
KEY = ("figure", "one", "other", "days", "year", "unit_id", "decided")
"""What a number is told apart by; also the order in which they are held."""
Key = tuple[Any, ...]
Where = Sequence[ColumnElement[bool]]


def _said(value: str | int) -> Any:
    """A word of the statement itself: as parameters, two of them are never the same group."""
    return literal_column(repr(value))


def _signs() -> Any:
    """A sign for each of ``REACHED``, in their order."""
    one, *more = (case((said, _said("1")), else_=_said("0")) for said in REACHED.values())
    found: Any = one
    for sign in more:
        found = found.op("||", return_type=String())(sign)
    return found


_lapsed = K.state == _said("lapsed")
_how = case((_lapsed, _said("lapsed")), (K.late, _said("late")), else_=_said("on_time"))
FIGURES: Mapping[str, tuple[Any, Sequence[Any], Where]] = {
    "reached": (L, (_signs(),), ()),
    "state": (L, (L.state, L.outcome), ()),
    "kind": (L, (L.field, L.issue_type), ()),
    "late": (L, (L.late, L.late_fate), (L.late.is_not(None),)),
    "way": (L, (L.ways,), (L.ways != "",)),
    "item": (ITEM, (ITEM.code,), ()),
    "run": (K, (K.kind, _how, case((_lapsed, None), else_=K.days)),
            (K.state.in_(("done", "lapsed")),)),
}  # fmt: skip
"""Of each figure: the table it is counted on, what tells its numbers apart, and what is counted.

A run that lapsed has no days: what it took is nobody's working time.
"""
_PLACES = {"year": L.year, "unit_id": L.unit_id, "decided": L.outcome.is_not(None)}
_READ = {"reached": ("year",), "kind": ("unit_id",)}
"""By which of these places a figure is read."""
_NOTHING = {
    "one": _said(""), "other": _said(""), "days": _said(-1), "year": _said(0),
    "unit_id": _said(0), "decided": _said(0),
}  # fmt: skip


def _counted(figure: str, where: Where, places: Iterable[str]) -> Select[Any]:
    """A figure of the lines that meet these conditions: the key, and how many."""
    table, cells, only = FIGURES[figure]
    held = dict(zip(KEY[1:], cells, strict=False)) | {name: _PLACES[name] for name in places}
    key = [
        func.coalesce(held[name], nothing) if name in held and name not in _PLACES
        else held.get(name, nothing)
        for name, nothing in _NOTHING.items()
    ]  # fmt: skip
    found = select(_said(figure), *key, func.count())
    if table is not L:
        found = found.join_from(L, table, table.case_id == L.case_id)
    return found.where(*only, *where).group_by(*held.values())


def numbers(connection: Connection, where: Where) -> Counter[Key]:
    """What the lines that meet these conditions bring to each figure, by what it is read by."""
    parts = (_counted(figure, where, _READ.get(figure, ())) for figure in FIGURES)
    return _read(connection.execute(union_all(*parts)))


def _read(rows: Iterable[Any]) -> Counter[Key]:
    return Counter({tuple(row[:-1]): row[-1] for row in rows})


def _whole(*where: ColumnElement[bool]) -> Iterator[Select[Any]]:
    """Every figure of these lines, by the whole key."""
    return (_counted(figure, where, _PLACES) for figure in FIGURES)


_all = union_all(*_whole())
_these = union_all(*_whole(L.case_id.in_(bindparam("ids", expanding=True))))
_held = select(*(getattr(T, name) for name in KEY), -T.number)
_differing = union_all(*_whole(), _held)


def of_cases(connection: Connection, ids: Sequence[int]) -> Counter[Key]:
    """What these cases bring to every figure."""
    return _read(connection.execute(_these, {"ids": list(ids)}))


def _put_in(module: Any) -> Any:
    statement = module.insert(T)
    more = {"number": T.number + statement.excluded.number}
    return statement.on_conflict_do_update(index_elements=KEY, set_=more)


_PUT_IN = {"sqlite": _put_in(sqlite), "postgresql": _put_in(postgresql)}


def shift(connection: Connection, before: Counter[Key], after: Counter[Key]) -> None:
    """Take out what was brought before and put in what is brought now.

    In the order of the keys, so that two who count at once wait for each other and never crosswise.
    """
    change = Counter(after)
    change.subtract(before)
    rows = [
        {**dict(zip(KEY, key, strict=True)), "number": number}
        for key, number in sorted(change.items())
        if number
    ]
    if rows:
        connection.execute(_PUT_IN[connection.dialect.name], rows)


def recount(connection: Connection) -> None:
    """Throw the tally away and count the whole ledger."""
    connection.execute(delete(T))
    shift(connection, Counter(), _read(connection.execute(_all)))


def untrue(connection: Connection) -> list[Key]:
    """The keys whose number is not what the ledger says; both are read in one moment."""
    found = Counter[Key]()
    for *key, number in connection.execute(_differing):
        found[tuple(key)] += number
    return sorted(key for key, number in found.items() if number)
