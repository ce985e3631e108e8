"""The tables of an export hold every figure of results.json, each as what it is."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, localcontext
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import made_rounds
import pandas as pd
import pytest
from cards import FINDINGS
from home import HOME
from pandas.api.types import is_bool_dtype, is_numeric_dtype
from shapes import SHAPES, shaped

from pipeline.export import TABLES, Dataset, KpiTitle, dictionary, table
from pipeline.history.record import run_of
from pipeline.history.results import Results, results_of
from pipeline.model.agreement import Agreement
from pipeline.model.cells import Origin
from pipeline.model.finding import Finding
from pipeline.model.ledger import FileRecord, SheetRecord
from pipeline.model.observation import Evidence, Measurement, Part
from pipeline.model.score import Scorecard
from pipeline.reports.figures import figures
from pipeline.reports.results import results, to_bytes
from pipeline.run.stages import DIGITS, Outcome, evaluate

Json = dict[str, Any]
SLOW = pytest.mark.slow
WHOSE = ["round", "fiscal_year", "half", "province"]
OF_DISTRICT = [*WHOSE, "district_code", "district"]
OF_KPI = [*OF_DISTRICT, "kpi", "kpi_name"]
# What is promised: no column goes away, moves or is renamed; new ones come last.
PROMISED = {
    "results": [*WHOSE, "file", "sha256", "closed", "has_cells", "districts", "complete", "draft"],
    "districts": [*OF_DISTRICT, "complete", "score", "percent", "band", "provisional"],
    "sections": [*OF_DISTRICT, "section", "section_name", "score", "provisional"],
    "scores": [*OF_KPI, "unit", "section", "status", "result", "result_date", "level", "points", "top", "deducted", "weight", "weighted",
               "next_level", "needs", "flags"],
    "parts": [*OF_KPI, "part", "weight", "result", "result_date", "points"],
    "evidence": [*OF_KPI, "part", "evidence", "unit", "value", "date", "text"],
    "figures": [*OF_KPI, "part", "evidence", "unit", "value", "date", "file", "sheet", "cell", "as_of", "label"],
    "findings": [*WHOSE, "code", "severity", "district_code", "district", "kpi", "kpi_name", "file", "sheet", "cell", "problem", "remedy"],
    "files": [*WHOSE, "file", "sha256", "status", "reason", "sheet", "source", "rows_read", "rows_used", "rows_refused", "rows_set_aside",
              "sheet_reason"],
}


def of(agreement: Agreement, cards: tuple[Scorecard, ...], province: str = "สระแก้ว", files: Any = (), findings: Any = FINDINGS) -> tuple[Json, Results]:
    """The results of some scorecards, as they are written and as they are read with their figures."""
    with localcontext(prec=DIGITS):
        raw = to_bytes(results(agreement, province, files, cards, findings))
    kept = json.loads(json.dumps(figures(cards, agreement)))
    return json.loads(raw), results_of(run_of(raw), kept)


def _of_outcome(outcome: Outcome) -> tuple[Json, Results]:
    return of(outcome.agreement, outcome.cards, outcome.province, outcome.files, outcome.findings)


def change(place: int, mine: dict[int, Measurement]) -> None:
    if place == 5:
        mine[3] = Measurement(3, "", "unreported", "ไม่มีรายงาน")
        mine[11] = Measurement(11, "", "exempt", "ไม่มีกองทุน")


@cache
def made(name: str) -> tuple[Json, Results]:
    if name == "shapes":
        return of(SHAPES, shaped(range(12), change))
    if name == "example":
        return _of_outcome(evaluate(HOME, HOME / "examples" / "input", "2561-1", None, 1))
    folder = Path(mkdtemp())
    home = made_rounds.home(folder, name)
    made_rounds.write(folder / "in", name, 1)
    return _of_outcome(evaluate(home, folder / "in", name, None, 1))


EVERY = pytest.mark.parametrize("name", ["shapes", *(pytest.param(one, marks=SLOW) for one in ("example", "2569-1", "2569-2"))])


def read(name: str, *datasets: Dataset) -> pd.DataFrame:
    """A table, every value as it stands."""
    one = next(one for one in TABLES if one.name == name)
    return pd.read_csv(BytesIO(table(one, datasets)), encoding="utf-8-sig", dtype=str, keep_default_na=False)


def rows(name: str, *datasets: Dataset) -> list[dict[str, str]]:
    return read(name, *datasets).to_dict("records")


def none(text: Any) -> str:
    return "" if text is None else str(text)


def split(result: Any) -> tuple[str, str]:
    """A result as its two columns: a figure, a day."""
    return (none(result), "") if result is None or "-" not in result[1:] else ("", result)


# --- every figure --------------------------------------------------------------------------------


def every_figure(data: Json) -> Iterator[tuple[str, tuple[Any, ...], dict[str, str]]]:
    """What the tables must hold by results.json alone: the table, the row's key and its values."""
    for d in data["districts"]:
        total = d["total"]
        yield "districts", (d["code"],), {key: none(total[key]) for key in total} | {"complete": str(d["complete"]).upper(), "district": d["name"]}
        for key, mark in d["sections"].items():
            yield "sections", (d["code"], key), {one: none(mark[one]) for one in mark}
        for k in d["kpis"]:
            ahead = k["next_level"] or {"level": None, "needs": None}
            result, day = split(k["result"])
            yield "scores", (d["code"], str(k["number"])), {
                "status": k["status"], "result": result, "result_date": day, "level": none(k["level"]), "points": none(k.get("points")),
                "top": none(k.get("top")), "deducted": none(k.get("deducted")), "weight": str(k["weight"]), "weighted": none(k["weighted"]),
                "next_level": none(ahead["level"]), "needs": none(ahead["needs"]), "flags": ";".join(k["flags"])}
            for part in k.get("parts", ()):
                result, day = split(part["result"])
                yield "parts", (d["code"], str(k["number"]), part["name"]), {
                    "weight": part["weight"], "result": result, "result_date": day, "points": none(part["points"])}


