"""Where files are kept: written aside, made durable, then put under the hash of their content."""

import contextlib
import hashlib
import os
import secrets
import stat
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from cryptography.hazmat.primitives import hashes

from storage.durable import sync_folder
from storage.files.scanning import Scanner
from storage.files.unfit import NoRoom, TooLarge, room

DRAFTS = "drafts"
BLOCK = 1 << 20
DIGEST_BYTES = 32


class _Sm3:
    """SM3 with the face of ``hashlib``."""

    def __init__(self) -> None:
        self._hash = hashes.Hash(hashes.SM3())

    def update(self, block: bytes) -> None:
        self._hash.update(block)

    def hexdigest(self) -> str:
        return self._hash.finalize().hex()


def new_hash(algorithm: str) -> Any:
    """A running hash: ``sha256`` or ``sm3``."""
    return _Sm3() if algorithm == "sm3" else hashlib.new(algorithm)


class Draft:
    """A file as it comes in: hashed while it is written, cut off where it grows too large.

    Whatever becomes of it, it is gone from among the drafts when its context ends.
    """

    def __init__(self, folder: Path, algorithm: str, most: int) -> None:
        self.path = folder / secrets.token_hex(16)
        self.algorithm, self.most, self.size = algorithm, most, 0
        self._hash, self._digest = new_hash(algorithm), ""
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._out = os.fdopen(handle, "wb")

    def write(self, block: bytes) -> None:
        """The next bytes; raises ``TooLarge``."""
        self.size += len(block)
        if self.size > self.most:
            raise TooLarge(self.most)
        self._hash.update(block)
        with room():
            self._out.write(block)

    def finish(self) -> str:
        """Make what was written durable; its digest, ``sha256:…``. Once done, done."""
        if not self._digest:
            with room():
                self._out.flush()
                os.fsync(self._out.fileno())
                self._out.close()
            self._digest = f"{self.algorithm}:{self._hash.hexdigest()}"
        return self._digest

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):  # what could not be written cannot be flushed either
            self._out.close()
        self.path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder of files, how large and how many they may be, and who looks for viruses."""

    folder: Path
    algorithm: str = "sha256"
    most_bytes: int = 100 << 20
    most_files: int = 200
    scanner: Scanner | None = None

    def draft(self) -> Draft:
        """A place for what comes in, on the same disk."""
        drafts = self.folder / DRAFTS
        with room():
            drafts.mkdir(parents=True, exist_ok=True, mode=0o700)
            return Draft(drafts, self.algorithm, self.most_bytes)

    def spare(self) -> Path:
        """An empty file of our own on the same disk; what is left of it is tidied as a draft is."""
        drafts = self.folder / DRAFTS
        with room():
            drafts.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=drafts)
        os.close(handle)
        return Path(name)

    def place(self, digest: str) -> Path:
        """Where the file of that digest is kept."""
        algorithm, _, value = digest.partition(":")
        return self.folder / algorithm / value[:2] / value

    def keep(self, draft: Draft) -> Path:
        """Put a finished draft in its place, durably; one of the same content is replaced.

        The instant it is put there counts for ``orphans``: what was there may be an old one.
        """
        place = self.place(draft.finish())
        made = [folder for folder in (place.parent.parent, place.parent) if not folder.exists()]
        with room():
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.utime(draft.path)
            draft.path.replace(place)
            for folder in (place.parent, *(one.parent for one in made)):
                sync_folder(folder)
        return place

    def found(self, digest: str) -> str | None:
        """What the file of that digest says now: its digest; ``None`` where it cannot be read."""
        algorithm = digest.partition(":")[0]
        running = new_hash(algorithm)
        try:
            with self.place(digest).open("rb") as file:
                while block := file.read(BLOCK):
                    running.update(block)
        except OSError:
            return None
        return f"{algorithm}:{running.hexdigest()}"

    def discard(self, digest: str) -> int:
        """Remove the file of that digest for good; how many that were: none the second time."""
        place = self.place(digest)
        try:
            place.unlink()
        except FileNotFoundError:
            return 0
        sync_folder(place.parent)
        return 1

    def orphans(self, known: set[str], older_than: float) -> Iterator[Path]:
        """Drafts that were left behind, and files nobody knows: from before that instant."""
        for file in self._files():
            with contextlib.suppress(OSError):
                if file.stat().st_mtime < older_than and _digest_of(file) not in known:
                    yield file

    def _files(self) -> Iterator[Path]:
        for folder in (DRAFTS, "sha256", "sm3"):
            yield from (
                file
                for file in sorted((self.folder / folder).rglob("*"))
                if stat.S_ISREG(file.lstat().st_mode)
            )

    def fault(self) -> str | None:
        """Why nothing can be kept here; ``None`` where it can, which is tried."""
        try:
            with self.draft() as draft:
                draft.write(b"?")
                draft.finish()
        except NoRoom as error:
            return error.reason
        return None


def clear(folder: Path, older_than: float) -> int:
    """Remove the files of a folder that are from before that instant; how many."""
    gone = 0
    for file in sorted(folder.rglob("*")):
        with contextlib.suppress(OSError):
            if stat.S_ISREG((found := file.lstat()).st_mode) and found.st_mtime < older_than:
                file.unlink()
                gone += 1
    return gone


def hours_ago(hours: float) -> float:
    """The instant so long ago, by the clock that stamps files."""
    return time.time() - hours * 3600


def _digest_of(file: Path) -> str:
    return f"{file.parent.parent.name}:{file.name}"
