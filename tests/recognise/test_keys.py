"""Keys that stand outside the columns of a table, or are typed once for several rows, count as if they
stood in every row; what is not told unambiguously is refused by name."""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import province
import pytest
from home import HOME

from pipeline.model.finding import Finding
from pipeline.run.stages import evaluate

pytestmark = pytest.mark.slow

Rows = province.Rows
Sheets = dict[str, Rows]
PHRAE = {"5401": "เมืองแพร่", "5402": "ร้องกวาง", "5403": "ลอง", "5404": "สูงเม่น", "5405": "เด่นชัย",
         "5406": "สอง", "5407": "วังชิ้น", "5408": "หนองม่วงไข่"}
NAMES = list(PHRAE.values())
AS_OF = province.AS_OF
HEAD = {"disbursement": ["จัดสรร", "เบิกจ่าย"], "basic_needs": ["ตำบล", "ครัวเรือนเป้าหมาย", "จัดเก็บแล้ว"]}


@dataclass
class Seen:
    """What the exports of Phrae give for one KPI."""

    levels: dict[str, int | None]
    results: dict[str, str | None]
    findings: list[Finding]

    @property
    def scored(self) -> set[str]:
        return {name for name, level in self.levels.items() if level is not None}

    def told(self, code: str) -> list[Finding]:
        return [f for f in self.findings if f.code == code]


Judge = Callable[..., Seen]


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """Scores a tidy province in which one export is replaced by other files."""

    def go(kpi: int, instead_of: str, files: dict[str, Rows | Sheets]) -> Seen:
        tables = province.tables(PHRAE, "แพร่")
        del tables[instead_of]
        folder = province.write(tmp_path / "in", tables)
        for name, held in files.items():
            save(folder / name, held)
        outcome = evaluate(HOME, folder, "2561-1", None, 1)
        scores = {card.district.name: card.scores[kpi - 1] for card in outcome.cards}
        return Seen(
            {name: s.level for name, s in scores.items()},
            {name: s.result and str(s.result) for name, s in scores.items()},
            list(outcome.findings),
        )

    return go


def save(path: Path, held: Rows | Sheets) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(held)
        return
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in (held if isinstance(held, dict) else {"Sheet1": held}).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


