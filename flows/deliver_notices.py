"""Send what stands in the outbox. Prefect, and nothing else."""

import asyncio
from datetime import UTC, datetime

from prefect import flow
from prefect.logging import get_run_logger

from cases.delivery import Delivered, deliver_everywhere
from cases.hooks import deliver_hooks
from flows.outgoing import channels_of, ring_of_hooks, sender_of
from rongcuo.settings import get_settings
from storage import open_store


def _deliver() -> Delivered:
    settings = get_settings()
    with open_store(*settings.store) as store:
        done = deliver_everywhere(
            store, channels_of(settings), datetime.now(UTC), sender=sender_of(settings)
        )
        done.add(deliver_hooks(store, ring_of_hooks(settings), datetime.now(UTC), url=settings.url))
        return done


@flow(name="deliver-notices", retries=2, retry_delay_seconds=30)
async def deliver_notices_flow() -> str:
    """One delivery; two at once never take the same notice."""
    done = await asyncio.to_thread(_deliver)
    get_run_logger().info("%s", done)
    return str(done)
