"""Server-sent events: one look at the database for all who have a page open in this process."""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import uvicorn
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from starlette.types import Receive, Scope, Send

from cases.live import Lookout, Message, Watcher, instant, look, mark
from cases.signing_in import Gate
from web.door import Watching, gate, token_of

EVERY = 2.0
"""Seconds between two looks."""
QUIET = 8
"""Looks without a word after which a stream says that it is there: no proxy takes it for dead."""
RETRY_MS = 3000
"""After how long a browser comes back."""
MOST_OF_A_SESSION = 20
"""Pages of one session that may be open at once."""
MOST_WAITING = 100
"""Words that wait for one browser; it comes back for the rest."""
KIND = "text/event-stream"

router = APIRouter()
log = logging.getLogger("uvicorn.error")


class Hub:
    """The streams of this process. The first one wakes its look-out, which goes with the last."""

    def __init__(self, clock: Callable[[], datetime], every: float = EVERY) -> None:
        self.clock, self.every = clock, every
        self.streams: dict[Watcher, Stream] = {}
        self.ended = False
        self._of_session: Counter[int] = Counter()
        self._task: asyncio.Task[None] | None = None
        self._come = asyncio.Event()
        self._lookout = Lookout()
        self._looked: datetime | None = None
        self._away = False

    def full(self, session: int) -> bool:
        """Whether a session has as many streams as it may."""
        return self._of_session[session] >= MOST_OF_A_SESSION

    @contextmanager
    def joined(self, stream: "Stream", gate: Gate) -> Iterator[None]:
        """Tell the stream what happens, as long as one stays within."""
        self.streams[stream.watcher] = stream
        self._of_session[stream.watcher.session_id] += 1
        if self._task is None:
            self._come, self._lookout = asyncio.Event(), Lookout()
            self._task = asyncio.create_task(self._watch(gate))
        self._come.set()
        try:
            yield
        finally:
            del self.streams[stream.watcher]
            self._of_session[stream.watcher.session_id] -= 1
            self._of_session += Counter()  # what is at nought is forgotten
            if not self.streams:
                self._come.set()

    def end(self) -> None:
        """End every stream now, and take no more: the process is stopping."""
        self.ended = True
        for stream in self.streams.values():
            stream.end()

    async def _watch(self, gate: Gate) -> None:
        looks = 0
        while self.streams:
            self._come.clear()
            await self._look(gate)
            looks += 1
            if looks % QUIET == 0:
                self._say_to_all(b":\n\n")
            try:
                await asyncio.wait_for(self._come.wait(), self.every)
            except TimeoutError:
                continue
        self._task = None

    async def _look(self, gate: Gate) -> None:
        now, there = self.clock(), tuple(self.streams)
        try:
            told = await asyncio.to_thread(look, gate, self._lookout, there, now)
        except Exception as error:  # noqa: BLE001 - a lost database comes back, and we are here
            self._lost(there, type(error).__name__)
            return
        if self._away:
            self._away = False
            self._say_to_all(_line("back", {}))
        self._looked = now
        last = mark(self._lookout.newest) if self._lookout.newest else ""
        for watcher, messages in told.items():
            if stream := self.streams.get(watcher):
                stream.tell(messages, last)

    def _lost(self, there: tuple[Watcher, ...], error: str) -> None:
        """Say so once; what happens meanwhile is told when the database is back."""
        for watcher in there:
            watcher.since, watcher.unread = watcher.since or self._looked, -1
        self._lookout = Lookout()
        if not self._away:
            self._away = True
            log.warning("live: the database does not answer (%s)", error)
            self._say_to_all(_line("away", {}))

    def _say_to_all(self, words: bytes) -> None:
        for stream in self.streams.values():
            stream.say(words)


class Stream(Response):
    """One browser's stream; it ends with its session, its page or the process."""

    def __init__(self, hub: Hub, gate: Gate, watcher: Watcher) -> None:
        self.hub, self.gate, self.watcher = hub, gate, watcher
        self.status_code, self.background = 200, None
        # nginx holds nothing back where the answer says so.
        self.init_headers({"Content-Type": KIND, "X-Accel-Buffering": "no"})
        self._words: list[bytes] = [b"retry: %d\n\n" % RETRY_MS]
        self._awake, self._over = asyncio.Event(), False
        self._awake.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Say what there is to say until it is over."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        left = asyncio.create_task(_left(receive))
        left.add_done_callback(lambda _: self.end())
        try:
            with self.hub.joined(self, self.gate):
                while not left.done():
                    await self._awake.wait()
                    self._awake.clear()
                    words, self._words = b"".join(self._words), []
                    await send({"type": "http.response.body", "body": words, "more_body": True})
                    if self._over:
                        break
        finally:
            left.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def say(self, words: bytes) -> None:
        """Send it as soon as the browser takes it; one that takes nothing has to come back."""
        self._words.append(words)
        self._over = self._over or len(self._words) > MOST_WAITING
        self._awake.set()

    def tell(self, messages: list[Message] | None, last: str) -> None:
        """The messages under the mark ``last``; ``None``: the session is over."""
        if messages is None:
            self.say(_line("over", {}))
            self.end()
        elif messages:
            self.say(b"".join(_line(one.event, one.data, last) for one in messages))

    def end(self) -> None:
        """Let it be over."""
        self._over = True
        self._awake.set()


class Server(uvicorn.Server):
    """uvicorn, which waits for every answer to end before it stops: streams end first."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self.hub = hub

    async def shutdown(self, sockets: object = None) -> None:
        """Stop at once, as far as streams go."""
        self.hub.end()
        await super().shutdown(sockets)  # type: ignore[arg-type]


@router.get("/live")
def live(request: Request, me: Watching, since: str = "") -> Response:
    """What happens from now on, and since the page was made or the stream broke off."""
    hub: Hub = request.app.state.live
    if KIND not in request.headers.get("accept", ""):
        raise HTTPException(406)
    if hub.full(me.session.id):
        raise HTTPException(429)
    if hub.ended:
        raise HTTPException(503)
    last = instant(request.headers.get("last-event-id", "")) or instant(since)
    watcher = Watcher(token_of(request), me.session.id, me.person.id, last)
    return Stream(hub, gate(request), watcher)


async def _left(receive: Receive) -> None:
    """Wait until the browser is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _line(event: str, data: object, last: str = "") -> bytes:
    mark_ = f"id: {last}\n" if last else ""
    said = json.dumps(data, separators=(",", ":"))
    return f"{mark_}event: {event}\ndata: {said}\n\n".encode()
