"""Where the definitions and forms stand that the program works by, and which version it is."""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

DISTRIBUTION = "amphoe-scorecard"  # what pip calls the program; PyPI's pipeline is somebody else's
_PACKAGE = Path(__file__).resolve().parent
# A wheel has the two folders within the package; a checkout has them beside it.
OWN = _PACKAGE / "own" if (_PACKAGE / "own").is_dir() else _PACKAGE.parent


def folder_of(home: Path, name: str) -> Path:
    """The folder ``agreement`` or ``templates``: that of the working folder ``home`` if it has one,
    else the program's own."""
    theirs = home / name
    return theirs if theirs.is_dir() else OWN / name


def program_version() -> str:
    """The version that is installed; "" where none is."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return ""
