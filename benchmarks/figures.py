"""What statistics cost: every table of figures over ten thousand and a hundred thousand cases.

Run it with ``python benchmarks/figures.py [cases ...]``; it prints figures and asserts no time.
Seconds are of the processor, for the machine may have other work; on SQLite that is all of it.
"""

import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path
from statistics import median

from many_lines import make

from cases.statistics import read_statistics
from deadlines import SHANGHAI
from storage import Store, open_store
from storage.ledger_list import Asked

NOW = datetime(2026, 11, 2, 10, tzinfo=SHANGHAI)
ROUNDS = 7
ASKED = {
    "all of them": Asked(),
    "one unit": Asked(unit="first"),
    "one year": Asked(since=date(2025, 1, 1), until=date(2025, 12, 31)),
}


def took(store: Store, asked: Asked) -> float:
    """Seconds of all tables."""
    began = time.process_time()
    read_statistics(store, "tangli", NOW, asked)
    return time.process_time() - began


def main() -> None:
    """Print what each size costs."""
    for cases in [int(size) for size in sys.argv[1:]] or [10_000, 100_000]:
        with tempfile.TemporaryDirectory() as place:
            url = make(Path(place) / "case.db", cases)
            with open_store(url) as store:
                for name, asked in ASKED.items():
                    took(store, asked)
                    turns = [took(store, asked) for _ in range(ROUNDS)]
                    print(f"{cases} cases, {name}: {median(turns):.3f} s (<= 0.5)")


if __name__ == "__main__":
    main()
