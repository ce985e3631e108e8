"""All that stands in a folder of results, as one fingerprint."""

import json
from pathlib import Path

from pipeline.publish import system
from pipeline.publish.lock import LOCK


def state(*folders: Path) -> str:
    """The SHA-256 of the names and contents of all files in these folders, but for the lock; what
    lies in folders below them is not looked at. Raises OSError where something cannot be read."""
    found = [
        [place, name, system.imprint(folder / name)]
        for place, folder in enumerate(folders) for name in system.names(folder) if name != LOCK
    ]
    return system.digest(json.dumps(found).encode())
