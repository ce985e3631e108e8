"""A round's life: a draft disturbs nobody, an adopted round stays as it was understood."""

import os
import shutil
import sys
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from adopted import adopt
from home import HOME

from pipeline.definitions import fingerprints, load_agreement, load_written
from pipeline.definitions.states import FILE, KnownRound, known_rounds
from pipeline.definitions.understood import changed, scores, understood
from pipeline.errors import DefinitionError
from pipeline.measure import MEASURES
from pipeline.model.agreement import Agreement, Bound, Example, Kpi, Level, Reading, Signer
from pipeline.rounds.adoption import adoption, withdraw

FIRST, SECOND = "2561-1", "2561-2"
AGREEMENT = load_agreement(HOME, MEASURES, FIRST)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shutil.copytree(HOME / "agreement", tmp_path / "agreement")
    return tmp_path


def change(home: Path, file: str, old: str, new: str, round_id: str = FIRST) -> None:
    path = home / "agreement" / round_id / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def second(home: Path) -> Path:
    """A copy of the first round half a year later, as somebody begins a new one."""
    folder = home / "agreement" / SECOND
    shutil.copytree(home / "agreement" / FIRST, folder)
    for path in folder.rglob("*.toml"):
        if path.name == FILE:
            continue
        text = path.read_text(encoding="utf-8").replace(FIRST, SECOND)
        for old, new in {"2017-10-01": "2018-04-01", "2018-03-31": "2018-09-30", "2018-03-27": "2018-09-27"}.items():
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    return folder


def state(home: Path, round_id: str = SECOND) -> KnownRound:
    return next(one for one in known_rounds(home) if one.id == round_id)


# --- whose state is what -------------------------------------------------------------------------


def test_the_signed_round_is_adopted_as_it_stands():
    assert state(HOME, FIRST) == KnownRound(FIRST, "adopted", understood(AGREEMENT))
    assert (AGREEMENT.state, AGREEMENT.changed_words) == ("adopted", ())


def test_a_copied_round_is_a_draft_and_not_the_default(home):
    second(home)
    assert state(home).state == "draft" and state(home).trouble == ""
    assert load_agreement(home, MEASURES).round_id == FIRST
    assert load_agreement(home, MEASURES, SECOND).state == "draft"


def test_an_adopted_round_is_the_default_until_it_is_withdrawn(home):
    second(home)
    adopt(home, SECOND)
    assert load_agreement(home, MEASURES).round_id == SECOND
    withdraw(home, SECOND)
    assert load_agreement(home, MEASURES).round_id == FIRST
    assert load_agreement(home, MEASURES, SECOND).state == "withdrawn"
    adopt(home, SECOND)
    assert load_agreement(home, MEASURES, SECOND).state == "adopted"


def spoil(folder: Path, text: str) -> None:
    (folder / FILE).write_text(text, encoding="utf-8")


