"""Who signs: which lists are rosters, and who of them is in office on the round's last day."""


import openpyxl
import province
import pytest
from home import HOME

from pipeline.definitions import load_agreement, load_sources
from pipeline.errors import UsageError
from pipeline.measure import MEASURES
from pipeline.model.cells import RawSheet
from pipeline.normalise.kinds import KINDS
from pipeline.normalise.posts import chiefs_posts
from pipeline.normalise.stage import Normalised, normalise
from pipeline.recognise.sheets import recognise
from pipeline.run.stages import evaluate
from pipeline.run.writing import write

AGREEMENT = load_agreement(HOME, MEASURES, "2561-1")
SOURCES = load_sources(HOME, AGREEMENT, KINDS)
HEAD = ["จังหวัด", "อำเภอ", "ชื่อ-สกุล", "ตำแหน่ง"]
DATED = [*HEAD, "ตั้งแต่วันที่", "ถึงวันที่"]
CHIEF = ["สระแก้ว", None, "นายตัวอย่าง จังหวัด", "พัฒนาการจังหวัดสระแก้ว"]
POST = "พัฒนาการอำเภอโคกสูง"


def read(*tables, names=()):
    """What sheets of one file each give together, in the order of the files."""
    sheets = [
        RawSheet((*names, "ก.xlsx", "ข.xlsx", "ค.xlsx")[n], "Sheet1", tuple(map(tuple, rows)), (), False, "xlsx")
        for n, rows in enumerate(tables)
    ]
    verdicts = recognise(sheets, SOURCES)
    claims = [verdict.claim for verdict in verdicts if verdict.claim]
    return verdicts, normalise(claims, AGREEMENT, "สระแก้ว")


def party(normal: Normalised, district: str | None = "2708") -> tuple[str, str] | None:
    return next(((p.name, p.position) for p in normal.parties if p.district == district), None)


def told(normal: Normalised, code: str) -> list[str]:
    return [finding.problem for finding in normal.findings if finding.code == code]


@pytest.mark.parametrize("post", [
    "พัฒนาการอำเภอ", "พัฒนาการอำเภอโคกสูง", "พัฒนาการ อ.โคกสูง", "พัฒนาการ", "พัฒนาการอำเภอ (ชำนาญการพิเศษ)",
    "นักวิชาการพัฒนาชุมชนชำนาญการ รักษาราชการแทนพัฒนาการอำเภอโคกสูง", "รักษาการพัฒนาการอำเภอ",
    "รักษาการในตำแหน่งพัฒนาการอำเภอโคกสูง", "รักษาราชการแทน พัฒนาการอำเภอโคกสูง", "รกท.พัฒนาการอำเภอโคกสูง",
    "ผู้ปฏิบัติหน้าที่พัฒนาการอำเภอโคกสูง", "ปฏิบัติหน้าที่แทนพัฒนาการอำเภอ", "ผู้รักษาราชการแทนพัฒนาการอำเภอ",
    "นักวิชาการพัฒนาชุมชนชำนาญการพิเศษ (พัฒนาการอำเภอโคกสูง)",
    "พัฒนาการอำเภอคลองหาด รักษาราชการแทนพัฒนาการอำเภอโคกสูง",
])
def test_a_chief_and_who_acts_as_one_sign_for_the_district(post):
    _, normal = read([HEAD, CHIEF, ["สระแก้ว", "โคกสูง", "นายตัวอย่าง ก", post]])
    assert party(normal) == ("นายตัวอย่าง ก", post)
    assert not normal.findings


@pytest.mark.parametrize("post", [
    "นักวิชาการพัฒนาชุมชนชำนาญการ", "ผู้ช่วยพัฒนาการอำเภอโคกสูง", "ผู้แทนพัฒนาการอำเภอ", "แทน พัฒนาการอำเภอ",
    "อดีตพัฒนาการอำเภอโคกสูง", "พัฒนาการจังหวัดสระแก้ว", "พัฒนาการอำเภอคลองหาด", "ครูพัฒนาการเด็ก",
    "นักพัฒนาการอำเภอ", "ผู้ใหญ่บ้าน", "เลขานุการพัฒนาการอำเภอ",
])
def test_nobody_else_signs_for_a_district_and_the_row_is_told(post):
    _, normal = read([HEAD, CHIEF, ["สระแก้ว", "โคกสูง", "นายตัวอย่าง ก", post],
                      ["สระแก้ว", "คลองหาด", "นายตัวอย่าง ข", "พัฒนาการอำเภอคลองหาด"]])
    assert party(normal) == ("", "")
    assert "2708" in {district.code for district in normal.districts}
    (said,) = told(normal, "not-a-chief")
    assert post in said
    (nobody,) = told(normal, "no-signer")
    assert "โคกสูง" in nobody