def money(titles: list[str] = (), of: str = "ลอง") -> Rows:
    """A report of one district without a column that says so: two envelopes' rows."""
    base = 10_000 * (1 + NAMES.index(of))
    return [*([title] for title in titles), [AS_OF], ["จัดสรร", "เบิกจ่าย"],
            [base, base * 9 // 10], [50_000, 45_000]]


def of_files(form: str) -> dict[str, Rows | Sheets]:
    return {form.format(name): money(of=name) for name in NAMES}


# --- a district in a title or a name --------------------------------------------------------------


@pytest.mark.parametrize("form", [
    "เบิกจ่าย อ.{}.xlsx", "เบิกจ่าย_อำเภอ{}.xlsx", "สพอ.{} เบิกจ่าย.xlsx", "{}.xlsx", "อ.{}.xlsx",
    "ผลการเบิกจ่าย อำเภอ{} ประจำเดือนมีนาคม.xlsx", "{} (1).xlsx", "เบิกจ่าย อำเภอ{}.csv",
])
def test_a_district_in_the_files_name_counts_where_nothing_inside_says_one(judge, form):
    found = judge(1, "disbursement", of_files(form))
    assert set(found.results.values()) == {"90.00"} and found.scored == set(NAMES)
    assert not found.told("file-name-differs")


@pytest.mark.parametrize("form", ["อำเภอ{}/เบิกจ่าย.xlsx", "{}/ไตรมาส 2/เบิกจ่าย.xlsx", "ส่งแล้ว/5. สพอ.{}/เบิกจ่าย.csv"])
def test_a_folder_may_be_a_district(judge, form):
    found = judge(1, "disbursement", of_files(form))
    assert set(found.results.values()) == {"90.00"} and not found.told("file-name-differs")


def test_a_file_that_says_its_district_is_nearer_than_its_folder(judge):
    files = {f"อำเภอสอง/เบิกจ่าย อ.{name}.xlsx": money(of=name) for name in NAMES}
    assert set(judge(1, "disbursement", files).results.values()) == {"90.00"}


@pytest.mark.parametrize("form", ["{}", "อ.{}", "อำเภอ{}", "สพอ.{}", "{} (2)", "ข้อมูล อ.{}"])
def test_a_sheet_may_be_a_district_in_any_order(judge, form):
    sheets = {form.format(name): money(of=name) for name in sorted(NAMES, reverse=True)}
    assert set(judge(1, "disbursement", {"เบิกจ่าย.xlsx": sheets}).results.values()) == {"90.00"}


@pytest.mark.parametrize("form", [
    "อำเภอ{}", "ผลการเบิกจ่าย สพอ.{} จังหวัดแพร่", "หน่วยงาน : สำนักงานพัฒนาชุมชนอำเภอ{}", "ผลการเบิกจ่าย อำเภอ : {} จังหวัดแพร่",
])
def test_a_title_may_say_the_district(judge, form):
    files = {f"{n}.xlsx": money([form.format(name)], name) for n, name in enumerate(NAMES)}
    assert set(judge(1, "disbursement", files).results.values()) == {"90.00"}


@pytest.mark.parametrize("label", ["รายการ", "แหล่งงบประมาณ", None])
@pytest.mark.parametrize("form", ["อำเภอ{}", "2. สพอ.{}", "ส.พ.อ.{}", "กิ่งอำเภอ{}", "สำนักงาน พช.อ.{}", "หน่วยงาน : อ.{}"])
def test_rows_may_stand_below_the_name_of_their_district(judge, form, label):
    rows = [[AS_OF], [label, *HEAD["disbursement"]]]
    for name in NAMES:
        rows += [[form.format(name)], *([what, *figures] for what, figures in
                                         zip(("งบดำเนินงาน", "งบรายจ่ายอื่น"), money(of=name)[-2:], strict=True))]
    assert set(judge(1, "disbursement", {"เบิกจ่าย.xlsx": rows}).results.values()) == {"90.00"}


def test_a_district_may_stand_in_the_cell_beside_the_word(judge):
    files = {f"{n}.xlsx": [["อำเภอ", name], *money(of=name)] for n, name in enumerate(NAMES)}
    assert set(judge(1, "disbursement", files).results.values()) == {"90.00"}


@pytest.mark.quick
def test_a_district_in_a_name_feeds_any_kind_of_table(judge):
    rows = {name: [[AS_OF], HEAD["basic_needs"], [name, 1000, 995], ["ข", 1000, 1000]] for name in NAMES}
    found = judge(9, "basic_needs", {f"จปฐ_อำเภอ{name}.csv": held for name, held in rows.items()})
    assert set(found.results.values()) == {"99.75"}
    head, *register = province.tables(PHRAE, "แพร่")["register"][1:]
    sheets = {name: [head[:3] + head[4:], *(r[:3] + r[4:] for r in register if r[3] == name)] for name in NAMES}
    assert set(judge(4, "register", {"ทะเบียน.xlsx": sheets}).results.values()) == {"4.00"}


@pytest.mark.parametrize("form", [
    "เบิกจ่าย ครั้งที่สอง", "งบทดลอง", "จัดทำโดย สพอ.ลอง", "ผู้รายงาน สพอ.ลอง", "เบิกจ่าย เพื่อลอง", "อำเภอลอง และอำเภอสอง",
])
@pytest.mark.parametrize("place", ["title", "file"])
def test_a_word_an_author_and_a_list_are_no_district(judge, form, place):
    rows = money([form] if place == "title" else [])
    found = judge(1, "disbursement", {f"{form if place == 'file' else 'x'}.xlsx": rows})
    assert found.scored == set()
    (said,) = found.told("column-missing")
    assert said.severity == "error" and said.origin.file.endswith(".xlsx") and "อำเภอ" in said.problem


def test_two_districts_in_title_and_sheet_are_none_and_named(judge):
    found = judge(1, "disbursement", {"x.xlsx": {"สอง": money(["อำเภอลอง"])}})
    assert found.scored == set()
    (said,) = found.told("column-missing")
    assert (said.severity, said.origin.file, said.origin.sheet) == ("error", "x.xlsx", "สอง")
    assert "ลอง" in said.problem and "สอง" in said.problem and "อำเภอ" in said.remedy


def test_the_inside_decides_and_a_file_that_says_another_district_is_a_warning(judge):
    files = of_files("เบิกจ่าย อ.{}.xlsx")
    files["เบิกจ่าย อ.ลอง.xlsx"] = money(["อำเภอสอง"])
    del files["เบิกจ่าย อ.สอง.xlsx"]
    found = judge(1, "disbursement", files)
    assert found.scored == set(NAMES) - {"ลอง"}
    (said,) = found.told("file-name-differs")
    assert (said.severity, said.origin.file) == ("warning", "เบิกจ่าย อ.ลอง.xlsx")


@pytest.mark.quick
def test_a_file_of_one_district_that_holds_the_whole_province_is_no_warning(judge):
    rows = [[AS_OF], ["อำเภอ", "จัดสรร", "เบิกจ่าย"], *([n, 100, 90] for n in NAMES)]
    found = judge(1, "disbursement", {"เบิกจ่าย สพอ.เมือง.xlsx": rows})
    assert found.scored == set(NAMES) and not found.told("file-name-differs")


@pytest.mark.parametrize("sheet", ["สังคม", "คง"])  # districts of other provinces, and words
def test_a_sheets_bare_name_that_is_a_district_elsewhere_hides_no_other_place(judge, sheet):
    files = {f"เบิกจ่าย อ.{name}.xlsx": {sheet: money(of=name)} for name in NAMES}
    assert set(judge(1, "disbursement", files).results.values()) == {"90.00"}


def test_a_file_of_another_provinces_district_is_refused(judge):
    found = judge(1, "disbursement", {"เบิกจ่าย อ.แหลมงอบ.xlsx": money()})
    assert found.scored == set()
    assert any(f.severity == "error" and f.origin and f.origin.file == "เบิกจ่าย อ.แหลมงอบ.xlsx"
               for f in found.findings)


def test_a_row_that_names_its_district_is_nearer_than_the_title(judge):
    rows = money(["อำเภอลอง"])
    rows[3:] = [["อำเภอสอง"], *rows[3:]]
    found = judge(1, "disbursement", {"x.xlsx": rows})
    assert "ลอง" not in found.scored


# --- a year and a month in a title or a name ------------------------------------------------------


def sales(year: int, months: list[str] = province.MONTHS, columns: str = "ymd") -> Rows:
    """Sales of one fiscal year with the columns of year, month and district, or without."""
    value = 1000 if year == 2560 else 1200
    keys = {"y": "ปีงบประมาณ", "m": "เดือน", "d": "อำเภอ"}
    rows: Rows = [[*(keys[c] for c in columns), "รายการข้อมูล", "ค่าข้อมูล", "หน่วย"]]
    for month in months:
        for name in NAMES:
            own = {"y": year, "m": month, "d": name}
            rows.append([*(own[c] for c in columns), province.ITEM, value, "บาท"])
    return rows


@pytest.mark.parametrize(("sheet", "title"), [
    ("{}", "DOC"), ("ปีงบประมาณ {}", "DOC"), ("{} (2)", "DOC"), ("ปี {}", "DOC"), ("Sheet{}", "ปีงบประมาณ พ.ศ. {}"),
    ("Sheet{}", "รายได้ OTOP ประจำปีงบประมาณ {}"), ("{}", "รายได้ OTOP ปีงบประมาณ พ.ศ. {}"),
])
def test_a_sheet_may_be_a_fiscal_year_of_sales(judge, sheet, title):
    sheets = {sheet.format(y): [[title.format(y)], [AS_OF], *sales(y, columns="md")] for y in (2560, 2561)}
    found = judge(3, "sales", {"doc.xlsx": sheets})
    assert set(found.results.values()) == {"20.00"}


@pytest.mark.quick
def test_a_file_may_be_a_fiscal_year_of_sales(judge):
    files = {f"DOC_{y}.xlsx": sales(y, columns="md") for y in (2560, 2561)}
    assert set(judge(3, "sales", files).results.values()) == {"20.00"}


def in_year(month: str, fiscal: int) -> int:
    return fiscal - (month in province.MONTHS[:3])


@pytest.mark.parametrize("place", ["sheet", "title", "file", "both"])
def test_a_sheet_or_file_may_be_a_month_of_sales(judge, place):
    files: dict[str, Rows | Sheets] = {}
    sheets: Sheets = {}
    for fiscal in (2560, 2561):
        for month in province.MONTHS:
            said = f"{month} {in_year(month, fiscal)}"
            rows = sales(fiscal, [month], "d")
            if place in ("title", "both"):
                rows = [[f"ประจำเดือน {said}"], *rows]
            if place == "file":
                files[f"รายได้ {said}.xlsx"] = [[f"แผ่น {len(files)}"], *rows]
            sheets[said if place in ("sheet", "both") else f"s{len(sheets)}"] = rows
    found = judge(3, "sales", files or {"doc.xlsx": sheets})
    assert set(found.results.values()) == {"20.00"}


def test_a_short_month_with_a_year_of_two_digits_says_both(judge):
    short = dict(zip(province.MONTHS, ["ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.", "ก.พ.", "มี.ค."], strict=True))
    files = {f"{fiscal}{month}.xlsx": [[f"ประจำเดือน {short[month]} {in_year(month, fiscal) % 100}"],
                                       *sales(fiscal, [month], "d")]
             for fiscal in (2560, 2561) for month in province.MONTHS}
    assert set(judge(3, "sales", files).results.values()) == {"20.00"}


@pytest.mark.parametrize(("titles", "sheet", "columns"), [
    (["เปรียบเทียบปีงบประมาณ 2560 กับปี 2561"], "Sheet1", "md"), (["ปีงบประมาณ 2560 และ 2561"], "Sheet1", "md"),
    (["ปีงบประมาณ 2560"], "2561", "md"), (["ข้อมูล ณ วันที่ 31 มีนาคม 2561"], "Sheet1", "md"),
    (["สะสมถึงเดือนมีนาคม 2561"], "Sheet1", "d"), (["ประจำเดือน ต.ค. 60"], "พ.ย. 60", "d"),
    (["ปีงบประมาณ 2560", "ประจำเดือน ต.ค. 60"], "มี.ค.", "d"), (["ไตรมาส 1 ปีงบประมาณ 2561"], "Sheet1", "d"),
])
def test_a_year_or_month_that_is_not_told_unambiguously_is_none_and_named(judge, titles, sheet, columns):
    rows = [*([t] for t in titles), *sales(2561, ["ตุลาคม"], columns)]
    found = judge(3, "sales", {"doc.xlsx": {sheet: rows}})
    assert found.scored == set()
    (said,) = found.told("column-missing")
    assert (said.severity, said.origin.file, said.origin.sheet) == ("error", "doc.xlsx", sheet)
    assert ("ปีงบประมาณ" if columns == "md" else "เดือน") in said.problem and "พิมพ์" in said.remedy


def test_a_month_of_another_year_than_its_title_is_an_error(judge):
    rows = [["ปีงบประมาณ 2561"], *sales(2561, [f"{m} 2560" for m in province.MONTHS[:3]], "md"),
            *sales(2561, ["มกราคม 2560"], "md")[1:]]
    found = judge(3, "sales", {"doc.xlsx": rows})
    assert {f.severity for f in found.told("month-and-year-differ")} == {"error"}


@pytest.mark.parametrize("form", ["{}", "ปี {}", "ปีที่ลงทะเบียน {}"])
@pytest.mark.parametrize("dated", [True, False])
def test_a_sheet_may_be_a_year_of_the_register_without_a_column_of_days(judge, form, dated):
    head, *rows = province.tables(PHRAE, "แพร่")["register"][1:]
    sheets: Sheets = {"รอบนี้": [head, *(row for row in rows if row[4] == 2561)]}
    for year in (2557, 2558):
        width = slice(0, 4)
        mine = [row for row in rows if row[4] == year]
        sheets[form.format(year)] = [
            [*head[width], *head[5:][:dated]], *([*row[width], *row[5:][:dated]] for row in mine)]
    found = judge(4, "register", {"ทะเบียน.xlsx": sheets})
    assert set(found.results.values()) == {"4.00"}


@pytest.mark.quick
def test_a_day_of_another_year_than_the_sheets_is_an_error(judge):
    head, *rows = province.tables(PHRAE, "แพร่")["register"][1:]
    mine = [row for row in rows if row[4] == 2557]
    found = judge(4, "register", {"ทะเบียน.xlsx": {"2558": [[*head[:4], head[5]], *([*r[:4], r[5]] for r in mine)]}})
    assert found.told("year-and-date-differ") and found.scored == set()


def test_payments_of_which_the_title_says_no_more_than_the_month_are_refused(judge):
    budget = [[AS_OF], ["อำเภอ", "จัดสรร"], *([n, 100] for n in NAMES)]
    paid = [["ทะเบียนการเบิกจ่าย ประจำเดือน ต.ค. 60"], ["อำเภอ", "รายการ", "จำนวนเงิน"], *([n, "ก", 90] for n in NAMES)]
    assert judge(1, "disbursement", {"งบ.xlsx": budget, "จ่าย.xlsx": paid}).scored == set()


# --- typed once, blank below ----------------------------------------------------------------------

ENVELOPES = {"งบดำเนินงาน": 90, "งบยุทธศาสตร์": 80, "งบรายจ่ายอื่น": 97}


def once(rows: Rows, *columns: int) -> Rows:
    """The same with the values of some columns typed only where they change."""
    before: list[object] = [None] * len(columns)
    made = []
    for row in rows:
        own = [row[c] for c in columns]
        made.append([None if c in columns and own[: columns.index(c) + 1] == before[: columns.index(c) + 1]
                     else value for c, value in enumerate(row)])
        before = own
    return made


def pivot(total: str = "", order: int = 0) -> Rows:
    """Three envelopes of each district, and perhaps a row with their total."""
    rows: Rows = []
    for n, name in enumerate(NAMES):
        mine = [[name, envelope, 1000 * (n + 1), 10 * share * (n + 1)] for envelope, share in ENVELOPES.items()]
        rows += once(mine, 0)
        if total:
            rows.append([total.format(name), None, *(sum(row[c] for row in mine) for c in (2, 3))])
    return [[AS_OF], ["อำเภอ", "งบรายจ่าย", "จัดสรร", "เบิกจ่าย"], *rows]


@pytest.mark.parametrize("total", ["", "รวม {}", "รวม", "รวมอำเภอ{}"])
def test_a_district_typed_once_counts_for_the_blanks_below_it(judge, total):
    found = judge(1, "disbursement", {"x.xlsx": pivot(total)})
    assert set(found.results.values()) == {"89.00"}
    assert not found.told("missing-district") and not found.told("total-differs")


@pytest.mark.quick
def test_a_grand_total_below_those_of_the_districts_is_none_of_them(judge):
    rows = pivot("รวม {}")
    data = [row for row in rows[2:] if row[1]]
    found = judge(1, "disbursement", {"x.xlsx": [*rows, ["รวมทั้งสิ้น", None, *(sum(r[c] for r in data) for c in (2, 3))]]})
    assert set(found.results.values()) == {"89.00"} and not found.told("total-differs")


@pytest.mark.parametrize("form", ["รวม{}", "ผลรวม {}", "{} Total"])
@pytest.mark.parametrize("spoilt", [False, True])
def test_totals_of_envelopes_below_those_of_the_districts_are_held_against_their_own_rows(judge, form, spoilt):
    rows = pivot("รวม {}")
    data = [row for row in rows[2:] if row[1]]
    totals = [[form.format(e), None, *(sum(r[c] for r in data if r[1] == e) for c in (2, 3))] for e in ENVELOPES]
    totals[0][2] += spoilt
    found = judge(1, "disbursement", {"x.xlsx": [*rows, *totals]})
    assert set(found.results.values()) == {"89.00"}
    assert len(found.told("total-differs")) == spoilt


def test_a_district_whose_own_total_says_another_sum_is_not_reported(judge):
    rows = pivot("รวม {}")
    row = next(row for row in rows if row[0] == "รวม ลอง")
    row[2] += 700
    found = judge(1, "disbursement", {"x.xlsx": rows})
    assert found.scored == set(NAMES) - {"ลอง"}
    assert {(f.severity, f.district) for f in found.told("missing-district")} == {("error", "5403")}


@pytest.mark.parametrize("spoil", ["first blank", "same labels", "no labels"])
def test_blanks_that_are_not_beyond_doubt_stay_blank(judge, spoil):
    rows = pivot()
    if spoil == "first blank":
        rows[2][0] = None
    for row in rows[2:5]:
        row[1] = {"same labels": "งบดำเนินงาน", "no labels": None}.get(spoil, row[1])
    found = judge(1, "disbursement", {"x.xlsx": rows})
    lost = {"first blank": set(NAMES), "same labels": {"เมืองแพร่"}, "no labels": {"เมืองแพร่"}}[spoil]
    assert set(NAMES) - found.scored >= lost and found.told("missing-district")


def test_a_last_row_that_adds_up_the_others_is_carried_to_nobody(judge):
    rows = pivot()
    rows.append([None, "ทุกงบ", *(sum(row[c] for row in rows[2:]) for c in (2, 3))])
    found = judge(1, "disbursement", {"x.xlsx": rows})
    assert found.results["เมืองแพร่"] == "89.00"
    assert found.results["หนองม่วงไข่"] in ("89.00", None)


def test_a_tambon_of_another_district_is_not_carried_into(judge):
    rows = [["อำเภอ", "ตำบล", "ครัวเรือนเป้าหมาย", "จัดเก็บแล้ว"]]
    for name in NAMES:
        rows += [[name, "ก", 1000, 995], [None, "ข", 1000, 995]]
    assert judge(9, "basic_needs", {"x.xlsx": rows}).scored == set(NAMES)
    rows[2][1] = "ห้วยอ้อ"  # of อำเภอลอง, below เมืองแพร่
    assert judge(9, "basic_needs", {"x.xlsx": rows}).scored == set(NAMES) - {"เมืองแพร่", "ลอง"}


def test_district_and_tambon_are_typed_once_above_their_villages(judge):
    rows = [[name, tambon, f"หมู่ {v}", 20, 17 + v % 2] for name in NAMES for tambon in "กข" for v in range(2)]
    head = ["อำเภอ", "ตำบล", "หมู่บ้าน", "เป้าหมาย (คน)", "ได้รับการส่งเสริม (คน)"]
    for held in (once(rows, 0, 1), once([[*r[:2], int(r[2][-1]), *r[3:]] for r in rows], 0, 1)):
        found = judge(6, "livelihood", {"x.xlsx": [head, *held]})
        assert set(found.results.values()) == {"87.50"}
        assert not found.told("copy") and not found.told("row-twice")


@pytest.mark.parametrize("columns", ["ymd", "mdy", "dym", "ydm", "mydi"])
def test_year_month_and_district_of_sales_may_each_be_typed_once(judge, columns):
    rows = [*sales(2560, columns="ymd")[1:], *sales(2561, columns="ymd")[1:]]
    at = {"y": 0, "m": 1, "d": 2}
    order = [at[c] for c in columns if c in at]
    rows = sorted(([*(r[c] for c in order), *r[3:]] for r in rows), key=lambda r: [str(v) for v in r[:3]])
    names = {"y": "ปีงบประมาณ", "m": "เดือน", "d": "อำเภอ"}
    head = [*(names[c] for c in columns if c in at), "รายการข้อมูล", "ค่าข้อมูล", "หน่วย"]
    found = judge(3, "sales", {"x.xlsx": [head, *once(rows, 0, 1)]})
    assert set(found.results.values()) == {"20.00"}


def test_envelopes_typed_once_above_their_districts_are_of_each_of_them(judge):
    rows = [[envelope, name, 1000, 10 * share] for envelope, share in ENVELOPES.items() for name in NAMES]
    found = judge(1, "disbursement", {"x.xlsx": [["งบรายจ่าย", "อำเภอ", "จัดสรร", "เบิกจ่าย"], *once(rows, 0)]})
    assert set(found.results.values()) == {"89.00"} and not found.told("row-twice")


@pytest.mark.quick
@pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0)])
def test_a_checklist_may_have_its_kpi_its_item_or_its_district_typed_once(judge, order):
    answers = {5: ["✓"] * 6 + [3, 1], 8: ["ใช่"] * 4 + [96, "ไม่ใช่"]}
    rows = [[name, kpi, item, said] for name in NAMES for kpi, items in province.ITEMS.items()
            for item, said in zip(items, answers[kpi], strict=True)]
    rows = sorted(([*(row[c] for c in order), row[3]] for row in rows), key=lambda r: [str(v) for v in r[:3]])
    head = [("อำเภอ", "ตัวชี้วัดที่", "รายการ")[c] for c in order]
    held = [[*head, "ผล"], *once(rows, 0, 1)]
    assert set(judge(5, "progress", {"x.xlsx": held}).levels.values()) == {5}


