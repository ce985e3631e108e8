"""A definition that has every shape of criteria is held against its text: whatever is changed in it is refused,
or asked."""

import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from home import HOME

from pipeline.errors import DefinitionError
from pipeline.rounds.adoption import adoption

ROUND = "2563-2"
ROOM = Path("agreement") / ROUND
SHAPES = HOME / "tests" / "definitions" / "shapes" / ROUND
FILES = [*(f"kpi/{path.name}" for path in sorted((SHAPES / "kpi").glob("*.toml"))), "agreement.toml"]
NUMBER = re.compile(
    r"^(weight|at_least|more_than|at_most|less_than|level|points|top|target|by|lowest|highest|places|share) = (-?[\d.]+)$", re.M)
BOUND = re.compile(r'^(at_least|more_than|at_most|less_than) = ("target"|[\d.-]+)$', re.M)
DAY = re.compile(r"^(at_most|less_than|cutoff) = (\d{4}-\d\d-)(\d\d)$", re.M)
WORD = re.compile(r'^(quote|name|absent_to|combine|unit|target_source|weight_source|id) = "(.+)"$', re.M)
KINDS = ("at_least", "more_than", "at_most", "less_than")
BLOCK = re.compile(r"^\[\[((?:parts|deductions)\.)?levels\]\]\n(?:.+\n)+", re.M)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with the round, a draft."""
    shutil.copytree(SHAPES, tmp_path / ROOM)
    shutil.copytree(HOME / "agreement/sources", tmp_path / "agreement/sources")
    return tmp_path


def asked(home: Path) -> set[tuple[int, str, str]]:
    """All that a person is to tick before the round is adopted."""
    return {(one.kpi, one.key, one.words) for one in adoption(home, ROUND).unstated}


def put(text: str, found: re.Match[str], new: str) -> str:
    return text[: found.start()] + new + text[found.end():]


def changes(text: str) -> Iterator[tuple[str, str]]:
    """All that may be wrong with a file, a change each."""
    yield from numbers(text)
    yield from bounds(text)
    yield from words(text)
    yield from exchanged(text)


def numbers(text: str) -> Iterator[tuple[str, str]]:
    """Every number one more, one less and a hundredth more; every day one earlier and one later."""
    for found in NUMBER.finditer(text):
        key, value = found[1], found[2]
        for new in (f"{float(value) + 1:g}", f"{float(value) - 1:g}", f"{float(value) + .01:g}"):
            if key not in ("level", "lowest", "highest", "places", "top") or new.lstrip("-").isdigit():
                yield f"{key} {value} → {new}", put(text, found, f"{key} = {new}")
    for found in DAY.finditer(text):
        for day in (int(found[3]) - 1, int(found[3]) + 1):
            if day <= 30:
                yield f"{found[0]} → {day}", put(text, found, f"{found[1]} = {found[2]}{day:02}")


def bounds(text: str) -> Iterator[tuple[str, str]]:
    """Every bound of another kind, each district's own, or gone."""
    for found in BOUND.finditer(text):
        yield f"{found[0]} gone", put(text, found, "")
        for kind in KINDS:
            if kind != found[1]:
                yield f"{found[0]} → {kind}", put(text, found, f"{kind} = {found[2]}")
        if found[2] != '"target"':
            yield f"{found[0]} → target", put(text, found, f'{found[1]} = "target"')


def words(text: str) -> Iterator[tuple[str, str]]:
    """Every text without its first letter and with one more, every way of adding parts another, and points
    in proportion where they were not, or no more."""
    for found in WORD.finditer(text):
        for new in (found[2][1:], found[2] + "ๆ", *(("mean", "best") if found[1] == "combine" else ())):
            yield f"{found[0]} → {new}", put(text, found, f'{found[1]} = "{new}"')
    if "interpolated = true\n" in text:
        yield "not interpolated", text.replace("interpolated = true\n", "", 1)
    elif "cutoff" in text:
        yield "interpolated", text.replace("cutoff", "interpolated = true\ncutoff", 1)


def exchanged(text: str) -> Iterator[tuple[str, str]]:
    """Each two levels in a row with what one key says of them exchanged, and each two parts with their ids,
    names and weights."""
    for first, second in pairwise(BLOCK.finditer(text)):
        for key in ("quote", "points", *KINDS):
            lines = [re.search(rf"^{key} = .*$", block[0], re.M) for block in (first, second)]
            if all(lines) and lines[0][0] != lines[1][0]:
                one = first[0].replace(lines[0][0], lines[1][0])
                two = second[0].replace(lines[1][0], lines[0][0])
                yield f"{lines[0][0]} ↔ {lines[1][0]}", (
                    text[: first.start()] + one + text[first.end(): second.start()] + two + text[second.end():])
    parts = [found.start() for found in re.finditer(r"^\[\[parts\]\]$", text, re.M)]
    for first, second in pairwise(parts):
        for key in ("id", "name", "weight", "measure", "numerator", "denominator"):
            lines = [re.search(rf"^{key} = .*$", text[at:], re.M) for at in (first, second)]
            if all(lines) and lines[0][0] != lines[1][0]:
                head, middle, tail = text[:first], text[first:second], text[second:]
                yield f"{lines[0][0]} ↔ {lines[1][0]}", head + middle.replace(lines[0][0], lines[1][0], 1) + tail.replace(lines[1][0], lines[0][0], 1)


def test_the_round_can_be_adopted_as_it_is(home):
    assert len(asked(home)) > 20


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_no_change_passes_in_silence(home, name):
    before, path = asked(home), home / ROOM / name
    text = path.read_text(encoding="utf-8")
    passed, tried = [], 0
    for told, changed in changes(text):
        assert changed != text, told
        tried += 1
        path.write_text(changed, encoding="utf-8")
        try:
            if asked(home) == before:
                passed.append(told)
        except DefinitionError:
            pass
    assert passed == [] and tried >= 10