@pytest.mark.parametrize(("post", "signs"), [
    ("พัฒนาการจังหวัดสระแก้ว", True), ("พัฒนาการจังหวัด", True), ("พัฒนาการ จ.สระแก้ว", True),
    ("พัฒนาการอำเภอโคกสูง รักษาราชการแทนพัฒนาการจังหวัดสระแก้ว", True),
    ("ผู้ว่าราชการจังหวัด", False), ("พัฒนาการจังหวัดระนอง", False), ("พัฒนาการอำเภอ", False),
])
def test_who_signs_for_the_province(post, signs):
    _, normal = read([HEAD, ["สระแก้ว", None, "นายตัวอย่าง ก", post],
                      ["สระแก้ว", "โคกสูง", "นายตัวอย่าง ข", POST],
                      ["สระแก้ว", "คลองหาด", "นายตัวอย่าง ค", "พัฒนาการอำเภอคลองหาด"]])
    assert party(normal, None) == (("นายตัวอย่าง ก", post) if signs else None)
    assert bool(told(normal, "no-signer")) is not signs


def test_posts_say_of_which_place_they_are():
    posts = chiefs_posts("พัฒนาการอำเภอคลองหาด รักษาราชการแทนพัฒนาการจังหวัดสระแก้ว")
    assert [(p.district, p.province, p.place) for p in posts] == [
        (True, False, "คลองหาด"), (False, True, "สระแก้ว")]


COMMITTEE = [["คำสั่งกระทรวงแต่งตั้งคณะกรรมการ"], ["ลำดับ", "จังหวัด", "ชื่อ-สกุล", "ตำแหน่ง"],
             [1, "กรุงเทพมหานคร", "นายตัวอย่าง หนึ่ง", "ประธานกรรมการ"],
             [2, "ระนอง", "นายตัวอย่าง สอง", "กรรมการ"],
             [3, "สระแก้ว", "นายตัวอย่าง สาม", "พัฒนาการจังหวัดสระแก้ว"]]
APPRAISAL = [["รายงานผลการประเมิน e-Appraisal"], ["ลำดับ", "ชื่อ-สกุล", "ตำแหน่ง", "คะแนน"],
             [1, "นายตัวอย่าง หนึ่ง", "พัฒนาการอำเภอ", 90], [2, "นายตัวอย่าง สอง", "พัฒนาการอำเภอ", 91]]
HEADMEN = [["อำเภอ", "ตำบล", "หมู่ที่", "ชื่อ-สกุล", "ตำแหน่ง"],
           *(["โคกสูง", "ตัวอย่าง", n, f"นายตัวอย่าง {n}", "ผู้ใหญ่บ้าน"] for n in range(1, 5))]
STAFF = [HEAD, ["สระแก้ว", "โคกสูง", "นายตัวอย่าง หนึ่ง", POST],
         ["สระแก้ว", "โคกสูง", "นายตัวอย่าง สอง", "นักวิชาการพัฒนาชุมชน"]]
NO_POSTS = [HEAD, ["สระแก้ว", "โคกสูง", "นายตัวอย่าง หนึ่ง", "-"]]
STRANGERS = {"committee": COMMITTEE, "appraisal": APPRAISAL, "headmen": HEADMEN, "staff": STAFF,
             "no posts": NO_POSTS}


@pytest.mark.parametrize("rows", STRANGERS.values(), ids=STRANGERS)
def test_a_strangers_list_is_no_roster_and_is_told_by_file_and_sheet(rows):
    (verdict,), _ = read(rows)
    assert verdict.claim is None and verdict.reason == "not-a-roster"
    assert verdict.finding.origin.file == "ก.xlsx" and verdict.finding.origin.sheet == "Sheet1"


