"""Two rounds of one fiscal year that ask for the same: a home with the definitions of both, and the
exports of the later one for a made-up province."""

from collections.abc import Mapping
from pathlib import Path

from home import copy_room
from later_round import later_round
from province import AS_OF, MONTHS, Rows, tables

FIRST, SECOND = "2561-1", "2561-2"
AT = "ข้อมูล ณ วันที่ 31 มีนาคม 2561", "ข้อมูล ณ วันที่ 30 กันยายน 2561"  # the ends of both rounds
LATER = ["เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน"]


def office(folder: Path) -> Path:
    """A working folder with the definitions of round 2561-1 and, of the same KPIs, of 2561-2, a draft."""
    copy_room("agreement", folder)
    later_round(folder)
    return folder


def exports(
    districts: Mapping[str, str] | None = None, province: str | None = None
) -> tuple[dict[str, Rows], dict[str, Rows]]:
    """Both rounds' exports by the name of their file, each as at the cut-offs of its round, by
    ``province.tables``; no level of the second is that of the first."""
    named = {"districts": districts, "province": province} if districts and province else {}
    first, second = tables(**named), tables(**named)  # type: ignore[arg-type]
    for number, made in enumerate((first, second)):
        for rows in made.values():
            if rows[0] == [AS_OF]:
                rows[0] = [AT[number]]
        made["disbursement"][0] = [("ข้อมูล ณ วันที่ 27 มีนาคม 2561", "ข้อมูล ณ วันที่ 27 กันยายน 2561")[number]]
    _second(second)
    return first, second


LEVELS = [5, 5, 1, 2, 4, 5, 3, 3, 5]  # of the second round


def _second(made: dict[str, Rows]) -> None:
    months = dict(zip(MONTHS, LATER, strict=True))
    _set(made["disbursement"], 2, {2: 100000, 3: 0, 4: 100})
    _set(made["bpm"], 2, {3: 10})
    for row in made["sales"][2:]:
        row[1] = months[str(row[1])]
        row[4] = 2000 if row[0] == 2560 else 2320
    made["register"] += [
        [f"{row[0]}-2", *row[1:5], "15/05/2561"] for row in made["register"]
        if str(row[0]).endswith(("-N0", "-N1"))]
    for row in made["progress"][2:]:
        if row[2] == "จำนวนกลุ่มที่มีรายได้เพิ่มขึ้น":
            row[3:] = [0 for _ in row[3:]]
        if row[2] == "ร้อยละการดำเนินงานตามแผน":
            row[3:] = [82 for _ in row[3:]]
    _set(made["livelihood"], 2, {4: 20})
    _set(made["sara"], 2, {1: 100000, 2: 70000, 3: 70})
    _set(made["basic_needs"], 2, {4: 10002})


def _set(rows: Rows, first: int, values: Mapping[int, object]) -> None:
    for row in rows[first:]:
        for column, value in values.items():
            row[column] = value
