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
from home import HOME, copy_room
from later_round import LATER, later_round
from runs import ROUND

from pipeline.definitions import fingerprints, load_agreement, round_of, states
from pipeline.definitions.states import FILE, KnownRound, known_rounds
from pipeline.definitions.understood import changed, scores, understood
from pipeline.errors import DefinitionError
from pipeline.measure import MEASURES
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.frame import Signer
from pipeline.model.level import Bound, Level, Reading
from pipeline.rounds.adoption import adoption, withdraw

AGREEMENT = load_agreement(HOME, MEASURES, ROUND)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    copy_room("agreement", tmp_path)
    return tmp_path


def change(home: Path, file: str, old: str, new: str, round_id: str = ROUND) -> None:
    path = home / "agreement" / round_id / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def state(home: Path, round_id: str = LATER) -> KnownRound:
    return next(one for one in known_rounds(home) if one.id == round_id)


# --- whose state is what -------------------------------------------------------------------------


def test_the_signed_round_is_adopted_as_it_stands():
    assert state(HOME, ROUND) == KnownRound(ROUND, "adopted", understood(AGREEMENT))
    assert (AGREEMENT.state, AGREEMENT.changed_words) == ("adopted", ())


def test_a_copied_round_is_a_draft_and_not_the_default(home):
    later_round(home)
    assert state(home).state == "draft" and state(home).trouble == ""
    assert load_agreement(home, MEASURES).round_id == ROUND
    assert load_agreement(home, MEASURES, LATER).state == "draft"


def test_an_adopted_round_is_the_default_until_it_is_withdrawn(home):
    later_round(home)
    adopt(home, LATER)
    assert load_agreement(home, MEASURES).round_id == LATER
    withdraw(home, LATER)
    assert load_agreement(home, MEASURES).round_id == ROUND
    assert load_agreement(home, MEASURES, LATER).state == "withdrawn"
    adopt(home, LATER)
    assert load_agreement(home, MEASURES, LATER).state == "adopted"


def spoil(folder: Path, text: str) -> None:
    (folder / FILE).write_text(text, encoding="utf-8")


