"""The page of what differs between two results."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import canaries
import province
import pytest
from home import HOME
from lxml import etree

from pipeline.run.stages import evaluate
from pipeline.run.writing import write

Json = dict[str, Any]


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Json:
    folder = tmp_path_factory.mktemp("first")
    write(HOME, evaluate(HOME, province.write(folder / "in"), "2561-1", None, 1), folder / "out")
    return json.loads((folder / "out" / "2561-1" / "results.json").read_bytes())


class Sides:
    """Two results as files, and the program that compares them."""

    def __init__(self, pipeline: Any, folder: Path, results: Json) -> None:
        self._pipeline, self.folder = pipeline, folder
        self.old, self.new = json.loads(json.dumps(results)), json.loads(json.dumps(results))

    def diff(self, *options: object, page: str = "diff.html") -> tuple[int, str, str]:
        paths = []
        for name in ("old", "new"):
            paths.append(self.folder / f"{name}.json")
            paths[-1].write_text(json.dumps(getattr(self, name), ensure_ascii=False), encoding="utf-8")
        return self._pipeline("diff", *paths, "--html", self.folder / page, *options)

    @property
    def page(self) -> str:
        return (self.folder / "diff.html").read_text(encoding="utf-8")

    @property
    def root(self) -> Any:
        return etree.HTML(self.page)


@pytest.fixture
def sides(pipeline, tmp_path, results) -> Sides:
    return Sides(pipeline, tmp_path, results)


def text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def part(root: Any, name: str) -> Any:
    (found,) = [one for one in root.xpath("//*[@id='parts']/div") if text(one.find("h3")).startswith(name)]
    return found


def change(sides: Sides) -> None:
    """A level and a result of one district, a finding and a file of none."""
    kpi = sides.new["districts"][0]["kpis"][0]
    kpi.update(result="100.00", level=5, weighted="2.50")
    sides.new["districts"][0]["kpis"][1]["origins"][0]["sheet"] = "อื่น"  # told last of all
    sides.new["districts"][1]["total"].update(percent="71.00")
    sides.new["findings"].append({
        "code": "unknown-district", "severity": "error", "file": "bpm.xlsx", "sheet": "Sheet", "cell": "B9",
        "district": None, "kpi": None, "problem": "ไม่รู้จัก", "remedy": "แก้"})
    sides.new["files"][0]["sha256"] = "0" * 64


def test_each_change_stands_once_with_its_district_its_kpi_and_its_file(sides):
    change(sides)
    code, out, _ = sides.diff()
    assert code == 1 and "เขียน " in out
    found = json.loads(sides.diff("--format", "json")[1])["changes"]
    lines = sides.root.xpath("//*[@id='parts']//li")
    assert len(lines) == len(found) > 5
    by_part = Counter(one["name"] or "" for one in found)
    for one in sides.root.xpath("//*[@id='parts']/div"):
        name = text(one.find("h3"))
        if name.startswith("อำเภอ"):
            name = name.removeprefix("อำเภอ").split()[0]
            assert len(one.xpath(".//li")) == by_part.pop(name)
    assert set(by_part) <= {""}
    first = part(sides.root, "อำเภอเมืองสระแก้ว")
    (box,) = [one for one in first.iter("article") if text(one.find("h4")) == "ตัวชี้วัดที่ 1"]
    assert "ระดับ: 4 →เปลี่ยนเป็น 5" in text(box) and "คะแนนถ่วงน้ำหนัก: 2.00 →เปลี่ยนเป็น 2.50" in text(box)
    assert text(box).count(f"จาก {sides.new['files'][0]['file']} (แก้ไข)") == 1, "one cause is told once"
    assert "ระดับ: 4 →เปลี่ยนเป็น 5" in text(sides.root.xpath("//*[@id='overview']")[0]), "the gravest first"
    assert "ไม่รู้จัก" in text(part(sides.root, "ทั้งจังหวัด: ข้อที่พบ"))


def test_the_counts_are_those_of_the_screen(sides):
    change(sides)
    _, out, _ = sides.diff()
    (line,) = (line for line in out.splitlines() if line.startswith("สิ่งที่เปลี่ยน "))
    total, _, counted = line.removeprefix("สิ่งที่เปลี่ยน ").partition(" ข้อ: ")
    said = {text(one.find("dt")): text(one.find("dd/b")) for one in sides.root.xpath("//dl/div")}
    assert said.pop("สิ่งที่เปลี่ยน") == total
    assert said == dict(one.rsplit(" ", 1) for one in counted.split(", "))


def test_two_that_are_the_same_say_so_and_leave_0(sides):
    code, _, _ = sides.diff()
    assert code == 0 and "ไม่มีสิ่งใดเปลี่ยน" in sides.page and not sides.root.xpath("//article")


def test_the_same_two_give_the_same_bytes_over_the_former_page_and_over_no_other_file(sides):
    change(sides)
    sides.diff()
    first = sides.page
    sides.new["districts"][2]["kpis"][0]["level"] = 1
    sides.diff()
    assert sides.page != first
    sides.new["districts"][2]["kpis"][0]["level"] = sides.old["districts"][2]["kpis"][0]["level"]
    sides.diff()
    assert sides.page == first
    letter = sides.folder / "letter.html"
    letter.write_text("<html><title>จดหมาย</title></html>", encoding="utf-8")
    before = letter.read_bytes()
    code, _, err = sides.diff(page="letter.html")
    assert code == 2 and "ไม่เขียนทับ" in err and letter.read_bytes() == before


def test_two_rounds_say_which_kpis_are_the_same(sides):
    sides.new["round"] = "2561-9"
    code, out, _ = sides.diff()
    assert code == 1
    assert next(line for line in out.splitlines() if line.startswith("คนละรอบ"))[:40] in sides.page


def test_texts_that_act_are_texts_on_the_page(sides):
    kpi = sides.new["districts"][0]["kpis"][0]
    kpi["evidence"] = {**kpi["evidence"], **{act[:300]: act[:300] for act in canaries.ACTS if not act.startswith("canary\ufffe")}}
    sides.new["files"][0].update(sha256="1" * 64, file='"><img src=x onerror=alert(1)>.xlsx')
    sides.new["province"] = "</title><script>alert(1)</script>"
    sides.diff()
    root = sides.root
    assert not canaries.RAW.search(sides.page)
    assert "canary" in text(root.find("body")) and "onerror" in text(root.find("body"))
    assert len(list(root.iter("script"))) == 1 and not list(root.iter("img"))
    assert {key for element in root.iter() for key in element.keys()} <= {  # noqa: SIM118 (lxml)
        "lang", "charset", "name", "content", "http-equiv", "class", "href", "id", "tabindex", "role", "type", "value",
        "placeholder", "aria-label", "aria-labelledby", "aria-hidden", "data-filter", "data-count", "data-groups", "data-row"}
    assert all(one.get("href").startswith("#") for one in root.iter("a"))
