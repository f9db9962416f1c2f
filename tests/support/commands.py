"""The command line, typed within the test's own process; what it printed and how it ended."""

import io
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from support.bureau import Bureau


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@dataclass
class Terminal:
    """``type("case list --json")``; ``data`` goes to standard input."""

    bureau: Bureau
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def type(self, *words: str, data: Any = None) -> Ended:
        from rongcuo.cli import main
        from rongcuo.settings import get_settings

        get_settings.cache_clear()
        raw = data if isinstance(data, bytes) else json.dumps(data or {}).encode()
        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        self.monkeypatch.setattr(sys, "argv", ["rongcuo", *words])
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = self.capsys.readouterr()
        code = ended.value.code
        return Ended(code if isinstance(code, int) else 0, printed.out, printed.err)

    def done(self, *words: str, data: Any = None) -> Ended:
        """A command that must go well and say nothing on stderr."""
        ended = self.type(*words, data=data)
        assert (ended.code, ended.err) == (0, ""), ended
        return ended

    def refused(self, *words: str, data: Any = None, code: int = 1) -> str:
        """A command that must be refused in one sentence, with nothing written."""
        before = self.bureau.tables()
        ended = self.type(*words, data=data)
        assert ended.code == code, ended
        assert ended.out == ""
        assert self.bureau.tables() == before
        [sentence] = ended.err.splitlines()
        assert "Traceback" not in sentence
        assert "程序内部错误" not in sentence, sentence
        return sentence


@pytest.fixture
def terminal(
    sqlite_bureau: Bureau,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Terminal]:
    """A terminal over a bureau of its own, in Chinese, with no Prefect to be found."""
    from rongcuo.settings import get_settings

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RONGCUO_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("RONGCUO_DATABASE_URL", str(sqlite_bureau.store.url))
    monkeypatch.setenv("RONGCUO_PREFECT_PORT", "1")
    monkeypatch.setenv("RONGCUO_USER", "luochengan")
    kept = os.umask(0o077)
    yield Terminal(sqlite_bureau, monkeypatch, capsys)
    os.umask(kept)  # a command narrows it for its whole process
    get_settings.cache_clear()
