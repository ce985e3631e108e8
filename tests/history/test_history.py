"""How two results differ: every leaf is told, with the file it comes from."""

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest
from home import HOME
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.history import words
from pipeline.history.before import look_back
from pipeline.history.causes import Cause
from pipeline.history.changes import Change, changes
from pipeline.history.record import NotResultsError, Run, find_results, read_run, run_of
from pipeline.model.changes import ChangedRow
from pipeline.publish import Last, publish, system
from pipeline.reports.results import results, to_bytes
from pipeline.run.stages import evaluate


def _example() -> dict[str, Any]:
    outcome = evaluate(HOME, HOME / "examples" / "input", "2561-1", None, 1)
    return json.loads(to_bytes(results(
        outcome.agreement, outcome.province, outcome.files, outcome.cards, outcome.findings)))


EXAMPLE = _example()
DEFINITIONS = {"agreement/2561-1/reading.toml": "r", "agreement/2561-1/kpi/1_disbursement.toml": "1",
               "agreement/2561-1/kpi/2_bpm.toml": "2", "agreement/sources/bpm.toml": "b"}


def run(data: Any, definitions: dict[str, str] | None = None) -> Run:
    return Run(data, "0" * 64, definitions, {"team": "งานทีม"})


def edited(edit: Any) -> dict[str, Any]:
    data = copy.deepcopy(EXAMPLE)
    edit(data)
    return data


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    match data:
        case dict():
            for key, value in data.items():
                yield from leaves(value, (*path, key))
        case list():
            for place, value in enumerate(data):
                yield from leaves(value, (*path, place))
        case _:
            yield path


def at(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def another(data: Any, path: tuple[Any, ...]) -> Any:
    """What might stand there and stands nowhere else."""
    value = at(data, path)
    if value is None and path[-1] == "next_level":
        return {"level": 5, "needs": "ๆ"}
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1000
        case None:
            return "8.88"
    try:
        return str(Decimal(value) + 1000)
    except InvalidOperation:
        return value + "ๆ"


LEAVES = [  # files that are ignored are no result, and cells that only moved no change
    path for path in leaves(EXAMPLE)
    if path != ("format",) and (path[0] != "files" or EXAMPLE["files"][path[1]]["status"] != "ignored") and path[-1] != "cell"
]


def test_results_do_not_differ_from_themselves():
    assert changes(run(EXAMPLE), run(copy.deepcopy(EXAMPLE))) == ()
    assert words.lines(()) == ["ไม่มีสิ่งใดเปลี่ยน"]


def concerned(path: tuple[Any, ...], data: Any) -> dict[str, Any]:
    """What a change of this leaf must say that it is of."""
    match path:
        case ("districts", place, "kpis", kpi, *_):
            card = data["districts"][place]
            return {"district": card["code"], "kpi": card["kpis"][kpi]["number"]}
        case ("districts", place, *_):
            return {"district": data["districts"][place]["code"]}
    return {}


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(st.sampled_from(LEAVES))
def test_every_leaf_that_differs_is_told_both_ways(path):
    data = copy.deepcopy(EXAMPLE)
    at(data, path[:-1])[path[-1]] = another(EXAMPLE, path)
    for before, after in ((EXAMPLE, data), (data, EXAMPLE)):
        told = changes(run(before), run(after))
        of = [{name: getattr(one, name) for name in concerned(path, after)} for one in told]
        assert told and concerned(path, after) in of
        if path[0] == "files":
            assert any(one.item.startswith(after["files"][path[1]]["file"]) for one in told)
        if path[0] == "findings":
            assert {"finding-came", "finding-went"} <= {one.kind for one in told}
        assert all(words.rows(told)) and len(words.lines(told)) == len(told) + 1
        json.dumps([words.as_json(one) for one in told])


TOLD = {("status",), ("result",), ("level",), ("weight",), ("weighted",)}


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([p for p in LEAVES if p[0] == "districts" and (
    p[4:] in TOLD or "evidence" in p or "sections" in p or "total" in p or "complete" in p)]))
def test_a_figure_that_differs_is_told_as_it_was_and_is(path):
    data = copy.deepcopy(EXAMPLE)
    old = at(data, path)
    at(data, path[:-1])[path[-1]] = another(EXAMPLE, path)
    assert (old, another(EXAMPLE, path)) in [(c.before, c.after) for c in changes(run(EXAMPLE), run(data))]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([p for p in LEAVES if p[::2] != ("files", "file")]),  # with all that names it
                min_size=2, max_size=6, unique=True))
