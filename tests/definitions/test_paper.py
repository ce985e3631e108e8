"""A definition is held against its signed text: whatever is changed in it is refused, or asked."""

import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from home import HOME

from pipeline.checks import CHECKS
from pipeline.definitions import load_agreement, load_definitions, load_sources
from pipeline.definitions.understood import scores, understood
from pipeline.errors import DefinitionError
from pipeline.measure import MEASURES
from pipeline.model.frame import YearMean
from pipeline.normalise.kinds import KINDS

ROUND = "2561-1"
ROOM = Path("agreement") / ROUND
NUMBER = re.compile(r"^(weight|at_least|more_than|level|number|share) = ([\d.]+)(.*)$", re.M)
DAY = re.compile(r"^(cutoff|start|end) = (\d{4}-\d\d-\d\d)", re.M)
TEXT = re.compile(r'^(quote|name|goal|data_source) = "(.+)"$', re.M)
NOTE = re.compile(r'^  "(\D.+)",$', re.M)


@pytest.fixture
def home(tmp_path):
    """A home with one round, a draft: nothing but its own text stands for it."""
    shutil.copytree(HOME / ROOM, tmp_path / ROOM)
    shutil.copytree(HOME / "agreement/sources", tmp_path / "agreement/sources")
    (tmp_path / ROOM / "state.toml").unlink(missing_ok=True)
    for path in (tmp_path / ROOM / "kpi").glob("*.toml"):  # their results would tell too
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"(?ms)^examples = \[.*?^\]\n", "", text), encoding="utf-8")
    return tmp_path


def asked(home: Path) -> set[tuple[int, str, str]]:
    agreement = load_agreement(home, MEASURES, ROUND)
    load_sources(home, agreement, KINDS)
    return {(one.kpi, one.key, one.words) for one in agreement.unstated}


def silent(home: Path, path: Path, changes: list[tuple[str, str]], before: set) -> list[str]:
    """The changes of a file's text that are neither refused nor asked."""
    text = path.read_text(encoding="utf-8")
    passed = []
    for told, changed in changes:
        assert changed != text, told
        path.write_text(changed, encoding="utf-8")
        try:
            if asked(home) == before:
                passed.append(f"{path.name}: {told}")
        except DefinitionError as error:
            assert all(path.name in line or "agreement" in line or "kpi" in line for line in str(error).splitlines())
    path.write_text(text, encoding="utf-8")
    return passed


def put(text: str, found: re.Match[str], new: str) -> str:
    return text[: found.start()] + new + text[found.end():]


def numbers(text: str) -> list[tuple[str, str]]:
    """Every number one more and one less, ten times it, and every bound of the other kind or gone."""
    changes = []
    for found in NUMBER.finditer(text):
        key, value, rest = found.groups()
        for new in (f"{float(value) + 1:g}", f"{float(value) - 1:g}", f"{float(value) * 10:g}", f"{float(value) + .01:g}"):
            if key in ("level", "number") and not new.isdigit():
                continue
            changes.append((f"{key} {value} → {new}", put(text, found, f"{key} = {new}{rest}")))
        if key in ("at_least", "more_than"):
            other = {"at_least": "more_than", "more_than": "at_least"}[key]
            changes.append((f"{key} {value} → {other}", put(text, found, f"{other} = {value}{rest}")))
            if key == "more_than" or value != "1":  # a count of 1 is what an item has without it
                changes.append((f"{key} {value} gone", put(text, found, "")))
    return changes


def days(text: str) -> list[tuple[str, str]]:
    """Every day one earlier, a year later, and a half-year later."""
    changes = []
    for found in DAY.finditer(text):
        key, day = found.groups()
        year, month, date = day.split("-")
        for new in (f"{year}-{month}-{int(date) - 1 or 2:02}", f"{int(year) + 1}-{day[5:]}", f"{int(year) - 1}-{day[5:]}",
                    f"{year}-{(int(month) + 5) % 12 + 1:02}-{min(int(date), 30)}"):
            if new != day:
                changes.append((f"{key} {day} → {new}", put(text, found, f"{key} = {new}")))
    return changes


