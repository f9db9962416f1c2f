"""Ask Prefect to run a deployment now, without importing Prefect: a command must stay quick."""

import base64
import json
import math
import time
import urllib.request
from datetime import UTC, datetime
from typing import Any

from rongcuo.settings import Settings, get_settings

SECRET_FILE = "prefect-api"  # noqa: S105 - the name of the file, not the secret
TIMEOUT = 0.7
PATIENCE = 5.0
"""Seconds that somebody waits who asked to see what Prefect says; a step waits for nobody."""
TOGETHER = 2
"""Seconds: what is queued within them leaves with one run."""


def poke(deployment: str = "deliver-notices", settings: Settings | None = None) -> bool:
    """Run ``deployment`` soon; ``False`` when Prefect is away, which the schedule makes good."""
    settings = settings or get_settings()
    moment = math.ceil(time.time() / TOGETHER) * TOGETHER
    at = datetime.fromtimestamp(moment, UTC).isoformat()
    try:
        found = call(settings, f"/deployments/name/{deployment}/{deployment}")
        call(
            settings,
            f"/deployments/{found['id']}/create_flow_run",
            {
                "state": {"type": "SCHEDULED", "state_details": {"scheduled_time": at}},
                "idempotency_key": f"poke-{moment}",
                "tags": ["poke"],
            },
        )
    except (OSError, ValueError, KeyError):
        return False
    return True


def call(
    settings: Settings, path: str, body: dict[str, Any] | None = None, *, timeout: float = TIMEOUT
) -> Any:
    """Prefect's API, under its secret; raises ``OSError`` or ``ValueError``."""
    request = urllib.request.Request(  # noqa: S310 - always http on loopback
        settings.prefect_api + path,
        data=json.dumps(body).encode() if body is not None else None,
        headers={"Content-Type": "application/json", **_authorization(settings)},
        method="GET" if body is None else "POST",
    )
    with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310
        return json.loads(answer.read() or b"null")


def _authorization(settings: Settings) -> dict[str, str]:
    file = settings.data_dir / "keys" / SECRET_FILE
    secret = file.read_text("utf-8").strip() if file.is_file() else ""
    token = base64.b64encode(secret.encode()).decode()
    return {"Authorization": f"Basic {token}"} if secret else {}
