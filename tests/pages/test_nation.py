"""The page of several provinces, held against the results that it was compiled from."""

import json
import shutil
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import mean, median
from typing import Any
from urllib.parse import unquote, urlsplit

import nation
import pytest
from home import HOME
from lxml import etree

from pipeline.model.words import COMPILED_PAGE
from pipeline.run.compiling import compile_results
from pipeline.run.stages import evaluate
from pipeline.run.writing import write

Json = dict[str, Any]
ROUND = "2561-1"
HOSTILE = 'ก#?% <img src=x onerror=alert(1)>'
JAVASCRIPT = "javascript:alert(1)"
DOUBTED = {"ตราด": "unreported", "ระนอง": "one", "น่าน": "several", "แพร่": "confirmed"}


@pytest.fixture(scope="module")
def example(tmp_path_factory) -> Path:
    """What a run makes of the example: a province with gaps, doubts and findings."""
    out = tmp_path_factory.mktemp("example")
    write(HOME, evaluate(HOME, HOME / "examples" / "input", ROUND, None, 1), out)
    return out / ROUND


def doubt(path: Path, how: str) -> None:
    """A warning of a figure that cannot be right: of a score, of one that is not reported (and so is not doubted), of
    several districts together, or one that a person confirmed."""
    one = json.loads(path.read_bytes())
    code, kpi = next((d["code"], k["number"]) for d in one["districts"] for k in d["kpis"]
                     if (k["level"] is None) == (how == "unreported"))
    one["findings"].append({
        **one["findings"][0], "code": "unit-off", "severity": "info" if how == "confirmed" else "warning",
        "district": None if how == "several" else code, "kpi": kpi})
    path.write_text(json.dumps(one, ensure_ascii=False), encoding="utf-8")


@pytest.fixture(scope="module")
def made(example, tmp_path_factory) -> Path:
    """The folder of a round in which every province of the country has results, one of them with its pages."""
    folder = tmp_path_factory.mktemp("nation") / ROUND
    nation.copied(json.loads((example / "results.json").read_bytes()), folder)
    for name, how in DOUBTED.items():
        doubt(folder / name / "results.json", how)
    shutil.rmtree(folder / "สระแก้ว")
    shutil.copytree(example, folder / "สระแก้ว", ignore=shutil.ignore_patterns("*.xlsx"))
    compile_results(HOME, [], folder.parent, ROUND)
    return folder