def words(text: str) -> list[tuple[str, str]]:
    """Every quote that lacks its first letters or its last, says one word more, and each two exchanged."""
    changes = []
    notes = re.search(r"(?ms)^notes = \[.*?\]$", text)
    found = [*TEXT.finditer(text), *(NOTE.finditer(text, *notes.span()) if notes else ())]
    for one in found:
        value = one[one.lastindex]
        start, end = one.span(one.lastindex)
        for new in (value[3:], value[:-2], f"{value} ครบถ้วน", f"ไม่{value}", ""):
            if len(new) > 2 or not new:
                changes.append((f"{value[:30]} → {new[:30]}", text[:start] + new + text[end:]))
    for kind in ("quote", "name"):
        same = [one for one in TEXT.finditer(text) if one[1] == kind]
        for first, second in pairwise(same):
            swapped = text[: first.start(2)] + second[2] + text[first.end(2): second.start(2)] + first[2] + text[second.end(2):]
            changes.append((f"{first[2][:30]} ↔ {second[2][:30]}", swapped))
    return changes


FILES = [f"kpi/{path.name}" for path in sorted((HOME / ROOM / "kpi").glob("*.toml"))]


def of_each_file(*quick: str) -> pytest.MarkDecorator:
    """A case for each file of the definition, those of some also without the slow tests."""
    return pytest.mark.parametrize("name", [
        pytest.param(name, marks=pytest.mark.quick if name in quick else ()) for name in (*FILES, "agreement.toml")])


@pytest.mark.slow
@pytest.mark.parametrize("change", [numbers, days, words])
@of_each_file("kpi/1_disbursement.toml", "agreement.toml")
def test_no_change_of_a_definition_passes_in_silence(home, name, change):
    path = home / ROOM / name
    changes = change(path.read_text(encoding="utf-8"))
    assert changes or (change is days and not changes)
    assert silent(home, path, changes, asked(home)) == []


KEYS = {
    "unit": re.compile(r'^unit = "(.+)"$', re.M), "section": re.compile(r'^section = "(.+)"$', re.M),
    "id": re.compile(r'^id = "(.+)"$', re.M), "needs": re.compile(r'(?<=")([a-z_]+)(?="(?:, "[a-z_]+")*\]$)', re.M),
    "kind": re.compile(r'^kind = "(.+)"$', re.M), "element": re.compile(r'"([a-z_]+\.[a-z_]+)"'),
    "base_years": re.compile(r"\b(25\d\d)\b(?=.*\]$)", re.M), "round": re.compile(r'^round = "(.+)"$', re.M),
}
OTHERS = {
    "unit": ("คน", "บาท", "ร้อยละ", "ระดับ", "ร้อยล่ะ"), "section": ("team", "individual", "other"),
    "kind": ("yes/no", "count", "percentage"), "base_years": ("2556", "2560"), "round": ("2561-2", "2562-1"),
    "element": ("disbursement.disbursd", "sara.recorded", "bpm.activity"),
}


@pytest.mark.slow
@of_each_file("kpi/1_disbursement.toml", "agreement.toml")
def test_no_other_id_or_unit_passes_in_silence(home, name):
    path = home / ROOM / name
    text = path.read_text(encoding="utf-8")
    changes = []
    for key, pattern in KEYS.items():
        ids = tuple(KEYS["id"].findall(text))
        for found in pattern.finditer(text):
            for new in {*OTHERS.get(key, ()), *(ids if key in ("id", "needs") else ())} - {found[1]}:
                changed = text[: found.start(1)] + new + text[found.end(1):]
                changes.append((f"{key} {found[1]} → {new}", changed))
    assert changes
    assert silent(home, path, changes, asked(home)) == []