def test_the_way_back_tells_as_many_changes_with_before_and_after_swapped(paths):
    data = copy.deepcopy(EXAMPLE)
    for path in paths:
        at(data, path[:-1])[path[-1]] = another(data, path)
    there, back = changes(run(EXAMPLE), run(data)), changes(run(data), run(EXAMPLE))

    def swapped(every: tuple[Change, ...], turn: bool) -> list[str]:
        pairs = [(one.before, one.after)[:: -1 if turn else 1] for one in every]
        return sorted(map(repr, pairs))

    assert swapped(there, False) == swapped(back, True)


def test_lines_and_rows_go_in_the_order_of_districts_and_kpis():
    def edit(data: Any) -> None:
        for place in (3, 0):
            card = data["districts"][place]
            card["total"]["percent"] = "10.00"
            for kpi in (2, 0):
                card["kpis"][kpi]["level"] = 1
        data["files"].pop()
        data["findings"].pop()

    told = changes(run(EXAMPLE), run(edited(edit)))
    places = [(one.district, one.kpi or 99) for one in told if not one.kind.startswith(("f", "rank"))]
    assert places == sorted(places)
    assert [one.kind for one in told[-2:]] == ["finding-went", "file-went"]


# --- ranks ---------------------------------------------------------------------------------------


def test_ranks_follow_from_the_totals_and_ties_share():
    percents = ["98.50", "89.00", "72.50", "62.22", "38.50", "13.50", None, None, None]
    assert [d["total"]["percent"] for d in EXAMPLE["districts"]] == percents

    def edit(data: Any) -> None:
        data["districts"][1]["total"]["percent"] = "98.50"  # shares the first place
        data["districts"][8]["total"]["percent"] = "70.00"  # comes in as the fourth

    ranks = {c.district: (c.before, c.after) for c in changes(run(EXAMPLE), run(edited(edit)))
             if c.kind == "rank"}
    assert ranks == {"2702": (2, 1), "2704": (4, 5), "2705": (5, 6), "2706": (6, 7),
                     "2709": (None, 4)}


# --- from which file -----------------------------------------------------------------------------


def causes(edit: Any, kind: str = "level", definitions: tuple[Any, Any] = (None, None)) -> Any:
    told = changes(run(EXAMPLE, definitions[0]), run(edited(edit), definitions[1]))
    return next(one.causes for one in told if one.kind == kind)


def entry(data: Any, start: str) -> Any:
    return next(e for e in data["files"] if e["file"].rpartition("/")[2].startswith(start))


PAYMENTS = "ฝ่ายอำนวยการ/ทะเบียนเบิกจ่าย.csv"
ALLOCATED = "ฝ่ายอำนวยการ/งบจัดสรร ปี 61.xlsx"


def test_a_changed_score_names_the_changed_files_of_its_figures_alone():
    def edit(data: Any) -> None:
        data["districts"][1]["kpis"][0]["level"] = 3
        entry(data, "ทะเบียนเบิกจ่าย")["sha256"] = "f" * 64
        entry(data, "BPM")["sha256"] = "e" * 64  # changed, but of another KPI

    assert causes(edit) == (Cause(PAYMENTS, "changed"),)


def test_a_renamed_file_is_no_cause():
    def edit(data: Any) -> None:
        data["districts"][1]["kpis"][0]["level"] = 3
        entry(data, "ทะเบียนเบิกจ่าย")["sha256"] = "f" * 64
        entry(data, "งบจัดสรร")["file"] = "งบ.xlsx"

    assert causes(edit) == (Cause(PAYMENTS, "changed"),)


def test_a_file_that_was_renamed_or_moved_is_said_so_and_changes_no_result():
    def edit(data: Any) -> None:
        old = entry(data, "งบจัดสรร")["file"]
        renamed = json.dumps(data, ensure_ascii=False).replace(json.dumps(old, ensure_ascii=False),
                                                               '"ย้าย/งบ.xlsx"')
        data.update(json.loads(renamed))

    old = entry(EXAMPLE, "งบจัดสรร")["file"]
    (one,) = changes(run(EXAMPLE), run(edited(edit)))
    assert (one.kind, one.item, one.before, one.after) == (
        "file-renamed", "ย้าย/งบ.xlsx", old, "ย้าย/งบ.xlsx")
    (back,) = changes(run(edited(edit)), run(EXAMPLE))
    assert (back.item, back.before, back.after) == (old, one.after, one.before)
    assert words.lines([one])[1] == f"  ไฟล์ที่เปลี่ยนชื่อหรือย้าย: ย้าย/งบ.xlsx  ({old} → ย้าย/งบ.xlsx)"


