"""The web app, put together: settings in, an ASGI app out."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI

from rongcuo.settings import Settings, get_settings
from storage import open_store
from web import api, errors, feeds, matters, operations, pages, static
from web.wire import Wire, known_hosts

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present instant, UTC."""
    return datetime.now(UTC)


def create_app(settings: Settings | None = None, *, clock: Clock = utc_now) -> FastAPI:
    """The app over the database that ``settings`` name; the store lives as long as the app."""
    chosen = settings or get_settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with open_store(chosen.database, chosen.pack) as store:
            app.state.store = store
            yield

    app = FastAPI(
        title="rongcuo", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.bureau_name = chosen.bureau_name
    app.state.url = chosen.url
    app.state.clock = clock
    app.add_middleware(Wire, hosts=known_hosts(chosen))
    app.include_router(operations.router)
    app.include_router(static.router)
    app.include_router(pages.router)
    app.include_router(matters.router)
    app.include_router(api.router)
    app.include_router(feeds.router)
    errors.register(app)
    return app
