"""Rows that contradict what stands beside their figures: what is left of the money, a running number, a
tambon."""

from collections.abc import Iterator
from decimal import Decimal

from pipeline.checks.facts import ALMOST, total
from pipeline.checks.words import amount, figure, suspected
from pipeline.model.check import FactRow, Facts, FigureCheck, Odd, Rule, Suspicion
from pipeline.model.observation import Observation
from pipeline.tables.grid import TOLERANCE


def remaining_differs(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """What is left of a row's money is not what was given less what was spent, nor less what is held
    besides, where it is so in almost all other rows of the table."""
    spent, given, left = rule.columns["column"], rule.columns["base"], f"{rule.source}.remaining"
    tables: dict[str, list[FactRow]] = {}
    for row in facts.rows(rule.source):
        if spent in row.cells and given in row.cells and left in row.cells:
            tables.setdefault(row.table, []).append(row)
    for rows in tables.values():
        over = [row.amount(given) - row.amount(spent) - row.amount(left) for row in rows]
        held = [row.amount(f"{rule.source}.held") for row in rows]
        right = [min(abs(o), abs(o - h)) <= TOLERANCE for o, h in zip(over, held, strict=True)]
        if sum(right) < ALMOST * len(rows):
            continue
        less = any(good and abs(o) > TOLERANCE for good, o in zip(right, over, strict=True))
        for row, besides in ((row, h) for row, h, good in zip(rows, held, right, strict=True) if not good):
            meant = row.amount(given) - row.amount(left) - (besides if less else 0)
            yield from suspected(
                facts, rule, [Odd(row.cells[spent], meant)],
                f"คงเหลือ {amount(row.amount(left))} ({row.cells[left].origin.cell}) ของ{facts.named(row.district)} "
                f"ไม่เท่ากับ {figure(facts, row.cells[given])} หัก {figure(facts, row.cells[spent])}",
                f"ดูเหมือนช่องหนึ่งผิด (ถ้าคงเหลือถูก {facts.heading(spent)}คือ {amount(meant)})",
                "ตรวจว่าตัวเลขใดในแถวผิด")


def numbers_skipped(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """Running numbers of a table that lack one or two."""
    lists = [one for one in facts.numbered(rule.source) if len(one.missing) <= rule.limits["most"]]
    first: dict[tuple[str, str, int], Observation] = {}
    for row in facts.rows(rule.source) if lists else ():
        cell = next(iter(row.cells.values()))
        first.setdefault((cell.origin.file, cell.origin.sheet, cell.row + 1), cell)
    for one in lists:
        file, sheet = one.origins[0].file, one.origins[0].sheet
        beside = [Odd(first[file, sheet, row]) for row in one.rows if (file, sheet, row) in first]
        lacking = ", ".join(map(str, one.missing))
        if beside:
            yield from suspected(
                facts, rule, beside,
                f"เลขลำดับ 1–{one.last} ของตารางไม่มีเลข {lacking} (ข้าง {one.origins[0].cell})",
                "ดูเหมือนแถวหายไป", "ตรวจว่าแถวถูกลบหรือไม่ ถ้าตั้งใจลบ ให้เรียงเลขใหม่",
                value=Decimal(one.missing[0]))


def tambon_elsewhere(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """Rows of a district whose tambon lies in another: one suspicion a table and district."""
    found: dict[tuple[str, str], list[FactRow]] = {}
    for row in facts.rows(rule.source):
        if f"{rule.source}.elsewhere" in row.cells and rule.columns["column"] in row.cells:
            found.setdefault((row.table, row.district), []).append(row)
    for (_, district), rows in found.items():
        counted = [row.cells[element] for row in rows
                   for element in (rule.columns["column"], rule.columns["base"]) if element in row.cells]
        yield from suspected(
            facts, rule, [Odd(o, Decimal(0)) for o in counted],
            f"{len(rows)} แถวของ{facts.named(district)}มีตำบลที่อยู่ในอำเภออื่นของจังหวัด "
            f"รวม “{facts.heading(rule.columns['column'])}” {amount(total([row.cells[rule.columns['column']] for row in rows]))}",
            "ดูเหมือนวางแถวของอำเภออื่น (คิดใหม่โดยไม่นับแถวเหล่านี้)", "ตรวจว่าแถวเป็นของอำเภอใด")


REMAINING_DIFFERS = FigureCheck(
    "remaining-differs", "source", remaining_differs, columns=("column", "base"))
NUMBERS_SKIPPED = FigureCheck("numbers-skipped", "source", numbers_skipped, limits=("most",))
TAMBON_ELSEWHERE = FigureCheck("tambon-elsewhere", "source", tambon_elsewhere, columns=("column", "base"))
