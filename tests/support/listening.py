"""Somebody who listens to the stream of live pages, over a real connection."""

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

PATIENCE = 15


class Ear:
    """What one browser hears, message by message; ``gone`` once the stream has ended."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer, self.heard = answer, queue.Queue[tuple[str, Any]]()
        self.gone, self.marks, self.raw = threading.Event(), list[str](), list[str]()
        threading.Thread(target=self._listen, daemon=True).start()

    def next(self, event: str) -> Any:
        """The next message of that kind; others are passed over."""
        while True:
            name, data = self.heard.get(timeout=PATIENCE)
            if name == event:
                return data

    def nothing(self, event: str, seconds: float = 0.6) -> bool:
        """Whether no message of that kind comes so soon."""
        try:
            while True:
                if self.heard.get(timeout=seconds)[0] == event:
                    return False
        except queue.Empty:
            return True

    def _listen(self) -> None:
        name = ""
        try:
            for line in self.answer.iter_lines():
                self.raw.append(line)
                field, _, value = line.partition(": ")
                if field == "id":
                    self.marks.append(value)
                elif field == "event":
                    name = value
                elif field == "data":
                    self.heard.put((name, json.loads(value)))
        except httpx.HTTPError:
            pass
        self.gone.set()


@contextmanager
def listening(site: str, session: str, since: str = "", **headers: str) -> Iterator[Ear]:
    """Listen with that session's cookie, as long as one stays within."""
    asked = {"Accept": "text/event-stream", "Cookie": f"session={session}", **headers}
    with (
        httpx.Client(timeout=httpx.Timeout(10, read=PATIENCE)) as client,
        client.stream("GET", f"{site}/live?since={since}", headers=asked) as answer,
    ):
        assert answer.status_code == 200, answer.status_code
        yield Ear(answer)
