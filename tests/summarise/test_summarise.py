"""What the province's workbook says, from all scorecards to the finished file."""

import io
import json
import posixpath
import re
import zipfile
from dataclasses import asdict, astuple, replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import mean, median
from typing import Any
from urllib.parse import unquote

import pytest
from cards import (
    AGREEMENT,
    FILES,
    FINDINGS,
    cards,
    checklist,
    exempt,
    growth,
    many,
    measured,
    ratio,
    said,
    silent,
    situations,
    under,
    unreported,
)
from home import HOME
from libreoffice import differences, needs_libreoffice, recompute
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from province import write
from province_book import heads, matches, rows

from pipeline.forms import values
from pipeline.model.agreement import Agreement
from pipeline.model.cells import Origin
from pipeline.model.changes import Changed, ChangedRow
from pipeline.model.finding import Finding
from pipeline.model.frame import Band
from pipeline.model.ledger import FileRecord, SheetRecord
from pipeline.model.words import INCOMPLETE
from pipeline.reports.results import results
from pipeline.run.office_form import load_form
from pipeline.run.stages import evaluate
from pipeline.run.writing import write as write_results
from pipeline.score.province import pooled
from pipeline.summarise import Member, compiled, rank
from pipeline.summarise.charts import band_lines, bar

FORM = load_form(HOME / "templates" / "summary.xlsx")
DASH = "–"
NOTHING = Changed.of()


def filled(context: Any, values: bool = True) -> Workbook:
    return load_workbook(io.BytesIO(FORM.fill(context)), data_only=values)


# --- districts ---------------------------------------------------------------------------------


def test_districts_stand_in_official_order_whatever_their_rank() -> None:
    codes = [district["code"] for district in said()["districts"]]
    assert codes == sorted(codes) and len(codes) == 8


def test_ties_share_a_rank_and_the_next_is_left_out() -> None:
    better = {1: ratio(1, "2703", "100000", "100000")}
    every = cards([("ก", {}), ("ข", {}), ("ค", better), ("ง", {6: ratio(6, "2704", "100", "200")})])
    assert rank(every) == {"2703": 1, "2701": 2, "2702": 2, "2704": 2}
    worse = cards([("ก", {}), ("ข", {}), ("ค", {1: ratio(1, "2703", "1", "100000")})])
    assert rank(worse) == {"2701": 1, "2702": 1, "2703": 3}


def test_a_district_that_is_incomplete_has_no_rank_and_no_percentage() -> None:
    district = said()["districts"][1]
    assert (district["rank"], district["percent"], district["band"]) == (DASH, DASH, DASH)
    assert district["state"] == "ยังไม่ครบ" and district["missing"] == "2, 5"
    assert isinstance(district["provisional"], Decimal)


def test_unreported_exempt_and_zero_differ() -> None:
    every = cards([("ก", {2: unreported(2, "2701"), 7: exempt(7, "2701")})])
    kpis = said(every)["districts"][0]["kpis"]
    assert kpis[1] == {"level": DASH, "points": DASH, "result": "ยังไม่รายงาน"}
    assert kpis[6] == {"level": "ย", "points": "ย", "result": "ยกเว้น"}
    assert kpis[5] == {"level": 0, "points": 0, "result": 0}
    assert kpis[4] == {"level": 3, "points": 3, "result": "7/8"}  # a dash would say: not reported


def test_mean_and_median_are_over_the_districts_that_have_a_figure() -> None:
    every = many(6)
    percents = [c.total.percent for c in every]
    averages = said(every)["averages"]
    cent = Decimal("0.01")
    assert averages["mean"]["percent"] == mean(percents).quantize(cent, ROUND_HALF_UP)
    assert averages["median"]["percent"] == median(percents).quantize(cent, ROUND_HALF_UP)
    some = cards([("ก", {}), ("ข", {2: unreported(2, "2702")}), ("ค", {1: ratio(1, "2703", "1", "9")})])
    levels = said(some)["averages"]
    assert levels["mean"]["levels"][0] == Decimal("2.67")
    assert levels["median"]["levels"][0] == Decimal("4.00")
    assert levels["mean"]["levels"][1] == Decimal("3.00")


# --- the province's own row --------------------------------------------------------------------


def test_the_province_is_the_sum_of_the_numerators_over_the_sum_of_the_denominators() -> None:
    every = cards([("ก", {1: ratio(1, "2701", "10", "10")}), ("ข", {1: ratio(1, "2702", "0", "990")})])
    whole = said(every)["whole"][0]
    assert (whole["above"], whole["below"]) == (10, 1000)
    assert (whole["result"], whole["level"]) == (Decimal("1.00"), 0)  # the mean would be 50.00


def test_the_province_counts_the_districts_that_were_scored_alone() -> None:
    every = cards([
        ("ก", {3: growth("2701", "1200000")}), ("ข", {3: unreported(3, "2702")}),
        ("ค", {3: exempt(3, "2703")}), ("ง", {3: growth("2704", "2160000", "2000000")}),
    ])  # fmt: skip
    whole = said(every)["whole"][2]
    assert (whole["above"], whole["below"], whole["districts"]) == (360_000, 3_000_000, 2)
    assert (whole["result"], whole["level"]) == (Decimal("12.00"), 0)


def test_the_province_meets_an_item_when_all_of_its_districts_do() -> None:
    every = [("ก", {7: ratio(7, "2701", "90", "100")}), ("ข", {7: ratio(7, "2702", "90", "100")})]
    assert said(cards(every))["whole"][6]["level"] == 5
    late = measured("2702")[7]
    no = type(late)(
        7, "2702", "measured", "", Decimal(90), Decimal(90), Decimal(100),
        (("recorded", Decimal(0)),), late.evidence,
    )
    assert said(cards([every[0], ("ข", {7: no})]))["whole"][6]["level"] == 4


def test_checklists_have_no_sum_of_the_province() -> None:
    whole = said()["whole"]
    assert [whole[n]["result"] for n in (4, 7)] == [DASH, DASH]
    assert [whole[n]["level"] for n in (4, 7)] == [DASH, DASH]


