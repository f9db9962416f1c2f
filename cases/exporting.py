"""The auditor's export: a file that proves itself without our database."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection

from access.policy import Thing
from cases.standing import granted
from deadlines import local_day
from storage import Store, checkpoints, journal, proofs, side_chains
from storage.chain import canonical

FORMAT = 1


@dataclass(slots=True)
class Exported:
    """What went into the file; ``key`` is the public key to be written down apart from it."""

    lines: int
    key: str


def export_for_audit(
    store: Store, folder: Path, keys: Path, out: IO[bytes], by: str, now: datetime
) -> Exported:
    """Write the journal, the hashes of every case and all checkpoints to ``out``, line by line.

    For the auditor alone, who sees no case: of an event its hash goes out, and no word. The export
    is itself in the journal that is exported. Raises ``GuardFailed`` or ``KeysUnreadable``.
    """
    now = now.astimezone(UTC)
    signing = checkpoints.signing_key(keys, make=not checkpoints.files(folder))
    key = checkpoints.public_bytes(signing.public_key()).hex()
    with store.write() as connection:
        reader = granted(connection, by, Thing.JOURNAL, "E", local_day(now))
        journal.write(connection, journal.Entry("exported", reader.id, reader.username, now, {}))
    said, lines = hashlib.sha256(), 0
    with store.read() as connection:
        title = {"kind": "export", "format": FORMAT, "at": now.isoformat(), "by": by, "key": key}
        for line in (title, *_lines(connection, folder)):
            raw = f"{canonical(line)}\n".encode()
            said.update(raw)
            out.write(raw)
            lines += 1
    signature = base64.b64encode(signing.sign(said.digest())).decode()
    end = {"kind": "end", "sha256": said.hexdigest(), "signature": signature}
    out.write(f"{canonical(end)}\n".encode())
    return Exported(lines + 1, key)


def _lines(connection: Connection, folder: Path) -> Iterator[Mapping[str, Any]]:
    for one in journal.entries(connection):
        yield {
            "kind": "journal", "seq": one.seq, "previous": one.previous, "hash": one.hash,
            "algorithm": one.algorithm, "body": one.body,
        }  # fmt: skip
    for case, seq, previous, found in chain(
        proofs.chains(connection), side_chains.chains(connection)
    ):
        yield {"kind": "event", "case": case, "seq": seq, "previous": previous, "hash": found}
    for file in checkpoints.files(folder):
        yield {"kind": "checkpoint", "file": base64.b64encode(file.read_bytes()).decode()}
