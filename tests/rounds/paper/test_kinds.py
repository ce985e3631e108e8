"""The same agreement comes out of every kind of Word file."""

import random
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from papers import AGREEMENTS
from word import FRAMES, LEVELS, NOISE, NUMBERS, SECTIONS, Kind, write_word

from pipeline.rounds.paper import SignedPaper, read_paper
from pipeline.thai.text import clean


def content(paper: SignedPaper, kind: Kind) -> list[str]:
    """What must be the same, a line each, spaces apart; no notes where a kind has no place for them."""
    lines = [*paper.title, *(section.name for section in paper.sections)]
    for kpi in paper.kpis:
        lines += [f"{kpi.number} {kpi.section}", f"goal {kpi.goal}", f"name {kpi.name}", *(f"{n}: {quote}" for n, quote in kpi.levels)]
        if kind.levels not in ("columns", "rows", "number beside"):
            lines += [f"note {note}" for note in kpi.notes]
            lines += [f"part {part.letter} {part.name} {number} {quote}" for part in kpi.parts for number, quote in part.levels]
        lines += [f"weight {kpi.weight}", f"source {kpi.data_source}"]
    return [*map(clean, lines)]


def check(paper: SignedPaper, kind: Kind, folder: Path) -> SignedPaper:
    read = read_paper(write_word(paper, kind, folder / "paper.docx"))
    found, wanted = content(read, kind), content(paper, kind)
    assert [one for one in found if one not in wanted] == [one for one in wanted if one not in found]
    assert found == wanted
    return read


@pytest.mark.parametrize("levels", LEVELS)
def test_levels_of_every_kind(levels, tmp_path):
    read = check(AGREEMENTS["2561-1"], Kind(levels=levels), tmp_path)
    assert read.doubts == ()


@pytest.mark.parametrize("numbers", NUMBERS)
def test_numbers_of_kpis(numbers, tmp_path):
    check(AGREEMENTS["2561-1"], Kind(numbers=numbers), tmp_path)


@pytest.mark.parametrize("sections", SECTIONS)
def test_sections(sections, tmp_path):
    read = check(AGREEMENTS["2561-1"], Kind(sections=sections, totals=True), tmp_path)
    assert {one.share for one in read.sections} == ({Decimal(50)} if sections == "row" else {None})


@pytest.mark.parametrize("levels", ["typed", "auto"])
@pytest.mark.parametrize("noise", NOISE)
def test_noise(noise, levels, tmp_path):
    check(AGREEMENTS["2561-1"], Kind(levels=levels, noise=(noise,)), tmp_path)


@pytest.mark.parametrize("frame", FRAMES)
def test_frames(frame, tmp_path):
    check(AGREEMENTS["2561-1"], Kind(frames=(frame,), levels="auto"), tmp_path)


@pytest.mark.parametrize("kind", [
    Kind(headings_after=2), Kind(tables_after=2), Kind(tables_after=3, headings_after=9), Kind(strict=True, levels="auto"),
    Kind(order=("name", "criteria", "source", "weight", "goal")), Kind(order=("weight", "goal", "name", "criteria", "source")),
], ids=lambda kind: f"{kind.headings_after}-{kind.tables_after}-{kind.strict}-{kind.order[0]}")
def test_layouts(kind, tmp_path):
    check(AGREEMENTS["2561-1"], kind, tmp_path)


@pytest.mark.parametrize(("name", "levels"), [
    *((name, "typed") for name in AGREEMENTS), ("2561-1", "auto"), ("2562-2", "auto"), ("2569-2", "auto")])  # 2569-1 skips levels
def test_other_rounds(name, levels, tmp_path):
    check(AGREEMENTS[name], Kind(levels=levels, sections="row", noise=("split", "deleted", "inserted")), tmp_path)


KINDS = st.builds(
    Kind, levels=st.sampled_from(LEVELS), numbers=st.sampled_from(NUMBERS), sections=st.sampled_from(SECTIONS),
    noise=st.lists(st.sampled_from(NOISE), unique=True).map(tuple), frames=st.lists(st.sampled_from(FRAMES), unique=True).map(tuple),
    headings_after=st.sampled_from((0, 1, 2, 4)), tables_after=st.sampled_from((0, 3, 5)), totals=st.booleans(),
    order=st.permutations(("goal", "name", "criteria", "weight", "source")).map(tuple), strict=st.booleans(), seed=st.integers(0, 10**6))


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(KINDS)
def test_everything_at_once(tmp_path, kind):
    check(AGREEMENTS["2561-1"], kind, tmp_path)


@pytest.mark.parametrize("seed", range(12))
def test_some_of_everything(seed, tmp_path):
    draw = random.Random(seed)
    kind = Kind(
        draw.choice(LEVELS), draw.choice(NUMBERS), draw.choice(SECTIONS), tuple(draw.sample(NOISE, 5)), tuple(draw.sample(FRAMES, 3)),
        draw.choice((0, 2)), draw.choice((0, 3)), True, tuple(draw.sample(Kind().order, 5)), seed % 3 == 0, seed)
    check(AGREEMENTS["2561-1"], kind, tmp_path)


def test_what_nobody_sees_in_the_words_changes_nothing(tmp_path):
    plain = write_word(AGREEMENTS["2561-1"], Kind(), tmp_path / "plain.docx")
    noisy = tmp_path / "noisy.docx"
    with zipfile.ZipFile(plain) as before, zipfile.ZipFile(noisy, "w") as after:
        for name in before.namelist():
            data = before.read(name).decode()
            if name.endswith("document.xml"):
                for word in ("ระดับที่", "ตัวชี้วัดที่", "เกณฑ์", "น้ำหนัก", "งานรายบุคคล"):
                    assert word in data, word
                    data = data.replace(word, f"{word[:2]}\u200b{word[2:]}\u00ad")
                data = data.replace("ำ", "\u0e4d\u0e32").replace("ที่ 2", "ที่\u00a0\u200b2").replace("ที่", "ที่\u0e48")
            after.writestr(name, data)
    assert read_paper(noisy).kpis == read_paper(plain).kpis