def test_the_months_are_summed_over_the_province_beside_those_of_the_year_before() -> None:
    every = cards([("ก", {}), ("ข", {}), ("ค", {3: unreported(3, "2703")})])
    monthly = said(every)["monthly"]
    assert (monthly["districts"], len(monthly["rows"])) == (2, 6)
    assert sum(m["now"] for m in monthly["rows"]) == monthly["total_now"] == 2 * 1_180_000
    assert sum(m["before"] for m in monthly["rows"]) == monthly["total_before"] == 2_000_000
    nobody = said(silent(1))["monthly"]
    assert [m["month"] for m in nobody["rows"]] == ["ยังไม่มีรายงาน"]


# --- a sheet a KPI -----------------------------------------------------------------------------


def sheet_of(context: Any, kpi: int) -> Any:
    return next(one for one in context["kpis"] if one["number"] == kpi)


def test_a_kpis_sheet_goes_from_the_district_nearest_to_its_next_level() -> None:
    tops = {"2701": "94000", "2702": "79000", "2703": "100000", "2704": "89990"}
    changes = [(f"อำเภอ {code}", {1: ratio(1, code, top, "100000")}) for code, top in tops.items()]
    every = cards([*changes, ("จ", {1: unreported(1, "2705")}), ("ฉ", {1: exempt(1, "2706")})])
    found = sheet_of(said(every), 1)["rows"]
    assert [row["district"][-4:] for row in found] == ["2704", "2701", "2702", "จ", "2703", "ฉ"]
    assert [row["gap"] for row in found[:3]] == [Decimal("0.01"), Decimal("1.00"), Decimal("1.00")]
    assert [row["amount"] for row in found[:3]] == [10, 1000, 1000]
    assert found[0]["unit"] == "บาท" and found[0]["needs"] == "ระดับที่ 3: เบิกจ่ายเพิ่มอีก 10.00 บาท"


def test_a_checklists_rows_go_by_the_items_that_are_missing() -> None:
    every = cards([
        ("ก", {5: checklist(5, "2701", groups_chosen="0", group_database="0")}),
        ("ข", {5: checklist(5, "2702", monthly_results="0")}),
        ("ค", {5: checklist(5, "2703")}),
    ])  # fmt: skip
    sheet = sheet_of(said(every), 5)
    assert [row["district"] for row in sheet["rows"]] == ["ข", "ก", "ค"]
    assert [row["lacking"] for row in sheet["rows"]] == [1, 2, None]
    assert sheet["rows"][0]["cells"][5] == "✗" and sheet["checklist"][5]["total"] == 2


def test_figures_of_a_district_that_was_not_scored_are_in_no_sum() -> None:
    part = measured("2702")[1]
    lost = type(part)(1, "2702", "unreported", "ขาดช่อง", evidence=part.evidence)
    sheet = sheet_of(said(cards([("ก", {}), ("ข", {1: lost})])), 1)
    assert [column["total"] for column in sheet["figures"]] == [97_500, 100_000]
    assert sheet["rows"][1]["cells"] == [DASH, DASH] and sheet["rows"][1]["remarks"] == "ขาดช่อง"


def test_levels_are_counted_by_kpi_with_those_that_have_none() -> None:
    counted = said()["kpis"][1]
    without = counted["unreported"], counted["exempt"]
    assert sum(counted["counts"]) + sum(without) == 8 and len(counted["counts"]) == 6
    assert without == (2, 2)


def test_standings_go_from_best_to_worst_with_the_provisional_and_those_without_any_last() -> None:
    bars = said()["standings"]
    percents = [bar["percent"] for bar in bars]
    known = [p for p in percents if isinstance(p, Decimal)]
    assert known == sorted(known, reverse=True) and percents[len(known) :] == [DASH] * 4
    provisional = [bar["provisional"] for bar in bars[len(known) :]]
    assert provisional[:2] == sorted(provisional[:2], reverse=True) and provisional[2:] == [None, None]
    assert all(bar["provisional"] is None for bar in bars[: len(known)])


def test_a_provisional_bar_is_what_the_provisional_score_comes_to() -> None:
    lost = cards([("ก", {2: unreported(2, "2701")})])
    (bar,) = said(lost)["standings"]
    assert lost[0].total.mark.provisional is not None
    twentieth = (lost[0].total.mark.provisional * 20).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert (bar["provisional"], bar["label"]) == (twentieth, f"ก ({INCOMPLETE})")


BANDS = (Band("ดีเยี่ยม", Decimal("95")), Band("ดี", Decimal("75.5")), Band("ต้องพัฒนา", Decimal(0)))


@pytest.mark.parametrize(("reach", "drawn"), [
    ("0", 2), ("75.49", 2), ("75.50", 1), ("75.60", 1), ("94.99", 1), ("95", 0), ("100", 0),
])  # fmt: skip
def test_the_lines_of_the_bands_stand_where_they_begin_beyond_a_bar(reach: str, drawn: int) -> None:
    lines = band_lines(BANDS)
    assert [line.label for line in lines] == ["", "", "", "ดี 75.5", "ดีเยี่ยม 95"]
    one = bar("ก", "ก", Decimal(reach), None, lines)
    end, stand = Decimal(reach), []
    for gap, thick in zip(one.gaps, one.lines, strict=True):
        stand += [end + gap] if thick else []
        end += gap + thick
    assert stand == [line.at_least for line in lines[5 - drawn :]] and min(one.gaps) == 0
    assert bar("ก", "ก", DASH, Decimal(reach), lines).gaps == one.gaps


def test_of_many_bands_the_highest_have_lines() -> None:
    lines = band_lines([Band(str(n), Decimal(n)) for n in range(0, 80, 10)])
    assert [line.at_least for line in lines] == [30, 40, 50, 60, 70]


def test_a_bound_is_said_without_places_that_say_nothing() -> None:
    typed = (Band("ดีเด่น", Decimal("90.00")), Band("ดี", Decimal("6E+1")), Band("พอใช้", Decimal("40.50")))
    assert [line.label for line in band_lines(typed)[2:]] == ["พอใช้ 40.5", "ดี 60", "ดีเด่น 90"]


