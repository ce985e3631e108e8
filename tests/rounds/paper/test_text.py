"""The text that is read from a Word file is the signed text that a definition is held against."""

import shutil
from pathlib import Path

import pytest
from made_rounds import home
from papers import AGREEMENTS, HERE
from word import LEVELS, NUMBERS, SECTIONS, Kind, write_word

from pipeline.definitions.agreement import load_written
from pipeline.errors import DefinitionError
from pipeline.measure import MEASURES
from pipeline.rounds.paper import read_paper


def house(folder: Path, round_id: str) -> Path:
    """A home with one round."""
    if round_id != "2561-1":
        return home(folder, round_id)
    shutil.copytree(HERE / "agreement", folder / "agreement")
    return folder


def unstated(place: Path, round_id: str, kind: Kind | None) -> list[str]:
    """What the round's text does not state: its own, or that of a Word file of a kind."""
    if kind is not None:
        lines = read_paper(write_word(AGREEMENTS[round_id], kind, place / "paper.docx")).lines
        (place / "agreement" / round_id / "agreement.txt").write_text("\n".join(lines), "utf-8")
    told = load_written(place, MEASURES, round_id).unstated
    return sorted(f"{one.kpi} {one.key} {one.words}" for one in told if "“ลงชื่อ " not in one.words)  # the maker's last line


@pytest.mark.parametrize("kind", [
    *(Kind(levels=levels) for levels in LEVELS if levels not in ("columns", "rows", "number beside")),
    *(Kind(numbers=numbers, levels="auto") for numbers in NUMBERS), *(Kind(sections=sections) for sections in SECTIONS if sections != "row"),
    Kind(headings_after=2, tables_after=4), Kind(noise=("split", "joined", "boxes"), frames=("nested",)),
], ids=lambda kind: f"{kind.levels}-{kind.numbers}-{kind.sections}-{kind.headings_after}-{kind.frames}")
def test_a_definition_stands_against_the_text_of_every_kind(kind, tmp_path):
    place = house(tmp_path, "2561-1")
    before = unstated(place, "2561-1", None)
    assert unstated(place, "2561-1", kind) == before


@pytest.mark.parametrize("levels", ["columns", "rows", "number beside"])
def test_notes_alone_are_missing_where_a_kind_has_no_place_for_them(levels, tmp_path):
    place = house(tmp_path, "2561-1")
    with pytest.raises(DefinitionError) as error:
        unstated(place, "2561-1", Kind(levels=levels))
    assert {line.partition(": ")[2].partition("[")[0] for line in str(error.value).splitlines()} == {"notes"}


@pytest.mark.parametrize("round_id", ["2562-2", "2569-2"])
def test_other_rounds_stand_too(round_id, tmp_path):
    place = house(tmp_path, round_id)
    unstated(place, round_id, Kind(sections="row"))


def test_a_lost_word_is_told(tmp_path):
    place = house(tmp_path, "2561-1")
    text = place / "agreement/2561-1/agreement.txt"
    lines = read_paper(write_word(AGREEMENTS["2561-1"], Kind(), tmp_path / "paper.docx")).lines
    text.write_text("\n".join(lines).replace("ไม่น้อยกว่าร้อยละ 85", "ร้อยละ 85"), "utf-8")
    with pytest.raises(DefinitionError, match=r"levels\[2\].quote"):
        load_written(place, MEASURES, "2561-1")
