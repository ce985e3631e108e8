"""The figures of a run down to their cells, kept beside its ``results.json`` and bound to it."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from pipeline.history.record import LARGEST, Json, loads, sha256
from pipeline.publish import PRIVATE, write_whole

FIGURES = "figures.jsonl"  # in PRIVATE: a line that says whose they are, a line of figures
FORMAT = 1
MISSING = "ไม่มีตัวเลขรายช่องที่เก็บไว้ข้างผลชุดนี้ (ส่งมาเพียง results.json หรือเป็นผลของโปรแกรมรุ่นก่อน)"
OTHERS = "ตัวเลขรายช่องที่เก็บไว้เป็นของผลชุดอื่น (results.json ถูกแก้หรือถูกแทน)"
DAMAGED = "ตัวเลขรายช่องที่เก็บไว้เสียหรือถูกแก้"


def keep_figures(folder: Path, results_sha256: str, told: Mapping[str, object]) -> None:
    """Keeps the figures (:func:`pipeline.reports.figures.figures`) of the results of this SHA-256, in place of
    those of the results before; where that cannot be, an export has none and says so."""
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    head = {"format": FORMAT, "results": results_sha256, "sha256": sha256(body)}
    with suppress(OSError):
        (folder / PRIVATE).mkdir(parents=True, exist_ok=True)
        write_whole(folder / PRIVATE / FIGURES, json.dumps(head).encode() + b"\n" + body + b"\n")


def kept_figures(folder: Path, results_sha256: str) -> tuple[Json | None, str]:
    """The figures that are kept of the results of this SHA-256; or None, and in Thai why there are none."""
    path = folder / PRIVATE / FIGURES
    try:
        if path.stat().st_size > LARGEST:
            return None, DAMAGED
        first, _, body = path.read_bytes().partition(b"\n")
    except OSError:
        return None, MISSING
    head = loads(first)
    if not isinstance(head, dict) or head.get("format") != FORMAT or head.get("sha256") != sha256(body.removesuffix(b"\n")):
        return None, DAMAGED
    if head.get("results") != results_sha256:
        return None, OTHERS
    data = loads(body)
    return (data, "") if isinstance(data, dict) else (None, DAMAGED)
