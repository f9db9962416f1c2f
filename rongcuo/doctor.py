"""Examine an installation, and say of each fault what to do about it."""

import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from cases.calendars import missing_year
from cases.health import health
from deadlines import local_day
from documents.pdf import available, fonts_found
from flows.outgoing import channel, configured
from notifications.channels.errors import ChannelError
from rongcuo.poke import call
from rongcuo.settings import DEFAULT_FILE, FILE_VARIABLE, Settings, SettingsError
from rongcuo.shelf import shelf_of
from rongcuo.up.ports import hold, refusal
from storage import current_revision, head_revision, open_store
from storage.calendar import calendar
from storage.sealing import KeysUnreadable
from web.open_id import fault, provider_of

LEAST_FREE = 1_000_000_000
_PREFIX = {"mail": "smtp"}
PASSWORD_IN_URL = re.compile(r"://[^/@:]*:[^/@]+@")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; ``advice`` says what to do where it is not ``ok``."""

    name: str
    ok: bool
    found: str
    advice: str = ""


def examine(settings: Settings) -> list[Check]:
    """Every check, in the order in which faults should be mended."""
    looks: tuple[Callable[[Settings], Iterator[Check]], ...] = (
        _python, _disk, _secrets, _files, _scanner, _database, _prefect, _ports, _fonts,
        _paper_fonts, _channels, _provider,
        _calendar,
    )  # fmt: skip
    return [check for look in looks for check in look(settings)]


def _python(_settings: Settings) -> Iterator[Check]:
    found = ".".join(map(str, sys.version_info[:3]))
    yield Check("Python", sys.version_info >= (3, 11), found, "请安装 Python 3.11 或更新版本")


def _disk(settings: Settings) -> Iterator[Check]:
    try:
        free = shutil.disk_usage(settings.folder("")).free
    except OSError as error:
        advice = "请检查 RONGCUO_DATA_DIR 及其权限 · check the folder and its permissions"
        yield Check("数据目录 · data folder", False, error.strerror or "?", advice)
        return
    yield Check(
        "磁盘 · disk", free >= LEAST_FREE, f"{settings.data_dir}: {free / 1e9:.1f} GB",
        "剩余不足 1 GB，请清理或更换 RONGCUO_DATA_DIR",
    )  # fmt: skip


def _secrets(settings: Settings) -> Iterator[Check]:
    """What lies in the data folder is for one account alone, and a file with a password as well."""
    file, kept = Path(os.environ.get(FILE_VARIABLE, DEFAULT_FILE)), settings.data_dir
    looked = [kept, kept / "keys", *(kept / "keys").glob("*")]
    if settings.smtp_password.get_secret_value() or PASSWORD_IN_URL.search(settings.database_url):
        looked.append(file)
    shown = [str(path) for path in looked if path.exists() and _others_may(path)]
    yield Check(
        "权限 · permissions", not shown, ", ".join(shown) or "0600/0700",
        "其他账号可以读写，请对列出的各项运行 chmod go= · others may read or write: chmod go= each",
    )  # fmt: skip


def _others_may(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _files(settings: Settings) -> Iterator[Check]:
    fault = shelf_of(settings).fault()
    advice = "请检查 attachments 目录的属主与权限（0700）· check its owner and permissions"
    found = fault or "可写 · writable"
    yield Check("附件目录 · folder of files", fault is None, found, advice)


def _scanner(settings: Settings) -> Iterator[Check]:
    if scanner := shelf_of(settings).scanner:
        answers = scanner.answers()
        advice = "请检查 RONGCUO_CLAMD 并启动 clamd · check the setting, start clamd"
        found = settings.clamd if answers else f"{settings.clamd}: —"
        yield Check("病毒扫描 · virus scanner", answers, found, advice)


def _database(settings: Settings) -> Iterator[Check]:
    kind = settings.database.partition(":")[0]
    head = head_revision()
    try:
        with open_store(settings.database) as store, store.read() as connection:
            current = current_revision(connection)
    except SQLAlchemyError as error:
        fault = type(getattr(error, "orig", None) or error).__name__
        advice = "请检查 RONGCUO_DATABASE_URL，并确认数据库已启动 · check the URL and the server"
        yield Check("数据库 · database", False, f"{kind}: {fault}", advice)
        return
    yield Check(
        "数据库 · database", current == head, f"{kind}, {current or '—'} / {head}",
        "请运行 rongcuo migrate · run rongcuo migrate",
    )  # fmt: skip
    if current != head:
        return
    moment = datetime.now(UTC)
    with open_store(settings.database) as store:
        state = health(store, moment)
    advice = "数据库只读或已满，请检查权限与磁盘 · read-only or full"
    yield Check("可写 · writable", state.database_writable, str(state.database_writable), advice)


def _prefect(settings: Settings) -> Iterator[Check]:
    try:
        call(settings, "/health")
        found = "运行中 · running"
    except (OSError, ValueError):
        found = "未运行 · not running (rongcuo up)"
    yield Check(f"Prefect {version('prefect')}", True, found)


def _ports(settings: Settings) -> Iterator[Check]:
    ours = (settings.data_dir / "run" / "lock").exists() and _held(settings)
    for host, port, name in (
        (settings.host, settings.port, "RONGCUO_PORT"),
        ("127.0.0.1", settings.prefect_port, "RONGCUO_PREFECT_PORT"),
    ):
        reason = None if ours else refusal(host, port)
        found = "本实例使用中 · in use by this instance" if ours else reason or "空闲 · free"
        advice = f"请停止占用它的程序，或设置 {name} · free it or set {name}"
        yield Check(f"端口 · port {port}", reason is None, found, advice)


def _held(settings: Settings) -> bool:
    try:
        hold(settings).close()
    except SettingsError:
        return True
    return False


def _fonts(_settings: Settings) -> Iterator[Check]:
    if (tool := shutil.which("fc-list")) is None:
        yield Check(
            "中文字体 · CJK font", False, "fc-list —", "请安装 fontconfig 与 fonts-noto-cjk"
        )
        return
    listed = subprocess.run(  # noqa: S603 - a fixed command, found on the path
        [tool, ":lang=zh", "family"], capture_output=True, text=True, check=False
    )
    families = sorted({line.split(",")[0] for line in listed.stdout.splitlines() if line})
    yield Check(
        "中文字体 · CJK font", bool(families), ", ".join(families[:3]) or "—",
        "请安装中文字体，例如 apt install fonts-noto-cjk · install a CJK font",
    )  # fmt: skip


def _paper_fonts(_settings: Settings) -> Iterator[Check]:
    """What papers are printed in where the fonts of the standard are not here: a hint, no fault."""
    title = "文书字体 · fonts of papers"
    if not available():
        yield Check(
            title, True, "未装 PDF 组件，用 Word 或浏览器打印 · no PDF extra: print elsewhere"
        )
        return
    wanted = {"body": "仿宋", "title": "小标宋", "hei": "黑体", "kai": "楷体", "song": "宋体"}
    found = fonts_found()
    shown = "；".join(f"{zh} → {found[name] or '—'}" for name, zh in wanted.items())
    yield Check(
        title, all(found.values()), shown,
        "没有可用的字体，PDF 会被拒绝；请安装公文字体或 fonts-noto-cjk · install the fonts",
    )  # fmt: skip


def _channels(settings: Settings) -> Iterator[Check]:
    for name in configured(settings):
        yield _channel(settings, name)


def _channel(settings: Settings, name: str) -> Check:
    title = "邮件 · mail" if name == "mail" else f"通道 · channel {name}"
    try:
        found = channel(settings, name, timeout=3).check()
    except ChannelError as error:
        advice = f"请检查 RONGCUO_{_PREFIX.get(name, name).upper()}_… 各项设置与网络 · "
        return Check(title, False, str(error), f"{advice}check its settings and the network")
    except (SettingsError, KeysUnreadable) as error:
        return Check(title, False, "—", str(error))
    except OSError as error:
        advice = "请检查数据目录及其权限 · check the data folder and its permissions"
        return Check(title, False, error.strerror or "?", advice)
    if name == "mail" and not settings.smtp_host:
        found = f"未设 RONGCUO_SMTP_HOST，通知写入 · letters go to {found}"
    return Check(title, True, found)


def _provider(settings: Settings) -> Iterator[Check]:
    name = "身份认证服务 · identity provider"
    if said := fault(settings):
        yield Check(name, False, settings.oidc_issuer, said)
    elif provider := provider_of(settings):
        bar = provider.fault()
        advice = "请检查 RONGCUO_OIDC_ISSUER 与网络 · check the issuer and the network"
        yield Check(name, bar is None, f"{settings.oidc_issuer}{f': {bar}' if bar else ''}", advice)


def _calendar(settings: Settings) -> Iterator[Check]:
    try:
        with open_store(settings.database) as store, store.read() as connection:
            days = calendar(store, connection)
    except (SQLAlchemyError, ValueError):
        yield Check("日历 · calendar", False, "—", "请运行 rongcuo migrate 载入日历")
        return
    today = local_day(datetime.now(UTC))
    found, missing = f"至 · until {days.published_until}", missing_year(days, today)
    if missing:
        found += f"；{missing} 年安排未载入 · {missing} not loaded"
    yield Check(
        "日历 · calendar", missing is None or missing > today.year, found,
        "今年的放假安排尚未载入，到期日均为暂定 · load this year: rongcuo calendar load",
    )  # fmt: skip
