"""``results.json`` as it is read back: found in a folder, judged, never trusted."""

import hashlib
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError, UsageError
from pipeline.model.disk import why
from pipeline.model.ledger import FORMAT

Json = Mapping[str, Any]
RESULTS = "results.json"
PASSING = ("file-open",)  # findings of the moment
CHARACTERS = 400  # of a figure; more were never written
WEIGHTIEST = 10**15
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
    each section, by its id (a section that is not there: not known)."""

    results: Json
    sha256: str
    definitions: Mapping[str, str] | None = None
    sections: Mapping[str, str] = field(default_factory=dict)

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
    misfit = _misfit(data, SHAPE, "")
    if misfit:
        raise NotResultsError(
            f"{name}: ไม่ใช่ results.json ที่โปรแกรมรุ่นนี้อ่านได้ (ที่ {misfit}) "
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


# --- what results.json holds ---------------------------------------------------------------------


def _text(value: object) -> bool:
    return isinstance(value, str)


def _maybe(value: object) -> bool:
    return value is None or isinstance(value, str)


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < WEIGHTIEST


def _level(value: object) -> bool:
    return value is None or _count(value)


def _format(value: object) -> bool:
    return value == FORMAT and _count(value)


def _truth(value: object) -> bool:
    return isinstance(value, bool)


def _figure(value: object) -> bool:
    """Nothing, or a number as it is printed, no longer than one can be."""
    try:
        return value is None or (
            isinstance(value, str) and len(value) < CHARACTERS
            and abs(Decimal(value)) < Decimal(f"1e{CHARACTERS}"))
    except InvalidOperation:
        return False


@dataclass(frozen=True, slots=True)
class _Maybe:
    """Null, or what has this shape."""

    shape: object


@dataclass(frozen=True, slots=True)
class _Optional:
    """What has this shape where it is there: a key that only some agreements have."""

    shape: object


def _outcome(value: object) -> bool:
    """A result: a figure, or a day as ``2018-09-10``."""
    return _figure(value) or (isinstance(value, str) and _DAY.fullmatch(value) is not None)


_DAY = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
WHOLE = "ทั้งไฟล์"
ANY = "*"  # every key
SHAPE: Json = {
    "format": _format, "round": _text, "province": _text,
    "files": [{
        "file": _text, "sha256": _maybe, "status": _text, "reason": _maybe,
        "sheets": [{"name": _text, "source": _maybe, "rows_read": _count, "rows_used": _count,
                    "rows_refused": _count, "rows_set_aside": _count, "reason": _maybe}],
    }],
    "districts": [{
        "code": _text, "name": _text, "complete": _truth,
        "sections": {ANY: {"score": _figure, "provisional": _figure}},
        "total": {"score": _figure, "percent": _figure, "band": _maybe, "provisional": _figure},
        "kpis": [{
            "number": _count, "status": _text, "result": _outcome, "level": _level,
            "points": _Optional(_figure), "top": _Optional(_figure), "deducted": _Optional(_figure),
            "parts": _Optional([{"name": _text, "weight": _figure, "result": _outcome, "points": _figure}]),
            "weight": _number, "weighted": _figure, "evidence": {ANY: _maybe},
            "next_level": _Maybe({"level": _count, "needs": _text}),
            "origins": [{"file": _text, "sheet": _text, "cell": _text}], "flags": [_text],
        }],
    }],
    "findings": [{
        "code": _text, "severity": _text, "file": _maybe, "sheet": _maybe, "cell": _maybe,
        "district": _maybe, "kpi": _level, "problem": _text, "remedy": _text,
    }],
}  # fmt: skip


def _misfit(data: object, shape: object, at: str) -> str:
    """The first place in ``data`` that has not this shape; "" where all has."""
    match shape:
        case _Maybe():
            return "" if data is None else _misfit(data, shape.shape, at)
        case _Optional():
            return _misfit(data, shape.shape, at)
        case list():
            if not isinstance(data, list):
                return at or WHOLE
            parts = ((item, shape[0], f"{at}[{n}]") for n, item in enumerate(data))
        case Mapping():
            if not isinstance(data, dict):
                return at or WHOLE
            needed = [key for key, one in shape.items() if key in data or not isinstance(one, _Optional)]
            keys = data if ANY in shape else needed
            if missing := [key for key in keys if key not in data]:
                return f"{at}.{missing[0]}".lstrip(".")
            parts = (
                (data[key], shape.get(key, shape.get(ANY)), f"{at}.{key}".lstrip("."))
                for key in keys
            )
        case _:
            return "" if callable(shape) and shape(data) else at
    return next((found for part in parts if (found := _misfit(*part))), "")
