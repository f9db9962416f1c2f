"""The rules of the house, so far as a program can see them."""

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ROOMS = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
LOCKS = ("requirements.lock", *(f"requirements-{of}.lock" for of in ("extras", "dev", "bench")))
MOST_LINES = 400


def tracked(*patterns: str) -> list[Path]:
    """The files that the repository holds, or would hold."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.skip("not a git clone: nothing says which files belong to the project")
    return [ROOT / line for line in done.stdout.splitlines() if (ROOT / line).is_file()]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_imports_point_one_way():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_no_file_grows_near_four_hundred_lines():
    long = {
        named(path): lines
        for path in tracked("*.py", "*.j2", "*.css", "*.js")
        if (lines := len(path.read_text("utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}


def test_files_of_tests_bear_names_of_their_own():
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, number in names.items() if number > 1] == []


def test_no_room_hides_a_module_of_python():
    assert not set(ROOMS) & set(sys.stdlib_module_names)


def test_every_room_is_shipped_and_every_shipped_room_exists():
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert rooms <= set(ROOMS)
    assert all((ROOT / room).is_dir() for room in ROOMS)


def test_every_room_says_in_one_sentence_what_it_is():
    for path in tracked("*/__init__.py"):
        if path.parent.parent == ROOT and path.parent.name in ROOMS:
            said = ast.get_docstring(ast.parse(path.read_text("utf-8")))
            assert said, named(path)


def test_rules_read_no_clock_and_no_file():
    """What import contracts cannot see: ``datetime.now``, ``date.today``, ``open``."""
    reading = {"now", "utcnow", "today"}
    for room in ("states", "regulations", "deadlines"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                called = node.func
                if isinstance(called, ast.Attribute):
                    assert called.attr not in reading, f"{named(path)}:{node.lineno}"
                if isinstance(called, ast.Name):
                    assert called.id not in {"open", "print", "input"}, (
                        f"{named(path)}:{node.lineno}"
                    )


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_pins_every_package_with_hashes(lock: str):
    text = (ROOT / lock).read_text("utf-8")
    assert not re.search(r"https?://|file:|--(?:extra-)?index-url|--find-links|@ ", text)
    packages = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", text, re.MULTILINE)
    assert len(packages) > 30
    pins = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)


def test_every_dependency_stands_in_its_lock_with_its_upper_bound():
    locked = {
        name.lower()
        for name in re.findall(
            r"^([A-Za-z0-9._-]+)", (ROOT / LOCKS[0]).read_text("utf-8"), re.MULTILINE
        )
    }
    for wanted in PROJECT["project"]["dependencies"]:
        name = re.match(r"[A-Za-z0-9._-]+", wanted)
        assert name
        assert name[0].lower() in locked
        assert "<" in wanted, wanted


def test_texts_carry_no_path_of_a_machine():
    machine = re.compile(r"/(?:home|Users|root|work)/[A-Za-z0-9._-]+|[A-Z]:\\\\Users")
    here = Path(__file__)
    for path in tracked("*.py", "*.md", "*.toml", "*.yaml", "*.j2", "*.css", "*.js", "Makefile"):
        if path != here:
            found = machine.search(path.read_text("utf-8"))
            assert not found, f"{named(path)}: {found}"


def test_mail_addresses_in_examples_belong_to_nobody():
    ours = re.compile(
        r"@(?:[a-z0-9-]+\.)*(?:invalid|example|example\.(?:org|com|net)|localhost)\b", re.IGNORECASE
    )
    address = re.compile(r"[A-Za-z0-9._%+-]+(@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
    for path in (ROOT / "rongcuo").rglob("*.py"):
        for found in address.finditer(path.read_text("utf-8")):
            assert ours.match(found[1]), f"{named(path)}: {found[0]}"
