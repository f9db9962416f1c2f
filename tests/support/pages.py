"""The web app over a database of the test's choice, with the clock stopped, and its reader."""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from support.sample import SAMPLE_NOW

from rongcuo.settings import Settings
from web import create_app

if TYPE_CHECKING:
    from fastapi import FastAPI

with warnings.catch_warnings():
    # Starlette asks for a client that is not yet in use elsewhere; httpx serves as well.
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.simplefilter("ignore", UserWarning)
    from fastapi.testclient import TestClient

HERE = "http://127.0.0.1:8642"


def app_over(url: str, data_dir: Path) -> "FastAPI":
    settings = Settings(database_url=url, data_dir=data_dir, bureau_name="青溪区生态环境局")
    return create_app(settings, clock=lambda: SAMPLE_NOW)


def reader(app: "FastAPI") -> TestClient:
    """A reader who is shown errors as a browser is; use it as a context."""
    return TestClient(app, base_url=HERE, raise_server_exceptions=False)
