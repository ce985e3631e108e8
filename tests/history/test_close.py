"""Runs over former results, the diff of two runs and the seal of a round, as the outside sees it."""

import json
import re
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import province
import pytest
from home import HOME, copy_room

from pipeline.history.seal import digest, save_seal
from pipeline.run.stages import evaluate
from pipeline.run.writing import write

pytestmark = pytest.mark.slow

ROUND = "2561-1"
SEAL = "ปิดรอบ.json"
SUMMARY = "สรุปจังหวัดสระแก้ว.xlsx"
FIRST = "2701 เมืองสระแก้ว.xlsx"
PAGE, FIRST_PAGE = "สรุปจังหวัดสระแก้ว.html", "2701 เมืองสระแก้ว.html"


class Office:
    """A province's folders, and the program at work in them."""

    def __init__(self, pipeline: Any, folder: Path, first: Path) -> None:
        self._pipeline, self._first = pipeline, first
        self.source, self.output = folder / "in", folder / "out"
        self.target = self.output / ROUND
        self.exports = province.tables()
        shutil.copytree(first / "in", self.source)

    def start(self) -> None:
        """A first run over the tidy exports."""
        shutil.copytree(self._first / "out", self.output)

    def __call__(self, *arguments: object, code: int = 0) -> str:
        got, out, err = self._pipeline(*arguments)
        assert got == code, (got, out, err)
        assert not err or code
        assert err.count("\n") <= 1
        return out + err

    def run(self, *options: object, code: int = 0) -> str:
        return self("run", "--input", self.source, "--output", self.output, *options, code=code)

    def close(self, *options: object, code: int = 0) -> str:
        return self("close", "--output", self.output, *options, code=code)

    def put(self, name: str, rows: Any) -> None:
        province.write(self.source, {name: rows})

    def spend(self, amount: int, row: int = 2) -> None:
        """Another sum spent by one district (เมืองสระแก้ว where ``row`` is 2), of 100,000."""
        rows = [list(line) for line in self.exports["disbursement"]]
        rows[row] = [rows[row][0], 100000, amount, 100000 - amount, amount / 1000]
        self.put("disbursement", rows)

    def files(self) -> dict[str, bytes]:
        return {p.relative_to(self.output).as_posix(): p.read_bytes()
                for p in sorted(self.output.rglob("*")) if p.is_file()}

    def seen(self) -> dict[str, bytes]:
        return {name: data for name, data in self.files().items() if "/.pipeline/" not in name}

    def seal(self) -> Any:
        return json.loads((self.target / SEAL).read_text(encoding="utf-8"))

    def sheet(self) -> list[list[Any]]:
        book = openpyxl.load_workbook(self.target / SUMMARY, data_only=True)
        return [list(row) for row in book["สิ่งที่เปลี่ยน"].iter_rows(values_only=True)]

    def remark(self, name: str = FIRST) -> None:
        """What an officer who fills in a workbook does to it."""
        book = openpyxl.load_workbook(self.target / name)
        book.worksheets[1]["A1"] = "ความเห็นของผู้ประเมิน (ข้อมูลสมมติ)"
        book.save(self.target / name)


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """The tidy exports, and what a first run makes of them."""
    folder = tmp_path_factory.mktemp("first")
    source = province.write(folder / "in")
    write(HOME, evaluate(HOME, source, "2561-1", None, 1), folder / "out")
    return folder


@pytest.fixture
def office(pipeline, tmp_path, first):
    return Office(pipeline, tmp_path, first)


# --- what changed --------------------------------------------------------------------------------


def test_the_first_run_has_nothing_to_compare_with(office):
    assert "เทียบ" not in office.run()
    assert [row[0] for row in office.sheet()[3:]] == ["ไม่มีผลของครั้งก่อนให้เปรียบเทียบ"]


