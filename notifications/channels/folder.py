"""Letters as files, where no mail server is set."""

import os
import re
from email.utils import parseaddr
from pathlib import Path
from types import TracebackType
from typing import Self

from notifications.channels.errors import PermanentFailure, TemporaryFailure
from notifications.letters import BadAddress, Letter, address, compose

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class FolderChannel:
    """One ``.eml`` for each letter, named after its Message-ID; written whole or not at all."""

    name = "folder"

    def __init__(self, path: str | Path, sender: str = "rongcuo@localhost") -> None:
        address(parseaddr(sender)[1], "mail_from")
        self.path = Path(path)
        self.sender = sender

    def send(self, letter: Letter) -> str:
        """Write the letter; the same letter again is the same file."""
        try:
            data = compose(letter, self.sender)
        except BadAddress as error:
            raise PermanentFailure(f"{error}.") from error
        file = self.path / f"{_file_name(letter.message_id)}.eml"
        self._write(file, data)
        return f"written to {file.name}"

    def check(self) -> str:
        """Whether a letter could be written now."""
        probe = self.path / ".probe"
        self._write(probe, b"")
        probe.unlink(missing_ok=True)
        return str(self.path)

    def _write(self, file: Path, data: bytes) -> None:
        try:
            self._write_whole(file, data)
        except OSError as error:
            raise TemporaryFailure(
                f"the mail folder could not be written ({error.strerror}): free or open it."
            ) from error

    def _write_whole(self, file: Path, data: bytes) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(f".{os.getpid()}.part")
        try:
            with draft.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass


def _file_name(identity: str) -> str:
    return _UNSAFE.sub("_", identity.strip("<>")).strip("._")[:120] or "letter"
