"""Printing: data as JSON or as lines, errors as one sentence on stderr."""

import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Annotated, Any, TypeVar

import typer

from deadlines import SHANGHAI
from regulations.citing import in_english
from rongcuo.settings import SettingsError, get_settings
from states.errors import Invalid
from states.vocabulary import Role
from storage import Store, open_store

Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出 · print JSON.")]
Viewer = Annotated[
    str | None,
    typer.Option("--as", metavar="USER", help="以谁的身份，缺省 RONGCUO_USER · as whom."),
]
Made = TypeVar("Made")
MAX_INPUT = 1_000_000
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def language() -> str:
    """``zh`` or ``en``, as the settings say."""
    try:
        return get_settings().language
    except SettingsError:
        return "zh"


asked_as: list[str] = []
"""Who was named on this command line: a refusal is kept under their name."""


def viewer(as_: str | None) -> str:
    """Who looks: whoever reads of a case says as whom, and is shown what that person may see."""
    chosen = get_settings().user if as_ is None else as_
    if chosen or as_ is not None:
        asked_as.append(chosen)
        return chosen
    raise Invalid("--as", "须写明用户名，或者设置 RONGCUO_USER", "is required, or set RONGCUO_USER")


def pick(zh: str, en: str) -> str:
    """The text in the language asked for."""
    return zh if language() == "zh" else en


def cited(article: str | None) -> str:
    """An article of the measures as the language asked for cites it."""
    return pick(article, in_english(article)) if article else "—"


def complain(zh: str, en: str) -> None:
    """One sentence on stderr."""
    print(pick(zh, en), file=sys.stderr)  # noqa: T201


def say(text: str) -> None:
    """One line on stdout."""
    print(text)  # noqa: T201


def failed(failures: Iterable[object], *, json: bool = False) -> None:
    """Name the cases whose data raises; with any the command has failed."""
    found = list(map(str, failures))
    if found and not json:
        for failure in found:
            say(f"  ✗ {failure}")
    if found:
        raise typer.Exit(1)


def write_into(target: Path, write: Callable[[IO[bytes]], Made], option: str = "--output") -> Made:
    """Let ``write`` fill a new file; what was there already, or is refused, leaves nothing."""
    try:
        with target.open("xb") as file:
            try:
                return write(file)
            except BaseException:
                target.unlink()
                raise
    except FileExistsError:
        raise Invalid(option, f"{target} 已存在", f"{target} is there already") from None
    except OSError as error:
        reason = error.strerror or "?"
        raise Invalid(option, f"无法写入（{reason}）", f"cannot be written ({reason})") from None


def dump(value: Any) -> None:
    """A value as JSON on stdout."""
    say(json.dumps(plain(value), ensure_ascii=False, indent=2))


def plain(value: Any) -> Any:
    """Dataclasses, days and instants as JSON's own types; instants as UTC with Z."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(held) for name, held in asdict(value).items()}
    if isinstance(value, dict):
        return {str(name): plain(held) for name, held in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(held) for held in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A head and rows below it, in aligned columns."""
    for line in aligned([head, *rows]):
        say(line)


