"""The main menu: where one may go, read off the table of who sees what."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fastapi import Request

from access.policy import Thing
from cases.dead_letters import sees_dead_letters
from cases.directory import has_right
from cases.journal import reads_the_journal
from cases.rooms import comes_in
from storage.people import PersonRecord


def _sees_cases(person: PersonRecord) -> bool:
    """Administrators see none, and have a first page of their own."""
    return not has_right(person, "accounts", "R")


def _right(thing: str, letters: str) -> Callable[[PersonRecord], bool]:
    return lambda person: has_right(person, thing, letters)


def _room(*things: Thing) -> Callable[[PersonRecord], bool]:
    return lambda person: comes_in(person, *things)


@dataclass(frozen=True, slots=True)
class Entry:
    """A room: the name of its first page's route, its title, its sign, and who sees it.

    ``icon`` is the path of an SVG drawn 24 by 24; ``also`` are addresses that belong to the room.
    """

    route: str
    zh: str
    icon: str
    shown: Callable[[PersonRecord], bool]
    also: tuple[str, ...] = ()


MENU = (
    Entry("home", "工作台", "M3 11 12 4l9 7v9h-6v-6H9v6H3z", _sees_cases, ("/tasks",)),
    Entry(
        "cases", "案件", "M4 4h16v4H4zM4 10h16v4H4zM4 16h16v4H4z", lambda _: True,
        ("/matters", "/earlier"),
    ),
    Entry(
        "corrections", "纠错整改", "M4 5h10M4 12h16M4 19h7M17 4v4M14 17l2 2 4-4",
        _room(Thing.CORRECTION),
    ),
    Entry(
        "clearing", "反馈与澄清", "M4 5h16v11H9l-5 4zM8.5 10.5l2.5 2.5 5-5",
        _room(Thing.CLEARING, Thing.FEEDBACK),
    ),
    Entry("archives", "归档", "M3 4h18v5H3zM5 9v11h14V9M9.5 13h5", _room(Thing.RECEIPTS)),
    Entry(
        "follow_ups", "整改跟踪", "M4 20V10h4v10zM10 20V4h4v16zM16 20v-7h4v7z",
        _right("reports", "Ro"),
    ),
    Entry(
        "ledger", "台账", "M4 3h16v18H4zM4 8h16M9 8v13M4 13h16M4 17h16", _right("reports", "Ro")
    ),
    Entry(
        "figures", "统计", "M4 20h17M6 20v-6h3v6M11 20V8h3v12M16 20V4h3v16",
        _right("reports", "Ro"),
    ),
    Entry(
        "measures", "办法与要件",
        "M5 3h9a3 3 0 0 1 3 3v15H8a3 3 0 0 1-3-3zM5 18a3 3 0 0 1 3-3h9M9 7h5",
        _right("measures", "R"),
    ),
    Entry(
        "registries", "清单", "M4 5h3v3H4zM4 11h3v3H4zM4 17h3v3H4zM10 6.5h10M10 12.5h10M10 18.5h10",
        _right("registries", "R"),
    ),
    Entry(
        "calendar", "日历", "M4 6h16v14H4zM4 10h16M8 3v5M16 3v5M8 14h3v3H8z",
        _right("calendar", "R"),
    ),
    Entry(
        "patterns", "易错情形", "M12 3 2 20h20zM12 9v5M12 16v2", _right("patterns", "Rs"),
    ),
    Entry(
        "digests", "案例摘编",
        "M12 6C9 4 6 4 3 5v14c3-1 6-1 9 1 3-2 6-2 9-1V5c-3-1-6-1-9 1zM12 6v14",
        _right("digests", "R"),
    ),
    Entry(
        "accounts", "账号",
        "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4 21c0-4 3.5-6.5 8-6.5s8 2.5 8 6.5z",
        _right("accounts", "R"),
    ),
    Entry(
        "roles", "身份",
        "M3 6h18v13H3zM9 6V3h6v3M7 15h5M15 11h3M15 15h3M9.5 9.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 "
        "0-3.6z",
        _right("roles", "RA"),
    ),
    Entry(
        "paper_templates", "文书模板", "M6 3h9l4 4v14H6zM9 12h7M9 16h7M15 3v4h4",
        _right("templates", "R"),
    ),
    Entry("journal", "操作日志", "M5 3h11l3 3v15H5zM8 9h8M8 13h8M8 17h5", reads_the_journal),
    Entry(
        "undelivered", "发件箱", "M3 6h18v12H3zM3 6l9 7 9-7", sees_dead_letters, ("/outbox",)
    ),
    Entry(
        "automation", "自动任务", "M12 4a8 8 0 1 1-7.4 5M4 4v5h5M12 8v4.5l3 2",
        _right("automation", "R"),
    ),
    Entry(
        "webhooks", "事件推送", "M4 12h9M9 8l4 4-4 4M15 5h5v14h-5", _right("webhooks", "R"),
    ),
)  # fmt: skip
"""In the order in which they stand."""


def menu_of(request: Request, person: PersonRecord) -> Iterator[tuple[Entry, str, bool]]:
    """The rooms that are open to ``person``, each with its address and whether one is in it."""
    path = request.url.path
    for entry in MENU:
        if entry.shown(person):
            first = str(request.app.url_path_for(entry.route))
            inside = path == first or path.startswith((*({first} - {"/"}), *entry.also))
            yield entry, first, inside
