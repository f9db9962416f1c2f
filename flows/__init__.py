"""Prefect's part: schedule, retry, log. Thin; no rule of the trade lives here."""