@pytest.mark.quick
def test_a_run_over_former_results_tells_what_changed_and_from_which_file(office):
    office.start()
    office.spend(100000)
    said = office.run()
    whence = "(จาก disbursement.xlsx (แก้ไข))"
    for line in (
        f"อำเภอเมืองสระแก้ว ตัวชี้วัดที่ 1 ผลการดำเนินงาน: 97.50 → 100.00  {whence}",
        f"อำเภอเมืองสระแก้ว ตัวชี้วัดที่ 1 ระดับ: 4 → 5  {whence}",
        f"อำเภอเมืองสระแก้ว ตัวชี้วัดที่ 1 คะแนนถ่วงน้ำหนัก: 2.00 → 2.50  {whence}",
        f"อำเภอเมืองสระแก้ว คะแนนส่วนงานทีม: 3.00 → 3.50  {whence}",
        f"อำเภอเมืองสระแก้ว คะแนนรวม: 3.50 → 3.75  {whence}",
        f"อำเภอคลองหาด อันดับ: 1 → 2  {whence}",
    ):
        assert f"  {line}\n" in said
    assert "อำเภอเมืองสระแก้ว อันดับ" not in said  # the first of all before and after
    rows = office.sheet()
    assert "เทียบกับ ผลครั้งก่อนที่ต่างจากครั้งนี้" in rows[1][0]
    assert ["เมืองสระแก้ว", 1, "ระดับ", 4, 5, "disbursement.xlsx (แก้ไข)"] in rows
    assert ["วังสมบูรณ์", None, "อันดับ", 1, 2, "disbursement.xlsx (แก้ไข)"] in rows


def test_the_same_input_again_compares_with_the_last_different_results_and_gives_the_same_bytes(office):
    office.start()
    office.spend(100000)
    said = office.run()
    files = office.files()
    assert office.run() == said and office.files() == files
    office.spend(90000)
    assert "ระดับ: 5 → 3" in office.run()
    office.spend(100000)
    assert "ระดับ: 3 → 5" in office.run()


@pytest.mark.parametrize("standing", [b"{", b'{"round": "2561-1"}', b"[]"])
def test_former_results_that_cannot_be_read_are_said_and_not_compared(office, standing):
    office.start()
    (office.target / "results.json").write_bytes(standing)
    said = office.run()
    assert "ผลเดิมในโฟลเดอร์นี้อ่านไม่ได้" in said and "สิ่งที่เปลี่ยน" not in said
    assert office.sheet()[3][0] == "ไม่มีผลของครั้งก่อนให้เปรียบเทียบ"
    files = office.files()
    office.run()
    assert office.files() == files


@pytest.mark.parametrize(("key", "value"), [("province", "ตราด"), ("round", "2560-2")])
def test_former_results_of_another_province_or_round_are_said_and_not_compared(office, key, value):
    office.start()
    path = office.target / "results.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), key: value}), encoding="utf-8")
    said = office.run()
    assert value in said and "จึงไม่เทียบกับผลครั้งก่อน" in said and "สิ่งที่เปลี่ยน" not in said


def home_with(office, folder: Path, monkeypatch) -> Path:
    """A copy of the definitions that the office may change."""
    for name in ("agreement", "templates"):
        copy_room(name, folder)
    monkeypatch.chdir(folder)
    return folder / "agreement" / ROUND / "reading.toml"


def test_where_no_input_changed_the_changed_definition_is_named(office, tmp_path, monkeypatch):
    reading = home_with(office, tmp_path, monkeypatch)
    office.spend(99000)
    office.run()
    text = reading.read_text(encoding="utf-8")
    before, mark, after = text.partition('id = "step-or-interpolated"')
    assert mark
    reading.write_text(before + mark + after.replace('use = "chosen"', 'use = "other"', 1), encoding="utf-8")
    said = office.run()
    assert "(จาก agreement/2561-1/reading.toml (นิยามเปลี่ยน))" in said
    assert "อำเภอเมืองสระแก้ว คะแนนรวมร้อยละ: 70.00 → 74.75" in said


# --- diff ----------------------------------------------------------------------------------------


