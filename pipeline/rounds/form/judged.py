"""What the loader of rounds finds wrong in what a form makes, at the cells of the form and in its words."""


import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.checks import CHECKS
from pipeline.definitions import load_definitions
from pipeline.definitions.agreement import PAPER as PAPER_FILE
from pipeline.errors import DefinitionError
from pipeline.measure import MEASURES
from pipeline.model.source import SourceDefinition
from pipeline.normalise.kinds import KINDS
from pipeline.rounds.form.book import FormProblem
from pipeline.rounds.form.definition import Definition
from pipeline.rounds.form.draft import FormPlace
from pipeline.rounds.form.tables import PAPER, TABLES
from pipeline.rounds.form.words import in_words

_PROBLEM = re.compile(r"agreement/(?P<file>[^:]+): (?:(?P<key>\S+) )?(?P<words>.*)")


def loader_problems(
    home: Path, made: Definition, places: Mapping[tuple[str, str], FormPlace], sources: Sequence[SourceDefinition],
    told: set[tuple[str, str]],
) -> list[FormProblem]:
    """What the loader of rounds finds wrong in what a form makes, each at its cell, but for cells of which something
    is told already."""
    if not made.folder:
        return []
    lost = [] if _signed(made) else [FormProblem(PAPER.sheet, "", "ยังไม่มีข้อความของข้อตกลง คัดลอกทั้งฉบับจาก Word มาวางใต้หัวตาราง")]
    try:
        load_definitions(home, MEASURES, KINDS, CHECKS, made.folder, as_written=True)
    except DefinitionError as error:
        lines = [line for line in str(error).splitlines() if not _hollow(line, made)]
        found = [problem_of(line, made, places, sources) for line in lines]
        return [*lost, *(one for one in found if (one.sheet, one.cell) not in told or not one.cell)]
    return lost


def _signed(made: Definition) -> bool:
    """Whether the signed text stands in the form."""
    return bool(made.files[f"{made.folder}/{PAPER_FILE}"].strip())


def _hollow(line: str, made: Definition) -> bool:
    """Whether a line only comes of a ladder that is not wholly told, or of a signed text that is not there."""
    if PAPER_FILE in line and not _signed(made):
        return True
    for number in made.unsure:
        if re.match(rf"agreement/{made.folder}/kpi/{number}_\w+\.toml: (?:\S+\.)?levels ", line):
            return True
        if line.startswith(f"agreement/{made.folder}/reading.toml:") and re.search(rf"ตัวชี้วัดที่ {number}(?!\d)", line):
            return True
    return False


def problem_of(
    line: str, made: Definition, places: Mapping[tuple[str, str], FormPlace], sources: Sequence[SourceDefinition]
) -> FormProblem:
    """What a line of the loader says of a file, said of the form."""
    found = _PROBLEM.fullmatch(line)
    if found is None:
        return FormProblem("", "", in_words(line, sources))
    file, key, words = found["file"], found["key"] or "", found["words"]
    names = {own: called for (of, own), called in made.names.items() if of in (file, f"{made.folder}/agreement.toml", f"{made.folder}/reading.toml")}
    place = _place(file, key, words, made, places)
    if place is None:
        return FormProblem("", "", in_words(line, sources, names))
    said = in_words(words, sources, names)
    return FormProblem(place.sheet, place.cell, f"{place.what}: {said}" if place.what else said)


def _place(
    file: str, key: str, words: str, made: Definition, places: Mapping[tuple[str, str], FormPlace]
) -> FormPlace | None:
    """Where in the form stands what a file has at a key: there, or at what that is within."""
    if weights := re.match(r"น้ำหนัก \(weight\) ของตัวชี้วัดใน(.+?) \(", words):
        own = next((own for (_, own), name in made.names.items() if name == weights[1]), "")
        if place := places.get((made.folder, f"weight of {own}")):
            return place
    while key and (file, key) not in places:
        key = re.sub(r"(?:\.[^.\[]+|\[[^\]]*\])$|^[^.\[]+$", "", key)
    return places.get((file, key))


def in_order(problems: Sequence[FormProblem]) -> list[FormProblem]:
    """Problems as their cells stand, sheet by sheet."""
    sheets = list(dict.fromkeys(table.sheet for table in TABLES))

    def place(problem: FormProblem) -> tuple[int, int, str]:
        line = re.search(r"\d+", problem.cell)
        return sheets.index(problem.sheet) if problem.sheet in sheets else len(sheets), int(line[0]) if line else 0, problem.cell

    return sorted(problems, key=place)