BROKEN = {
    "an empty folder": lambda f: shutil.rmtree(f) or f.mkdir(),
    "no frame": lambda f: (f / "agreement.toml").unlink() or (f / FILE).unlink(),
    "no TOML": lambda f: spoil(f, "x"),
    "empty": lambda f: spoil(f, ""),
    "not utf-8": lambda f: (f / FILE).write_bytes(b"\xff\xfe\x00"),
    "a state that there is not": lambda f: spoil(f, f'round = "{SECOND}"\nstate = "adoptd"\n[understood]\n'),
    "no state": lambda f: spoil(f, f'round = "{SECOND}"\n[understood]\n'),
    "no facts": lambda f: spoil(f, f'round = "{SECOND}"\nstate = "adopted"\n'),
    "facts of another kind": lambda f: spoil(f, f'round = "{SECOND}"\nstate = "adopted"\n[understood]\nx = 1\n'),
    "a key more": lambda f: spoil(f, f'x = 1\nround = "{SECOND}"\nstate = "adopted"\n[understood]\n'),
    "the state of another round": lambda f: spoil(f, f'round = "{FIRST}"\nstate = "adopted"\n[understood]\n'),
    "a folder in its place": lambda f: (f / FILE).unlink() or (f / FILE).mkdir(),
    "a KPI half typed": lambda f: (f / FILE).unlink() or (f / "kpi" / "1_disbursement.toml").write_text("number =", "utf-8"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_or_half_made_folder_is_a_draft_and_disturbs_nobody(home, how):
    folder = second(home)
    adopt(home, SECOND)
    BROKEN[how](folder)
    assert state(home).state == "draft"
    assert load_agreement(home, MEASURES) == AGREEMENT


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is closed to this user")
@pytest.mark.parametrize("what", ["", FILE])
def test_a_folder_or_state_that_cannot_be_read_is_a_draft_and_disturbs_nobody(home, what):
    folder = second(home)
    adopt(home, SECOND)
    (folder / what).chmod(0)
    try:
        assert state(home).state == "draft" and SECOND in state(home).trouble
        assert load_agreement(home, MEASURES).round_id == FIRST
    finally:
        (folder / what).chmod(0o755)


@pytest.mark.parametrize("name", ["2561-2 - Copy", "2561-12", "๒๕๖๑-๒", "x2561-2", "2561_2"])
def test_a_folder_that_is_not_named_as_a_round_is_none(home, name):
    shutil.copytree(home / "agreement" / FIRST, home / "agreement" / name)
    (home / "agreement" / "2562-1").write_text("", encoding="utf-8")
    assert [one.id for one in known_rounds(home)] == [FIRST]


def test_where_no_round_is_adopted_one_line_says_which_there_are_and_what_to_do(home):
    (home / "agreement" / FIRST / FILE).unlink()
    second(home)
    with pytest.raises(DefinitionError) as error:
        load_agreement(home, MEASURES)
    said = str(error.value)
    assert "\n" not in said and "2561-1 (ร่าง), 2561-2 (ร่าง)" in said
    assert "pipeline round adopt 2561-2" in said


def test_the_state_is_no_definition_that_figures_come_from(home):
    before = fingerprints(home, FIRST)
    withdraw(home, FIRST)
    assert fingerprints(home, FIRST) == before and not any(name.endswith(FILE) for name in before)


# --- what an adopted round holds to --------------------------------------------------------------

SCORING = [
    ("kpi/1_disbursement.toml", "at_least = 100", "at_least = 99.5", "1_disbursement.toml: levels.5.at_least เดิม “100” ตอนนี้ “99.5”"),
    ("kpi/1_disbursement.toml", "at_least = 80", "more_than = 80", "1_disbursement.toml: levels.1.more_than เดิมไม่ได้ระบุ ตอนนี้ “80”"),
    ("kpi/1_disbursement.toml", "at_least = 80", "more_than = 80", "1_disbursement.toml: levels.1.at_least เดิม “80” ตอนนี้ไม่ระบุ"),
    ("kpi/1_disbursement.toml", "2018-03-27", "2018-03-26", "cutoff เดิม “2018-03-27” ตอนนี้ “2018-03-26”"),
    ("kpi/1_disbursement.toml", "disbursement.disbursed", "disbursement.allocated", "formula.numerator"),
    ("kpi/1_disbursement.toml", 'numerator_else = "payments.paid"', "", "formula.numerator_else"),
    ("kpi/4_otop_register.toml", "[2557, 2558]", "[2557]", "4_otop_register.toml: formula.base_years.2"),
    ("kpi/5_grassroots_economy.toml", 'needs = ["plan_driven", "monthly_results"]', 'needs = ["plan_driven"]', "levels.4.needs.2"),
    ("kpi/5_grassroots_economy.toml", "at_least = 1", "at_least = 2", "items.groups_benefited.at_least"),
    ("kpi/7_women_fund.toml", "unanswered_is_no = true", "", "items.recorded.unanswered_is_no"),
    ("agreement.toml", "at_least = 90", "at_least = 91", "agreement.toml: bands.1.at_least"),
    ("agreement.toml", "พอใช้", "พอใช", "agreement.toml: bands.4.name"),
    ("reading.toml", "below_first = 1", "below_first = 2", "reading.toml: below-first-level.below_first"),
    ("reading.toml", "level = 3, at_least = 86", "level = 3, at_least = 86.5", "reading.toml: gaps-between-levels.bounds.2.at_least"),
    ("reading.toml", "team = 22.22", "team = 22.2", "section-shares.shares.team"),
    ("reading.toml", "kpis = [1, 3, 4, 6]", "kpis = [1, 3, 4]", "step-or-interpolated.kpis.4"),
]


@pytest.mark.parametrize(("file", "old", "new", "says"), SCORING)
def test_a_fact_that_scores_is_refused_until_the_round_is_adopted_again(home, file, old, new, says):
    change(home, file, old, new)
    with pytest.raises(DefinitionError) as error:
        load_agreement(home, MEASURES, FIRST)
    *lines, remedy = str(error.value).splitlines()
    assert any(says in line for line in lines) and all(line.startswith(f"agreement/{FIRST}/") for line in lines)
    assert f"pipeline round show {FIRST}" in remedy and f"pipeline round adopt {FIRST}" in remedy
    adopt(home)
    assert load_agreement(home, MEASURES) == replace(load_written(home, MEASURES, FIRST), state="adopted")


def test_every_fact_that_changed_is_named_at_once(home):
    change(home, "kpi/1_disbursement.toml", "2018-03-27", "2018-03-26")
    change(home, "reading.toml", "below_first = 1", "below_first = 2")
    change(home, "agreement.toml", "at_least = 90", "at_least = 91")
    with pytest.raises(DefinitionError) as error:
        load_agreement(home, MEASURES)
    assert [line.partition(":")[0].rpartition("/")[2] for line in str(error.value).splitlines()][:-1] == [
        "agreement.toml", "1_disbursement.toml", "reading.toml"]


def test_a_kpi_whose_file_is_gone_is_named_by_its_number(home):
    change(home, "kpi/3_otop_sales.toml", "weight = 20", "weight = 35")
    (home / "agreement" / FIRST / "kpi" / "9_basic_needs.toml").unlink()
    for reading in ("[1, 2, 3, 4, 6, 7, 8, 9]", "[9]"):
        change(home, "reading.toml", reading, reading.replace(", 9", "").replace("9", "8"))
    for level in (3, 4, 5):
        change(home, "reading.toml", f"kpi = 9, level = {level}", f"kpi = 8, level = {level}")
    with pytest.raises(DefinitionError, match="kpi: ตัวชี้วัดที่ 9: weight เดิม “15” ตอนนี้ไม่ระบุ"):
        load_agreement(home, MEASURES)


WORDS = [
    ("kpi/3_otop_sales.toml", 'short_name = "รายได้จากการ', 'short_name = "ยอดจาก', "short_name"),
    ("kpi/1_disbursement.toml", "เบิกจ่ายเพิ่มอีก", "เบิกเพิ่ม", "formula.more"),
    ("kpi/5_grassroots_economy.toml", 'short = "แผน"', 'short = "แผนฯ"', "levels.1.short"),
    ("kpi/5_grassroots_economy.toml", '  "มีการคัดเลือกกลุ่มเป้าหมาย",', '  "คัดเลือกกลุ่มเป้าหมาย",', "items.groups_chosen.texts.1"),
    ("agreement.toml", 'name = "งานทีม"', 'name = "งานกลุ่ม"', "sections.team.name"),
    ("agreement.toml", 'แล้ว"\npapers = []', 'แล้ว"\npapers = ["ผลคะแนน"]', "signers.3.papers"),
    ("agreement.toml", "thai_digits = true", "thai_digits = false", "thai_digits"),
    ("reading.toml", 'other = "ได้ระดับ 1 เป็นอย่างต่ำ"', 'other = "ได้ระดับที่ 1 เป็นอย่างต่ำ"', "below-first-level.other"),
]


@pytest.mark.parametrize(("file", "old", "new", "says"), WORDS)
def test_changed_words_are_told_and_refuse_nothing(home, file, old, new, says):
    change(home, file, old, new)
    told = load_agreement(home, MEASURES).changed_words
    assert told and says in told[0] and told[0].startswith(f"agreement/{FIRST}/{file}: ")
    adopt(home)
    assert load_agreement(home, MEASURES).changed_words == ()


def test_a_reading_that_is_turned_and_words_typed_otherwise_are_no_change(home):
    change(home, "reading.toml", 'use = "chosen"\nbelow', 'use = "other"\nbelow')
    change(home, "kpi/1_disbursement.toml", "at_least = 80", "at_least = 80.0")
    change(home, "kpi/3_otop_sales.toml", "ผู้ประกอบการ ผู้ผลิต  มี", "ผู้ประกอบการ ผู้ผลิต มี")
    turned = load_agreement(home, MEASURES)
    assert turned.kpi(1).below_first == 1 and turned.changed_words == ()
    assert understood(turned) == understood(AGREEMENT)


def test_a_draft_and_a_withdrawn_round_may_be_changed(home):
    withdraw(home, FIRST)
    change(home, "kpi/1_disbursement.toml", "2018-03-27", "2018-03-26")
    assert load_agreement(home, MEASURES, FIRST).kpi(1).cutoff == date(2018, 3, 26)
    assert [fact.key for fact in adoption(home, FIRST).facts] == ["kpi.1.cutoff"]


# --- what a fact is ------------------------------------------------------------------------------

OTHER = {str: "อื่น", int: 77, Decimal: Decimal(77), bool: None, date: date(2000, 1, 1), tuple: ("อื่น",), dict: {"x": Decimal(1)}}
RECORDS = {
    Agreement: AGREEMENT, Kpi: AGREEMENT.kpi(5), Level: AGREEMENT.kpi(5).levels[2],
    Reading: AGREEMENT.readings[1], Signer: AGREEMENT.signers[2], Bound: AGREEMENT.readings[1].bounds[0],
}
NO_FACTS = {Agreement: {"round_id", "state", "changed_words", "unstated", "written"}, Reading: {"use"}}


def with_record(record: object) -> Agreement:
    """The agreement with this record in its place."""
    written = AGREEMENT.written
    assert written is not None
    match record:
        case Agreement():
            return replace(record, written=None)
        case Kpi():
            return replace(written, kpis=(record,))
        case Level():
            return replace(written, kpis=(replace(written.kpi(5), levels=(record,)),))
        case Reading():
            return replace(written, readings=(record,))
        case Bound():
            return replace(written, readings=(replace(written.readings[1], bounds=(record,)),))
        case _:
            return replace(written, signers=(record,))


def other_value(value: object) -> object:
    if isinstance(value, bool):
        return not value
    if value is None:
        return Decimal(77)
    if isinstance(value, tuple) and value and not isinstance(value[0], str | int):
        return value[:-1]
    return OTHER.get(type(value), "อื่น")


@pytest.mark.parametrize(("kind", "name"), [
    (kind, field.name) for kind in RECORDS for field in fields(kind)
    if field.name not in NO_FACTS.get(kind, ()) and field.name not in ("formula", "examples")])
def test_every_field_of_a_definition_is_a_fact(kind, name):
    record = RECORDS[kind]
    changed_record = replace(record, **{name: other_value(getattr(record, name))})
    assert changed(understood(with_record(record)), understood(with_record(changed_record))), (kind, name)


def test_examples_are_words_and_what_every_record_has_anyway_is_not_stated():
    kpi = replace(AGREEMENT.kpi(1), examples=(Example(Decimal("79.99"), (), 0), Example(Decimal(80), ("a",), 1)))
    facts = understood(replace(AGREEMENT.written, kpis=(kpi,)))
    mine = {key: value for key, value in facts.items() if "examples" in key}
    assert mine["kpi.1.examples.1.result"] == "79.99" and mine["kpi.1.examples.2.met.1"] == "a"
    assert not any(map(scores, mine))
    assert not any(key.endswith((".below_first", ".round_first", "levels.1.needs")) for key in facts if key.startswith("kpi."))


def test_two_of_one_name_are_told_apart_by_their_place():
    twice = replace(AGREEMENT.written, readings=(AGREEMENT.readings[0],) * 2)
    assert {"readings.1.id", "readings.2.id", "readings.2.below_first"} <= understood(twice).keys()


def test_what_may_change_a_score_is_no_word():
    kinds = {True: set(), False: set()}
    for key in understood(AGREEMENT):
        kinds[scores(key)].add(".".join(part for part in key.split(".")[-2:] if not part.isdigit()))
    assert kinds[True] & kinds[False] == {"name"}, "of a band it stands in results, of all else on paper"
    ends = {key.rpartition(".")[2] for key in kinds[True]}
    assert {"at_least", "more_than", "needs", "kind", "element", "weight", "section", "cutoff", "start", "end", "measure",
            "numerator", "denominator", "percentage", "base_years", "share", "team", "below_first", "round_first"} <= ends


@pytest.mark.parametrize("text", ['"คำพูด" \\ สองแถว\nและแท็บ\t', "\x7f\x1f", "ก.ข = [1]", ""])
def test_a_state_is_read_as_it_is_written(home, text):
    known = KnownRound(SECOND, "adopted", {text or "k": text, "kpi.1.weight": "50"})
    second(home).joinpath(FILE).write_bytes(known.written)
    assert state(home) == known