def many_bands(*bounds: int) -> Agreement:
    return replace(AGREEMENT, bands=tuple(Band(f"ระดับที่{n}", Decimal(n)) for n in (*bounds, 0)))


def test_lines_without_room_for_their_names_and_bands_without_lines_are_told() -> None:
    agreement = many_bands(95, 90, 85, 70, 60, 50, 40)
    lines = band_lines(agreement.bands)
    assert [line.at_least for line in lines] == [60, 70, 85, 90, 95]
    assert [line.label for line in lines] == ["ระดับที่60 60", "ระดับที่70 70", "ระดับที่85 85", "", "ระดับที่95 95"]
    told = said(agreement=agreement)["headlines"]["lines"]
    assert told == (
        "ไม่มีเส้นของ ระดับที่40 40, ระดับที่50 50  "
        "เส้นที่ไม่มีชื่อคือ ระดับที่90 90"
    )
    assert said()["headlines"]["lines"] == "", "nothing is to be told of the bands of the agreement"
    assert said(agreement=many_bands(80, 60))["headlines"]["lines"] == ""


def test_a_charts_title_says_what_it_shows() -> None:
    better = {1: ratio(1, "2702", "100000", "100000")}
    lines = said(cards([("ก", {}), ("ข", better), ("ค", {2: unreported(2, "2703")})]))["headlines"]
    assert lines["standings"] == "ขสูงสุด ร้อยละ 69.50  ยังไม่ครบ 1 อำเภอ"
    assert lines["levels"] == "ตัวชี้วัดที่ 6 ได้ระดับเฉลี่ยต่ำสุด 0.00  ตัวชี้วัดที่ 9 ได้ระดับเฉลี่ยสูงสุด 5.00"
    assert lines["months"] == "ตัวชี้วัดที่ 3 รวม 3,540,000.00 บาท เพิ่มขึ้นร้อยละ 18.00 จากปีก่อน"
    nothing = said(silent(2))["headlines"]
    assert nothing["standings"] == "ยังไม่มีอำเภอใดมีคะแนนรวม  ยังไม่ครบ 2 อำเภอ"
    assert nothing["levels"] == "ยังไม่มีอำเภอใดได้ระดับในตัวชี้วัดใด"
    assert nothing["months"] == "ยังไม่มีรายงานรายเดือน"
    equal = said(cards([("ก", {}), ("ข", {})]))["headlines"]["standings"]
    assert equal.startswith("ก, ขสูงสุด ร้อยละ ")


@pytest.mark.parametrize(("now", "words"), [
    ("1000000", "เท่ากับปีก่อน"), ("900000", "ลดลงร้อยละ 10.00 จากปีก่อน"), ("1000001", "เท่ากับปีก่อน"),
])  # fmt: skip
def test_the_months_grew_fell_or_stayed(now: str, words: str) -> None:
    assert said(cards([("ก", {3: growth("2701", now)})]))["headlines"]["months"].endswith(words)


