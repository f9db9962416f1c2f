"""The web app's process."""

import uvicorn

from rongcuo.settings import get_settings
from web.app import create_app


def main() -> None:
    """Serve the pages until told to stop."""
    settings = get_settings()
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
        server_header=False,
    )


if __name__ == "__main__":
    main()