def test_payments_of_a_district_typed_once_may_be_of_one_day_and_kind(judge):
    budget = [[AS_OF], ["อำเภอ", "จัดสรร"], *([n, 100] for n in NAMES)]
    paid = [[name, f"{day}/11/2560", "ค่าเดินทาง", money] for name in NAMES for day, money in ((1, 30), (1, 40), (2, 20))]
    found = judge(1, "disbursement", {"งบ.xlsx": budget, "จ่าย.xlsx": [
        ["อำเภอ", "วันที่เบิกจ่าย", "รายการ", "จำนวนเงิน"], *once(paid, 0)]})
    assert set(found.results.values()) == {"90.00"}


def test_a_total_row_of_a_district_without_its_labels_is_still_its_total(judge):
    rows = [["อำเภอ", "ตำบล", "หมู่บ้าน", "เป้าหมาย (คน)", "ได้รับการส่งเสริม (คน)"]]
    for name in NAMES:
        rows += [[name, "ก", "หมู่ 1", 20, 17], [name, None, "หมู่ 2", 20, 18], [name, None, None, 40, 35]]
    found = judge(6, "livelihood", {"x.xlsx": rows})
    assert set(found.results.values()) == {"87.50"} and len(found.told("district-total")) == 8


@pytest.mark.quick
def test_the_cell_of_a_value_that_is_typed_once_is_the_one_it_stands_in(judge):
    rows = pivot()
    rows[2][0] = "อ.แหลมงอบ"  # of another province, with its two blanks
    found = judge(1, "disbursement", {"x.xlsx": rows})
    assert {f.origin.cell for f in found.told("unknown-district") if f.origin} == {"A3"}
    assert found.scored == set(NAMES) - {"เมืองแพร่"}


