"""The districts' workbooks out of the template, and the province's, with openpyxl."""

import hashlib
from collections.abc import Mapping, Sequence
from copy import copy
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from benchmarks import HOME
from benchmarks.plain.scores import Card, Definition, Line, Result

# A form of its own: what is measured against does not change with the program's forms.
TEMPLATE = HOME / "benchmarks" / "plain" / "agreement.xlsx"
MODEL = load_workbook(TEMPLATE)  # its cells, rows and columns are what the written ones look like
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
NOTHING: Mapping[int, object] = {}
LINE = "\nลงชื่อ........................................"
DAY = "\nวันที่ ........ / ........................ / ............"


def thai(value: object) -> str:
    return str(value).translate(THAI)


class Page:
    """A sheet of the template, emptied, being written row by row; ``columns`` are those of the
    template in the order in which they stand here."""

    def __init__(self, sheet: Worksheet, columns: str = "ABCDEFGHIJ") -> None:
        self.sheet, self.model, self.columns = sheet, MODEL[sheet.title], columns
        self.row = 0
        for one in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(one))
        sheet.delete_rows(1, sheet.max_row)
        sheet.row_dimensions.clear()
        for place, column in enumerate(columns, 1):
            width = self.model.column_dimensions[column].width
            sheet.column_dimensions[get_column_letter(place)].width = width
        self.spans: dict[int, list[tuple[int, int]]] = {}
        for one in self.model.merged_cells.ranges:
            left, top, right, bottom = range_boundaries(str(one))
            if top == bottom:
                first = columns.index(get_column_letter(left)) + 1
                last = columns.rindex(get_column_letter(right)) + 1
                self.spans.setdefault(top, []).append((first, last))

    def add(self, like: int, values: Mapping[int, object] = NOTHING) -> int:
        """A row that looks like one of the template, values by column; gives its number."""
        self.row += 1
        for place, column in enumerate(self.columns, 1):
            cell = self.sheet.cell(self.row, place, values.get(place))
            cell._style = copy(self.model.cell(like, column_index_from_string(column))._style)
        for first, last in self.spans.get(like, ()):
            self.sheet.merge_cells(None, self.row, first, self.row, last)
        if (height := self.model.row_dimensions[like].height) is not None:
            self.sheet.row_dimensions[self.row].height = height
        return self.row


def write(
    path: Path, card: Card, frame: Definition, kpis: Sequence[Definition], province: str, chief: str
) -> None:
    """A district's workbook."""
    book = load_workbook(TEMPLATE)
    place = f"อำเภอ{card.name}  จังหวัด{province}"
    signed = [
        f"{LINE} {role}\n({name})\nตำแหน่ง {position}{DAY}" for role, name, position in (
            ("ผู้รับการประเมิน", card.chief, f"พัฒนาการอำเภอ{card.name}"),
            ("ผู้ประเมิน", chief, f"พัฒนาการจังหวัด{province}"))
    ]
    _agreement(Page(book["บันทึกข้อตกลง"], "ABCDEF"), frame, kpis, place, signed)
    _scores(Page(book["ผลคะแนน"], "ABCCCCCDEFGHI"), frame, kpis, place, card, signed)
    _evidence(Page(book["หลักฐาน"]), frame, kpis, place, card)
    book.save(path)


# --- the three sheets --------------------------------------------------------------------------


def _agreement(
    page: Page, frame: Definition, kpis: Sequence[Definition], place: str, signed: Sequence[str]
) -> None:
    for like, text in enumerate([*frame["title"], place], 1):
        page.add(like, {1: thai(text)})
    page.add(5, _texts(page.model, 5))
    for section in frame["sections"]:
        page.add(7, {1: section["label"]})
        own = [kpi for kpi in kpis if kpi["section"] == section["id"]]
        for kpi in own:
            first, *others = [f"ระดับที่ {one['level']} {one['quote']}" for one in kpi["levels"]]
            name = f"ตัวชี้วัดที่ {kpi['number']} {kpi['name']}"
            top = page.add(9, {1: thai(kpi["goal"]), 2: thai(name), 3: thai(first),
                               5: kpi["weight"], 6: thai(kpi["data_source"])})
            for text in others:
                page.add(11, {3: thai(text)})
            for text in kpi.get("notes", ()):
                page.add(13, {3: thai(text)})
            bottom = page.add(15)
            for column in (1, 2, 5, 6):
                page.sheet.merge_cells(None, top, column, bottom, column)
        page.add(17, {1: f"รวมน้ำหนัก{section['name']}", 5: sum(kpi["weight"] for kpi in own)})
    page.add(22, {1: signed[0], 4: signed[1]})
    page.sheet.print_area = f"A1:F{page.row}"


