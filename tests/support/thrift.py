"""What would only cost time: a disk that nothing must survive on, and hashes nobody shall guess."""

import os
import tempfile
from pathlib import Path

import pytest

MEMORY, ROOM = Path("/dev/shm"), 6 << 30


def pytest_configure(config: pytest.Config) -> None:
    """Put temporary files into memory where there is room for them, as PostgreSQL's are in CI."""
    if "TMPDIR" not in os.environ and not config.option.basetemp and _roomy(MEMORY):
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> None:
    """Hash passwords at the least costs within the suite's own process.

    What a command or the running group hashes stays slow; the costs have a test of their own.
    """
    from argon2 import PasswordHasher

    from storage import hashing

    hashing._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def _roomy(folder: Path) -> bool:
    """Whether there is room in a file system in memory, and programs may be run from it."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return False
    free = found.f_bavail * found.f_frsize
    return free > ROOM and not found.f_flag & os.ST_NOEXEC and os.access(folder, os.W_OK)
