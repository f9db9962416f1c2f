"""Checkpoints of all chains: files outside the database, signed, each bound to the one before.

A file is a line that says what it is, a line for every head that moved since the one before
(``case version hash``), and a line with its signature over the SHA-256 of all the lines above.
"""

import base64
import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from storage.chain import GENESIS
from storage.durable import sync_folder
from storage.sealing import KeysUnreadable, only_ours

NAME = re.compile(r"(\d{8})\.checkpoint")
KEY = "checkpoints.pem"


class BadCheckpoint(Exception):
    """A checkpoint that says nothing: altered, cut off, or signed by somebody else."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain of a case stood: after so many events, with this hash."""

    case: str
    version: int
    hash: str


@dataclass(frozen=True, slots=True)
class Title:
    """What a checkpoint says of itself; ``journal`` is the journal's last number and hash."""

    n: int
    at: str
    previous: str
    heads: int
    journal: tuple[int, str]
    key: str


def signing_key(keys: Path, *, make: bool) -> Ed25519PrivateKey:
    """The key that signs, made where there may be none yet; raises ``KeysUnreadable``."""
    file = keys / KEY
    if not file.exists():
        if not make:
            raise KeysUnreadable(
                f"密钥文件 {KEY} 不见了，请从备份恢复，切勿新建 · "
                "the key file is missing: restore the backup, make no new one"
            )
        keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        pem = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        _write_new(file, [pem])
    only_ours(file)
    try:
        found = serialization.load_pem_private_key(file.read_bytes(), None)
    except ValueError:
        found = None
    if not isinstance(found, Ed25519PrivateKey):
        raise KeysUnreadable(
            f"密钥文件 {KEY} 已损坏，请从备份恢复 · the key file is damaged: restore a backup"
        )
    return found


def public_bytes(key: Ed25519PublicKey) -> bytes:
    """The 32 bytes of a public key."""
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def files(folder: Path) -> list[Path]:
    """The checkpoints of a folder in their order."""
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(file for file in found if NAME.fullmatch(file.name))


def number_of(file: Path) -> int:
    """Which checkpoint a file is, by its name."""
    found = NAME.fullmatch(file.name)
    return int(found[1]) if found else 0


def digest_of(file: Path) -> str:
    """SHA-256 of a whole file, read in pieces; that of no file is the genesis."""
    with file.open("rb") as held:
        return hashlib.file_digest(held, "sha256").hexdigest()


def previous_of(folder: Path) -> tuple[int, str]:
    """Number and digest of the newest checkpoint."""
    held = files(folder)
    return (number_of(held[-1]), digest_of(held[-1])) if held else (0, GENESIS)


def write(folder: Path, key: Ed25519PrivateKey, title: Title, heads: Iterable[Head]) -> Path:
    """Write a checkpoint whole or not at all; raises ``FileExistsError`` where it is there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    said = hashlib.sha256()

    def lines() -> Iterator[bytes]:
        first = json.dumps(asdict(title), sort_keys=True, separators=(",", ":"))
        for line in (first, *(f"{h.case} {h.version} {h.hash}" for h in heads)):
            raw = f"{line}\n".encode()
            said.update(raw)
            yield raw
        yield base64.b64encode(key.sign(said.digest())) + b"\n"

    file = folder / f"{title.n:08d}.checkpoint"
    _write_new(file, lines())
    return file


def _write_new(file: Path, lines: Iterable[bytes]) -> None:
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.writelines(lines)
            out.flush()
            os.fsync(out.fileno())
        os.link(draft, file)  # unlike a rename it never takes the place of another
    finally:
        with suppress(OSError):  # a folder that can only be added to keeps its drafts
            draft.unlink(missing_ok=True)
    sync_folder(file.parent)


def title_of(file: Path, key: Ed25519PublicKey) -> Title:
    """What a checkpoint says of itself, once its signature was found good; ``BadCheckpoint``."""
    said, last = hashlib.sha256(), b""
    try:
        with file.open("rb") as lines:
            first = lines.readline()
            said.update(first)
            for line in lines:
                said.update(last)
                last = line
        held = json.loads(first)
        title = Title(**{**held, "journal": tuple(held["journal"])})
    except (OSError, ValueError, TypeError, KeyError):
        raise BadCheckpoint("无法读取", "cannot be read") from None
    if title.key != public_bytes(key).hex():
        raise BadCheckpoint("由另一把密钥签名", "is signed with another key")
    try:
        key.verify(base64.b64decode(last.rstrip(b"\n"), validate=True), said.digest())
    except (InvalidSignature, ValueError):
        raise BadCheckpoint(
            "签名不符，被改动过", "was altered: its signature does not fit"
        ) from None
    return title


def heads_of(file: Path) -> Iterator[Head]:
    """The heads of a checkpoint whose signature was found good."""
    with file.open(encoding="utf-8") as lines:
        next(lines, "")
        for line in lines:
            parts = line.split()
            if len(parts) == 3:  # noqa: PLR2004 - the last line is the signature
                yield Head(parts[0], int(parts[1]), parts[2])


def versions(found: Iterable[Path]) -> Mapping[str, int]:
    """The newest version of each case that these checkpoints name."""
    return {head.case: head.version for file in found for head in heads_of(file)}
