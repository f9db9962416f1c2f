"""The command line: what a person or a script may ask of the system."""

from rongcuo.cli.app import main

__all__ = ["main"]
