"""Where the results of rounds stand under a folder of results."""

from collections.abc import Iterator
from pathlib import Path

RESULTS_FILE = "results.json"
SEAL_FILE = "ปิดรอบ.json"
SEAL_COPY, SCORED_BY = "seal.json", "definitions.json"  # in the private folder: the seal, what results were scored by


def other_rounds(output: Path, round_id: str) -> Iterator[Path]:
    """The results of the other rounds of a fiscal year, of whichever province, that stand under the same folder."""
    year, _, number = round_id.partition("-")
    if not number:
        return
    for pattern in (f"{year}-*/{RESULTS_FILE}", f"{year}-*/*/{RESULTS_FILE}"):
        for path in sorted(output.glob(pattern)):
            parts = path.relative_to(output).parts
            if parts[0] != round_id and not any(part.startswith(".") for part in parts):
                yield path
