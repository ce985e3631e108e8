"""The kind ``choices``: which files and sheets count, as a person decided, with the reason."""

from pipeline.model.choice import Choice
from pipeline.model.finding import safe_text
from pipeline.model.observed import Context, Observed
from pipeline.model.source import Claim, Kind
from pipeline.normalise.dates import entries
from pipeline.normalise.rows import TableReader
from pipeline.tables.grid import is_blank
from pipeline.thai.text import squeeze

USE = {"ใช้": True, "ไม่ใช้": False}


def observe(claim: Claim, context: Context) -> Observed:
    """The choices that a file of choices states. A row without a reason does nothing."""
    return entries(claim, context, _observe)


def _observe(reader: TableReader, row: int, seen: Observed) -> bool:
    columns = {role: reader.columns(role)[0].id for role in ("file", "use", "reason")}
    file, use, reason = (reader.text(row, columns[role]) for role in ("file", "use", "reason"))
    sheet = next((reader.text(row, column.id) for column in reader.columns("sheet")), "")
    if is_blank(file) and is_blank(use) and is_blank(reason):
        return False
    chosen = USE.get(squeeze(use))
    lacking = (
        "ชื่อไฟล์" if is_blank(file) else "คำว่า ใช้ หรือ ไม่ใช้" if chosen is None
        else "เหตุผล" if is_blank(reason) else ""
    )
    if chosen is None or lacking:
        seen.findings.append(reader.finding(
            "choice-unclear", "error", row, columns["use"],
            f"แถวนี้ไม่บอก{lacking} จึงไม่มีผล", "เติมให้ครบทุกช่อง",
        ))
        return False
    seen.choices.append(Choice(
        file, "" if is_blank(sheet) else sheet, chosen, safe_text(reason),
        reader.origin(row, columns["use"])))
    return True


KIND = Kind(
    name="choices",
    needs=("file", "use", "reason"),
    may=("sheet",),
    observe=observe,
    figures=False,
    by_district=False,
    prefilled=False,
)
