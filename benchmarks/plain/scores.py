"""The nine KPIs of every district out of tidy exports, with pandas; their levels and totals."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl.utils import get_column_letter

from benchmarks import HOME

ROUND = HOME / "agreement" / "2561-1"
YES = {"✓", "/", "ใช่", "มี", "ถูกต้อง ครบถ้วน"}
MONTHS = ["ตุลาคม", "พฤศจิกายน", "ธันวาคม", "มกราคม", "กุมภาพันธ์", "มีนาคม"]
RATIOS = {  # KPI → export, what is done, of what
    1: ("disbursement", "เบิกจ่าย", "จัดสรร"),
    2: ("bpm", "จำนวนขั้นตอนที่แล้วเสร็จ", "จำนวนขั้นตอนตามแผน"),
    6: ("livelihood", "ได้รับการส่งเสริม (คน)", "เป้าหมาย (คน)"),
    7: ("sara", "เบิกจ่าย", "งบประมาณจัดสรร"),
    9: ("basic_needs", "จัดเก็บแล้ว", "ครัวเรือนเป้าหมาย"),
}
LABELS = {"bpm": ["กิจกรรม/โครงการ"], "livelihood": ["ตำบล", "หมู่บ้าน"]}
Definition = Mapping[str, Any]
Figures = dict[int, dict[str, "Result"]]  # KPI → district → what it came to


@dataclass
class Line:
    """A figure, or one of the rows that it comes from: label, value, file, sheet, cells."""

    label: str
    value: object
    file: str
    sheet: str
    cells: str
    parts: list[tuple[str, object, str]] = field(default_factory=list)  # label, value, cell


@dataclass
class Result:
    """A KPI of a district: its percentage, its items' answers, its evidence, its level."""

    percent: Decimal | None
    answers: dict[str, float]
    lines: list[Line]
    level: int = 0


# --- read --------------------------------------------------------------------------------------


def read(folder: Path, name: str, header: int = 1) -> pd.DataFrame:
    """All sheets of all files of an export; each row knows its file, sheet and number."""
    tables = []
    for path in sorted(folder.glob(f"{name}*.xlsx")):
        for sheet, table in pd.read_excel(
            path, sheet_name=None, header=header, engine="openpyxl"
        ).items():
            tables.append(table.assign(
                file=path.name, sheet=sheet, row=range(header + 2, header + 2 + len(table))))
    return pd.concat(tables, ignore_index=True)


def percent(part: object, whole: object) -> Decimal:
    return halfup(Decimal(str(part)) * 100 / Decimal(str(whole)))


