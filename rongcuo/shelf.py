"""Where the files of cases are kept, as the settings say."""

from rongcuo.settings import Settings
from storage.files.scanning import Scanner
from storage.files.shelf import Shelf


def shelf_of(settings: Settings) -> Shelf:
    """Where files are kept, and what is taken."""
    return Shelf(
        settings.data_dir / "attachments",
        "sm3" if settings.crypto_suite == "national" else "sha256",
        settings.attachment_mb << 20,
        settings.attachments_per_case,
        Scanner(settings.clamd, settings.clamd_required) if settings.clamd else None,
    )
