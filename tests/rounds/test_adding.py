"""A form is added as the draft of its round: whole or not at all, again and again until it is right."""

import json
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from filled import ROUND, at, changed, filled, joined, office, pure, stands, without
from home import HOME

from pipeline.checks import CHECKS
from pipeline.definitions import load_definitions
from pipeline.definitions.states import FILE
from pipeline.definitions.understood import understood
from pipeline.errors import PipelineError, UsageError
from pipeline.measure import MEASURES
from pipeline.normalise.kinds import KINDS
from pipeline.rounds import adding
from pipeline.rounds.adding import AddedRound, add
from pipeline.rounds.draft_folder import KEPT
from pipeline.rounds.form.book import FormBook, FormProblem
from pipeline.rounds.form.ways import lists, ways
from pipeline.rounds.form.workbook import form_workbook

D = Decimal


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return office(tmp_path / "home")


@pytest.fixture
def added(home, monkeypatch):
    """Adds a form as if it had been read from a file beside the working folder's own."""

    def adds(book: FormBook, **how: object) -> AddedRound:
        monkeypatch.setattr(adding, "read_form", lambda path: book)
        return add(home, home / "แบบ.xlsx", **how)

    return adds


def standing(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def places(it: AddedRound) -> list[str]:
    return [f"{one.sheet} {one.cell}" for one in it.problems]


def level(kpi: int, number: int) -> dict[str, object]:
    return {"number": D(kpi), "level": D(number)}


def kpi(number: int) -> dict[str, object]:
    return {"number": D(number)}


# --- whole or not at all -------------------------------------------------------------------------


def test_a_filled_workbook_becomes_the_round_that_it_was_made_of(home, pipeline, monkeypatch):
    path = home / "แบบ.xlsx"
    path.write_bytes(form_workbook(filled(), lists(filled(), stands().sources, MEASURES)))
    it = add(home, path)
    assert it.exit_code == 0 and it.problems == () and it.round_id == ROUND
    own = load_definitions(home, MEASURES, KINDS, CHECKS, ROUND, as_written=True).agreement
    assert understood(own) == understood(stands().agreement) and own.state == "draft"
    lines = "\n".join(it.lines())
    assert f"ทำรอบ {ROUND} เป็นร่างแล้ว" in lines and f"pipeline round adopt {ROUND}" in lines and "[ ] สัดส่วนของงานทีม ร้อยละ 50" in lines
    monkeypatch.chdir(home)
    assert pipeline("round", "adopt", ROUND)[0] == 0 and pipeline("check", "--input", home / "none")[0] == 2


def test_the_same_form_again_changes_nothing(home, added):
    first = added(filled())
    before = standing(home)
    again = added(filled())
    assert first.written and not again.written and standing(home) == before
    assert next(iter(again.lines())) == f"รอบ {ROUND} เป็นอย่างแบบนี้อยู่แล้ว ไม่มีสิ่งใดเปลี่ยน"


def test_a_form_that_was_mended_takes_the_place_of_its_former_draft(home, added):
    added(changed(filled(), "kpis", kpi(6), short_name="เดิม"))
    it = added(filled())
    assert it.displaced is None and not (home / "agreement" / KEPT).exists()
    assert 'short_name = "การดำเนินงานสัมมาชีพชุมชน"' in (home / "agreement" / ROUND / "kpi" / "6_livelihood.toml").read_text(encoding="utf-8")
    assert [path.name for path in (home / "agreement").glob("*-*")] == [ROUND]


def test_a_draft_that_somebody_changed_is_kept_aside(home, added):
    added(filled())
    path = home / "agreement" / ROUND / "kpi" / "6_livelihood.toml"
    path.write_text(path.read_text(encoding="utf-8") + "# ด้วยมือ\n", encoding="utf-8")
    mine = path.read_bytes()
    checks = home / "agreement" / ROUND / "checks.toml"
    checks.write_text("[8.percentage-odd]\nmost = 100\n", encoding="utf-8")
    it = added(filled())
    assert it.displaced == home / "agreement" / KEPT / f"{ROUND} (1)" and (it.displaced / "kpi" / path.name).read_bytes() == mine
    assert b"\xe0\xb8\x94\xe0\xb9\x89\xe0\xb8\xa7\xe0\xb8\xa2\xe0\xb8\xa1\xe0\xb8\xb7\xe0\xb8\xad" not in path.read_bytes()
    assert checks.read_text(encoding="utf-8").startswith("[8.percentage-odd]")  # which no form says
    assert f"เก็บไว้ที่ {it.displaced}" in "\n".join(it.lines())
    path.write_bytes(mine)
    assert added(filled()).displaced == home / "agreement" / KEPT / f"{ROUND} (2)"
    assert not added(filled()).written


def test_checks_alone_are_no_change_of_a_draft(home, added):
    added(filled())
    (home / "agreement" / ROUND / "checks.toml").write_text("[8.percentage-odd]\nmost = 100\n", encoding="utf-8")
    assert added(filled()).displaced is None
    it = added(changed(filled(), "kpis", kpi(6), short_name="ใหม่"))
    assert it.written and it.displaced is None and (home / "agreement" / ROUND / "checks.toml").is_file()


def test_where_anything_is_wrong_nothing_is_written(home, added):
    added(filled())
    before = standing(home)
    it = added(changed(filled(), "kpis", kpi(3), weight=None))
    assert it.exit_code == 1 and standing(home) == before
    assert [*it.lines()][-1].startswith("ไม่ได้เขียนสิ่งใด")


def test_a_round_that_is_adopted_is_never_overwritten(home, added, pipeline, monkeypatch):
    added(filled())
    monkeypatch.chdir(home)
    assert pipeline("round", "adopt", ROUND)[0] == 0
    before = standing(home)
    with pytest.raises(UsageError, match=rf"(?<!แล้ว)แล้ว จึงไม่เขียนทับ .*round withdraw {ROUND}"):
        added(filled())
    assert standing(home) == before


def test_a_round_that_was_withdrawn_is_made_again_and_adopting_tells_what_differs(home, added, pipeline, monkeypatch):
    added(filled())
    monkeypatch.chdir(home)
    assert pipeline("round", "adopt", ROUND)[0] == pipeline("round", "withdraw", ROUND)[0] == 0
    it = added(changed(filled(), "kpis", kpi(1), short_name="เบิกจ่าย"))
    assert it.exit_code == 0 and it.displaced is None
    code, out, _ = pipeline("round", "adopt", ROUND)
    assert code == 0 and "ต่างจากเมื่อประกาศใช้ครั้งก่อน 1 แห่ง" in out and "เบิกจ่าย" in out


def test_a_state_that_cannot_be_read_is_left_alone(home, added):
    added(filled())
    (home / "agreement" / ROUND / FILE).write_text("state = [", encoding="utf-8")
    with pytest.raises(UsageError, match="ไม่รู้ว่ารอบ"):
        added(filled())


def test_the_programs_own_definitions_are_not_written_into(tmp_path):
    with pytest.raises(UsageError, match="pipeline init"):
        add(tmp_path, tmp_path / "แบบ.xlsx")


def test_what_is_no_form_is_told(home):
    (home / "x.xlsx").write_bytes(b"no")
    with pytest.raises(UsageError):
        add(home, home / "x.xlsx")


@pytest.mark.parametrize("failing", [1, 2])
@pytest.mark.parametrize("touched", [False, True])
def test_a_fault_leaves_the_former_draft(home, added, monkeypatch, failing, touched):
    added(changed(filled(), "kpis", kpi(6), short_name="เดิม"))
    folder = home / "agreement" / ROUND
    if touched:
        (folder / "reading.toml").write_text("readings = []\n", encoding="utf-8")
    before = standing(folder)
    count = 0
    rename = Path.rename

    def fails(self: Path, target: Path) -> Path:
        nonlocal count
        count += 1
        if count == failing:
            raise PermissionError(13, "in use")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(PipelineError, match="เขียนไม่ได้"):
        added(filled())
    monkeypatch.undo()
    assert standing(folder) == before
    assert [path.name for path in (home / "agreement").iterdir() if path.name.startswith("~$")] == []


def test_a_run_that_was_killed_between_two_steps_loses_nothing(home, added):
    added(filled())
    folder = home / "agreement" / ROUND
    before = standing(folder)
    folder.rename(folder.with_name(f"~${ROUND}.old"))
    it = added(filled())
    assert it.displaced is None and standing(folder) == before
    assert [path.name for path in (home / "agreement").glob("~$*")] == []


def test_a_fault_of_the_round_leaves_the_reports_as_they_were(home, added, monkeypatch):
    added(filled())
    before = standing(home)

    def fails(self: Path, target: Path) -> Path:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(PipelineError, match="เขียนไม่ได้"):
        added(with_report())
    assert standing(home) == before


# --- what is wrong, by sheet and cell ------------------------------------------------------------


def wrongs() -> list[tuple[FormBook, str, str]]:
    """Forms in which the loader of rounds finds something, the cell that it is told at (its column, or all of it)
    and the words."""
    book = filled()
    return [
        (changed(book, "kpis", kpi(1), weight=D(40)), at("kpis", "weight", 3), "เป็น 40 แต่ แผ่น ข้อความข้อตกลง บอก 50"),
        (changed(book, "kpis", kpi(1), weight=D(40)), at("kpis", "weight", 3), "น้ำหนักของตัวชี้วัดในงานทีม (ข้อ 1 = 40, ข้อ 2 = 50) รวมกันได้ 90 ต้องได้ 100 แก้น้ำหนักในแผ่น ตัวชี้วัด"),
        (changed(book, "kpis", kpi(1), weight=D(-5)), at("kpis", "weight", 3), "ติดลบไม่ได้"),
        (changed(book, "kpis", kpi(1), name="อื่น"), at("kpis", "name", 3), "ไม่มีหลัง “ตัวชี้วัดที่ 1” ใน แผ่น ข้อความข้อตกลง"),
        (changed(book, "kpis", kpi(1), goal="อื่น"), at("kpis", "goal", 3), "ไม่มีหน้าตัวชี้วัดที่ 1"),
        (changed(book, "kpis", kpi(1), unit="บาท"), at("kpis", "unit", 3), "เป็น “บาท” ผลของตัวชี้วัดนี้เป็น ร้อยละ"),
        (changed(book, "kpis", kpi(1), more="เพิ่มอีก"), at("kpis", "more", 3), "ต้องมี {amount}"),
        (changed(book, "kpis", kpi(1), more="เพิ่มอีก {amount} คน"), at("kpis", "more", 3), "แก้ให้ตรงกัน"),
        (changed(book, "kpis", kpi(1), base_years="2557"), at("kpis", "base_years", 3), "ไม่ใช้กับ คิดจาก ที่เลือก"),
        (changed(book, "kpis", kpi(4), base_years=None), at("kpis", "base_years", 6), "ยังไม่ได้กรอก"),
        (changed(book, "kpis", kpi(1), numerator_else="รายงานผลการเบิกจ่าย: จัดสรร"), at("kpis", "numerator_else", 3), "ช่องเดียวกับตัวหาร"),
        (changed(book, "kpis", kpi(1), places=D(9)), at("kpis", "places", 3), "ต้องเป็น 0 ถึง 6"),
        (changed(book, "kpis", kpi(1), top=D(2)), at("kpis", "top", 3), "คะแนนเต็ม 2 ต้อง"),
        (changed(book, "kpis", kpi(5), between="ตามสัดส่วน"), at("kpis", "between", 7), "ใช้ได้เมื่อทุกระดับมีค่า"),
        (changed(book, "kpis", kpi(1), target_source="เป้าหมายรายอำเภอ: เป้าหมายของอำเภอ"), at("kpis", "target_source", 3), "พิมพ์ เป้าหมาย ในช่อง ค่า ของแผ่น เกณฑ์"),
        (changed(book, "kpis", kpi(2), way="รวมคะแนนของส่วนย่อย"), at("kpis", "way", 4), "เพิ่มแถวของแต่ละส่วน"),
        (joined(book, "kpis", number=D(1), part="A", name="ก", way="รายงานผลการเบิกจ่าย: เบิกจ่าย ÷ จัดสรร", unit="ร้อยละ", top=D(100)), at("kpis", "part", 12), "คิดจาก ไม่ได้รวมคะแนนของส่วน"),
        (changed(book, "levels", level(1, 2), bound="มากกว่า"), at("levels", "value", 4), "หมายถึง ไม่น้อยกว่า 85 แต่แบบใช้ มากกว่า 85"),
        (changed(book, "levels", level(1, 2), value=D(75)), at("levels", "value", 4), "เกณฑ์ไม่ยากกว่าระดับก่อนหน้า"),
        (changed(book, "levels", level(1, 2), bound="ไม่เกิน"), at("levels", "value", 4), "สวนทางกัน"),
        (changed(book, "levels", level(1, 2), bound="ไม่ดูตัวเลข", value=None), at("levels", "value", 4), "หรือรายการที่ต้องทำ"),
        (changed(book, "levels", level(1, 2), quote="ร้อยละ 85"), at("levels", "quote", 4), "ไม่มีทั้งข้อความของระดับที่ 2 ใน แผ่น ข้อความข้อตกลง"),
        (changed(book, "levels", level(1, 2), points=D("0.5")), at("levels", "level", 3), "คะแนนต้องไม่ติดลบ"),
        (changed(book, "levels", level(1, 2), short="99"), at("levels", "short", 4), "มีจำนวน 99"),
        (changed(book, "levels", level(5, 2), bound="ไม่น้อยกว่า", value=D(2)), at("levels", "value", 24), "ไม่มีรายการใดเป็นผล"),
        (without(book, "levels", level(1, 5)), at("levels", "level", 3), "มีระดับที่ 5 แต่แบบไม่มี เพิ่มแถวของระดับในแผ่น เกณฑ์"),
        (without(book, "levels", level(1, 1)), at("levels", "level", 4), "ต้องเรียงจากระดับต่ำสุด"),
        (without(without(without(book, "kpis", kpi(9)), "levels", kpi(9)), "readings", {"kpis": "9"}), at("kpis", "number", None), "มีตัวชี้วัดที่ 9 แต่ไม่มีแถวของตัวชี้วัดนี้ในแผ่น ตัวชี้วัด เพิ่มแถว"),
        (changed(book, "items", {"id": "plan", "number": D(5)}, levels=None), at("items", "levels", 3), "ไม่มีระดับใดใช้รายการ “มีแผนปฏิบัติการขับเคลื่อน"),
        (changed(book, "items", {"id": "plan", "number": D(5)}, kind="ผลเป็นร้อยละ"), at("items", "levels", 3), "เป็นผลของตัวชี้วัด ไม่ใช่สิ่งที่ระดับต้องมี"),
        (changed(book, "items", {"id": "recorded"}, kind="ผลเป็นร้อยละ", levels=None), at("items", "kind", 11), "แต่ คิดจาก ไม่ได้ใช้ผลที่กรอกเอง"),
        (changed(book, "items", {"id": "plan", "number": D(5)}, element="กองทุนพัฒนาบทบาทสตรี (SARA): บันทึกในระบบ SARA"), at("items", "element", 3), "ต้องตอบในช่องเดียวกับตัวชี้วัด คือ “"),
        (changed(book, "items", {"id": "field_work"}, text="มีการคัดเลือกกลุ่มเป้าหมาย"), at("items", "text", 5), "แบบกรอกแยกไม่ออก"),
        (changed(book, "items", {"id": "groups_chosen"}, levels="4"), at("items", "levels", 5), "แต่กรอกไว้ที่ระดับที่ 4"),
        (changed(book, "items", {"id": "groups_benefited"}, at_least=D(2)), at("items", "at_least", 9), "แต่เกณฑ์ของระดับที่ใช้รายการนี้บอก 1 กลุ่ม"),
        (changed(book, "items", {"id": "groups_benefited"}, unit="คน"), at("items", "unit", 9), "แต่เกณฑ์ของระดับ"),
        (changed(book, "items", {"id": "groups_benefited"}, at_least=D(-1)), at("items", "at_least", 9), "ต้องมากกว่า 0"),
        (changed(book, "frame", {"key": "title"}, value="อื่น"), at("frame", "value", 4), "ไม่มีใน แผ่น ข้อความข้อตกลง"),
        (changed(book, "frame", {"key": "round"}, value="2562-1"), at("frame", "value", 5), "ไม่อยู่ในปีงบประมาณ 2562"),
        (changed(book, "sections", {"name": "งานทีม"}, share=D(40)), at("sections", "share", 3), "สัดส่วนรวมกันได้ 90 ต้องได้ 100"),
        (changed(book, "bands", {"name": "ดี"}, at_least=D(85)), at("bands", "at_least", 3), "ขอบล่างต้องเรียงจากสูงไปต่ำ"),
        (changed(book, "bands", {"name": "ดี"}, name="ดีเด่น"), at("bands", "at_least", 3), "มีชื่อซ้ำกัน"),
        (changed(book, "readings", {"id": "rounding"}, kpis="1, 77"), at("readings", "kpis", 5), "ไม่มีตัวชี้วัดที่ 77"),
        (changed(book, "readings", {"id": "gaps-between-levels"}, changes="ตัวชี้วัดที่ 3 ระดับที่ 2 ไม่น้อยกว่า 81"), at("readings", "changes", 4), "ไม่อยู่ในช่อง ตัวชี้วัดที่ ของข้อนี้"),
        (changed(book, "readings", {"id": "gaps-between-levels"}, changes="ระดับที่ 9 ไม่น้อยกว่า 81"), at("readings", "changes", 4), "ไม่มีระดับที่ 9 ในตัวชี้วัดที่ 2"),
        (changed(book, "readings", {"id": "gaps-between-levels"}, changes="ตัวชี้วัดที่ 2 ส่วน A ระดับที่ 2 ไม่น้อยกว่า 81"), at("readings", "changes", 4), "ไม่มีส่วน “A”"),
        (changed(book, "readings", {"id": "gaps-between-levels"}, changes="ระดับที่ 2 ไม่น้อยกว่า 97"), at("readings", "changes", 4), "ไม่ยากกว่าระดับก่อนหน้า"),
        (changed(book, "readings", {"id": "gaps-between-levels"}, changes="ระดับที่ 2 ไม่น้อยกว่า 82"), at("readings", "other", 4), "ไม่มีจำนวน 82"),
        (changed(book, "readings", {"id": "below-first-level"}, changes="ไม่ถึงระดับแรกได้ 3"), at("readings", "changes", 3), "ได้ 0 หรือ 1 เท่านั้น"),
        (changed(book, "readings", {"id": "section-shares"}, changes="สัดส่วน งานทีม 22.22"), at("readings", "changes", 8), "ต้องมีทุกส่วน: งานทีม, งานรายบุคคล"),
        (changed(book, "readings", {"id": "step-or-interpolated"}, kpis="5"), at("readings", "changes", 9), "ใช้กับตัวชี้วัดที่ 5 ไม่ได้"),
        (changed(book, "readings", {"id": "step-or-interpolated"}, id="rounding"), at("readings", "question", 9), "ตั้งชื่อให้ต่างกัน"),
    ]


@pytest.mark.parametrize(("book", "where", "words"), wrongs(), ids=[f"{n} {words[:30]}" for n, (_, _, words) in enumerate(wrongs())])
def test_what_the_loader_finds_is_told_at_its_cell_in_the_words_of_the_form(added, book, where, words):
    it = added(book)
    assert it.exit_code == 1
    assert any(f"{one.sheet} {one.cell}" == where and words in one.words for one in it.problems), [one.line for one in it.problems]
    assert [one.line for one in it.problems if pure(one.line)] == []
    assert all(one.sheet for one in it.problems)


def test_what_a_form_lacks_brings_no_problems_that_only_come_of_it(added):
    book = filled()
    for what in (
        changed(book, "levels", level(1, 2), value=None), changed(book, "levels", level(1, 2), bound=None), changed(book, "levels", level(1, 2), level=None),
        changed(book, "kpis", kpi(3), weight=None), changed(book, "kpis", kpi(3), way=None), changed(book, "kpis", kpi(3), section=None),
        changed(book, "frame", {"key": "round"}, value=None), changed(book, "frame", {"key": "end"}, value=None), without(book, "levels", kpi(1)),
        changed(book, "readings", {"id": "rounding"}, changes="ปัดขึ้น"), changed(book, "sections", {"name": "งานทีม"}, share=None),
    ):
        it = added(what)
        assert len(it.problems) == 1, [one.line for one in it.problems]


def test_a_form_whose_headings_are_gone_is_told_of_them_alone(added, home):
    gone = FormProblem("เกณฑ์", "", "ไม่พบหัวช่อง “อ่านว่า”")
    blank = replace(filled(), tables={**filled().tables, "levels": ()}, problems=(gone,), torn=True)
    it = added(blank)
    assert it.problems == (gone,) and it.round_id == ROUND and it.exit_code == 1


def test_a_signed_text_that_is_not_there_is_told_once(added):
    it = added(replace(filled(), tables={**filled().tables, "paper": ()}))
    assert [one.line for one in it.problems] == ["แผ่น ข้อความข้อตกลง: ยังไม่มีข้อความของข้อตกลง คัดลอกทั้งฉบับจาก Word มาวางใต้หัวตาราง"]


def test_where_nothing_tells_the_round_what_the_form_lacks_is_told(added):
    it = added(changed(changed(filled(), "frame", {"key": "round"}, value=None), "frame", {"key": "start"}, value=None))
    assert len(it.problems) == 2 and it.exit_code == 1


# --- new reports ---------------------------------------------------------------------------------

REPORT = "เงินยืมกองทุนตัวอย่าง"
DISTRICTS = ["เมืองสระแก้ว", "คลองหาด", "ตาพระยา", "วังน้ำเย็น", "วัฒนานคร", "อรัญประเทศ", "เขาฉกรรจ์", "โคกสูง", "วังสมบูรณ์"]


def with_report(sample: str = "", **columns: object) -> FormBook:
    """The example's form where KPI 6 is computed from a report that the program does not know."""
    book = joined(filled(), "sources", title=REPORT, owner="งานทุน", heading="เงินยืมครบกำหนด", unit="บาท", **({"sample": sample} if sample else {}))
    book = joined(book, "sources", **{"title": REPORT, "heading": "ชำระคืนแล้ว", "unit": "บาท", "spellings": "รับชำระคืน\nคืนแล้ว", **columns})
    return changed(book, "kpis", kpi(6), way=f"{REPORT}: ชำระคืนแล้ว ÷ เงินยืมครบกำหนด", more="ชำระคืนเพิ่มอีก {amount} บาท")


def write(path: Path, *rows: list[object]) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


def export(path: Path, heading: str = "รับชำระคืน") -> None:
    write(path, [REPORT], ["อำเภอ", "เงินยืมครบกำหนด", heading], *([name, 100 + n, 90] for n, name in enumerate(DISTRICTS)))


def test_a_report_of_a_form_is_known_from_then_on(home, added):
    it = added(with_report())
    assert it.exit_code == 0, [one.line for one in it.problems]
    own = load_definitions(home, MEASURES, KINDS, CHECKS, ROUND, as_written=True)
    source = next(one for one in own.sources if one.title == REPORT)
    assert [column.id for column in source.columns] == ["province", "district_code", "district", "figure1", "figure2"]
    assert source.columns[4].headings == ("ชำระคืนแล้ว", "รับชำระคืน", "คืนแล้ว") and source.columns[4].required and source.nature == "state"
    assert own.agreement.kpi(6).formula.numerator == f"{source.id}.figure2"
    path = home / "agreement" / "sources" / f"{source.id}.toml"
    assert path in it.written and path.read_text(encoding="utf-8").startswith(f"# {REPORT}: ทำจากแบบกำหนดตัวชี้วัดของรอบ {ROUND}\n")
    before = standing(home)
    assert not added(with_report()).written and standing(home) == before


def test_a_report_is_tried_at_once_on_its_sample(home, added):
    export(home / "ตัวอย่าง.xlsx")
    it = added(with_report("ตัวอย่าง.xlsx"), province="สระแก้ว")
    assert it.exit_code == 0, [one.line for one in it.problems]
    assert it.remarks == (
        f"รายงาน “{REPORT}”: อ่านชีต Sheet ของไฟล์ตัวอย่างได้ 1 ตาราง", "  9 แถว 9 อำเภอ ครบทุกอำเภอ",
        "  เงินยืมครบกำหนด รวม 936.00 บาท", "  ชำระคืนแล้ว รวม 810.00 บาท")
    it = added(with_report("ตัวอย่าง.xlsx"))
    assert "ไม่รู้ว่าจังหวัดใด" in it.remarks[1]


@pytest.mark.parametrize(("make", "words"), [
    (lambda path: None, "ไม่มีไฟล์นี้"), (lambda path: path.write_bytes(b"no"), "อ่านไม่ได้"),
    (lambda path: export(path, "อย่างอื่น"), f"ไม่ถูกอ่านเป็น “{REPORT}”"),
    (lambda path: write(path, ["รายงานผลการเบิกจ่าย"], ["อำเภอ", "จัดสรร", "เบิกจ่าย"], ["โคกสูง", 2, 1]), "เป็น “รายงานผลการเบิกจ่าย”"),
    (lambda path: write(path, ["อำเภอ", "เงินยืมครบกำหนด", "ชำระคืนแล้ว"], ["ไม่มีอำเภอนี้", 1, 2]), "ไม่มีตัวเลขที่ใช้ได้"),
])
def test_a_sample_that_is_not_read_is_told_at_its_cell_and_nothing_is_written(home, added, make, words):
    make(home / "ตัวอย่าง.xlsx")
    before = standing(home)
    it = added(with_report("ตัวอย่าง.xlsx"), province="สระแก้ว")
    assert [(f"{one.sheet} {one.cell}", words in one.words) for one in it.problems] == [(at("sources", "sample", 3), True)], it.problems
    assert standing(home) == before


@pytest.mark.parametrize(("columns", "key", "words"), [
    ({"heading": None}, "heading", "ยังไม่มีหัวช่อง"), ({"unit": None}, "unit", "ยังไม่บอกหน่วย"), ({"role": "ยอด"}, "role", "ไม่รู้จัก “ยอด”"),
    ({"unit": "คน"}, None, "ร้อยละของสองหน่วยไม่มีความหมาย"), ({"role": "เดือน"}, "role", "รายงานชนิด ยอดที่บวกกันได้ มีช่องที่เป็น เดือน ไม่ได้"),
])
def test_what_a_new_report_lacks_is_told_at_its_cell(added, columns, key, words):
    it = added(with_report(**{name: value for name, value in columns.items() if value is not None}) if None not in columns.values() else changed(
        with_report(), "sources", {"heading": "ชำระคืนแล้ว"}, **columns))
    where = at("sources", key, 4) if key else at("kpis", "way", 8)
    assert any(f"{one.sheet} {one.cell}" == where and words in one.words for one in it.problems), [one.line for one in it.problems]
    assert [one.line for one in it.problems if pure(one.line)] == []


def test_a_report_that_cannot_be_told_is_told(added):
    it = added(changed(changed(with_report(), "sources", {"heading": "ชำระคืนแล้ว"}, required="ไม่ใช่"), "sources", {"heading": "เงินยืมครบกำหนด"}, required="ไม่ใช่"))
    assert [f"{one.sheet} {one.cell}" for one in it.problems] == [at("sources", "heading", 3)] and "ต้องมีช่องที่เลือก ต้องมี เป็น ใช่" in it.problems[0].words


def test_a_report_of_another_form_or_by_hand_is_never_overwritten(home, added):
    it = added(with_report())
    path = next(path for path in it.written if path.parent.name == "sources")
    assert added(with_report(unit="บาท", spellings="คืน")).written  # the same form, mended
    path.write_text(path.read_text(encoding="utf-8") + "# ด้วยมือ\n", encoding="utf-8")
    before = standing(home)
    assert added(with_report(unit="บาท", spellings="คืน")).exit_code == 0  # as the form still says
    it = added(with_report())
    assert [f"{one.sheet} {one.cell}" for one in it.problems] == [at("sources", "title", 3)] and "จึงไม่เขียนทับ" in it.problems[0].words
    assert standing(home) == before


def test_a_report_that_the_program_knows_is_not_made_again(added):
    it = added(changed(joined(filled(), "sources", title="รายงานผลการเบิกจ่าย", heading="เบิกจ่าย", unit="บาท"), "kpis", kpi(1)))
    assert places(it) == [at("sources", "title", 3)] and "มีรายงาน “รายงานผลการเบิกจ่าย” อยู่แล้ว" in it.problems[0].words


# --- targets -------------------------------------------------------------------------------------


def test_targets_become_a_workbook_that_a_run_reads(home, added, pipeline, monkeypatch):
    way = next(way for way, keys in ways(stands().sources, MEASURES).items() if keys.get("numerator") == "livelihood.supported" and keys.get("denominator") == "targets.target")
    book = changed(filled(), "kpis", kpi(6), way=way)
    for number, name in enumerate(DISTRICTS):
        book = joined(book, "targets", kpi="6", district=name, target=D(200 + number), unit="คน")
    it = added(book)
    assert it.exit_code == 0, [one.line for one in it.problems]
    assert it.targets == home / f"เป้าหมายรายอำเภอ {ROUND}.xlsx" and it.targets in it.written
    assert f"นำ {it.targets.name} ไปวางใน input" in "\n".join(it.lines())
    assert not added(book).written
    shutil.copytree(HOME / "templates", home / "templates")
    shutil.copytree(HOME / "examples" / "input", home / "input")
    shutil.copy(it.targets, home / "input")
    monkeypatch.chdir(home)
    assert pipeline("round", "adopt", ROUND)[0] == 0
    code, out, _ = pipeline("check", "--format", "json")
    assert code in (0, 1)
    files = [one for one in json.loads(out)["files"] if one["file"] == it.targets.name]
    assert [(one["status"], one["sheets"][0]["source"], one["sheets"][0]["rows_used"]) for one in files] == [("used", "targets", 9)]


def test_targets_that_somebody_filled_in_are_moved(home, added):
    book = joined(filled(), "targets", kpi="6", district="โคกสูง", weight=D(15))
    place = added(book).targets
    place.write_bytes(b"mine")
    it = added(book)
    assert it.moved == home / f"เป้าหมายรายอำเภอ {ROUND} (เดิม 1).xlsx" and it.moved.read_bytes() == b"mine"
    assert str(it.moved) in "\n".join(it.lines()) and added(book).moved is None


def test_kpis_whose_targets_a_form_lacks_are_told(added):
    way = next(way for way, keys in ways(stands().sources, MEASURES).items() if keys.get("numerator") == "livelihood.supported" and keys.get("denominator") == "targets.target")
    it = added(changed(filled(), "kpis", kpi(6), way=way))
    assert it.exit_code == 0 and it.untargeted == ("6",) and "ตัวชี้วัดที่ 6 ใช้เป้าหมายของแต่ละอำเภอ แต่แบบนี้ไม่มี" in "\n".join(it.lines())


def test_a_kpi_with_weights_of_districts_takes_them_from_the_targets(added, home):
    book = filled()
    for name in DISTRICTS:
        book = joined(book, "targets", kpi="6", district=name, weight=D(15))
    it = added(book)
    assert it.exit_code == 0, [one.line for one in it.problems]
    own = load_definitions(home, MEASURES, KINDS, CHECKS, ROUND, as_written=True).agreement
    assert own.kpi(6).weight_source == "targets.weight"


def test_rows_of_targets_that_stand_twice_are_told(added):
    book = joined(joined(filled(), "targets", kpi="6", district="โคกสูง", weight=D(15)), "targets", kpi="6", district="โคกสูง", weight=D(16))
    assert places(added(book)) == [at("targets", "district", 4)]