@pytest.mark.parametrize("key", ["number", "weight", "name", "goal", "data_source"])
def test_two_files_that_exchange_what_they_say_do_not_pass_in_silence(home, key):
    before = asked(home)
    paths = sorted((home / ROOM / "kpi").glob("*.toml"))
    pattern = re.compile(rf"^{key} = .*$", re.M)
    passed = []
    for first, second in pairwise(paths):
        texts = [path.read_text(encoding="utf-8") for path in (first, second)]
        lines = [pattern.search(text)[0] for text in texts]
        if lines[0] == lines[1]:
            continue
        first.write_text(texts[0].replace(lines[0], lines[1], 1), encoding="utf-8")
        second.write_text(texts[1].replace(lines[1], lines[0], 1), encoding="utf-8")
        try:
            if asked(home) == before:
                passed.append((first.name, second.name))
        except DefinitionError:
            pass
        for path, text in zip((first, second), texts, strict=True):
            path.write_text(text, encoding="utf-8")
    assert passed == []


def test_a_kpi_of_the_text_that_no_file_has_is_told(home):
    next((home / ROOM / "kpi").glob("9_*.toml")).unlink()
    with pytest.raises(DefinitionError) as error:
        load_agreement(home, MEASURES, ROUND)
    assert "มีตัวชี้วัดที่ 9 แต่ไม่มีไฟล์" in str(error.value)


def test_a_level_of_the_text_that_the_definition_lacks_is_told(home):
    path = next((home / ROOM / "kpi").glob("1_*.toml"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("[[levels]]\nlevel = 5")], encoding="utf-8")
    with pytest.raises(DefinitionError, match="มีระดับที่ 5 แต่นิยามไม่มี"):
        load_agreement(home, MEASURES, ROUND)


def test_a_reading_may_say_what_the_words_do_not_but_is_asked(home):
    path = next((home / ROOM / "kpi").glob("2_*.toml"))
    path.write_text(path.read_text(encoding="utf-8").replace("more_than = 80", "at_least = 80", 1), encoding="utf-8")
    assert any(kpi == 2 and key == "levels[2]" and "ตีความเป็น at_least = 80 แต่ถ้อยคำหมายถึง" in words
               for kpi, key, words in asked(home))
    reading = home / ROOM / "reading.toml"
    text = reading.read_text(encoding="utf-8")
    reading.write_text(text.replace("  { kpi = 2, level = 2, at_least = 81 },\n", ""), encoding="utf-8")
    with pytest.raises(DefinitionError, match="เขียนเป็นการตีความใน reading"):
        load_agreement(home, MEASURES, ROUND)


