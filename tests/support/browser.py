"""A real browser, driven over its debugging pipe: no driver to install, no port to take."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from select import select
from typing import Any

import pytest

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
    "--window-size=1366,768",
)
PATIENCE = 30
KEYS = {"Enter": ("\r", 13)}


@dataclass
class Browser:
    """One tab of Chromium. ``ask`` speaks its protocol; the rest is what a person does."""

    to: int
    back: int
    session: str = ""
    seen: list[dict[str, Any]] = field(default_factory=list)
    _last: int = 0
    _rest: bytes = b""

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        self._last += 1
        message = {"id": self._last, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while (answer := self._read()).get("id") != self._last:
            self.seen.append(answer)
        assert "error" not in answer, answer
        return dict(answer["result"])

    def open(self, url: str) -> None:
        self.seen.clear()
        self.ask("Page.navigate", url=url)
        self.arrive()

    def arrive(self) -> None:
        """Wait for the page that was asked for."""
        while not any(m.get("method") == "Page.loadEventFired" for m in self.seen):
            self.seen.append(self._read())

    def js(self, expression: str) -> Any:
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        text, code = KEYS[key] if key in KEYS else (key, ord(key.upper()))
        about = {"key": key, "text": text, "windowsVirtualKeyCode": code}
        self.ask("Input.dispatchKeyEvent", type="keyDown", **about)
        self.ask("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def phone(self, width: int = 390, height: int = 844) -> None:
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=True,
        )  # fmt: skip

    @property
    def complaints(self) -> list[Any]:
        """What the browser complained of: refused styles and scripts, errors, missing files."""
        kinds = {"Log.entryAdded", "Runtime.exceptionThrown"}
        return [m["params"] for m in self.seen if m.get("method") in kinds]

    def _read(self) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while b"\0" not in self._rest:
            ready, _, _ = select([self.back], [], [], max(0, end - time.monotonic()))
            assert ready, "the browser does not answer"
            part = os.read(self.back, 1 << 20)
            assert part, "the browser is gone"
            self._rest += part
        message, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(message))


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    """A fresh browser without cookies, or a skip that says what is missing."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program or not shutil.which("bash"):
        pytest.skip("no chromium here: install Debian's package chromium to run this test")
    (read_in, to), (back, write_out) = os.pipe(), os.pipe()
    # Chromium listens on descriptor 3 and answers on 4.
    command = [
        "bash", "-c", f'exec "$@" 3<&{read_in} 4>&{write_out}', "bash",
        program, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "about:blank",
    ]  # fmt: skip
    process = subprocess.Popen(
        command, pass_fds=(read_in, write_out), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    os.close(read_in)
    os.close(write_out)
    try:
        yield _tab(Browser(to, back))
    finally:
        process.terminate()
        process.wait(10)
        os.close(to)
        os.close(back)


def _tab(browser: Browser) -> Browser:
    target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
    attached = browser.ask("Target.attachToTarget", targetId=target, flatten=True)
    browser.session = attached["sessionId"]
    for domain in ("Page", "Runtime", "Log"):
        browser.ask(f"{domain}.enable")
    return browser
