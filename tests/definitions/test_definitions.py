"""Definitions: what is signed is what is scored, and a typing error stops the run with one line."""

import shutil
from pathlib import Path

import pytest
from home import HOME, copy_room

from pipeline.definitions import load_agreement, load_sources, load_written, same_words
from pipeline.definitions.states import known_rounds
from pipeline.errors import DefinitionError, UsageError
from pipeline.measure import MEASURES
from pipeline.normalise.kinds import KINDS


@pytest.fixture
def home(tmp_path):
    copy_room("agreement", tmp_path)
    return tmp_path


def change(home: Path, file: str, old: str, new: str) -> None:
    path = home / "agreement" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_signed_agreement_is_whole():
    agreement = load_agreement(HOME, MEASURES, "2561-1")
    assert [k.number for k in agreement.kpis] == list(range(1, 10))
    assert [k.weight for k in agreement.kpis] == [50, 50, 20, 15, 15, 15, 10, 10, 15]
    assert all(len(k.levels) == 5 for k in agreement.kpis)
    assert load_sources(HOME, agreement, KINDS)


def test_an_unknown_round_is_refused_with_those_that_there_are(home):
    shutil.copytree(home / "agreement/2561-1", home / "agreement/2561-2")
    assert [one.id for one in known_rounds(home)] == ["2561-1", "2561-2"]
    assert load_agreement(home, MEASURES).round_id == "2561-1"
    assert load_agreement(home, MEASURES, "2561-1").round_id == "2561-1"
    with pytest.raises(UsageError, match="2561-1, 2561-2"):
        load_agreement(home, MEASURES, "2562-1")


def test_a_copied_folder_with_the_dates_of_the_round_before_is_refused(home):
    shutil.copytree(home / "agreement/2561-1", home / "agreement/2561-2")
    change(home, "2561-2/agreement.toml", 'round = "2561-1"', 'round = "2561-2"')
    with pytest.raises(DefinitionError) as error:
        load_agreement(home, MEASURES, "2561-2")
    assert "รอบที่ 2 ของปีงบประมาณ 2561 คือ 1 เมษายน 2561 – 30 กันยายน 2561" in str(error.value)
    assert "title บอกรอบที่ 1" in str(error.value)


def test_every_quote_stands_in_the_signed_text_word_for_word():
    agreement = load_agreement(HOME, MEASURES, "2561-1")
    signed = same_words((HOME / "agreement/2561-1/agreement.txt").read_text(encoding="utf-8"))
    for kpi in agreement.kpis:
        assert all(same_words(level.quote) in signed for level in kpi.levels)
        assert all(same_words(note) in signed for note in kpi.criteria_notes)


KPI = "2561-1/kpi/1_disbursement.toml"
FRAME = "2561-1/agreement.toml"
READING = "2561-1/reading.toml"
BPM = "sources/bpm.toml"


@pytest.mark.parametrize(("file", "old", "new", "says"), [
    (KPI, "weight = 50", "weight = 40", "90"),
    (KPI, "weight = 50", "weight = 40", "weight เป็น 40 แต่"),
    (KPI, "weight = 50", "wieght = 50", "weight"),
    (KPI, "weight = 50", "weight = 50\nweight = 50", "TOML"),
    (KPI, "weight = 50", 'weight = "50"', "weight"),
    (KPI, "weight = 50", "weight = 50\ncolour = 1", "colour"),
    (KPI, "at_least = 85", "at_laest = 85", "at_least"),
    (KPI, "at_least = 85", "at_least = 95", "เรียงจากง่ายไปยาก"),
    (KPI, "at_least = 85", "at_least = 85\nmore_than = 85", "เหลือไว้อย่างเดียว"),
    (KPI, "level = 2", "level = 3", "ซ้ำ"),
    (KPI, "ไม่น้อยกว่าร้อยละ 85", "ไม่น้อยกว่าร้อยละ 86", "ลงนาม"),
    (KPI, "ไม่น้อยกว่าร้อยละ 85", "", "quote"),
    (KPI, "2018-03-27", "2561-03-27", "ค.ศ."),
    (KPI, 'section = "team"', 'section = "taem"', "taem"),
    (KPI, "ratio_of_sums", "ratio_of_sum", "ratio_of_sums"),
    (KPI, "disbursement.allocated", "disbursement.alocated", "disbursement.allocated"),
    (KPI, "disbursement.allocated", "disbursement.disbursed", "ช่องเดียวกับ denominator"),
    (KPI, "{amount}", "amount", "{amount}"),
    (KPI, "disbursement.allocated", "basic_needs.target", "ร้อยละของสองหน่วย"),
    (KPI, "denominator =", "element =", "denominator"),
    (KPI, "more =", 'element = "bpm.steps_done"\nmore =', "element ไม่ใช้กับมาตรวัด ratio_of_sums"),
    (KPI, "number = 1", "number = 2", "สองไฟล์"),
    ("2561-1/kpi/7_women_fund.toml", 'needs = ["recorded"]', 'needs = ["recorder"]', "recorder"),
    (FRAME, "share = 50", "share = 60", "110"),
    (FRAME, "at_least = 80", "at_least = 95", "bands"),
    (FRAME, 'round = "2561-1"', 'round = "2561-2"', "2561-1"),
    (FRAME, 'party = "district"\n', 'party = "distric"\n', "district"),
    (READING, "kpis = [2]", "kpis = [12]", "12"),
    (READING, 'use = "chosen"\nbelow', 'use = "othr"\nbelow', "other"),
    (READING, "kpis = [1, 3, 4, 6]", "kpis = [1, 2]", "ทุกระดับต้องมีเกณฑ์เป็นตัวเลข"),
    (READING, "kpis = [1, 3, 4, 6]", "kpis = [8]", "ทุกระดับต้องมีเกณฑ์เป็นตัวเลข"),
    (KPI, "at_least = 85", "at_least = nan", "ไม่ใช่จำนวน"),
    (KPI, "at_least = 85", "at_least = inf", "ไม่ใช่จำนวน"),
    (KPI, "at_least = 85", f"at_least = {'8' * 5000}", "TOML"),
    (READING, "team = 22.22", "team = nan", "shares.team"),
    (READING, "team = 22.22", 'team = "x"', "shares.team"),
    (READING, "interpolated = true", 'interpolated = "yes"', "interpolated"),
    (FRAME, "total_label", "totl_label", "total_label"),
    (BPM, 'role = "label"', 'role = "lable"', "label"),
    (BPM, 'kind = "sums"', 'kind = "sum"', "sums"),
    (BPM, 'role = "label"', 'role = "month"', "sources/bpm.toml: columns.activity.role"),
    ("sources/otop_sales.toml", 'role = "month"', 'role = "label"', 'role = "month"'),
    (BPM, 'key = ["activity"]', 'key = ["activty"]', "activty"),
    (BPM, "required = true", "requred = true", "required"),
    (BPM, 'nature = "state"', 'nature = "stat"', "state"),
    (BPM, 'fallback = ["ขั้นตอนตามแผน"', 'fallback = ["ขั้นตอนทั้งหมด"', "fallback"),
    (BPM, 'nature = "state"', 'nature = "flow"', "sources/bpm.toml: nature เป็น “flow” แต่ไม่มีช่อง"),
    ("sources/payments.toml", 'nature = "flow"', "", "nature ต้องเป็น “flow” เพราะแต่ละแถวมีวัน เดือน หรือเลขของตนเอง (columns.date)"),
])
def test_a_wrong_definition_names_file_key_and_remedy(home, file, old, new, says):
    change(home, file, old, new)
    with pytest.raises(DefinitionError) as error:
        load_sources(home, load_written(home, MEASURES, "2561-1"), KINDS)
    message = str(error.value)
    assert says in message
    for line in message.splitlines():
        assert line.startswith(("agreement/", "kpi ")) and any("\u0e00" <= c <= "\u0e7f" for c in line)


