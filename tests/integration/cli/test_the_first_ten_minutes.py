"""What the README tells a newcomer to type, typed."""

import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from string import Template

import pytest
from typer.testing import CliRunner

from deadlines import SHANGHAI

README = Path(__file__).parents[3] / "README.md"
COMMAND = re.compile(
    r"^(?P<name>number=\$\()?rongcuo (?P<words>.*?)"
    r"(?: --data - <<'?EOF'?(?: \|[^\n]*)?\n(?P<data>.*?)\nEOF)?$",
    re.MULTILINE | re.DOTALL,
)
BLOCK = re.compile(r"```bash\n(.*?)```", re.DOTALL)
NUMBER = re.compile(r"[0-9]{4}-[0-9]{4}-1")
ELSEWHERE = {"doctor"}
"""Looked at in tests of their own: it depends on the machine."""


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], list[str]]]:
    """Types the commands of a block; what each printed."""
    from rongcuo.cli.app import app
    from rongcuo.settings import get_settings

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RONGCUO_DATA_DIR", "var/try")
    monkeypatch.setenv("RONGCUO_PREFECT_PORT", "1")
    monkeypatch.setenv("RONGCUO_USER", "luochengan")
    known = {"today": f"{datetime.now(SHANGHAI):%Y-%m-%d}", "number": "", "later": "2099-12-01"}

    def run(block: str) -> list[str]:
        said = []
        for found in COMMAND.finditer(block):
            words = shlex.split(Template(found["words"]).substitute(known))
            if words[0] in ELSEWHERE:
                continue
            get_settings.cache_clear()
            data = Template(found["data"] or "").substitute(known)
            result = CliRunner().invoke(app, [*words, *(["--data", "-"] * bool(data))], data)
            if isinstance(result.exception, Exception):
                raise result.exception
            said.append(result.output)
            if found["name"]:
                known["number"] = NUMBER.findall(result.output)[0]
        return said

    yield run
    get_settings.cache_clear()


def test_the_first_ten_minutes_go_as_the_readme_says(
    typed: Callable[[str], list[str]], tmp_path: Path
):
    look, register, show, review, correct, external, _mail, move, prove = BLOCK.findall(
        README.read_text("utf-8")
    )[2:]
    typed("rongcuo sample")
    assert "2026-10-09" in typed(look)[-1]
    assert NUMBER.search(typed(register)[0])
    assert "✗" in typed(show)[0]
    assert "已决定" in typed(review)[-1]
    assert "已办结" in typed(correct)[-1]
    assert "已决定" in typed(external)[-1]
    assert "届满  " in typed(move.replace("rongcuo sample\n", ""))[0]
    first, broken = prove.split("python -c", 1)
    change, second = broken.split("\n", 1)
    assert "问题 0 处" in typed(first)[0]
    subprocess.run(f"python3 -c {change}", shell=True, check=True, cwd=tmp_path)  # noqa: S602
    assert "问题 1 处" in typed(second)[0]