def test_cells_that_only_moved_are_no_change():
    def edit(data: Any) -> None:
        for one in [*data["findings"], *(o for d in data["districts"] for k in d["kpis"]
                                         for o in k["origins"])]:
            if one["cell"]:
                letters = one["cell"].rstrip("0123456789")
                one["cell"] = f"{letters}{int(one['cell'][len(letters):]) + 1}"

    assert changes(run(EXAMPLE), run(edited(edit))) == ()


def test_money_that_changed_has_its_commas():
    def edit(data: Any) -> None:
        data["districts"][1]["kpis"][0]["evidence"]["เบิกจ่าย"] = "1234567.50"

    (one,) = changes(run(EXAMPLE), run(edited(edit)))
    assert words.rows([one])[0].after == "1,234,567.50" and "1,234,567.50" in words.lines([one])[1]


def test_files_that_came_and_went_are_causes():
    def edit(data: Any) -> None:
        score = data["districts"][1]["kpis"][0]
        score["level"] = 3
        old = entry(data, "ทะเบียนเบิกจ่าย")
        data["files"].append({**old, "file": "ใหม่.csv", "sha256": "f" * 64})
        data["files"].remove(old)
        score["origins"] = [{"file": "ใหม่.csv", "sheet": "Sheet1", "cell": "E8"}]

    assert causes(edit) == (Cause(PAYMENTS, "went"), Cause("ใหม่.csv", "came"))


def test_a_file_that_gave_way_to_another_was_not_changed():
    def edit(data: Any) -> None:
        score = data["districts"][1]["kpis"][0]
        score["level"] = 3
        old = entry(data, "ทะเบียนเบิกจ่าย")
        data["files"].append({**old, "file": "ใหม่.csv", "sha256": "f" * 64})
        old.update(status="set-aside", reason="older-version")
        score["origins"] = [{"file": "ใหม่.csv", "sheet": "Sheet1", "cell": "E8"}]

    assert causes(edit) == (Cause(PAYMENTS, "aside"), Cause("ใหม่.csv", "came"))
    back = changes(run(edited(edit)), run(EXAMPLE))
    assert Cause(PAYMENTS, "counted") in next(one for one in back if one.kind == "level").causes


def test_a_section_changes_by_the_files_of_its_own_kpis():
    def edit(data: Any) -> None:
        district = data["districts"][1]
        for number, file in ((0, "ทะเบียนเบิกจ่าย"), (2, "DOC ก.พ. 61")):
            district["kpis"][number]["level"] = 3
            entry(data, file)["sha256"] = "f" * 64
        district["sections"] |= {name: {"score": "1.00", "provisional": None} for name in district["sections"]}

    files = {entry(EXAMPLE, name)["file"] for name in ("ทะเบียนเบิกจ่าย", "DOC ก.พ. 61")}
    known = replace(run(edited(edit)), section_of={n: "team" if n < 3 else "individual" for n in range(1, 10)})
    told = {one.item: {c.file for c in one.causes} for one in changes(run(EXAMPLE), known) if one.kind == "section"}
    assert told == {"team": {PAYMENTS}, "individual": files - {PAYMENTS}}
    unknown = [one for one in changes(run(EXAMPLE), run(edited(edit))) if one.kind == "section"]
    assert all({c.file for c in one.causes} == files for one in unknown)


def test_a_file_that_contradicts_another_is_a_cause_though_no_figure_stands_in_it():
    def edit(data: Any) -> None:
        score = data["districts"][1]["kpis"][0]
        score.update(status="unreported", level=None, origins=[])
        old = entry(data, "ทะเบียนเบิกจ่าย")
        data["files"].append({**old, "file": "อีกฉบับ.csv", "sha256": "f" * 64})
        entry(data, "BPM")["sha256"] = "e" * 64

    assert causes(edit) == (Cause("อีกฉบับ.csv", "came"),)


def test_where_no_file_of_the_report_changed_all_that_changed_are_named():
    def edit(data: Any) -> None:
        data["districts"][1]["kpis"][0]["level"] = 3
        entry(data, "BPM")["sha256"] = "e" * 64

    assert [cause.file for cause in causes(edit)] == ["BPM 31 มี.ค. 61.xls"]


def level_alone(data: Any) -> None:
    data["districts"][1]["kpis"][0]["level"] = 3


