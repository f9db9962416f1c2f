"""Work that takes long: set going from a page, told of while it runs, left and come back to.

A page hands ``Workshop.start`` what is to be done and shows the number that it answers:

    number = shop.start(WorkKind.RECOUNT, "hemin", lambda doing: _counted(store, doing))

It runs in a thread of this process with transactions of its own and says by ``doing.tell`` how far
it is. What is asked of the table of rights is asked before, by whoever sets it going.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from cases.bundles import BundleKind, bundle_size
from cases.ending import LIE_FOR
from cases.standing import find_person
from deadlines import local_day
from states.errors import CaseError, GuardFailed, NotFound
from states.vocabulary import Term
from storage import Store, long_work
from storage.long_work import INTERRUPTED, RUNNING, WorkRecord
from storage.people import PersonRecord

Clock = Callable[[], datetime]
TELLS_EVERY = 1.0
"""Seconds between two words of a process about a work of its own."""
SILENT = timedelta(seconds=30)
"""Whose process said nothing for so long is done by nobody any more."""
KEPT = timedelta(hours=LIE_FOR)
"""How long one may come back for what came of it."""
MANY = 1000
"""Of so many lines a file is made as long work."""
MOST_AT_ONCE = 3
"""Works of one person at a time."""
LAST_WORDS = 1.0
"""Seconds that works have to stop between two transactions, when the process does."""


class WorkKind(Term):
    """What takes long."""

    EXPORT_CASES = "export_cases", "导出案件列表", "Export of the list of cases"
    EXPORT_LEDGER = "export_ledger", "导出台账", "Export of the ledger"
    IMPORT_REGISTRY = "import_registry", "导入清单", "Import of a registry"
    BUNDLE = "bundle", "案卷打包", "Package of a case"
    IMPORT_EARLIER = "import_earlier", "导入旧案", "Import of earlier cases"
    RECOUNT = "recount", "重新计算到期日", "Due days counted anew"


class WorkState(Term):
    """How a work stands."""

    RUNNING = "running", "进行中", "Under way"
    DONE = "done", "已完成", "Done"
    FAILED = "failed", "未能完成", "Failed"
    INTERRUPTED = "interrupted", "已中断", "Interrupted"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a work: a sentence in both languages, and where its result is looked at.

    ``file`` is the name under which the file it made is saved; empty where it made none.
    ``bundle`` says of which case it is a package, and of what kind: it is asked for again whenever
    the file is.
    """

    zh: str
    en: str
    to: str = ""
    file: str = ""
    bundle: tuple[str, str] | None = None


RESULT: TypeAdapter[Result] = TypeAdapter(Result)
BROKE_OFF = Result(
    "系统在办理途中停止，没有全部完成；已写入的部分有效，请重新发起，只会补做剩余部分",
    "The system stopped on the way. What was written counts; start it again for the rest",
)


class Stopped(Exception):
    """This process is stopping: leave off here, between two transactions."""


@dataclass(slots=True)
class Doing:
    """A work while it is done; what it makes goes into ``file``."""

    file: Path
    done: int = 0
    total: int | None = None
    stopping: threading.Event = field(default_factory=threading.Event)

    def tell(self, done: int, total: int | None = None) -> None:
        """How far it is: as often as one likes, between transactions; raises ``Stopped``."""
        self.done, self.total = done, total
        if self.stopping.is_set():
            raise Stopped


Run = Callable[[Doing], Result]


@dataclass(frozen=True, slots=True)
class Work:
    """A work as its starter sees it; ``total`` is none where nobody can tell beforehand."""

    id: int
    kind: WorkKind
    state: WorkState
    done: int
    total: int | None
    began_at: datetime
    ended_at: datetime | None
    result: Result | None