BROKEN = {
    "an empty folder": lambda f: shutil.rmtree(f) or f.mkdir(),
    "no frame": lambda f: (f / "agreement.toml").unlink() or (f / FILE).unlink(),
    "no TOML": lambda f: spoil(f, "x"),
    "brackets without end": lambda f: spoil(f, "x = " + "[" * 100000),
    "empty": lambda f: spoil(f, ""),
    "not utf-8": lambda f: (f / FILE).write_bytes(b"\xff\xfe\x00"),
    "a state that there is not": lambda f: spoil(f, f'round = "{LATER}"\nstate = "adoptd"\n[understood]\n'),
    "no state": lambda f: spoil(f, f'round = "{LATER}"\n[understood]\n'),
    "no facts": lambda f: spoil(f, f'round = "{LATER}"\nstate = "adopted"\n'),
    "nothing understood": lambda f: spoil(f, f'round = "{LATER}"\nstate = "adopted"\n\n[understood]\n'),
    "facts of another kind": lambda f: spoil(f, f'round = "{LATER}"\nstate = "adopted"\n[understood]\nx = 1\n'),
    "a key more": lambda f: spoil(f, f'x = 1\nround = "{LATER}"\nstate = "adopted"\n[understood]\n'),
    "the state of another round": lambda f: spoil(f, f'round = "{ROUND}"\nstate = "adopted"\n[understood]\n'),
    "a folder in its place": lambda f: (f / FILE).unlink() or (f / FILE).mkdir(),
    "a KPI half typed": lambda f: (f / FILE).unlink() or (f / "kpi" / "1_disbursement.toml").write_text("number =", "utf-8"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_or_half_made_folder_is_a_draft_and_disturbs_nobody(home, how):
    folder = later_round(home)
    adopt(home, LATER)
    BROKEN[how](folder)
    assert state(home).state == "draft"
    assert load_agreement(home, MEASURES) == AGREEMENT


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is closed to this user")
@pytest.mark.parametrize("what", ["", FILE])
def test_a_folder_or_state_that_cannot_be_read_is_a_draft_and_disturbs_nobody(home, what):
    folder = later_round(home)
    adopt(home, LATER)
    (folder / what).chmod(0)
    try:
        assert state(home).state == "draft" and LATER in state(home).trouble
        assert load_agreement(home, MEASURES).round_id == ROUND
    finally:
        (folder / what).chmod(0o755)


@pytest.mark.parametrize("name", ["2561-2 - Copy", "2561-12", "๒๕๖๑-๒", "x2561-2", "2561_2"])
def test_a_folder_that_is_not_named_as_a_round_is_none(home, name):
    shutil.copytree(home / "agreement" / ROUND, home / "agreement" / name)
    (home / "agreement" / "2562-1").write_text("", encoding="utf-8")
    assert [one.id for one in known_rounds(home)] == [ROUND]


def test_where_no_round_is_adopted_one_line_says_which_there_are_and_what_to_do(home):
    (home / "agreement" / ROUND / FILE).unlink()
    later_round(home)
    with pytest.raises(DefinitionError) as error:
        load_agreement(home, MEASURES)
    said = str(error.value)
    assert "\n" not in said and "2561-1 (ร่าง), 2561-2 (ร่าง)" in said
    assert "pipeline round adopt 2561-2" in said


@pytest.mark.parametrize(("round_id", "read"), [(None, [LATER, ROUND]), (ROUND, [ROUND]), (LATER, [LATER])])
def test_no_state_is_read_but_those_that_decide_which_round_is_meant(home, monkeypatch, round_id, read):
    for name in ("2560-1", "2560-2"):
        shutil.copytree(home / "agreement" / ROUND, home / "agreement" / name)
    later_round(home)
    seen = []
    monkeypatch.setattr(states, "_known", lambda folder, known=states._known: seen.append(folder.name) or known(folder))
    round_of(home, round_id)
    assert seen == read


def test_the_state_is_no_definition_that_figures_come_from(home):
    before = fingerprints(home, ROUND)
    withdraw(home, ROUND)
    assert fingerprints(home, ROUND) == before and not any(name.endswith(FILE) for name in before)


# --- what an adopted round holds to --------------------------------------------------------------



def remember(home: Path, key: str, value: str | None) -> None:
    """Has the signed round adopted when a fact was another one, or (None) was not stated."""
    known = state(home, ROUND)
    facts = {name: text for name, text in {**known.understood, key: value}.items() if text is not None}
    (home / "agreement" / ROUND / FILE).write_bytes(replace(known, understood=facts).written)


SCORING = [
    ("kpi.1.levels.5.at_least", "99.5", "1_disbursement.toml: levels.5.at_least เดิม “99.5” ตอนนี้ “100”"),
    ("kpi.1.levels.5.at_least", None, "1_disbursement.toml: levels.5.at_least เดิมไม่ได้ระบุ ตอนนี้ “100”"),
    ("kpi.1.levels.5.more_than", "100", "1_disbursement.toml: levels.5.more_than เดิม “100” ตอนนี้ไม่ระบุ"),
    ("kpi.1.cutoff", "2018-03-26", "1_disbursement.toml: cutoff เดิม “2018-03-26” ตอนนี้ “2018-03-27”"),
    ("kpi.4.formula.base_years.2", "2559", "4_otop_register.toml: formula.base_years.2"),
    ("kpi.5.levels.4.needs.2", None, "5_grassroots_economy.toml: levels.4.needs.2"),
    ("kpi.5.items.groups_benefited.at_least", "2", "5_grassroots_economy.toml: items.groups_benefited.at_least"),
    ("kpi.5.items.groups_benefited.unit", "หมู่บ้าน", "5_grassroots_economy.toml: items.groups_benefited.unit"),
    ("kpi.7.weight", "15", "7_women_fund.toml: weight"),
    ("kpi.10.weight", "15", "kpi: ตัวชี้วัดที่ 10: weight เดิม “15” ตอนนี้ไม่ระบุ"),
    ("bands.4.name", "พอใช้ได้", "agreement.toml: bands.4.name"),
    ("start", "2017-10-02", "agreement.toml: start"),
    ("sections.team.share", "60", "agreement.toml: sections.team.share"),
    ("readings.gaps-between-levels.bounds.2.at_least", "86.5", "reading.toml: gaps-between-levels.bounds.2.at_least"),
    ("readings.section-shares.shares.team", "22.2", "reading.toml: section-shares.shares.team"),
    ("readings.below-first-level.below_first", None, "reading.toml: below-first-level.below_first"),
]


@pytest.mark.parametrize(("key", "was", "says"), SCORING)
def test_a_fact_that_scores_is_refused_until_the_round_is_adopted_again(home, key, was, says):
    remember(home, key, was)
    with pytest.raises(DefinitionError) as error:
        load_agreement(home, MEASURES, ROUND)
    line, remedy = str(error.value).splitlines()
    assert says in line and line.startswith(f"agreement/{ROUND}/")
    assert f"pipeline round show {ROUND}" in remedy and f"pipeline round adopt {ROUND}" in remedy
    adopt(home)
    assert load_agreement(home, MEASURES) == AGREEMENT


def test_every_fact_that_was_changed_in_the_files_is_named_at_once(home):
    change(home, "kpi/1_disbursement.toml", 'numerator_else = "payments.paid"', "")
    change(home, "kpi/7_women_fund.toml", "unanswered_is_no = true", "")
    change(home, "agreement.toml", "at_least = 90", "at_least = 91")
    change(home, "reading.toml", "kpis = [1, 3, 4, 6]", "kpis = [1, 3, 4]")
    with pytest.raises(DefinitionError) as error:
        load_agreement(home, MEASURES)
    *lines, _ = str(error.value).splitlines()
    assert [line.rpartition("/")[2].partition(" ")[0] + line.partition(" ")[2].partition(" ")[0] for line in lines] == [
        "agreement.toml:bands.1.at_least", "1_disbursement.toml:formula.numerator_else",
        "7_women_fund.toml:items.recorded.unanswered_is_no", "reading.toml:step-or-interpolated.kpis.4"]
    adopt(home)
    assert load_agreement(home, MEASURES).bands[0].at_least == 91


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
    assert told and says in told[0] and told[0].startswith(f"agreement/{ROUND}/{file}: ")
    adopt(home)
    assert load_agreement(home, MEASURES).changed_words == ()


def test_a_reading_that_is_turned_and_words_typed_otherwise_are_no_change(home):
    change(home, "reading.toml", 'use = "chosen"\nbelow', 'use = "other"\nbelow')
    change(home, "kpi/1_disbursement.toml", "at_least = 80", "at_least = 80.0")
    change(home, "kpi/3_otop_sales.toml", "ผู้ประกอบการ ผู้ผลิต  มี", "ผู้ประกอบการ ผู้ผลิต มี")
    turned = load_agreement(home, MEASURES)
    assert turned.kpi(1).below_first == 1 and turned.changed_words == ()
    assert understood(turned) == understood(AGREEMENT)


def test_a_withdrawn_round_may_be_changed_and_the_change_is_told_when_it_is_adopted_again(home):
    withdraw(home, ROUND)
    change(home, "kpi/1_disbursement.toml", 'numerator_else = "payments.paid"', "")
    assert load_agreement(home, MEASURES, ROUND).kpi(1).formula.numerator_else == ""
    assert [fact.key for fact in adoption(home, ROUND).facts] == ["kpi.1.formula.numerator_else"]


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


def test_examples_and_what_every_record_has_anyway_are_no_facts():
    facts = understood(replace(AGREEMENT.written, kpis=(replace(AGREEMENT.kpi(1), examples=()),)))
    mine = {key: value for key, value in understood(AGREEMENT).items() if key.startswith("kpi.1.")}
    assert AGREEMENT.kpi(1).examples and mine == {key: value for key, value in facts.items() if key.startswith("kpi.")}
    assert not any(key.endswith((".below_first", ".round_first", ".needs")) for key in mine)


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
            "numerator", "denominator", "result", "base_years", "share", "team", "below_first", "round_first"} <= ends


def test_a_round_that_had_no_reading_is_told_by_the_file_of_readings(home):
    told = states.with_files(home / "agreement" / ROUND, [("readings", "เดิม")])
    assert told == [f"agreement/{ROUND}/reading.toml: readings เดิม"]


@pytest.mark.parametrize("text", ['"คำพูด" \\ สองแถว\nและแท็บ\t', "\x7f\x1f", "ก.ข = [1]", ""])
def test_a_state_is_read_as_it_is_written(home, text):
    known = KnownRound(LATER, "adopted", {text or "k": text, "kpi.1.weight": "50"})
    later_round(home).joinpath(FILE).write_bytes(known.written)
    assert state(home) == known
