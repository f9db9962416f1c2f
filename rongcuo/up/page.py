"""A process that serves the pages; several may share the address."""

import gc
import sys
from contextlib import suppress

import uvicorn

from rongcuo.settings import SettingsError, get_settings
from rongcuo.up.ports import page_socket
from web.app import create_app
from web.live import Server

KEPT_OPEN = 75
"""Seconds: longer than a proxy (nginx: 60) keeps a connection, or it would ask where nobody is."""


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
        timeout_keep_alive=KEPT_OPEN,
        server_header=False,
        http="h11",  # the parser that bounds what a request may begin with
        # Without a proxy of ours nobody says for another where a request comes from: uvicorn would
        # believe whoever reaches loopback, and FORWARDED_ALLOW_IPS.
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=settings.proxies,
    )
    spare_the_collector()
    server = Server(config, app.state.live)
    with suppress(KeyboardInterrupt):
        server.run([listening])
    if not server.started:
        sys.exit(1)


def spare_the_collector() -> None:
    """Let the collector leave alone what stays as long as the process, and come less often.

    A page makes some ten thousand objects, hardly any of them in a circle; looked for at the usual
    pace, circles cost every tenth page half its time again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


if __name__ == "__main__":
    main()
