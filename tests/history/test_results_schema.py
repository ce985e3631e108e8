"""The published schema of results.json: every example holds it, no changed document does, and it is the shape that is read."""

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import jsonschema
import made_rounds
import openpyxl
import province
import pytest
from cards import FINDINGS
from home import HOME
from shapes import SHAPES, shaped

from pipeline.history.record import NotResultsError, run_of
from pipeline.history.shape import SHAPE, misfit, schema
from pipeline.reports.results import results, to_bytes
from pipeline.run.stages import evaluate

Json = dict[str, Any]
Path_ = tuple[Any, ...]
PUBLISHED = json.loads((HOME / "docs" / "results.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(PUBLISHED)
SLOW = pytest.mark.slow
NAMES = list(province.DISTRICTS.values())
PAID: list[list[object]] = [["อำเภอ", "จัดสรร", "เบิกจ่าย"], *([name, 100000, 90000] for name in NAMES)]
UNREPORTED = {"number": 1, "status": "unreported", "result": None, "level": None, "weight": 50, "weighted": None, "evidence": {}, "next_level": None,
              "origins": [], "flags": []}


@cache
def made(name: str) -> Json:
    if name == "shapes":
        return json.loads(to_bytes(results(SHAPES, "สระแก้ว", (), shaped(range(12)), FINDINGS)))
    if name == "example":
        outcome = evaluate(HOME, HOME / "examples" / "input", "2561-1", None, 1)
    else:
        round_id, _, seed = name.partition(" ")
        folder = Path(mkdtemp())
        home = made_rounds.home(folder, round_id)
        made_rounds.write(folder / "in", round_id, int(seed))
        outcome = evaluate(home, folder / "in", round_id, None, 1)
    return json.loads(to_bytes(results(outcome.agreement, outcome.province, outcome.files, outcome.cards, outcome.findings)))


EVERY = pytest.mark.parametrize("name", ["shapes", *(
    pytest.param(one, marks=SLOW) for one in ("example", "2569-1 0", "2569-1 1", "2569-1 2", "2569-2 0", "2569-2 1", "2569-2 2"))])


def test_the_published_schema_is_a_schema_and_that_of_the_shape_that_is_read() -> None:
    jsonschema.Draft202012Validator.check_schema(PUBLISHED)
    assert schema() == PUBLISHED


@EVERY
def test_results_hold_to_the_schema(name: str) -> None:
    assert [f"{list(error.absolute_path)}: {error.message[:200]}" for error in VALIDATOR.iter_errors(made(name))] == []
    assert misfit(made(name)) == ""


@SLOW
def test_the_results_of_the_example_have_what_the_schema_speaks_of() -> None:
    data = made("example")
    kpis = [kpi for district in data["districts"] for kpi in district["kpis"]]
    assert {kpi["status"] for kpi in kpis} == {"scored", "unreported", "exempt"} and any(kpi["next_level"] for kpi in kpis)
    assert {one["status"] for one in data["files"]} == {"used", "set-aside", "refused", "ignored"}
    more = [kpi for district in made("shapes")["districts"] for kpi in district["kpis"]]
    assert any("parts" in kpi for kpi in more) and any("deducted" in kpi for kpi in more) and any(kpi["status"] == "given" for kpi in more)


@SLOW
@pytest.mark.parametrize("exports", [
    {"ก": [["เบิกจ่าย อำเภอตาพระยา ข้อมูล ณ วันที่ 31 มีนาคม 2560"], *PAID]},  # every row refused, of another round
    {"ก": [["ข้อมูล ณ วันที่ 28 กุมภาพันธ์ 2561"], *PAID], "ข": [["ข้อมูล ณ วันที่ 27 มีนาคม 2561"], *PAID]},  # an older version
    {"ก": [["ข้อมูล ณ วันที่ 28 กุมภาพันธ์ 2561"], *PAID[:-1], [PAID[-1][0], 100000, "ไม่ทราบ"]], "ข": [["ข้อมูล ณ วันที่ 27 มีนาคม 2561"], *PAID]},
    {"ก": PAID[:1]},  # a report without a row
    {"ก": [["ไม่ใช่รายงานใด", 1], ["ข", 2]]},
    {"ยกเว้น": [["อำเภอ", "ยกเว้นตัวชี้วัดที่", "เหตุผลที่ยกเว้น"], *([name, kpi, "ไม่มีเป้าหมาย"] for name in NAMES for kpi in range(1, 10))]},  # all of it
])
def test_results_of_odd_exports_hold_to_the_schema(tmp_path: Path, exports: dict[str, list[list[object]]]) -> None:
    source = province.write(tmp_path, {"roster": province.tables()["roster"]})
    for name, lines in exports.items():
        book = openpyxl.Workbook()
        for line in lines:
            book.worksheets[0].append(line)
        book.save(source / f"{name}.xlsx")
    outcome = evaluate(HOME, source, "2561-1", None, 1)
    data = json.loads(to_bytes(results(outcome.agreement, outcome.province, outcome.files, outcome.cards, outcome.findings)))
    assert [f"{list(error.absolute_path)}: {error.message[:200]}" for error in VALIDATOR.iter_errors(data)] == []


# --- a changed document --------------------------------------------------------------------------


def leaves(data: Any, path: Path_ = ()) -> Iterator[Path_]:
    match data:
        case dict():
            yield path
            for key, value in data.items():
                yield from leaves(value, (*path, key))
        case list():
            yield path
            for place, value in enumerate(data[:5]):
                yield from leaves(value, (*path, place))
        case _:
            yield path


def at(data: Any, path: Path_) -> Any:
    for step in path:
        data = data[step]
    return data


def changed(data: Json, path: Path_, value: Any) -> Json:
    """The document with one value changed."""
    copied = copy.deepcopy(data)
    if not path:
        return value
    at(copied, path[:-1])[path[-1]] = value
    return copied


def small(name: str) -> Json:
    """The results of the first district, with a KPI of every shape: a change of one is found as fast as it may be."""
    data = made(name)
    first = data["districts"][0]
    return {**data, "districts": [{**first, "kpis": [one for one in first["kpis"] if one["number"] in (1, 6, 11, 14, 18)]}]}


FREE = {"evidence", "sections"}  # objects whose keys are names


def changes(data: Json) -> Iterator[tuple[str, Path_, Json]]:
    """Every single change that makes a document another: a key less or more, a value of another type or form."""
    for path in leaves(data):
        value, key = at(data, path), path[-1] if path else ""
        for other in ({}, [], True, 1.5, -1, "ก\u0e48\x00", None):
            if type(other) is not type(value) and not _may_be(path, other):
                yield f"{other!r}", path, changed(data, path, other)
        if isinstance(value, dict) and key not in FREE:
            yield "one more", path, changed(data, path, {**value, "more": None})
            for one in value:
                if one not in ("points", "top", "deducted", "parts"):
                    yield f"without {one}", path, changed(data, path, {k: v for k, v in value.items() if k != one})
        if isinstance(value, str) and key in FIGURES and "evidence" not in path:
            for other in ("1,000.00", "98.5", "98.500", "ร้อยละ 98", "", "๙๘.๕๐", "1e3", "NaN", " 98.50"):
                yield other, path, changed(data, path, other)
        if key in CODES:
            for other in ("scorde", "SCORED", "", "คะแนน"):
                yield other, path, changed(data, path, other)


FIGURES = {"score", "percent", "provisional", "weighted", "result", "points", "deducted"}
CODES = {"status", "severity", "sha256", "round"}
TEXTS = {"file", "name", "province", "band", "needs", "problem", "remedy", "sheet", "source"}
NULLS = {"source", "next_level", "sha256", "file", "sheet", "cell", "district", "kpi", "provisional", "result", "deducted"}


def _may_be(path: Path_, other: Any) -> bool:
    """Whether a place may hold this too."""
    key, owner = path[-1] if path else "", path[-2] if len(path) > 1 else ""
    if owner == "evidence" or (other is None and ("sections" in path or ("parts" in path and key == "points"))):
        return other is None or isinstance(other, str)
    if isinstance(other, str):
        return key in TEXTS
    if other is None:
        return key in NULLS or (path[:1] == ("files",) and key == "reason")
    return key == "weight" and other == 1.5


@SLOW
@pytest.mark.quick
def test_the_schema_refuses_every_single_change() -> None:
    data = small("shapes")
    tried = 0
    for what, path, document in changes(data):
        tried += 1
        assert not VALIDATOR.is_valid(document), (path, what)
    assert tried > 1500


@SLOW
def test_the_schema_refuses_every_single_change_of_files_and_findings() -> None:
    data = {**made("example"), "districts": made("example")["districts"][6:7]}  # not complete, and not all of it reported
    for what, path, document in changes({**data, "districts": []}):
        assert not VALIDATOR.is_valid(document), (path, what)
    for what, path, document in changes({**data, "files": [], "findings": []}):
        assert not VALIDATOR.is_valid(document), (path, what)


@SLOW
@pytest.mark.parametrize(("path", "value"), [
    (("districts", 6, "kpis", 0, "level"), 0), (("districts", 6, "kpis", 0, "weighted"), "0.00"), (("districts", 6, "kpis", 0, "result"), "0.00"),
    (("districts", 0, "kpis", 0, "level"), None), (("districts", 0, "kpis", 0, "status"), "unreported"), (("districts", 0, "kpis", 0, "status"), "given"),
    (("districts", 6, "complete"), True), (("districts", 0, "complete"), False), (("districts", 0, "total", "percent"), None),
    (("files", 0, "reason"), "copy"), (("files", 0, "sheets", 0, "reason"), "copy"), (("files", 0, "status"), "refused"),
    (("files", 0, "status"), "set-aside"), (("files", 0, "sheets", 0, "rows_set_aside"), 1), (("files", 0, "sheets", 0, "source"), None),
    (("districts", 0, "kpis", 0), UNREPORTED), (("districts", 6, "kpis"), []), (("districts", 0, "total", "provisional"), "1.00"),
    (("districts", 0, "total", "score"), "64.50\n"), (("districts", 0, "code"), "2701\n"), (("round",), "2561-1\n"), (("findings", 0, "code"), "a\n"),
    (("files", 0, "sha256"), "a" * 64 + "\n"), (("districts", 0, "sections", "team", "provisional"), "1.00"), (("findings", 0, "cell"), "D7"), (("findings", 0, "sheet"), "ก"),
])
def test_the_schema_refuses_values_that_contradict_each_other(path: Path_, value: object) -> None:
    """Not reported is never 0, and what is complete has a total."""
    assert at(made("example"), path) != value
    assert not VALIDATOR.is_valid(changed(made("example"), path, value))


@SLOW
def test_what_the_reader_refuses_the_schema_refuses_too() -> None:
    for what, path, document in changes(small("shapes")):
        try:
            run_of(json.dumps(document).encode())
        except NotResultsError:
            assert not VALIDATOR.is_valid(document), (path, what)


def test_results_of_the_first_format_are_still_read() -> None:
    old = copy.deepcopy(made("shapes"))
    del old["format"]
    assert run_of(json.dumps(old).encode()).results["format"] == SHAPE["format"].schema["const"]
    assert not VALIDATOR.is_valid(old)  # the schema is of what this version writes
