"""Check the auditor's export without rongcuo or its database: python verify_export.py FILE.

Only Python 3.11 is needed; with the package ``cryptography`` signatures are checked as well, and
chains of SM3 also where Python's own OpenSSL lacks it.
``--key HEX`` is the public key that the auditor wrote down when the first export was made.

What is proven: the file is whole, and signed to its last line; the journal is one chain, each
entry bound to all before it by its own words; the hashes of every case are one chain without a
gap; every checkpoint is bound to the one before, signed, and names hashes that are in these chains.
The words of a case are not in the export, for the auditor sees no case: 'rongcuo verify' proves
them where they are.
"""

import argparse
import base64
import hashlib
import json
import sys
from collections.abc import Iterator
from typing import Any

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.hashes import SM3, Hash
except ImportError:  # then everything but the signatures is checked
    InvalidSignature = Ed25519PublicKey = SM3 = Hash = None  # type: ignore[assignment,misc]

GENESIS = "0" * 64


class Broken(Exception):
    """The first thing that does not hold."""


def lines_of(path: str) -> Iterator[dict[str, Any]]:
    """Every line, once the last one was found to be the digest of all before it."""
    said, last = hashlib.sha256(), b""
    with open(path, "rb") as file:  # noqa: PTH123 - it must run wherever Python does
        for line in file:
            said.update(last)
            last = line
    try:
        end = json.loads(last)
    except ValueError:
        raise Broken("the file is cut off: it has no last line") from None
    if end.get("kind") != "end" or end.get("sha256") != said.hexdigest():
        raise Broken("the file was altered or cut off: its digest does not fit")
    with open(path, "rb") as file:  # noqa: PTH123
        for line in file:
            yield json.loads(line)


def digest(algorithm: str, text: str) -> str:
    """The hash of a text by the name of its algorithm: one of the two that rongcuo writes."""
    if algorithm == "sha256":
        return hashlib.sha256(text.encode()).hexdigest()
    if algorithm != "sm3":
        raise Broken(f"no chain of rongcuo is made with the algorithm {algorithm}")
    if Hash is not None:
        said = Hash(SM3())
        said.update(text.encode())
        return said.finalize().hex()
    try:
        return hashlib.new("sm3", text.encode()).hexdigest()
    except ValueError:
        raise Broken("this chain is of SM3: install the package cryptography") from None


class Check:
    """One walk through an export; each kind of line has its own rule."""

    def __init__(self, key: str | None) -> None:
        if key and Ed25519PublicKey is None:
            raise Broken("a key was given: install the package cryptography to check signatures")
        self.key = key
        self.journal: dict[int, str] = {0: GENESIS}
        self.chains: dict[str, list[str]] = {}
        self.events = self.checkpoints = 0
        self.before = GENESIS
        self.signed = False

    def take(self, line: dict[str, Any]) -> None:
        """The next line; raises ``Broken`` where it does not hold."""
        rules = {
            "export": self.export,
            "journal": self.entry,
            "event": self.event,
            "checkpoint": self.checkpoint,
        }
        if line["kind"] == "end":
            digest = bytes.fromhex(line["sha256"])
            self._signature("the export", digest, line["signature"].encode())
        else:
            rules[line["kind"]](line)

    def export(self, line: dict[str, Any]) -> None:
        """The title: which key it was signed with."""
        self.key = self.key or line["key"]
        if self.key != line["key"]:
            raise Broken("the export was made with another key than the one written down")

    def entry(self, line: dict[str, Any]) -> None:
        """An entry of the journal, its words and all."""
        seq = line["seq"]
        expected = digest(line["algorithm"], f"{line['previous']}\n{line['body']}")
        if seq != len(self.journal) or line["previous"] != self.journal[seq - 1]:
            raise Broken(f"journal entry {seq}: an entry before it is missing")
        if line["hash"] != expected or json.loads(line["body"])["seq"] != seq:
            raise Broken(f"journal entry {seq}: it was altered")
        self.journal[seq] = line["hash"]

    def event(self, line: dict[str, Any]) -> None:
        """The hash of an event of a case."""
        chain = self.chains.setdefault(line["case"], [])
        if line["seq"] != len(chain) + 1:
            raise Broken(f"case {line['case']}: an event before {line['seq']} is missing")
        if line["previous"] != (chain[-1] if chain else GENESIS):
            raise Broken(f"case {line['case']}, event {line['seq']}: the chain is broken")
        chain.append(line["hash"])
        self.events += 1

    def checkpoint(self, line: dict[str, Any]) -> None:
        """A checkpoint: bound to the one before, signed, and true of every chain."""
        raw = base64.b64decode(line["file"])
        *lines, signature = raw.splitlines(keepends=True)
        title = json.loads(lines[0])
        n = title["n"]
        if n != self.checkpoints + 1 or title["previous"] != self.before:
            raise Broken(f"checkpoint {n}: one before it is missing")
        said = hashlib.sha256(b"".join(lines)).digest()
        self._signature(f"checkpoint {n}", said, signature)
        for head in lines[1:]:
            case, version, found = head.decode().split()
            chain = self.chains.get(case, [])
            if len(chain) < int(version) or chain[int(version) - 1] != found:
                raise Broken(f"case {case}: event {version} is not what checkpoint {n} saw")
        seq, found = title["journal"]
        if self.journal.get(seq) != found:
            raise Broken(f"journal entry {seq} is not what checkpoint {n} saw")
        self.checkpoints, self.before = n, hashlib.sha256(raw).hexdigest()

    def _signature(self, what: str, digest: bytes, signature: bytes) -> None:
        if Ed25519PublicKey is None:
            return
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key or ""))
            key.verify(base64.b64decode(signature), digest)
        except (InvalidSignature, ValueError):
            raise Broken(f"{what}: its signature does not fit") from None
        self.signed = True

    def __str__(self) -> str:
        signatures = "checked" if self.signed else "not checked"
        return (
            f"journal={len(self.journal) - 1} cases={len(self.chains)} events={self.events} "
            f"checkpoints={self.checkpoints} signatures={signatures}"
        )


def main() -> int:
    """Say what was checked, or what is broken; 0 where all holds."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("file")
    asked.add_argument("--key", help="the public key written down at the first export")
    given = asked.parse_args()
    try:
        found = Check(given.key)
        for line in lines_of(given.file):
            found.take(line)
    except (Broken, OSError) as broken:
        sys.stderr.write(f"BROKEN: {broken}\n")
        return 1
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        sys.stderr.write("BROKEN: the file is no export, or was altered\n")
        return 1
    sys.stdout.write(f"{found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