def drawn(book: bytes) -> list[str]:
    """The names of the charts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        return re.findall(r'<xdr:cNvPr[^>]* name="([^"]*)"', parts.read("xl/drawings/drawing1.xml").decode())


def without_growth() -> Agreement:
    kpis = tuple(kpi for kpi in AGREEMENT.kpis if not kpi.formula.measure.grows)
    return replace(AGREEMENT, kpis=kpis, written=None)


def test_without_a_kpi_that_grows_there_is_no_chart_of_months() -> None:
    agreement = without_growth()
    context = said(cards([("ก", {}), ("ข", {})], agreement), agreement=agreement)
    assert context["headlines"]["months"] == ""
    assert drawn(FORM.fill(context)) == ["อันดับอำเภอ", "จำนวนอำเภอตามระดับ"]
    book = filled(context)
    assert not any("เดือน" in str(cell.value) for row in book["แผนภูมิ"] for cell in row)
    assert book["แผนภูมิ"].print_area == "'แผนภูมิ'!$A$1:$O$40"
    assert drawn(FORM.fill(said(silent(2))))[2] == "ยอดรายเดือน", "where none is reported yet, that is said"


def six_levels() -> Agreement:
    """An agreement whose first KPI has a sixth level."""
    kpi = AGREEMENT.kpi(1)
    first = replace(kpi, levels=(*kpi.levels, replace(kpi.levels[-1], level=6, at_least=Decimal(110))))
    return replace(AGREEMENT, kpis=(first, *AGREEMENT.kpis[1:]), written=None)


@pytest.mark.parametrize(("agreement", "head"), [(AGREEMENT, "ระดับ ๕"), (six_levels(), "ระดับ ๕ ขึ้นไป")])
def test_levels_beyond_the_fifth_are_counted_with_it(agreement: Agreement, head: str) -> None:
    reached = [("ก", {1: ratio(1, "2701", "110", "100")}), ("ข", {1: ratio(1, "2702", "100", "100")})]
    every = cards(reached, agreement)
    assert [card.scores[0].level for card in every] == [5 if agreement is AGREEMENT else 6, 5]
    for template, title, context in (
        ("summary.xlsx", "แผนภูมิ", said(every, agreement=agreement)),
        ("compiled.xlsx", "ระดับ", of_provinces(every, agreement)),
    ):
        form = load_form(HOME / "templates" / template)
        stored, live = (
            load_workbook(io.BytesIO(form.fill(context)), data_only=values)[title] for values in (True, False)
        )
        (row,) = (row for row in stored.iter_rows() if row[6].value == head)
        assert [cell.value for cell in stored[row[0].row + 1]][1:9] == [0, 0, 0, 0, 0, 2, 0, 0]
        assert '">=5"' in live.cell(row[0].row + 1, 7).value


def of_provinces(every: Any, agreement: Agreement) -> Any:
    """What the workbook of several provinces is told of these cards, as of one province."""
    one = Member("สระแก้ว", tuple(every), pooled(every, agreement), {}, 1, 1, "", {})
    return values(compiled([one], pooled(every, agreement), (), agreement))


# --- findings, files, changes ------------------------------------------------------------------


def test_findings_and_files_are_told_in_thai() -> None:
    context = said()
    first = context["findings"][0]
    assert first["severity"] == "ต้องแก้" and first["district"] == "คลองหาด" and first["cell"] == "B9"
    assert [row["status"] for row in context["files"]] == ["ใช้แล้ว", "ใช้แล้ว", "ข้าม"]
    assert [row["rows_read"] for row in context["files"]] == [48, 0, None]
    assert [row["short_hash"] for row in context["files"]] == ["a" * 12, "a" * 12, ""]


def test_a_finding_names_who_can_mend_it() -> None:
    findings = (
        *FINDINGS,  # a sheet of the BPM export; nothing to go by
        Finding("x", "error", "", "", None, "2701", 9),  # a KPI alone
        Finding("x", "warning", "", "", Origin("ก.xls", "แผ่น 2", "A1")),  # a file of one owner
    )
    owners = [row["owner"] for row in said(findings=findings)["findings"]]
    assert owners == ["กองแผนงาน", "กองแผนงาน", "ผู้รวบรวมข้อมูลของจังหวัด", "กลุ่มงานสารสนเทศการพัฒนาชุมชน"]


@pytest.mark.slow
def test_what_changed_is_told_or_said_to_be_nothing() -> None:
    assert said()["changes"]["message"] == "ไม่มีผลของครั้งก่อนให้เปรียบเทียบ"
    assert said(changes=Changed.of("ผลเดิม"))["changes"]["message"] == "ไม่มีสิ่งใดเปลี่ยน"
    row = ChangedRow("คลองหาด", 2, "ระดับ", 2, 3, "BPM.xls")
    sheet = filled(said(changes=Changed.of("ผลเดิม", (row,))))["สิ่งที่เปลี่ยน"]
    assert [list(r) for r in sheet.iter_rows(min_row=4, values_only=True)] == [list(astuple(row))]
    assert sheet["A2"].value == "เทียบกับ ผลเดิม"


def test_what_changed_keeps_what_it_names_of_files_and_the_digits_of_a_fingerprint() -> None:
    row = ChangedRow("คลองหาด", 2, "ไฟล์ “รายงาน 2561.xlsx”", "แถว “ข้อ 12”", Decimal("2.50"), "BPM.xls")
    since = "ผลครั้งก่อน (ลายนิ้วมือ 123456789012)"
    context = said(changes=Changed.of(since))
    context["changes"]["rows"] = [asdict(row)]  # as the program says it, with its digits
    sheet = filled(context)["สิ่งที่เปลี่ยน"]
    assert sheet["A2"].value == f"เทียบกับ {since}"
    assert [cell.value for cell in sheet[4]] == list(astuple(row))


# --- readings ----------------------------------------------------------------------------------


def change(reading: str, kpi: int, top: str, start: Agreement = AGREEMENT) -> str | None:
    """What the sheet of the readings says of one district with this percentage."""
    grown = growth("2701", str(Decimal(100) + Decimal(top)), "100") if kpi == 3 else None
    every = cards([("ก", {kpi: grown or ratio(kpi, "2701", top, "100")})], start)
    found = next(r for r in said(every, agreement=start)["readings"] if r["id"] == reading)
    told = [part for one in found["changes"] for part in one["levels"].split("; ")]
    lead = f"ตัวชี้วัดที่ {kpi} "
    return next((part.removeprefix(lead) for part in told if part.startswith(lead)), None)


@pytest.mark.parametrize(("reading", "kpi", "top", "says"), [
    ("below-first-level", 1, "79.99", "ระดับ 0 → 1"),
    ("below-first-level", 1, "80.00", None),
    ("gaps-between-levels", 2, "80.50", "ระดับ 2 → 1"),
    ("gaps-between-levels", 2, "81.00", None),
    ("gaps-between-levels", 2, "90.99", "ระดับ 4 → 3"),
    ("rounding", 1, "79.995", "ระดับ 1 → 0"),
    ("rounding", 1, "79.994", None),
    ("rounding", 9, "99.605", "ระดับ 3 → 2"),
    ("exactly-seventy", 7, "70.50", "ระดับ 5 → 3"),
    ("exactly-seventy", 7, "70.00", None),
    ("exactly-seventy", 7, "71", None),
    ("hundredths-between-levels", 9, "99.601", "ระดับ 2 → 3"),
    ("hundredths-between-levels", 9, "99.60", None),
    ("hundredths-between-levels", 9, "100.004", "ระดับ 4 → 5"),
    ("step-or-interpolated", 1, "97.50", "คะแนน 4.00 → 4.50"),
    ("step-or-interpolated", 1, "82.53", "คะแนน 1.00 → 1.51"),
    ("step-or-interpolated", 1, "79.99", None),
    ("step-or-interpolated", 1, "80.00", None),
    ("step-or-interpolated", 1, "104.00", None),
    ("step-or-interpolated", 2, "92.00", None),
    ("step-or-interpolated", 3, "16.25", "คะแนน 1.00 → 1.25"),
    ("step-or-interpolated", 4, "4.99", "คะแนน 4.00 → 4.99"),
    ("step-or-interpolated", 6, "60.05", "คะแนน 1.00 → 1.01"),
    ("step-or-interpolated", 6, "60.04", None),
    ("step-or-interpolated", 6, "95.00", "คะแนน 4.00 → 4.50"),
])  # fmt: skip
def test_each_reading_tells_what_it_changes(reading: str, kpi: int, top: str, says: str | None) -> None:
    assert change(reading, kpi, top) == says


def test_the_other_way_of_a_reading_in_use_is_the_first_one() -> None:
    other = under("gaps-between-levels")
    assert change("gaps-between-levels", 2, "80.50", other) == "ระดับ 1 → 2"
    setting = next(r for r in said(agreement=other)["readings"] if r["id"] == "gaps-between-levels")
    assert setting["setting"] == "chosen" and setting["taken"].startswith("ต้องถึงร้อยละ 81")


def test_a_reading_tells_the_totals_percentages_bands_and_ranks_that_it_changes() -> None:
    every = cards([("ก", {}), ("ข", {1: ratio(1, "2702", "84000", "100000")})])
    shares = next(r for r in said(every)["readings"] if r["id"] == "section-shares")
    first = shares["changes"][0]
    # team: 4 and 3 of 5, 3.50; individual: (3·20+3·15+3·15+0+3·10+4·10+5·15)/100 = 2.95
    assert (first["score"], first["percent"], first["band"]) == (Decimal("3.23"), Decimal("64.50"), "พอใช้")
    # 3.50 × 22.22 % + 2.95 × 77.78 % = 3.07221
    assert (first["other_score"], first["other_percent"]) == (Decimal("3.07"), Decimal("61.44"))
    assert first["levels"] == DASH and (first["rank"], first["other_rank"]) == (1, 1)


def test_a_reading_that_changes_nobody_says_so() -> None:
    some = next(r for r in said(many(3))["readings"] if r["id"] == "rounding")
    assert some["changes"] and some["summary"] == "เปลี่ยน 3 จาก 3 อำเภอ"
    none = next(r for r in said(many(3))["readings"] if r["id"] == "hundredths-between-levels")
    assert none["changes"] == [] and none["summary"] == "ไม่มีอำเภอใดเปลี่ยน"


# --- the workbook ------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_workbook_has_its_sheets_and_knows_every_name() -> None:
    context = said()
    assert FORM.check(context).problems == ()
    assert filled(context).sheetnames == [
        "สรุปคะแนน", "พิมพ์สรุป", "แผนภูมิ", *(f"ตัวชี้วัดที่ {n}" for n in range(1, 10)),
        "การตีความ", "อ่านอีกทาง", "สิ่งที่เปลี่ยน", "รายการงาน", "รายการตรวจสอบ", "แหล่งข้อมูล",
        "ข้อมูลที่ใช้",
    ]  # fmt: skip


@pytest.mark.slow
def test_what_was_used_is_listed_with_the_day_the_districts_and_why_the_rest_is_not() -> None:
    rows = list(filled(said())["ข้อมูลที่ใช้"].iter_rows(min_row=4, max_col=6, values_only=True))
    assert rows[:2] == [
        ("รายงานผลการเบิกจ่าย", "เมืองสระแก้ว, คลองหาด", "๒๗\u00a0มี.ค.\u00a0๖๑", "ก.xlsx", "S", None),
        ("รายงานผลการเบิกจ่าย", "คลองหาด", "ไม่บอกวันที่", "ข.xlsx", "S", "มีฉบับใหม่กว่า"),
    ]


def of_district(sheet: Worksheet, name: str) -> list[Any]:
    """A district's row of the matrix, from the first KPI on."""
    return next(row for row in rows(sheet) if row[1] == name)[2:]


