"""What was written into a folder, by its hashes, so that what people changed since is known."""

import json
from pathlib import Path

from pipeline.publish import system
from pipeline.publish.whole import write_whole

RECORD = "written.json"  # in the private folder
Known = dict[str, set[str]]


class Record:
    """The hashes of a folder's files as they were written. A name has two while a new version
    is on its way, so that whichever stands is known, wherever a run was cut off. Raises OSError
    where it cannot be read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        data = system.read(path) or b"{}"
        try:
            self._known: Known = {str(name): {str(one) for one in found}
                                  for name, found in json.loads(data).items()}
        except (ValueError, AttributeError, TypeError):
            self._known = {}  # all counts as changed, so that nothing is lost

    def expect(self, coming: dict[str, str]) -> None:
        """Says what will be written; before any of it is. Raises OSError."""
        for name, digest in coming.items():
            self._known.setdefault(name, set()).add(digest)
        self._save()

    def settle(self, written: dict[str, str], present: set[str]) -> None:
        """Says what was written for sure, and which names there still are. Raises OSError."""
        known = self._known | {name: {digest} for name, digest in written.items()}
        self._known = {name: found for name, found in known.items() if name in present}
        self._save()

    def knows(self, path: Path) -> bool:
        """Whether the file at ``path`` is as it was written."""
        try:
            data = system.read(path)
        except OSError:
            return False
        return data is not None and system.digest(data) in self._known.get(path.name, ())

    def names(self, name: str) -> bool:
        """Whether a file of this name was written."""
        return name in self._known

    def _save(self) -> None:
        data = {name: sorted(found) for name, found in sorted(self._known.items())}
        write_whole(self._path, (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())
