"""The made-up rounds of 2569 on the exports of a made-up province: every level, points, section and total is
that of a second scorer, which reads the agreements' words and the raw figures alone."""

import ast
import json
import shutil
from decimal import localcontext
from fractions import Fraction
from pathlib import Path

import independent
import openpyxl
import pytest
from guides import chosen, filled
from independent import ROUNDS, Card, Verdict, judged, printed
from libreoffice import differences, needs_libreoffice, recompute
from made_rounds import PERCENTS, PLACES, Maker, Raw, home, write
from papers import AGREEMENTS
from word import Kind, write_word

from pipeline.definitions import load_agreement
from pipeline.measure import MEASURES
from pipeline.reports.results import Json, results
from pipeline.run.stages import DIGITS, evaluate

QUICK, MORE = range(3), range(3, 24)
# What is to be told of figures that are not there, and of what is not reviewed.
TOLD = {("error", "unreported"), ("error", "missing-value"), ("warning", "to-review")}
# Levels that KPIs have, but for those of 0 to 5.
LADDERS: dict[str, dict[int, tuple[int, ...]]] = {
    "2569-2": {2: (1, 2, 3, 4, 5)},
    "2569-1": {4: (1, 2, 3, 4, 5), 6: (1, 2, 3, 4, 5), 7: (0, 1, 3, 5), 8: (0, 1, 2, 3), 9: (0, 1, 2, 3), 13: (0, 1, 2, 3, 4),
               16: (0, 1, 2), 19: (0, 1, 2, 3), 23: (0, 1, 2, 3, 4)},
}


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {round_id: home(tmp_path_factory.mktemp(round_id), round_id) for round_id in ROUNDS}


def scored(house: Path, folder: Path, round_id: str, seed: int) -> tuple[Json, dict[str, Raw]]:
    """What the program makes of the exports of a seed, and the raw figures that they hold."""
    raws = write(folder, round_id, seed)
    outcome = evaluate(house, folder, round_id, None, 1)
    with localcontext(prec=DIGITS):
        made = results(outcome.agreement, outcome.province, outcome.files, outcome.cards, outcome.findings)
    return json.loads(json.dumps(made)), raws


def differing(made: Json, raws: dict[str, Raw], round_id: str) -> list[str]:
    """Where the program and the second scorer part, as lines."""
    found = []
    for district in made["districts"]:
        card = judged(round_id, raws[district["code"]])
        told = [(f"{district['code']} {name}", *both) for name, *both in _of_card(district, card)]
        for kpi in district["kpis"]:
            told += [(f"{district['code']} {kpi['number']} {name}", *both) for name, *both in _of_kpi(kpi, card.verdicts[kpi["number"]])]
        found += [f"{name}: {got} instead of {wanted}" for name, got, wanted in told if got != wanted]
    return found


def _of_card(district: Json, card: Card) -> list[tuple[str, object, object]]:
    told: list[tuple[str, object, object]] = []
    for name, (mark, provisional) in card.sections.items():
        told.append((name, district["sections"][name], {"score": printed(mark), "provisional": printed(provisional)}))
    total = {"score": printed(card.total[0]), "percent": printed(card.percent), "band": card.band, "provisional": printed(card.total[1])}
    return [*told, ("total", district["total"], total)]


def _of_kpi(kpi: Json, verdict: Verdict) -> list[tuple[str, object, object]]:
    told = [("status", kpi["status"], verdict.status), ("level", kpi["level"], verdict.level)]
    if verdict.status != "unreported":
        told.append(("result", kpi["result"], printed(verdict.result)))
    counted = verdict.out_of_five
    told.append(("weighted", kpi["weighted"], None if counted is None else printed(counted * verdict.weight / 100)))
    if verdict.status in ("scored", "given"):
        told.append(("weight", Fraction(str(kpi["weight"])), verdict.weight))
        if "points" in kpi:
            told += [("points", kpi["points"], printed(verdict.points)), ("top", Fraction(kpi["top"]), verdict.top)]
        if verdict.deducted is not None:
            told.append(("deducted", kpi["deducted"], printed(verdict.deducted)))
        if verdict.parts:
            told.append(("parts", [one["points"] for one in kpi["parts"]], [printed(one) for one in verdict.parts.values()]))
    return told


