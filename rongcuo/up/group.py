"""Start the children, watch them, and stop them together."""

import signal
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType

from cases.first_set_up import is_set_up, new_set_up_code
from cases.journal import keep_settings
from cases.preparing import prepare
from rongcuo.poke import call, poke
from rongcuo.sample import place_sample
from rongcuo.settings import Settings, SettingsError
from rongcuo.up.children import Child, Children, children_of
from rongcuo.up.environment import child_environment
from rongcuo.up.ports import hold, refuse_other_addresses, refuse_taken_ports
from storage import migrate, open_store
from storage.records import cases_held
from storage.staffing import people_held
from web.open_id import fault

KILL_AFTER = 3.5
STARTUP = 60.0


def run_group(settings: Settings) -> int:
    """Run until told to stop; 0 after an orderly stop, 1 when a child would not live."""
    with hold(settings):
        refuse_other_addresses(settings)
        refuse_taken_ports(settings)
        if said := fault(settings):
            raise SettingsError(said)
        stop = _stop_on_signals()
        _prepare(settings)
        children = children_of(settings, child_environment(settings))
        try:
            return _run(settings, children, stop)
        finally:
            _stop_all(children)


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, told)
    return stop


def _prepare(settings: Settings) -> None:
    """Migrate, load what is shipped, and settle the sample bureau in an empty database."""
    settings.folder("")
    migrate(settings.database)
    moment = datetime.now(UTC)
    with open_store(*settings.store) as store:
        prepare(store, moment)
        keep_settings(store, settings.shown(), moment)
        with store.read() as connection:
            empty = not cases_held(connection) and not people_held(connection)
    if empty and settings.sample:
        _say("正在载入样例局，约需几秒 · loading the sample bureau …")
        place_sample(settings.database, moment)


def _run(settings: Settings, children: Children, stop: threading.Event) -> int:
    for child in children:
        child.log.write_bytes(b"")
    first, *others = children.pages
    for child in (first, children.prefect, *others):
        child.start()
    _wait(stop, first, lambda: _answers(f"http://{settings.host}:{settings.port}/healthz"))
    if first.alive and not stop.is_set():
        _announce(settings)
    _wait(stop, children.prefect, lambda: _prefect_ready(settings))
    if not stop.is_set():
        children.runner.start()
        threading.Thread(target=_first_sweep, args=(settings, stop), daemon=True).start()
    return _watch(children, stop)


def _wait(stop: threading.Event, child: Child, ready: Callable[[], bool]) -> None:
    until = time.monotonic() + STARTUP
    while not stop.is_set() and child.alive and time.monotonic() < until and not ready():
        stop.wait(0.15)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as answer:  # noqa: S310 - our own loopback page
            return bool(answer.status == 200)  # noqa: PLR2004
    except OSError:
        return False


def _prefect_ready(settings: Settings) -> bool:
    try:
        call(settings, "/health")
    except (OSError, ValueError):
        return False
    return True


def _first_sweep(settings: Settings, stop: threading.Event) -> None:
    """Catch up at once, as soon as the runner has registered its deployments."""
    for name in ("enforce-deadlines", "deliver-notices"):
        until = time.monotonic() + STARTUP
        while not stop.is_set() and time.monotonic() < until and not poke(name, settings):
            stop.wait(0.5)


def _announce(settings: Settings) -> None:
    mail = (
        f"{settings.smtp_host}:{settings.smtp_port}"
        if settings.smtp_host
        else f"{settings.data_dir / 'mail'}（未设邮件服务器 · no mail server set）"
    )
    _say(f"容错纠错：请打开 {settings.url} · open this address")
    if code := _set_up_code(settings):
        _say(f"首次设置 · first set-up: {settings.url}/set-up")
        _say(f"设置码，24小时内一次有效 · its code, once within 24 hours: {code}")
    _say(f"数据 · data: {settings.data_dir}    通知 · notices: {mail}")
    _say("停止 · stop: Ctrl-C    检查 · check: rongcuo doctor    命令 · commands: rongcuo --help")


def _set_up_code(settings: Settings) -> str | None:
    """A code for the first set-up, as long as nobody has an account."""
    with open_store(*settings.store) as store:
        return None if is_set_up(store) else new_set_up_code(store, datetime.now(UTC))


def _watch(children: Children, stop: threading.Event) -> int:
    while not stop.wait(0.5):
        for child in children:
            if child.alive:
                continue
            if not child.may_restart():
                _say(f"{child.name} 反复退出，已全部停止，原因见 {child.log} · see this log")
                return 1
            _say(f"{child.name} 意外退出，正在重新启动 · restarting {child.name}")
            child.start()
    return 0


def _stop_all(children: Children) -> None:
    """SIGTERM to all at once, SIGKILL to what is left: all within five seconds."""
    for child in children:
        child.signal(signal.SIGTERM)
    until = time.monotonic() + KILL_AFTER
    while any(child.alive for child in children) and time.monotonic() < until:
        time.sleep(0.05)
    for child in children:
        child.signal(signal.SIGKILL)
        if child.process is not None:
            child.process.wait()


def _say(line: str) -> None:
    print(line, file=sys.stdout, flush=True)  # noqa: T201 - said to the person who started it
