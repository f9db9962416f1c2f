"""The web app, put together: settings in, an ASGI app out."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from fastapi import Depends, FastAPI

from access.passwords import PasswordRules
from access.sessions import SessionRules
from cases.letters import Sender
from cases.long_work import Workshop
from cases.reporters import Office
from cases.signing_in import Gate
from rongcuo.poke import PATIENCE, call, poke
from rongcuo.settings import WORK, Settings, get_settings
from rongcuo.shelf import shelf_of
from storage import open_store
from storage.sealing import read_ring
from web import (
    accounts,
    archives,
    automation,
    calendar_pages,
    case_list,
    clearing,
    corrections,
    digests,
    doing,
    earlier,
    errors,
    feeds,
    files,
    first_set_up,
    follow_up,
    help_pages,
    inbox,
    journal,
    ledger,
    live,
    long_work,
    many,
    matters,
    measures,
    open_id,
    operations,
    pages,
    paper_templates,
    papers,
    patterns,
    registries,
    retention,
    roles,
    signing_in,
    static,
    statistics_pages,
    tokens,
    units,
    webhooks,
)
from web.addresses import Rooms
from web.api.rooms import API
from web.door import signed_in
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
        with open_store(*chosen.store) as store:
            app.state.store = store
            ring = read_ring(chosen.folder("keys"), "accounts", chosen.crypto_suite)
            app.state.office = Office(store, chosen.folder("keys"), chosen.crypto_suite)
            app.state.gate = Gate(store, ring, password_rules(chosen), session_rules(chosen))
            app.state.workshop = Workshop(store, chosen.folder(WORK), clock)
            yield
            app.state.live.end()
            app.state.workshop.close()

    app = Rooms(title="rongcuo", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.bureau_name = chosen.bureau_name
    app.state.url = chosen.url
    app.state.clock = clock
    app.state.sender = Sender(
        chosen.bureau_name, chosen.url, urlsplit(chosen.url).hostname or "localhost"
    )
    app.state.live = live.Hub(clock)
    app.state.poke = partial(poke, settings=chosen)
    app.state.engine = partial(call, chosen, timeout=PATIENCE)
    app.state.shelf = shelf_of(chosen)
    app.state.waiting = registries.waiting_room(chosen)
    app.state.token_days = chosen.token_days
    app.state.provider = open_id.provider_of(chosen)
    app.state.provider_label = chosen.oidc_label if app.state.provider else None
    app.add_middleware(Wire, hosts=known_hosts(chosen), most_of_a_file=chosen.attachment_mb << 20)
    app.include_router(operations.router)
    app.include_router(static.router)
    app.include_router(feeds.router)
    app.include_router(live.router)
    app.include_router(first_set_up.router)
    app.include_router(signing_in.router)
    if app.state.provider:
        app.include_router(open_id.router)
    for room in (
        case_list,
        many,
        corrections,
        clearing,
        archives,
        retention,
        pages,
        doing,
        earlier,
        matters,
        papers,
        paper_templates,
        files,
        tokens,
        journal,
        accounts,
        units,
        roles,
        inbox,
        measures,
        registries,
        calendar_pages,
        help_pages,
        long_work,
        automation,
        webhooks,
        follow_up,
        ledger,
        statistics_pages,
        patterns,
        digests,
    ):
        app.include_router(room.router, dependencies=[Depends(signed_in)])
    for router in API:
        app.include_router(router)
    errors.register(app)
    return app


def password_rules(settings: Settings) -> PasswordRules:
    """Which passwords are good enough here."""
    return PasswordRules(
        settings.password_min_length, settings.password_classes, settings.password_days
    )


def session_rules(settings: Settings) -> SessionRules:
    """How long a session lives here."""
    return SessionRules(
        timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours)
    )