@pytest.mark.parametrize("round_id", ROUNDS)
@pytest.mark.parametrize("seed", [*QUICK, *(pytest.param(seed, marks=pytest.mark.slow) for seed in MORE)])
def test_every_level_points_section_and_total_is_that_of_the_second_scorer(homes, tmp_path, round_id, seed):
    made, raws = scored(homes[round_id], tmp_path, round_id, seed)
    assert differing(made, raws, round_id) == []
    assert {one["status"] for one in made["files"]} == {"used"}
    told = {(one["severity"], one["code"]) for one in made["findings"]} - {("info", "no-figures")}
    assert told <= TOLD, told - TOLD
    whole = all(district["complete"] for district in made["districts"])
    assert whole != any(severity == "error" for severity, _ in told)


@pytest.mark.parametrize("after", [False, True])
def test_targets_of_whole_kpis_and_of_levels_stand_side_by_side(homes, tmp_path, after):
    raws = write(tmp_path, "2569-2", 0)
    for path in tmp_path.glob("เป้าหมาย*"):
        path.unlink()
    book = openpyxl.Workbook()
    rows: list[list[object]] = [["ค่าเป้าหมาย", *(f"ระดับที่ {level}" for level in range(1, 6))]]
    for raw in raws.values():
        rows += [[raw["village_target"], *[None] * 5], [raw["cloth_target"], *[None] * 5], [None, *raw["sales_targets"].values()]]
    names = [["ตัวชี้วัดที่", "อำเภอ"], *([kpi, PLACES[code]] for code in raws for kpi in (5, 6, 7))]
    for whose, row in zip(names, rows, strict=True):
        book.active.append([*whose, *(row[1:] + row[:1] if after else row)])
    book.save(tmp_path / "เป้าหมาย.xlsx")
    outcome = evaluate(homes["2569-2"], tmp_path, "2569-2", None, 1)
    found = [[card.scores[kpi - 1].level for kpi in (5, 6, 7)] for card in outcome.cards]
    assert found == [[judged("2569-2", raw).verdicts[kpi].level for kpi in (5, 6, 7)] for raw in raws.values()]


def test_the_second_scorer_knows_nothing_of_the_program():
    tree = ast.parse(Path(independent.__file__).read_text("utf-8"))
    names = {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} == {"collections", "dataclasses", "decimal", "fractions", "math"}


@pytest.mark.parametrize("round_id", ROUNDS)
def test_every_edge_is_met_just_under_on_and_just_over_and_every_level_is_reached(round_id):
    """Over all seeds, in the figures themselves; districts that lack something are among them, and such that
    lack nothing."""
    levels: dict[int, set[int | None]] = {number: set() for number in ROUNDS[round_id][0]}
    statuses: set[str] = set()
    whole = 0
    met: dict[str, set[object]] = {}
    cases: dict[str, set[object]] = {}
    for seed in (*QUICK, *MORE):
        maker = Maker(round_id, seed)
        for raw in maker.raws().values():
            card = judged(round_id, raw)
            whole += card.percent is not None
            for number, verdict in card.verdicts.items():
                levels[number].add(verdict.level)
                statuses.add(verdict.status)
        for name in maker.cases:
            cases[name] = {*maker.cases[name]}
            met.setdefault(name, set()).update(maker.met[name])
    assert met == cases and cases.keys() > PERCENTS[round_id].keys()
    assert {number: found - {None} for number, found in levels.items()} == {
        number: set(LADDERS[round_id].get(number, range(6))) for number in levels}
    assert statuses == {"scored", "unreported", "exempt"} | ({"given"} if round_id == "2569-2" else set())
    assert 100 < whole < len(PLACES) * (len(QUICK) + len(MORE))


def test_a_reading_of_what_is_below_the_first_level_is_none_of_parts_and_deductions(homes):
    for round_id, numbers in (("2569-2", (8,)), ("2569-1", (1, 16, 18))):
        agreement = load_agreement(homes[round_id], MEASURES, round_id)
        reading = next(one for one in agreement.readings if one.id == "below-first-level")
        for number in numbers:
            kpi = agreement.kpi_under_other(number, reading)
            assert kpi.below_first == 1 and {leaf.below_first for leaf in kpi.leaves()[1:]} == {0}


# --- what a person holds beside the signed paper ---------------------------------------------------


