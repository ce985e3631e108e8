"""Several provinces compiled into one workbook, held against sums worked out from the exports."""

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import mean, median
from typing import Any
from urllib.parse import unquote

import nation
import province
import pytest
from home import HOME
from libreoffice import differences, needs_libreoffice, recompute
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from runs import Said, of_round

from pipeline.model.words import COMPILED
from pipeline.run.writing import OURS
from pipeline.thai.digits import paper_digits, to_thai

NAMES = ("ตราด", "สระแก้ว", "ระนอง")  # by code
UNREPORTED = "เขาสมิง"  # a district of ตราด without a row of KPI 9
Run = Callable[..., Said]
Json = dict[str, Any]


def tables(name: str) -> dict[str, province.Rows]:
    """A province's exports, in which the districts differ."""
    made = nation.tables(name)
    turn = NAMES.index(name)
    for place, row in enumerate(made["disbursement"][2:]):
        allocated = 100000 + 1000 * place + 50000 * turn
        paid = allocated * (80 + (7 * turn + 3 * place) % 20) // 100
        row[1:] = [allocated, paid, allocated - paid, None]
    names = [row[0] for row in made["disbursement"][2:]]
    for row in made["sales"][2:]:
        place = names.index(row[2])
        row[4] = 1000 + 10 * place if row[0] == 2560 else 1150 + 20 * place + 30 * turn
    made["basic_needs"] = [row for row in made["basic_needs"] if UNREPORTED not in row]
    if name == "ระนอง":
        del made["livelihood"]  # KPI 6 of all its districts: not reported
    return made


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a run over three provinces and a fourth that cannot be run."""
    folder = tmp_path_factory.mktemp("compile")
    for name in NAMES:
        province.write(folder / "input" / name, tables(name))
    (folder / "input" / "กระบี่").mkdir()
    for command, code in ((["run", "--input", folder / "input", "--jobs", "2"], 1), (["compile"], 0)):
        done = subprocess.run(
            [sys.executable, "-m", "pipeline", *of_round(*command), "--output", str(folder / "output")],
            cwd=HOME, check=False, capture_output=True,
        )
        assert done.returncode == code, done.stderr.decode()
    return folder / "output" / "2561-1"


@pytest.fixture
def output(made: Path, tmp_path: Path) -> Path:
    """A copy of that output which a test may spoil; the workbook is still to be compiled."""
    target = tmp_path / "output" / "2561-1"
    for name in NAMES:
        (target / name).mkdir(parents=True)
        shutil.copy(made / name / "results.json", target / name)
    return target.parent


@pytest.fixture(scope="module")
def book(made: Path) -> Workbook:
    return load_workbook(made / COMPILED, data_only=True)


@pytest.fixture(scope="module")
def results(made: Path) -> dict[str, Json]:
    return {name: json.loads((made / name / "results.json").read_bytes()) for name in NAMES}


def column(sheet: Worksheet, kpi: int) -> int:
    """The column that is headed by a KPI."""
    return next(c.column for c in sheet[3] if c.value == to_thai(f"ตัวชี้วัดที่ {kpi}"))


def row_of(sheet: Worksheet, name: str) -> int:
    return next(c[0].row for c in sheet.iter_rows() if name in (c[0].value, c[1].value))


def sums_of(sheet: Worksheet, kpi: int, name: str) -> list[Any]:
    """The row of a province, or of all, in a KPI's block of sums, from its name on."""
    rows = list(sheet.iter_rows(values_only=True))
    start = next(n for n, r in enumerate(rows) if str(r[0]).startswith(to_thai(f"ตัวชี้วัดที่ {kpi} ")))
    return next(list(row[1:]) for row in rows[start:] if row[1] == name)


def percent(above: Decimal, below: Decimal) -> float:
    return float((above * 100 / below).quantize(Decimal("0.01"), ROUND_HALF_UP))