def aligned(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Rows as lines with their columns aligned, wide characters counted as two."""
    lines = [tuple(str(cell if cell is not None else "—") for cell in row) for row in rows]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        padded = (cell + " " * (w - _width(cell)) for cell, w in zip(line, widths, strict=True))
        yield "  ".join(padded).rstrip()


def names_of(roles: Iterable[Role]) -> str:
    """Roles in one run."""
    return pick("、", ", ").join(pick(role.zh, role.en) for role in roles)


def due_day(day: date | str | None, provisional: bool) -> str:
    """A last day, marked where the year's holidays are not published yet."""
    mark = pick("（暂定）", " (provisional)") if provisional else ""
    return f"{day}{mark}" if day else "—"


def days_left(urgency: str, left: int | None) -> str:
    """Working days left to a task; ``None`` for one that is paused.

    Where only days off lie between, none is left and the day is not today all the same.
    """
    if left is None:
        return pick("中止", "paused")
    if urgency == "today":
        return pick("今日到期", "today")
    if urgency == "overdue":
        return pick(f"超期 {-left} 日", f"{-left} late") if left else pick("已超期", "late")
    return pick(f"剩 {left} 日", f"{left} left") if left else pick("即将到期", "next")


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@contextmanager
def store() -> Iterator[Store]:
    """The case database of the settings."""
    with open_store(*get_settings().store) as opened:
        yield opened


def now() -> datetime:
    """The instant, UTC."""
    return datetime.now(UTC)


def read_data(path: str | None) -> dict[str, Any]:
    """The JSON object of a file or of stdin (``-``); nothing given is an empty object."""
    return {} if path is None else parse_object(read_content(path, "--data"))


def read_content(path: str, name: str, most: int = MAX_INPUT) -> bytes:
    """What a file or stdin (``-``) holds, ``most`` bytes; ``name`` is what an error calls it."""
    try:
        raw = sys.stdin.buffer if path == "-" else open(path, "rb")  # noqa: PTH123, SIM115
        with raw:
            content = raw.read(most + 1)
    except OSError as error:
        reason = error.strerror or "?"
        raise Invalid(name, f"无法读取文件（{reason}）", f"cannot be read ({reason})") from None
    if len(content) > most:
        size = most // 1_000_000
        raise Invalid(name, f"超过 {size} MB", f"is larger than {size} MB")
    return content


def parse_object(content: bytes | str, name: str = "--data") -> dict[str, Any]:
    """A JSON object; anything else is refused with line and column, as what ``name`` holds."""
    try:
        found = json.loads(content, object_pairs_hook=_once, parse_constant=_no_constant)
    except _Unfit as error:
        raise Invalid(name, error.zh, error.en) from None
    except json.JSONDecodeError as error:
        where = f"第{error.lineno}行第{error.colno}列"
        raise Invalid(
            name, f"不是有效的 JSON（{where}）",
            f"is not valid JSON (line {error.lineno}, column {error.colno})",
        ) from None  # fmt: skip
    except UnicodeDecodeError:
        raise Invalid(name, "须为 UTF-8 编码", "must be UTF-8") from None
    except RecursionError:
        raise Invalid(name, "嵌套过深", "is nested too deeply") from None
    except ValueError:
        raise Invalid(name, "含有过长的数字", "holds a number that is too long") from None
    if not isinstance(found, dict):
        raise Invalid(name, "须为一个 JSON 对象", "must be one JSON object")
    return found


class _Unfit(Exception):
    """Something that JSON allows and we do not; said inside the parser, which knows no name."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh = zh
        self.en = en


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Unfit("同一字段出现两次", "names a field twice")
    return found


def _no_constant(name: str) -> Any:
    raise _Unfit(f"不接受 {name}", f"must not contain {name}")


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """A bar on stderr for whoever watches a terminal: call it with how many are done of how many.

    Nothing is shown where nobody watches.
    """
    with typer.progressbar(length=1, label=what, file=sys.stderr, hidden=not _watched()) as bar:

        def tell(done: int, total: int | None) -> None:
            if total is not None:
                bar.length = max(total, 1)
                bar.update(done - bar.pos)

        yield tell


def _watched() -> bool:
    return sys.stderr.isatty()


def parse_day(text: str, name: str) -> date:
    """A day written 2026-03-09."""
    if DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise Invalid(name, "日期写作 2026-03-09", "a date is written 2026-03-09")


def parse_instant(text: str, name: str) -> datetime:
    """An instant; a day or a time without offset is Shanghai's."""
    try:
        found = datetime.fromisoformat(text)
        found = (found if found.tzinfo else found.replace(tzinfo=SHANGHAI)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(
            name,
            "时间写作 2026-03-09T09:00 或 2026-03-09T09:00+08:00",
            "a time is written 2026-03-09T09:00 or 2026-03-09T09:00+08:00",
        ) from None
    return found