def test_every_kpi_has_its_column_beside_its_section_and_every_district_its_row() -> None:
    sheet = filled(said())["สรุปคะแนน"]
    assert heads(sheet)[:11] == [1, 2, "งานทีม", 3, 4, 5, 6, 7, 8, 9, "งานรายบุคคล"]
    first = of_district(sheet, "เมืองสระแก้ว")
    assert [first[n] for n in (0, 1, *range(3, 10))] == [4, 3, 3, 3, 3, 0, 3, 4, 5]
    results = heads(sheet).index("ตัวชี้วัดที่ ๑")
    assert first[results : results + 3] == [97.5, 85.5, 18]


def test_the_matrix_is_printed_alone_and_what_is_reckoned_beside_it_is_not() -> None:
    sheet = filled(said())["สรุปคะแนน"]
    last = next(cell.row for cell in sheet["A"] if cell.value == "ทั้งจังหวัด")
    assert sheet.print_area == f"'สรุปคะแนน'!$A$1:$S${last + 1}"
    assert heads(sheet)[18] == "ตัวชี้วัดที่ ๑"


def test_a_level_is_told_by_its_digit_and_its_grey_and_the_rest_by_signs() -> None:
    sheet = filled(said())["สรุปคะแนน"]
    first = [r for one in sheet.conditional_formatting for r in one.rules if "C4" in one.sqref]
    greys = [r.dxf.fill.bgColor.rgb[-2:] for r in first if "ISNUMBER" in r.formula[0] and r.dxf.fill]
    assert greys == sorted(greys) and len(set(greys)) == 5
    assert any('"–"' in r.formula[0] and r.dxf.fill.patternType for r in first)
    assert of_district(sheet, "คลองหาด")[1] == DASH and "ย" in of_district(sheet, "ตาพระยา")


@pytest.mark.slow
def test_points_have_columns_of_their_own_where_scores_are_interpolated() -> None:
    other = under("step-or-interpolated")
    sheet = filled(said(agreement=other))["สรุปคะแนน"]
    numbers = [head for head in heads(sheet) if isinstance(head, int)]
    assert len(numbers) == 9 + 4 and len(set(numbers)) == 9
    first = of_district(sheet, "เมืองสระแก้ว")
    assert first[:2] == [4, 4.5]


@pytest.mark.slow
@pytest.mark.parametrize(("count", "places"), [(1, [1]), (4, [4]), (7, [7]), (8, [4, 4]), (9, [5, 4]), (25, [7, 7, 7, 4])])
def test_the_printed_pages_hold_about_as_many_districts_each(count: int, places: list[int]) -> None:
    context = said(many(count))
    named = [[one["name"] for one in page["districts"] if one["name"]] for page in context["pages"]]
    assert [len(names) for names in named] == places
    sheet = filled(context)["พิมพ์สรุป"]
    assert len(sheet.row_breaks.brk) == len(places)
    names = [c.value for row in sheet.iter_rows() for c in row if str(c.value).startswith("อำเภอที่")]
    assert names == [f"อำเภอที่ {n}" for n in range(1, count + 1)]
    labels = [row[0] for row in rows(sheet)]
    for label in ("รวมส่วนที่\u00a0๑ (งานทีม)", "รวมส่วนที่\u00a0๒ (งานรายบุคคล)", "คะแนนเฉลี่ยรวม เต็ม ๕.๐๐"):
        assert labels.count(label) == len(places)
    words = [value for row in rows(sheet) for value in row]
    for heading in ("คะแนน", "ถ่วง"):  # none over a place without a district
        assert words.count(heading) == count