def truth(kpi: int, names: tuple[str, ...]) -> tuple[int, int]:
    """The KPI's two sums in the exports: this year's and last year's of KPI 3."""
    above = below = 0
    for name in names:
        exports = tables(name)
        if kpi == 1:
            below += sum(row[1] for row in exports["disbursement"][2:])
            above += sum(row[2] for row in exports["disbursement"][2:])
        elif kpi == 3:
            above += sum(row[4] for row in exports["sales"][2:] if row[0] == 2561)
            below += sum(row[4] for row in exports["sales"][2:] if row[0] == 2560)
        elif kpi == 6:
            below += sum(row[3] for row in exports.get("livelihood", [])[2:])
            above += sum(row[4] for row in exports.get("livelihood", [])[2:])
        else:
            below += sum(row[3] for row in exports["basic_needs"][2:])
            above += sum(row[4] for row in exports["basic_needs"][2:])
    return above, below


@pytest.mark.slow
@pytest.mark.parametrize("kpi", [1, 3, 6, 9])
@pytest.mark.parametrize("names", [*((name,) for name in NAMES), NAMES], ids="-".join)
def test_a_result_is_sum_over_sum_of_the_exports(
    book: Workbook, kpi: int, names: tuple[str, ...]
) -> None:
    label = names[0] if len(names) == 1 else "รวมทุกจังหวัด"
    sums, summary = book["ยอดรวม"], book["สรุปจังหวัด"]
    _, *shown, beside, reached, number = sums_of(sums, kpi, label)
    assert number == kpi
    level, result = (
        summary.cell(row_of(summary, label), column(summary, kpi) + place).value for place in (0, 1)
    )
    assert (beside, reached) == (result, level)
    above, below = truth(kpi, names)
    if not below:
        assert (shown, level, result) == (["–", "–"], "–", "–")
        return
    assert shown == [above, below]
    expected = percent(Decimal(above - below * (kpi == 3)), Decimal(below))
    assert result == expected
    bounds = {1: (80, 85, 90, 95, 100), 3: (16, 17, 18, 19, 20)}
    if kpi in bounds:
        assert level == sum(expected >= bound for bound in bounds[kpi])


def test_a_checklist_has_no_sum_and_the_legend_says_so(book: Workbook) -> None:
    sheet = book["สรุปจังหวัด"]
    for kpi in (5, 8):
        for label in (*NAMES, "รวมทุกจังหวัด"):
            assert sheet.cell(row_of(sheet, label), column(sheet, kpi)).value == "–"
        heads = [str(c.value) for c in book["ยอดรวม"]["A"]]
        assert not any(head.startswith(to_thai(f"ตัวชี้วัดที่ {kpi} ")) for head in heads)
    said = " ".join(str(c[0].value) for c in sheet.iter_rows())
    assert "ตัวชี้วัดที่ ๕, ๘ เป็นรายการตรวจ ไม่มียอดรวม" in said
    assert "ไม่ใช่ค่าเฉลี่ยของร้อยละ" in said


def test_complete_districts_alone_make_mean_and_median(
    book: Workbook, results: dict[str, Json]
) -> None:
    sheet = book["สรุปจังหวัด"]
    groups = {name: results[name]["districts"] for name in NAMES}
    groups["รวมทุกจังหวัด"] = [one for name in NAMES for one in results[name]["districts"]]
    assert [len(own) for own in groups.values()] == [7, 9, 5, 21]
    for label, own in groups.items():
        found = [Decimal(one["total"]["percent"]) for one in own if one["complete"]]
        said = [sheet.cell(row_of(sheet, label), place).value for place in (3, 4, 5, 6)]
        expected = [
            float(how(found).quantize(Decimal("0.01"), ROUND_HALF_UP)) if found else "–"
            for how in (mean, median)
        ]
        assert said == [len(own), len(found), *expected]
    assert [d["complete"] for d in groups["ตราด"]].count(False) == 1
    assert not any(d["complete"] for d in groups["ระนอง"])


def test_levels_are_counted_over_all_districts(book: Workbook, results: dict[str, Json]) -> None:
    sheet = book["ระดับ"]
    for number in range(1, 10):
        scores = [one["kpis"][number - 1] for name in NAMES for one in results[name]["districts"]]
        levels = Counter(score["level"] for score in scores)
        states = Counter(score["status"] for score in scores)
        line = row_of(sheet, to_thai(f"ตัวชี้วัดที่ {number}"))
        said = [sheet.cell(line, place).value for place in range(2, 11)]
        assert said == [
            *(levels[level] for level in range(6)), states["unreported"], states["exempt"], 21]
    assert sheet.cell(row_of(sheet, "ตัวชี้วัดที่ ๖"), 8).value == 5