# --- a district and its tambon in one column ------------------------------------------------------

TAMBONS = {"เมืองแพร่": ["ป่าแมต", "ทุ่งโฮ้ง"], "ร้องกวาง": ["ร้องกวาง", "ร้องเข็ม"], "ลอง": ["หัวทุ่ง", "ห้วยอ้อ"],
           "สูงเม่น": ["สูงเม่น", "น้ำชำ"], "เด่นชัย": ["เด่นชัย", "แม่จั๊วะ"], "สอง": ["บ้านหนุน", "เตาปูน"],
           "วังชิ้น": ["วังชิ้น", "สรอย"], "หนองม่วงไข่": ["หนองม่วงไข่", "แม่คำมี"]}


def households(form: str, head: str = "อำเภอ/ตำบล") -> Rows:
    return [[AS_OF], [head, "ครัวเรือนเป้าหมาย", "จัดเก็บแล้ว"],
            *([form.format(d, t), 1000, 990 + 10 * n] for d, many in TAMBONS.items() for n, t in enumerate(many))]


@pytest.mark.parametrize("form", ["{}/{}", "อ.{} ต.{}", "{} / {}", "อำเภอ{} ตำบล{}", "ต.{1} อ.{0}", "ตำบล{1}/อำเภอ{0}"])
@pytest.mark.parametrize("head", ["อำเภอ/ตำบล", "อำเภอ / ตำบล", "อำเภอ"])
def test_a_cell_may_hold_a_district_and_its_tambon(judge, form, head):
    found = judge(9, "basic_needs", {"x.xlsx": households(form, head)})
    assert set(found.results.values()) == {"99.50"} and not found.told("row-twice")


