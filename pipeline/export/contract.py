"""The tables of an export, what each column holds and what it means.

Columns are promised (docs/api.md): none is renamed, moved or given another meaning; new ones come last.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from pipeline.history.results import (
    CellFigure,
    DistrictResult,
    KpiResult,
    NamedFigure,
    PartResult,
    Results,
    SectionResult,
)
from pipeline.model.cells import Origin
from pipeline.model.finding import Finding
from pipeline.model.ledger import FileRecord, SheetRecord
from pipeline.model.words import (
    ASIDE_NAMES,
    FILE_STATUS_NAMES,
    FLAG_NAMES,
    SEVERITY_NAMES,
    STATUS_NAMES,
)

Value = str | int | bool | Decimal | dt.date | None
ValueKind = Literal["text", "hash", "whole", "number", "date", "truth"]
KIND_NAMES: Mapping[ValueKind, str] = {
    "text": "ข้อความ", "hash": "ลายนิ้วมือ (SHA-256)", "whole": "จำนวนเต็ม", "number": "ตัวเลข", "date": "วันที่ (ค.ศ. ปปปป-ดด-วว)", "truth": "TRUE/FALSE"}


@dataclass(frozen=True, slots=True)
class KpiTitle:
    """What the agreement calls a KPI, the unit of its result and the id of its section."""

    name: str = ""
    unit: str = ""
    section: str = ""


UNTITLED = KpiTitle()


@dataclass(frozen=True, slots=True)
class Dataset:
    """One per results that are exported: where they were found as the screen tells it, whether their round is
    closed (None: not known), whether it was not adopted when they were scored, and what the agreement calls each KPI
    by its number and each section by its id (none: ``unnamed`` says in Thai why)."""

    results: Results
    file: str
    closed: bool | None = None
    draft: bool = False
    kpis: Mapping[int, KpiTitle] = field(default_factory=dict)
    sections: Mapping[str, str] = field(default_factory=dict)
    unnamed: str = ""

    def title(self, kpi: int | None) -> KpiTitle:
        """What a KPI is called; nothing where that is not known."""
        return UNTITLED if kpi is None else self.kpis.get(kpi, UNTITLED)


_NOT_THERE: Any = None


class DataRow(NamedTuple):
    """What a row of a table is about: of all but ``dataset`` only what its table speaks of is there."""

    dataset: Dataset
    district: DistrictResult = _NOT_THERE
    kpi: KpiResult = _NOT_THERE
    section: SectionResult = _NOT_THERE
    part: PartResult = _NOT_THERE
    figure: NamedFigure = _NOT_THERE
    cell: CellFigure = _NOT_THERE
    finding: Finding = _NOT_THERE
    file: FileRecord = _NOT_THERE
    sheet: SheetRecord | None = None


@dataclass(frozen=True, slots=True)
class DataColumn:
    """One per column: its ``name``, the ``kind`` of its values, in Thai what they mean, what each code says where
    they are ``codes``, and the value of a row (None: empty)."""

    name: str
    kind: ValueKind
    about: str
    value: Callable[[DataRow], Value]
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DataTable:
    """One per table: its ``name``, in Thai what a row of it is, its columns, and the rows of some results."""

    name: str
    about: str
    columns: tuple[DataColumn, ...]
    rows: Callable[[Dataset], Iterator[DataRow]]

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name}.csv"


# --- columns that several tables have ------------------------------------------------------------


def _half(row: DataRow) -> int | None:
    half = row.dataset.results.round.partition("-")[2]
    return int(half) if half.isdecimal() else None


def _year(row: DataRow) -> int | None:
    year = row.dataset.results.round.partition("-")[0]
    return int(year) if year.isdecimal() else None


WHOSE = (
    DataColumn("round", "text", "รอบการประเมิน: ปีงบประมาณ พ.ศ. ขีด แล้ว 1 หรือ 2", lambda row: row.dataset.results.round),
    DataColumn("fiscal_year", "whole", "ปีงบประมาณ พ.ศ. ของรอบ", _year),
    DataColumn("half", "whole", "ครึ่งปีของรอบ 1 หรือ 2", _half),
    DataColumn("province", "text", "จังหวัด", lambda row: row.dataset.results.province),
)
DISTRICT = (
    DataColumn("district_code", "text", "รหัสอำเภอสี่หลัก", lambda row: row.district.code),
    DataColumn("district", "text", "อำเภอ", lambda row: row.district.name),
)
KPI = (
    DataColumn("kpi", "whole", "เลขตัวชี้วัดของรอบนั้น (คนละรอบอาจเป็นคนละเรื่อง ให้เทียบด้วย kpi_name และ unit)", lambda row: row.kpi.number),
    DataColumn("kpi_name", "text", "ชื่อตัวชี้วัดตามข้อตกลง ว่างเมื่อเครื่องนี้ไม่มีนิยามที่ใช้ให้คะแนน", lambda row: row.dataset.title(row.kpi.number).name),
)
RESULT = "ผลของตัวชี้วัด ทศนิยมสองตำแหน่ง ว่างเมื่อไม่มีผลเป็นตัวเลข"
PROVISIONAL = "คะแนนชั่วคราว เฉลี่ยเฉพาะที่ให้คะแนนแล้ว ว่างเมื่อครบ หรือยังไม่มีสักข้อ"
PROBLEM_AT = "ว่างเมื่อไม่ใช่เรื่องของ"


def _place(of: Callable[[DataRow], Origin | None], where: str) -> tuple[DataColumn, ...]:
    """Where something stands: file, sheet, cell."""

    def part(name: Literal["file", "sheet", "cell"]) -> Callable[[DataRow], Value]:
        return lambda row: getattr(of(row), name, "")

    return (
        DataColumn("file", "text", f"ไฟล์{where} (ที่อยู่ใต้โฟลเดอร์ข้อมูล)", part("file")),
        DataColumn("sheet", "text", f"ชีต{where}", part("sheet")),
        DataColumn("cell", "text", f"ช่อง{where} เช่น D7 ว่างเมื่อเป็นทั้งชีต", part("cell")),
    )


# --- rows ----------------------------------------------------------------------------------------


def _results(dataset: Dataset) -> Iterator[DataRow]:
    yield DataRow(dataset)


def _districts(dataset: Dataset) -> Iterator[DataRow]:
    return (DataRow(dataset, district) for district in dataset.results.districts)


def _sections(dataset: Dataset) -> Iterator[DataRow]:
    return (row._replace(section=one) for row in _districts(dataset) for one in row.district.sections)


def _scores(dataset: Dataset) -> Iterator[DataRow]:
    return (row._replace(kpi=kpi) for row in _districts(dataset) for kpi in row.district.kpis)


def _parts(dataset: Dataset) -> Iterator[DataRow]:
    return (row._replace(part=part) for row in _scores(dataset) for part in row.kpi.parts)


def _evidence(dataset: Dataset) -> Iterator[DataRow]:
    return (row._replace(figure=figure) for row in _scores(dataset) for figure in row.kpi.figures)


UNTOLD = NamedFigure("", None)  # of a cell of which nobody knows which figure it is of


def _figures(dataset: Dataset) -> Iterator[DataRow]:
    for row in _scores(dataset):
        if dataset.results.no_cells:
            yield from (row._replace(figure=UNTOLD, cell=CellFigure(origin)) for origin in row.kpi.origins)
        else:
            yield from (row._replace(figure=figure, cell=cell) for figure in row.kpi.figures for cell in figure.cells or ())


def _findings(dataset: Dataset) -> Iterator[DataRow]:
    by_code = {one.code: one for one in dataset.results.districts}
    for finding in dataset.results.findings:
        yield DataRow(dataset, by_code.get(finding.district or "", _NOT_THERE), finding=finding)


def _files(dataset: Dataset) -> Iterator[DataRow]:
    for file in dataset.results.files:
        for sheet in file.sheets or (None,):
            yield DataRow(dataset, file=file, sheet=sheet)


def _of_sheet(name: str) -> Callable[[DataRow], Value]:
    return lambda row: getattr(row.sheet, name, None)


def _known(row: DataRow) -> Value:
    """An answer, or a word, in place of a number."""
    return row.figure.text if row.figure.value is None and row.figure.day is None else None


# --- the tables ----------------------------------------------------------------------------------

TABLES: tuple[DataTable, ...] = (
    DataTable("results", "ผลของจังหวัดในรอบหนึ่ง แถวละชุด", (
        *WHOSE,
        DataColumn("file", "text", "results.json ที่ส่งออก", lambda row: row.dataset.file),
        DataColumn("sha256", "hash", "ลายนิ้วมือของ results.json นั้น", lambda row: row.dataset.results.sha256),
        DataColumn("closed", "truth", "ปิดรอบแล้วหรือไม่ ว่างเมื่อไม่รู้ (มีเพียง results.json)", lambda row: row.dataset.closed),
        DataColumn("has_cells", "truth", "FALSE = ไม่รู้ว่าตัวเลขใดมาจากช่องใด ตาราง figures ของชุดนี้มีเพียงรายชื่อช่อง",
               lambda row: not row.dataset.results.no_cells),
        DataColumn("districts", "whole", "จำนวนอำเภอ", lambda row: len(row.dataset.results.districts)),
        DataColumn("complete", "whole", "จำนวนอำเภอที่รายงานครบ", lambda row: sum(one.complete for one in row.dataset.results.districts)),
        DataColumn("draft", "truth", "TRUE = ให้คะแนนไว้เมื่อรอบยังไม่ประกาศใช้ หรือถอนแล้ว จึงใช้ลงนามไม่ได้", lambda row: row.dataset.draft),
    ), _results),
    DataTable("districts", "คะแนนรวมของอำเภอ แถวละอำเภอ", (
        *WHOSE, *DISTRICT,
        DataColumn("complete", "truth", "รายงานครบทุกตัวชี้วัด", lambda row: row.district.complete),
        DataColumn("score", "number", "คะแนนรวม ทศนิยมสองตำแหน่ง ว่างเมื่อยังไม่ครบ (ไม่ใช่ 0)", lambda row: row.district.score),
        DataColumn("percent", "number", "คะแนนรวมเป็นร้อยละ (98.50 = ร้อยละ 98.50) ว่างเมื่อยังไม่ครบ", lambda row: row.district.percent),
        DataColumn("band", "text", "ระดับผลการประเมิน เช่น ดีเด่น ว่างเมื่อยังไม่ครบ", lambda row: row.district.band),
        DataColumn("provisional", "number", PROVISIONAL, lambda row: row.district.provisional),
    ), _districts),
    DataTable("sections", "คะแนนของแต่ละส่วนของข้อตกลง แถวละอำเภอและส่วน", (
        *WHOSE, *DISTRICT,
        DataColumn("section", "text", "รหัสของส่วน เช่น team", lambda row: row.section.id),
        DataColumn("section_name", "text", "ชื่อของส่วน ว่างเมื่อเครื่องนี้ไม่มีนิยามที่ใช้ให้คะแนน", lambda row: row.dataset.sections.get(row.section.id)),
        DataColumn("score", "number", "คะแนนของส่วน ว่างเมื่อยังไม่ครบ (ไม่ใช่ 0)", lambda row: row.section.score),
        DataColumn("provisional", "number", PROVISIONAL, lambda row: row.section.provisional),
    ), _sections),
    DataTable("scores", "คะแนนของแต่ละตัวชี้วัด แถวละอำเภอและตัวชี้วัด", (
        *WHOSE, *DISTRICT, *KPI,
        DataColumn("unit", "text", "หน่วยของผล", lambda row: row.dataset.title(row.kpi.number).unit),
        DataColumn("section", "text", "รหัสของส่วนที่ตัวชี้วัดอยู่", lambda row: row.dataset.title(row.kpi.number).section),
        DataColumn("status", "text", "สถานะ", lambda row: row.kpi.status, STATUS_NAMES),
        DataColumn("result", "number", RESULT, lambda row: row.kpi.result),
        DataColumn("result_date", "date", "ผลที่เป็นวันที่", lambda row: row.kpi.day),
        DataColumn("level", "whole", "ระดับที่ได้ 0 = ไม่ถึงระดับแรก ว่างเมื่อยังไม่ให้คะแนน", lambda row: row.kpi.level),
        DataColumn("points", "number", "คะแนนที่ได้ เมื่อไม่ใช่เลขของระดับ", lambda row: row.kpi.points),
        DataColumn("top", "number", "คะแนนเต็มของ points", lambda row: row.kpi.top),
        DataColumn("deducted", "number", "คะแนนที่ถูกหัก (points หักแล้ว)", lambda row: row.kpi.deducted),
        DataColumn("weight", "number", "น้ำหนัก", lambda row: row.kpi.weight),
        DataColumn("weighted", "number", "คะแนนถ่วงน้ำหนัก ว่างเมื่อยังไม่ให้คะแนน", lambda row: row.kpi.weighted),
        DataColumn("next_level", "whole", "ระดับถัดไปที่ยังไม่ได้", lambda row: row.kpi.next_level),
        DataColumn("needs", "text", "สิ่งที่ขาดเพื่อให้ได้ระดับถัดไป", lambda row: row.kpi.needs),
        DataColumn("flags", "text", "ข้อสังเกต คั่นด้วยเครื่องหมาย ;", lambda row: ";".join(row.kpi.flags), FLAG_NAMES),
    ), _scores),
    DataTable("parts", "ส่วนย่อยของตัวชี้วัด (เมื่อข้อตกลงมี) แถวละอำเภอ ตัวชี้วัด และส่วนย่อย", (
        *WHOSE, *DISTRICT, *KPI,
        DataColumn("part", "text", "ชื่อส่วนย่อย", lambda row: row.part.name),
        DataColumn("weight", "number", "ตัวคูณคะแนนของส่วนย่อย", lambda row: row.part.weight),
        DataColumn("result", "number", "ผลของส่วนย่อย ทศนิยมสองตำแหน่ง", lambda row: row.part.result),
        DataColumn("result_date", "date", "ผลที่เป็นวันที่", lambda row: row.part.day),
        DataColumn("points", "number", "คะแนนของส่วนย่อย ว่างเมื่อยังไม่รายงานหรือยกเว้น", lambda row: row.part.points),
    ), _parts),
    DataTable("evidence", "ตัวเลขที่ใช้คิดผล (หลักฐาน) แถวละอำเภอ ตัวชี้วัด และหลักฐาน", (
        *WHOSE, *DISTRICT, *KPI,
        DataColumn("part", "text", "ส่วนย่อยหรือข้อที่หัก ว่าง = ของตัวชี้วัดเอง", lambda row: row.figure.part),
        DataColumn("evidence", "text", "ชื่อหลักฐาน เช่น เบิกจ่าย", lambda row: row.figure.name),
        DataColumn("unit", "text", "หน่วย ว่างเมื่อไม่มีหรือไม่รู้", lambda row: row.figure.unit),
        DataColumn("value", "number", "ค่าตามที่พิมพ์ เงินเป็นบาท ว่างเมื่อไม่รายงานหรือไม่ใช่ตัวเลข", lambda row: row.figure.value),
        DataColumn("date", "date", "ค่าที่เป็นวันที่", lambda row: row.figure.day),
        DataColumn("text", "text", "คำตอบหรือข้อความ เช่น ใช่ ว่างเมื่อเป็นตัวเลขหรือวันที่", _known),
    ), _evidence),
    DataTable("figures", "ตัวเลขในแต่ละช่องของไฟล์ที่รวมเป็นหลักฐาน แถวละช่อง", (
        *WHOSE, *DISTRICT, *KPI,
        DataColumn("part", "text", "ส่วนย่อยหรือข้อที่หัก ว่าง = ของตัวชี้วัดเอง", lambda row: row.figure.part),
        DataColumn("evidence", "text", "ชื่อหลักฐานที่ช่องนี้รวมอยู่ ว่างเมื่อไม่รู้ (ดู has_cells ของตาราง results)", lambda row: row.figure.name),
        DataColumn("unit", "text", "หน่วย", lambda row: row.figure.unit),
        DataColumn("value", "number", "ค่าของช่อง ก่อนปัดเศษ เงินเป็นบาท คำตอบ 1 = ใช่ 0 = ไม่ใช่ ว่างเมื่อไม่มีค่า", lambda row: row.cell.value),
        DataColumn("date", "date", "ค่าของช่องที่เป็นวันที่", lambda row: row.cell.day),
        *_place(lambda row: row.cell.origin, "ที่ตัวเลขอยู่"),
        DataColumn("as_of", "date", "ข้อมูล ณ วันที่ของตาราง ว่างเมื่อตารางไม่บอก", lambda row: row.cell.as_of),
        DataColumn("label", "text", "ชื่อรายการของแถวนั้น", lambda row: row.cell.label),
    ), _figures),
    DataTable("findings", "ข้อที่พบ แถวละข้อ ร้ายแรงก่อน", (
        *WHOSE,
        DataColumn("code", "text", "รหัสข้อที่พบ (docs/findings.md)", lambda row: row.finding.code),
        DataColumn("severity", "text", "ความร้ายแรง", lambda row: row.finding.severity, SEVERITY_NAMES),
        DataColumn("district_code", "text", f"รหัสอำเภอ {PROBLEM_AT}อำเภอเดียว", lambda row: row.finding.district),
        DataColumn("district", "text", f"อำเภอ {PROBLEM_AT}อำเภอเดียว", lambda row: getattr(row.district, "name", None)),
        DataColumn("kpi", "whole", f"ตัวชี้วัด {PROBLEM_AT}ตัวชี้วัดเดียว", lambda row: row.finding.kpi),
        DataColumn("kpi_name", "text", "ชื่อตัวชี้วัด", lambda row: row.dataset.title(row.finding.kpi).name),
        *_place(lambda row: row.finding.origin, "ที่พบ"),
        DataColumn("problem", "text", "สิ่งที่พบ", lambda row: row.finding.problem),
        DataColumn("remedy", "text", "สิ่งที่ต้องทำ", lambda row: row.finding.remedy),
    ), _findings),
    DataTable("files", "ไฟล์ทุกไฟล์ที่พบ แถวละชีต (ไฟล์ที่ไม่ได้เปิดหนึ่งแถว)", (
        *WHOSE,
        DataColumn("file", "text", "ไฟล์ (ที่อยู่ใต้โฟลเดอร์ข้อมูล)", lambda row: row.file.file),
        DataColumn("sha256", "hash", "ลายนิ้วมือของไฟล์ ว่างเมื่อไม่ได้เปิด", lambda row: row.file.sha256),
        DataColumn("status", "text", "สถานะของไฟล์", lambda row: row.file.status, FILE_STATUS_NAMES),
        DataColumn("reason", "text", "รหัสของเหตุที่ไม่ได้ใช้ (docs/findings.md)", lambda row: row.file.reason),
        DataColumn("sheet", "text", "ชีต", _of_sheet("name")),
        DataColumn("source", "text", "รหัสของรายงานที่รู้จัก ว่าง = ไม่ใช่รายงานใด", _of_sheet("source")),
        DataColumn("rows_read", "whole", "แถวข้อมูลทั้งหมด = ใช้ + ใช้ไม่ได้ + ไม่นับ", _of_sheet("rows_read")),
        DataColumn("rows_used", "whole", "แถวที่ใช้", _of_sheet("rows_used")),
        DataColumn("rows_refused", "whole", "แถวที่ใช้ไม่ได้", _of_sheet("rows_refused")),
        DataColumn("rows_set_aside", "whole", "แถวที่ไม่นับ", _of_sheet("rows_set_aside")),
        DataColumn("sheet_reason", "text", "เหตุที่ไม่นับ", _of_sheet("reason"), ASIDE_NAMES),
    ), _files),
)