def halfup(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


# --- measure -----------------------------------------------------------------------------------


def measure(folder: Path, kpis: Sequence[Definition]) -> Figures:
    """Every KPI of every district."""
    figures: Figures = {number: ratio(folder, *where) for number, where in RATIOS.items()}
    figures[3] = growth(read(folder, "sales"))
    figures[4] = registrations(read(folder, "register"))
    progress = read(folder, "progress")
    for kpi in kpis:
        if kpi["formula"]["measure"] == "checklist":
            own = progress[progress["ตัวชี้วัดที่"] == kpi["number"]]
            figures[kpi["number"]] = checklist(kpi, own)
    return figures


def ratio(folder: Path, name: str, done: str, target: str) -> dict[str, Result]:
    """KPIs 1, 2, 6, 7, 9: a sum out of a sum."""
    table = read(folder, name)
    sums = table.groupby("อำเภอ", sort=False)[[target, done]].sum()
    if name in LABELS:
        table["label"] = table[LABELS[name]].agg(" ".join, axis=1)
    found = {}
    for district, rows in table.groupby("อำเภอ", sort=False):
        lines = [figure(table, rows, column, sums.at[district, column]) for column in (done, target)]
        answers = {}
        if name == "sara":
            answers["recorded"] = float((rows["บันทึกในระบบ SARA"] == "ถูกต้อง ครบถ้วน").all())
        whole = percent(sums.at[district, done], sums.at[district, target])
        found[str(district)] = Result(whole, answers, lines)
    return found


def figure(table: pd.DataFrame, rows: pd.DataFrame, column: str, total: object) -> Line:
    """A sum with the rows that make it."""
    cells = get_column_letter(table.columns.get_loc(column) + 1) + rows["row"].astype(str)
    first = rows.iloc[0]
    if len(rows) == 1:
        return Line(column, total, first["file"], first["sheet"], cells.iloc[0])
    labels = rows["label"] if "label" in rows else rows["file"] + " " + rows["sheet"]
    parts = list(zip(labels, rows[column], cells, strict=True))
    files = ", ".join(dict.fromkeys(rows["file"]))
    return Line(column, total, files, first["sheet"], "ดูข้างล่าง", parts)


def growth(table: pd.DataFrame) -> dict[str, Result]:
    """KPI 3: six months against the same six a year before."""
    table = table[table["เดือน"].isin(MONTHS)]
    months = table.groupby(["อำเภอ", "ปีงบประมาณ", "เดือน"], sort=False).agg(
        value=("ค่าข้อมูล", "sum"), file=("file", "first"), sheet=("sheet", "first"),
        rows=("row", list))
    column = get_column_letter(table.columns.get_loc("ค่าข้อมูล") + 1)
    found = {}
    for district, own in months.groupby(level=0, sort=False):
        sums, lines = {}, []
        for year in (2561, 2560):
            part = own.loc[(district, year)]
            if len(part) != len(MONTHS):
                raise ValueError(f"{district}: not all months of {year}")
            sums[year] = part["value"].sum()
            cells = [", ".join(f"{column}{row}" for row in rows) for rows in part["rows"]]
            parts = list(zip(part.index, part["value"], cells, strict=True))
            lines.append(Line(f"รายได้ {year}", sums[year], part["file"].iloc[0],
                              part["sheet"].iloc[0], "ดูข้างล่าง", parts))
        found[str(district)] = Result(percent(sums[2561] - sums[2560], sums[2560]), {}, lines)
    return found


def registrations(table: pd.DataFrame) -> dict[str, Result]:
    """KPI 4: producers new in the round out of those of 2557 and 2558, each once."""
    day = table["วันที่ลงทะเบียน"].str.split("/", expand=True).astype(int)
    when = day[2] * 10_000 + day[1] * 100 + day[0]
    inside = when.between(2560_10_01, 2561_03_31)
    before = set(table.loc[when < 2560_10_01, "เลขทะเบียน"])
    new = table[inside & ~table["เลขทะเบียน"].isin(before)].drop_duplicates("เลขทะเบียน")
    base = table[table["ปีที่ลงทะเบียน"].isin((2557, 2558))].drop_duplicates("เลขทะเบียน")
    rows = {name: {district: own["row"] for district, own in chosen.groupby("อำเภอ")}
            for name, chosen in (("ผู้ผลิตรายใหม่ในรอบ", new), ("ผู้ผลิตที่ลงทะเบียนปี 2557–2558", base))}
    first = table.groupby("อำเภอ", sort=False)[["file", "sheet"]].first()
    found = {}
    for district, file, sheet in first.itertuples():
        lines = [Line(name, len(own[district]), file, sheet, runs(own[district]))
                 if district in own else Line(name, 0, file, sheet, "")
                 for name, own in rows.items()]
        found[district] = Result(percent(lines[0].value, lines[1].value), {}, lines)
    return found


def runs(rows: pd.Series) -> str:
    """The cells of column A in these rows, neighbours as one range."""
    ends = rows.groupby((rows.diff() != 1).cumsum()).agg(["first", "last"])
    return ", ".join(f"A{a}:A{b}" if a != b else f"A{a}" for a, b in ends.itertuples(index=False))


def checklist(kpi: Definition, table: pd.DataFrame) -> dict[str, Result]:
    """KPIs 5 and 8: the answers, a column a district."""
    items = {text: item for item in kpi["items"] for text in item["texts"]}
    found = {}
    for place, district in enumerate(table.columns[3:-3], 4):
        answers, lines, whole = {}, [], None
        own = table[["รายการ", district, "file", "sheet", "row"]]
        for text, said, file, sheet, row in own.itertuples(index=False):
            item = items[text]
            answer = float(said) if item["kind"] != "yes/no" else float(said in YES)
            if item["kind"] == "percentage":
                whole = halfup(Decimal(str(said)))
            answers[item["id"]] = float(answer >= item.get("at_least", 1))
            lines.append(Line(text, answer, file, sheet, f"{get_column_letter(place)}{row}"))
        found[district] = Result(whole, answers, lines)
    return found


# --- score -------------------------------------------------------------------------------------


def agreement() -> tuple[Definition, list[Definition]]:
    """The round's frame, and its KPIs by number."""
    frame = tomllib.loads((ROUND / "agreement.toml").read_text(encoding="utf-8"))
    kpis = [tomllib.loads(path.read_text(encoding="utf-8"))
            for path in (ROUND / "kpi").glob("*.toml")]
    return frame, sorted(kpis, key=lambda kpi: kpi["number"])


def level(kpi: Definition, result: Result) -> int:
    """The highest level that is met with all below it."""
    reached = 0
    for step in kpi["levels"]:
        value = result.percent
        if "at_least" in step and (value is None or value < Decimal(str(step["at_least"]))):
            break
        if "more_than" in step and (value is None or value <= Decimal(str(step["more_than"]))):
            break
        if not all(result.answers.get(need) for need in step.get("needs", ())):
            break
        reached = step["level"]
    return reached


@dataclass
class Card:
    """A district's scores: sections by id, the total, its percentage and what it is called."""

    code: str
    name: str
    chief: str
    results: dict[int, Result]
    sections: dict[str, Decimal]
    total: Decimal
    percent: Decimal
    band: str


def score(
    frame: Definition, kpis: Sequence[Definition], figures: Figures,
    roster: pd.DataFrame,
) -> list[Card]:
    """The scorecards of the roster's districts."""
    cards = []
    for code, name, chief in roster.dropna(subset="อำเภอ")[
        ["รหัสอำเภอ", "อำเภอ", "ชื่อ-สกุล"]
    ].itertuples(index=False):
        results = {kpi["number"]: figures[kpi["number"]][name] for kpi in kpis}
        for kpi in kpis:
            results[kpi["number"]].level = level(kpi, results[kpi["number"]])
        exact = {}
        for section in frame["sections"]:
            own = [kpi for kpi in kpis if kpi["section"] == section["id"]]
            points = sum(results[kpi["number"]].level * kpi["weight"] for kpi in own)
            exact[section["id"]] = Decimal(points) / sum(kpi["weight"] for kpi in own)
        share = {section["id"]: section["share"] for section in frame["sections"]}
        total = sum((exact[one] * share[one] for one in share), Decimal(0)) / sum(share.values())
        whole = halfup(total * 20)
        band = next(b["name"] for b in frame["bands"]["levels"] if whole >= b["at_least"])
        sections = {one: halfup(value) for one, value in exact.items()}
        cards.append(Card(f"{code:.0f}", name, chief, results, sections, halfup(total), whole, band))
    return cards
