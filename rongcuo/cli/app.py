"""The commands in one tree, and the one place where an error becomes a sentence."""

import os
import re
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

import typer
from sqlalchemy.exc import SQLAlchemyError
from typer.main import get_command

from cases.journal import keep_refusal
from deadlines import CALENDAR_YEARS, SHANGHAI, DateOutOfRange
from regulations import PackError
from rongcuo.cli import (
    accounts,
    agenda,
    archive,
    assess,
    attachments,
    audit,
    calendars,
    cases,
    digests,
    earlier,
    figures,
    hooks,
    journal,
    lifecycle,
    many,
    matters,
    notify,
    papers,
    patterns,
    registry,
    regulations,
    reporters,
    reports,
    system,
    tasks,
    tokens,
    told,
    units,
)
from rongcuo.cli.output import asked_as, complain, now, store
from rongcuo.settings import SettingsError
from states.errors import CaseError, Conflict, NotAllowed, NotFound, NotGranted
from storage.sealing import KeysUnreadable

app = typer.Typer(
    name="rongcuo",
    help="容错纠错案件管理 · due diligence, tolerance and correction cases.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
cases.app.command("do-many")(many.do_many)
app.add_typer(cases.app, name="case")
app.add_typer(matters.app, name="matter")
app.add_typer(tasks.app, name="task")
app.add_typer(calendars.app, name="calendar")
app.add_typer(registry.app, name="registry")
app.add_typer(earlier.app, name="import")
app.add_typer(agenda.feed_app, name="feed")
app.add_typer(regulations.app, name="regulation")
app.add_typer(accounts.app, name="account")
app.add_typer(accounts.role_app, name="role")
app.add_typer(units.app, name="unit")
app.add_typer(reporters.app, name="reporter")
app.add_typer(reports.app, name="report")
app.add_typer(audit.app, name="audit")
app.add_typer(reporters.keys_app, name="keys")
app.add_typer(attachments.app, name="attachment")
app.add_typer(papers.app, name="paper")
app.add_typer(tokens.app, name="token")
app.add_typer(hooks.app, name="webhook")
told.register(notify.app)
app.add_typer(notify.app, name="notify")
app.command()(agenda.agenda)
app.command()(assess.assess)
app.command()(journal.journal)
app.add_typer(patterns.app, name="pattern")
app.add_typer(digests.app, name="digest")
app.add_typer(archive.app, name="archive")
figures.register(app)
lifecycle.register(app)
system.register(app)

REFUSED, USAGE, INTERRUPTED = 1, 2, 130
CASE = re.compile(r"\d{4}-\d{4}(-\d+)?")
# Typer carries a Click of its own and exports only the leaves of its errors.
UsageError: type[Exception] = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "UsageError"
)


def main() -> None:
    """Run one command: exit 0 done, 1 refused or failed, 2 wrong usage; never a traceback."""
    # A case is about a person's fault: no file of ours is readable by other accounts.
    os.umask(0o077)
    _something_to_read()
    try:
        sys.exit(get_command(app).main(standalone_mode=False) or 0)
    except UsageError as error:
        _usage(error)
        sys.exit(USAGE)
    except typer.Abort:
        sys.exit(INTERRUPTED)
    except (CaseError, PackError) as error:
        _keep_refused(error)
        complain(error.say("zh") + _who("zh", error), error.say("en") + _who("en", error))
    except (SettingsError, KeysUnreadable) as error:
        complain(str(error), str(error))
        sys.exit(USAGE)
    except DateOutOfRange:
        span = f"{CALENDAR_YEARS[0]}–{CALENDAR_YEARS[-1]}"
        complain(f"日期超出日历范围（{span}年）。", f"The date is outside the calendar, {span}.")
    except SQLAlchemyError as error:
        _database(error)
    except UnicodeEncodeError:
        complain("参数须为 UTF-8 编码。", "An argument is not UTF-8.")
        sys.exit(USAGE)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - a person must never see a traceback
        _unforeseen(error)
    sys.exit(REFUSED)


def _keep_refused(error: Exception) -> None:
    """Who asked for what they may not see or do is in the journal, as on the pages."""
    group, *rest = [*sys.argv[1:], ""]
    groups: Any = get_command(app)
    below = getattr(groups.commands.get(group), "commands", {})
    refused = NotFound | NotAllowed | NotGranted
    if asked_as and isinstance(error, refused):
        words = f"{group} {rest[0]}" if rest[0] in below else group
        number = next((word for word in rest if CASE.fullmatch(word)), "")
        with suppress(Exception), store() as opened:
            keep_refusal(opened, asked_as[-1], f"rongcuo {words}", number, now())


def _who(lang: str, error: Exception) -> str:
    """Whose step came first, for the person who has a part in the case; no log gets to see it."""
    if not (isinstance(error, Conflict) and error.by and error.at):
        return ""
    at = f"{error.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return f"（{error.by}于{at}办理）" if lang == "zh" else f" (by {error.by} at {at})"


def _something_to_read() -> None:
    """Where whoever started us closed the standard input, there is nothing to be read from it."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115


def _usage(error: Any) -> None:
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()
        return
    hint = f"{error.ctx.command_path} --help" if error.ctx else "rongcuo --help"
    message = error.format_message().rstrip(".")
    complain(f"用法错误：{message}；用法见 {hint}。", f"{message}; see '{hint}'.")


def _unforeseen(error: Exception) -> None:
    """A fault of ours: its kind and place, and none of its words, which could name somebody."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__}, {Path(frame.filename).name}:{frame.lineno}"
    complain(
        f"程序内部错误（{place}）；请查看是否已经办成，并将本行告知系统管理员。",
        f"Internal error ({place}); see whether it was done, and tell your administrator this.",
    )


def _database(error: SQLAlchemyError) -> None:
    """A lost or unmigrated database, without the statement and its parameters."""
    kind = type(getattr(error, "orig", None) or error).__name__
    complain(
        f"数据库不可用或未升级（{kind}）；"
        "请运行 rongcuo doctor 查看原因，或 rongcuo migrate 升级。",
        f"The database is unavailable or not migrated ({kind}); run 'rongcuo doctor' to see why, "
        "or 'rongcuo migrate'.",
    )
