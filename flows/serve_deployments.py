"""The embedded runner: ``python -m flows.serve_deployments``."""

import asyncio

from prefect import serve
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.states import Crashed

from flows.deployments import DEPLOYMENTS

UNFINISHED = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]


async def bury_runs_left_behind() -> None:
    """Mark what an earlier runner left unfinished as crashed, and free the places it held.

    This runner is the only one, so nothing of an earlier life can still be at work. Prefect keeps
    the leases of those places in the server's memory: after a power cut a place would stay taken
    for good and every later run would be cancelled.
    """
    unfinished = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=UNFINISHED))
    )
    async with get_client() as client:
        while runs := await client.read_flow_runs(flow_run_filter=unfinished):
            for run in runs:
                await client.set_flow_run_state(
                    run.id, Crashed(message="The runner ended before this run did."), force=True
                )
        for place in await client.read_global_concurrency_limits(limit=200, offset=0):
            await client.update_global_concurrency_limit(
                place.name, GlobalConcurrencyLimitUpdate(active_slots=0)
            )


def main() -> None:
    """Serve every deployment until told to stop."""
    asyncio.run(bury_runs_left_behind())
    serve(*(d.served() for d in DEPLOYMENTS), pause_on_shutdown=False, print_starting_message=False)


if __name__ == "__main__":
    main()