def _scores(
    page: Page, frame: Definition, kpis: Sequence[Definition], place: str, card: Card,
    signed: Sequence[str],
) -> None:
    page.add(2, {1: f"ผลคะแนนตามบันทึกข้อตกลง {thai(frame['round'])}", 8: "คะแนนรวม (เต็ม ๕)",
                 10: "คิดเป็นร้อยละ", 12: f"ระดับผลการประเมิน\n{frame['bands']['note']}"})
    page.add(3, {1: place, 8: card.total, 10: card.percent, 12: card.band})
    levels = {2 + n: f"ระดับที่ {thai(n)}" for n in range(1, 6)}
    heads = _texts(page.model, 7)
    page.add(7, {1: heads[1], 2: heads[2], **levels, **{n + 4: heads[n] for n in range(4, 10)}})
    for section in frame["sections"]:
        own = [kpi for kpi in kpis if kpi["section"] == section["id"]]
        page.add(9, {1: section["label"], 8: section["share"], 9: "รวม",
                     10: sum(kpi["weight"] for kpi in own), 11: card.sections[section["id"]]})
        for kpi in own:
            result = card.results[kpi["number"]]
            marked = {2 + one["level"]: _marked(one, result) for one in kpi["levels"]}
            page.add(11, {1: kpi["number"], 2: thai(kpi["name"]), **marked, 8: _came_to(result),
                          9: result.level, 10: kpi["weight"],
                          11: result.level * kpi["weight"] / 100, 12: _wanting(kpi, result)})
    page.add(14, {1: "✓ = ระดับที่ได้"})
    page.add(15, {1: "ความเห็นของผู้ประเมิน:"})
    page.add(16)
    page.add(18, {8: signed[0], 12: signed[1]})
    page.sheet._charts[0].anchor = f"A{page.row}"
    page.sheet.print_area = f"A1:M{page.row}"


def _evidence(
    page: Page, frame: Definition, kpis: Sequence[Definition], place: str, card: Card
) -> None:
    page.add(1, {1: f"หลักฐานประกอบผลคะแนน รอบการประเมินที่ {thai(frame['round'])}"})
    page.add(2, {1: place})
    page.add(3, _texts(page.model, 3))
    months, scores = page.sheet._charts[0], page.sheet.parent["ผลคะแนน"]._charts[0]
    for kpi in kpis:
        number, result = kpi["number"], card.results[kpi["number"]]
        page.add(6, {1: thai(f"ตัวชี้วัดที่ {number} {kpi['name']} (น้ำหนักร้อยละ {kpi['weight']})")})
        page.add(7, {1: thai(f"ระบบที่มา: {kpi['data_source']}   ตัดยอด {kpi['cutoff']}")})
        for line in result.lines:
            _figure(page, number, line)
        if kpi["formula"]["measure"] == "growth_over_last_year":
            _monthly(page, result.lines, months)
        if result.percent is not None:
            page.add(46, {1: number, 2: "ร้อยละที่เทียบเกณฑ์", 3: result.percent, 4: "%"})
        for one in kpi["levels"]:
            bound = one.get("at_least", one.get("more_than"))
            page.add(61, {1: one["level"], 2: "ตั้งแต่ร้อยละ" if "at_least" in one else "มากกว่าร้อยละ",
                          3: int(one["level"] <= result.level), 4: bound, 5: _marked(one, result)})
        page.add(64, {1: number, 2: "ผลการดำเนินงาน", 3: _came_to(result), 4: "%",
                      5: "ระดับที่ได้", 6: result.level})
        page.add(74)
    first = page.add(83, _texts(page.model, 83)) + 1
    for kpi in kpis:
        page.add(87, {1: thai(kpi["number"]), 2: thai(kpi["name"]),
                      3: card.results[kpi["number"]].level, 4: len(kpi["levels"])})
    _drawn(scores, (first, page.row), "DC")
    page.add(93, {2: "ระดับผลการประเมิน", 3: "ตั้งแต่ร้อยละ", 4: frame["bands"]["note"]})
    for band in frame["bands"]["levels"]:
        page.add(95, {2: band["name"], 3: band["at_least"]})
    page.sheet.print_area = f"A1:J{page.row}"