KEYS = {"districts": ["district_code"], "sections": ["district_code", "section"], "scores": ["district_code", "kpi"], "parts": ["district_code", "kpi", "part"]}


@EVERY
def test_every_figure_of_the_tables_is_that_of_results_json(name: str) -> None:
    data, read_back = made(name)
    dataset = Dataset(read_back, "results.json")
    found = {(one, tuple(row[key] for key in keys)): row for one, keys in KEYS.items() for row in rows(one, dataset)}
    wanted = {(one, key): values for one, key, values in every_figure(data)}
    assert found.keys() == wanted.keys() and {one for one, _ in wanted} >= {"districts", "sections", "scores"}
    for key, values in wanted.items():
        assert {column: found[key][column] for column in values} == values, key
    assert all((row["round"], row["province"]) == (data["round"], data["province"]) for row in found.values())
    assert all(f"{row['fiscal_year']}-{row['half']}" == data["round"] for row in found.values())


@EVERY
def test_every_evidence_is_there_with_its_value(name: str) -> None:
    data, read_back = made(name)
    found = Counter((row["district_code"], row["kpi"], row["evidence"], row["value"] or row["text"] or row["date"]) for row in rows("evidence", Dataset(read_back, ""))
                    if not row["part"])
    alone = Counter((row["district_code"], row["kpi"], row["evidence"], row["value"] or row["text"] or row["date"])
                    for row in rows("evidence", Dataset(replace(results_of(run_of(json.dumps(data).encode()), None, "ไม่มี")), "")))
    wanted = Counter((d["code"], str(k["number"]), name, none(text)) for d in data["districts"] for k in d["kpis"] for name, text in k["evidence"].items())
    assert alone == wanted
    days = {key[:3] for key in found - wanted}
    assert {key[:3] for key in wanted - found} == days  # a day stands as a date, not as it is printed
    assert all(key[3].count("-") == 2 for key in found - wanted)


