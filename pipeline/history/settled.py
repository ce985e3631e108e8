"""How settled results are: closed, changed since, of a draft; and which definitions they were scored by."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.errors import PipelineError
from pipeline.history.before import memory
from pipeline.history.seal import Seal, hashes_of, load_seal
from pipeline.model.agreement import Agreement
from pipeline.publish import PRIVATE

NOT_ADOPTED = "round-not-adopted"  # the finding of a round whose papers say so
DRAFT = "ผลทำไว้เมื่อรอบยังไม่ประกาศใช้"
SealState = Literal["unknown", "open", "closed", "changed", "damaged"]
SEAL_WORDS: Mapping[SealState, str] = {
    "unknown": "ยังไม่ปิดรอบ", "open": "ยังไม่ปิดรอบ", "closed": "ปิดรอบแล้ว", "changed": "ไม่ตรงกับที่ปิดไว้",
    "damaged": "ใบปิดรอบเสีย",
}


@dataclass(frozen=True, slots=True)
class Settled:
    """How results stand to the seal of their folder (``unknown``: it is no folder of a run, ``changed``: others were
    closed there, ``damaged``: no copy of the seal can be trusted), and whether they are of a round that was not
    adopted when they were scored."""

    seal: SealState
    draft: bool

    @property
    def closed(self) -> bool | None:
        """Whether just these are closed; None where that is not known."""
        return None if self.seal == "unknown" else self.seal == "closed"

    @property
    def words(self) -> str:
        """It in a few Thai words."""
        return "ยังไม่ประกาศใช้" if self.draft and self.seal in ("unknown", "open") else SEAL_WORDS[self.seal]

    @property
    def broken(self) -> str:
        """In Thai why nobody can vouch for them ("": nothing is wrong)."""
        match self.seal:
            case "changed":
                return "ไม่ตรงกับใบปิดรอบ (ถูกแก้หลังปิด) ตรวจด้วย pipeline close --verify"
            case "damaged":
                return "ใบปิดรอบเสียหรือถูกแก้ไขทุกสำเนา นำสำเนาเดิมกลับมาวาง"
        return ""

    @property
    def doubt(self) -> str:
        """In Thai why nothing is to be made of them ("": it may)."""
        return self.broken or (DRAFT if self.draft else "")


def settled(folder: Path, sha256: str, codes: Collection[str]) -> Settled:
    """How the results with this fingerprint, found in ``folder``, are settled; ``codes`` are those of their findings."""
    draft = NOT_ADOPTED in codes
    try:
        seal = load_seal(folder)
    except PipelineError:
        return Settled("damaged", draft)
    if seal is None:
        return Settled("open" if (folder / PRIVATE).is_dir() else "unknown", draft)
    return Settled(_against(seal, sha256), draft)


def _against(seal: Seal, sha256: str) -> SealState:
    if not seal.closed:
        return "open"
    return "closed" if seal.contents["results"]["sha256"] == sha256 else "changed"


# --- by which definitions ------------------------------------------------------------------------


def unlike(
    folder: Path, sha256: str, numbers: Iterable[Collection[int]], agreement: Agreement, now: Mapping[str, str]
) -> str:
    """In Thai why results in ``folder`` are not of the ``agreement`` that stands here ("": they are, or nothing says
    otherwise): it has other KPIs than the ``numbers`` of each district, or is written otherwise than when they were
    scored. ``now`` are the fingerprints of its files by their paths."""
    known = {kpi.number for kpi in agreement.kpis}
    if any(set(mine) != known for mine in numbers):
        return f"เลขตัวชี้วัดในผลไม่ตรงกับนิยามของรอบ {agreement.round_id}"
    scored = scored_by(folder, sha256)
    if scored is not None and _own(scored, agreement.round_id) != _own(now, agreement.round_id):
        return f"นิยามของรอบ {agreement.round_id} ไม่ใช่ชุดที่ใช้ให้คะแนน"
    return ""


def scored_by(folder: Path, sha256: str) -> Mapping[str, str] | None:
    """The fingerprints of the definitions by which the results with this fingerprint were scored, by path; None where
    nobody kept them."""
    known = memory(folder).get(sha256)
    if known is not None:
        return known
    try:
        seal = load_seal(folder)
    except PipelineError:
        return None
    if seal is None or not seal.closed or seal.contents["results"]["sha256"] != sha256:
        return None
    return hashes_of(seal.contents["definitions"])


def _own(fingerprints: Mapping[str, str], round_id: str) -> dict[str, str]:
    """Those of the round itself: what exports look like may change without it."""
    return {path: one for path, one in fingerprints.items() if path.startswith(f"agreement/{round_id}/")}