@pytest.mark.slow
@pytest.mark.parametrize("rows", STRANGERS.values(), ids=STRANGERS)
def test_a_strangers_list_beside_a_good_province_changes_no_result(tmp_path, rows):
    folder = province.write(tmp_path / "in")
    alone = evaluate(HOME, folder, "2561-1", None, 1)
    province.write(folder, {"อื่น": rows})
    beside = evaluate(HOME, folder, "2561-1", None, 1)
    assert beside.cards == alone.cards and beside.chief == alone.chief
    assert beside.exit_code == alone.exit_code == 0
    new = set(beside.findings) - set(alone.findings)
    assert {(f.code, f.severity, f.origin.file) for f in new} == {
        ("not-a-roster", "warning", "อื่น.xlsx")}
    (record,) = [record for record in beside.files if record.file == "อื่น.xlsx"]
    assert (record.status, record.reason) == ("refused", "not-a-roster")


def test_where_no_list_is_a_roster_the_run_says_which_list_was_none_and_why(tmp_path):
    exports = {**province.tables(), "roster": STAFF}
    with pytest.raises(UsageError, match=r"ไม่พบทำเนียบ.*roster\.xlsx.*นักวิชาการพัฒนาชุมชน"):
        evaluate(HOME, province.write(tmp_path / "in", exports), "2561-1", None, 1)


@pytest.mark.parametrize("others", [0, 1])
def test_a_list_is_a_roster_where_most_of_its_posts_are_chiefs(others):
    rows = [HEAD, CHIEF, ["สระแก้ว", "โคกสูง", "นายตัวอย่าง ก", POST],
            *([None, None, f"นายตัวอย่าง {n}", "ผู้จัดทำ"] for n in range(1 + others))]
    (verdict,), _ = read(rows)
    assert (verdict.claim is not None) is (others == 0)


def test_a_form_that_nobody_filled_in_is_a_roster_and_whom_it_lacks_is_told():
    (verdict,), normal = read([HEAD, ["สระแก้ว"], ["สระแก้ว", "โคกสูง"], ["สระแก้ว", "คลองหาด"]])
    assert verdict.claim is not None
    assert [d.code for d in normal.districts] == ["2702", "2708"]
    assert [f.district for f in normal.findings if f.code == "no-signer"] == [None, "2708", "2702"]
    assert {f.origin.file for f in normal.findings} == {"ก.xlsx"}


def test_a_strangers_list_under_a_roster_is_left_out_and_told():
    roster = [HEAD, CHIEF, ["สระแก้ว", "โคกสูง", "นายตัวอย่าง ก", POST]]
    (verdict,), normal = read([*roster, [None], *COMMITTEE])
    assert len(verdict.claim.tables) == 1 and verdict.finding.code == "not-a-roster"
    assert party(normal) == ("นายตัวอย่าง ก", POST)
    assert party(normal, None) == ("นายตัวอย่าง จังหวัด", "พัฒนาการจังหวัดสระแก้ว")


def test_a_report_with_the_names_of_who_answers_for_it_is_read_as_that_report():
    rows = [["อำเภอ", "จัดสรร", "เบิกจ่าย", "ชื่อ-สกุล", "ตำแหน่ง"],
            ["โคกสูง", 100, 90, "นายตัวอย่าง ก", "นักวิชาการ"], ["คลองหาด", 100, 80, "นายตัวอย่าง ข", "ธุรการ"]]
    verdicts = recognise([RawSheet("x.xlsx", "ก", tuple(map(tuple, rows)), (), False, "xlsx")], SOURCES)
    assert verdicts[0].finding is None or verdicts[0].finding.code != "not-a-roster"
    assert not normalise([v.claim for v in verdicts if v.claim], AGREEMENT, "สระแก้ว").parties


def roster(*people, head=DATED):
    return [head, CHIEF, *(["สระแก้ว", "โคกสูง", name, POST, *days] for name, *days in people)]


def test_two_rosters_that_say_the_same_are_one():
    _, normal = read(roster(["นายตัวอย่าง ก"]), roster(["นาย ตัวอย่าง  ก"]))
    assert party(normal) == ("นายตัวอย่าง ก", POST) and not normal.findings


def test_two_rosters_that_differ_leave_the_name_blank_and_both_are_named():
    _, normal = read(roster(["นายตัวอย่าง ก"]), roster(["นายตัวอย่าง ข"]))
    assert party(normal) == ("", POST)
    (said,) = told(normal, "two-parties")
    assert all(word in said for word in ("นายตัวอย่าง ก", "นายตัวอย่าง ข", "ก.xlsx", "ข.xlsx", "C3"))


END = "31/03/2561"


