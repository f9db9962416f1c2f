"""The real server on loopback, in a thread of the test's process."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from web.live import Server


@contextmanager
def served(app: FastAPI, listening: socket.socket | None = None) -> Iterator[str]:
    """Where the pages are, as long as one stays within; the socket may be there before the app."""
    server = Server(uvicorn.Config(app, log_level="warning", ws="none"), app.state.live)
    with listening or socket.create_server(("127.0.0.1", 0)) as heard:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [heard]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        yield address(heard)
        server.should_exit = True
        thread.join(10)


def address(listening: socket.socket) -> str:
    return f"http://127.0.0.1:{listening.getsockname()[1]}"