@pytest.mark.parametrize(("old", "new"), [
    ("ตัวชี้วัดที่ 1 ร้อยละของการเบิกจ่าย", "ตัวชี้วัดที่ ๑ : ร้อยละของการเบิกจ่าย"),
    ("ตัวชี้วัดที่ 1 ร้อยละของการเบิกจ่าย", "ตัวชี้วัดที่ 1\nร้อยละของการเบิกจ่าย"),
    ("ตัวชี้วัดที่ 1 ร้อยละของการเบิกจ่าย", "๑. ร้อยละของการเบิกจ่าย"),
    ("ตัวชี้วัดที่ 1 ร้อยละของการเบิกจ่าย", "1) ร้อยละของการเบิกจ่าย"),
    ("ตัวชี้วัดที่ 1 ร้อยละของการเบิกจ่าย", "KPI 1 : ร้อยละของการเบิกจ่าย"),
    ("\t50\n\tฝ่ายอำนวยการ", "\tร้อยละ ๕๐\n\tฝ่ายอำนวยการ"),
    ("\t50\n\tฝ่ายอำนวยการ", "\t50 %\n\tฝ่ายอำนวยการ\nหน้า ๒/๔"),
    ("ระดับที่ 1 ไม่น้อยกว่าร้อยละ 80", "ระดับ 1 = ไม่น้อยกว่าร้อยละ 80"),
    ("ระดับที่ 1 ไม่น้อยกว่าร้อยละ 80", "ระดับคะแนน ๑\n\tไม่น้อยกว่าร้อยละ ๘๐"),
    ("ระดับที่ 1 ไม่น้อยกว่าร้อยละ 80\nระดับที่ 2 ไม่น้อยกว่าร้อยละ 85 \nระดับที่ 3 ไม่น้อยกว่าร้อยละ 90\n"
     "ระดับที่ 4 ไม่น้อยกว่าร้อยละ 95\nระดับที่ 5 ไม่น้อยกว่าร้อยละ 100",
     "1. ไม่น้อยกว่าร้อยละ 80\n2. ไม่น้อยกว่าร้อยละ 85\n3. ไม่น้อยกว่าร้อยละ 90\n4. ไม่น้อยกว่าร้อยละ 95\n5. ไม่น้อยกว่าร้อยละ 100"),
    ("ระดับที่ 1 ไม่น้อยกว่าร้อยละ 80\nระดับที่ 2 ไม่น้อยกว่าร้อยละ 85 \nระดับที่ 3 ไม่น้อยกว่าร้อยละ 90\n"
     "ระดับที่ 4 ไม่น้อยกว่าร้อยละ 95\nระดับที่ 5 ไม่น้อยกว่าร้อยละ 100",
     "ไม่น้อยกว่าร้อยละ 80\n\tไม่น้อยกว่าร้อยละ 85\n\tไม่น้อยกว่าร้อยละ 90\n\tไม่น้อยกว่าร้อยละ 95\n\tไม่น้อยกว่าร้อยละ 100"),
])
def test_papers_are_laid_out_in_several_ways(home, old, new):
    before = asked(home)
    path = home / ROOM / "agreement.txt"
    text = re.sub(r"[ \xa0]+\n", "\n", path.read_text(encoding="utf-8"))
    old = re.sub(r"[ \xa0]+\n", "\n", old)
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert asked(home) == before


def test_a_line_that_nothing_quotes_is_asked(home):
    path = home / ROOM / "agreement.txt"
    text = path.read_text(encoding="utf-8")
    line = "วันที่ตัดยอดเบิกจ่าย ในรอบการประเมินที่ 1/2561 คือ วันที่ 27 มีนาคม 2561"
    assert line in text
    path.write_text(text.replace(line, f"{line}\nหักคะแนนถ้าส่งช้า"), encoding="utf-8")
    assert any(kpi == 1 and "หักคะแนนถ้าส่งช้า" in words for kpi, _, words in asked(home))


def put_in(home: Path, file: str, old: str, new: str) -> None:
    path = home / ROOM / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("line", ["งานทีม (สัดส่วนร้อยละ 50 ของคะแนนรวม)", "งานทีม ร้อยละ ๕๐", "งานทีม 50 คะแนน"])
def test_a_share_that_the_text_states_is_not_asked(home, line):
    put_in(home, "agreement.txt", "\tเป้าหมายผลสำเร็จ", f"{line}\n\tเป้าหมายผลสำเร็จ")
    shares = [words for _, key, words in asked(home) if key == "sections"]
    assert shares == ["สัดส่วนของงานรายบุคคล ร้อยละ 50 ของคะแนนรวม"]


def test_a_heading_that_states_its_share_is_still_a_heading(home):
    before = asked(home)
    for old in ("เป้าหมายผลสําเร็จของ งานทีม", "เป้าหมายผลสําเร็จของ งานรายบุคคล"):
        text = (home / ROOM / "agreement.txt").read_text(encoding="utf-8")
        line = next(line for line in text.splitlines() if old in line)
        put_in(home, "agreement.txt", line, f"\t{old.rpartition(' ')[2]} (ร้อยละ 50)")
    assert asked(home) == {one for one in before if one[1] != "sections"}