class Workshop:
    """The works of one process; ``folder`` is where they leave their files."""

    def __init__(self, store: Store, folder: Path, clock: Clock) -> None:
        self.store, self.folder, self.clock = store, folder, clock
        self.stopping = threading.Event()
        self._at_work: dict[int, threading.Thread] = {}

    def start(self, kind: WorkKind, by: str, run: Run, same: str = "") -> int:
        """Set it going and answer its number; where the same is under way, that one's.

        Raises ``GuardFailed`` where it is somebody else's, or where ``by`` has enough to wait for.
        """
        now = self.clock().astimezone(UTC)
        mark = sha256(same.encode()).hexdigest()
        try:
            with self.store.write() as connection:
                person = find_person(connection, by, local_day(now))
                long_work.interrupt(connection, now - SILENT, now)
                if there := long_work.under_way(connection, kind, mark):
                    return _joined(there, person)
                if long_work.running_of(connection, person.id) >= MOST_AT_ONCE:
                    raise GuardFailed(
                        f"您已有{MOST_AT_ONCE}项工作在进行，请等其中一项完成后再试",
                        f"{MOST_AT_ONCE} of your works are under way: wait until one is done",
                    )
                number = long_work.begin(
                    connection, kind=kind, same=mark, person_id=person.id,
                    rights=_rights(person), now=now,
                )  # fmt: skip
                # After the new one: SQLite would give its number out again.
                gone = long_work.forget(connection, now - KEPT)
        except IntegrityError:  # the same was begun by another process in this very moment
            return self.start(kind, by, run, same)
        for old in gone:
            self.file_of(old).unlink(missing_ok=True)
        doing = Doing(self.file_of(number), stopping=self.stopping)
        thread = threading.Thread(target=self._do, args=(number, run, doing), daemon=True)
        self._at_work[number] = thread
        thread.start()
        return number

    def file_of(self, number: int) -> Path:
        """Where a work's file lies, if it made one."""
        return self.folder / str(number)

    def close(self) -> None:
        """Stop what is at work, and say of it that it was broken off."""
        self.stopping.set()
        for thread in list(self._at_work.values()):
            thread.join(LAST_WORDS / max(1, len(self._at_work)))
        for number in list(self._at_work):
            self._end(number, WorkState.INTERRUPTED, BROKE_OFF)

    def _do(self, number: int, run: Run, doing: Doing) -> None:
        over = threading.Event()
        teller = threading.Thread(target=self._tell, args=(number, doing, over), daemon=True)
        teller.start()
        try:
            state, result = WorkState.DONE, run(doing)
        except Stopped:
            state, result = WorkState.INTERRUPTED, BROKE_OFF
        except CaseError as refusal:
            state, result = WorkState.FAILED, Result(refusal.say("zh"), refusal.say("en"))
        except Exception as error:  # noqa: BLE001 - its class alone, its message could say too much
            state, result = WorkState.FAILED, _broken(type(error).__name__)
        over.set()
        teller.join()
        if state is not WorkState.DONE or not result.file:
            doing.file.unlink(missing_ok=True)
        self._tell_once(number, doing)
        self._end(number, state, result)
        self._at_work.pop(number, None)

    def _tell(self, number: int, doing: Doing, over: threading.Event) -> None:
        while not over.wait(TELLS_EVERY):
            self._tell_once(number, doing)

    def _tell_once(self, number: int, doing: Doing) -> None:
        now = self.clock().astimezone(UTC)
        with suppress(SQLAlchemyError), self.store.write(hurried=True) as connection:
            long_work.tell(connection, number, doing.done, doing.total, now)

    def _end(self, number: int, state: WorkState, result: Result) -> None:
        text, now = RESULT.dump_json(result).decode(), self.clock().astimezone(UTC)
        with suppress(SQLAlchemyError), self.store.write() as connection:
            long_work.end(connection, number, state, text, now)


def work_of(store: Store, number: int, viewer: str, now: datetime) -> Work:
    """A work of one's own; raises ``NotFound`` for anybody else's."""
    with store.read() as connection:
        person = find_person(connection, viewer, local_day(now))
        return _work(_own(long_work.work(connection, number, person.id), number), now)


def works_of(store: Store, viewer: str, now: datetime, most: int = 50) -> list[Work]:
    """One's own works of the last day, the newest first."""
    with store.read() as connection:
        person = find_person(connection, viewer, local_day(now))
        return [_work(one, now) for one in long_work.works_of(connection, person.id, most)]


def file_made(store: Store, number: int, viewer: str, now: datetime) -> str:
    """The name of the file that a work of one's own made; raises ``NotFound`` or ``GuardFailed``.

    Whose roles have changed since is not given what they saw before, nor is anybody after a day.
    """
    with store.read() as connection:
        person = find_person(connection, viewer, local_day(now))
        found = _own(long_work.work(connection, number, person.id), number)
    if found.rights != _rights(person):
        raise GuardFailed(
            "您的身份在此期间有变动，请重新导出", "Your roles have changed since: export it again"
        )
    result = _work(found, now).result
    over = found.ended_at is not None and found.ended_at < now - KEPT
    if result is None or not result.file or over:
        raise NotFound("文件", "file", str(number))
    if result.bundle:
        case, kind = result.bundle
        bundle_size(store, case, BundleKind(kind), now, by=viewer)
    return result.file


def _joined(there: WorkRecord, person: PersonRecord) -> int:
    if there.person_id != person.id:
        raise GuardFailed(
            "同样的工作正由他人办理，请稍后再看结果",
            "Somebody else has just set the same going: look again in a while",
        )
    return there.id


def _own(found: WorkRecord | None, number: int) -> WorkRecord:
    if found is None:
        raise NotFound("工作", "work", str(number))
    return found


def _rights(person: PersonRecord) -> str:
    """A hash of the roles that they have, their own and lent."""
    held = sorted(map(str, (*person.grants, *person.lent)))
    return sha256("\n".join(held).encode()).hexdigest()


def _broken(error: str) -> Result:
    return Result(
        f"系统出错（{error}），请稍后再试；仍有问题请告知系统管理员",
        f"Something broke ({error}): try again in a while, or tell the administrator",
    )


def _work(found: WorkRecord, now: datetime) -> Work:
    silent = found.state == RUNNING and found.told_at < now - SILENT
    state = WorkState(INTERRUPTED if silent else found.state)
    result = RESULT.validate_json(found.said) if found.said else None
    if state is WorkState.INTERRUPTED:
        result = result or BROKE_OFF
    return Work(
        found.id, WorkKind(found.kind), state, found.done, found.total, found.began_at,
        found.ended_at, result,
    )  # fmt: skip
