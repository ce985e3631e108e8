"""A measure or a kind of table is one record: one made here is scored, printed, explained and
summed up, and nobody compares with its name."""

import ast
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import province
import pytest
from adopted import adopt
from home import HOME, copy_room
from openpyxl import load_workbook
from runs import of_round

from pipeline.cli import main
from pipeline.measure import MEASURES
from pipeline.measure.figures import parts, percentage
from pipeline.measure.words import of_two_sums, to_the_numerator
from pipeline.model.agreement import Kpi, Measure, MeasureInput, Missing
from pipeline.model.observation import Evidence, Measurement, Observation
from pipeline.model.observed import Context, Observed
from pipeline.model.source import Claim, Kind
from pipeline.normalise.dates import dated_tables
from pipeline.normalise.kinds import KINDS

ROUND = "2561-1"


# --- the measures ------------------------------------------------------------------------------


def shares(given: MeasureInput) -> dict[str, Measurement]:
    """Each district's rows with a figure above nothing, in percent of its rows."""
    found = {}
    for district in given.districts:
        rows = given.of(district.code, given.kpi.formula.element)
        above = counted("หมู่บ้านที่มีกลุ่ม", [o for o in rows if o.value])
        below = counted("หมู่บ้านทั้งหมด", rows)
        assert above.value is not None and below.value is not None
        found[district.code] = given.unreported(district.code, "ไม่มีรายงาน") if not rows else (
            Measurement(
                given.kpi.number, district.code, "measured",
                result=percentage(above.value, below.value),
                numerator=above.value, denominator=below.value, evidence=(above, below),
            )
        )
    return found


def counts(given: MeasureInput) -> dict[str, Measurement]:
    """Each district's rows, which are the result themselves."""
    found = {}
    for district in given.districts:
        rows = counted("หมู่บ้านทั้งหมด", given.of(district.code, given.kpi.formula.element))
        found[district.code] = Measurement(
            given.kpi.number, district.code, "measured", result=rows.value, evidence=(rows,))
    return found


def counted(name: str, rows: list[Observation]) -> Evidence:
    return Evidence(
        name, Decimal(len(rows)), "หมู่บ้าน", origins=tuple(o.origin for o in rows),
        parts=tuple(replace(part, value=Decimal(1)) for part in parts(rows)),
    )


def rows_missing(measurement: Measurement, kpi: Kpi, target: Decimal) -> Missing:
    assert measurement.result is not None
    amount = target - measurement.result
    return Missing(amount, "หมู่บ้าน", (kpi.formula.more.format(amount=amount),))


SHARE = Measure(
    name="share_of_rows", needs=("element",), may=("more",), figure="figure", measured=shares,
    working=of_two_sums, missing=to_the_numerator, pools=True, counts=True,
)
COUNT = Measure(
    name="number_of_rows", units=("หมู่บ้าน",), needs=("element", "more"), figure="figure", measured=counts,
    working=lambda measurement: "นับได้ ", missing=rows_missing, counts=True,
)


def marks(claim: Claim, context: Context) -> Observed:
    """Figures that are marks: one where a cell says anything, nothing where it is empty."""
    seen = Observed()
    for reader in dated_tables(claim, context, seen):
        (village,) = reader.source.with_role("label")
        for row, district in reader.of_districts(seen):
            seen.observations += [
                reader.observation(
                    row, column.id, district.code, Decimal(bool(reader.text(row, column.id))), "given",
                    reader.text(row, village.id),
                )
                for column in reader.source.with_role("figure")
            ]
            seen.count(True)
    return seen


MARKS = Kind(
    name="marks", needs=("district", "label", "figure"), observe=marks, may=("province",),
    prefilled=True,
)
VISITS = """
id = "visits"
title = "ทะเบียนเยี่ยมหมู่บ้าน"
owner = "กลุ่มงานตัวอย่าง"
kind = "marks"
[columns.province]
role = "province"
headings = ["จังหวัด"]
[columns.district]
role = "district"
headings = ["อำเภอ"]
[columns.village]
role = "label"
headings = ["ชื่อหมู่บ้าน"]
[columns.planned]
role = "figure"
unit = "หมู่บ้าน"
headings = ["วางแผนเยี่ยม"]
required = true
[columns.visited]
role = "figure"
unit = "หมู่บ้าน"
headings = ["เยี่ยมแล้ว"]
required = true
"""
SAVINGS = """
id = "savings"
title = "กลุ่มออมทรัพย์"
owner = "กลุ่มงานตัวอย่าง"
kind = "sums"
key = ["village"]
[columns.district]
role = "district"
headings = ["อำเภอ"]
[columns.village]
role = "label"
headings = ["ชื่อหมู่บ้าน"]
[columns.groups]
role = "figure"
unit = "กลุ่ม"
headings = ["กลุ่มทั้งหมด"]
required = true
"""
KPI = """
number = {number}
section = "individual"
goal = ""
name = "งานตัวอย่างข้อ {number}"
weight = 0
data_source = "ฝ่ายอำนวยการ"
cutoff = 2018-03-31
[formula]
measure = "{measure}"
{elements}
more = "เพิ่มอีก {{amount}} หมู่บ้าน"
"""
LEVEL = '[[levels]]\nlevel = {level}\nquote = "{quote}"\nat_least = {at_least}\n'


