"""Golden files: what is sent must be the text that was read and approved."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "golden"


class Golden:
    """Compares a text with its file, or writes the file under ``--record-golden``."""

    def __init__(self, *, record: bool) -> None:
        self._record = record

    def __call__(self, name: str, text: str) -> None:
        file = FOLDER / name
        if self._record:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
            return
        if not file.exists():
            pytest.fail(f"{name} has no golden file: record it with --record-golden and read it")
        assert text == file.read_text(encoding="utf-8"), (
            f"{name} has changed: if the change is meant, record it with --record-golden"
        )


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record-golden",
        action="store_true",
        help="write the golden files anew instead of comparing with them",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    return Golden(record=request.config.getoption("--record-golden"))