@pytest.mark.parametrize(("days", "problem"), [
    ("๑ ตุลาคม ๒๕60-๓๑ มีนาคม ๒๕61", ""), ("๑ ต.ค. – ๓๑ มี.ค. ๖๑", ""), ("๑ ตุลาคม ถึงวันที่ ๓๑ มีนาคม ๒๕๖๑", ""),
    ("๑ ตุลาคม ๒๕60", "บอกเพียง 1 ตุลาคม 2560 นิยามใช้ 31 มีนาคม 2561 เป็นวันสิ้นรอบ"),
    ("สิ้นสุด ๓๑ มีนาคม ๒๕61", "บอกเพียง 31 มีนาคม 2561 นิยามใช้ 1 ตุลาคม 2560 เป็นวันเริ่มรอบ"),
    ("๑ พฤศจิกายน - ๓๑ มีนาคม ๒๕61", "start เป็น 1 ตุลาคม 2560 แต่ชื่อข้อตกลงบอก 1 พฤศจิกายน 2560"),
])
def test_the_days_of_a_round_are_those_of_its_title(home, days, problem):
    before = asked(home)
    for file in ("agreement.txt", "agreement.toml"):
        put_in(home, file, "๑ ตุลาคม ๒๕60-๓๑ มีนาคม ๒๕61", days)
    try:
        told = "\n".join(words for _, _, words in asked(home) - before)
    except DefinitionError as error:
        told = str(error)
    assert problem in told and bool(problem) == bool(told)


@pytest.mark.parametrize(("years", "problem"), [
    ("[2558]", "ปี 2557 ซึ่งไม่ใช่ปีฐาน"), ("[2557]", "ปี 2558 ซึ่งไม่ใช่ปีฐาน"), ("[2557, 2557]", "base_years มีปีซ้ำกัน"),
    ("[2556, 2557, 2558]", "ปีฐาน 2556 ซึ่งส่วนของ"),
])
def test_base_years_are_all_that_the_text_names(home, years, problem):
    put_in(home, "kpi/4_otop_register.toml", "[2557, 2558]", years)
    try:
        told = "\n".join(words for _, _, words in asked(home))
    except DefinitionError as error:
        told = str(error)
    assert problem in told


@pytest.mark.parametrize(("old", "new", "key"), [
    ("disbursement.disbursed", "disbursement.allocated", "numerator"),
    ("payments.paid", "disbursement.allocated", "numerator_else"),
])
def test_a_column_is_not_divided_by_itself(home, old, new, key):
    put_in(home, "kpi/1_disbursement.toml", old, new)
    with pytest.raises(DefinitionError, match=rf"formula\.{key} เป็นช่องเดียวกับ denominator"):
        load_agreement(home, MEASURES, ROUND)


@pytest.mark.parametrize(("bound", "asks"), [("at_least = 65", True), ("more_than = 69", True), ("at_least = 70", False)])
def test_a_bound_of_a_reading_in_use_that_the_words_do_not_say_is_asked(home, bound, asks):
    path = home / ROOM / "reading.toml"
    before, own, after = path.read_text(encoding="utf-8").partition('id = "exactly-seventy"')
    others = "".join(f", {{ kpi = 7, level = {level}, at_least = 71 }}" for level in (4, 5))
    bounds = f'use = "other"\nbounds = [{{ kpi = 7, level = 3, {bound} }}{others}]\n'
    after = re.sub(r'(?s)use = "chosen"\nbounds = \[.*?\n\]\n', bounds, after, count=1).replace("ตั้งแต่ 71", "65 69 70 71", 1)
    path.write_text(before + own + after, encoding="utf-8")
    told = [one for kpi, key, one in asked(home) if (kpi, key) == (7, "levels[3]")]
    assert bool(told) == asks and all("“exactly-seventy”" in one and bound in one for one in told)


@pytest.mark.parametrize("level", [2, 5, -1])
def test_what_is_below_the_first_level_is_0_or_1(home, level):
    put_in(home, "reading.toml", "below_first = 1", f"below_first = {level}")
    put_in(home, "reading.toml", "ได้ระดับ 1 เป็นอย่างต่ำ", f"ได้ระดับ {abs(level)} เป็นอย่างต่ำ")
    with pytest.raises(DefinitionError, match="below_first ผลที่ไม่ถึงระดับที่ 1 ได้ 0 หรือ 1"):
        load_agreement(home, MEASURES, ROUND)


