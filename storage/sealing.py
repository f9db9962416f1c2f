"""Sealed fields: authenticated encryption under a ring of keys that lies outside the database.

A sealed text is ``suite.key.nonce-and-cipher``; what it belongs to (table, row, column) is bound to
it, so that it cannot be moved to another row.
"""

import json
import os
import secrets
import stat
from base64 import b64decode, b64encode, urlsafe_b64encode
from binascii import a2b_base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.durable import sync_folder

Suite = Literal["international", "national"]
NONCE, TAG = 12, 16
KEY_BYTES: Mapping[str, int] = {"aes-gcm": 32, "sm4-gcm": 16}
CIPHER: Mapping[Suite, str] = {"international": "aes-gcm", "national": "sm4-gcm"}


class SealBroken(Exception):
    """A sealed text that its key does not open: altered, moved to another row, or foreign."""


class KeysUnreadable(Exception):
    """The key ring is missing, damaged, or readable by others; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a ring, with the cipher it is for."""

    name: str
    cipher: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys by name; new texts are sealed under ``active``, older ones open as long as they stay."""

    active: str
    keys: Mapping[str, Key]

    def seal(self, text: str, bound_to: str) -> str:
        """``text`` sealed under the active key, bound to the place it belongs to."""
        key, nonce = self.keys[self.active], secrets.token_bytes(NONCE)
        body = _encrypt(key, nonce, text.encode(), bound_to.encode())
        return f"{key.cipher}.{key.name}.{urlsafe_b64encode(nonce + body).decode()}"

    def open(self, sealed: str, bound_to: str) -> str:
        """What was sealed; raises ``SealBroken``."""
        try:
            cipher, name, packed = sealed.split(".")
            key, body = self.keys[name], _unpacked(packed)
            if key.cipher != cipher:
                raise SealBroken(name)
            return _decrypt(key, body[:NONCE], body[NONCE:], bound_to.encode()).decode()
        except (ValueError, KeyError, InvalidTag):
            raise SealBroken("sealed text") from None

    def rotated(self, suite: Suite) -> "KeyRing":
        """The same ring with one more key, which is the active one from now on."""
        key = new_key(suite)
        return KeyRing(key.name, {**self.keys, key.name: key})

    def only(self, names: frozenset[str]) -> "KeyRing":
        """The ring without the keys that nothing is sealed under any more."""
        kept = {name: key for name, key in self.keys.items() if name in {*names, self.active}}
        return KeyRing(self.active, kept)

    def sealed_with_active(self, sealed: str) -> bool:
        """Whether a text is sealed under the active key already."""
        return sealed.split(".")[1:2] == [self.active]


def _unpacked(text: str) -> bytes:
    """Base64 of URLs, strictly: nothing that is not ours is passed over."""
    return a2b_base64(text.replace("-", "+").replace("_", "/"), strict_mode=True)


def new_key(suite: Suite) -> Key:
    """A fresh key for the cipher of that suite."""
    cipher = CIPHER[suite]
    return Key(secrets.token_hex(4), cipher, secrets.token_bytes(KEY_BYTES[cipher]))


def _encrypt(key: Key, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
    if key.cipher == "aes-gcm":
        return AESGCM(key.secret).encrypt(nonce, plain, bound)
    made = Cipher(algorithms.SM4(key.secret), modes.GCM(nonce)).encryptor()
    made.authenticate_additional_data(bound)
    return made.update(plain) + made.finalize() + made.tag


def _decrypt(key: Key, nonce: bytes, body: bytes, bound: bytes) -> bytes:
    if key.cipher == "aes-gcm":
        return AESGCM(key.secret).decrypt(nonce, body, bound)
    if len(body) < TAG:
        raise InvalidTag
    made = Cipher(algorithms.SM4(key.secret), modes.GCM(nonce, body[-TAG:])).decryptor()
    made.authenticate_additional_data(bound)
    return made.update(body[:-TAG]) + made.finalize()


def read_ring(folder: Path, name: str, suite: Suite = "international") -> KeyRing:
    """The ring ``name`` of that folder, made where there is none; raises ``KeysUnreadable``."""
    file = folder / f"{name}.keys"
    if not file.exists():
        key = new_key(suite)
        return keep_ring(folder, name, KeyRing(key.name, {key.name: key}))
    only_ours(file)
    try:
        held = json.loads(file.read_text("ascii"))
        keys = {
            one["name"]: Key(one["name"], one["cipher"], b64decode(one["secret"]))
            for one in held["keys"]
        }
        ring = KeyRing(held["active"], keys)
        sound = ring.active in keys and all(
            len(key.secret) == KEY_BYTES[key.cipher] for key in keys.values()
        )
    except (ValueError, KeyError, TypeError):
        sound = False
    if not sound:
        raise KeysUnreadable(
            f"密钥文件 {file.name} 已损坏，请从备份恢复 · the key file is damaged: restore a backup"
        )
    return ring


def kept_ring(folder: Path, name: str) -> KeyRing:
    """The ring ``name`` of that folder, which must be there; raises ``KeysUnreadable``."""
    if not (folder / f"{name}.keys").exists():
        raise KeysUnreadable(
            f"密钥文件 {name}.keys 不见了，请从备份恢复，切勿新建 · "
            "the key file is missing: restore the backup, make no new one"
        )
    return read_ring(folder, name)


def keep_ring(folder: Path, name: str, ring: KeyRing) -> KeyRing:
    """Write a ring whole or not at all, for the owner alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = json.dumps(
        {
            "active": ring.active,
            "keys": [
                {"name": k.name, "cipher": k.cipher, "secret": b64encode(k.secret).decode()}
                for k in ring.keys.values()
            ],
        },
        indent=1,
    )
    draft = folder / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(folder / f"{name}.keys")
    sync_folder(folder)
    return ring


def only_ours(file: Path) -> None:
    """Raise ``KeysUnreadable`` where somebody else owns or reads the file."""
    seen = file.stat()
    if seen.st_uid != os.getuid() or stat.S_IMODE(seen.st_mode) & 0o077:
        raise KeysUnreadable(
            f"密钥文件 {file.name} 其他账号可读，请运行 chmod 600 · others can read the key file: "
            "chmod 600 it"
        )
