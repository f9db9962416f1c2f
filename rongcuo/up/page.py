"""A process that serves the pages; several may share the address."""

import sys
from contextlib import suppress

import uvicorn

from rongcuo.settings import SettingsError, get_settings
from rongcuo.up.ports import page_socket
from web.app import create_app
from web.live import Server


def main() -> None:
    """Serve the pages until told to stop."""
    try:
        settings = get_settings()
        app = create_app(settings)
    except SettingsError as error:
        sys.exit(str(error))
    try:
        listening = page_socket(settings.host, settings.port)
    except OSError as error:
        sys.exit(f"{settings.host}:{settings.port}: {error.strerror}")
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
        server_header=False,
        http="h11",  # the parser that bounds what a request may begin with
        # Without a proxy of ours nobody says for another where a request comes from: uvicorn would
        # believe whoever reaches loopback, and FORWARDED_ALLOW_IPS.
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=settings.proxies,
    )
    server = Server(config, app.state.live)
    with suppress(KeyboardInterrupt):
        server.run([listening])
    if not server.started:
        sys.exit(1)


if __name__ == "__main__":
    main()
