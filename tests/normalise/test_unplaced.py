"""Rows that name no district of ours: who is not scored for them, and that nobody else loses anything."""

from dataclasses import dataclass
from pathlib import Path

import province
import pytest
from home import HOME

from pipeline.model.finding import Finding
from pipeline.run.stages import evaluate

pytestmark = pytest.mark.slow

Rows = province.Rows
NAMES = list(province.DISTRICTS.values())
CODES = list(province.DISTRICTS)
KLONGHAT, KHOKSUNG, WATTHANA = "คลองหาด", "โคกสูง", "วัฒนานคร"
SLIPS = ("unknown-district", "missing-district", "code-and-name-differ", "broken-cell")


@dataclass
class Seen:
    """What a province's exports give for one KPI."""

    levels: dict[str, int | None]
    results: dict[str, str]
    sums: dict[str, object]
    findings: list[Finding]

    @property
    def lost(self) -> set[str]:
        """The districts that are not scored."""
        return {name for name, level in self.levels.items() if level is None}

    @property
    def said(self) -> list[Finding]:
        """What is said of rows that cannot be placed."""
        return [f for f in self.findings if f.code in SLIPS]


@pytest.fixture
def seen(tmp_path: Path):
    """Scores some exports beside the roster, and gives one KPI."""

    def go(
        kpi: int, exports: dict[str, Rows], districts: dict[str, str] = province.DISTRICTS,
        name: str = "สระแก้ว",
    ) -> Seen:
        tables = province.tables(districts, name)
        folder = province.write(tmp_path / "in", {"roster": tables["roster"], **exports})
        outcome = evaluate(HOME, folder, "2561-1", None, 1)
        scores = {card.district.name: card.scores[kpi - 1] for card in outcome.cards}
        return Seen(
            {name: s.level for name, s in scores.items()},
            {name: str(s.result) for name, s in scores.items()},
            {name: (s.measurement.numerator, s.measurement.denominator)
             for name, s in scores.items() if s.level is not None},
            [f for f in outcome.findings if f.kpi in (kpi, None)],
        )

    return go


