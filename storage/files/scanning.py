"""A virus scanner that speaks clamd's protocol: the file goes over the socket as a stream."""

import socket
import struct
from dataclasses import dataclass
from pathlib import Path

from states.errors import CaseError

BLOCK = 1 << 16
LONGEST_ANSWER = 4096


@dataclass
class Infected(CaseError):
    """The scanner found something; ``signature`` is what it calls it."""

    signature: str

    def say(self, lang: str = "zh") -> str:  # noqa: D102
        return (
            f"病毒扫描发现 {self.signature}，文件未保存；请用杀毒软件检查这台设备。"
            if lang == "zh"
            else f"The virus scanner found {self.signature}; the file was not kept: check this "
            "device."
        )


@dataclass
class ScannerAway(CaseError):
    """The scanner gave no verdict, and without one nothing is taken."""

    def say(self, lang: str = "zh") -> str:  # noqa: D102
        return (
            "病毒扫描服务没有应答，文件未保存；请稍后再试，或联系系统管理员。"
            if lang == "zh"
            else "The virus scanner does not answer; the file was not kept: try again later, or "
            "tell the system administrator."
        )


@dataclass(frozen=True, slots=True)
class Scanner:
    """clamd at a unix socket's path or ``host:port``; ``required``: no verdict, no file."""

    where: str
    required: bool = True
    timeout: float = 60

    def scan(self, path: Path) -> bool:
        """Whether the file was scanned and is clean; raises ``Infected`` or ``ScannerAway``."""
        try:
            answer = self._ask(path)
        except (OSError, ValueError):
            answer = ""
        if answer.endswith(" FOUND"):
            raise Infected(_plain(answer.removesuffix(" FOUND").partition(": ")[2]))
        if answer.endswith(": OK"):
            return True
        if self.required:
            raise ScannerAway
        return False

    def answers(self) -> bool:
        """Whether somebody speaks clamd there."""
        try:
            with self._connected() as wire:
                wire.sendall(b"zPING\0")
                return _heard(wire) == "PONG"
        except (OSError, ValueError):
            return False

    def _ask(self, path: Path) -> str:
        with self._connected() as wire:
            try:
                wire.sendall(b"zINSTREAM\0")
                with path.open("rb") as file:
                    while block := file.read(BLOCK):
                        wire.sendall(struct.pack(">I", len(block)) + block)
                wire.sendall(struct.pack(">I", 0))
            except (BrokenPipeError, ConnectionResetError):
                pass  # it may have said why before it hung up
            return _heard(wire)

    def _connected(self) -> socket.socket:
        host, colon, port = self.where.rpartition(":")
        if colon and port.isdigit():
            return socket.create_connection((host.strip("[]"), int(port)), timeout=self.timeout)
        wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            wire.settimeout(self.timeout)
            wire.connect(self.where)
        except BaseException:
            wire.close()
            raise
        return wire


def _heard(wire: socket.socket) -> str:
    """The one line it says, up to NUL or the end."""
    heard = b""
    while not heard.endswith(b"\0") and len(heard) < LONGEST_ANSWER:
        block = wire.recv(LONGEST_ANSWER)
        if not block:
            break
        heard += block
    return heard.rstrip(b"\0\n").decode("utf-8", "replace")


def _plain(signature: str) -> str:
    """What the scanner calls it, fit for a message."""
    return "".join(c for c in signature if c.isprintable())[:80] or "?"