def definitions(home: Path) -> Path:
    """A home with a tenth KPI of shares and an eleventh of counts, over a source of their own, and
    a twelfth over a source of marks."""
    for name in ("agreement", "templates"):
        copy_room(name, home)
    for name, source in (("savings", SAVINGS), ("visits", VISITS)):
        (home / f"agreement/sources/{name}.toml").write_text(source, encoding="utf-8")
    rows, ratio = 'element = "savings.groups"', 'numerator = "visits.visited"\ndenominator = "visits.planned"'
    percent, villages = "ไม่น้อยกว่าร้อยละ {}", "ไม่น้อยกว่า {} หมู่บ้าน"
    signed = home / f"agreement/{ROUND}/agreement.txt"
    for number, measure, elements, bounds, words in (
        (10, SHARE.name, rows, (50, 60, 70, 80, 90), percent), (11, COUNT.name, rows, (1, 2, 3, 4, 5), villages),
        (12, "ratio_of_sums", ratio, (50, 60, 70, 80, 90), percent),
    ):
        quotes = [words.format(bound) for bound in bounds]
        levels = (
            LEVEL.format(level=level, quote=quote, at_least=bound)
            for level, (quote, bound) in enumerate(zip(quotes, bounds, strict=True), 1)
        )
        text = KPI.format(number=number, measure=measure, elements=elements) + "".join(levels)
        lines = [f"ตัวชี้วัดที่ {number} งานตัวอย่างข้อ {number}",
                 *(f"ระดับที่ {level} {quote}" for level, quote in enumerate(quotes, 1)), "0", "ฝ่ายอำนวยการ"]
        with signed.open("a", encoding="utf-8") as end:
            end.write("\n" + "\n\t".join(lines))
        (home / f"agreement/{ROUND}/kpi/{number}_made.toml").write_text(text, encoding="utf-8")
    adopt(home)
    return home


