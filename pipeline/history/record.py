"""``results.json`` as it is read back: found in a folder, judged, never trusted."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError, UsageError
from pipeline.history.shape import misfit
from pipeline.model.disk import why
from pipeline.model.ledger import FORMAT
from pipeline.model.places import RESULTS_FILE

Json = Mapping[str, Any]
RESULTS = RESULTS_FILE
PASSING = ("file-open",)  # findings of the moment
LARGEST = 200_000_000  # bytes; a nation's results are far below


class NotResultsError(PipelineError):
    """A file is no ``results.json`` of this program, or cannot be read: the ``reason``, and the
    ``remedy`` for who sits at the program ("": the reason says it)."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(f"{reason} {remedy}".rstrip())
        self.reason, self.remedy = reason, remedy


@dataclass(frozen=True, slots=True)
class Run:
    """One per run that left results: what stands in ``results.json`` and the SHA-256 of that
    file; the SHA-256 of every definition by its path (None: not known); what the agreement calls
    each section, by its id (a section that is not there: not known), and the section of each KPI by its number."""

    results: Json
    sha256: str
    definitions: Mapping[str, str] | None = None
    sections: Mapping[str, str] = field(default_factory=dict)
    section_of: Mapping[int | None, str] = field(default_factory=dict)

    @property
    def whose(self) -> tuple[str, str]:
        """Its round and province."""
        return self.results["round"], self.results["province"]


def sha256(data: bytes) -> str:
    """The fingerprint of a file's bytes."""
    return hashlib.sha256(data).hexdigest()


def read_run(path: Path) -> Run:
    """The results at ``path``. Raises NotResultsError where they cannot be used."""
    return run_of(read_bytes(path), str(path))


def read_bytes(path: Path) -> bytes:
    """What is in a file that should hold results. Raises NotResultsError where it cannot be read
    or is far too large."""
    try:
        if path.stat().st_size > LARGEST:
            raise NotResultsError(f"{path}: ใหญ่เกินไป ไม่ใช่ results.json ของโปรแกรมนี้ ระบุไฟล์อื่น")
        return path.read_bytes()
    except OSError as error:
        raise NotResultsError(f"{path}: อ่านไม่ได้ ({why(error)}) ตรวจว่ามีไฟล์และเปิดอ่านได้") from error


def run_of(raw: bytes, name: str = RESULTS) -> Run:
    """The results in these bytes. Raises NotResultsError where they cannot be used."""
    data = _of_today(loads(raw))
    if at := misfit(data):
        raise NotResultsError(
            f"{name}: ไม่ใช่ results.json ที่โปรแกรมรุ่นนี้อ่านได้ (ที่ {at}) "
            "ไฟล์เสีย ถูกแก้ หรือเป็นของโปรแกรมรุ่นอื่น",
            "สั่ง pipeline run เพื่อสร้างใหม่",
        )
    return Run(data, sha256(raw))


def _of_today(data: Any) -> Any:
    """The data with what results of the first format (they do not name it) did not yet say: of none
    of their rows that it was set aside."""
    if not isinstance(data, dict) or "format" in data:
        return data
    with suppress(TypeError, KeyError):
        sheets = [
            {"rows_set_aside": 0, "reason": None, **sheet}
            for file in data["files"] for sheet in file["sheets"]
        ]
        left = iter(sheets)
        files = [{**file, "sheets": [next(left) for _ in file["sheets"]]} for file in data["files"]]
        return {"format": FORMAT, **data, "files": files}
    return data


def same(old: bytes, new: bytes) -> bool:
    """Whether two ``results.json`` differ in nothing but what comes and goes (:func:`lasting`)."""
    if old == new:
        return True
    try:
        return lasting(run_of(old).results) == lasting(run_of(new).results)
    except NotResultsError:
        return False


def lasting(results: Json) -> Json:
    """Results without what comes and goes and is no result: files that are ignored, and that a
    file was open."""
    return {
        **results,
        "files": [one for one in results["files"] if one["status"] != "ignored"],
        "findings": [one for one in results["findings"] if one["code"] not in PASSING],
    }


def loads(raw: bytes) -> Any:
    """The JSON in these bytes; None where they hold none."""
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def find_results(path: Path) -> Path:
    """The ``results.json`` that is meant by a file or by a folder that holds exactly one, itself
    or up to two folders down. Raises UsageError."""
    if not path.is_dir():
        if not path.exists():
            raise UsageError(f"{path}: ไม่มีไฟล์หรือโฟลเดอร์นี้ ระบุ results.json หรือโฟลเดอร์ที่มีไฟล์นั้น")
        return path
    for pattern in (RESULTS, f"*/{RESULTS}", f"*/*/{RESULTS}"):
        found = sorted(p for p in path.glob(pattern) if ".pipeline" not in p.parts)
        if len(found) > 1:
            names = ", ".join(p.parent.relative_to(path).as_posix() for p in found)
            raise UsageError(f"{path}: มี results.json หลายไฟล์ ระบุโฟลเดอร์เดียว: {names}")
        if found:
            return found[0]
    raise UsageError(f"{path}: ไม่มี results.json สั่ง pipeline run ก่อน หรือระบุโฟลเดอร์อื่น")