def test_where_no_input_changed_the_definition_is_named_but_not_that_of_another_kpi():
    new = {**DEFINITIONS, "agreement/2561-1/kpi/2_bpm.toml": "x",
           "agreement/2561-1/kpi/1_disbursement.toml": "x", "agreement/2561-1/reading.toml": "x"}
    assert causes(level_alone, definitions=(DEFINITIONS, new)) == (
        Cause("agreement/2561-1/kpi/1_disbursement.toml", "definition"),
        Cause("agreement/2561-1/reading.toml", "definition"),
    )
    assert causes(level_alone) == (Cause("", "unknown"),)
    assert causes(level_alone, definitions=(DEFINITIONS, dict(DEFINITIONS))) == (Cause("", "program"),)
    other = {**DEFINITIONS, "agreement/2561-1/kpi/2_bpm.toml": "x"}
    assert causes(level_alone, definitions=(DEFINITIONS, other)) == (Cause("", "unknown"),)


def test_totals_come_from_what_their_kpis_come_from_and_ranks_from_what_moved_them():
    def edit(data: Any) -> None:
        first = data["districts"][0]
        first["kpis"][0]["level"] = 1
        first["total"].update(percent="80.00")
        entry(data, "งบจัดสรร")["sha256"] = "f" * 64

    told = changes(run(EXAMPLE), run(edited(edit)))
    assert {(c.kind, c.district) for c in told if c.causes} == {
        ("level", "2701"), ("percent", "2701"), ("rank", "2701"), ("rank", "2702")}
    assert {c.causes for c in told if c.causes} == {(Cause(ALLOCATED, "changed"),)}


# --- what is said --------------------------------------------------------------------------------


def test_a_change_is_said_in_plain_thai():
    def edit(data: Any) -> None:
        score = data["districts"][1]["kpis"][0]
        score.update(status="exempt", result=None, level=None, weighted=None)
        data["districts"][1]["sections"]["team"]["score"] = "4.60"
        entry(data, "ทะเบียนเบิกจ่าย")["sha256"] = "f" * 64

    old, new = run(EXAMPLE), replace(run(edited(edit)), sections={"team": "งานทีม"})
    said = words.lines(changes(old, new))
    whence = f"  (จาก {PAYMENTS} (แก้ไข))"
    section = EXAMPLE["districts"][1]["sections"]["team"]["score"]
    assert said[:2] == [
        "สิ่งที่เปลี่ยน 6 ข้อ: ระดับ 1, คะแนนรวม 1, ผลของตัวชี้วัด 3, ไฟล์ 1",
        f"  อำเภอคลองหาด ตัวชี้วัดที่ 1 สถานะ: ให้คะแนนแล้ว → ยกเว้น{whence}",
    ]
    assert f"  อำเภอคลองหาด ตัวชี้วัดที่ 1 ระดับ: 4 → –{whence}" in said
    assert f"  อำเภอคลองหาด คะแนนส่วนงานทีม: {section} → 4.60{whence}" in said
    unnamed = words.lines(changes(replace(old, sections={}), replace(new, sections={})))
    assert f"  อำเภอคลองหาด คะแนนส่วน team: {section} → 4.60{whence}" in unnamed
    sha = entry(EXAMPLE, "ทะเบียนเบิกจ่าย")["sha256"][:12]
    assert said[-1] == f"  เนื้อหาของไฟล์: {PAYMENTS}  ({sha} → {'f' * 12})"
    row = words.rows(changes(old, new))[2]
    assert row == ChangedRow("คลองหาด", 1, "ระดับ", 4, "–", f"{PAYMENTS} (แก้ไข)")


def test_lines_stop_at_a_limit_and_say_how_many_more():
    told = changes(run(EXAMPLE), run({**EXAMPLE, "findings": []}))
    said = words.lines(told, 3)
    assert len(said) == 5 and f"อีก {len(told) - 3} ข้อ" in said[-1]
    assert len(words.lines(told, len(told))) == len(told) + 1


def test_every_kind_of_change_has_words():
    text = (HOME / "pipeline" / "history" / "changes.py").read_text(encoding="utf-8")
    assert all(f'"{kind}"' in text for kind in words.WORDS)


def test_a_personal_number_in_foreign_results_is_masked():
    def edit(data: Any) -> None:
        data["findings"][0]["problem"] = "เลข 1-2345-67890-12-1 \x1b[31m"

    told = changes(run(EXAMPLE), run(edited(edit)))
    said = "\n".join([*words.lines(told), json.dumps([words.as_json(c) for c in told]),
                      str(words.rows(told))])
    assert "67890" not in said and "\x1b" not in said


# --- reading results.json ------------------------------------------------------------------------