def exports(folder: Path) -> Path:
    """Everybody's exports, and four villages a district of which one has no group; three of them
    are to be visited and two have been."""
    tables = province.tables()
    tables["savings"] = [
        [province.AS_OF], ["อำเภอ", "ชื่อหมู่บ้าน", "กลุ่มทั้งหมด"],
        *([name, f"บ้านตัวอย่าง {v}", v] for name in province.DISTRICTS.values() for v in range(4)),
    ]
    tables["visits"] = [
        [province.AS_OF], ["อำเภอ", "ชื่อหมู่บ้าน", "วางแผนเยี่ยม", "เยี่ยมแล้ว"],
        *([name, f"บ้านตัวอย่าง {v}", "✓" if v else None, "x" if v > 1 else None]
          for name in province.DISTRICTS.values() for v in range(4)),
    ]
    return province.write(folder, tables)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of a run with the records made here, and what each command said."""
    folder = tmp_path_factory.mktemp("records")
    said = {}
    with pytest.MonkeyPatch.context() as patch:
        for measure in (SHARE, COUNT):
            patch.setitem(MEASURES, measure.name, measure)
        patch.setitem(KINDS, MARKS.name, MARKS)
        patch.chdir(definitions(folder / "home"))
        source, output = exports(folder / "input"), folder / "output"
        for name, *words in (
            ("run", "run", "--input", source, "--output", output),
            ("compile", "compile", output / ROUND, "--output", output),
            ("template", "template", "check"),
            ("forms", "forms", "--input", source, "--output", output),
            ("10", "explain", "วัฒนานคร", "10", "--input", source),
            ("11", "explain", "วัฒนานคร", "11", "--input", source),
        ):
            said[name] = command(patch, *words)
    return output / ROUND, said


def command(patch: pytest.MonkeyPatch, *words: object) -> str:
    """What the program says to a command in this process."""
    patch.setattr("sys.argv", ["pipeline", *of_round(*words)])
    said = io.StringIO()
    with pytest.raises(SystemExit) as stop, redirect_stdout(said):
        main()
    assert stop.value.code == 0, said.getvalue()
    return said.getvalue()


def cells(path: Path, sheet: str) -> list[tuple[object, ...]]:
    return list(load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True))


def row_of(path: Path, sheet: str, *wanted: object) -> tuple[object, ...]:
    """The first row that holds all of these."""
    for row in cells(path, sheet):
        if all(one in row for one in wanted):
            return row
    raise AssertionError((sheet, wanted))


def scores(folder: Path) -> Mapping[int, dict]:
    data = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    district = next(d for d in data["districts"] if d["code"] == "2705")
    return {one["number"]: one for one in district["kpis"]}


@pytest.mark.slow
def test_a_measure_made_here_is_scored_with_what_is_missing_in_its_own_words(made):
    share, count = scores(made[0])[10], scores(made[0])[11]
    assert (share["result"], share["level"]) == ("75.00", 3)
    assert share["next_level"]["needs"] == "เพิ่มอีก 1 หมู่บ้าน"
    assert share["evidence"] == {"หมู่บ้านที่มีกลุ่ม": "3", "หมู่บ้านทั้งหมด": "4"}
    assert (count["result"], count["level"]) == ("4.00", 4)
    assert count["next_level"]["needs"] == "เพิ่มอีก 1 หมู่บ้าน"


def test_it_is_printed_and_evidenced_in_the_districts_workbook(made):
    book = made[0] / "2705 วัฒนานคร.xlsx"
    rows = {row[0]: row for row in cells(book, "ผลคะแนน")}
    assert 75 in rows[10] and 4 in rows[11]
    assert 3 in row_of(book, "หลักฐาน", "หมู่บ้านที่มีกลุ่ม")
    assert "คิดจาก หมู่บ้านที่มีกลุ่ม × ๑๐๐ ÷ หมู่บ้านทั้งหมด" in str(cells(book, "หลักฐาน"))


def test_it_is_explained_by_its_own_working(made):
    assert "คิดเป็นร้อยละ 3 ÷ 4 × 100 = 75 ปัดเศษสองตำแหน่งเป็น 75.00" in made[1]["10"]
    assert "savings.xlsx › Sheet › C20" in made[1]["10"]
    assert "นับได้ 4 หมู่บ้าน" in made[1]["11"]


@pytest.mark.slow
def test_it_is_summed_up_over_districts_and_provinces_where_it_pools(made):
    summary = made[0] / "สรุปจังหวัดสระแก้ว.xlsx"
    assert 75 in row_of(summary, "ตัวชี้วัดที่ 10", "วัฒนานคร")
    assert {27, 36, 75} <= set(row_of(summary, "ตัวชี้วัดที่ 10", 27, 36))
    assert 4 in row_of(summary, "ตัวชี้วัดที่ 11", "วัฒนานคร")
    sums = row_of(made[0] / "สรุปรวมจังหวัด.xlsx", "ยอดรวม", "สระแก้ว", 10)
    assert {27, 36, 75} <= set(sums)
    note = str(cells(made[0] / "สรุปรวมจังหวัด.xlsx", "สรุปจังหวัด"))
    assert "ตัวชี้วัดที่ ๕, ๘, ๑๑" in note


# --- the kind of table -------------------------------------------------------------------------


def test_a_kind_made_here_is_observed_and_its_rows_are_accounted_for(made):
    twelfth = scores(made[0])[12]
    assert (twelfth["result"], twelfth["level"]) == ("66.67", 2)
    assert twelfth["evidence"] == {"เยี่ยมแล้ว": "2", "วางแผนเยี่ยม": "3"}
    data = json.loads((made[0] / "results.json").read_text(encoding="utf-8"))
    (sheet,) = next(f for f in data["files"] if f["file"] == "visits.xlsx")["sheets"]
    assert (sheet["source"], sheet["rows_used"], sheet["rows_refused"]) == ("visits", 36, 0)
    assert 2 in row_of(made[0] / "2705 วัฒนานคร.xlsx", "หลักฐาน", "เยี่ยมแล้ว")


def test_it_has_a_blank_form_as_its_record_says(made):
    form = made[0].parent / "แบบกรอก/2561-1/แบบกรอก ทะเบียนเยี่ยมหมู่บ้าน.xlsx"
    rows = cells(form, "แบบกรอก")
    assert rows[4] == ("อำเภอ", "ชื่อหมู่บ้าน", "วางแผนเยี่ยม", "เยี่ยมแล้ว")
    assert [row[0] for row in rows[5:14]] == list(province.DISTRICTS.values())


# --- nobody asks for a name --------------------------------------------------------------------


PLAIN = ("sum", "mean", "change", "given")  # words that name a measure or kind only beside its record


def compared(source: str) -> Iterator[str]:
    """What a module compares with the name of a measure or kind, or a record's name with."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare | ast.MatchValue):
            for part in ast.walk(node):
                named = isinstance(part, ast.Constant) and part.value in (*MEASURES, *KINDS) and (
                    part.value not in PLAIN or any(word in ast.unparse(node) for word in ("measure", "kind")))
                if named or ast.unparse(part).endswith(("measure.name", "kind.name")):
                    yield f"{node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize("source", [
    "kpi.formula.measure == 'checklist'", "kind in ('roster', 'exemptions')", "'sums' not in kinds",
    "kpi.formula.measure.name != one", "kpi.formula.measure == 'sum'", "match kind:\n    case 'monthly':\n        pass",
])
def test_a_comparison_with_a_name_is_seen(source):
    assert list(compared(source))


@pytest.mark.parametrize("path", sorted((HOME / "pipeline").rglob("*.py")), ids=lambda p: p.stem)
def test_no_module_compares_with_the_name_of_a_measure_or_kind(path):
    assert list(compared(path.read_text(encoding="utf-8"))) == []
