"""What the watch costs over a million cases: the first, which opens alerts, and the next ones.

Run it with ``python benchmarks/patterns.py [cases]``; it prints figures and asserts no time.
"""

import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from many_lines import make

from cases.patterns import watch_patterns
from deadlines import SHANGHAI
from storage import open_store

NOW = datetime(2026, 11, 2, 7, tzinfo=SHANGHAI)


def main() -> None:
    """Print what each watch costs."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as place:
        url = make(Path(place) / "case.db", cases, clocks=False)
        with open_store(url) as store:
            for day in range(4):
                wall, cpu = time.perf_counter(), time.process_time()
                found = watch_patterns(store, NOW + timedelta(days=day))
                print(
                    f"{cases} cases, watch {day + 1}: {time.perf_counter() - wall:.2f} s, "
                    f"{time.process_time() - cpu:.2f} s of processor; {found}"
                )


if __name__ == "__main__":
    main()