@pytest.mark.parametrize(("line", "others"), [
    ("ดีเด่น 90 ดีมาก 80 ดี 70 พอใช้ 60 ต้องปรับปรุง ต่ำกว่า 60", []), ("ดีเด่น 90 - 100 ดีมาก 80 - 89.99 ดี ๗๐ – ๗๙ พอใช้ 60 - 69", []),
    ("ดีเด่น 95 ดีเลิศ 85 ดี 70 พอใช้ 60", ["95, 85"]), ("ดีเด่น 90 ดีมาก 85 ดี 75 - 84 พอใช้ 60", ["85, 75, 84"]),
])
def test_a_number_beside_the_bands_that_is_no_bands_is_asked(home, line, others):
    text = (home / ROOM / "agreement.txt").read_text(encoding="utf-8")
    (home / ROOM / "agreement.txt").write_text(f"{text}\n{line}\n", encoding="utf-8")
    told = [words for _, key, words in asked(home) if key == "bands" and "อยู่กับระดับ" in words]
    assert [words.split("จำนวน ")[1].split(" อยู่")[0] for words in told] == others


@pytest.mark.parametrize(("file", "old", "new", "problem"), [
    ("8_community_fund", 'needs = ["plan"]', 'needs = ["plan", "report"]', "เป็นถ้อยคำของระดับที่ 5 แต่ใช้ใน needs ของระดับที่ 2"),
    ("5_grassroots_economy", 'needs = ["plan"]', 'needs = ["plan", "groups_benefited"]', "จำนวนกลุ่มเป้าหมายที่ได้รับประโยชน์” อย่างน้อย 1 กลุ่ม"),
])
def test_an_item_of_a_higher_level_is_not_needed_below_it(home, file, old, new, problem):
    put_in(home, f"kpi/{file}.toml", old, new)
    try:
        told = "\n".join(words for _, _, words in asked(home))
    except DefinitionError as error:
        told = str(error)
    assert problem in told


def test_two_items_of_one_text_are_refused(home):
    put_in(home, "kpi/8_community_fund.toml", '["มีคณะทำงานจัดการกองทุนชุมชน"]', '["มีฐาน ข้อมูลกองทุนชุมชน"]')
    with pytest.raises(DefinitionError, match=r"items\[2\]\.texts “มีฐาน ข้อมูลกองทุนชุมชน” เป็นข้อความของรายการ “fund_database” ด้วย"):
        load_agreement(home, MEASURES, ROUND)