@EVERY
def test_every_cell_of_results_json_is_a_row_of_figures(name: str) -> None:
    data, read_back = made(name)
    found = {(row["district_code"], row["kpi"], row["file"], row["sheet"], row["cell"]) for row in rows("figures", Dataset(read_back, ""))
             if not row["part"] and row["cell"]}
    wanted = {(d["code"], str(k["number"]), o["file"], o["sheet"], o["cell"]) for d in data["districts"] for k in d["kpis"] for o in k["origins"]}
    assert found == wanted and wanted


@EVERY
def test_the_cells_of_a_sum_come_to_it(name: str) -> None:
    _, read_back = made(name)
    dataset = Dataset(read_back, "")
    sums: dict[tuple[str, ...], Decimal] = {}
    key = ("district_code", "kpi", "part", "evidence")
    cells = [row for row in rows("figures", dataset) if row["unit"] == "บาท"]
    for row in cells:
        mine = tuple(row[one] for one in key)
        sums[mine] = sums.get(mine, Decimal(0)) + Decimal(row["value"] or 0)
    values = {tuple(row[one] for one in key): row["value"] for row in rows("evidence", dataset) if row["unit"] == "บาท"}
    known = {one: Decimal(value) for one, value in values.items() if value}
    assert known and all(round(sums[one], 2) == value for one, value in known.items() if one in sums)
    assert len(known.keys() & sums.keys()) > len(known) / 2


@EVERY
def test_every_finding_file_and_sheet_is_a_row(name: str) -> None:
    data, read_back = made(name)
    dataset = Dataset(read_back, "")
    findings = rows("findings", dataset)
    assert [{key: row[key] for key in ("code", "severity", "file", "sheet", "cell", "problem", "remedy", "kpi")} for row in findings] == [
        {key: none(one[key]) for key in ("code", "severity", "file", "sheet", "cell", "problem", "remedy", "kpi")} for one in data["findings"]]
    assert [row["district_code"] for row in findings] == [none(one["district"]) for one in data["findings"]]
    wanted = [(one["file"], none(one["sha256"]), one["status"], none(one["reason"]), none(sheet.get("name")), none(sheet.get("rows_used")))
              for one in data["files"] for sheet in one["sheets"] or [{}]]
    assert [(r["file"], r["sha256"], r["status"], r["reason"], r["sheet"], r["rows_used"]) for r in rows("files", dataset)] == wanted


@SLOW
def test_the_figures_of_parts_and_deductions_lead_to_their_cells() -> None:
    _, read_back = made("2569-1")
    mine = [row for row in rows("figures", Dataset(read_back, "")) if row["part"]]
    named = {(k.number, part.name) for d in read_back.districts for k in d.kpis for part in k.parts}
    assert len({(row["kpi"], row["part"]) for row in mine}) > 5 and all(row["file"] and row["cell"] for row in mine)
    assert {(int(row["kpi"]), row["part"]) for row in mine} & named


# --- as pandas and spreadsheets read them ----------------------------------------------------------


@EVERY
def test_figures_are_numbers_for_pandas_and_days_are_days(name: str) -> None:
    _, read_back = made(name)
    for one in TABLES:
        frame = pd.read_csv(BytesIO(table(one, [Dataset(read_back, "", True)])), encoding="utf-8-sig")
        for column in one.columns:
            series = frame[column.name].dropna()
            if series.empty:
                continue
            if column.kind in ("number", "whole"):
                assert is_numeric_dtype(series), (one.name, column.name)
            elif column.kind == "truth":
                assert is_bool_dtype(series.infer_objects()), column.name
            elif column.kind == "date":
                assert pd.to_datetime(series, format="%Y-%m-%d").notna().all(), column.name