def test_what_the_program_writes_can_be_read_back():
    assert run_of(to_bytes(EXAMPLE)).results == EXAMPLE


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.sampled_from(LEAVES), st.sampled_from([object, list, dict]))
def test_results_of_another_shape_are_refused_in_one_line(path, kind):
    data = copy.deepcopy(EXAMPLE)
    at(data, path[:-1])[path[-1]] = [] if kind is list else {} if kind is dict else True
    if kind is object and path[-1] == "complete":
        return
    with pytest.raises(NotResultsError) as error:
        run_of(to_bytes(data), "ไฟล์")
    assert str(error.value).startswith("ไฟล์: ไม่ใช่ results.json") and "\n" not in str(error.value)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.sampled_from([p for p in LEAVES if isinstance(p[-1], str) and "evidence" not in p]))
def test_results_that_lack_a_key_are_refused(path):
    data = copy.deepcopy(EXAMPLE)
    del at(data, path[:-1])[path[-1]]
    with pytest.raises(NotResultsError):
        run_of(to_bytes(data))


def test_results_of_the_first_format_are_read_and_say_that_nothing_was_set_aside():
    data, expected = copy.deepcopy(EXAMPLE), copy.deepcopy(EXAMPLE)
    del data["format"]
    for file, other in zip(data["files"], expected["files"], strict=True):
        for sheet, same in zip(file["sheets"], other["sheets"], strict=True):
            del sheet["rows_set_aside"], sheet["reason"]
            same |= {"rows_set_aside": 0, "reason": None}
    assert run_of(to_bytes(data)).results == expected


@pytest.mark.parametrize("number", [1, 3, True, "2", None])
def test_results_of_a_format_that_is_not_known_are_refused(number):
    with pytest.raises(NotResultsError):
        run_of(to_bytes({**EXAMPLE, "format": number}))


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff\xfe", b"null", b'{"round": 1}', b"[" * 9999])
def test_what_is_no_results_is_refused(raw):
    with pytest.raises(NotResultsError):
        run_of(raw)


def test_results_are_found_in_a_folder_that_holds_one(tmp_path):
    inner = tmp_path / "2561-1" / "สระแก้ว"
    (inner / ".pipeline").mkdir(parents=True)
    (inner / ".pipeline" / "results.json").write_bytes(b"")
    (inner / "results.json").write_bytes(to_bytes(EXAMPLE))
    for place in (tmp_path, tmp_path / "2561-1", inner, inner / "results.json"):
        assert find_results(place) == inner / "results.json"
    assert read_run(inner / "results.json").results == EXAMPLE


# --- the former results of a folder --------------------------------------------------------------


class Killed(BaseException):
    """The power went."""


def published(folder: Path, level: int) -> str:
    """Publishes results in which one district has this level; what is said to have changed."""
    data = edited(lambda data: data["districts"][0]["kpis"][0].update(level=level))
    raw = to_bytes(data)
    said: list[str] = []

    def files(before: bytes | None) -> Iterator[tuple[str, bytes]]:
        past = look_back(folder, replace(run_of(raw), definitions=DEFINITIONS), before, None)
        said.extend(row.before for row in past.context.rows)
        yield "ก.xlsx", repr((level, said)).encode()

    publish(folder, files, Last("results.json", raw))
    return " ".join(map(str, said))


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", ["definitions.json", "ก.xlsx", "standing.json", "former.json",
                                  "results.json"])
@pytest.mark.parametrize("next_level", [1, 2, 3])
def test_a_run_that_was_cut_off_loses_no_former_results(tmp_path, monkeypatch, step, when, next_level):
    assert (published(tmp_path, 1), published(tmp_path, 2)) == ("", "1")
    move = system.replace

    def cut(source: Path, target: Path) -> None:
        if target.name != step or when == "after":
            move(source, target)
        if target.name == step:
            raise Killed

    monkeypatch.setattr(system, "replace", cut)
    with pytest.raises(Killed):
        published(tmp_path, 3)
    monkeypatch.undo()
    over = (step, when) == ("results.json", "after") or step == "former.json"  # the new ones stand
    before = {1: "3" if over else "2", 2: "3" if over else "1", 3: "2"}[next_level]
    assert published(tmp_path, next_level) == before


def test_a_short_list_tells_levels_and_results_before_what_they_are_made_of() -> None:
    kinds = ("evidence", "weighted", "section", "percent", "rank", "result", "level", "status")
    every = [Change(kind, "2701", "เมืองสระแก้ว", 1, "", "1", "2") for kind in kinds]
    said = words.lines(every, 4)
    assert [line.split(": ")[0].split()[-1] for line in said[1:5]] == ["สถานะ", "ระดับ", "ผลการดำเนินงาน", "อันดับ"]
    assert "อีก 4 ข้อ" in said[5]
    assert len(words.lines(every)) == 1 + len(kinds)
