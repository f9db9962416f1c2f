"""What the children of the group are given: addresses, the secret, and a calm Prefect."""

import os
import secrets

from rongcuo.poke import SECRET_FILE
from rongcuo.settings import Settings

# Services that this product does not use; each loop costs processor time around the clock.
UNUSED_SERVICES = (
    "CANCELLATION_CLEANUP",
    "CLEANUP_RECONCILER",
    "EVENT_PERSISTER",
    "FOREMAN",
    "LATE_RUNS",
    "PAUSE_EXPIRATIONS",
    "TASK_RUN_RECORDER",
    "TRIGGERS",
)


def prefect_secret(settings: Settings) -> str:
    """The secret in front of Prefect's API, made at the first start, readable by the owner only."""
    file = settings.folder("keys") / SECRET_FILE
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(f"rongcuo:{secrets.token_urlsafe(32)}")
    return file.read_text("utf-8").strip()


def child_environment(settings: Settings) -> dict[str, str]:
    """The environment of every child: the same settings, and the same Prefect."""
    secret = prefect_secret(settings)
    return {
        **os.environ,
        "RONGCUO_DATA_DIR": str(settings.data_dir),
        "RONGCUO_PORT": str(settings.port),
        "RONGCUO_PREFECT_PORT": str(settings.prefect_port),
        "DO_NOT_TRACK": "1",
        "NO_COLOR": "1",
        "PREFECT_HOME": str(settings.folder("prefect")),
        "PREFECT_API_URL": settings.prefect_api,
        "PREFECT_API_AUTH_STRING": secret,
        "PREFECT_SERVER_API_AUTH_STRING": secret,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_ENABLED": "false",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_CLI_PROMPT": "false",
        "PREFECT_RUNNER_POLL_FREQUENCY": "2",
        "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": "30",
        **{f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in UNUSED_SERVICES},
    }