def test_the_chart_counts_every_kpi(made: Path) -> None:
    chart = load_workbook(made / COMPILED)["ระดับ"]._charts[0]
    assert len(chart.series) == 8 and chart.grouping == "stacked"
    sheet = load_workbook(made / COMPILED)["ระดับ"]
    first, last = (row_of(sheet, to_thai(f"ตัวชี้วัดที่ {n}")) for n in (1, 9))
    for place, series in enumerate(chart.series):
        letter = "BCDEFGHI"[place]
        assert series.val.numRef.f == f"'ระดับ'!${letter}${first}:${letter}${last}"


def districts(book: Workbook) -> Iterator[list[Any]]:
    for row in book["ทุกอำเภอ"].iter_rows(min_row=4, values_only=True):
        if row[2] in NAMES:
            yield list(row)


def test_districts_are_ranked_over_all_provinces(
    book: Workbook, results: dict[str, Json]
) -> None:
    every = [(d, name) for name in NAMES for d in results[name]["districts"]]
    figures = sorted((Decimal(d["total"]["percent"]) for d, _ in every if d["complete"]), reverse=True)
    assert 1 < len(set(figures)) < len(figures)  # there are ties, and others
    expected = []
    for one, name in every:
        total = one["total"]
        place = figures.index(Decimal(total["percent"])) + 1 if one["complete"] else None
        expected.append((place is None, place or 0, one["code"], name, one["name"], total))
    expected.sort(key=lambda row: row[:3])
    said = list(districts(book))
    assert [r[0] for r in said] == [place or "–" for _, place, *_ in expected]
    assert [r[1] for r in said] == [to_thai(code) for _, _, code, *_ in expected]
    assert [(r[2], r[3]) for r in said] == [(name, own) for *_, name, own, _ in expected]
    assert [r[7] for r in said] == [
        "–" if no_rank else float(total["percent"]) for no_rank, *_, total in expected]
    assert [r[8] for r in said] == [total["band"] or "–" for *_, total in expected]


def test_findings_and_files_are_counted(book: Workbook, results: dict[str, Json]) -> None:
    sheet = book["ข้อที่พบ"]
    whole = Counter[str]()
    for name in NAMES:
        found = Counter(one["severity"] for one in results[name]["findings"])
        whole += found
        line = [sheet.cell(row_of(sheet, name), place).value for place in range(3, 9)]
        files = len(results[name]["files"])
        assert line == [found["error"], found["warning"], found["info"], found.total(), files, files]
    line = [sheet.cell(row_of(sheet, "รวมทุกจังหวัด"), place).value for place in range(3, 7)]
    assert line == [whole["error"], whole["warning"], whole["info"], whole.total()]
    assert whole["error"] and whole["warning"]


def test_every_link_opens_a_workbook(made: Path) -> None:
    book = load_workbook(made / COMPILED)
    targets = [
        unquote(c.hyperlink.target) for sheet in book for r in sheet.iter_rows() for c in r if c.hyperlink
    ]
    assert len(targets) == 21 + 3 + 3
    assert [target for target in targets if not (made / target).is_file()] == []


@pytest.mark.slow
@needs_libreoffice
def test_stored_values_are_what_libreoffice_computes(made: Path, tmp_path: Path) -> None:
    shutil.copy(made / COMPILED, tmp_path / "compiled.xlsx")
    recompute(tmp_path)
    formulas = [
        c for sheet in load_workbook(tmp_path / "compiled.xlsx") for r in sheet.iter_rows()
        for c in r if c.data_type == "f"
    ]
    assert len(formulas) > 150
    assert differences(tmp_path, "compiled.xlsx") == []


# --- what is compiled ----------------------------------------------------------------------------


def test_any_way_of_naming_the_same_results_gives_the_same_bytes(
    pipeline: Run, made: Path, tmp_path: Path
) -> None:
    out = shutil.copytree(made.parent, tmp_path / "output")
    book = out / "2561-1" / COMPILED
    first = book.read_bytes()
    book.unlink()
    paths = [out / "2561-1" / NAMES[2], out / "2561-1" / NAMES[0] / "results.json",
             out / "2561-1" / NAMES[1], out / "2561-1" / NAMES[1]]
    assert pipeline("compile", *paths, "--output", out)[0] == 0
    assert book.read_bytes() == first
    assert pipeline("compile", out / "2561-1", "--output", out)[0] == 0
    assert book.read_bytes() == first