def test_a_frame_without_a_title_is_refused(home):
    path = home / ROOM / "agreement.toml"
    path.write_text(re.sub(r"(?ms)^title = \[.*?^\]", "title = []", path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(DefinitionError, match="title ต้องมีอย่างน้อยหนึ่งบรรทัด"):
        load_agreement(home, MEASURES, ROUND)


def test_a_band_has_a_name(home):
    put_in(home, "agreement.toml", 'name = "ดีเด่น"', 'name = ""')
    with pytest.raises(DefinitionError, match="bands มี name ว่าง"):
        load_agreement(home, MEASURES, ROUND)


WORDS = "ผลการประเมินทั้งปีคือค่าเฉลี่ยของสองรอบ"


def with_year(home: Path, mean_of: list[str], quote: str = WORDS, more: str = "") -> None:
    """A year in the frame, and the words of it in the signed text."""
    put_in(home, "agreement.toml", "[bands]", f"[year]\nmean_of = {mean_of}\nquote = \"{quote}\"\n{more}\n[bands]".replace("'", '"'))
    paper = home / ROOM / "agreement.txt"
    paper.write_text(paper.read_text(encoding="utf-8") + f"\n{WORDS}\n", encoding="utf-8")


def test_a_year_is_the_mean_of_its_rounds_in_the_signed_words(home):
    assert load_agreement(home, MEASURES, ROUND).year is None
    assert not any(key.startswith("year") for key in understood(load_agreement(home, MEASURES, ROUND)))
    with_year(home, ["2561-1", "2561-2"])
    found = load_agreement(home, MEASURES, ROUND)
    assert found.year == YearMean(("2561-1", "2561-2"), WORDS)
    facts = understood(found)
    assert (facts["year.mean_of.1"], facts["year.mean_of.2"], facts["year.quote"]) == ("2561-1", "2561-2", WORDS)
    assert scores("year.mean_of.2") and not scores("year.quote")


@pytest.mark.parametrize("mean_of", [[], ["2561-1"], ["2561-1", "2561-1"], ["2561-1", "2562-2"], ["2561-2", "2561-3"],
    ["2561-1", "2561-9"], ["2561-1", "2561-"], ["2561-1", "2561-2", "2561"]])
def test_the_rounds_of_a_year_are_several_of_one_year_with_its_own(home, mean_of):
    with_year(home, mean_of)
    with pytest.raises(DefinitionError, match=r"year\.mean_of ต้องเป็นรอบของปีงบประมาณเดียวกันตั้งแต่สองรอบ"):
        load_agreement(home, MEASURES, ROUND)


@pytest.mark.parametrize(("quote", "more", "says"), [
    ("ค่าเฉลี่ยของสามรอบ", "", "year.quote “ค่าเฉลี่ยของสามรอบ” ไม่มีใน"), (WORDS, "weight = 2", "year.weight เป็นชื่อที่ไม่รู้จัก")])
def test_what_a_year_says_stands_in_the_signed_text(home, quote, more, says):
    with_year(home, ["2561-1", "2561-2"], quote, more)
    with pytest.raises(DefinitionError, match=re.escape(says)):
        load_agreement(home, MEASURES, ROUND)


def test_all_problems_are_told_at_once_by_file_and_key(home):
    first, second = sorted((home / ROOM / "kpi").glob("*.toml"))[:2]
    first.write_text(first.read_text(encoding="utf-8").replace("at_least = 85", "at_least = 86")
                     .replace("weight = 50", "wieght = 50"), encoding="utf-8")
    second.write_text(second.read_text(encoding="utf-8").replace("more_than = 80", "more_than = 70"), encoding="utf-8")
    frame = home / ROOM / "agreement.toml"
    frame.write_text(frame.read_text(encoding="utf-8").replace("at_least = 80", "at_least = 95"), encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        load_agreement(home, MEASURES, ROUND)
    lines = str(error.value).splitlines()
    assert [any(all(word in line for word in words) for line in lines) for words in (
        (first.name, "weight ยังไม่มี"), (first.name, "wieght"), ("agreement.toml", "bands"))] == [True] * 3


def test_a_frame_that_is_wrong_in_one_key_hides_no_other_problem(home):
    frame, kpi = home / ROOM / "agreement.toml", next((home / ROOM / "kpi").glob("1_*.toml"))
    for old, new, says in (("share = 50", "share = 60", "รวมกันได้ 110"), (f'"{ROUND}"', '"2561-2"', "ตามชื่อโฟลเดอร์")):
        text = frame.read_text(encoding="utf-8")
        frame.write_text(text.replace(old, new, 1), encoding="utf-8")
        kpi.write_text(kpi.read_text(encoding="utf-8").replace("at_least = 85", "more_than = 85"), encoding="utf-8")
        with pytest.raises(DefinitionError) as error:
            load_agreement(home, MEASURES, ROUND)
        assert says in str(error.value) and "more_than = 85" in str(error.value)
        frame.write_text(text, encoding="utf-8")


def test_a_file_that_is_no_toml_is_told_in_one_line(home):
    path = next((home / ROOM / "kpi").glob("5_*.toml"))
    path.write_text(path.read_text(encoding="utf-8").replace("weight = 15", "weight = 15%"), encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        load_agreement(home, MEASURES, ROUND)
    (line,) = [line for line in str(error.value).splitlines() if path.name in line]
    assert "weight = 15%" in line and "ไม่มี %" in line


def test_one_load_tells_every_bound_that_its_quote_contradicts(home):
    changed = {"1_": ("at_least = 85", "at_least = 86"), "4_": ("at_least = 2", "at_least = 2.5"),
               "6_": ("at_least = 70", "more_than = 70")}
    for start, (old, new) in changed.items():
        path = next((home / ROOM / "kpi").glob(f"{start}*.toml"))
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        load_agreement(home, MEASURES, ROUND)
    lines = str(error.value).splitlines()
    assert len(lines) == 3
    assert all(f"/{start}" in line and "levels[2]" in line and "หมายถึง" in line
               for start, line in zip(changed, lines, strict=True))


@pytest.mark.parametrize(("old", "new", "says"), [
    ("at_least = 85", "below = 85", "ต่ำกว่า"),
    ("at_least = 85", "at_mots = 85", "“at_most”"),
    ("at_least = 85", "at_laest = 85", "“at_least”"),
    ("at_least = 85", "minimum = 85", "“at_least”"),
    ("at_least = 85", "at_least = 85\nscore = 2", "“points”"),
    ("weight = 50", "weight = 50\nrank = 1", "อันดับ"),
])
def test_a_key_that_is_not_supported_is_answered_with_what_it_means(home, old, new, says):
    path = next((home / ROOM / "kpi").glob("1_*.toml"))
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        load_agreement(home, MEASURES, ROUND)
    (line,) = [line for line in str(error.value).splitlines() if "ไม่รู้จัก" in line]
    assert says in line
    if "at_m" in new or "less" in new:
        assert "หมายถึง “at_least” หรือไม่" not in line


@pytest.mark.parametrize("example", ["79.99 → 1", "85 → 1", "100 → 4"])
def test_examples_are_scored_at_each_load(home, example):
    path = next((home / ROOM / "kpi").glob("1_*.toml"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[formula]", f'examples = ["{example}"]\n\n[formula]', 1), encoding="utf-8")
    with pytest.raises(DefinitionError, match=f"examples “{example}” แต่ตามนิยามได้ระดับ"):
        load_agreement(home, MEASURES, ROUND)


def test_what_is_wrong_with_a_source_is_told_with_what_is_wrong_with_the_round(home):
    path = next((home / ROOM / "kpi").glob("1_*.toml"))
    path.write_text(path.read_text(encoding="utf-8").replace("at_least = 85", "at_least = 86", 1), encoding="utf-8")
    source = home / "agreement/sources/bpm.toml"
    source.write_text(source.read_text(encoding="utf-8").replace("required = true", "requred = true"), encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        load_definitions(home, MEASURES, KINDS, CHECKS, ROUND)
    lines = str(error.value).splitlines()
    assert path.name in lines[0] and all("bpm.toml" in line and "requred" in line for line in lines[1:])
    assert len(lines) > 1


def test_a_hundredth_between_two_levels_is_asked_where_results_are_not_rounded_first(home):
    shutil.copytree(HOME / "tests/rounds/2562-2", home / "agreement/2562-2")
    reading = home / "agreement/2562-2/reading.toml"
    text = reading.read_text(encoding="utf-8")
    asks = []
    for use in ("chosen", "other"):
        reading.write_text(text + f"""
[[readings]]
id = "not-rounded"
kpis = [12]
question = "ปัดเศษก่อนหรือไม่"
chosen = "ปัดเศษก่อน"
reason = "ตัวอย่าง"
other = "ไม่ปัดเศษ"
use = "{use}"
round_first = false
""", encoding="utf-8")
        unstated = load_agreement(home, MEASURES, "2562-2").unstated
        asks.append([one.key for one in unstated if one.kpi == 12])
    assert asks == [[], ["levels[3]", "levels[4]"]]
