"""The fingerprints of the definitions that a round is scored by."""

import hashlib
from pathlib import Path

from pipeline.definitions.checks import FILE
from pipeline.definitions.states import FILE as STATE
from pipeline.home import folder_of


def fingerprints(home: Path, round_id: str) -> dict[str, str]:
    """The SHA-256 of every file of the round, of the layouts of the exports and of what their figures
    must keep, by its path from ``agreement/`` on with ``/`` between its parts; hidden and temporary files
    are none, nor is the round's state, which no figure comes from."""
    home = folder_of(home, "agreement").parent
    folders = (home / "agreement" / round_id, home / "agreement" / "sources")
    paths = sorted([
        *(home / "agreement").glob(FILE),
        *(path for folder in folders for path in folder.rglob("*")
          if path.is_file() and not path.name.startswith((".", "~$")) and path.name != STATE),
    ])
    return {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
    }
