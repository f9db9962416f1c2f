"""Whether the ports are free, and whether another instance holds the data folder."""

import errno
import fcntl
import socket
from typing import IO

from rongcuo.settings import Settings, SettingsError

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def refuse_other_addresses(settings: Settings) -> None:
    """Raise ``SettingsError`` where the pages would leave the machine: they speak no TLS."""
    if settings.host not in LOOPBACK:
        raise SettingsError(
            f"RONGCUO_HOST 只能是 {'、'.join(LOOPBACK)}：网页自己不加密，对外须经本机的反向代理"
            " · pages are not encrypted and stay on loopback: use a TLS proxy on this machine"
        )


def refuse_taken_ports(settings: Settings) -> None:
    """Raise ``SettingsError`` naming the port and the setting that moves it."""
    if settings.port == settings.prefect_port:
        raise SettingsError(
            f"RONGCUO_PORT 与 RONGCUO_PREFECT_PORT 不能同为 {settings.port} · must differ"
        )
    for host, port, name in (
        (settings.host, settings.port, "RONGCUO_PORT"),
        ("127.0.0.1", settings.prefect_port, "RONGCUO_PREFECT_PORT"),
    ):
        if (reason := refusal(host, port)) is not None:
            raise SettingsError(
                f"端口 {port} {reason}，请停止占用它的程序，或设置 {name} 为其他端口"
                f" · port {port} cannot be used: free it or set {name}"
            )


def page_socket(host: str, port: int) -> socket.socket:
    """A socket of the pages' address; every process that serves them has one of its own.

    The kernel shares connections out among them by their ends. A common socket would not do: who
    wakes first takes all that come at once, and keeps them. Raises ``OSError``.
    """
    opened = socket.socket(_family(host), socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        opened.bind((host, port))
    except OSError:
        opened.close()
        raise
    return opened


def refusal(host: str, port: int) -> str | None:
    """Why a port cannot be listened on; ``None`` when it can."""
    with socket.socket(_family(host), socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return "已被占用" if error.errno == errno.EADDRINUSE else "无法使用"
    return None


def hold(settings: Settings) -> IO[str]:
    """Hold the data folder for this instance; raises ``SettingsError`` if another does."""
    lock = (settings.folder("run") / "lock").open("w", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise SettingsError(
            "另一个实例正在使用同一数据目录，请先停止它，或设置 RONGCUO_DATA_DIR"
            " · another instance uses this data folder: stop it or set RONGCUO_DATA_DIR"
        ) from None
    return lock


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