def test_diff_compares_any_two_results(office, tmp_path):
    office.start()
    shutil.copytree(office.output, tmp_path / "old")
    office.spend(100000)
    office.run()
    old, new = tmp_path / "old", office.target / "results.json"
    said = office("diff", old, new, code=1)
    assert "อำเภอเมืองสระแก้ว ตัวชี้วัดที่ 1 ระดับ: 4 → 5  (จาก disbursement.xlsx (แก้ไข))" in said
    data = json.loads(office("diff", old, new, "--format", "json", code=1))
    level = next(one for one in data["changes"] if one["kind"] == "level")
    assert level == {
        "kind": "level", "district": "2701", "name": "เมืองสระแก้ว", "kpi": 1, "item": None,
        "before": 4, "after": 5, "files": [{"file": "disbursement.xlsx", "how": "changed"}],
    }
    assert "ไม่มีสิ่งใดเปลี่ยน" in office("diff", new, new)
    assert json.loads(office("diff", old, old, "--format", "json"))["changes"] == []
    assert office("diff", old, new, code=1) == said


def test_diff_says_in_one_line_what_it_cannot_compare(office, tmp_path):
    office.start()
    for name in ("a", "b"):
        shutil.copytree(office.target, tmp_path / "many" / name)
    (tmp_path / "torn.json").write_text("{", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    for path, says in (("none", "ไม่มีไฟล์หรือโฟลเดอร์นี้"), ("torn.json", "ไม่ใช่ results.json"),
                       ("empty", "ไม่มี results.json"), ("many", "a, b")):
        assert says in office("diff", tmp_path / path, office.target, code=2)


# --- close ---------------------------------------------------------------------------------------


def test_a_finished_round_is_closed_with_all_that_it_rests_on(office):
    office.start()
    said = office.close("--date", "5/4/2561")
    assert "ปิดรอบ 2561-1 จังหวัดสระแก้ว แล้ว วันที่ 5 เมษายน 2561 สมุดงาน 10 ไฟล์" in said
    seal = office.seal()
    assert list(seal) == ["round", "province", "state", "seal", "history", "sha256"]
    contents = seal["seal"]
    assert (seal["state"], contents["date"], seal["history"]) == ("closed", "2018-04-05", [])
    hashed = {one["file"]: one["sha256"] for one in contents["workbooks"]}
    assert len(hashed) == 10
    for name, known in {**hashed, "results.json": contents["results"]["sha256"]}.items():
        assert sha256((office.target / name).read_bytes()).hexdigest() == known
    inputs = {one["file"]: one["sha256"] for one in contents["inputs"]}
    assert inputs == {p.name: sha256(p.read_bytes()).hexdigest() for p in office.source.iterdir()}
    definitions = {one["file"]: one["sha256"] for one in contents["definitions"]}
    assert {"agreement/2561-1/agreement.txt", "agreement/2561-1/kpi/1_disbursement.toml",
            "agreement/sources/bpm.toml"} <= definitions.keys()
    for name, known in definitions.items():
        assert sha256((HOME / name).read_bytes()).hexdigest() == known
    assert "ครบและตรงกับใบปิดรอบทุกไฟล์" in office.close("--verify")


def test_closing_gives_the_same_bytes_wherever_and_whenever(office, tmp_path, monkeypatch):
    office.start()
    shutil.copytree(office.output, tmp_path / "again")
    office.close()
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    office("close", "--output", tmp_path / "again")
    assert (tmp_path / "again" / ROUND / SEAL).read_bytes() == (office.target / SEAL).read_bytes()


def test_a_round_that_is_closed_is_not_closed_again(office):
    office.start()
    office.close()
    files = office.files()
    assert "ปิดอยู่แล้ว" in office.close("--date", "1/1/2562")
    assert office.files() == files


@pytest.mark.parametrize("missing", ["results.json", FIRST, SUMMARY, PAGE, FIRST_PAGE])
def test_an_unfinished_round_is_not_closed(office, missing):
    office.start()
    (office.target / missing).unlink()
    said = office.close(code=2 if missing == "results.json" else 1)
    assert missing in said or "results.json" in said
    assert not (office.target / SEAL).exists()


def test_where_nothing_was_scored_nothing_is_closed(office):
    assert "สั่ง pipeline run ก่อน" in office.close(code=2)
    assert "ยังไม่ได้ปิด" in (office.run() and office.close("--verify", code=2))


def test_results_that_were_edited_are_not_closed(office):
    office.start()
    path = office.target / "results.json"
    path.write_bytes(path.read_bytes().replace(b'"level": 4', b'"level": 5', 1))
    assert "results.json: ไม่ใช่ไฟล์ที่โปรแกรมเขียนไว้" in office.close(code=1)


@pytest.mark.quick
def test_workbooks_that_people_filled_in_are_named_and_sealed_as_they_are_on_request(office):
    office.start()
    office.remark()
    said = office.close(code=1)
    assert f"ถูกแก้ไข: {FIRST}" in said and "--with-edits" in said
    assert "คลองหาด" not in said and not (office.target / SEAL).exists()
    data = (office.target / FIRST).read_bytes()
    assert FIRST in office.close("--with-edits")
    assert office.seal()["seal"]["edited"] == [FIRST]
    assert "ทุกไฟล์" in office.close("--verify")
    office.run()
    assert (office.target / FIRST).read_bytes() == data


def test_gaps_are_shown_and_closed_over_on_request_alone(office):
    rows = [list(line) for line in office.exports["disbursement"]]
    rows[2] = [rows[2][0], 100000, None, None, None]
    office.put("disbursement", rows)
    office.run(code=1)
    said = office.close(code=1)
    assert "[ต้องแก้] อำเภอเมืองสระแก้ว ตัวชี้วัดที่ 1 ยังไม่รายงาน" in said and "--with-gaps" in said
    assert not (office.target / SEAL).exists()
    assert "ยังไม่รายงาน" in office.close("--with-gaps")
    assert [(gap["district"], gap["kpi"]) for gap in office.seal()["seal"]["gaps"]] == [("2701", 1)]


def test_a_finding_to_mend_is_a_gap_though_every_kpi_is_scored(office):
    office.put("ตัดสิน", [["ไฟล์", "ใช้", "เหตุผล"], ["disbursement", "ไม่ใช้", None]])
    office.run(code=1)
    assert "แถวนี้ไม่บอกเหตุผล" in office.close(code=1)
    office.close("--with-gaps")


def test_a_day_that_is_none_is_refused(office):
    office.start()
    assert "--date" in office.close("--date", "วันนี้", code=2)


# --- the line on the pages -----------------------------------------------------------------------


def states(office) -> dict[str, str]:
    """What the pages say of the round, and that they say it once."""
    found = {}
    for path in office.target.glob("*.html"):
        (found[path.name],) = re.findall("<!-- seal -->(.*?)<!-- /seal -->", path.read_text(encoding="utf-8"))
    return found


def test_pages_say_that_the_round_is_closed_and_are_sealed(office):
    office.start()
    pages = {path.name: path.read_bytes() for path in office.target.glob("*.html")}
    assert len(pages) == 10 and set(states(office).values()) == {"ยังไม่ปิดรอบ"}
    said = office.close("--date", "5/4/2561")
    assert "หน้าเว็บ 10 ไฟล์" in said
    seal = office.seal()["seal"]
    mark = seal["results"]["sha256"][:12]
    assert set(states(office).values()) == {f"ปิดรอบแล้ว วันที่ 5 เมษายน 2561 · ลายนิ้วมือของผล {mark}"}
    for entry in seal["pages"]:
        data = (office.target / entry["file"]).read_bytes()
        assert sha256(data).hexdigest() == entry["sha256"]
        assert re.sub("(<!-- seal -->).*(<!-- /seal -->)", r"\1ยังไม่ปิดรอบ\2", data.decode()).encode() == pages.pop(entry["file"])
    assert not pages and "ทุกไฟล์" in office.close("--verify")


def test_a_page_tells_its_own_gaps_alone(office):
    rows = [list(line) for line in office.exports["disbursement"]]
    rows[2] = [rows[2][0], 100000, None, None, None]
    office.put("disbursement", rows)
    office.run(code=1)
    office.close("--with-gaps")
    found = states(office)
    told = {name for name, words in found.items() if "ปิดทั้งที่ยังไม่ครบ 1 ข้อ" in words}
    assert told == {PAGE, FIRST_PAGE} and all(words.startswith("ปิดรอบแล้ว · ") for words in found.values())


def test_reopening_and_a_run_say_again_that_it_is_open(closed):
    sealed = closed.seen()
    closed.run()  # closed: nothing is written
    assert closed.seen() == sealed
    said = closed.run("--reopen", "เพราะ")
    assert "มีผู้แก้ไข" not in said and not (closed.target / "เก็บไว้").exists()
    assert set(states(closed).values()) == {"ยังไม่ปิดรอบ"}
    closed.close()
    assert all(words.startswith("ปิดรอบแล้ว") for words in states(closed).values())


@pytest.mark.quick
def test_a_page_that_somebody_changed_is_sealed_on_request_alone_and_as_it_is(office):
    office.start()
    path = office.target / FIRST_PAGE
    path.write_bytes(path.read_bytes().replace("เมืองสระแก้ว".encode(), b"x", 1))
    data = path.read_bytes()
    said = office.close(code=1)
    assert f"ถูกแก้ไข: {FIRST_PAGE}" in said and "หน้าเว็บ 1 ไฟล์ถูกแก้ไข" in said
    assert set(states(office).values()) == {"ยังไม่ปิดรอบ"}, "a round that is not closed says so"
    office.close("--with-edits")
    assert office.seal()["seal"]["edited"] == [FIRST_PAGE] and path.read_bytes() == data
    assert "ทุกไฟล์" in office.close("--verify")
    office.run("--reopen", "เพราะ")  # what people made of it is kept
    assert (office.target / "เก็บไว้" / FIRST_PAGE).read_bytes() == data


def test_a_round_that_was_scored_without_pages_is_closed_as_before(office):
    office.start()
    record = office.target / ".pipeline" / "written.json"
    known = json.loads(record.read_bytes())
    for path in office.target.glob("*.html"):
        path.unlink()
        del known[path.name]
    record.write_text(json.dumps(known), encoding="utf-8")
    assert "หน้าเว็บ" not in office.close()
    assert "pages" not in office.seal()["seal"] and "ทุกไฟล์" in office.close("--verify")


@pytest.mark.parametrize("then", ["close", "run"])
def test_a_close_that_was_cut_off_is_done_by_the_next_or_undone_by_a_run(office, monkeypatch, then):
    office.start()
    before = office.seen()

    def cut(*_: object) -> None:
        raise OSError(28, "no space", "seal")

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.history.closing.save_seal", cut)
        office.close(code=2)
    assert all(words.startswith("ปิดรอบแล้ว") for words in states(office).values())
    assert not (office.target / SEAL).exists()
    if then == "close":
        office.close()
        assert "ทุกไฟล์" in office.close("--verify")
    else:
        office.run()
        assert office.seen().items() >= before.items() and not (office.target / "เก็บไว้").exists()


# --- a run over a sealed round -------------------------------------------------------------------


@pytest.fixture
def closed(office):
    office.start()
    office.close()
    return office


def test_the_same_results_over_a_sealed_round_write_nothing(closed):
    files = closed.files()
    said = closed.run()
    assert "ตรงกับที่ปิดไว้ทุกประการ จึงไม่เขียนไฟล์ใด" in said and "เขียนผลแล้วที่" not in said
    assert closed.files() == files


def test_a_run_that_would_change_sealed_scores_tells_them_by_district_and_writes_nothing(closed):
    files = closed.files()
    closed.spend(100000)
    closed.spend(100000, row=2)
    said = closed.run(code=2)
    assert "คะแนนที่ปิดไว้ → คะแนนครั้งนี้" in said
    assert "อำเภอเมืองสระแก้ว ตัวชี้วัดที่ 1 ระดับ: 4 → 5  (จาก disbursement.xlsx (แก้ไข))" in said
    assert "อำเภอคลองหาด อันดับ: 1 → 2" in said and "--reopen" in said
    assert closed.files() == files


@pytest.mark.quick
def test_sealed_scores_are_told_though_results_json_was_lost(closed):
    (closed.target / "results.json").unlink()
    closed.spend(100000)
    seen = closed.seen()
    assert "ระดับ: 4 → 5" in closed.run(code=2)
    (closed.target / ".pipeline" / "sealed.json").unlink()
    assert "บอกรายอำเภอไม่ได้" in closed.run(code=2)
    assert closed.seen() == seen


def test_what_changes_no_score_is_told_and_leaves_the_sealed_round_alone(closed):
    files = closed.files()
    closed.put("บันทึก", [["ไม่ใช่รายงาน"], ["ข้อความ"]])
    said = closed.run()
    assert "คะแนนครั้งนี้ตรงกับที่ปิดไว้" in said and "ไฟล์ที่เพิ่มเข้ามา: บันทึก.xlsx" in said
    assert closed.files() == files


def test_reopening_keeps_reason_old_seal_and_changes_and_lets_the_run_write(closed):
    old = closed.seal()["seal"]
    closed.spend(100000)
    said = closed.run("--reopen", "อำเภอส่งหลักฐานเพิ่ม (ข้อมูลสมมติ)")
    assert "เขียนผลแล้วที่" in said and "ระดับ: 4 → 5" in said
    seal = closed.seal()
    entry = seal["history"][0]
    assert (seal["state"], seal["seal"], len(seal["history"])) == ("open", None, 1)
    assert entry["reason"] == "อำเภอส่งหลักฐานเพิ่ม (ข้อมูลสมมติ)" and entry["seal"] == old
    assert entry["seal_sha256"] == digest(old)
    assert {"kind": "level", "before": 4, "after": 5}.items() <= next(
        one for one in entry["changes"] if one["kind"] == "level").items()
    assert "เปิดอีกครั้งเพราะ “อำเภอส่งหลักฐานเพิ่ม" in closed.close("--verify", code=2)
    closed.spend(90000)  # open: written as ever
    assert "ระดับ: 5 → 3" in closed.run()
    assert "เคยเปิดอีกครั้งเพราะ" in closed.close()
    closed.run("--reopen", "อีกครั้ง")
    reasons = [entry["reason"] for entry in closed.seal()["history"]]
    assert reasons == ["อำเภอส่งหลักฐานเพิ่ม (ข้อมูลสมมติ)", "อีกครั้ง"]
    assert closed.seal()["history"][0] == entry


def test_closing_and_reopening_keep_the_lines(office):
    def days() -> list[str]:
        return [run["as_of"]["2"] for run in json.loads(kept.read_bytes())["runs"]]

    office.start()
    kept = office.target / ".pipeline" / "kept.json"
    before = kept.read_bytes()
    office.close()
    assert kept.read_bytes() == before and days() == ["2018-03-27"]
    office.put("bpm", [["ข้อมูล ณ วันที่ 31 มีนาคม 2561"], *office.exports["bpm"][1:]])
    office.run()  # closed: nothing is written
    assert kept.read_bytes() == before
    office.run("--reopen", "ข้อมูลใหม่")
    assert days() == ["2018-03-27", "2018-03-31"]
    assert "<polyline" in (office.target / PAGE).read_text(encoding="utf-8")
    office.close()
    assert days() == ["2018-03-27", "2018-03-31"]


def test_reopening_needs_a_reason_and_a_closed_round(office):
    office.start()
    files = office.files()
    assert "ยังไม่ได้ปิด" in office.run("--reopen", "เพราะ", code=2)
    assert office.files() == files
    office.close()
    files = office.files()
    assert "เหตุผล" in office.run("--reopen", "  ", code=2)
    assert office.files() == files


def test_no_personal_number_of_a_reason_is_kept(closed):
    closed.run("--reopen", "ตามคำขอของ 1-2345-67890-12-1")
    assert "67890" not in (closed.target / SEAL).read_text(encoding="utf-8")


def test_a_sealed_folder_takes_no_results_of_another_province(closed):
    files = closed.files()
    seal = closed.seal()
    save_seal(closed.target, {**seal, "province": "ตราด"})
    said = closed.run("--reopen", "เพราะ", code=2)
    assert "จังหวัดตราด" in said and "--output" in said
    assert {n: d for n, d in closed.files().items() if "seal" not in n and SEAL not in n} == {
        n: d for n, d in files.items() if "seal" not in n and SEAL not in n}


# --- tampering -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["results.json", FIRST, SUMMARY, PAGE, FIRST_PAGE])
def test_sealed_files_that_were_changed_or_lost_are_named(closed, name):
    data = (closed.target / name).read_bytes()
    (closed.target / name).write_bytes(data + b" ")
    assert f"{name}: ถูกแก้ไขหลังปิดรอบ" in closed.close("--verify", code=1)
    assert f"{name}: ถูกแก้ไขหลังปิดรอบ" in closed.close(code=1)
    assert f"{name}: ถูกแก้ไขหลังปิดรอบ" in closed.run()
    (closed.target / name).unlink()
    assert f"{name}: หายไปหลังปิดรอบ" in closed.close("--verify", code=1)


def spoil(data: bytes) -> bytes:
    return data.replace(b'"closed"', b'"open"')


@pytest.mark.parametrize("spoiled", [spoil, lambda data: b"", lambda data: data[:-3], None])
def test_a_seal_that_was_changed_or_lost_is_told_and_put_back_from_its_copy(closed, spoiled):
    path = closed.target / SEAL
    data = path.read_bytes()
    if spoiled is None:
        path.unlink()
    else:
        path.write_bytes(spoiled(data))
    closed.spend(100000)
    closed.run(code=2)
    said = closed.close("--verify", code=1)
    assert f"{SEAL}: ใบปิดรอบ{'หายไป' if spoiled is None else 'ถูกแก้ไขหรือเสีย'}" in said
    closed.close(code=1)
    assert path.read_bytes() == data and "ทุกไฟล์" in closed.close("--verify")


def test_a_forged_seal_is_told_by_its_copy(closed):
    path = closed.target / SEAL
    forged = {**closed.seal(), "state": "open", "seal": None}
    forged["sha256"] = digest({key: forged[key] for key in list(forged)[:-1]})
    path.write_text(json.dumps(forged, ensure_ascii=False), encoding="utf-8")
    closed.spend(100000)
    closed.run(code=2)
    assert "ไม่ตรงกับสำเนา" in closed.close("--verify", code=1)


def test_a_folder_copied_without_its_private_files_stays_sealed(closed):
    shutil.rmtree(closed.target / ".pipeline")
    closed.spend(100000)
    seen = closed.seen()
    assert "ระดับ: 4 → 5" in closed.run(code=2)
    assert closed.seen() == seen


def test_where_no_copy_of_the_seal_can_be_trusted_nothing_is_written(closed):
    for name in (SEAL, ".pipeline/seal.json"):
        (closed.target / name).write_bytes(b"{")
    seen = closed.seen()
    closed.spend(100000)
    for arguments in ((), ("--reopen", "เพราะ")):
        assert "ใบปิดรอบเสีย" in closed.run(*arguments, code=2)
    assert "ใบปิดรอบเสีย" in closed.close(code=2)
    assert closed.seen() == seen


def test_definitions_that_changed_since_are_told_but_are_no_tampering(closed, tmp_path, monkeypatch):
    reading = home_with(closed, tmp_path, monkeypatch)
    for more in (b"\n# note\n", b"[[readings"):  # which cannot be loaded
        reading.write_bytes(reading.read_bytes() + more)
        assert "นิยามที่ใช้ให้คะแนนเปลี่ยนหลังปิดรอบ: agreement/2561-1/reading.toml" in closed.close("--verify")


def test_one_province_of_several_is_closed_by_name(office):
    office.start()
    own = office.target / "สระแก้ว"
    own.mkdir()
    for path in list(office.target.iterdir()):
        if path != own:
            path.rename(own / path.name)
    shutil.copytree(own, office.target / "ตราด")
    assert "ตราด, สระแก้ว" in office.close(code=2)
    office.close("--province", "จังหวัดสระแก้ว", code=2)  # both hold its results
    office.close("--province", "ตราด")
    assert (office.target / "ตราด" / SEAL).exists() and not (own / SEAL).exists()
