"""Run a module as ``python -m`` would, and end with the parent, however the parent ends.

The parent holds the other end of stdin. When it closes, because the parent stopped or was killed,
this process group is told to stop, and made to.
"""

import os
import runpy
import signal
import sys
import threading
import time

PATIENCE = 4.0


def _watch() -> None:
    while os.read(0, 1024):
        pass
    os.killpg(0, signal.SIGTERM)
    time.sleep(PATIENCE)
    os.killpg(0, signal.SIGKILL)


def main() -> None:
    """Take the module from the arguments and become it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=_watch, name="leash", daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