@pytest.mark.parametrize("round_id", ROUNDS)
def test_a_round_is_a_draft_until_it_is_adopted_and_is_shown_with_all_that_it_says(pipeline, tmp_path, monkeypatch, round_id):
    monkeypatch.chdir(home(tmp_path, round_id, adopted=False))
    code, out, _ = pipeline("round", "show", round_id)
    assert code == 0 and out.startswith(f"รอบ {round_id} (ร่าง)")
    shown = json.loads(pipeline("round", "show", round_id, "--format", "json")[1])
    assert shown["state"] == "draft" and [kpi["number"] for kpi in shown["kpis"]] == [*ROUNDS[round_id][0]]
    for kpi in shown["kpis"]:
        lines = out.split(f"\nตัวชี้วัดที่ {kpi['number']}  ")[1].split("\nตัวชี้วัดที่ ")[0]
        for level in kpi["levels"]:
            assert level["quote"] in lines, (kpi["number"], level)
        for leaf in (kpi, *kpi.get("parts", ()), *kpi.get("deductions", ())):
            assert leaf["name"] in lines
    for words in SHOWN[round_id]:
        assert words in out, words
    assert pipeline("round", "adopt", round_id)[0] == 0
    assert json.loads(pipeline("round", "show", round_id, "--format", "json")[1])["state"] == "adopted"


# What a person must find on the page: edges in either direction and unit, points, own targets, parts, what is asked.
SHOWN = {
    "2569-2": (
        "≤ 25.00   24.99 → 1 · 25.00 → 1 · 25.01 → 0", "> เป้าหมายของแต่ละอำเภอ", "≥ เป้าหมายของแต่ละอำเภอ", "ส่วน A  ร้อยละของเงินกองทุนที่ใช้จ่ายแล้ว",
        "≤ 5.00    4.99 → 30 คะแนน · 5.00 → 30 คะแนน · 5.01 → 20 คะแนน", "นับเดือนตั้งแต่ต้นปีงบประมาณ", "ผู้ตรวจให้ระดับนี้ตามหลักฐาน"),
    "2569-1": (
        "หักคะแนน A  สัญญาที่ค้างคืน", "≥ 5   4 → 1 คะแนน · 5 → 2 คะแนน · 6 → 2 คะแนน", "60.00: 3 → 4", "79.01: 2 → 3", "2 – 3 ครั้ง", "× 100,000",
        "≤ 22.00   21.99 → 1 · 22.00 → 1 · 22.01 → 0", "≥ เป้าหมายของแต่ละอำเภอ − 10", "≤ 30 มี.ค. 69", "ล้านบาท",
        "น้ำหนักของแต่ละอำเภอดูจาก", "ใช้ส่วนที่ดีที่สุด", "ระดับที่ 2: ตัวเลข 6 ไม่เรียงลำดับกับระดับที่อยู่ติดกัน"),
}


# --- on paper --------------------------------------------------------------------------------------


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("round_id", ROUNDS)
def test_what_is_printed_is_what_the_formulas_make_and_what_results_say(pipeline, homes, tmp_path, monkeypatch, round_id):
    monkeypatch.chdir(homes[round_id])
    write(tmp_path / "input", round_id, 1)
    assert pipeline("run", "--input", tmp_path / "input", "--output", tmp_path / "output", newest=True)[0] == 1
    folder = tmp_path / "output" / round_id
    districts = json.loads((folder / "results.json").read_text("utf-8"))["districts"]
    told = {district["code"]: district for district in districts}
    books = {path: told.get(path.name[:4]) for path in sorted(folder.glob("*.xlsx"))}
    assert sum(district is not None for district in books.values()) == len(PLACES) == len(books) - 1
    for path, district in books.items():
        if district is not None:
            assert on_paper(path) == as_results(district)
    some = [path for place, (path, district) in enumerate(books.items()) if district is None or place % 3 == 0]
    for path in some:  # one has nothing to invest; the province's
        shutil.copy(path, tmp_path)
    recompute(tmp_path)
    assert [line for path in some for line in differences(tmp_path, path.name)] == []


def on_paper(path: Path) -> dict[object, tuple[object, ...]]:
    """The level, weight and weighted points of each KPI that a district's scorecard states, and its total."""
    sheet = openpyxl.load_workbook(path, data_only=True)["ผลคะแนน"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=9) if isinstance(row[0].value, int)]
    found: dict[object, tuple[object, ...]] = {row[0]: (*map(_number, row[9:12]),) for row in rows}
    return found | {"total": (_number(sheet["A6"].value), _number(sheet["C6"].value))}