def test_results_from_elsewhere_are_compiled_without_links(
    pipeline: Run, made: Path, tmp_path: Path
) -> None:
    code, said, _ = pipeline("compile", made / "ตราด", made / "ระนอง", "--output", tmp_path / "o")
    assert code == 0 and "รวม 2 จังหวัด 12 อำเภอ รายงานครบ 6 อำเภอ" in said
    book = load_workbook(tmp_path / "o" / "2561-1" / COMPILED)
    assert not [c for s in book for r in s.iter_rows() for c in r if c.hyperlink]


@pytest.mark.slow
def test_a_provinces_run_into_the_rounds_folder_leaves_the_workbook_alone(
    pipeline: Run, tmp_path: Path
) -> None:
    assert not OURS.fullmatch(COMPILED)
    province.write(tmp_path / "input", tables("ระนอง"))
    arguments = ("--output", tmp_path / "o")
    pipeline("run", "--input", tmp_path / "input", *arguments)
    assert pipeline("compile", *arguments)[0] == 0
    target = tmp_path / "o" / "2561-1"
    before = {p.name: p.read_bytes() for p in target.iterdir() if p.is_file()}
    province.write(tmp_path / "input", {"livelihood": nation.tables("ระนอง")["livelihood"]})
    pipeline("run", "--input", tmp_path / "input", *arguments)
    assert (target / COMPILED).read_bytes() == before[COMPILED]
    assert not (target / "เก็บไว้").exists()
    assert pipeline("compile", *arguments)[0] == 0
    assert (target / COMPILED).read_bytes() != before[COMPILED]
    assert (target / "results.json").exists() and not (target / "เก็บไว้").exists()


def ledger(output: Path) -> dict[str, tuple[str, str]]:
    sheet = load_workbook(output / "2561-1" / COMPILED)["แหล่งข้อมูล"]
    return {r[0]: (r[2], r[3] or "") for r in sheet.iter_rows(min_row=3, values_only=True)}


def spoil(path: Path, change: Callable[[Json], object]) -> None:
    data = json.loads(path.read_bytes())
    change(data)
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(("change", "told"), [
    (lambda d: d.pop("findings"), "ไม่ใช่ results.json ที่โปรแกรมรุ่นนี้อ่านได้ (ที่ findings)"),
    (lambda d: d.update(round="2560-2"), "เป็นผลของรอบ 2560-2 ไม่ใช่ 2561-1"),
    (lambda d: d.update(province="ตราดด"), "ไม่รู้จักจังหวัด “ตราดด”"),
    (lambda d: d.update(province="ระยอง"), "อำเภอในผลไม่ใช่ของจังหวัดระยอง"),
    (lambda d: d["districts"].append(d["districts"][0]), "หรือมีอำเภอซ้ำ"),
    (lambda d: d["districts"].clear(), "อำเภอในผลไม่ใช่ของจังหวัดตราด"),
    (lambda d: d["districts"][0].update(name="../x"), "อำเภอในผลไม่ใช่ของจังหวัดตราด"),
    (lambda d: d["districts"][1]["kpis"].pop(), "ตัวชี้วัดของอำเภอ 2302 ไม่ตรงกับข้อตกลง"),
    (lambda d: d["districts"][0]["sections"].pop("team"), "ส่วนของคะแนนของอำเภอ 2301"),
    (lambda d: d["districts"][0]["total"].update(band="เยี่ยม"), "ผลประเมินของอำเภอ 2301"),
    (lambda d: d["districts"][0]["kpis"][0].update(level=6), "ระดับของตัวชี้วัดที่ 1 ของอำเภอ 2301"),
    (lambda d: d["districts"][0]["kpis"][0].update(level=None), "ระดับของตัวชี้วัดที่ 1 ของอำเภอ 2301"),
    (lambda d: d["districts"][0]["kpis"][2].update(evidence={"ก": "1"}), "ไม่มีตัวตั้งหรือตัวหารของตัวชี้วัดที่ 3"),
])
def test_results_that_cannot_be_used_are_told_and_the_others_go_on(
    pipeline: Run, output: Path, change: Callable[[Json], object], told: str
) -> None:
    spoil(output / "2561-1" / "ตราด" / "results.json", change)
    code, said, _ = pipeline("compile", "--output", output)
    assert code == 1
    assert "รวม 2 จังหวัด 14 อำเภอ" in said
    (line,) = (line for line in said.splitlines() if line.startswith("  ตราด/results.json: "))
    assert told in line
    status, reason = ledger(output)["ตราด/results.json"]
    assert status == "ไม่ได้ใช้" and paper_digits(told, thai=True, quotes=True) in reason
    assert "--round" not in reason and "pipeline run" not in reason, "the book has no words of the program"
    assert ("--round" in line) == told.startswith("เป็นผลของรอบ"), "the screen says what to do"
    assert ledger(output)["ระนอง/results.json"] == ("ใช้แล้ว", "")


