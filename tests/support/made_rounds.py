"""The made-up rounds of 2569 (``tests/rounds/``): what the districts of a made-up province reached, as raw
figures by name, and the exports that their offices make of them, each dressed as offices dress tables.

Every figure comes of a seed and a *case*: a result just under an edge of the agreement, half a hundredth under
it (which rounding lifts onto it), on it, or just over it. ``independent`` scores the raw figures; the program
reads the exports.
"""

import csv
import datetime as dt
import random
import shutil
from collections.abc import Mapping, Sequence
from fractions import Fraction
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
from adopted import adopt
from home import HOME, copy_room

PROVINCE = "ตรัง"
PLACES = {
    "9201": "เมืองตรัง", "9202": "กันตัง", "9203": "ย่านตาขาว", "9204": "ปะเหลียน", "9205": "สิเกา", "9206": "ห้วยยอด",
    "9207": "วังวิเศษ", "9208": "นาโยง", "9209": "รัษฎา", "9210": "หาดสำราญ",
}
TAMBONS = ("ตัวอย่างหนึ่ง", "ตัวอย่างสอง", "ตัวอย่างสาม")
SPENT_BY = dt.date(2026, 9, 18)  # what of round 2/2569 is spent later does not count
ENDS = {"2569-1": dt.date(2026, 3, 31), "2569-2": dt.date(2026, 9, 30)}
MONTHS = ("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม",
          "พฤศจิกายน", "ธันวาคม")
YEAR = (10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9)  # the months of a fiscal year
STATES = ("ตรวจแล้ว", "รอตรวจ", "ยังไม่ส่ง")
Raw = dict[str, object]
Rows = list[list[object]]


def home(folder: Path, round_id: str, *, adopted: bool = True) -> Path:
    """A working folder with the forms, round 2561-1 and one of the made-up rounds with the layouts that it needs."""
    for name in ("agreement", "templates"):
        copy_room(name, folder)
    made = HOME / "tests" / "rounds"
    shutil.copytree(made / round_id, folder / "agreement" / round_id)
    for path in (made / "sources").glob("*.toml"):
        shutil.copy(path, folder / "agreement" / "sources" / path.name)
    if adopted:
        adopt(folder, round_id)
    return folder


# --- cases: what results are to be, by the edges of the agreement ------------------------------------

UNDER, HALF, OVER = Fraction(-51, 10000), Fraction(-1, 200), Fraction(1, 100)


def around(*edges: object, more: Sequence[object] = ()) -> list[Fraction]:
    """Results just under each edge, half a hundredth under it, on it and just over it, and ``more``."""
    at = [Fraction(edge) for edge in edges]  # type: ignore[arg-type]  # numbers
    return [edge + step for edge in at for step in (UNDER, HALF, Fraction(0), OVER)] + [Fraction(one) for one in more]  # type: ignore[arg-type]


def counts(*edges: int) -> list[int]:
    """Whole numbers just under each edge, on it and just over it."""
    return sorted({edge + step for edge in edges for step in (-1, 0, 1) if edge + step >= 0})


PERCENTS: Mapping[str, Mapping[str, list[Fraction]]] = {  # by round: the numerator's name, and its cases in percent
    "2569-2": {
        "disbursed": around(75, 80, 85, 90, 95, more=(0, 100, 104)), "steps_done": around(81, 86, 91, 96, more=(0, 100)),
        "spent": around(70, 80, 90, 100, more=(0, 100, 100, 100, 100, 100)), "returned": around(40, 60, 80, more=(0, 100, 100, 100)),
        "unpaid": around(25, 15, 5, more=(0, 0, 0, 0, 60)), "fund_unpaid": around(25, 20, 15, 10, 5, more=(0, 100)),
    },
    "2569-1": {
        "loans_returned": around(80, 85, 90, 95, 100, more=(0, 100, 100, 100)), "pleased": around(40, 50, 60, 65, 70, more=(10, 95)),
        "accounts": around(92, 93, 94, 95, 96, more=(50, 100)), "finished": around(75, 80, 85, 90, more=(0, "79.5", "84.5", 79, 84, 89)),
        "rules": around(20, 40, 60, 80, more=(0, "19.99", "39.99", 100)), "correct": around("98.72", "98.84", "98.90", more=(90, 100)),
        "whole_spent": around(80, 90, more=(20, 100)), "invested_spent": around(88, more=(20, 100)), "regular_spent": around(70, 85, more=(20, 100)),
        "done_first": around(60, 70, 80, 90, 100, more=(10,)), "done_last": around(60, 70, 80, 90, 100, more=(10, 30, 30, 30)),
    },
}
BASES = {  # what each numerator is out of, and how its rows are called
    "disbursed": "allocated", "steps_done": "steps", "spent": "received", "returned": "due", "unpaid": "debt", "fund_unpaid": "fund_debt",
    "loans_returned": "loans_due", "pleased": "asked", "accounts": "households", "finished": "learners", "rules": "villages",
    "correct": "records", "whole_spent": "whole", "invested_spent": "invested", "regular_spent": "regular",
    "done_first": "planned_first", "done_last": "planned_last",
}
SINGLE = ("spent", "returned", "unpaid", "whole_spent", "invested_spent", "regular_spent")  # of one row a district