@pytest.mark.parametrize("form", ["{}", "   {}", "ต.{}", "ตำบล{}", "- {}"])
@pytest.mark.parametrize("lead", ["อำเภอ", "อ.", ""])
@pytest.mark.parametrize("figures", ["none", "total", "another"])
def test_tambons_may_stand_below_the_row_of_their_district(judge, form, lead, figures):
    total = {"none": [None, None], "total": [2000, 1990], "another": [2000, 1500]}[figures]
    rows = [row for d, many in TAMBONS.items() for row in (
        [f"{lead}{d}", *total], *([form.format(t), 1000, 990 + 10 * n] for n, t in enumerate(many)))]
    found = judge(9, "basic_needs", {"x.xlsx": [[AS_OF], ["อำเภอ/ตำบล", "ครัวเรือนเป้าหมาย", "จัดเก็บแล้ว"], *rows]})
    assert set(found.results.values()) == ({None} if figures == "another" else {"99.50"})


@pytest.mark.parametrize("form", ["{}", "ต.{}", "- {}", "{}/{}"])
def test_a_tambon_of_such_a_column_may_be_typed_once_for_its_villages(judge, form):
    rows: Rows = [[AS_OF], ["อำเภอ/ตำบล", "หมู่บ้าน", "เป้าหมาย (คน)", "ได้รับการส่งเสริม (คน)"]]
    for district, many in TAMBONS.items():
        rows += [[f"อำเภอ{district}"]] if form != "{}/{}" else []
        for tambon in many:
            text = form.format(*[district, tambon][form != "{}/{}":])
            rows += [[text, "หมู่ 1", 20, 17], [None, "หมู่ 2", 20, 15]]
    found = judge(6, "livelihood", {"x.xlsx": rows})
    assert set(found.results.values()) == {"80.00"} and not found.told("unknown-district")


