"""The Thai words for codes that stand in results.json, wherever people read them."""

from collections.abc import Sequence

SEVERITY_NAMES = {"error": "ต้องแก้", "warning": "ควรตรวจ", "info": "แจ้งให้ทราบ"}
FILE_STATUS_NAMES = {"used": "ใช้แล้ว", "set-aside": "ไม่นับ", "refused": "ไม่ได้ใช้", "ignored": "ข้าม"}
ASIDE_NAMES = {
    "older-version": "มีฉบับใหม่กว่า", "another-round": "เป็นของปีอื่น ก่อนรอบ หรือหลังวันตัดยอด", "total-of-others": "เป็นยอดรวมของตารางอื่น",
    "copy": "ซ้ำกับอีกแห่ง", "not-chosen": "ตัดสินว่าไม่ใช้",
}
NOT_SENT, WAITING, REVIEWED = "ยังไม่ส่ง", "รอตรวจ", "ตรวจแล้ว"  # of a level that a reviewer gives
UNREPORTED = "ยังไม่รายงาน"
NO_REPORT = "ไม่มีรายงาน"  # why a KPI is not reported of which no figure stands anywhere
EXEMPT = "ยกเว้น"
INCOMPLETE = "ยังไม่ครบ"
PROVISIONAL = "คะแนนชั่วคราว"
STATUS_NAMES = {"scored": "ให้คะแนนแล้ว", "given": "ผู้ตรวจให้ระดับแล้ว", "unreported": UNREPORTED, "exempt": EXEMPT}
AT_HIGHEST = "ถึงระดับสูงสุดแล้ว"
STATE_NAMES = {"draft": "ร่าง", "adopted": "ประกาศใช้แล้ว", "withdrawn": "ถอนแล้ว"}  # of a round
CAVEATS = {"draft": "ร่าง ยังไม่ประกาศใช้", "withdrawn": "ถอนแล้ว", "adopted": ""}  # what its papers say of it
FLAG_NAMES = {
    "near-threshold": "ใกล้เกณฑ์: ก่อน/หลังปัดเศษได้คนละระดับ",
    "over-100": "ผลเกินร้อยละ 100",
    "reading": "ระดับขึ้นกับการตีความถ้อยคำ",
    "out-of-order": "ทำขั้นสูงกว่าแล้ว แต่ขั้นก่อนหน้ายังไม่ครบ",
}

CHECK_SHEETS = frozenset({"ไฟล์", "รายการตรวจสอบ", "ความครบถ้วน"})

# Sheets by which a workbook is known as one of our own: a district's, a province's, the nation's,
# what `check` writes, and the form in which a round is made. None of them is an export.
RESULT_SHEETS = (
    {"ผลคะแนน", "หลักฐาน"},
    {"สรุปคะแนน", "รายการตรวจสอบ", "แหล่งข้อมูล"},
    {"ยอดรวม", "ทุกอำเภอ", "แหล่งข้อมูล"},
    CHECK_SHEETS,
    {"ตัวชี้วัด", "เกณฑ์", "การตีความ", "ข้อความข้อตกลง"},
)

PAGE_MARK = '<meta name="generator" content="amphoe-scorecard">'  # by which a page is known as one of our own

MOST_NAMES = 5  # in a line


def some(names: Sequence[str]) -> str:
    """Names in a line; of many the first, and how many more there are."""
    more = f" และอีก {len(names) - MOST_NAMES:,}" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


SHORT_HASH = 12


def fingerprint(sha256: str) -> str:
    """A SHA-256 as people compare it."""
    return sha256[:SHORT_HASH]


def round_words(round_id: str) -> str:
    """A round as papers write it: ``1/2561`` for ``2561-1``."""
    year, _, number = round_id.partition("-")
    return f"{number}/{year}" if number else round_id


OWN_WEIGHT = "น้ำหนักของอำเภอ"  # what the evidence calls it


def target_name(level: int) -> str:
    """What the evidence calls a district's own target of a level (0: of the KPI as a whole)."""
    return f"เป้าหมายระดับที่ {level}" if level else "เป้าหมายของอำเภอ"


def district_file(code: str, name: str) -> str:
    """The name of a district's workbook."""
    return f"{code} {name}.xlsx"


def summary_file(province: str) -> str:
    """The name of the province's workbook."""
    return f"สรุปจังหวัด{province}.xlsx"


def district_page(code: str, name: str) -> str:
    """The name of a district's page."""
    return f"{code} {name}.html"


def summary_page(province: str) -> str:
    """The name of the province's page."""
    return f"สรุปจังหวัด{province}.html"


def office(province: str) -> str:
    """The office that a province's workbooks are of."""
    return f"สำนักงานพัฒนาชุมชนจังหวัด{province}"


DEPARTMENT = "กรมการพัฒนาชุมชน"  # what several provinces' workbook is of
COMPILED = "สรุปรวมจังหวัด.xlsx"  # the workbook of several provinces; no province is named so
COMPILED_PAGE = "สรุปรวมจังหวัด.html"
