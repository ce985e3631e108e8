"""What a person decided of files and sheets, as choices among tables."""

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from pipeline.model.cells import Origin
from pipeline.model.choice import Choice, Choices
from pipeline.model.finding import Finding, safe_text
from pipeline.model.observation import Observation
from pipeline.thai.text import clean


def chosen(
    said: Sequence[Choice], observations: Iterable[Observation]
) -> tuple[Choices, list[Finding]]:
    """Which tables count by what was ``said``, and which do not: what is said of a sheet before what is
    said of its file. A row that meets no table, and rows that contradict each other, do nothing and
    are told."""
    if not said:
        return Choices(), []
    tables = {o.table: o.origin for o in observations}
    met = [[table for table, origin in tables.items() if _meets(choice, origin)] for choice in said]
    of_sheets = {t for choice, mine in zip(said, met, strict=True) if choice.sheet for t in mine}
    met = [
        mine if choice.sheet else [t for t in mine if t not in of_sheets] or mine
        for choice, mine in zip(said, met, strict=True)
    ]
    use = {t for choice, mine in zip(said, met, strict=True) if choice.use for t in mine}
    leave = {t for choice, mine in zip(said, met, strict=True) if not choice.use for t in mine}
    findings = []
    settled: dict[bool, set[str]] = {True: set(), False: set()}
    for choice, mine in zip(said, met, strict=True):
        told = f"“{safe_text(choice.file, 60)}”" + (
            f" ชีต “{safe_text(choice.sheet, 40)}”" if choice.sheet else "")
        if not mine:
            findings.append(_finding(
                "choice-unmet", choice, f"ไม่พบตารางที่ใช้ให้คะแนนใน {told} จึงไม่มีผล",
                "แก้ชื่อไฟล์และชีตให้ตรง หรือลบแถวนี้ถ้าไม่ต้องใช้แล้ว", "warning"))
        elif use & leave & set(mine):
            findings.append(_finding(
                "choice-unclear", choice, f"บอกทั้งใช้และไม่ใช้ {told} จึงไม่มีผล", "เหลือไว้แถวเดียว", "error"))
        else:
            settled[choice.use].update(mine)
            word = "ให้ใช้" if choice.use else "ไม่ให้ใช้"
            findings += [
                _at("not-chosen" if not choice.use else "chosen", origin,
                    f"{word}ตามตารางที่ตัดสินไว้ ({choice.origin.file} {choice.origin.cell}): {choice.reason}")
                for origin in dict.fromkeys(
                    Origin(tables[t].file, tables[t].sheet) for t in mine)
            ]
    return Choices(frozenset(settled[True]), frozenset(settled[False])), findings


def _meets(choice: Choice, origin: Origin) -> bool:
    path = PurePosixPath(origin.file)
    names = {_form(origin.file), _form(path.name), _form(path.stem)}
    return _form(choice.file.replace("\\", "/")) in names and (
        not choice.sheet or _form(choice.sheet) == _form(origin.sheet))


def _form(name: str) -> str:
    """A name as it is compared: whatever its spaces, case and way of coding letters."""
    return clean(unicodedata.normalize("NFC", name)).casefold()


def _finding(code: str, choice: Choice, problem: str, remedy: str, severity: str) -> Finding:
    return Finding(code, severity, problem, remedy, choice.origin)  # type: ignore[arg-type]


def _at(code: str, origin: Origin, problem: str) -> Finding:
    return Finding(code, "info", problem, "ไม่ต้องทำอะไร", origin)
