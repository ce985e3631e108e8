"""What a KPI is computed from, in words, for every measure."""

import pytest
from measuring import kpi, ladder, source

from pipeline.rounds.computed import computed

MADE = source(now="คน", base="คน", weight="คน")
LEVELS = ladder("at_least", 1)
STEPS = "[[formula.unit_levels]]\nlevel = 1\nat_least = 1\n"
NOW, BASE, WEIGHT = (f"“ช่อง {name}” (รายงาน made)" for name in ("now", "base", "weight"))


@pytest.mark.parametrize(("formula", "says"), [
    ('measure = "sum"\nelement = "made.now"\n', f"ผลรวมของ {NOW}"),
    ('measure = "sum"\nspan = "fiscal_year"\nelement = "made.now"\n', f"ผลรวมของ {NOW} ตั้งแต่ต้นปีงบประมาณ"),
    ('measure = "growth_over_last_year"\nelement = "made.now"\n', f"({NOW} ของเดือนในรอบ − ของเดือนเดียวกันปีก่อน) ÷ ของปีก่อน × 100"),
    ('measure = "growth_over_last_year"\nspan = "fiscal_year"\nelement = "made.now"\n',
     f"({NOW} ของเดือนตั้งแต่ต้นปีงบประมาณ − ของเดือนเดียวกันปีก่อน) ÷ ของปีก่อน × 100"),
    ('measure = "mean"\nelement = "made.now"\n', f"ค่าเฉลี่ยของ {NOW} ทุกแถว"),
    ('measure = "mean"\nelement = "made.now"\nweight = "made.weight"\n', f"ค่าเฉลี่ยของ {NOW} ทุกแถว ถ่วงน้ำหนักด้วย {WEIGHT}"),
    (f'measure = "mean"\nnumerator = "made.now"\ndenominator = "made.base"\n{STEPS}', f"ค่าเฉลี่ยของ คะแนนของ ร้อยละของ {NOW} ÷ {BASE} ทุกแถว"),
    ('measure = "change"\nnumerator = "made.now"\ndenominator = "made.base"\n', f"({NOW} − {BASE}) ÷ {BASE} × 100"),
    ('measure = "change"\ndirection = "down"\nnumerator = "made.now"\ndenominator = "made.base"\n', f"({BASE} − {NOW}) ÷ {BASE} × 100"),
])
def test_the_way_names_its_columns(formula, says):
    assert next(computed(kpi(f"[formula]\n{formula}{LEVELS}"), {"made": MADE})) == f"คิดจาก {says}"
