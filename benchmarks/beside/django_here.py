"""Django's settings, which must stand before any model is imported."""

from pathlib import Path

import django
from django.conf import settings

from beside.work import PRAGMAS


def configure(folder: Path) -> None:
    """Django on a file of its own, as durable as ours."""
    options = {
        "transaction_mode": "IMMEDIATE",
        "init_command": ";".join(f"PRAGMA {pragma}" for pragma in PRAGMAS),
    }
    engine = "django.db.backends.sqlite3"
    database = {"ENGINE": engine, "NAME": str(folder / "django.db"), "OPTIONS": options}
    settings.configure(DATABASES={"default": database}, USE_TZ=True, INSTALLED_APPS=[])
    django.setup()