def envelope(title: str, base: int, share: int = 90, names: list[str] | None = None) -> Rows:
    """A table of one envelope: each district's own allocation, a share of it paid in percent."""
    money = [base + 1000 * n * n for n in range(len(names or NAMES))]
    return [[title], [province.AS_OF], ["อำเภอ", "จัดสรร", "เบิกจ่าย"],
            *([name, m, m * share // 100] for name, m in zip(names or NAMES, money, strict=True))]


def envelopes() -> dict[str, Rows]:
    return {"a": envelope("งบดำเนินงาน", 100_000), "b": envelope("งบยุทธศาสตร์", 220_000, 86),
            "c": envelope("งบรายจ่ายอื่น", 310_000, 95)}


def row_of(rows: Rows, name: str) -> list[object]:
    return next(row for row in rows if name in row)


def renamed(rows: Rows, name: str, to: object) -> Rows:
    """The same with the first row of a district named otherwise."""
    row = row_of(rows, name)
    row[row.index(name)] = to
    return rows


# --- a row that is surely one district's ----------------------------------------------------------


@pytest.mark.parametrize("slip", ["คลองหาท", "คลอหาด", "อำเภอคลองหาดด", "สพอ.คลองหาค", "2702 คลองหาท"])
def test_a_district_misspelt_in_one_envelope_is_not_scored_on_the_others(seen, slip):
    exports = envelopes()
    renamed(exports["b"], KLONGHAT, slip)
    found = seen(1, exports)
    assert found.lost == {KLONGHAT}
    (said,) = found.said
    assert (said.severity, said.origin.file, said.origin.cell) == ("error", "b.xlsx", "A5")
    assert said.district == "2702" and "คลองหาด" in said.problem
    why = next(f for f in found.findings if f.code == "unreported")
    assert "b.xlsx" in why.problem and "A5" in why.problem and "คล" in why.problem


@pytest.mark.parametrize(("kpi", "name"), [
    (2, "bpm"), (3, "sales"), (4, "register"), (6, "livelihood"), (9, "basic_needs"),
])
def test_a_misspelt_row_of_any_export_keeps_its_district_and_no_other_from_its_level(
    seen, kpi, name
):
    rows = province.tables()[name]
    if name == "basic_needs":  # by name alone, two tambons each
        rows = [[province.AS_OF], *(row[1:] for row in rows[1:])]
        rows += [[n, "อีกตำบล", 500, 490] for n in NAMES]
    renamed(rows, KHOKSUNG, "โคกสุง")
    found = seen(kpi, {name: rows})
    assert found.lost == {KHOKSUNG}
    assert [(f.severity, f.district) for f in found.said] == [("error", "2708")]


@pytest.mark.quick
def test_two_misspelt_rows_keep_two_districts_from_their_level(seen):
    exports = envelopes()
    renamed(exports["a"], KLONGHAT, "คลองหาท")
    renamed(exports["c"], KHOKSUNG, "โคกสุง")
    assert seen(1, exports).lost == {KLONGHAT, KHOKSUNG}


def test_a_province_of_one_district_is_not_scored_on_the_rest_of_its_rows(seen):
    one = {"2702": KLONGHAT}
    exports = {name: envelope(name, money, names=[KLONGHAT]) for name, money in
               (("งบหนึ่ง", 100_000), ("งบสอง", 200_000))}
    renamed(exports["งบสอง"], KLONGHAT, "คลองหาท")
    assert seen(1, exports, one).lost == {KLONGHAT}


@pytest.mark.parametrize(("code", "name"), [("2702", "โคกสูง"), ("2708", "คลองหาด")])
def test_code_and_name_that_differ_are_of_the_one_that_lacks_its_row(seen, code, name):
    rows = [["รหัสอำเภอ", "อำเภอ", "ตำบล", "ครัวเรือนเป้าหมาย", "จัดเก็บแล้ว"],
            *([c, n, "ก", 1000, 995] for c, n in province.DISTRICTS.items())]
    other = [[*rows[0]], *([c, n, "ข", 500, 497] for c, n in province.DISTRICTS.items())]
    row_of(rows, KLONGHAT)[:2] = [code, name]
    found = seen(9, {"หนึ่ง": rows, "สอง": other})
    assert found.lost == {KLONGHAT}
    assert [f.code for f in found.said] == ["code-and-name-differ"]


@pytest.mark.quick
def test_a_blank_below_a_named_row_with_a_label_keeps_the_one_above_from_its_level(seen):
    rows = province.tables()["livelihood"]
    place = rows.index(row_of(rows, KHOKSUNG))
    rows[place + 1][0] = None
    assert seen(6, {"livelihood": rows}).lost == {KHOKSUNG}


def test_a_blank_between_two_districts_may_be_the_first_row_of_the_one_below(seen):
    rows = province.tables()["livelihood"]
    rows[rows.index(row_of(rows, KHOKSUNG))][:] = [None, "ใหม่", "หมู่ 9", 200, 20]
    assert seen(6, {"livelihood": rows}).lost == {"เขาฉกรรจ์", KHOKSUNG}


def test_a_blank_name_where_one_district_lacks_its_row_is_that_districts(seen):
    exports = envelopes()
    renamed(exports["b"], WATTHANA, None)
    found = seen(1, exports)
    assert found.lost == {WATTHANA}
    assert [(f.code, f.district) for f in found.said] == [("missing-district", "2705")]


def test_a_last_row_without_a_name_is_no_total_where_a_district_lacks_its_own(seen):
    exports = envelopes()
    renamed(exports["b"], NAMES[-1], None)
    assert seen(1, exports).lost == {NAMES[-1]}


@pytest.mark.quick
def test_a_last_row_without_a_name_that_adds_up_the_rows_is_a_total(seen):
    exports = envelopes()
    exports["b"] = [*exports["b"][:-1]]
    exports["b"].append([None, *(sum(row[n] for row in exports["b"][3:]) for n in (1, 2))])
    found = seen(1, exports)
    assert not found.lost and not found.said


@pytest.mark.parametrize(("share", "lost"), [(0.995, set()), (0.985, {NAMES[-1]})])
def test_a_last_row_without_a_name_is_a_total_with_a_slip_where_it_is_nearly_the_sum(seen, share, lost):
    exports = envelopes()
    exports["b"] = [*exports["b"][:-1]]
    exports["b"].append([None, *(sum(row[n] for row in exports["b"][3:]) * share for n in (1, 2))])
    assert seen(1, exports).lost == lost


@pytest.mark.parametrize(("others", "lost"), [(19, set(NAMES)), (20, set())])
def test_twenty_names_that_nobody_knows_are_tried_alone_and_the_rest_together(seen, others, lost):
    rows = province.tables()["livelihood"]
    for row in rows[2:]:
        row[3:] = [20, 18]
    rows += [[f"ไม่รู้จัก {n}", "ใหม่", "หมู่ 9", 100, 91] for n in range(others)]
    rows.append(["ใครไม่รู้", "ใหม่", "หมู่ 9", 1, 0])  # alone 54 of 61, with the others above 90 %
    assert seen(6, {"livelihood": rows}).lost == lost


def test_a_month_of_sales_without_a_name_is_of_the_one_that_lacks_this_month(seen):
    rows = province.tables()["sales"]
    row_of(rows, KHOKSUNG)[2] = None
    assert seen(3, {"sales": rows}).lost == {KHOKSUNG}


def test_a_misspelt_answer_of_a_long_checklist_is_its_districts(seen):
    rows: Rows = [["ตัวชี้วัดที่", "ระดับที่", "รายการ", "อำเภอ", "ผล"]]
    answers = ["✓"] * 6 + [3, 1]
    rows += [[5, 1, item, name, said] for name in NAMES
             for item, said in zip(province.ITEMS[5], answers, strict=True)]
    renamed(rows, KHOKSUNG, "โคกสุง")
    assert seen(5, {"progress": rows}).lost == {KHOKSUNG}


def test_a_misspelt_column_of_a_wide_checklist_is_its_districts(seen):
    head, rows = province.tables()["progress"][:2], province.tables()["progress"][2:]
    second = renamed([[*row] for row in [*head, *rows[4:]]], KHOKSUNG, "โคกสุง")
    exports = {"หนึ่ง": [*head, *rows[:4]], "สอง": second}
    found = seen(5, exports)
    assert found.lost == {KHOKSUNG}
    assert [f.district for f in found.said] == ["2708"]


@pytest.mark.quick
def test_a_payment_of_a_misspelt_district_keeps_it_from_its_level_unless_it_is_after_the_cutoff(seen):
    budget: Rows = [[province.AS_OF], ["อำเภอ", "จัดสรร"], *([n, 100_000] for n in NAMES)]
    paid: Rows = [["วันที่เบิกจ่าย", "อำเภอ", "รายการ", "จำนวนเงิน"]]
    paid += [[f"{day}/02/2561", n, f"รายการ {day}", 40_000] for day in (1, 2) for n in NAMES]
    late = ["30/03/2561", "โคกสุง", "หลัง", 9_000]
    assert not seen(1, {"งบ": budget, "จ่าย": [*paid, late]}).lost
    renamed(paid, KHOKSUNG, "โคกสุง")
    assert seen(1, {"งบ": budget, "จ่าย": paid}).lost == {KHOKSUNG}


# --- a row that may be anyone's -------------------------------------------------------------------


def test_a_row_that_may_be_anyones_keeps_those_whose_level_it_could_change_and_no_others(seen):
    rows = province.tables()["livelihood"]
    for row in rows[2:]:
        row[3:] = [20, 18]
    row_of(rows, KHOKSUNG)[3:] = [20, 20]  # 56 of 60: five more that nobody has got make it 86 %
    rows.append(["ไม่รู้จัก", "ใหม่", "หมู่ 9", 1, 0])
    found = seen(6, {"livelihood": rows})
    assert found.levels[KHOKSUNG] == 4
    assert found.lost == set(NAMES) - {KHOKSUNG}  # 54 of 60 is 90 %, 54 of 61 is not
    (said,) = found.said
    assert said.severity == "error" and "จะเปลี่ยน" in said.problem
    assert "ตัวชี้วัดที่ 6" in said.problem and said.district is None


def test_a_row_that_changes_nobodys_level_is_a_warning(seen):
    rows = province.tables()["livelihood"]
    rows.append(["ไม่รู้จัก", "ใหม่", "หมู่ 9", 20, 17])
    found = seen(6, {"livelihood": rows})
    assert not found.lost and [f.severity for f in found.said] == ["warning"]


def test_rows_of_one_unknown_name_are_taken_together(seen):
    rows = province.tables()["livelihood"]
    rows += [["ไม่รู้จัก", "ใหม่", f"หมู่ {n}", 1, 0] for n in range(9)]
    assert seen(6, {"livelihood": rows}).lost == set(NAMES)  # 51 of 69; one alone leaves 83 %
    assert seen(6, {"livelihood": rows[:-8]}).lost == set()


@pytest.mark.parametrize("name", [
    "เงินยืม 9300", "เทศบาลเมืองสระแก้ว", "สนง.จังหวัด", "อำเภอเมืองตราด", "เบตง",
])
def test_a_row_of_another_place_or_beside_everybodys_own_is_nobodys(seen, name):
    exports = envelopes()
    exports["b"].append([name, 9_000_000, 0])
    found = seen(1, exports)
    assert not found.lost and not [f for f in found.said if f.severity == "error"]


@pytest.mark.quick
def test_where_each_district_has_its_row_only_those_that_lack_it_are_asked(seen):
    exports = envelopes()
    exports["b"] = [row for row in exports["b"] if row[0] not in (KLONGHAT, KHOKSUNG)]
    exports["b"].append(["ไม่รู้จัก", 9_000_000, 0])
    assert seen(1, exports).lost == {KLONGHAT, KHOKSUNG}


@pytest.mark.parametrize("counted", [False, True])
def test_a_row_that_the_files_own_total_does_not_count_is_nobodys(seen, counted):
    exports = envelopes()
    rows = exports["b"] = [row for row in exports["b"] if row[0] != KLONGHAT]
    counts = rows[3:]
    odd: list[object] = ["ไม่รู้จัก", 9_000_000, 0]
    rows.append(odd)
    counts = [*counts, odd] if counted else counts
    rows.append(["รวม", *(sum(row[n] for row in counts) for n in (1, 2))])
    found = seen(1, exports)
    assert found.lost == ({KLONGHAT} if counted else set())
    assert "total-differs" not in {f.code for f in found.findings}


def test_a_row_below_the_total_that_is_met_without_it_is_nobodys(seen):
    exports = envelopes()
    rows = exports["b"] = [row for row in exports["b"] if row[0] != KLONGHAT]
    rows.append(["รวม", *(sum(row[n] for row in rows[3:]) for n in (1, 2))])
    rows.append(["เงินยืม 9300", 9_000_000, 0])
    assert seen(1, exports).lost == set()


def test_a_name_near_two_districts_concerns_these_two_alone(seen):
    names = {"5401": "เมืองแพร่", "5403": "ลอง", "5406": "สอง", "5407": "วังชิ้น"}
    exports: dict[str, Rows] = {}
    for title, base in (("งบหนึ่ง", 100_000), ("งบสอง", 200_000)):
        exports[title] = [["อำเภอ", "รายการ", "จัดสรร", "เบิกจ่าย"]]
        exports[title] += [[n, what, base + 9 * len(n), base * 9 // 10] for n in names.values()
                           for what in ("ค่าจ้าง", "ค่าวัสดุ")]
    exports["งบสอง"].append(["กอง", "ค่าเช่า", 9_000_000, 0])
    assert seen(1, exports, names, "แพร่").lost == {"ลอง", "สอง"}


@pytest.mark.quick
def test_a_name_near_two_districts_is_of_the_one_that_lacks_its_row(seen):
    names = {"5401": "เมืองแพร่", "5403": "ลอง", "5406": "สอง", "5407": "วังชิ้น"}
    exports = {title: envelope(title, base, names=list(names.values()))
               for title, base in (("งบหนึ่ง", 100_000), ("งบสอง", 200_000))}
    renamed(exports["งบสอง"], "สอง", "กอง")
    assert seen(1, exports, names, "แพร่").lost == {"สอง"}


def test_a_name_that_nobody_knows_is_of_the_one_that_lacks_its_row_where_the_total_counts_it(seen):
    exports = envelopes()
    rows = renamed(exports["b"], KLONGHAT, "ค.ห.")
    assert seen(1, exports).lost == set()  # 90 % of its money either way
    rows.append(["รวม", *(sum(row[n] for row in rows[3:]) for n in (1, 2))])
    assert seen(1, exports).lost == {KLONGHAT}


def test_a_misspelt_row_does_not_hide_that_a_table_is_a_total(seen):
    exports = envelopes()
    parts = list(exports.values())
    exports["d"] = [["สรุปรวมทุกงบ"], *parts[0][1:3], *(
        [name, *(sum(row_of(rows, name)[n] for rows in parts) for n in (1, 2))] for name in NAMES)]
    whole = seen(1, exports)
    exports["d"][0] = ["เงินงบประมาณ"]
    renamed(exports["b"], KLONGHAT, "คลองหาท")
    found = seen(1, exports)
    assert found.lost == {KLONGHAT}
    assert found.sums == {name: made for name, made in whole.sums.items() if name != KLONGHAT}


def test_an_unknown_registration_counts_for_nobody_and_keeps_whom_it_could_lift(seen):
    rows = province.tables()["register"]
    rows.append(["9999-1", "กลุ่มใหม่", "กลุ่ม", "ไม่รู้จัก", 2561, "15/01/2561"])
    assert seen(4, {"register": rows}).lost == set(NAMES)  # 4 of 100, or 5
    rows[-1][4:] = [2550, "15/01/2550"]
    assert seen(4, {"register": rows}).lost == set()


def test_a_tambon_village_or_activity_that_begins_with_ruam_is_a_row(seen):
    for kpi, name, column in ((6, "livelihood", 1), (6, "livelihood", 2), (2, "bpm", 1)):
        rows = province.tables()[name]
        row_of(rows, KHOKSUNG)[column] = "รวมไทยพัฒนา"
        row_of(rows, KHOKSUNG)[3 if kpi == 6 else 2] = 1000
        found = seen(kpi, {name: rows})
        assert not found.lost and found.levels[KHOKSUNG] < found.levels[KLONGHAT]


# --- names that stand above their rows ------------------------------------------------------------


@pytest.mark.quick
@pytest.mark.parametrize("columns", [2, 3])
def test_a_misspelt_title_of_rows_is_its_districts_and_not_the_one_aboves(seen, columns):
    head = ["อำเภอ", "กิจกรรม/โครงการ", "จำนวนขั้นตอนตามแผน", "จำนวนขั้นตอนที่แล้วเสร็จ"][4 - columns - 1:]
    rows: Rows = [[province.AS_OF], head]
    for name in NAMES:
        rows.append([f"อำเภอ{'โคกสุง' if name == KHOKSUNG else name}"])
        rows += [[*[None] * (columns - 2), f"กิจกรรม {n}", 10, 9] for n in range(2)]
    whole = province.tables()["bpm"]
    for row in whole[2:]:
        row[1] = f"อื่น {row[1]}"
    found = seen(2, {"bpm": rows, "อีก": whole})
    assert found.lost == {KHOKSUNG}
    assert len(found.said) == 1 and found.said[0].district == "2708"


def test_a_table_without_any_district_is_nobodys(seen):
    rows: Rows = [["ภาพรวมจังหวัด"], ["กิจกรรม/โครงการ", "จำนวนขั้นตอนตามแผน", "จำนวนขั้นตอนที่แล้วเสร็จ"],
                  ["อบรม", 1000, 1], ["ประชุม", 1000, 1]]
    units: Rows = [["หน่วยงาน", "กิจกรรม/โครงการ", "จำนวนขั้นตอนตามแผน", "จำนวนขั้นตอนที่แล้วเสร็จ"],
                   ["กลุ่มงานยุทธศาสตร์", "อบรม", 1000, 1], ["ฝ่ายอำนวยการ", "ประชุม", 1000, 1]]
    assert not seen(2, {"bpm": province.tables()["bpm"], "อีก": rows, "หน่วย": units}).lost


def test_a_note_below_a_register_is_no_registration(seen):
    rows = province.tables()["register"]
    rows += [["ตรวจแล้ว ณ 31 มี.ค. 61"], ["รวม 936 ราย"]]
    assert not seen(4, {"register": rows}).lost


def test_a_row_near_a_district_that_has_no_agreement_concerns_nobody(seen):
    few = {code: name for code, name in province.DISTRICTS.items() if name != KHOKSUNG}
    rows = province.tables(few)["livelihood"]
    rows.append(["โคกสุง", "ใหม่", "หมู่ 9", 9000, 0])
    assert not seen(6, {"livelihood": rows}, few).lost
