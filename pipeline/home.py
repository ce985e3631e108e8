"""Where the definitions and forms stand that the program works by."""

from pathlib import Path


def find_home() -> Path:
    """The folder that holds ``agreement/`` and ``templates/``: the current one if it does, else
    the program's own."""
    here = Path.cwd()
    return here if (here / "agreement").is_dir() else Path(__file__).resolve().parents[1]
