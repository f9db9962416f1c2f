"""A page is of one moment: what it shows together stood in the database together."""

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class OneMoment:
    """Lets everything that answers a request read in one transaction, until the answer begins.

    What is sent piece by piece, and what goes on for hours, reads for itself.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with scope["app"].state.store.one_moment() as moment:

            async def after(message: Message) -> None:
                if message["type"] == "http.response.start":
                    await run_in_threadpool(moment.end) if moment.held else moment.end()
                await send(message)

            await self.app(scope, receive, after)