def test_the_printed_page_says_what_was_scored() -> None:
    every = cards(situations())
    sheet = filled(said(every))["พิมพ์สรุป"]
    page = rows(sheet)[:20]
    column = {r[0]: r for r in page if r[0] is not None}
    first = every[0]
    for score in first.scores:
        assert column[score.kpi][2:5] == [
            score.weight, score.level, pytest.approx(float(score.weighted or 0))
        ]
    assert column["รวมส่วนที่\u00a0๑ (งานทีม)"][2:5] == [100, None, pytest.approx(float(first.section("team").score or 0))]
    assert column["คะแนนเฉลี่ยรวม เต็ม ๕.๐๐"][3] == pytest.approx(3.23)
    assert column["คิดเป็นร้อยละ"][3] == pytest.approx(float(first.total.percent or 0))
    assert column["ระดับผลประเมิน"][3] == first.total.band


def test_findings_can_be_filtered_and_all_are_there() -> None:
    sheet = filled(said())["รายการตรวจสอบ"]
    assert sheet.auto_filter.ref == "A3:J5" and sheet.freeze_panes == "A4"
    assert [row[7] for row in rows(sheet)[3:5]] == ["ช่องเสีย #REF!", "ข้อมูลก่อนวันตัดยอด"]


@pytest.mark.parametrize(("thai", "days", "old"), [(True, "๒๗ มี.ค. ๖๑", "๙๗.๕๐"), (False, "27 มี.ค. 61", "97.50")])
def test_findings_and_changes_are_printed_in_the_digits_of_the_papers(thai: bool, days: str, old: str) -> None:
    where = Origin("ก 1.xls", "แผ่น 1", "B9")
    finding = Finding("late", "warning", "ณ 27 มี.ค. 61 ซ้ำกับ ก 1.xls “ข 2” B9", "ดู 27 มี.ค. 61", where, "2702", 2)
    row = ChangedRow("คลองหาด", 2, "รายได้", "97.50", 3, "ก 1.xls (แก้ไข)")
    book = said(
        findings=(finding,), files=(replace(FILES[0], file="ก 1.xls"),), agreement=replace(AGREEMENT, thai_digits=thai),
        changes=Changed.of("ผลเดิม", (row,)))
    assert book["findings"][0]["problem"] == f"ณ {days} ซ้ำกับ ก 1.xls “ข 2” B9"
    assert book["findings"][0]["remedy"] == f"ดู {days}" and book["findings"][0]["cell"] == "B9"
    change = book["changes"]["rows"][0]
    assert (change["before"], change["after"], change["file"]) == (old, 3, "ก 1.xls (แก้ไข)")


def test_without_findings_the_sheet_says_so() -> None:
    sheet = filled(said(findings=()))["รายการตรวจสอบ"]
    assert sheet["A4"].value == "ไม่มีรายการที่ต้องตรวจสอบ"


@pytest.mark.slow
def test_the_whole_hash_is_kept_beside_the_printed_page() -> None:
    sheet = filled(said())["แหล่งข้อมูล"]
    assert sheet["I4"].value == "a" * 12 and sheet["J4"].value == "a" * 64
    assert sheet.print_area == "'แหล่งข้อมูล'!$A$1:$I$6"


def test_no_format_rounds_a_figure_and_rows_of_files_are_counted_whole() -> None:
    book = filled(said())
    figures = [
        cell for sheet in book for row in sheet.iter_rows() for cell in row
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    ]
    broken = [cell for cell in figures if cell.value != int(cell.value)]
    assert len(broken) > 50
    assert [c.coordinate for c in broken if "." not in c.number_format] == []
    counts = [c for c in figures if c.parent.title == "แหล่งข้อมูล"]
    assert counts and all("." not in cell.number_format for cell in counts)


def test_charts_cover_every_kpi_district_and_month() -> None:
    book = load_workbook(io.BytesIO(FORM.fill(said())))
    sheet = book["แผนภูมิ"]
    drawn = []
    for chart in sheet._charts:
        for series in [one for part in chart._charts for one in part.series]:
            area = series.val.numRef.f.split("!")[1].replace("$", "")
            assert series.cat.strRef is not None or series.cat.numRef is not None
            drawn.append(len(sheet[area]))
    assert len(sheet._charts) == 3 and sorted(drawn) == [6] * 2 + [9] * (8 + 10 + 2)


def test_the_cells_that_a_chart_draws_are_the_counts() -> None:
    context = said()
    sheet = filled(context)["แผนภูมิ"]
    table = {r[0]: r[1:9] for r in rows(sheet) if str(r[0]).startswith("ตัวชี้วัดที่")}
    for kpi, digit in zip(context["kpis"], "๑๒๓๔๕๖๗๘๙", strict=True):
        assert table[f"ตัวชี้วัดที่ {digit}"] == [*kpi["counts"], kpi["unreported"], kpi["exempt"]]


def test_a_name_that_looks_like_a_formula_stays_text() -> None:
    findings = (Finding("x", "info", "=1+1", "@cmd", Origin("=cmd|x.xls", "+1", "A1")),)
    sheet = load_workbook(io.BytesIO(FORM.fill(said(findings=findings))))["รายการตรวจสอบ"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_the_same_province_gives_the_same_bytes() -> None:
    assert FORM.fill(said()) == FORM.fill(said())


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 32])
def test_any_number_of_districts_fits(count: int) -> None:
    every = cards([(f"อำเภอที่ {n}", {}) for n in range(count)])
    found = [row for row in rows(filled(said(every))["สรุปคะแนน"]) if str(row[1]).startswith("อำเภอที่ ")]
    assert len(found) == count and all(row[16] == 1 for row in found)


def test_a_province_in_which_nothing_is_reported_has_its_workbook() -> None:
    book = filled(said(silent(9)))
    listed = [row for row in rows(book["สรุปคะแนน"]) if str(row[1]).startswith("อำเภอที่ ")]
    assert len(listed) == 9 and all(row[4] == row[14] == DASH for row in listed)
    assert all(s["changes"] == [] for s in said(silent(9))["readings"])