@pytest.mark.parametrize("data", [b"", b'{"round": "2561-1", "prov', b"\xff\xfe\x00", b"[]", b"[" * 9000])
def test_a_torn_file_is_told(pipeline: Run, output: Path, data: bytes) -> None:
    (output / "2561-1" / "ตราด" / "results.json").write_bytes(data)
    code, said, _ = pipeline("compile", "--output", output)
    assert code == 1 and "ตราด/results.json: ไม่ใช่ results.json" in said


def test_a_province_twice_is_used_once_if_the_same_and_not_at_all_if_not(
    pipeline: Run, output: Path
) -> None:
    target = output / "2561-1"
    shutil.copytree(target / "ตราด", target / "ตราด (2)")
    code, said, _ = pipeline("compile", "--output", output)
    assert code == 0 and "รวม 3 จังหวัด 21 อำเภอ" in said
    assert sorted(ledger(output)[f"{name}/results.json"][0] for name in ("ตราด", "ตราด (2)")) == [
        "ซ้ำกัน", "ใช้แล้ว"]
    spoil(target / "ตราด (2)" / "results.json", lambda d: d["files"].pop())
    code, said, _ = pipeline("compile", "--output", output)
    assert code == 1 and "รวม 2 จังหวัด 14 อำเภอ" in said
    for name in ("ตราด", "ตราด (2)"):
        assert ledger(output)[f"{name}/results.json"][0] == "ไม่ได้ใช้"
        assert f"  {name}/results.json: จังหวัดตราดมีผลหลายชุดที่ไม่เหมือนกัน" in said


def test_nothing_to_compile_leaves_with_2(pipeline: Run, output: Path, tmp_path: Path) -> None:
    code, _, said = pipeline("compile", "--output", tmp_path / "none")
    assert code == 2 and "ไม่มี results.json ให้รวม" in said
    assert not (tmp_path / "none").exists()
    code, _, said = pipeline("compile", tmp_path / "none", "--output", output)
    assert code == 2 and "ไม่มีไฟล์หรือโฟลเดอร์นี้" in said
    (tmp_path / "empty").mkdir()
    assert pipeline("compile", tmp_path / "empty", "--output", output)[0] == 2
    assert pipeline("compile", "--round", "2999-1", "--output", output)[0] == 2
    for name in NAMES:
        (output / "2561-1" / name / "results.json").write_bytes(b"x")
    code, told, said = pipeline("compile", "--output", output)
    assert code == 2 and told.count("ไม่ใช่ results.json") == 3
    assert "ไม่มีผลของจังหวัดใดที่ใช้ได้" in said
    assert not (output / "2561-1" / COMPILED).exists()


def test_a_personal_number_in_spoiled_results_goes_nowhere(pipeline: Run, output: Path) -> None:
    number = "1103700123451"
    spoil(output / "2561-1" / "ตราด" / "results.json", lambda d: d.update(province=f"ตราด {number}"))
    _, said, _ = pipeline("compile", "--output", output)
    sheet = load_workbook(output / "2561-1" / COMPILED)["แหล่งข้อมูล"]
    cells = " ".join(str(c.value) for row in sheet.iter_rows() for c in row)
    assert "[เลขประจำตัว]" in said and number not in said
    assert "[เลขประจำตัว]" in cells and number not in cells
