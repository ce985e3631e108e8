"""The commands, their options and exit codes; nobody else knows Click.

Everything heavy is imported inside the commands, so that ``--help`` answers at once.
"""

from pipeline.cli.entry import main
from pipeline.cli.group import cli

__all__ = ["cli", "main"]
