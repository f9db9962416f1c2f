"""Whether every file is what the history says, and what lies about that nobody knows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cases.history import Flaw
from storage import Store, attachments
from storage.files.shelf import Shelf, hours_ago

GRACE_HOURS = 24
"""What is younger may be on its way in."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class FilesProven:
    """How many files were looked at, and what is wrong."""

    files: int
    flaws: tuple[Flaw, ...]


def verify_files(store: Store, shelf: Shelf, progress: Progress | None = None) -> FilesProven:
    """Compare rows, events and contents; each content is read once, a block at a time."""
    with store.read() as connection:
        rows = list(attachments.rows_to_prove(connection))
        told = list(attachments.events_to_prove(connection))
        digests = attachments.digests(connection)
    flaws = list(_row_flaws(rows, told))
    broken: dict[str, bool] = {}
    for done, digest in enumerate(digests, start=1):
        found = shelf.found(digest)
        if found != digest:
            broken[digest] = found is None
        if progress:
            progress(done, len(digests))
    for row in sorted(rows, key=lambda one: (one.case, one.seq)):
        digest = row.said["digest"]
        if digest in broken:
            zh, en = ("缺失", "is missing") if broken[digest] else ("内容已变", "was altered")
            flaws.append(Flaw(row.case, row.seq, f"附件文件{zh}", f"an attached file {en}"))
    return FilesProven(len(rows), tuple(flaws))


def _row_flaws(
    rows: list[attachments.ProvenFile], told: list[attachments.ProvenFile]
) -> Iterator[Flaw]:
    kept = {(one.case, one.seq): one for one in rows}
    said = {(one.case, one.seq): one for one in told}
    for case, seq in sorted(kept.keys() | said.keys()):
        if kept.get((case, seq)) != said.get((case, seq)):
            yield Flaw(
                case, seq, "附件登记与办理记录不符", "the row of a file differs from the history"
            )


def tidy_files(store: Store, shelf: Shelf, *, grace: float = GRACE_HOURS) -> list[tuple[str, int]]:
    """Remove drafts and files that no case knows, older than a day: name and bytes of each.

    Done twice, the second finds nothing. Whoever takes a file in meanwhile waits, and the file
    that they put down is new again.
    """
    gone = []
    with store.write() as connection:
        attachments.hold(connection)
        known = set(attachments.digests(connection))
        for file in shelf.orphans(known, hours_ago(grace)):
            gone.append((file.name, file.stat().st_size))
            file.unlink(missing_ok=True)
    return gone
