"""The one list of deployments: the runner serves it and ``prefect.yaml`` repeats it."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

from prefect import Flow
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.client.schemas.schedules import CronSchedule
from prefect.deployments.runner import RunnerDeployment
from prefect.types.entrypoint import EntrypointType

TIMEZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Deployment:
    """A flow and when it runs; crons are local, and the flow asks the calendar, not the cron."""

    name: str
    module: str
    crons: tuple[str, ...]
    description: str

    @property
    def function(self) -> str:
        """The flow's function in its module."""
        return f"{self.module}_flow"

    @property
    def entrypoint(self) -> str:
        """The flow as ``prefect.yaml`` names it."""
        return f"flows/{self.module}.py:{self.function}"

    def flow(self) -> Flow[[], Any]:
        """The flow itself."""
        return cast("Flow[[], Any]", getattr(import_module(f"flows.{self.module}"), self.function))

    def served(self) -> RunnerDeployment:
        """The deployment as the embedded runner serves it: one run at a time."""
        return cast(
            "RunnerDeployment",
            self.flow().to_deployment(
                self.name,
                schedules=[CronSchedule(cron=cron, timezone=TIMEZONE) for cron in self.crons],
                concurrency_limit=ConcurrencyLimitConfig(
                    limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
                ),
                description=self.description,
                entrypoint_type=EntrypointType.MODULE_PATH,
            ),
        )


DEPLOYMENTS = (
    Deployment(
        "enforce-deadlines",
        "enforce_deadlines",
        ("*/15 * * * *", "5 0 * * *", "30 8 * * *"),
        "提醒、升级、届满 · reminders, escalations, lapses",
    ),
    Deployment(
        "deliver-notices",
        "deliver_notices",
        ("*/5 * * * *",),
        "发出通知 · send what stands in the outbox",
    ),
    Deployment(
        "follow-up-corrections",
        "follow_up_corrections",
        ("30 8 * * *",),
        "整改跟踪周报、月报 · follow-up reports on corrections",
    ),
    Deployment(
        "watch-patterns",
        "watch_patterns",
        ("0 7 * * *",),
        "易错情形预警 · warn of what keeps going wrong",
    ),
    Deployment(
        "check-calendar",
        "check_calendar",
        ("0 6 * * *",),
        "核对日历、重算到期日 · the calendar, and dates counted anew",
    ),
    Deployment(
        "seal-events",
        "seal_events",
        ("0 1 * * *",),
        "封存各案记录的哈希 · sign where every chain stands",
    ),
)