def test_a_tambon_that_lies_in_another_district_is_not_the_one_of_its_cell(judge):
    rows = households("{}/{}")
    rows[2][0] = "เมืองแพร่/ห้วยอ้อ"
    found = judge(9, "basic_needs", {"x.xlsx": rows})
    assert "เมืองแพร่" not in found.scored and found.told("unknown-district")


def test_a_list_of_districts_is_no_list_of_tambons(judge):
    rows = [[AS_OF], ["อำเภอ/ตำบล", "ครัวเรือนเป้าหมาย", "จัดเก็บแล้ว"], *([n, 1000, 995] for n in NAMES)]
    assert set(judge(9, "basic_needs", {"x.xlsx": rows}).results.values()) == {"99.50"}


# --- where it stands ------------------------------------------------------------------------------


def test_inspect_says_where_a_given_key_stands(pipeline, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    save(tmp_path / "DOC 2561.xlsx", {"ตุลาคม": [["รายได้ อำเภอลอง"], ["รายการข้อมูล", "ค่าข้อมูล"], [province.ITEM, 5]]})
    _, said, _ = pipeline("inspect", tmp_path / "DOC 2561.xlsx", "--format", "json")
    (table,) = json.loads(said)["sheets"][0]["tables"]
    assert table["given"] == [
        {"column": "district", "value": "ลอง", "place": "title", "cell": "A1"},
        {"column": "year", "value": "2561", "place": "file", "cell": ""},
        {"column": "month", "value": "ตุลาคม", "place": "sheet", "cell": ""},
    ]
    _, words, _ = pipeline("inspect", tmp_path / "DOC 2561.xlsx")
    assert "ชื่อไฟล์" in words and "ชื่อชีต" in words and "2561" in words
