"""The seal of a finished round: what was signed, by its hashes, and what was done to it since.

It stands twice in a round's folder: where people see it, and beside the private files.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError, SealedError, UsageError
from pipeline.history import words
from pipeline.history.changes import SCORES, Change, changes
from pipeline.history.record import RESULTS, Json, NotResultsError, Run, loads, run_of, sha256
from pipeline.model.disk import why
from pipeline.model.places import SEAL_COPY, SEAL_FILE
from pipeline.publish import PRIVATE, write_whole

SEAL = SEAL_FILE
COPY = f"{PRIVATE}/{SEAL_COPY}"
SIGNED = f"{PRIVATE}/sealed.json"  # results.json as it was sealed
CLOSED, OPEN = "closed", "open"
KEYS = ("round", "province", "state", "seal", "history", "sha256")


class SealStandsError(Exception):
    """The results of a run are the sealed ones: nothing is to be written. ``lines`` are Thai."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__("sealed")
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Seal:
    """A folder's seal as it was found; ``faults`` are Thai lines on its two copies."""

    manifest: Json
    faults: tuple[str, ...] = ()

    @property
    def closed(self) -> bool:
        """Whether the round is closed now; it may have been reopened."""
        return bool(self.manifest["state"] == CLOSED)

    @property
    def contents(self) -> Json:
        """What is sealed; only where it is closed."""
        seal: Json = self.manifest["seal"]
        return seal

    @property
    def history(self) -> Sequence[Json]:
        """Every time that the round was opened again, oldest first."""
        history: Sequence[Json] = self.manifest["history"]
        return history


def digest(data: Mapping[str, Any]) -> str:
    """The SHA-256 of plain data, however it is laid out."""
    compact = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(compact.encode()).hexdigest()


def load_seal(folder: Path) -> Seal | None:
    """The folder's seal; None where the round was never closed. Raises PipelineError where
    neither copy can be trusted."""
    copies = {name: _read(folder / name) for name in (COPY, SEAL)}
    good = [manifest for manifest in copies.values() if isinstance(manifest, dict)]
    if all(manifest is None for manifest in copies.values()):
        return None
    if not good:
        raise PipelineError(
            f"{folder / SEAL}: ใบปิดรอบเสียหรือถูกแก้ไขทุกสำเนา จึงไม่เขียนทับผล "
            "นำสำเนาเดิมกลับมาวาง หรือใช้โฟลเดอร์อื่นด้วย --output"
        )
    faults = [
        f"{name}: ใบปิดรอบ{'หายไป' if manifest is None else 'ถูกแก้ไขหรือเสีย'}"
        for name, manifest in copies.items() if not isinstance(manifest, dict)
    ]
    if len(good) == 2 and good[0] != good[1]:
        faults.append(f"{SEAL}: ใบปิดรอบไม่ตรงกับสำเนาใน {COPY}")
    return Seal(good[0], tuple(faults))