def as_results(district: Json) -> dict[object, tuple[object, ...]]:
    """The same as results.json has it."""
    found: dict[object, tuple[object, ...]] = {
        kpi["number"]: (_number(kpi["level"]), _number(kpi["weight"]), kpi["weighted"]) for kpi in district["kpis"]}
    return found | {"total": (district["total"]["score"], district["total"]["percent"])}


def _number(value: object) -> str | None:
    """A number as results print it, to two places; None of words and of nothing."""
    return printed(Fraction(str(value))) if isinstance(value, int | float) else None


# --- made of its signed paper by the form alone ------------------------------------------------------


BY_FORM = "2569-2"
GIVEN = "ระดับที่ผู้ตรวจให้: ระดับที่ได้"
SALES = "ระบบศูนย์ข้อมูลกลาง (DOC) รายได้จากการจำหน่ายผลิตภัณฑ์ OTOP: ผลรวม รายได้ ตั้งแต่ต้นปีงบประมาณ"
TARGETS = "เป้าหมายรายอำเภอ: เป้าหมายของอำเภอ"
# What a person who knows the agreement fills in; all else the program has from the paper's words.
KPIS = (
    ("1", "", "รายงานผลการเบิกจ่าย: เบิกจ่าย ÷ จัดสรร", "", "", ""),
    ("2", "", "รายงานผลการดำเนินงานในโปรแกรม BPM: จำนวนขั้นตอนที่แล้วเสร็จ ÷ จำนวนขั้นตอนตามแผน", "", "", ""),
    *((str(number), "", GIVEN, "", "", "") for number in (3, 4, 10, 11, 12, 13, 14)),
    ("5", "", "หมู่บ้านตัวอย่างที่คัดแยกขยะ: หมู่บ้านที่คัดแยกขยะครบ ÷ เป้าหมายรายอำเภอ", "", "", ""),
    ("6", "", "ผ้าลายตัวอย่างที่ส่งตรวจ: ผ้าที่ผ่านการตรวจ ÷ เป้าหมายรายอำเภอ", "", "", ""),
    ("7", "", SALES, "บาท", "", TARGETS),
    ("8", "", "รวมคะแนนของส่วนย่อย", "", "", ""),
    ("8", "A", "กองทุนสตรีตัวอย่าง: เงินกองทุนที่ใช้จ่าย ÷ เงินกองทุนที่ได้รับ", "", "40", ""),
    ("8", "B", "กองทุนสตรีตัวอย่าง: เงินกองทุนที่คืนแล้ว ÷ เงินกองทุนถึงกำหนดคืน", "", "30", ""),
    ("8", "C", "กองทุนสตรีตัวอย่าง: หนี้ค้างกองทุน ÷ ลูกหนี้กองทุน", "", "30", ""),
    ("9", "", "กองทุนหมู่บ้านตัวอย่าง: หนี้ค้างของกองทุน ÷ หนี้ทั้งหมดของกองทุน", "", "", ""),
)


@pytest.fixture
def house(tmp_path: Path, pipeline, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder whose round is made by the form alone."""
    house = home(tmp_path / "home", BY_FORM)
    shutil.rmtree(house / "agreement" / BY_FORM)
    monkeypatch.chdir(house)
    word = write_word(AGREEMENTS[BY_FORM], Kind(levels="auto", sections="row"), house / "ข้อตกลง.docx")
    code, out, err = pipeline("round", "new", BY_FORM, "--word", word, newest=True)
    assert code == 0 and "ต้องถาม 0 ระดับ" in out, (out, err)
    keys = ["**ตัวชี้วัดที่**", "**ส่วน**", "คิดจาก", "หน่วยของผล", "คะแนนเต็ม", "เป้าหมายแต่ละอำเภออยู่ในช่อง"]
    filled(house, "ตัวชี้วัด", keys, [list(row) for row in KPIS])
    chosen(house, "เกณฑ์", "ถูกต้อง?", "ใช่")
    code, out, err = pipeline("round", "add", next(house.glob("แบบ*.xlsx")), newest=True)
    assert code == 0, (out, err)
    return house


@pytest.mark.slow
def test_every_score_of_a_round_made_of_its_word_file_by_the_form_is_the_second_scorers(house: Path, tmp_path: Path) -> None:
    for seed in range(3):
        made, raws = scored(house, tmp_path / f"input {seed}", BY_FORM, seed)
        assert differing(made, raws, BY_FORM) == []
        assert {(one["severity"], one["code"]) for one in made["findings"]} <= TOLD | {("warning", "round-not-adopted")}