def test_no_figure_is_lost_between_its_text_and_pandas() -> None:
    data, read_back = made("shapes")
    one = next(one for one in TABLES if one.name == "scores")
    frame = pd.read_csv(BytesIO(table(one, [Dataset(read_back, "")])), encoding="utf-8-sig")
    wanted = [float(k["weighted"]) if k["weighted"] else None for d in data["districts"] for k in d["kpis"]]
    assert [None if pd.isna(value) else value for value in frame["weighted"]] == wanted


@EVERY
def test_the_files_are_as_excel_wants_them(name: str) -> None:
    _, read_back = made(name)
    for raw in (*(table(one, [Dataset(read_back, "")]) for one in TABLES), dictionary()):
        assert raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\r\n")
        text = raw.decode("utf-8-sig")
        assert text.count("\n") == text.count("\r\n") == len(list(csv.reader(StringIO(text, newline=""))))  # a line a row


def test_columns_stay_as_they_are_promised() -> None:
    found = {one.name: [column.name for column in one.columns] for one in TABLES}
    assert {name: columns[: len(PROMISED[name])] for name, columns in found.items() if name in PROMISED} == PROMISED
    assert all(len(set(columns)) == len(columns) for columns in found.values())


@EVERY
def test_every_code_of_a_column_is_told_in_thai(name: str) -> None:
    _, read_back = made(name)
    for one in TABLES:
        for column in one.columns:
            if column.codes:
                found = {code for row in rows(one.name, Dataset(read_back, "")) for code in row[column.name].split(";") if code}
                assert found <= column.codes.keys(), column.name


def test_the_dictionary_explains_every_column_of_every_table() -> None:
    told = pd.read_csv(BytesIO(dictionary()), encoding="utf-8-sig", dtype=str, keep_default_na=False)
    assert list(zip(told["ตาราง"], told["คอลัมน์"], strict=True)) == [(one.file, column.name) for one in TABLES for column in one.columns]
    assert all(any("ก" <= letter <= "๙" for letter in meaning) for meaning in told["ความหมาย"])


# --- what files and people are called --------------------------------------------------------------

HOSTILE = ['=HYPERLINK("http://x","y")', "+1+1", "-2", "@SUM(A1)", "＝1", "  =1", "\t=1", 'งบ "ก", ข', "ชีต\nสอง", "๑๒,๓๔๕", "ก\u202eข", "'ก", "a;b", "<script>"]
SEEN = ["'=HYPERLINK(\"http://x\",\"y\")", "'+1+1", "'-2", "'@SUM(A1)", "'＝1", "'  =1", "' =1", 'งบ "ก", ข', "ชีต สอง", "๑๒,๓๔๕", "ก ข", "'ก", "a;b", "<script>"]


def hostile() -> Results:
    cards = shaped(range(len(HOSTILE)))
    made = []
    for card, text in zip(cards, HOSTILE, strict=True):
        origin = Origin(f"{text}", text, "D7")
        evidence = Evidence("เบิกจ่าย", Decimal(-5), "บาท", 2, origins=(origin,), parts=(Part(Decimal(-5), origin, text),))
        first = replace(card.scores[0], measurement=replace(card.scores[0].measurement, evidence=(evidence,)))
        made.append(replace(card, scores=(first, *card.scores[1:])))
    files = [FileRecord(text, None, "used", None, sheets=(SheetRecord(text),)) for text in HOSTILE]
    return of(SHAPES, tuple(made), files=files, findings=[Finding("a", "info", text, text, Origin(text, text)) for text in HOSTILE])[1]


def test_what_a_spreadsheet_would_run_is_text_and_names_stay_whole() -> None:
    dataset = Dataset(hostile(), "=x")
    files = rows("files", dataset)
    assert [row["file"] for row in files] == [row["sheet"] for row in files] == SEEN
    first = [row for row in rows("figures", dataset) if row["kpi"] == "1"]
    assert [(row["file"], row["sheet"], row["label"], row["value"]) for row in first] == [(text, text, text, "-5") for text in SEEN]
    assert [row["problem"] for row in rows("findings", dataset)] == SEEN and rows("results", dataset)[0]["file"] == "'=x"