def test_the_note_below_few_kpis_wraps_within_the_printed_columns() -> None:
    (kpi,) = (replace(kpi, weight=Decimal(100)) for kpi in AGREEMENT.kpis if kpi.number == 1)
    sections = tuple(replace(one, share=Decimal(100)) for one in AGREEMENT.sections if one.id == kpi.section)
    agreement = replace(AGREEMENT, kpis=(kpi,), sections=sections, written=None)
    heights = []
    for which in (agreement, AGREEMENT):
        sheet = filled(said(cards([("ก", {})], which), agreement=which))["สรุปคะแนน"]
        area = str(sheet.print_area).partition("!")[2].replace("$", "")
        (note,) = (row[0] for row in sheet.iter_rows() if str(row[0].value).startswith("“–”"))
        assert f"A{note.row}:{area.partition(':')[2]}" in [str(merge) for merge in sheet.merged_cells.ranges]
        assert note.alignment.wrap_text
        heights.append(sheet.row_dimensions[note.row].height or 0)
    assert heights[0] > 1.9 * heights[1], "one KPI: two lines, nine: one"


@pytest.mark.slow
@pytest.mark.parametrize("count", [7, 12])
def test_a_round_of_any_number_of_kpis_fills(count: int) -> None:
    sixth = AGREEMENT.kpi(6)
    kpis = (*AGREEMENT.kpis, *(replace(sixth, number=n) for n in range(10, 13)))[:count]
    agreement = replace(AGREEMENT, kpis=kpis, written=None)
    more = {n: replace(ratio(6, "2701", "150", "200"), kpi=n) for n in range(10, 13)}
    every = cards([("ก", more), ("ข", {n: unreported(n, "2702") for n in range(1, 13)})], agreement)
    context = said(every, agreement=agreement)
    assert FORM.check(context).problems == ()
    book = filled(context)
    assert [n for n in book.sheetnames if n.startswith("ตัวชี้วัด")] == [f"ตัวชี้วัดที่ {k.number}" for k in kpis]
    sheet = book["สรุปคะแนน"]
    first = dict(zip(heads(sheet), of_district(sheet, "ก"), strict=True))
    assert [first[k.number] for k in kpis] == [s.level for s in every[0].scores]
    assert first["งานรายบุคคล"] == pytest.approx(float(every[0].section("individual").score or 0))


# --- words and digits --------------------------------------------------------------------------

# What is called by somebody else: files, sheets, cells, what they are told by.
NAMES = {"รายการงาน": "H", "รายการตรวจสอบ": "CDEJ", "แหล่งข้อมูล": "ABIJ", "ข้อมูลที่ใช้": "DE", "สิ่งที่เปลี่ยน": "F"}
PROGRAM = re.compile(r"\.toml|\.json|use = |[a-z]+-[a-z]+|None|True|False|\{|\}")


def said_in(book: Workbook) -> list[tuple[str, str, Any]]:
    """Every cell that the program words itself: sheet, address, value."""
    return [
        (sheet.title, cell.coordinate, cell) for sheet in book for row in sheet.iter_rows() for cell in row
        if cell.value is not None and cell.column_letter not in NAMES.get(sheet.title, "")
    ]  # fmt: skip


def test_names_of_files_sheets_and_cells_keep_their_digits_in_a_sentence() -> None:
    files = (FileRecord("งบ 5 อำเภอ.xlsx", "a" * 64, "used", sheets=(SheetRecord("Sheet1 (2)", "bpm"),)),)
    told = "แถว 12 ของ งบ 5 อำเภอ.xlsx ชีต Sheet1 (2) ช่อง B11 และอีก 3 แถว: AB6:AB8 ต่างไป 1,200.50"
    found = (Finding("x", "error", told, "แก้ 2 ช่อง", Origin("งบ 5 อำเภอ.xlsx", "Sheet1 (2)", "B11")),)
    (row,) = said(findings=found, files=files)["findings"]
    assert row["problem"] == (
        "แถว ๑๒ ของ งบ 5 อำเภอ.xlsx ชีต Sheet1 (2) ช่อง B11 และอีก ๓ แถว: AB6:AB8 ต่างไป ๑,๒๐๐.๕๐"
    )
    assert row["remedy"] == "แก้ ๒ ช่อง"
    lost = cards([("ก", {2: unreported(2, "2701", told)})])
    assert sheet_of(said(lost, files=files), 2)["rows"][0]["remarks"] == row["problem"]
    arabic = replace(AGREEMENT, thai_digits=False)
    (row,) = said(findings=found, files=files, agreement=arabic)["findings"]
    assert (row["problem"], row["remedy"]) == (told, "แก้ 2 ช่อง")


@pytest.mark.slow
def test_all_digits_are_thai_where_the_setting_says_so() -> None:
    row = ChangedRow("คลองหาด", 2, "ระดับของตัวชี้วัดที่ 2", 2, "ร้อยละ 3.5", "BPM.xls")
    context = said(changes=Changed.of("ผลครั้งก่อน", (row,)))
    book = filled(context)
    arabic = [
        (title, at, cell.value) for title, at, cell in said_in(book)
        if (isinstance(cell.value, str) and re.search("[0-9]", cell.value))
        or (isinstance(cell.value, int | float) and "D00041E" not in cell.number_format)
    ]  # fmt: skip
    assert arabic == []
    for sheet in book:
        assert not re.search("[0-9]", "".join(part.text or "" for part in (
            sheet.oddFooter.left, sheet.oddFooter.center, sheet.oddFooter.right)))
        # The number of a page is Arabic in Excel: a font that draws these as Thai ones shows it.
        assert "หน้า &P จาก &N" in sheet.oddFooter.right.text and sheet.oddFooter.right.font == "TH SarabunIT๙,Regular"
    other = filled(said(agreement=replace(AGREEMENT, thai_digits=False)))
    for sheet in other:
        assert "หน้า &P จาก &N" in sheet.oddFooter.right.text
        assert sheet.oddFooter.right.font == "TH SarabunPSK,Regular"


