"""Findings of one kind in one file as one line."""

from pipeline.model.cells import Origin
from pipeline.model.finding import Finding
from pipeline.model.lines import MOST_CELLS, lines

NAMES = {"2701": "เมืองสระแก้ว", "2702": "คลองหาด", "2703": "ตาพระยา"}


def broken(cell: str, said: str = "“เลข” เป็น 3.27E+12", district: str | None = None, **other) -> Finding:
    values = {"code": "broken-cell", "severity": "error", "remedy": "แก้", "kpi": 4, **other}
    return Finding(
        problem=said, origin=Origin("ก.xlsx", "S", cell), district=district, **values)


def texts(*findings: Finding) -> list[str]:
    return [line.problem for line in lines(findings, NAMES)]


def test_one_finding_is_said_as_it_is() -> None:
    assert texts(broken("B5")) == ["“เลข” เป็น 3.27E+12"]


def test_findings_of_one_kind_in_one_sheet_are_one_line_with_the_cells_of_the_others() -> None:
    every = [broken(f"B{row}") for row in range(5, 29)]
    assert texts(*every) == ["“เลข” เป็น 3.27E+12 (อีก 23 แถว: B6:B28)"]
    assert texts(broken("B5"), broken("B6"), broken("B7"), broken("B9")) == [
        "“เลข” เป็น 3.27E+12 (อีก 3 แถว: B6, B7, B9)"]


def test_the_first_value_is_shown_whole_where_texts_differ_by_a_value() -> None:
    assert texts(
        broken("E4", "ร้อยละ 45.00 ไม่ตรงกับ 40.00"), broken("E9", "ร้อยละ 1,002.50 ไม่ตรงกับ 7"),
    ) == ["ร้อยละ 45.00 ไม่ตรงกับ 40.00 (อีก 1 แถว: E9)"]
    assert texts(
        broken("D3", "1 กุมภาพันธ์ 2504 ไม่อยู่ในปี"), broken("D4", "3 เมษายน 2504 ไม่อยู่ในปี"),
    ) == ["1 กุมภาพันธ์ 2504 ไม่อยู่ในปี (อีก 1 แถว: D4)"]


def test_texts_that_say_other_things_or_many_figures_each_are_lines_of_their_own() -> None:
    assert len(texts(broken("B5", "ว่าง"), broken("B6", "เสีย"))) == 2
    readings = "{} บาทจาก {} บาท ได้ {} หรือ {} จาก {} ได้ {}"
    assert len(texts(broken("B5", readings.format(*range(6))),
                     broken("B6", readings.format(*range(1, 7))))) == 2


def test_another_code_severity_file_sheet_kpi_or_remedy_is_another_line() -> None:
    first = broken("B5")
    others = [
        broken("B5", code="blank"), broken("B5", severity="warning"), broken("B5", kpi=5),
        broken("B5", remedy="ส่งใหม่"),
        Finding("broken-cell", "error", first.problem, "แก้", Origin("ข.xlsx", "S", "B5"), kpi=4),
        Finding("broken-cell", "error", first.problem, "แก้", Origin("ก.xlsx", "T", "B5"), kpi=4),
    ]
    for other in others:
        assert len(texts(first, other)) == 2, other


def test_districts_are_named_where_they_differ() -> None:
    (line,) = lines([broken("A3", district="2701"), broken("A4", district="2701")], NAMES)
    assert (line.problem, line.district) == ("“เลข” เป็น 3.27E+12 (อีก 1 แถว: A4)", "เมืองสระแก้ว")
    (line,) = lines([broken("A3", district="2701"), broken("A4", district="2703")], NAMES)
    assert line.problem.endswith("(อีก 1 แถว: A4; 2 อำเภอ: เมืองสระแก้ว, ตาพระยา)")
    assert line.district == "2 อำเภอ"


def test_the_same_is_said_of_several_districts_once_though_it_names_each() -> None:
    def of(code: str, why: str = "ไม่มีรายงาน") -> Finding:
        return Finding("unreported", "error", f"อำเภอ{NAMES[code]} ยังให้คะแนนไม่ได้: {why}", "เติม",
                       district=code, kpi=4)

    assert texts(*map(of, NAMES)) == [
        "อำเภอเมืองสระแก้ว ยังให้คะแนนไม่ได้: ไม่มีรายงาน (3 อำเภอ: เมืองสระแก้ว, คลองหาด, ตาพระยา)"]
    assert len(texts(of("2701"), of("2702", "ขาดเดือน"))) == 2


def test_without_a_cell_values_that_differ_are_lines_of_their_own() -> None:
    assert len(texts(broken("", "ไม่มีชีต “ก”"), broken("", "ไม่มีชีต “ข”"))) == 2


def test_a_line_is_where_the_first_of_its_kind_stands() -> None:
    assert texts(broken("B5"), broken("B6", "เสีย"), broken("B7")) == [
        "“เลข” เป็น 3.27E+12 (อีก 1 แถว: B7)", "เสีย"]


def test_many_scattered_cells_are_cut_short_with_their_number() -> None:
    every = [broken(f"B{row}") for row in range(1, 2003, 2)]
    (text,) = texts(*every)
    assert "อีก 1,000 แถว: B3, B5" in text and text.endswith(" …)")
    assert text.count("B") == MOST_CELLS


def test_cells_of_one_row_are_cells_not_rows() -> None:
    assert texts(broken("B5"), broken("C5")) == ["“เลข” เป็น 3.27E+12 (อีก 1 ช่อง: C5)"]
