"""Where the definitions and forms stand that the program works by, and which version it is."""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def find_home() -> Path:
    """The folder that holds ``agreement/`` and ``templates/``: the current one if it does, else
    the program's own."""
    here = Path.cwd()
    return here if (here / "agreement").is_dir() else Path(__file__).resolve().parents[1]


def program_version() -> str:
    """The version that is installed; "" where none is."""
    try:
        return version("pipeline")
    except PackageNotFoundError:
        return ""
