"""Every district is found in every spelling of an office, in its own province only."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import geothai
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.thai.digits import to_thai
from pipeline.thai.districts import (
    Gazetteer,
    Municipality,
    Office,
    Place,
    find_province,
    looks_like_district,
    suggest_province,
)

PROVINCES = [Place(p.code, p.name_th) for p in geothai.provinces()]
GAZETTEERS = {p.code: Gazetteer(p) for p in PROVINCES}
SAKAEO = GAZETTEERS["27"]
DISTRICT_LEADS = [
    "", "อำเภอ", "อำเภอ ", "อ.", "อ. ", "อ ", "สพอ.", "สพอ ", "สพอ. ", "สำนักงานพัฒนาชุมชนอำเภอ",
    "สนง.พช.อำเภอ", "สนง. พช. อ.", "พช.อ.", "พัฒนาการอำเภอ", "1. อำเภอ", "สพอ.อ.",
    "พช.", "พช. ", "สพช.", "สพช. ", "สพช.อ.", "สพช. อ. ", "สพช.อำเภอ",
]  # fmt: skip
DEFECTS: list[Callable[[str], str]] = [
    lambda n: f"  {n}\u00a0 ",
    lambda n: n.replace("ำ", "\u0e4d\u0e32"),
    lambda n: n.replace("้ำ", "\u0e4d\u0e49\u0e32").replace("่ำ", "\u0e33\u0e48"),
    lambda n: n.replace("แ", "เเ"),
    lambda n: "".join(c * 2 if c in "ิีึืุู่้็์ั" else c for c in n),
    lambda n: "\u200b".join(n),
    lambda n: n.replace("ุ่", "\u0e48\u0e38").replace("ี่", "\u0e48\u0e35").replace("ิ์", "\u0e4c\u0e34"),
    lambda n: n.replace("-", "–"),
]


def everywhere() -> Iterator[tuple[Gazetteer, Place]]:
    for gazetteer in GAZETTEERS.values():
        for place in gazetteer.places:
            yield gazetteer, place


def test_all_districts_are_there() -> None:
    assert len(PROVINCES) == 77 and sum(1 for _ in everywhere()) == 928


def test_every_lead_and_every_defect_finds_the_district_itself() -> None:
    for gazetteer, place in everywhere():
        for spell in (str, *DEFECTS):
            name = spell(place.name)
            tails = ["", f" จังหวัด{gazetteer.province.name}", f" จ.{gazetteer.province.name}"]
            leads = DISTRICT_LEADS if spell is str else ["", "อ.", "สพอ."]
            for written in [lead + name for lead in leads] + [name + t for t in tails]:
                assert gazetteer.resolve(written) == place, written


def test_every_code_finds_the_district_in_every_form() -> None:
    for gazetteer, place in everywhere():
        code = place.code
        forms = (
            code, int(code), float(code), Decimal(code), f"{code}.0", to_thai(code), f"'{code}",
            f"{code} {place.name}", f"{code}-{place.name}", f"{code} อ.{place.name}",
            f"{place.name} ({code})", f"อ.{place.name} ({to_thai(code)})", f"{place.name}[{code}]", f"{place.name} {code}",
            f"{place.name} - {code}", f"{place.name} (รหัส {code})", f"สพอ.{place.name} จ.{gazetteer.province.name} ({code})",
        )  # fmt: skip
        for value in forms:
            assert gazetteer.resolve(value) == place, value
        assert looks_like_district(code) and looks_like_district(f"อ.{place.name}")


@pytest.mark.slow
def test_only_a_district_of_the_province_is_found() -> None:
    for gazetteer, place in everywhere():
        for other in GAZETTEERS.values():
            found = other.resolve(place.name)
            assert found is None or (isinstance(found, Place) and found in other.places)
            if other is not gazetteer:
                assert other.resolve(place.code) is None


@pytest.mark.parametrize("lead", ["", "อ.", "อำเภอ", "สพอ."])
def test_mueang_alone_is_the_capitals_district(lead: str) -> None:
    for gazetteer in GAZETTEERS.values():
        code = gazetteer.province.code
        expected = None if code == "10" else gazetteer.places[0]
        for name in ("เมือง", "เมืองฯ", "เมือง ฯ"):
            assert gazetteer.resolve(lead + name) == expected
        if expected:
            assert gazetteer.resolve(f"{lead}เมือง จ.{gazetteer.province.name}") == expected
            assert gazetteer.resolve(f"{lead}เมือง{gazetteer.province.name}") == expected


@pytest.mark.parametrize(
    ("name", "code"),
    [("เมืองปาน", "5213"), ("เมืองยาง", "3027"), ("เมืองจันทร์", "3318"), ("เมืองสรวง", "4512")],
)
def test_a_name_that_begins_with_mueang_is_its_own(name: str, code: str) -> None:
    for written in (name, f"อ.{name}", f"สพอ.{name}"):
        assert GAZETTEERS[code[:2]].resolve(written) == Place(code, name)


@pytest.mark.parametrize(
    "value",
    ["จังหวัด", "สนง.จังหวัด", "สำนักงานจังหวัด", "สพจ.", "สพจ", "สพจ.สระแก้ว", "จังหวัดสระแก้ว", "จ.สระแก้ว",
     "สำนักงานพัฒนาชุมชนจังหวัดสระแก้ว", "สนง.พช.จ.สระแก้ว", "ส่วนกลาง(จังหวัด)", "สนง. จังหวัด สระเเก้ว",
     "สพช.จ.สระแก้ว", "2700 สนง.จังหวัด"],
)  # fmt: skip
def test_the_provincial_office_is_a_unit_of_its_own(value: str) -> None:
    assert SAKAEO.resolve(value) == Office()
    assert not looks_like_district(value)


def test_a_province_named_like_its_district_keeps_both_apart() -> None:
    ayutthaya = GAZETTEERS["14"]
    name = ayutthaya.province.name
    for written in (name, f"อ.{name}", f"{name} จ.{name}", "เมือง", "อ.เมืองพระนครศรีอยุธยา"):
        assert ayutthaya.resolve(written) == Place("1401", name)
    for written in (f"จังหวัด{name}", f"จ.{name}", f"สพจ.{name}", "จ.อยุธยา"):
        assert ayutthaya.resolve(written) == Office()


@pytest.mark.parametrize(
    "value",
    ["เทศบาลนครนครราชสีมา", "เทศบาลเมืองสระแก้ว", "เทศบาลตำบลวังน้ำเย็น", "ทน.นครราชสีมา", "ทม.สระแก้ว",
     "ทต. วังน้ำเย็น", "ทม สระแก้ว", "1. เทศบาลเมืองสระแก้ว", "เทศบาลตำบลวังน้ำเย็น (2704)", "2701 เทศบาลเมืองสระแก้ว"],
)  # fmt: skip
def test_a_municipality_is_no_district(value: str) -> None:
    assert SAKAEO.resolve(value) == Municipality()
    assert not looks_like_district(value)


@pytest.mark.parametrize(
    "value",
    ["รวม", "รวมทั้งจังหวัด", "เงินยืม 9300", "2701 ตาพระยา", "2001", "2799", 2799, 2701.5, 12, "", None,
     "สระแก้ว", "อรัญประเทส", "อ.เมือง จ.ชลบุรี", "สพจ.ชลบุรี", "จังหวัดชลบุรี", "อบต.ตาพระยา", True,
     float("nan"), float("inf"), "270101", "2701,000", "ตาพระยา (2701)",
     "ตาพระยา 2701", "ตาพระยา (2001)", "ตาพระยา (2799)", "ตาพระยา 2561", "ตาพระยา2703", "พช.สระแก้ว", "สนง.จังหวัด (2701)", "2701 สนง.จังหวัด", "พช.", "สพช.", "อ.", "จ.", "ส่วนกลาง", "อำเภอ"],
)  # fmt: skip
def test_all_else_is_nothing(value: object) -> None:
    assert SAKAEO.resolve(value) is None


def test_a_near_name_is_suggested_and_not_applied() -> None:
    assert SAKAEO.suggest("อ.อรัญประเทส") == Place("2706", "อรัญประเทศ")
    assert SAKAEO.suggest("ตาพะยา") == Place("2703", "ตาพระยา")
    for value in ("รวม", "", None, "เงินยืม 9300", 5):
        assert SAKAEO.suggest(value) is None


@pytest.mark.parametrize(("code", "text", "near"), [
    ("27", "มือ", ["เมืองสระแก้ว"]), ("27", "งหาด", []),  # 0.75 and 0.73 like เมือง and คลองหาด
    ("54", "สอฃ", ["สอง"]), ("56", "ปฃ", []),  # one letter of three, of the two of ปง
    ("10", "เขตฟนบุรี", ["เขตมีนบุรี", "เขตธนบุรี"]), ("10", "เขตฟีนบุรี", ["เขตมีนบุรี"]),  # 0.047 and 0.058 apart
])
def test_a_slip_is_near_a_name_that_is_three_quarters_like_it_and_near_two_that_are_about_so(
    code: str, text: str, near: list[str],
) -> None:
    assert [place.name for place in GAZETTEERS[code].near(text)] == near


def test_a_district_of_another_province_is_told_by_its_province() -> None:
    assert SAKAEO.elsewhere("อ.ศรีราชา") == Place("20", "ชลบุรี")
    assert SAKAEO.elsewhere("เมืองชลบุรี") == Place("20", "ชลบุรี")
    assert SAKAEO.elsewhere("อ.เมือง จ.ชลบุรี") == Place("20", "ชลบุรี")
    assert SAKAEO.elsewhere(2001) == SAKAEO.elsewhere("ศรีราชา (2007)") == Place("20", "ชลบุรี")
    for value in ("ตาพระยา", "2703", "เมือง", "รวม", "2799", "9999", "ตาพระยา (2001)", "2001 ตาพระยา", None):
        assert SAKAEO.elsewhere(value) is None


@pytest.mark.parametrize(
    "text",
    [
        "เมือง",
        "อ.เมือง",
        "สพอ.ตาพระยา",
        "2701",
        "2701.0",
        "๒๗๐๑",
        "2701 เมืองสระแก้ว",
        "วังน\u0e4d\u0e49\u0e32เย็น",
    ],
)
def test_a_district_of_any_province_is_told(text: str) -> None:
    assert looks_like_district(text)


@pytest.mark.parametrize(
    "text", ["2799", "27", "270101", "12345", "2701 ชลบุรี", "รวม", "", "อำเภอ", "2,701", "9300", "-"]
)
def test_other_text_is_no_district(text: str) -> None:
    assert not looks_like_district(text)


@given(st.text(max_size=20) | st.text("อเมืองจ.สพ 0123456789ฯ()-", max_size=15))
def test_any_text_is_resolved_without_error(text: str) -> None:
    for read in (SAKAEO.resolve, SAKAEO.suggest, SAKAEO.elsewhere):
        read(text)
    looks_like_district(text)


def test_every_province_is_found_in_every_spelling() -> None:
    for province in PROVINCES:
        for spell in (str, *DEFECTS):
            name = spell(province.name)
            for written in (name, f"จังหวัด{name}", f"จังหวัด {name}", f"จ.{name}", f"จ. {name}"):
                assert find_province(written) == province
        assert find_province(province.code) == find_province(to_thai(province.code)) == province
    assert find_province("กรุงเทพฯ") == find_province("กทม.") == PROVINCES[0]
    assert find_province("สระเเก้ว จังหวัด") is find_province("99") is find_province("") is None


def test_a_near_province_is_suggested() -> None:
    assert suggest_province("จ.สระแกว") == Place("27", "สระแก้ว")
    assert suggest_province("จังหวัดเชียงไหม่") == Place("50", "เชียงใหม่")
    assert suggest_province("รวม") is None
