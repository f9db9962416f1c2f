"""Where every chain stood, night by night, kept where the database's owner cannot rewrite it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection

from cases.chains import verify_chains
from cases.history import Flaw
from states.errors import GuardFailed
from storage import Store, checkpoints, proofs, side_chains
from storage.chain import GENESIS
from storage.checkpoints import BadCheckpoint, Head, Title
from storage.sealing import KeysUnreadable

BATCH = 400
Tell = Callable[[int, int], None]
"""How far it is: done, of how many."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a checkpoint says: its number, and how many heads moved since the one before.

    ``file`` is ``None`` where nothing moved and nothing was written. ``broken`` are cases whose
    chain does not hold, and ``journal`` where its does not: no case of them is signed for.
    ``key`` is the public key in hex.
    """

    n: int
    heads: int
    file: Path | None
    key: str
    broken: tuple[str, ...] = ()


@dataclass(slots=True)
class Held:
    """How many checkpoints were looked at, and what is wrong."""

    checkpoints: int = 0
    flaws: list[Flaw] = field(default_factory=list)


def seal_heads(store: Store, folder: Path, keys: Path, now: datetime) -> Sealed:
    """Write and sign a checkpoint of every chain that moved; nothing where none did.

    Raises ``KeysUnreadable``. Two at once write one.
    """
    found = checkpoints.files(folder)
    key = checkpoints.signing_key(keys, make=not found)
    n, previous = checkpoints.previous_of(folder)
    public = checkpoints.public_bytes(key.public_key()).hex()
    told = _titles(found, key.public_key())
    known = checkpoints.versions(found)
    flawed = {flaw.case for flaw in verify_chains(store).flaws}
    with store.read() as connection:
        journal = proofs.journal_head(connection)
        heads, broken = _moved(connection, known)
    moved = [head for head in heads if head.case not in flawed]
    broken = tuple(sorted({*broken, *flawed}))
    if not moved and told and told[-1].journal == journal:
        _note(store, n)  # whoever wrote the last one may have died before noting it
        return Sealed(n, 0, None, public, broken)
    at = now.astimezone(UTC).isoformat()
    title = Title(n + 1, at, previous, len(moved), journal, public)
    try:
        file = checkpoints.write(folder, key, title, moved)
    except FileExistsError:
        return Sealed(n + 1, 0, None, public, broken)
    _note(store, n + 1)
    return Sealed(n + 1, len(moved), file, public, broken)


def _note(store: Store, n: int) -> None:
    with store.write() as connection:
        proofs.note_checkpoint(connection, n)


def _titles(found: list[Path], key: Ed25519PublicKey) -> list[Title]:
    """What every checkpoint says; nothing is signed on top of one that was altered."""
    try:
        return [checkpoints.title_of(file, key) for file in found]
    except BadCheckpoint as bad:
        raise GuardFailed(
            f"有封存文件{bad.zh}，请先运行 rongcuo verify 查明",
            f"a checkpoint {bad.en}: find out with 'rongcuo verify' first",
        ) from None


def _moved(connection: Connection, known: Mapping[str, int]) -> tuple[list[Head], tuple[str, ...]]:
    """The heads that moved since they were last signed, and what contradicts itself."""
    moved, broken = [], []
    every = chain(proofs.heads(connection), side_chains.heads(connection))
    for case, version, head, last in every:
        if head != last:
            broken.append(case)
        elif known.get(case) != version:
            moved.append(Head(case, version, head))
    return moved, tuple(broken)


def _batches(heads: Iterable[Head]) -> Iterator[list[Head]]:
    left = iter(heads)
    while some := list(islice(left, BATCH)):
        yield some


def verify_checkpoints(
    store: Store, folder: Path, keys: Path, tell: Tell | None = None, *, known_key: str = ""
) -> Held:
    """Hold every chain against every checkpoint: signatures, links, and where each chain stood.

    ``known_key`` is the public key in hex as somebody wrote it down apart: with it a key that was
    replaced together with every checkpoint is found.
    """
    held, found = Held(), checkpoints.files(folder)
    with store.read() as connection:
        written = proofs.last_checkpoint(connection)
        if len(found) < written or [checkpoints.number_of(f) for f in found] != list(
            range(1, len(found) + 1)
        ):
            held.flaws.append(
                Flaw(
                    "checkpoints", None,
                    f"封存文件缺失：应有{written}个，现有{len(found)}个",
                    f"checkpoints are missing: {written} were written, {len(found)} are there",
                )
            )  # fmt: skip
        if not found:
            if (known_key or (keys / checkpoints.KEY).exists()) and not held.flaws:
                held.flaws.append(
                    Flaw(
                        "checkpoints", None, "没有封存文件，而曾经封存过：已被删除",
                        "there is no checkpoint, but there were some: they were removed",
                    )
                )  # fmt: skip
            return held
        try:
            key = checkpoints.signing_key(keys, make=False).public_key()
        except KeysUnreadable as error:
            held.flaws.append(Flaw("checkpoints", None, str(error), str(error)))
            return held
        if known_key and checkpoints.public_bytes(key).hex() != known_key.strip().lower():
            held.flaws.append(
                Flaw(
                    "checkpoints", None, "签名密钥不是抄存的那一把：密钥和封存文件已被替换",
                    "the signing key is not the one written down: it was replaced, "
                    "and the checkpoints with it",
                )
            )  # fmt: skip
        for before, file in zip([None, *found], found, strict=False):
            held.checkpoints += 1
            n = checkpoints.number_of(file)
            try:
                title = _follows(checkpoints.title_of(file, key), n, before)
            except BadCheckpoint as bad:
                said = f"封存文件{bad.zh}", f"the checkpoint {bad.en}"
                held.flaws.append(Flaw("checkpoints", n, *said))
                continue
            held.flaws += _departures(connection, title, file)
            if tell:
                tell(held.checkpoints, len(found))
    return held


def _follows(title: Title, n: int, before: Path | None) -> Title:
    """The title, where it is bound to the checkpoint before it; raises ``BadCheckpoint``."""
    expected = checkpoints.digest_of(before) if before else GENESIS
    if (title.n, title.previous) != (n, expected):
        raise BadCheckpoint("与前一个封存文件不衔接", "does not follow the one before it")
    return title


def _departures(connection: Connection, title: Title, file: Path) -> Iterator[Flaw]:
    """The chains that do not hold what the checkpoint saw."""
    for some in _batches(checkpoints.heads_of(file)):
        places = [(head.case, head.version) for head in some]
        stands = proofs.hashes_at(connection, places) | side_chains.hashes_at(connection, places)
        for head in some:
            if stands.get((head.case, head.version)) != head.hash:
                yield Flaw(
                    head.case, head.version,
                    f"与{title.at[:10]}的封存不符：整条记录被改写、截断或删除",
                    f"differs from the checkpoint of {title.at[:10]}: "
                    "the whole chain was rewritten, cut off or deleted",
                )  # fmt: skip
    seq, kept = title.journal
    if seq and proofs.journal_hash(connection, seq) != kept:
        yield Flaw(
            "journal", seq, f"与{title.at[:10]}的封存不符：操作日志被改写或截断",
            f"differs from the checkpoint of {title.at[:10]}: it was rewritten or cut off",
        )  # fmt: skip