class Maker:
    """The raw figures of one province, of a seed."""

    def __init__(self, round_id: str, seed: int) -> None:
        self.round_id, self.seed = round_id, seed
        self.random = random.Random(f"{round_id} {seed}")  # figures of tests, the same every time
        self.cases: dict[str, tuple[object, ...]] = {}  # by name of a figure, those that there are
        self.met: dict[str, list[object]] = {}  # and those that its districts had

    def raws(self) -> dict[str, Raw]:
        """Every district's figures by its code; every third seed has none that is missing, exempt or waiting."""
        make = self._second if self.round_id == "2569-2" else self._first
        found = {code: make(place) for place, code in enumerate(PLACES)}
        if self.seed % 3:
            for raw in found.values():
                if self.random.random() < 0.5:
                    self._spoil(raw)
        return found

    def case(self, name: str, cases: Sequence[object], place: int) -> object:
        """The case of a figure that a district has: all come, each round of them in another order, over
        districts and seeds."""
        turn, at = divmod(self.seed * len(PLACES) + place, len(cases))
        found = random.Random(f"{name} {turn}").sample(cases, len(cases))[at]
        self.cases[name] = (*cases,)
        self.met.setdefault(name, []).append(found)
        return found

    def _rows(self, total: int, number: int) -> list[int]:
        """A sum in so many rows that are not far apart."""
        weights = self.random.sample(range(90, 111), number)
        rows = [total * weight // sum(weights) for weight in weights]
        for at in range(total - sum(rows)):
            rows[at % number] += 1
        return rows

    def _percents(self, raw: Raw, place: int) -> None:
        for above, cases in PERCENTS[self.round_id].items():
            share = Fraction(self.case(above, cases, place)) / 100  # type: ignore[arg-type]  # a fraction
            base = share.denominator * self.random.randint(1, 4)
            while base < 500:
                base *= self.random.randint(2, 9)
            below = self._rows(base, 1 if above in SINGLE else len(TAMBONS))
            made = [int(one * share) for one in below]
            for at in range(int(base * share) - sum(made)):
                made[at % len(made)] += 1
            raw[BASES[above]], raw[above] = below, made

    def _against(self, raw: Raw, place: int, done: str, target: str, edges: Sequence[int]) -> None:
        """Something done against the district's own target: one under what an edge asks for, that, one over."""
        own = self.case(target, (100, 200, 20000, 43, 50, 77), place // 2)
        assert isinstance(own, int)
        edge, step = self.case(done, [(edge, step) for edge in edges for step in (-1, 0, 1)], place)  # type: ignore[misc]
        raw[target] = own
        raw[done] = self._rows(max(0, -(-own * edge // 100) + step), len(TAMBONS))

    def _second(self, place: int) -> Raw:
        raw: Raw = {"exempt": set()}
        self._percents(raw, place)
        self._against(raw, place, "sorted", "village_target", (80, 81, 86, 91, 100))
        self._against(raw, place, "cloths", "cloth_target", (60, 70, 80, 90, 100))
        base = 1_000_000 + 50_000 * self.random.randint(0, 9)
        targets = {level: base + 125_000 * (level - 1) + self.random.randint(1, 999) * (level > 1) for level in (1, 2, 3, 4, 5)}
        level, step = self.case("sales", [(level, step) for level in targets for step in (-1, 0, 1)], place)  # type: ignore[misc]
        raw["sales_targets"] = targets
        raw["sales"] = self._rows(targets[level] + step, 12)
        for name in ("plan", "visits"):
            raw[name] = self.random.random() < 0.95
        for number in (3, 4, 10, 11, 12, 13, 14):
            raw[f"given_{number}"] = (self.case(f"given {number}", (0, 1, 2, 3, 4, 5), place), STATES[0])
        return raw

    def _first(self, place: int) -> Raw:
        raw: Raw = {"exempt": {"12.B"} if place % 4 == 3 else set()}  # nothing to invest
        self._percents(raw, place)
        raw["papers"] = [self.random.random() < 0.9 for _ in TAMBONS]
        raw["overdue"] = self._rows(int(self.case("overdue", [*counts(1, 5), 9], place)), 3)  # type: ignore[call-overload]
        raw["fairs"] = self._rows(int(self.case("fairs", counts(1, 2, 4), place)), 3)  # type: ignore[call-overload]
        raw["proposals"] = self._rows(int(self.case("proposals", counts(4, 6, 8), place)), 3)  # type: ignore[call-overload]
        edge, step = self.case("raised", [(edge, step) for edge in (1_150_000, 1_200_000, 1_260_000) for step in (-5001, -5000, 0, 1)], place)  # type: ignore[misc]
        raw["raised"] = self._rows(edge + step, 3)
        self._deaths(raw, place)
        self._against(raw, place, "sold", "sold_target", (20, 40, 50, 60, 80, 100))
        target = self.case("visit_target", (70, 80, 75), place)
        assert isinstance(target, int)
        share = Fraction(self.case("visited", around(-10, -5, 0, 5, 10, more=(-60,)), place)) + target  # type: ignore[arg-type]
        raw["visit_target"], raw["to_visit"] = target, self._rows(20_000, 3)
        raw["visited"] = self._rows(int(share * 200), 3)
        for name, edge in (("power", 10), ("fuel", 10), ("water", 5)):
            share = 1 - Fraction(self.case(name, around(edge, more=(0, 30, -20)), place)) / 100  # type: ignore[arg-type]
            raw[f"{name}_base"], raw[name] = self._rows(200_000, 2), self._rows(int(share * 200_000), 2)
        self._scores(raw, place)
        for name in ("water_group", "water_plan", "water_done", "water_told"):
            raw[name] = self.random.random() < 0.93
        done = self.case("issues", (0, 1, 2, 3, 4, 5), place)
        mine = self.random.sample(("water", "forest", "health", "road", "school"), done)  # type: ignore[arg-type]
        raw |= {f"issue_{name}": name in mine for name in ("water", "forest", "health", "road", "school")}
        steps = self.case("system", (0, 1, 2, 3, 4), place)
        raw |= {f"system_{name}": number < steps for number, name in enumerate(("study", "draft", "trial", "use"))}  # type: ignore[operator]
        if self.random.random() < 0.2:
            raw["system_use"] = True  # done before the others: a gap stops
        raw["typed"] = Fraction(self.case("typed", [Fraction(n, 100) for n in (0, 1, 99, 100, 101, 250, 337, 400, 499, 500)], place))  # type: ignore[arg-type]
        edge, step = self.case("sent", [(day, step) for day in (30, 25, 20, 15, 10) for step in (-1, 0, 1)], place)  # type: ignore[misc]
        raw["sent"] = dt.date(2026, 3, edge + step)
        weight = self.case("weights", (None, 8, 6, None), place)
        raw |= {"weight_3": weight, "weight_4": None if weight is None else 10 - weight}  # type: ignore[operator]
        return raw

    def _deaths(self, raw: Raw, place: int) -> None:
        wanted = Fraction(self.case("deaths", around(22, 21, 20, 19, 18, more=(0, 40)), place))  # type: ignore[arg-type]
        share = wanted / 100_000
        base = share.denominator * 3
        raw["people"], raw["deaths"] = self._rows(base, 3), self._rows(int(share * base), 3)

    def _scores(self, raw: Raw, place: int) -> None:
        """Means of rows: units' scores, days, ratings, months, projects."""
        for name, cases in (
            ("scores", [Fraction(n, 100) for n in (0, 99, 100, 101, 250, 336, 399, 400, 500)]),
            ("ratings", around(1, 2, 3, 4, "4.5", more=(0, 5))), ("days", around(24, 22, 20, 18, 16, more=(3, 40))),
        ):
            mean = Fraction(self.case(name, cases, place))  # type: ignore[arg-type]
            apart = min(mean, 5 - mean if name != "days" else mean) * Fraction(self.random.randint(0, 9), 10)
            apart = Fraction(int(apart * 100), 100)
            raw[name] = [mean - apart, mean + apart]
        for name in ("right", "timely"):
            usual = self.case(name, (0, 1, 2, 2), place)
            raw[name] = [usual if self.random.random() < 0.8 else self.random.choice((0, 1, 2)) for _ in range(6)]
            if usual == 2 and self.random.random() < 0.5:
                raw[name] = [2] * 6
        raw["projects"] = []
        for number in range(2):
            planned = self.random.choice((10, 40, 200))
            edge, step = self.case("projects", [(edge, step) for edge in (60, 70, 80, 90, 100) for step in (-1, 0, 1)], place + 4 * number)  # type: ignore[misc]
            raw["projects"].append([planned, planned * edge // 100 + step, self.random.randint(1, 5)])  # type: ignore[attr-defined]

    def _spoil(self, raw: Raw) -> None:
        """Something of a district is not reported, exempt, or not reviewed."""
        kind = self.random.choice(("blank", "target", "answer", "exempt", "waiting"))
        second = self.round_id == "2569-2"
        if kind == "blank":
            name = self.random.choice(list(PERCENTS[self.round_id]))
            rows = raw[self.random.choice((name, BASES[name]))]
            rows[self.random.randrange(len(rows))] = None  # type: ignore[arg-type,index,call-overload]
        elif kind == "target":
            name = self.random.choice(("village_target", "cloth_target", "sales_targets") if second else ("sold_target", "visit_target"))
            if name == "sales_targets":
                raw[name][self.random.randint(1, 5)] = None  # type: ignore[index]
            else:
                raw[name] = None
        elif kind == "answer":
            raw[self.random.choice(("plan", "visits") if second else (
                "water_plan", "issue_road", "system_trial", "typed", "sent"))] = None
        elif kind == "exempt":
            raw["exempt"].add(self.random.choice(("1", "4", "7", "8", "14") if second else ("1", "8", "12", "16", "24")))  # type: ignore[attr-defined]
        elif second:
            number = self.random.choice((3, 4, 10, 11, 12, 13, 14))
            raw[f"given_{number}"] = self.random.choice((
                (3, STATES[1]), (None, STATES[2]), (None, STATES[1]), None))
        else:
            raw["right"][self.random.randrange(6)] = None  # type: ignore[index]


# --- exports ---------------------------------------------------------------------------------------


class Office:
    """What an office makes of the raw figures: the rows of each export, by its name."""

    def __init__(self, round_id: str, raws: Mapping[str, Raw], seed: int) -> None:
        self.round_id, self.raws, self.end = round_id, raws, ENDS[round_id]
        self.random = random.Random(f"office {round_id} {seed}")

    def tables(self) -> dict[str, Rows]:
        """Every export as bare rows, headings first."""
        return {**self._frame(), **(self._second() if self.round_id == "2569-2" else self._first())}

    def _frame(self) -> dict[str, Rows]:
        exempt = [[PLACES[code], number, "ไม่มีงานนี้ในอำเภอ (ตัวอย่าง)"] for code, raw in self.raws.items() for number in sorted(raw["exempt"])]  # type: ignore[call-overload]
        return {
            "ทำเนียบ": [["จังหวัด", "รหัสอำเภอ", "อำเภอ", "ชื่อ-สกุล", "ตำแหน่ง"],
                       [PROVINCE, None, None, "นายตัวอย่าง จังหวัด", f"พัฒนาการจังหวัด{PROVINCE}"],
                       *([PROVINCE, code, name, f"นางตัวอย่าง {code}", f"พัฒนาการอำเภอ{name}"] for code, name in PLACES.items())],
            **({"ยกเว้น": [["อำเภอ", "ยกเว้นตัวชี้วัดที่", "เหตุผล"], *exempt]} if exempt else {}),
        }

    def _rows(self, columns: Mapping[str, str], label: str = "", names: Sequence[object] = TAMBONS) -> Rows:
        """A table with a row for each of some units of a district; ``columns``: heading → raw name."""
        rows: Rows = [["อำเภอ", *([label] if label else []), *columns]]
        for code, raw in self.raws.items():
            mine = [raw[name] for name in columns.values()]
            for number, cells in enumerate(zip(*mine, strict=True)):  # type: ignore[call-overload]
                rows.append([PLACES[code], *([names[number]] if label else []), *cells])
        return rows

    def _checklist(self, items: Mapping[str, tuple[int, str]]) -> Rows:
        """The form of answers, districts as columns or as rows; ``items``: text → KPI and raw name."""
        def said(raw: Raw, name: str) -> object:
            value = raw[name]
            if isinstance(value, bool):
                return self.random.choice(("ใช่", "มี", "✓") if value else ("ไม่ใช่", "ไม่มี", "✗"))
            return float(value) if isinstance(value, Fraction) else value

        told = [(kpi, text, [said(raw, name) for raw in self.raws.values()]) for text, (kpi, name) in items.items()]
        if self.random.random() < 0.5:
            return [["ตัวชี้วัดที่", "ระดับที่", "รายการ", *PLACES.values()], *([kpi, None, text, *cells] for kpi, text, cells in told)]
        return [["อำเภอ", "ตัวชี้วัดที่", "รายการ", "ผลการดำเนินงาน"],
                *([place, kpi, text, cell] for kpi, text, cells in told for place, cell in zip(PLACES.values(), cells, strict=True))]

    def _targets(self, wanted: Mapping[int, str], weights: Mapping[int, str]) -> Rows:
        """Each district's own targets of whole KPIs, and own weights."""
        rows: Rows = [["ตัวชี้วัดที่", "อำเภอ", "ค่าเป้าหมาย", *(["น้ำหนัก"] if weights else [])]]
        for code, raw in self.raws.items():
            for kpi, name in wanted.items():
                if raw[name] is not None:
                    rows.append([kpi, PLACES[code], raw[name], *([None] if weights else [])])
            rows += [[kpi, PLACES[code], None, raw[name]] for kpi, name in weights.items() if raw[name] is not None]
        return rows

    def _level_targets(self, kpi: int, name: str) -> Rows:
        """Each district's own targets of levels, a row or a column a level."""
        if self.random.random() < 0.5:
            return [["ตัวชี้วัดที่", "อำเภอ", *(f"ระดับที่ {level}" for level in range(1, 6))],
                    *([kpi, PLACES[code], *(raw[name][level] for level in range(1, 6))] for code, raw in self.raws.items())]  # type: ignore[index]
        return [["อำเภอ", "ตัวชี้วัดที่", "ระดับที่", "ค่าเป้าหมาย"],
                *([PLACES[code], kpi, level, value] for code, raw in self.raws.items() for level, value in raw[name].items())]  # type: ignore[attr-defined]

    def _given(self, numbers: Sequence[int]) -> Rows:
        rows: Rows = [["ตัวชี้วัดที่", "อำเภอ", "ระดับที่ได้", "หลักฐาน", "วันที่", "ผู้ตรวจ", "สถานะ"]]
        for number in numbers:
            for code, raw in self.raws.items():
                told = raw[f"given_{number}"]
                if told is not None:
                    level, state = told  # type: ignore[misc]  # a pair
                    done = state == STATES[0]
                    rows.append([number, PLACES[code], level, f"ตย. {number}/{code}" if state != STATES[2] else None,
                                 "30 ก.ย. 2569" if done else None, "นางตัวอย่าง ผู้ตรวจ" if done else None, state])
        return rows

    def _monthly(self, columns: Mapping[str, str], months: Sequence[int]) -> Rows:
        rows: Rows = [["อำเภอ", "ปีงบประมาณ", "เดือน", *columns]]
        for code, raw in self.raws.items():
            rows += [[PLACES[code], 2569, MONTHS[month - 1], *(raw[name][at] for name in columns.values())]  # type: ignore[index]
                     for at, month in enumerate(months)]
        return rows

    def _second(self) -> dict[str, Rows]:
        sales: Rows = [["ปีงบประมาณ", "เดือน", "อำเภอ", "รายการข้อมูล", "ค่าข้อมูล", "หน่วย"]]
        for code, raw in self.raws.items():
            sales += [[2568, MONTHS[month - 1], PLACES[code], "รายได้จากการจำหน่ายผลิตภัณฑ์ชุมชน OTOP", 70_000 + int(code) + month, "บาท"] for month in YEAR]
            sales += [[2569, MONTHS[month - 1], PLACES[code], "รายได้จากการจำหน่ายผลิตภัณฑ์ชุมชน OTOP", value, "บาท"]
                      for month, value in zip(YEAR, raw["sales"], strict=True)]  # type: ignore[call-overload]
        return {
            "เบิกจ่าย": self._rows({"จัดสรร": "allocated", "เบิกจ่าย": "disbursed"}, "งบ", ("งบหนึ่ง", "งบสอง", "งบสาม")),
            "แผนงาน": self._rows({"จำนวนขั้นตอนตามแผน": "steps", "จำนวนขั้นตอนที่แล้วเสร็จ": "steps_done"}, "กิจกรรม/โครงการ", ("กิจกรรมหนึ่ง", "กิจกรรมสอง", "กิจกรรมสาม")),
            "หมู่บ้าน": self._rows({"หมู่บ้านที่คัดแยกขยะครบ": "sorted"}, "ตำบล"),
            "ผ้า": self._rows({"ผ้าที่ผ่านการตรวจ": "cloths"}, "กลุ่มทอผ้า", ("กลุ่มหนึ่ง", "กลุ่มสอง", "กลุ่มสาม")),
            "สินค้าชุมชน": sales,
            "กองทุนสตรี": self._rows({"เงินกองทุนที่ได้รับ": "received", "เงินกองทุนที่ใช้จ่าย": "spent", "เงินกองทุนถึงกำหนดคืน": "due",
                                     "เงินกองทุนที่คืนแล้ว": "returned", "ลูกหนี้กองทุน": "debt", "หนี้ค้างกองทุน": "unpaid"}),
            "กองทุนหมู่บ้าน": self._rows({"หนี้ทั้งหมดของกองทุน": "fund_debt", "หนี้ค้างของกองทุน": "fund_unpaid"}, "กองทุนหมู่บ้าน", ("กองทุนหนึ่ง", "กองทุนสอง", "กองทุนสาม")),
            "ขั้นตอน": self._checklist({"มีแผนปฏิบัติการของกองทุน": (8, "plan"), "ติดตามสมาชิกครบทุกตำบล": (8, "visits")}),
            "เป้าหมายอำเภอ": self._targets({5: "village_target", 6: "cloth_target"}, {}),
            "เป้าหมายรายระดับ": self._level_targets(7, "sales_targets"),
            "ตรวจหลักฐาน": self._given((3, 4, 10, 11, 12, 13, 14)),
        }

    def _first(self) -> dict[str, Rows]:
        loans = self._rows({"เงินยืมถึงกำหนดคืน": "loans_due", "เงินยืมที่คืนแล้ว": "loans_returned", "สัญญาค้างคืน": "overdue", "เอกสารครบถ้วน": "papers"},
                           "กลุ่มผู้ยืม", ("กลุ่มหนึ่ง", "กลุ่มสอง", "กลุ่มสาม"))
        for row in loans[1:]:
            row[-1] = "ใช่" if row[-1] else "ไม่ใช่"
        scores = self._rows({"คะแนนผลงาน": "scores", "คะแนนสมรรถนะ": "ratings", "วันที่ใช้ให้บริการ (วัน)": "days"}, "ชื่อหน่วยงานย่อย", ("หน่วยหนึ่ง", "หน่วยสอง"))
        projects: Rows = [["อำเภอ", "โครงการตัวอย่าง", "เป้าหมายของโครงการ (คน)", "ผลของโครงการ (คน)", "น้ำหนักโครงการ"]]
        for code, raw in self.raws.items():
            projects += [[PLACES[code], f"โครงการ{name}", *row] for name, row in zip(("หนึ่ง", "สอง"), raw["projects"], strict=True)]  # type: ignore[call-overload]
        answers = {text: (5, f"water_{name}") for text, name in (
            ("มีคณะทำงานประหยัดน้ำ", "group"), ("มีแผนประหยัดน้ำ", "plan"), ("ทำตามแผนประหยัดน้ำ", "done"), ("รายงานผลการประหยัดน้ำ", "told"))}
        answers |= {text: (21, f"issue_{name}") for text, name in (
            ("ประเด็นน้ำ", "water"), ("ประเด็นป่า", "forest"), ("ประเด็นสุขภาพ", "health"), ("ประเด็นถนน", "road"), ("ประเด็นโรงเรียน", "school"))}
        answers["คะแนนประเมินความโปร่งใสที่ได้"] = (22, "typed")
        answers |= {text: (23, f"system_{name}") for text, name in (
            ("ศึกษาระบบงานเดิม", "study"), ("ร่างระบบงานใหม่", "draft"), ("ทดลองระบบงานใหม่", "trial"), ("ใช้ระบบงานใหม่จริง", "use"))}
        answers["วันที่ส่งแผนพัฒนาบุคลากร"] = (25, "sent")
        return {
            "เงินยืม": loans, "คะแนนหน่วยงาน": scores, "โครงการ": projects, "ขั้นตอน": self._checklist(answers),
            "ผลงานตำบล": self._rows({
                "ผู้ตอบแบบสอบถาม": "asked", "ผู้พึงพอใจ": "pleased", "ครัวเรือนตัวอย่าง": "households", "ครัวเรือนที่ทำบัญชี": "accounts",
                "ผู้เข้าเรียน": "learners", "ผู้เรียนจบ": "finished", "หมู่บ้านทั้งหมด": "villages", "หมู่บ้านที่มีกติกา": "rules",
                "รายการในทะเบียน": "records", "รายการที่ถูกต้อง": "correct", "ครัวเรือนที่ต้องเยี่ยม": "to_visit", "ครัวเรือนที่เยี่ยมแล้ว": "visited",
                "แผนงวดแรก": "planned_first", "ผลงวดแรก": "done_first", "แผนงวดหลัง": "planned_last", "ผลงวดหลัง": "done_last"}, "ตำบล"),
            "ชุมชน": self._rows({"จัดตลาดนัด (ครั้ง)": "fairs", "ข้อเสนอที่นำไปใช้ (ข้อ)": "proposals", "เงินระดมทุน": "raised", "ยอดขายของชุมชน": "sold",
                                "ผู้เสียชีวิตบนถนนชุมชน": "deaths", "ประชากรของชุมชน": "people"}, "ชุมชนตัวอย่าง", ("ชุมชนหนึ่ง", "ชุมชนสอง", "ชุมชนสาม")),
            "งบรายงาน": self._rows({"งบภาพรวม": "whole", "ใช้งบภาพรวม": "whole_spent", "งบลงทุน": "invested", "ใช้งบลงทุน": "invested_spent",
                                   "งบประจำ": "regular", "ใช้งบประจำ": "regular_spent"}),
            "รายงานเดือน": self._monthly({"คะแนนความถูกต้อง": "right", "คะแนนความทันเวลา": "timely"}, YEAR[:6]),
            "พลังงาน": self._rows({"ใช้ไฟฟ้า": "power", "ไฟฟ้าปีฐาน": "power_base", "ใช้น้ำมัน": "fuel", "น้ำมันปีฐาน": "fuel_base",
                                  "ใช้น้ำ": "water", "น้ำปีฐาน": "water_base"}, "อาคาร", ("อาคารหนึ่ง", "อาคารสอง")),
            "เป้าหมายอำเภอ": self._targets({14: "sold_target", 17: "visit_target"}, {3: "weight_3", 4: "weight_4"}),
        }


# --- dress -----------------------------------------------------------------------------------------

ALONE = ("ทำเนียบ", "ยกเว้น")  # tables of people and reasons, which bear no day
NO_SUM = (*ALONE, "ขั้นตอน", "เป้าหมายอำเภอ", "เป้าหมายรายระดับ", "ตรวจหลักฐาน", "คะแนนหน่วยงาน", "รายงานเดือน", "โครงการ", "เงินยืม")
_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


class Dress:
    """How one office types its tables: titles, a blank column, names of districts, numbers as texts, totals,
    footers, and the file that it saves."""

    def __init__(self, round_id: str, seed: int) -> None:
        self.random = random.Random(f"dress {round_id} {seed}")
        self.end = ENDS[round_id]

    def file(self, name: str, rows: Rows) -> tuple[str, bytes]:
        """The file of a table, and what it is called."""
        rows = self._dressed(name, [list(row) for row in rows])
        if self.random.random() < 0.25:
            text = StringIO()
            csv.writer(text).writerows([["" if cell is None else cell.isoformat() if isinstance(cell, dt.date) else cell for cell in row] for row in rows])
            return f"{name}.csv", text.getvalue().encode("utf-8-sig")
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)  # type: ignore[union-attr]  # a new book has a sheet
        buffer = BytesIO()
        book.save(buffer)
        return f"{name}.xlsx", buffer.getvalue()

    def _dressed(self, name: str, rows: Rows) -> Rows:
        heads, *body = rows
        if name == "ทำเนียบ":
            return rows
        self.random.shuffle(body)
        total = self._total(heads, body) if name not in NO_SUM and self.random.random() < 0.6 else []
        spelt = self.random.choice(("{}", "อำเภอ{}", "อ.{}", "อ. {}", "สพอ.{}"))
        texts = self.random.choice(("{}", "{}", "{:,}", "thai"))
        at = heads.index("อำเภอ") if "อำเภอ" in heads else None
        for row in body:
            if at is not None:
                row[at] = spelt.format(row[at])
            row[:] = [self._typed(cell, texts, heads[place]) for place, cell in enumerate(row)]
        above: Rows = [[f"{name} (ตัวอย่างสมมติ)"]] if self.random.random() < 0.6 else []
        above += [[f"จังหวัด{PROVINCE}"]] if self.random.random() < 0.3 else []
        day = SPENT_BY if name == "เบิกจ่าย" else self.end
        above += [] if name in ALONE else [[f"ข้อมูล ณ วันที่ {day.day} {MONTHS[day.month - 1]} {day.year + 543}"]]
        below: Rows = [[], ["หมายเหตุ ตัวเลขสมมติเพื่อทดสอบ"]] if self.random.random() < 0.4 else []
        below += [["ลงชื่อ ........................ ผู้รายงาน"]] if self.random.random() < 0.3 else []
        left: list[object] = [None] if self.random.random() < 0.3 else []
        return [[*left, *row] for row in (*above, heads, *body, *total, *below)]

    def _total(self, heads: list[object], body: Rows) -> Rows:
        """A last row with the sum of each column of numbers."""
        row: list[object] = [None] * len(heads)
        for place in range(len(heads)):
            cells = [one[place] for one in body]
            if heads[place] not in ("ปีงบประมาณ", "ตัวชี้วัดที่") and all(cell is None or isinstance(cell, int) for cell in cells):
                row[place] = sum(cell or 0 for cell in cells)  # type: ignore[misc]  # whole numbers
        row[heads.index("อำเภอ")] = self.random.choice(("รวม", "รวมทั้งสิ้น", "รวมทั้งจังหวัด"))
        return [row]

    def _typed(self, cell: object, texts: str, head: object) -> object:
        """A cell as it is typed: numbers as they are, or as texts with commas or Thai digits."""
        if isinstance(cell, Fraction):
            cell = int(cell) if cell.denominator == 1 else round(float(cell), 6)
        if isinstance(cell, bool) or not isinstance(cell, int | float) or texts == "{}" or head in ("ปีงบประมาณ", "ตัวชี้วัดที่", "ระดับที่"):
            return cell
        typed = f"{cell:,}"
        return typed.translate(_THAI) if texts == "thai" else typed


def write(folder: Path, round_id: str, seed: int) -> dict[str, Raw]:
    """Writes a province's exports of a seed into a folder, and gives the raw figures that they hold."""
    raws = Maker(round_id, seed).raws()
    dress = Dress(round_id, seed)
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in Office(round_id, raws, seed).tables().items():
        called, data = dress.file(name, rows)
        (folder / called).write_bytes(data)
    return raws