def test_personal_numbers_of_a_changed_file_are_masked() -> None:
    data, _ = made("shapes")
    changed = json.loads(json.dumps(data))
    changed["districts"][0]["kpis"][0]["evidence"] = {"โทร 0812345678": "เลข 3270100123456"}
    changed["districts"][0]["kpis"][0]["origins"] = [{"file": "3-2701-00123-45-6.xlsx", "sheet": "081-234-5678", "cell": "A1"}]
    dataset = Dataset(results_of(run_of(json.dumps(changed).encode()), None, "ไม่มี"), "")
    for one in TABLES:
        told = table(one, [dataset]).decode()
        assert not any(number in told for number in ("0812345678", "3270100123456", "3-2701-00123-45-6", "081-234-5678"))
    assert any(row["file"] == "[เลขประจำตัว].xlsx" and row["sheet"] == "[โทรศัพท์]" for row in rows("figures", dataset))


@pytest.mark.parametrize("digest", ["0812345678" + "ab" * 27, "ab" * 20 + "3270100123456" + "c" * 11, "3270100123456" + "f" * 51])
def test_a_fingerprint_stays_whole_whatever_its_digits_look_like(digest: str) -> None:
    _, known = made("shapes")
    dataset = Dataset(replace(known, sha256=digest, files=(FileRecord("ก.xlsx", digest, "used", sheets=(SheetRecord("ก"),)),)), "")
    assert [rows(name, dataset)[0]["sha256"] for name in ("results", "files")] == [digest, digest]


def test_what_stands_for_a_fingerprint_and_is_none_is_a_text_like_any_other() -> None:
    _, known = made("shapes")
    files = tuple(FileRecord("ก.xlsx", digest, "used") for digest in ("โทร 0812345678", "=1"))
    assert [row["sha256"] for row in rows("files", Dataset(replace(known, files=files), ""))] == ["โทร [โทรศัพท์]", "'=1"]


# --- without cells, and several --------------------------------------------------------------------


def test_without_kept_figures_the_cells_are_there_without_their_values() -> None:
    data, _ = made("shapes")
    dataset = Dataset(results_of(run_of(json.dumps(data).encode()), None, "ไม่มี"), "")
    found = rows("figures", dataset)
    assert {(row["evidence"], row["value"], row["as_of"]) for row in found} == {("", "", "")}
    assert len(found) == sum(len(k["origins"]) for d in data["districts"] for k in d["kpis"]) > 100
    assert rows("results", dataset)[0]["has_cells"] == "FALSE"


def test_several_rounds_stand_one_below_the_other() -> None:
    _, first = made("shapes")
    second = replace(first, round="2569-2", province="ตราด")
    found = read("scores", Dataset(first, "a"), Dataset(second, "b"))
    assert found.groupby(["fiscal_year", "half", "province"], sort=True).size().to_dict() == {
        ("2561", "1", "สระแก้ว"): len(found) / 2, ("2569", "2", "ตราด"): len(found) / 2}


def test_closed_is_told_where_it_is_known() -> None:
    _, read_back = made("shapes")
    assert [row["closed"] for row in rows("results", *(Dataset(read_back, "", closed) for closed in (True, False, None)))] == ["TRUE", "FALSE", ""]


def test_the_agreements_words_stand_beside_numbers_and_ids() -> None:
    _, read_back = made("shapes")
    kpis = {kpi.number: (kpi.name, kpi.unit, kpi.section) for kpi in SHAPES.kpis}
    titles = {number: KpiTitle(*told) for number, told in kpis.items()}
    dataset = Dataset(read_back, "", None, False, titles, {"team": "งานทีม", "individual": "งานรายบุคคล"})
    assert {(int(row["kpi"]), (row["kpi_name"], row["unit"], row["section"])) for row in rows("scores", dataset)} == set(kpis.items())
    assert {(row["section"], row["section_name"]) for row in rows("sections", dataset)} == {("team", "งานทีม"), ("individual", "งานรายบุคคล")}
