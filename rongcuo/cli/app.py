"""The commands in one tree, and the one place where an error becomes a sentence."""

import sys

import click
import typer
from sqlalchemy.exc import SQLAlchemyError
from typer.main import get_command

from deadlines import DateOutOfRange
from rongcuo.cli import calendars, cases, lifecycle, system, tasks
from rongcuo.cli.output import complain, language
from rongcuo.settings import SettingsError
from states.errors import CaseError

app = typer.Typer(
    name="rongcuo",
    help="容错纠错案件管理 · due diligence, tolerance and correction cases.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(cases.app, name="case")
app.add_typer(tasks.app, name="task")
app.add_typer(calendars.app, name="calendar")
lifecycle.register(app)
system.register(app)

REFUSED, USAGE = 1, 2


def main() -> None:
    """Run one command: exit 0 done, 1 refused or failed, 2 wrong usage; never a traceback."""
    command = get_command(app)
    try:
        sys.exit(command.main(standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(USAGE)
    except click.UsageError as error:
        hint = f"{error.ctx.command_path} --help" if error.ctx else "rongcuo --help"
        complain(
            f"用法错误：{error.format_message()}（{hint}）",
            f"{error.format_message()} See '{hint}'.",
        )
        sys.exit(USAGE)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        complain(error.format_message(), error.format_message())
        sys.exit(REFUSED)
    except CaseError as error:
        complain(error.say("zh"), error.say("en"))
        sys.exit(REFUSED)
    except SettingsError as error:
        complain(str(error), str(error))
        sys.exit(USAGE)
    except DateOutOfRange:
        complain(
            "日期超出日历范围（2004—2100年）。", "The date is outside the calendar, 2004–2100."
        )
        sys.exit(REFUSED)
    except SQLAlchemyError as error:
        _database(error)
        sys.exit(REFUSED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def _database(error: SQLAlchemyError) -> None:
    """A lost or unmigrated database, without the statement and its parameters."""
    kind = type(getattr(error, "orig", None) or error).__name__
    complain(
        f"数据库不可用或未升级（{kind}）；"
        "请运行 rongcuo doctor 查看原因，或 rongcuo migrate 升级。",
        f"The database is unavailable or not migrated ({kind}); run 'rongcuo doctor' to see why, "
        "or 'rongcuo migrate'.",
    )


__all__ = ["app", "language", "main"]