@pytest.fixture(scope="module")
def root(made) -> Any:
    return etree.HTML((made / COMPILED_PAGE).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def results(made) -> dict[str, Json]:
    return {path.parent.name: json.loads(path.read_bytes()) for path in made.glob("*/results.json")}


def text(element: Any) -> str:
    """What is seen of an element."""
    return " ".join("".join(element.xpath(".//text()[not(ancestor::*[@class='hear'])]")).split())


def rows(root: Any, body: str) -> list[list[str]]:
    return [[text(cell) for cell in row] for row in root.xpath(f"//*[@id='{body}']/tr")]


def doubted(one: Json) -> set[tuple[str, int]]:
    """The scores with a level that a figure nobody confirmed is under, or that are of more than the whole (of KPI 9 the
    highest level asks for that)."""
    found = {(f["district"], f["kpi"]) for f in one["findings"]
             if f["severity"] == "warning" and f["code"] in ("unit-off", "percentage-differs")}
    return {(d["code"], k["number"]) for d in one["districts"] for k in d["kpis"]
            if k["level"] is not None and (
                {(d["code"], k["number"]), (None, k["number"])} & found or (k["number"] != 9 and "over-100" in k["flags"]))}


def shown(kpi: Json, doubt: bool) -> str:
    if kpi["level"] is None:
        return "ย" if kpi["status"] == "exempt" else "–"
    return f"{kpi['level']}{'?' if doubt else ''}"


def test_every_district_of_the_country_stands_there_as_its_results_say(root, results):
    said = Counter(tuple(row) for row in rows(root, "every-district"))
    expected = Counter[tuple[str, ...]]()
    percents = sorted((Decimal(d["total"]["percent"]) for one in results.values() for d in one["districts"]
                       if d["total"]["percent"]), reverse=True)
    for name, one in results.items():
        doubts = doubted(one)
        for d in one["districts"]:
            percent = d["total"]["percent"]
            expected[(
                d["name"], *(shown(kpi, (d["code"], kpi["number"]) in doubts) for kpi in d["kpis"]), name,
                str(percents.index(Decimal(percent)) + 1) if percent else "–", percent or "–", d["total"]["band"] or "–",
            )] += 1
    assert said == expected and sum(said.values()) == 878


def test_every_province_stands_there_with_its_figures(root, results):
    said = {row[0]: row for row in rows(root, "every-province")}
    assert len(said) == 76 == len(results)
    bands = ("ดีเด่น", "ดีมาก", "ดี", "พอใช้", "ต้องปรับปรุง")
    for name, one in results.items():
        percents = [Decimal(d["total"]["percent"]) for d in one["districts"] if d["total"]["percent"]]
        counted = Counter(d["total"]["band"] for d in one["districts"])
        found = Counter(f["severity"] for f in one["findings"])
        assert said[name][10:] == [
            f"{sum(d['complete'] for d in one['districts'])} จาก {len(one['districts'])}",
            *(str(how(percents).quantize(Decimal("0.01"), ROUND_HALF_UP)) if percents else "–" for how in (mean, median)),
            *(str(counted[band]) for band in bands), str(found["error"]), str(found["warning"]), "ยังไม่ปิดรอบ",
        ]


def test_the_overview_counts_all_of_them(root, results):
    districts = [d for one in results.values() for d in one["districts"]]
    facts = {text(one.find("dt")): text(one.find("dd")) for one in root.xpath("//dl/div")}
    lacking = sum(kpi["status"] == "unreported" for d in districts for kpi in d["kpis"])
    doubts = sum(len(doubted(one)) for one in results.values())
    assert lacking and doubts
    assert facts["อำเภอที่ข้อมูลครบ"] == f"{sum(d['complete'] for d in districts)} จาก 878"
    assert facts["ยังไม่รายงาน"] == f"{lacking} ช่องคะแนน" and facts["ต้องตรวจก่อนเชื่อ"] == f"{doubts} ช่องคะแนน"
    said = [(text(one.find("span")).split(" ≥")[0], int(text(one.find("b")))) for one in root.xpath("//ul[@class='bands']/li")]
    counted = Counter(d["total"]["band"] or "ยังไม่มีคะแนนรวม" for d in districts)
    assert dict(said) == counted


def test_every_kpi_counts_its_districts_by_level(root, results):
    for number in range(1, 10):
        scores = [(d["code"], d["kpis"][number - 1], doubted(one)) for one in results.values() for d in one["districts"]]
        expected = Counter(
            {"unreported": "ยังไม่รายงาน", "exempt": "ยกเว้น"}.get(kpi["status"], f"ระดับ {kpi['level']}") for _, kpi, _ in scores)
        box = root.xpath(f"//*[@id='kpi-{number}']")[0]
        said, doubts = {}, 0
        for one in box.iter("li"):
            said[text(one.find("span"))] = int(one.find("span").tail.split()[0])
            doubts += sum(int(text(mark).split()[1]) for mark in one.findall("span")[1:])
        assert said == expected
        assert doubts == sum((code, number) in known for code, _, known in scores)
        marks = box.xpath(".//*[local-name()='rect']")
        assert abs(sum(Decimal(mark.get("width")) for mark in marks) - 100) < 1


def test_what_nobody_confirmed_is_violet_and_never_green(root, results):
    cells = root.xpath("//td[contains(concat(' ', @class, ' '), ' chip ')]")
    assert len(cells) == (878 + 76 + 1) * 9
    for cell in cells:
        assert ("doubt" in cell.get("class").split()) == text(cell).endswith("?"), etree.tostring(cell)
        heard = cell.xpath("string(.//*[@class='hear'])")
        assert bool(heard) == (not text(cell).isdigit()) and (text(cell) != "–" or heard.startswith(("ยังไม่รายงาน", "ไม่มี")))
        if text(cell) in ("–", "ย"):
            assert cell.get("data-value") == ""
            assert set(cell.get("class").split()) <= {"chip", "none", "exempt"}
    provinces = {row.find("th").xpath("string(.)").strip(): row for row in root.xpath("//*[@id='every-province']/tr")}
    for name, one in results.items():
        kpis = {kpi for _, kpi in doubted(one)}
        marked = {n for n, cell in enumerate(provinces[name].findall("td")[:9], 1) if "doubt" in cell.get("class").split()}
        assert marked == kpis, name


def test_the_page_of_a_province_doubts_the_same(root, made, results):
    own = etree.HTML((made / "สระแก้ว" / "สรุปจังหวัดสระแก้ว.html").read_text(encoding="utf-8"))
    listed = {(a.get("href")[2:6], int(a.get("href")[7:])) for a in own.xpath("//*[@id='missing']//ul[2]//a")}
    assert listed == doubted(results["สระแก้ว"])
    whole = next(row for row in root.xpath("//*[@id='every-district']/tr") if text(row[0]) == "อรัญประเทศ")
    assert text(whole[7]).endswith("?") and ("2706", 7) in listed


def test_a_province_leads_to_its_own_page_and_a_district_to_its_place_there(root, made):
    links = [a.get("href") for a in root.iter("a") if not a.get("href").startswith("#")]
    assert len(links) == 1 + 9
    for link in links:
        parts = urlsplit(link)
        page = made / unquote(parts.path)
        assert page.is_file()
        assert not parts.fragment or parts.fragment in {
            one.get("id") for one in etree.HTML(page.read_text(encoding="utf-8")).iter() if one.get("id")}


def test_the_page_is_small_the_same_each_time_and_loads_nothing(made):
    page = (made / COMPILED_PAGE).read_bytes()
    assert len(page) < 1_500_000
    again = compile_results(HOME, sorted(made.glob("*/results.json"), reverse=True), made.parent, ROUND)
    assert again.written is not None and not again.written.put and (made / COMPILED_PAGE).read_bytes() == page
    assert b"http" not in page.replace(b"http-equiv", b"")


# --- a few provinces -----------------------------------------------------------------------------


@pytest.fixture
def few(made, example, tmp_path) -> Path:
    folder = tmp_path / "out" / ROUND
    for name in ("ตราด", "ระนอง"):
        shutil.copytree(made / name, folder / name)
    return folder


def page_of(folder: Path) -> Any:
    compile_results(HOME, [], folder.parent, ROUND)
    return etree.HTML((folder / COMPILED_PAGE).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", [HOSTILE, pytest.param(JAVASCRIPT, id="javascript")])
def test_a_folder_whose_name_acts_is_a_name_and_leads_where_it_should(few, example, name):
    shutil.copytree(example, few / name, ignore=shutil.ignore_patterns("*.xlsx"))
    root = page_of(few)
    links = [a.get("href") for a in root.iter("a") if not a.get("href").startswith("#")]
    assert len(links) == 10 and not list(root.iter("img"))
    assert not [key for one in root.iter() for key in one.keys() if key.startswith("on")]  # noqa: SIM118 (lxml)
    for link in links:
        parts = urlsplit(link)
        assert not parts.scheme and not parts.query and (few / unquote(parts.path)).is_file()
    assert name in text(root.xpath("//*[@id='sources']")[0])


def test_results_that_were_left_out_stand_first_with_the_reason(few):
    (few / "ระนอง" / "results.json").write_text("{", encoding="utf-8")
    root = page_of(few)
    first = root.xpath("//*[@id='overview']//article")[0]
    assert "ระนอง/results.json: ไม่ใช่ results.json" in text(first)
    assert "pipeline" not in text(first)
    assert [row[0] for row in rows(root, "every-province")] == ["ตราด"]
    said = [[text(cell) for cell in row] for row in root.xpath("//*[@id='sources']//tbody/tr")]
    assert [row[2] for row in said if row[0] == "ระนอง/results.json"] == ["ไม่ได้ใช้"]


def test_a_province_says_whether_its_round_is_closed(few, pipeline, example):
    shutil.copytree(example, few / "สระแก้ว")
    states = {row[0]: row[-1] for row in rows(page_of(few), "every-province")}
    assert set(states.values()) == {"ยังไม่ปิดรอบ"}
    assert pipeline("close", "--output", few.parent, "--province", "สระแก้ว", "--with-gaps", "--with-warnings")[0] == 0
    states = {row[0]: row[-1] for row in rows(page_of(few), "every-province")}
    assert states == {"ตราด": "ยังไม่ปิดรอบ", "ระนอง": "ยังไม่ปิดรอบ", "สระแก้ว": "ปิดรอบแล้ว"}
    path = few / "สระแก้ว" / "results.json"
    path.write_bytes(path.read_bytes() + b"\n")
    assert {row[0]: row[-1] for row in rows(page_of(few), "every-province")}["สระแก้ว"] == "ไม่ตรงกับที่ปิดไว้"
    for name in ("ปิดรอบ.json", ".pipeline/seal.json"):
        (few / "สระแก้ว" / name).write_bytes(b"{")
    assert {row[0]: row[-1] for row in rows(page_of(few), "every-province")}["สระแก้ว"] == "ใบปิดรอบเสีย"