@pytest.mark.parametrize(("people", "signs"), [
    ([["ก", "1/10/2560", "31/1/2561"], ["ข", "1/2/2561", None]], "ข"),
    ([["ข", "1/2/2561", None], ["ก", "1/10/2560", "31/1/2561"]], "ข"),
    ([["ก", None, "31/1/2561"], ["ข", "1/2/2561", "ปัจจุบัน"]], "ข"),
    ([["ก", "1/10/2560", None], ["ข", "1/2/2561", None]], "ข"),
    ([["ก", None, None], ["ข", "1/2/2561", None]], "ข"),
    ([["ก", None, "30/3/2561"], ["ข", END, None]], "ข"),  # the last day decides
    ([["ก", None, END], ["ข", "1/4/2561", None]], "ก"),
    ([["ก", None, None], ["ข", "1/4/2561", None]], "ก"),
    ([["ก", None, END], ["ข", END, None]], ""),  # both say that day
    ([["ก", "1/10/2560", "30/9/2561"], ["ข", "1/2/2561", None]], ""),
    ([["ก", None, None], ["ข", None, None]], ""),
    ([["ก", "1/2/2561", None], ["ข", "1/2/2561", None]], ""),
    ([["ก", None, "สิ้นปี"], ["ข", "1/2/2561", None]], ""),  # a day that nobody can read
    ([["ก", "1/3/2561", "1/2/2561"], ["ข", "1/2/2561", None]], ""),  # days the wrong way round
    ([["ก", None, "30/3/2561"]], ""),  # nobody came after
    ([["ก", "1/4/2561", None]], ""),
])
def test_the_one_in_office_on_the_last_day_of_the_round_signs(people, signs):
    _, normal = read(roster(*people))
    assert party(normal) == (signs, POST)
    blank = {"two-parties", "no-signer"} & {finding.code for finding in normal.findings}
    assert bool(blank) is not bool(signs)


def test_a_change_that_only_another_roster_dates_is_a_conflict():
    _, normal = read(roster(["ก", None, None]), roster(["ข", "1/2/2561", None]))
    assert party(normal) == ("", POST) and told(normal, "two-parties")


def test_a_roster_without_its_provinces_chief_is_told_once():
    _, normal = read([row for row in roster(["นายตัวอย่าง ก"]) if row is not CHIEF])
    assert party(normal, None) is None
    assert [(f.code, f.district) for f in normal.findings] == [("no-signer", None)]
    assert normal.findings[0].origin.file == "ก.xlsx"


def test_what_the_roster_lacks_comes_first_and_once_however_many_rows_need_it(tmp_path):
    exports = province.tables()
    exports["roster"] = [row for row in exports["roster"] if row[1] != "2708"]
    exports["basic_needs"].insert(2, [None, "คลองหาท", "ตัวอย่าง", 1, 1])  # an error of an earlier row
    outcome = evaluate(HOME, province.write(tmp_path / "in", exports), "2561-1", None, 1)
    mine = [f for f in outcome.findings if f.code == "not-in-roster"]
    assert len(mine) == 1 and mine[0].district == "2708" and outcome.findings[0] == mine[0]
    assert "basic_needs.xlsx" in mine[0].problem
    assert [f.code for f in outcome.findings if f.severity == "error"][:2] == ["not-in-roster", "unknown-district"]


def test_a_district_that_the_roster_misspells_is_one_error_and_it_is_the_rosters(tmp_path):
    exports = province.tables()
    row = next(row for row in exports["roster"] if row[1] == "2708")
    row[1:3] = [None, "โคกสุง"]
    outcome = evaluate(HOME, province.write(tmp_path / "in", exports), "2561-1", None, 1)
    errors = [f for f in outcome.findings if f.severity == "error"]
    assert [(f.code, f.origin.file) for f in errors] == [("unknown-district", "roster.xlsx")]


@pytest.mark.slow
def test_no_strangers_name_stands_on_any_paper(tmp_path):
    folder = province.write(tmp_path / "in")
    province.write(folder, {f"อื่น {n}": rows for n, rows in enumerate(STRANGERS.values())})
    outcome = evaluate(HOME, folder, "2561-1", None, 1)
    written = write(HOME, outcome, tmp_path / "out")
    papers = sorted(written.folder.glob("27*.xlsx"))
    assert len(papers) == 9
    for path in papers:
        texts = [str(c.value) for s in openpyxl.load_workbook(path) for row in s for c in row if c.value]
        assert not [t for t in texts for word in ("หนึ่ง", "สอง") if f"นายตัวอย่าง {word}" in t]
        assert any("พัฒนาการจังหวัดสระแก้ว" in text for text in texts)
