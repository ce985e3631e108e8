"""What may be typed into the cells of a blank form: choices, numbers, and what is said in Thai where
something else is typed."""

from collections.abc import Callable

from openpyxl.worksheet.worksheet import Worksheet

from pipeline.model.item import ItemKind
from pipeline.model.source import Column
from pipeline.normalise.given import STATES
from pipeline.office.blanks.rows import ROOM, BlankForm
from pipeline.office.blanks.sheet import FIRST, date_cell
from pipeline.thai.calendar import MONTHS, thai_date
from pipeline.thai.periods import fiscal_year
from pipeline.xlsx.addresses import letters
from pipeline.xlsx.rules import MOST, CellRule, put_rule

LISTED = "รายชื่ออำเภอ"
UNITS = ("บาท", "พันบาท", "ล้านบาท")


def _choice(what: str, *choices: str) -> CellRule:
    return CellRule(f"เลือก{what}จากรายการ", f"เลือก{what}จากรายการเท่านั้น ถ้ายังไม่มีข้อมูลให้เว้นว่าง", choices)


YES_NO = CellRule(
    "เลือก ใช่ หรือ ไม่ใช่ ยังไม่ทราบให้เว้นว่าง", "ช่องนี้ตอบได้เฉพาะ ใช่ หรือ ไม่ใช่ ยังไม่ทราบให้เว้นว่าง",
    ("ใช่", "ไม่ใช่"))
MONEY = CellRule(
    error="ช่องนี้พิมพ์ได้เฉพาะตัวเลข เช่น 97500.50 ไม่ต้องพิมพ์หน่วย ยังไม่มีข้อมูลให้เว้นว่าง ไม่ต้องพิมพ์ -", kind="decimal",
    least=-MOST)
AMOUNT = CellRule(
    error="ช่องนี้พิมพ์ได้เฉพาะตัวเลขตั้งแต่ 0 ขึ้นไป ไม่ต้องพิมพ์หน่วย ยังไม่มีข้อมูลให้เว้นว่าง ไม่ต้องพิมพ์ -", kind="decimal")
ANSWERS: dict[ItemKind, CellRule] = {
    "yes/no": YES_NO,
    "count": CellRule("พิมพ์จำนวน ไม่มีเลยให้พิมพ์ 0 ยังไม่ทราบให้เว้นว่าง",
                   "ช่องนี้พิมพ์ได้เฉพาะจำนวนเต็มตั้งแต่ 0 ขึ้นไป ยังไม่ทราบให้เว้นว่าง", kind="whole"),
    "percentage": CellRule("พิมพ์ร้อยละ เช่น 92.5 ไม่ใช่ 0.925 และไม่ต้องพิมพ์ %",
                        "ช่องนี้พิมพ์ได้เฉพาะร้อยละเป็นตัวเลข เช่น 92.5 ยังไม่ทราบให้เว้นว่าง", kind="decimal"),
    "number": CellRule("พิมพ์เป็นตัวเลข ไม่มีเลยให้พิมพ์ 0 ไม่ต้องพิมพ์หน่วย ยังไม่ทราบให้เว้นว่าง",
                    "ช่องนี้พิมพ์ได้เฉพาะตัวเลขตั้งแต่ 0 ขึ้นไป ยังไม่ทราบให้เว้นว่าง", kind="decimal"),
}
# By the role of a column.
ENTRIES = {
    "answer": YES_NO,
    "unit": _choice("หน่วยเงิน", *UNITS),
    "month": _choice("เดือน", *MONTHS[9:], *MONTHS[:9]),
    "number": CellRule("พิมพ์ให้ครบทุกหลัก รวมทั้ง 0 ข้างหน้า"),
    "use": _choice("ว่าใช้หรือไม่ใช้", "ใช้", "ไม่ใช้"),
    "code": CellRule("คัดลอกจากช่อง รหัส ในรายการตรวจสอบ"),
    "status": _choice("สถานะ", *STATES),
    "value": CellRule("คัดลอกตัวเลขตามที่รายการตรวจสอบพิมพ์ไว้"),
}


def _day(form: BlankForm) -> CellRule:
    return CellRule(f"พิมพ์วัน เดือน ปี พ.ศ. เช่น {thai_date(form.end)}")


def _year(form: BlankForm) -> CellRule:
    year = fiscal_year(form.end)
    return CellRule(f"พิมพ์ปี พ.ศ. สี่หลัก เช่น {year}", f"ช่องนี้พิมพ์ได้เฉพาะปี พ.ศ. สี่หลัก เช่น {year}",
                    kind="whole", least=2500, most=2700)


def _exempt(form: BlankForm) -> CellRule:
    return CellRule(f"พิมพ์เลขตัวชี้วัด หลายข้อคั่นด้วยจุลภาค เช่น {', '.join(map(str, form.kpis[:2]))}")


# By the role of a column, where it hangs on the round.
OF_ROUND: dict[str, Callable[[BlankForm], CellRule]] = {
    "year": _year, "exempt": _exempt, "date": _day, "day": _day, "since": _day, "until": _day,
}


def restrict(sheet: Worksheet, form: BlankForm, asks_a_day: bool) -> None:
    """Puts the rules of a form into its sheet, and the choices that are too long for one into a hidden
    sheet beside it."""
    last = FIRST + max(len(form.rows), ROOM) - 1
    if form.answers:
        _answers(sheet, form)
    for number, column in enumerate(form.columns, 1):
        entry = _entry(form, column)
        if entry is not None and not (form.answers and column.role == "answer"):
            letter = letters(number)
            put_rule(sheet, entry, f"{letter}{FIRST}:{letter}{last}", LISTED)
    if asks_a_day:
        put_rule(sheet, _day(form), date_cell(form), LISTED)


def _entry(form: BlankForm, column: Column) -> CellRule | None:
    if column.role == "district":
        return _choice("อำเภอ", *(d.name for d in form.districts))
    if column.role == "kpi":
        return _choice("เลขตัวชี้วัด", *map(str, form.kpis))
    if column.role == "unit" and form.source.kind.by_kpi:
        return None  # each KPI has its own
    if column.role == "figure":
        return MONEY if column.unit in UNITS else AMOUNT
    if column.only:
        return _choice("รายการ", *column.only)
    if column.role in OF_ROUND:
        return OF_ROUND[column.role](form)
    return ENTRIES.get(column.role)


def _answers(sheet: Worksheet, form: BlankForm) -> None:
    """One rule a kind of item, over all districts."""
    first, last = letters(form.names + 1), letters(len(form.columns))
    for kind, entry in (*ANSWERS.items(), ("date", _day(form))):
        rows = [row for row, asked in enumerate(form.answers, FIRST) if asked == kind]
        if rows and form.districts:
            put_rule(sheet, entry, " ".join(f"{first}{row}:{last}{row}" for row in rows), LISTED)
