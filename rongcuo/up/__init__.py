"""The group that ``rongcuo up`` runs: Prefect server, runner and web app, stopped as one."""

from rongcuo.up.group import run_group

__all__ = ["run_group"]