def test_no_word_of_the_program_and_nothing_twice_is_on_paper() -> None:
    told = [(title, at, cell.value) for title, at, cell in said_in(filled(said())) if isinstance(cell.value, str)]
    assert [one for one in told if PROGRAM.search(one[2])] == []
    twice = re.compile(r"(ตัวชี้วัดที่ [๐-๙]+)\b.*\1\b")
    assert [one for one in told if one[0] != "อ่านอีกทาง" and twice.search(one[2])] == []
    words = " ".join(one[2] for one in told)
    for old in ("รายทีม", "เบื้องต้น", "สมบูรณ์", "รอบการประเมินที่ ๑/", "ก่อนวันตัดยอด"):
        assert old not in words.replace("ข้อมูลก่อนวันตัดยอด", ""), old


# --- another agreement -------------------------------------------------------------------------


def fourteen() -> tuple[Agreement, Any]:
    """Fourteen KPIs in three sections with other bands, and three districts' cards under them."""
    sixth, second = AGREEMENT.kpi(6), AGREEMENT.sections[1]
    more = tuple(replace(sixth, number=n, section="more", weight=Decimal(20)) for n in range(10, 15))
    shares = [Decimal(40), Decimal(40), Decimal(20)]
    third = replace(second, id="more", name="งานมอบหมาย", label="ส่วนที่ ๓", total_label="รวมส่วนที่ ๓ (งานมอบหมาย)")
    agreement = replace(
        AGREEMENT, kpis=(*AGREEMENT.kpis, *more), written=None,
        sections=tuple(
            replace(one, share=share) for one, share in zip((*AGREEMENT.sections, third), shares, strict=True)),
        bands=BANDS,
    )  # fmt: skip
    every = [
        (f"อำเภอที่ {n}", {k: replace(ratio(6, f"270{n}", str(100 + 17 * n + k), "200"), kpi=k) for k in range(10, 15)})
        for n in (1, 2, 3)
    ]
    every[2][1][12] = unreported(12, "2703")
    every[1][1].update({k: exempt(k, "2702") for k in range(10, 15)})
    return agreement, cards(every, agreement)


def test_fourteen_kpis_in_three_sections_with_other_bands_have_their_papers() -> None:
    agreement, every = fourteen()
    book = filled(said(every, agreement=agreement))
    sections = [head for head in heads(book["สรุปคะแนน"]) if str(head).startswith("งาน")]
    assert sections == ["งานทีม", "งานรายบุคคล", "งานมอบหมาย"]
    row = of_district(book["สรุปคะแนน"], "อำเภอที่ 2")
    assert row.count("ย") == 5 + 1  # the KPIs of the third section, and it
    labels = [r[0] for r in rows(book["พิมพ์สรุป"])]
    assert [n for n in labels if isinstance(n, int)] == list(range(1, 15))
    assert "รวมส่วนที่\u00a0๓ (งานมอบหมาย)" in labels
    drawn = [c.value for c in next(r for r in book["แผนภูมิ"].iter_rows() if r[0].value == "อำเภอ")]
    assert [one for one in drawn if one and ("ดี" in one)] == ["ก่อน ดี ๗๕.๕", "ดี ๗๕.๕", "ก่อน ดีเยี่ยม ๙๕", "ดีเยี่ยม ๙๕"]


# --- links -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_every_link_opens(tmp_path: Path) -> None:
    target = write_results(
        HOME, evaluate(HOME, write(tmp_path / "input"), "2561-1", None, 1), tmp_path / "output"
    ).folder
    path = target / "สรุปจังหวัดสระแก้ว.xlsx"
    book = load_workbook(path)
    links = [c.hyperlink for s in book for row in s.iter_rows() for c in row if c.hyperlink]
    outside = [link.target for link in links if link.target]
    assert len(outside) == 9 and len(links) == 18
    for link in outside:
        assert re.fullmatch(r"[A-Za-z0-9%._-]+", link), "a link is percent-encoded"
        assert (target / unquote(link)).is_file()
    for link in links:
        if not link.target:
            assert link.location.removesuffix("!A1").strip("'") in book.sheetnames


def test_every_part_that_the_package_names_is_there() -> None:
    package = zipfile.ZipFile(io.BytesIO(FORM.fill(said())))
    names = set(package.namelist())
    types = package.read("[Content_Types].xml").decode()
    assert set(re.findall(r'PartName="/([^"]+)"', types)) <= names
    for name in names:
        if name.endswith(".rels") and name != "_rels/.rels":
            folder = posixpath.dirname(posixpath.dirname(name))
            text = package.read(name).decode()
            for relation in re.findall(r"<Relationship [^>]*>", text):
                found = re.search(r'Target="([^"]+)"', relation)
                if 'TargetMode="External"' in relation or found is None:
                    continue
                where = found[1].lstrip("/") if found[1][0] == "/" else f"{folder}/{found[1]}"
                assert posixpath.normpath(where) in names, (name, where)


# --- the formulas prove themselves -------------------------------------------------------------

VARIANTS = [(), *((reading.id,) for reading in AGREEMENT.readings),
            ("step-or-interpolated", "below-first-level", "rounding")]


@pytest.mark.slow
@needs_libreoffice
def test_stored_values_are_libreoffices_and_those_of_results_json(tmp_path: Path) -> None:
    made: dict[str, Any] = {}
    for number, ids in enumerate(VARIANTS):
        other = under(*ids)
        every = cards(situations(), other)
        made[f"{number}.xlsx"] = (every, other)
    agreement, every = fourteen()
    made["fourteen.xlsx"] = (every, agreement)
    made["many.xlsx"] = (many(32), AGREEMENT)
    made["arabic.xlsx"] = (many(3), replace(AGREEMENT, thai_digits=False))
    made["silent.xlsx"] = (silent(9), AGREEMENT)
    made["six.xlsx"] = (cards([("ก", {1: ratio(1, "2701", "110", "100")}), ("ข", {})], six_levels()), six_levels())
    made["still.xlsx"] = (cards([("ก", {}), ("ข", {})], without_growth()), without_growth())
    for name, (every, other) in made.items():
        (tmp_path / name).write_bytes(FORM.fill(said(every, agreement=other)))
    recompute(tmp_path)
    for name, (every, other) in made.items():
        assert differences(tmp_path, name) == []
        data = json.loads(json.dumps(results(other, "สระแก้ว", FILES, every, FINDINGS)))
        matches(load_workbook(tmp_path / name, data_only=True), data)