@pytest.mark.parametrize(("source", "old", "new", "key"), [
    ("bpm", 'role = "label"', 'role = "month"', "columns.activity.role"),
    ("bpm", 'role = "label"', 'role = "number"', "columns.activity.role"),
    ("otop_sales", 'role = "unit"', 'role = "percentage"', "columns.unit.role"),
    ("otop_register", 'role = "label"', 'role = "figure"', "columns.name.role"),
    ("progress", 'role = "level"', 'role = "date"', "columns.level.role"),
    ("roster", 'role = "exempt"', 'role = "kpi"', "columns.exempt.role"),
])
def test_a_column_whose_role_its_kind_of_table_does_not_know_is_an_error_of_the_definition(
        pipeline, home, monkeypatch, source, old, new, key):
    change(home, f"sources/{source}.toml", old, new)
    monkeypatch.chdir(home)
    code, _, err = pipeline("check", "--input", HOME / "examples" / "input")
    (line,) = err.splitlines()
    assert code == 2 and f"agreement/sources/{source}.toml: {key} " in line
    assert new.split('"')[1] in line and "ใช้ได้: " in line


@pytest.mark.parametrize(("source", "role"), [("bpm", "district"), ("roster", "district")])
def test_a_kind_of_table_that_lacks_a_column_is_an_error_of_the_definition(home, source, role):
    change(home, f"sources/{source}.toml", f'role = "{role}"', 'role = "label"')
    with pytest.raises(DefinitionError, match=f'{source}.toml: columns .* role = "{role}"'):
        load_sources(home, load_agreement(home, MEASURES), KINDS)


def test_a_reading_that_is_switched_is_applied(home):
    change(home, READING, 'use = "chosen"\nbelow_first', 'use = "other"\nbelow_first')
    assert load_agreement(home, MEASURES).kpi(1).below_first == 1
    assert load_agreement(HOME, MEASURES, "2561-1").kpi(1).below_first == 0


@pytest.mark.parametrize("reading", load_agreement(HOME, MEASURES, "2561-1").readings, ids=lambda r: r.id)
def test_one_line_turns_a_reading_and_turns_it_back(home, reading):
    text = (home / "agreement" / READING).read_text(encoding="utf-8")
    head, _, rest = text.partition(f'id = "{reading.id}"')
    turned = rest.replace('use = "chosen"', 'use = "other"', 1)
    (home / "agreement" / READING).write_text(f'{head}id = "{reading.id}"{turned}', encoding="utf-8")
    plain, other = load_agreement(HOME, MEASURES, "2561-1"), load_agreement(home, MEASURES)
    assert (other.kpis, other.sections) != (plain.kpis, plain.sections)
    expected = plain.under_other(reading)
    assert (other.kpis, other.sections) == (expected.kpis, expected.sections)
    back = other.under_other(next(r for r in other.readings if r.id == reading.id))
    assert (back.kpis, back.sections) == (plain.kpis, plain.sections)


def test_nothing_of_a_system_or_kpi_stands_in_code():
    headings = {
        heading
        for source in load_sources(HOME, load_agreement(HOME, MEASURES, "2561-1"), KINDS)
        for column in source.columns
        for heading in column.headings
        if column.role in ("figure", "number") and len(heading) > 6
    }
    for path in (HOME / "pipeline").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        held = {heading for heading in headings if f'"{heading}"' in text} - {"จำนวนเงิน", "น้ำหนัก", "ระดับที่ได้", "คะแนนที่ได้", "เป้าหมาย"}  # which agreements and papers say themselves
        assert not held, (path, held)