def _figure(page: Page, number: int, line: Line) -> None:
    """A figure and below it, three side by side, the rows that it comes from."""
    page.add(26, {1: number, 2: thai(line.label), 3: line.value, 5: line.file, 7: line.sheet,
                  9: line.cells})
    for start in range(0, len(line.parts), 3):
        values: dict[int, object] = {}
        for place, part in enumerate(line.parts[start : start + 3]):
            values.update(zip(range(2 + 3 * place, 5 + 3 * place), part, strict=True))
        page.add(40, values)


def _monthly(page: Page, lines: Sequence[Line], chart: object) -> None:
    """The months of both years side by side, for the chart."""
    page.add(16, {1: "เดือน", 2: "รอบนี้", 5: "ปีก่อน"})
    first = page.row + 1
    for (month, now, cell), (_, before, other) in zip(*(one.parts for one in lines), strict=True):
        page.add(18, {1: month, 3: now, 4: cell, 6: before, 7: other})
    _drawn(chart, (first, page.row), "CF")


def _drawn(chart: object, rows: tuple[int, int], columns: str) -> None:
    """Lets a chart show these rows of the evidence, a series a column."""
    for series, column in zip(chart.series, columns, strict=True):  # type: ignore[attr-defined]
        series.val.numRef.f = f"'หลักฐาน'!${column}${rows[0]}:${column}${rows[1]}"
        series.cat.numRef.f = f"'หลักฐาน'!$A${rows[0]}:$A${rows[1]}"


def _texts(model: Worksheet, row: int) -> dict[int, object]:
    return {cell.column: cell.value for cell in model[row] if cell.value is not None}


def _marked(step: Definition, result: Result) -> str:
    return ("✓ " if step["level"] == result.level else "") + thai(step["quote"])


def _came_to(result: Result) -> object:
    met = sum(map(bool, result.answers.values()))
    return thai(f"ครบ {met} จาก {len(result.answers)} รายการ") if result.percent is None \
        else result.percent


def _wanting(kpi: Definition, result: Result) -> str:
    """What the next level asks for."""
    after = [one["quote"] for one in kpi["levels"] if one["level"] == result.level + 1]
    return thai(f"ระดับที่ {result.level + 1}: {after[0]}") if after else "ถึงระดับสูงสุดแล้ว"


# --- the province ------------------------------------------------------------------------------


def summarise(
    path: Path, cards: Sequence[Card], kpis: Sequence[Definition], province: str, source: Path
) -> None:
    """All districts in one workbook: scores, a sheet a KPI, the files that were read."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "สรุปคะแนน"
    sheet.append([f"สรุปผลคะแนนตามบันทึกข้อตกลง จังหวัด{province}"])
    sheet.append(["ที่", "อำเภอ", *cards[0].sections, "รวม", "ร้อยละ", "ระดับผลประเมิน", "อันดับ",
                  *(f"ตัวชี้วัดที่ {kpi['number']}" for kpi in kpis)])
    for number, card in enumerate(cards, 1):
        rank = 1 + sum(other.total > card.total for other in cards)
        sheet.append([number, card.name, *card.sections.values(), card.total, card.percent,
                      card.band, rank, *(one.level for one in card.results.values())])
    for kpi in kpis:
        _one_kpi(book.create_sheet(f"ตัวชี้วัดที่ {kpi['number']}"), kpi, cards)
    files = book.create_sheet("แหล่งข้อมูล")
    files.append(["ไฟล์", "SHA-256"])
    for file in sorted(source.glob("*.xlsx")):
        files.append([file.name, hashlib.sha256(file.read_bytes()).hexdigest()])
    for sheet in book:
        for cell in sheet[1]:
            cell.font = Font(name="TH SarabunPSK", size=16, bold=True)
    book.save(path)


def _one_kpi(sheet: Worksheet, kpi: Definition, cards: Sequence[Card]) -> None:
    """The districts' figures of a KPI, and the province's sums."""
    number = kpi["number"]
    names = [line.label for line in cards[0].results[number].lines]
    sheet.append([kpi["name"]])
    sheet.append(["อำเภอ", *names, "ผล (ร้อยละ)", "ระดับ", "ต้องทำเพื่อให้ถึงระดับถัดไป"])
    sums = [0] * len(names)
    for card in cards:
        result = card.results[number]
        values = [line.value for line in result.lines]
        sums = [total + value for total, value in zip(sums, values, strict=True)]
        sheet.append([card.name, *values, result.percent, result.level, _wanting(kpi, result)])
    sheet.append(["จังหวัด (ผลรวม)", *sums])