def save_seal(folder: Path, manifest: Mapping[str, Any]) -> Seal:
    """Writes both copies, the private one first. Raises OSError."""
    plain = {key: manifest[key] for key in KEYS[:-1]}
    whole = plain | {"sha256": digest(plain)}
    data = (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()
    (folder / PRIVATE).mkdir(exist_ok=True)
    write_whole(folder / COPY, data)
    write_whole(folder / SEAL, data)
    return Seal(whole)


def _read(path: Path) -> object:
    """The manifest in a file; None where there is no file, False where it is not whole."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        return False
    data = loads(raw)
    if not isinstance(data, dict) or tuple(data) != KEYS:
        return False
    return data if data["sha256"] == digest({key: data[key] for key in KEYS[:-1]}) else False


# --- a run over a sealed round -------------------------------------------------------------------


def guard(folder: Path, new: Run, reopen: str | None) -> None:
    """Keeps what is sealed in ``folder`` from a run: raises SealedError where it would change a
    score, SealStandsError where it would change none. With ``reopen``, a reason, the seal is
    opened and what changes is kept in its history."""
    if reopen is not None and not reopen.strip():
        raise UsageError("--reopen ต้องตามด้วยเหตุผลที่เปิดรอบอีกครั้ง")
    seal = load_seal(folder)
    if seal is None or not seal.closed:
        if reopen is not None:
            raise PipelineError(f"{folder}: รอบนี้ยังไม่ได้ปิด สั่งใหม่โดยไม่ต้องใช้ --reopen")
        return
    whose = seal.manifest["round"], seal.manifest["province"]
    if whose != new.whose:
        raise SealedError(
            f"{folder}: ปิดรอบ {whose[0]} ของจังหวัด{whose[1]}ไว้แล้ว จึงไม่เขียนผลของ"
            f"จังหวัด{new.whose[1]} รอบ {new.whose[0]} ทับ เลือกโฟลเดอร์อื่นด้วย --output"
        )
    signed = _signed(folder, seal)
    found = () if signed is None else changes(signed, new)
    if reopen is not None:
        _open(folder, seal, reopen, found)
    elif new.sha256 == seal.contents["results"]["sha256"] or (signed and not found):
        raise SealStandsError(("รอบนี้ปิดแล้ว และผลครั้งนี้ตรงกับที่ปิดไว้ทุกประการ จึงไม่เขียนไฟล์ใด",
                               *seal.faults, *tampered(folder, seal)))
    else:
        _refuse(folder, found, signed is not None)


def _signed(folder: Path, seal: Seal) -> Run | None:
    """The results that were sealed; None where no copy of them is left."""
    for name in (SIGNED, RESULTS):
        with suppress(OSError, NotResultsError):
            run = run_of((folder / name).read_bytes())
            if run.sha256 == seal.contents["results"]["sha256"]:
                return replace(run, definitions=hashes_of(seal.contents["definitions"]))
    return None


def _refuse(folder: Path, found: Sequence[Change], known: bool) -> None:
    scores = [one for one in found if one.kind in SCORES]
    if known and not scores:
        raise SealStandsError((
            "รอบนี้ปิดแล้ว คะแนนครั้งนี้ตรงกับที่ปิดไว้ จึงไม่เขียนไฟล์ใด แต่มีสิ่งอื่นที่ต่างไป",
            *words.lines(found),
        ))  # fmt: skip
    places = len({one.district for one in scores if one.district})
    what = f"ผลครั้งนี้จะเปลี่ยนคะแนนที่ปิดไว้ของ {places} อำเภอ" if known else \
        "ผลครั้งนี้ต่างจากที่ปิดไว้ (results.json ที่ปิดไว้หายไปหรือถูกแก้ จึงบอกรายอำเภอไม่ได้)"
    raise SealedError(
        f"{folder}: ปิดรอบแล้ว {what} จึงไม่เขียนไฟล์ใด "
        "แก้ไฟล์ใน input ให้ตรงกับที่ลงนาม หรือเปิดรอบใหม่ด้วย --reopen ตามด้วยเหตุผล",
        ("คะแนนที่ปิดไว้ → คะแนนครั้งนี้", *words.lines(scores)) if scores else (),
    )


def _open(folder: Path, seal: Seal, reason: str, found: Sequence[Change]) -> None:
    entry = {
        "reason": words.safe(reason),
        "seal_sha256": digest(seal.contents),
        "changes": [words.as_json(one) for one in found],
        "seal": seal.contents,
    }
    save_seal(folder, {**seal.manifest, "state": OPEN, "seal": None,
                       "history": [*seal.history, entry]})


def tampered(folder: Path, seal: Seal) -> tuple[str, ...]:
    """The sealed files that are no longer as they were sealed, as Thai lines."""
    return tuple(_tampered(folder, seal.contents))


def _tampered(folder: Path, contents: Json) -> Iterator[str]:
    for entry in (contents["results"], *contents["workbooks"], *contents.get("pages", ())):
        try:
            if sha256((folder / entry["file"]).read_bytes()) != entry["sha256"]:
                yield f"{entry['file']}: ถูกแก้ไขหลังปิดรอบ"
        except FileNotFoundError:
            yield f"{entry['file']}: หายไปหลังปิดรอบ"
        except OSError as error:
            yield f"{entry['file']}: อ่านไม่ได้ ({why(error)}) ปิดไฟล์ใน Excel แล้วสั่งใหม่"


def by_file(hashes: Mapping[str, str]) -> list[dict[str, str]]:
    """Files with their hashes as the seal lists them."""
    return [{"file": name, "sha256": hashes[name]} for name in sorted(hashes)]


def hashes_of(entries: Sequence[Json]) -> dict[str, str]:
    """Files with their hashes, as the seal lists them, by their names."""
    return {entry["file"]: entry["sha256"] for entry in entries}
