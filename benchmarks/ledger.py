"""What the ledger costs as .xlsx, beside a bare xlsxwriter loop that writes the very same cells.

The cells are taken from the ledger first and kept outside the measure, so that the bare loop pays
for nothing but writing them; ours reads them from the database, words, masks and writes. Memory is
each one's peak above what its process had before, in a process of its own. Seconds are of the
processor, for the machine may have other work.

Run it with ``python benchmarks/ledger.py [cases] [rounds]``; it prints figures and asserts no time.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from statistics import median

from many_lines import make
from xlsxwriter import Workbook

from cases.ledger import cut_of, export_ledger, speech
from deadlines import SHANGHAI, local_day
from storage import ledger_list, open_store
from storage.ledger_list import Asked

NOW = datetime(2026, 11, 2, 10, tzinfo=SHANGHAI)


def ours(url: str, out: Path) -> None:
    """The real use case."""
    with open_store(url) as store, out.open("wb") as file:
        export_ledger(store, "tangli", NOW, Asked(), file, as_="xlsx")


def bare(url: str, out: Path) -> float:
    """A plain loop over the same cells; how long the writing alone took."""
    with open_store(url) as store, store.read() as connection:
        today = local_day(NOW)
        _, cut = cut_of(connection, "tangli", "", today)
        say = speech(connection, store, "zh", today)
        lines = ledger_list.lines(connection, Asked(), cut.scope, today)
        cells = [cut.view.row(number, line, say) for number, line in enumerate(lines, start=1)]
        heads = cut.view.heads(say)
    began = time.process_time()
    book = Workbook(str(out), {"constant_memory": True, "strings_to_formulas": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    for number, row in enumerate((heads, *cells)):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, place, cell, day)
            elif cell is not None and cell != "":
                sheet.write(number, place, cell)
    book.close()
    return time.process_time() - began


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _measured(work: Callable[[str, Path], float | None], url: str, out: Path, to: object) -> None:
    before, began = _peak(), time.process_time()
    took = work(url, out)
    to.send((took or time.process_time() - began, _peak() - before))  # type: ignore[attr-defined]


def apart(work: Callable[[str, Path], float | None], url: str, out: Path) -> tuple[float, float]:
    """Seconds and megabytes of one turn in a process of its own."""
    back, to = multiprocessing.Pipe(duplex=False)
    one = multiprocessing.Process(target=_measured, args=(work, url, out, to))
    one.start()
    found: tuple[float, float] = back.recv()
    one.join()
    return found


def main() -> None:
    """Print what each size costs."""
    sizes = [int(sys.argv[1])] if len(sys.argv) > 1 else [10_000, 100_000]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    for cases in sizes:
        with tempfile.TemporaryDirectory() as place:
            url = make(Path(place) / "case.db", cases, clocks=False)
            turns = [
                (apart(ours, url, Path(place) / "ours.xlsx"),
                 apart(bare, url, Path(place) / "bare.xlsx"))
                for _ in range(rounds)
            ]  # fmt: skip
            mine, plain = (median(turn[side][0] for turn in turns) for side in (0, 1))
            memory = max(turn[0][1] for turn in turns)
            print(
                f"{cases} rows: ours {mine:.2f} s, bare xlsxwriter {plain:.2f} s, "
                f"{mine / plain:.2f} times (<= 1.3); ours +{memory:.0f} MB"
            )


if __name__ == "__main__":
    main()
