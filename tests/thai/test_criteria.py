"""Criteria are read as a careful reader holds them, or asked; a bound is never guessed.

Each case is a ladder and what its levels mean: ``>= 80``, ``item``, ``date``, ``1 กลุ่ม`` (a count of
what is to be done), "" for a level that is open, ``?`` for one that must be asked.
"""



import random
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from home import HOME
from hypothesis import given
from hypothesis import strategies as st

from pipeline.thai.criteria import Bounds, LevelReading, read_ladder
from pipeline.thai.criterion import plain_words
from pipeline.thai.text import clean, squeeze

SIGNS = {"at_least": ">=", "more_than": ">", "at_most": "<=", "less_than": "<"}


def said(bounds: Bounds) -> list[str]:
    values = {sign: getattr(bounds, name) for name, sign in SIGNS.items()}
    return [f"{sign} {value.normalize():f}" for sign, value in values.items() if value is not None]


def meaning(level: LevelReading) -> str:
    if level.question:
        return "?"
    parts = said(level.bounds)
    parts += [f"{number.normalize():f} {unit}" for number, unit in level.counts]
    parts += ["date"] if level.date else []
    parts += ["item"] if level.item else []
    return " + ".join(parts)


def meanings(*levels: str) -> list[str]:
    return [meaning(level) for level in read_ladder(levels)]


def without_spaces(read: Sequence[LevelReading]) -> list[LevelReading]:
    """The levels with their own words as words are compared."""
    return [replace(level, subject=plain_words(squeeze(level.subject)),
                    items=tuple(replace(item, text=plain_words(squeeze(item.text))) for item in level.items)) for level in read]


def rising(words: str, *numbers: object) -> list[str]:
    return [words.format(number) for number in numbers]


FIVE = (60, 70, 80, 90, 100)
AT_LEAST = [f">= {number}" for number in FIVE]

CLEAR = {
    # one way of saying it after the other
    "not less": (rising("ไม่น้อยกว่าร้อยละ {}", *FIVE), AT_LEAST),
    "not lower": (rising("ได้ไม่ต่ำกว่าร้อยละ {} ของเป้าหมาย", *FIVE), AT_LEAST),
    "at the least": (rising("ดำเนินการได้อย่างน้อยร้อยละ {}", *FIVE), AT_LEAST),
    "from on": (rising("ตั้งแต่ร้อยละ {} ขึ้นไป", *FIVE), AT_LEAST),
    "upwards": (rising("ผู้เข้าร่วมพึงพอใจร้อยละ {} ขึ้นไป", *FIVE), AT_LEAST),
    "upwards of a thing": (rising("ร้อยละ {} ของครัวเรือนเป้าหมายขึ้นไป", *FIVE), AT_LEAST),
    "at the least, behind": (rising("ร้อยละ {} เป็นอย่างน้อย", *FIVE), AT_LEAST),
    "or more, behind": (rising("ร้อยละ {} หรือมากกว่า", *FIVE), AT_LEAST),
    "more or equal": (rising("มากกว่าหรือเท่ากับ {} %", *FIVE), AT_LEAST),
    "equal or more": (rising("เท่ากับหรือมากกว่าร้อยละ {}", *FIVE), AT_LEAST),
    "signs": (rising("≥ {}%", *FIVE), AT_LEAST),
    "typed signs": (rising(">= ร้อยละ {}", *FIVE), AT_LEAST),
    "percent sign": (rising("{} %", *FIVE), AT_LEAST),
    "percent in words": (rising("{} เปอร์เซ็นต์", *FIVE), AT_LEAST),
    "must not be less": (rising("ต้องไม่น้อยกว่าร้อยละ {}", *FIVE), AT_LEAST),
    "more": (rising("มากกว่าร้อยละ {}", *FIVE), [f"> {n}" for n in FIVE]),
    "over": (rising("เกินร้อยละ {}", 50, 60, 70), ["> 50", "> 60", "> 70"]),
    "over that": (rising("เกินกว่าร้อยละ {}", 50, 60, 70), ["> 50", "> 60", "> 70"]),
    "higher": (rising("สูงกว่าร้อยละ {}", 50, 60, 70), ["> 50", "> 60", "> 70"]),
    "from, not reaching": (
        ["ต่ำกว่าร้อยละ 60", "ตั้งแต่ร้อยละ 60 แต่ไม่ถึงร้อยละ 70", "ตั้งแต่ร้อยละ 70 แต่ไม่ถึงร้อยละ 80",
         "ตั้งแต่ร้อยละ 80 แต่ไม่ถึงร้อยละ 90", "ตั้งแต่ร้อยละ 90 ขึ้นไป"],
        ["", ">= 60", ">= 70", ">= 80", ">= 90"]),
    "less than the next": (
        ["น้อยกว่า 60 %", "60 % แต่น้อยกว่า 70 %", "70 % แต่น้อยกว่า 80 %", "80 % ขึ้นไป"],
        ["", ">= 60", ">= 70", ">= 80"]),
    "more, not over": (
        ["ไม่เกินร้อยละ 50", "เกินร้อยละ 50 แต่ไม่เกินร้อยละ 60", "เกินร้อยละ 60 แต่ไม่เกินร้อยละ 70", "เกินร้อยละ 70"],
        ["", "> 50", "> 60", "> 70"]),
    "not over first": (
        ["ไม่เกินร้อยละ 50", "ไม่เกินร้อยละ 60 แต่มากกว่าร้อยละ 50", "มากกว่าร้อยละ 60"], ["", "> 50", "> 60"]),
    "a variable between signs": (
        ["X < 60", "60 ≤ X < 70", "70 ≤ X < 80", "80 ≤ X < 90", "X ≥ 90"], ["", ">= 60", ">= 70", ">= 80", ">= 90"]),
    "ranges in tenths": (
        ["ต่ำกว่าร้อยละ 60.0", "ร้อยละ 60.0 – 69.9", "ร้อยละ 70.0 – 79.9", "ร้อยละ 80.0 ขึ้นไป"],
        ["", ">= 60", ">= 70", ">= 80"]),
    "ranges with words": (
        ["ร้อยละ 60 ถึง 69", "ร้อยละ 70 ถึง 79", "ระหว่างร้อยละ 80 ถึงร้อยละ 89", "ร้อยละ 90 ถึง 100"],
        [">= 60", ">= 70", ">= 80", ">= 90"]),
    "downwards at first": (["ร้อยละ 59 ลงมา", "ร้อยละ 60 – 69", "ร้อยละ 70 ขึ้นไป"], ["", ">= 60", ">= 70"]),
    "more again with papers": (
        ["ได้น้อยกว่าร้อยละ 50", "ได้ร้อยละ 50", "ได้ร้อยละ 65", "ได้มากกว่าร้อยละ 65", "ได้มากกว่าร้อยละ 65 และรายงานผลในระบบครบถ้วน"],
        ["", ">= 50", ">= 65", "> 65", "> 65 + item"]),
    # less is better
    "debt": (rising("หนี้ค้างเกินกำหนดไม่เกินร้อยละ {}", 20, 15, 10, 5, 2), [f"<= {n}" for n in (20, 15, 10, 5, 2)]),
    "complaints": (rising("มีเรื่องร้องเรียนไม่เกิน {} เรื่อง", 5, 4, 3, 2, 1), [f"<= {n}" for n in (5, 4, 3, 2, 1)]),
    "less than": (rising("น้อยกว่าร้อยละ {}", 10, 8, 6), ["< 10", "< 8", "< 6"]),
    "over at first": (["มากกว่าร้อยละ 20", "ไม่เกินร้อยละ 20", "ไม่เกินร้อยละ 15", "ไม่เกินร้อยละ 10"], ["", "<= 20", "<= 15", "<= 10"]),
    "ranges that fall": (
        ["มากกว่าร้อยละ 20", "ร้อยละ 16 – 20", "ร้อยละ 11 – 15", "ร้อยละ 6 – 10", "ไม่เกินร้อยละ 5"], ["", "<= 20", "<= 15", "<= 10", "<= 5"]),
    "within days": (rising("จัดส่งรายงานภายใน {} วันทำการ", 15, 12, 10, 7, 5), [f"<= {n}" for n in (15, 12, 10, 7, 5)]),
    # counts and amounts
    "activities": (rising("ดำเนินการได้ {} กิจกรรม", 1, 2, 3, 4, 5), [f">= {n}" for n in range(1, 6)]),
    "times and more": (rising("ออกตรวจเยี่ยมจำนวน {} ครั้งขึ้นไป", 2, 4, 6), [">= 2", ">= 4", ">= 6"]),
    "steps of a plan": (rising("ดำเนินการตามแผน {} ขั้นตอน", 1, 2, 3, 4, 5), [f">= {n}" for n in range(1, 6)]),
    "of all": (rising("ผ่านเกณฑ์ {} ข้อ จาก 10 ข้อ", 6, 7, 8), [">= 6", ">= 7", ">= 8"]),
    "villages": (rising("มีหมู่บ้านต้นแบบไม่น้อยกว่า {} หมู่บ้าน", 3, 5, 7), [">= 3", ">= 5", ">= 7"]),
    "baht": (rising("มียอดจำหน่ายไม่น้อยกว่า {} บาท", "1,000,000", "1,500,000", "2,000,000"), [">= 1000000", ">= 1500000", ">= 2000000"]),
    "million baht": (rising("รายได้ {} ล้านบาท", "1,040.25", "1,100.50", "1,180.75"), [">= 1040.25", ">= 1100.5", ">= 1180.75"]),
    "points": (["คะแนนเฉลี่ย 1.00 – 1.99", "คะแนนเฉลี่ย 2.00 – 2.99", "คะแนนเฉลี่ย 3.00 – 3.99", "คะแนนเฉลี่ย 4.00 – 4.49", "คะแนนเฉลี่ย 4.50 ขึ้นไป"],
               [">= 1", ">= 2", ">= 3", ">= 4", ">= 4.5"]),
    "an unknown thing counted": (rising("มีนวัตกรชุมชน {} นวัตกร", 1, 2, 3), [">= 1", ">= 2", ">= 3"]),
    "a saving": (rising("ลดการใช้ไฟฟ้าลงได้ร้อยละ {}", 2, 4, 6, 8, 10), [f">= {n}" for n in (2, 4, 6, 8, 10)]),
    # numbers that bound nothing
    "fiscal year and quarter": (
        rising("เบิกจ่ายประจำปีงบประมาณ 2561 สิ้นสุดไตรมาส 2 ได้ร้อยละ {}", 30, 40, 50), [">= 30", ">= 40", ">= 50"]),
    "a law": (rising("ปฏิบัติตาม พ.ร.บ. การจัดซื้อจัดจ้าง พ.ศ. 2560 มาตรา 8 ได้ร้อยละ {}", 80, 90, 100), [">= 80", ">= 90", ">= 100"]),
    "a day of the figures": (rising("ข้อมูล ณ วันที่ 31 มีนาคม 2561 ได้ร้อยละ {} ขึ้นไป", 80, 90, 100), [">= 80", ">= 90", ">= 100"]),
    "a rate in each level": (rising("จัดประชุมเดือนละ 1 ครั้ง ผู้เข้าประชุมร้อยละ {}", 60, 70, 80), [">= 60", ">= 70", ">= 80"]),
    "the level's own number": (
        ["ระดับ 1 ร้อยละ 60", "ระดับ 2 ร้อยละ 70", "ระดับ 3 = ร้อยละ 80"], [">= 60", ">= 70", ">= 80"]),
    "a score in Latin letters": (rising("ผลคะแนน ITA {}", 85, 90, 95), [">= 85", ">= 90", ">= 95"]),
    "a standard": (rising("ผ่านมาตรฐาน ISO 9001:2015 ร้อยละ {}", 50, 60, 70), [">= 50", ">= 60", ">= 70"]),
    "a round": (rising("ผลการตรวจรอบที่ 1/2561 ไม่น้อยกว่าร้อยละ {}", 50, 60, 70), [">= 50", ">= 60", ">= 70"]),
    # something to be done
    "papers at the top": (
        [*rising("ร้อยละ {} ขึ้นไป", 80, 85, 90, 95), "ร้อยละ 100 และส่งเอกสารครบถ้วนภายในกำหนด"],
        [">= 80", ">= 85", ">= 90", ">= 95", ">= 100 + item"]),
    "milestones, then a percentage": (
        ["มีคำสั่งแต่งตั้งคณะทำงาน", "มีแผนการขับเคลื่อน", "ขับเคลื่อนตามแผนได้ไม่น้อยกว่าร้อยละ 70", "ขับเคลื่อนตามแผนได้ไม่น้อยกว่าร้อยละ 85",
         "- ขับเคลื่อนตามแผนได้ร้อยละ 100   - สรุปบทเรียนเสนอจังหวัด"],
        ["item", "item", ">= 70", ">= 85", ">= 100 + item"]),
    "milestones alone": (
        ["แต่งตั้งคณะทำงาน", "จัดทำแผนปฏิบัติการ", "ดำเนินการตามแผน", "ติดตามและประเมินผล", "สรุปผลเสนอผู้บริหาร"], ["item"] * 5),
    "milestones with counts": (
        ["จัดทำแผนปฏิบัติการ", "จัดประชุมชี้แจง 1 ครั้ง", "คัดเลือกกลุ่มเป้าหมาย", "ฝึกอบรมอาชีพ", "มีกลุ่มอาชีพอย่างน้อย 2 กลุ่มและมีสมาชิกเพิ่มขึ้น 10 คนขึ้นไป"],
        ["item", "1 ครั้ง + item", "item", "item", "2 กลุ่ม + 10 คน + item"]),
    "all of it at the top": (rising("ดำเนินการได้ร้อยละ {}", 50, 60, 100), [">= 50", ">= 60", ">= 100"]),
    "nothing done at first": (["ไม่มีการดำเนินการ", "มีแผนการดำเนินการ", "ดำเนินการแล้วเสร็จ"], ["", "item", "item"]),
    "deadlines": (rising("รายงานผลภายในวันที่ {} มีนาคม 2562", 31, 25, 20, 15, 10), ["date"] * 5),
    "one deadline beside figures": (rising("เบิกจ่ายได้ร้อยละ {} ภายในวันที่ 31 มีนาคม 2562", 80, 90, 100), [">= 80 + date", ">= 90 + date", ">= 100 + date"]),
    "one deadline for each": (rising("จัดส่งรายงานภายในเดือน{} 2562", "มีนาคม", "กุมภาพันธ์", "มกราคม"), ["date"] * 3),
    "short months": (rising("ส่งภายใน {} ก.ย. 61", 30, 25, 20), ["date"] * 3),
    "deadlines and more": (rising("ส่งภายในวันที่ {} มีนาคม 2562 และถูกต้องครบถ้วน", 30, 20, 10), ["date + item"] * 3),
    "late at first": (["ส่งหลังวันที่ 30 กันยายน 2561", "ส่งภายในวันที่ 30 กันยายน 2561", "ส่งภายในวันที่ 25 กันยายน 2561"], ["", "date", "date"]),
    "before a day": (rising("ส่งก่อนวันที่ {} มีนาคม 2562", 30, 20), ["date"] * 2),
    # more that real papers say
    "in percent without the word": (rising("ร้อยละของผู้ผ่านเกณฑ์ ไม่น้อยกว่า {}", 60, 70), [">= 60", ">= 70"]),
    "one number spelt out": (["ร้อยละ 80", "ร้อยละ 85 (แปดสิบห้า)"], [">= 80", ">= 85"]),
    "times, and who must come": (rising("จัดประชุม {} ครั้ง ผู้เข้าประชุมไม่น้อยกว่าร้อยละ 70", 4, 5), [">= 4 + 70 ร้อยละ + item", ">= 5 + 70 ร้อยละ + item"]),
    "the number spelt out": (["ร้อยละ 80 (แปดสิบ)", "ร้อยละ 85 (แปดสิบห้า)"], [">= 80", ">= 85"]),
    "a sign on each side, in percent": (["ผล < ร้อยละ 50", "ร้อยละ 50 ≤ ผล < ร้อยละ 75", "ผล ≥ ร้อยละ 75"], ["", ">= 50", ">= 75"]),
    "two signs joined": (["X ≥ 80 และ X < 85", "X ≥ 85 และ X < 90", "X ≥ 90"], [">= 80", ">= 85", ">= 90"]),
    "a range up to less": (["ร้อยละ 80 – ต่ำกว่าร้อยละ 85", "ร้อยละ 85 – ต่ำกว่าร้อยละ 90", "ร้อยละ 90 ขึ้นไป"], [">= 80", ">= 85", ">= 90"]),
    "upwards, but not over": (["ไม่เกินร้อยละ 80", "ร้อยละ 81 ขึ้นไป แต่ไม่เกินร้อยละ 85", "ร้อยละ 86 ขึ้นไป"], ["", ">= 81", ">= 86"]),
    "times, ranges": (["1 ครั้ง", "2 – 3 ครั้ง", "4 ครั้งขึ้นไป"], [">= 1", ">= 2", ">= 4"]),
    "the score of each level": (["ร้อยละ 60 ได้ 1 คะแนน", "ร้อยละ 70 ได้ 2 คะแนน", "ร้อยละ 80 ได้ 3 คะแนน"], [">= 60", ">= 70", ">= 80"]),
    "of a plan of five": (rising("ตามแผน 5 ขั้นตอน ทำได้ {} ขั้นตอน", 3, 4, 5), [">= 3", ">= 4", ">= 5"]),
    "out of five": (rising("{} ใน 5 กิจกรรม", 3, 4, 5), [">= 3", ">= 4", ">= 5"]),
    "three of a village": (rising("หมู่บ้านละ 3 คน จำนวน {} หมู่บ้าน", 5, 6, 7), [">= 5", ">= 6", ">= 7"]),
    "at least one a tambon": (rising("มีกลุ่มออมทรัพย์อย่างน้อยตำบลละ {} กลุ่ม", 1, 2, 3), [">= 1", ">= 2", ">= 3"]),
    "against last year": (rising("รายได้สูงกว่าปีก่อน ไม่น้อยกว่าร้อยละ {}", 10, 12, 15), [">= 10", ">= 12", ">= 15"]),
    "steps by name": (rising("ดำเนินการถึงขั้นตอนที่ {} แล้วเสร็จ", 1, 2, 3), ["item"] * 3),
    "items by number": (["มีการดำเนินการข้อ 1", "มีการดำเนินการข้อ 1 และ 2", "มีการดำเนินการข้อ 1, 2 และ 3"], ["item"] * 3),
    "numbered bullets": (
        ["1. แต่งตั้งคณะทำงาน 2. จัดประชุม", "เบิกจ่ายร้อยละ 60", "เบิกจ่ายร้อยละ 70 และ 1. รายงานผล 2. ส่งภาพถ่าย"], ["item", ">= 60", ">= 70 + item"]),
    "a level below": (
        ["จัดทำแผน", "ระดับ 1 และเบิกจ่ายได้ร้อยละ 50", "ระดับ 1 และเบิกจ่ายได้ร้อยละ 70"], ["item", ">= 50", ">= 70"]),
    "papers in every level": (rising("ร้อยละ {} พร้อมแนบหลักฐาน", 60, 70), [">= 60 + item", ">= 70 + item"]),
    "a name with และ": (rising("จัดเก็บข้อมูลผู้ผลิตและผู้ประกอบการได้ร้อยละ {}", 60, 70), [">= 60", ">= 70"]),
    "a thing with และ": (rising("ร้อยละ {} ของสมาชิกที่ออมเงินและมีรายได้เพิ่มขึ้น", 60, 70), [">= 60", ">= 70"]),
    "a plan, and times": (rising("มีแผนงานและมีการประชุมไม่น้อยกว่า {} ครั้ง", 1, 2), [">= 1 + item", ">= 2 + item"]),
    "the same households in every level": (
        rising("มีครัวเรือนต้นแบบ 10 ครัวเรือน และมีรายได้เพิ่มขึ้นร้อยละ {}", 5, 10), [">= 5 + 10 ครัวเรือน + item", ">= 10 + 10 ครัวเรือน + item"]),
    "not reported either": (["ต่ำกว่าร้อยละ 60 หรือไม่รายงาน", "ร้อยละ 60 ขึ้นไป", "ร้อยละ 70 ขึ้นไป"], ["", ">= 60", ">= 70"]),
    "nothing more at first": (["ยอดออมไม่เพิ่มขึ้น", "ยอดออมเพิ่มขึ้นร้อยละ 4", "ยอดออมเพิ่มขึ้นร้อยละ 8"], ["", ">= 4", ">= 8"]),
    "none at first": (["ไม่มีหลักสูตร", "1 หลักสูตร", "2 หลักสูตร"], ["", ">= 1", ">= 2"]),
    "there is none": (["ไม่มี", "มี"], ["", "item"]),
    "all and more than all": ([*rising("ร้อยละ {} ของเป้าหมาย", 90, 100), "มากกว่าร้อยละ 100 ของเป้าหมาย"], [">= 90", ">= 100", "> 100"]),
    "milestones with a day each": (
        ["ร่างหลักสูตรแล้วเสร็จภายในวันที่ 30 พฤศจิกายน 2562", "ทดลองสอนภายในวันที่ 31 มกราคม 2563", "ถอดบทเรียนภายในวันที่ 15 มีนาคม 2563"],
        ["item", "item", "item"]),
    "milestones of one day": (["ร่างคู่มือภายในวันที่ 31 มีนาคม 2562", "พิมพ์คู่มือภายในวันที่ 31 มีนาคม 2562"], ["item", "item"]),
    "a level below, and more to do": (["จัดทำผังชุมชน", "ระดับ 1 และมีการประชาคม", "ระดับ 2 และมีการเผยแพร่"], ["item"] * 3),
    "days between": (
        ["หลังวันที่ 20 มีนาคม 2562", "วันที่ 11 - 20 มีนาคม 2562", "ภายในวันที่ 10 มีนาคม 2562"], ["", "date", "date"]),
    "the same again, and more to do": (
        ["มีแปลงผัก 12 แปลง", "มีแปลงผัก 12 แปลง และมีกติกา", "มีแปลงผัก 12 แปลง มีกติกา และมีผู้ดูแล"], [">= 12", ">= 12 + item", ">= 12 + item"]),
    "nothing wrong in every level": (rising("ร้อยละ {} ของบัญชีทั้งหมดและไม่มีข้อทักท้วง", 60, 80), [">= 60 + item", ">= 80 + item"]),
    "not passed at first": (["ไม่ผ่านเกณฑ์", "ผ่านเกณฑ์ร้อยละ 50", "ผ่านเกณฑ์ร้อยละ 60"], ["", ">= 50", ">= 60"]),
}  # fmt: skip

ASKED = {
    "two equal levels": (rising("ร้อยละ {}", 40, 50, 60, 60, 70), [">= 40", ">= 50", "?", "?", ">= 70"]),
    "swapped": (rising("ไม่น้อยกว่าร้อยละ {}", 60, 80, 70, 90, 100), [">= 60", "?", "?", ">= 90", ">= 100"]),
    "one out of line": (rising("ไม่น้อยกว่าร้อยละ {}", 60, 70, 8, 90, 100), [">= 60", ">= 70", "?", ">= 90", ">= 100"]),
    "a lost not in the middle": (
        ["ไม่น้อยกว่าร้อยละ 60", "ไม่น้อยกว่าร้อยละ 70", "น้อยกว่าร้อยละ 80", "ไม่น้อยกว่าร้อยละ 90"], [">= 60", ">= 70", "?", ">= 90"]),
    "a lost not at first": (["น้อยกว่าร้อยละ 60", *rising("ไม่น้อยกว่าร้อยละ {}", 70, 80, 90)], ["?", "?", ">= 80", ">= 90"]),
    "a slip": (["ไม่น้อยกว่า 5 ข้อ", "น้อยกว่า 7 ข้อ", "น้อยกว่า 9 ข้อ"], ["?", "?", "?"]),
    "a lost number": (["ไม่น้อยกว่าร้อยละ 60", "ไม่น้อยกว่าร้อยละ", "ไม่น้อยกว่าร้อยละ 80"], [">= 60", "?", ">= 80"]),
    "a blank": (["60", "", "80"], [">= 60", "?", ">= 80"]),
    "a lost bare number": (["สำเร็จ 1 เรื่องตามแผน", "สำเร็จ เรื่องตามแผน", "สำเร็จ 3 เรื่องตามแผน"], [">= 1", "?", ">= 3"]),
    "a lost end": (["ต่ำกว่าร้อยละ 60", "ร้อยละ 60 – ", "ร้อยละ 70 – 79", "ร้อยละ 80 ขึ้นไป"], ["", "?", ">= 70", ">= 80"]),
    "an end in two levels": (["ร้อยละ 60 – 70", "ร้อยละ 70 – 80", "ร้อยละ 80 – 90"], [">= 60", "?", "?"]),
    "a hole": (["น้อยกว่าร้อยละ 60", "ร้อยละ 60 – 69", "ร้อยละ 75 – 79", "ร้อยละ 80 ขึ้นไป"], ["", ">= 60", "?", ">= 80"]),
    "a range turned round": (["ร้อยละ 60 – 69", "ร้อยละ 79 – 70", "ร้อยละ 80 – 89"], [">= 60", "?", ">= 80"]),
    "bare numbers that fall": (rising("{} วัน", 15, 10, 5), ["?"] * 3),
    "not over, but rising": (rising("ไม่เกินร้อยละ {}", 5, 10, 15), ["?"] * 3),
    "more and upwards": (["ร้อยละ 60 ขึ้นไป", "มากกว่าร้อยละ 70 ขึ้นไป"], [">= 60", "?"]),
    "steps around a target": (["ค่าเป้าหมายร้อยละ 75 ได้ 3 คะแนน ปรับคะแนน +/- 1 ทุกร้อยละ 2.5"], ["?"]),
    "days late": (["ล่าช้าเกิน 10 วัน", "ล่าช้าไม่เกิน 10 วัน", "ทันเวลา"], ["?"] * 3),
    "one or the other": (["ร้อยละ 60 หรือ 5 กลุ่ม", "ร้อยละ 70 หรือ 6 กลุ่ม"], ["?"] * 2),
    "two figures": (["ร้อยละ 60 และผู้สำเร็จร้อยละ 20", "ร้อยละ 70 และผู้สำเร็จร้อยละ 30"], ["?"] * 2),
    "in words": (["ร้อยละหกสิบ", "ร้อยละเจ็ดสิบ"], ["?"] * 2),
    "deadlines that come later": (rising("ส่งภายในวันที่ {} มีนาคม 2562", 10, 15, 20), ["?"] * 3),
    "a broken number": (["ร้อยละ 60", "ร้อยละ 7.0.5", "ร้อยละ 80"], [">= 60", "?", ">= 80"]),
    "a blank between ranges": (["ร้อยละ 60 – 69", "", "ร้อยละ 80 – 89"], [">= 60", "?", ">= 80"]),
    "late, but not at first": (["ส่งภายในวันที่ 30 กันยายน 2561", "ส่งหลังวันที่ 25 กันยายน 2561"], ["date", "?"]),
    "the whole alone": (["ผ่าน 6 ข้อ จาก 10 ข้อ", "ผ่าน ข้อ จาก 10 ข้อ", "ผ่าน 8 ข้อ จาก 10 ข้อ"], [">= 6", "?", "?"]),
    "the whole alone at the top": (["ผ่าน 6 ข้อ จาก 10 ข้อ", "ผ่าน 7 ข้อ จาก 10 ข้อ", "ผ่าน ข้อ จาก 10 ข้อ"], [">= 6", ">= 7", "?"]),
    "a paper instead": (["ร้อยละ 60 หรือมีหนังสือรับรอง", "ร้อยละ 70 ขึ้นไป"], ["?", ">= 70"]),
    "by proportion": (["คะแนนคิดตามสัดส่วนของร้อยละ 80"], ["?"]),
    "a number that is none": (["ร้อยละ 60 ตาม 7.0.5", "ร้อยละ 70"], ["?", ">= 70"]),
    "one range turned round": (["ร้อยละ 79 – 70"], ["?"]),
    "one range turned round in words": (["มากกว่าร้อยละ 80 แต่ไม่เกินร้อยละ 75"], ["?"]),
    "none, as the best": (["ไม่เกิน 2 เรื่อง", "ไม่เกิน 1 เรื่อง", "ไม่มีเรื่องร้องเรียน"], ["<= 2", "<= 1", "?"]),
    "days of a month": (rising("ส่งรายงานภายในวันที่ {} ของเดือน", 25, 20, 15), ["?"] * 3),
    "months without a year": (rising("ภายในเดือน{}", "มีนาคม", "กุมภาพันธ์", "มกราคม"), ["?"] * 3),
    "quarters": (rising("แล้วเสร็จภายในไตรมาสที่ {}", 4, 3, 2), ["?"] * 3),
    "days without a year": (rising("ส่งรายงานภายในวันที่ {} กันยายน", 25, 20, 15), ["?"] * 3),
    "another thing counted": (["1 กลุ่ม", "2 กลุ่ม", "3 แห่ง", "4 กลุ่ม"], [">= 1", ">= 2", "?", ">= 4"]),
    "a sign lost before a variable": (["X  80 และ X < 85", "X ≥ 85 และ X < 90", "X ≥ 90"], [">= 80", ">= 85", ">= 90"]),
    "more than a count": (["จัดทำแผน", "มีกลุ่มมากกว่า 1 กลุ่ม", "สรุปผล"], ["item", "?", "item"]),
    "the one that is over": (["ไม่น้อยกว่าร้อยละ 60", "มากกว่าร้อยละ 70", "ไม่น้อยกว่าร้อยละ 80"], [">= 60", "?", ">= 80"]),
    "a digit too many": (rising("ไม่น้อยกว่าร้อยละ {}", 60, 70, 80, 900), [">= 60", ">= 70", ">= 80", "?"]),
    "a lost digit": (rising("ไม่น้อยกว่าร้อยละ {}", 6, 70, 80, 90), ["?", ">= 70", ">= 80", ">= 90"]),
    "the lowest alone before ranges": (["ร้อยละ 59", "ร้อยละ 60 – 69", "ร้อยละ 70 ขึ้นไป"], ["?", ">= 60", ">= 70"]),
    "a milestone between figures": (["ขับเคลื่อนได้ร้อยละ 60", "มีคำสั่งแต่งตั้ง", "ขับเคลื่อนได้ร้อยละ 80"], ["?", "?", ">= 80"]),
    "a day that is in no calendar": (rising("ส่งภายในวันที่ {} 2562", "31 มีนาคม", "30 กุมภาพันธ์", "31 มกราคม"), ["date", "?", "date"]),
    "a number that may be a name": (rising("ได้คะแนนที่ {}", 60, 70, 80), ["?"] * 3),
    "a quarter each": (["ไตรมาสที่ 1 ร้อยละ 30", "ไตรมาสที่ 2 ร้อยละ 52", "ไตรมาสที่ 3 ร้อยละ 73"], ["?"] * 3),
    "another figure beside it": (["ร้อยละ 70 (7 หมู่บ้าน)", "ร้อยละ 80 (8 หมู่บ้าน)"], ["?"] * 2),
    "ranks": (rising("ได้ลำดับที่ {}", 3, 2, 1), ["?"] * 3),
    "other things": (["คัดเลือกหมู่บ้านเป้าหมายได้ร้อยละ 50", "สมาชิกมีรายได้เพิ่มขึ้นเฉลี่ยร้อยละ 80"], ["?"] * 2),
    "more than the year before": (["เท่ากับปีที่ผ่านมา", "เพิ่มขึ้นร้อยละ 1", "เพิ่มขึ้นร้อยละ 2"], ["?", ">= 1", ">= 2"]),
    "fractions": (rising("{} ใน 6 ของตำบลทั้งหมด", 3, 4, 5), ["?"] * 3),
    "half": (["ได้ครึ่งหนึ่งของแผน", "ได้ครบตามแผน"], ["?", "item"]),
    "fewer at first": (["ยอดออมลดลง", "ยอดออมเพิ่มขึ้นร้อยละ 4", "ยอดออมเพิ่มขึ้นร้อยละ 8"], ["?", ">= 4", ">= 8"]),
    "the same and less, as the best": (
        ["ใช้กระดาษเพิ่มขึ้นไม่เกินร้อยละ 6", "ใช้กระดาษเพิ่มขึ้นไม่เกินร้อยละ 3", "ใช้กระดาษเท่าเดิม", "ใช้กระดาษลดลง"], ["<= 6", "<= 3", "?", "?"]),
    "always in time, as the best": (
        ["ส่งช้าไม่เกิน 3 เดือน", "ส่งช้าไม่เกิน 1 เดือน", "ส่งทันทุกเดือน"], ["<= 3", "<= 1", "?"]),
    "under and over a target": (
        ["ต่ำกว่าแผนมากกว่าร้อยละ 10", "ต่ำกว่าแผนร้อยละ 1 - 10", "ทำได้ตามแผน"], ["?"] * 3),
    "a figure in the first milestone alone": (["มีแผนลดขยะร้อยละ 15", "มีคณะทำงาน", "มีการรณรงค์"], ["?", "item", "item"]),
    "a day of a month, late at first": (["ส่งช้ากว่าวันที่ 12 ของเดือน", "ส่งภายในวันที่ 12 ของเดือน", "ส่งภายในวันที่ 8 ของเดือน"], ["?"] * 3),
    "one, the other or both": (["ร้อยละ 60 และ/หรือ มีคู่มือ", "ร้อยละ 70"], ["?", ">= 70"]),
    "the number of the first alone is missing": (["มีหลักสูตรใหม่", "มีหลักสูตรใหม่ 1 หลักสูตร", "มีหลักสูตรใหม่ 2 หลักสูตร"], ["?", ">= 1", ">= 2"]),
    "a percentage far over the whole": (rising("ร้อยละ {}", 60, 75, 855), [">= 60", ">= 75", "?"]),
    "a digit lost in the first of two": (rising("ร้อยละ {}", 6, 75), ["?", ">= 75"]),
    "a number that begins with nought": (["ร้อยละ 06", "ร้อยละ 7"], ["?", ">= 7"]),
    "more decimals than the others": (rising("{} ล้านบาท", "12.25", "13.755", "15.50"), [">= 12.25", "?", ">= 15.5"]),
    "rising, but less is better": (["ไม่เกินร้อยละ 45", "ไม่เกินร้อยละ 55 แต่มากกว่าร้อยละ 45", "น้อยกว่าร้อยละ 55"], ["?"] * 3),
    "two ranges that fall": (["ร้อยละ 90 ขึ้นไป", "ร้อยละ 85 ขึ้นไป แต่ไม่ถึงร้อยละ 90"], ["?"] * 2),
    "another time for each": (["ร้อยละ 60 ภายใน 45 วัน", "ร้อยละ 80 ภายใน 35 วัน"], ["?"] * 2),
    "numbers out of their place": (["ระดับ 1 ร้อยละ 60", "ระดับ 3 ร้อยละ 70"], ["?"] * 2),
}  # fmt: skip


@pytest.mark.parametrize(("levels", "meant"), CLEAR.values(), ids=CLEAR)
def test_a_ladder_is_read(levels: list[str], meant: list[str]) -> None:
    assert meanings(*levels) == meant


@pytest.mark.parametrize(("levels", "meant"), ASKED.values(), ids=ASKED)
def test_what_is_not_clear_is_asked(levels: list[str], meant: list[str]) -> None:
    assert meanings(*levels) == meant


@pytest.mark.parametrize("path", sorted((HOME / "agreement/2561-1/kpi").iterdir()), ids=lambda path: path.stem)
def test_the_ladders_of_an_agreement_are_read_as_they_are_defined(path):
    levels = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)["levels"]
    for level, read in zip(levels, read_ladder([level["quote"] for level in levels]), strict=True):
        defined = Bounds(*(level.get(name) for name in ("at_least", "more_than")))
        assert defined in (read.bounds, *read.others)
        assert read.item == ("needs" in level)
        assert not read.question


# How the same words are typed otherwise; none of it changes what they say.
DASHES = "-‐‑‒–—−~"
UNSEEN = "\u200b\u200c\u200d\ufeff\u00ad\u2060\u200e\u200f\u202a\u202c\u2066\u2069"
WORDS = re.compile("(?:ไม่น้อยกว่า|ไม่ต่ำกว่า|ไม่เกิน|มากกว่า|น้อยกว่า|ต่ำกว่า|ตั้งแต่|ขึ้นไป|ร้อยละ|หรือเท่ากับ|อย่างน้อย|ลงมา|ภายใน|วันที่)[\u0e48-\u0e4b]*")


def thai_digits(text: str, rng: random.Random) -> str:
    return re.sub("[0-9]", lambda digit: digit[0] if rng.random() < 0.4 else "๐๑๒๓๔๕๖๗๘๙"[int(digit[0])], text)


def other_spaces(text: str, rng: random.Random) -> str:
    return re.sub(" ", lambda _: rng.choice([" ", "\u00a0", "  ", "\t", " \n", "\u2009", "\u200b ", " \u00a0 "]), text)


def unseen(text: str, rng: random.Random) -> str:
    return "".join(letter + (rng.choice(UNSEEN) if rng.random() < 0.1 else "")
                   for letter in text)


def split_am(text: str, _rng: random.Random) -> str:
    return re.sub("([\u0e48-\u0e4b]?)\u0e33", "\u0e4d\\1\u0e32", text)


def doubled_marks(text: str, rng: random.Random) -> str:
    return re.sub("[\u0e31\u0e34-\u0e37\u0e48-\u0e4c]", lambda mark: mark[0] * rng.choice([1, 1, 2, 3]), text)


def marks_turned(text: str, _rng: random.Random) -> str:
    return re.sub("([\u0e31\u0e34-\u0e39])([\u0e48-\u0e4b])", r"\2\1", text)


def two_sara_e(text: str, _rng: random.Random) -> str:
    return text.replace("แ", "เเ")


def other_dashes(text: str, rng: random.Random) -> str:
    return re.sub(r"(?<=[\d%])( ?)[-–]( ?)(?=\d)", lambda dash: rng.choice(["", " "]) + rng.choice(DASHES) + rng.choice(["", " "]), text)


def spaces_at_numbers(text: str, rng: random.Random) -> str:
    text = re.sub(r"(?<=ละ) ?(?=\d)", lambda _: rng.choice(["", " ", "  "]), text)
    return re.sub(r"(?<=\d) ?(?=[%ก-ฮ])(?!ล้าน)", lambda _: rng.choice(["", " "]), text)


def full_width(text: str, rng: random.Random) -> str:
    return re.sub("[0-9%]", lambda one: chr(ord(one[0]) + 0xFEE0) if rng.random() < 0.5 else one[0], text)


def other_lines(text: str, rng: random.Random) -> str:
    return re.sub(" ", lambda _: rng.choice([" ", "\n", "\r\n", "\v", " \n ", "\u3000", "\u202f"]), text)


def lost_spaces(text: str, rng: random.Random) -> str:
    if re.search(r"\d\.\s", clean(text)):  # a bullet: a number of its own
        return text
    text = re.sub(r"(?<=[ก-๙]) +(?=\d)", lambda _: rng.choice(["", " "]), text)
    return re.sub(r"(?<=\d) +(?=ของ|และ|ขึ้น|แต่|บาท|คน|%)", lambda _: rng.choice(["", " "]), text)


def spaces_at_words(text: str, rng: random.Random) -> str:
    return WORDS.sub(lambda word: rng.choice(["", " ", "\n"]) + word[0] + rng.choice(["", " ", "\u00a0", "\u3000"]), text)


def dashes_in_words(text: str, rng: random.Random) -> str:
    return text if re.search("ISO|มีนาคม", clean(text)) else re.sub(r"(?<=\d)( ?)[-–]( ?)(?=\d)", lambda _: rng.choice([" ถึง ", "ถึง", " - "]), text)


def parted_words(text: str, rng: random.Random) -> str:
    for word, parts in (("ไม่น้อยกว่า", "ไม่ น้อยกว่า"), ("มากกว่าหรือ", "มากกว่า หรือ"), ("หรือเท่ากับ", "หรือ เท่ากับ"), ("ร้อยละ", "ร้อย ละ"), ("ขึ้นไป", " ขึ้น ไป")):
        text = text.replace(word, parts) if rng.random() < 0.5 else text
    return f" {text} "


NOISE = [thai_digits, other_spaces, unseen, split_am, doubled_marks, marks_turned, two_sara_e, other_dashes, spaces_at_numbers, parted_words,
         full_width, other_lines, lost_spaces, spaces_at_words, dashes_in_words]


def agreed() -> dict[str, list[str]]:
    """The ladders of the agreements at hand."""
    found = {}
    for path in [*(HOME / "agreement").glob("*/kpi/*.toml"), *(HOME / "tests/rounds").glob("*/kpi/*.toml")]:
        kpi = tomllib.loads(path.read_text(encoding="utf-8"))
        found[f"{path.parent.parent.name} {path.stem}"] = [level["quote"] for level in kpi.get("levels", [])]
    return found


LADDERS = {**{name: levels for name, (levels, _) in CLEAR.items()}, **agreed()}


@pytest.mark.parametrize("turns", [18, pytest.param(120, marks=pytest.mark.slow)])
@pytest.mark.parametrize("levels", LADDERS.values(), ids=LADDERS)
def test_spelling_changes_nothing(levels: list[str], turns: int) -> None:
    rng = random.Random(2561 + turns)
    plain = without_spaces(read_ladder(levels))
    for turn in range(turns):
        kinds = [NOISE[turn]] if turn < len(NOISE) else rng.sample(NOISE, 4)
        typed = list(levels)
        for kind in kinds:
            typed = [kind(level, rng) for level in typed]
        read = without_spaces(read_ladder(typed))
        assert read == plain, (kinds, typed)


# What a slip of the pen takes away.


def lost(pattern: str, instead: str = "") -> Callable[[str], str]:
    return lambda level: re.sub(pattern, instead, level, count=1)


def turned_round(level: str) -> str:
    return re.sub("มากกว่า|น้อยกว่า", lambda word: {"มากกว่า": "น้อยกว่า", "น้อยกว่า": "มากกว่า"}[word[0]], level, count=1)


SLIPS: dict[str, Callable[[str], str]] = {
    "a lost not": lost("ไม่(?=น้อย|ต่ำ|เกิน|ถึง|มาก)"),
    "a lost number": lost(r"(?<![\d.,])[\d,.]+(?=\D*$)"),
    "a lost first number": lost(r"(?<![\d.,])[\d,.]+"),
    "a lost percent": lost(r"ร้อยละ\s*|\s*%|\s*เปอร์เซ็นต์"),
    "a lost upwards": lost(r"\s*ขึ้นไป"),
    "a lost but": lost(r"\s*แต่(?!ง|ละ)\s*", " "),
    "a lost more": lost("(?<!ไม่)(?:มากกว่า|เกิน(?!กำหนด))(?!หรือ)"),
    "a lost less": lost("(?<!ไม่)(?:น้อยกว่า|ต่ำกว่า)(?!หรือ)"),
    "a lost comparison": lost("ไม่น้อยกว่า|ไม่ต่ำกว่า|ไม่เกิน|อย่างน้อย|ตั้งแต่"),
    "a lost dash": lost(r"(?<=\d)\s*[-–]\s*(?=\d)", " "),
    "two numbers in one": lost(r"(?<=\d)\s*[-–]\s*(?=\d)"),
    "a lost point": lost(r"(?<=\d)\.(?=\d)"),
    "more for less": turned_round,
    "a digit twice": lost(r"(\d)(?=\D*$)", r"\1\1"),
    "a lost digit": lost(r"(?<=\d)\d(?=\D*$)"),
    "a lost first digit": lost(r"(?<![\d.,])\d(?=\d[\d.,]*\D*$)"),
    "two digits turned round": lost(r"(\d)(?!\1)(\d)(?=\D*$)", r"\2\1"),
}
# What no reader can know of the ladders above: a highest number that is ten times what it was, or a lowest that is a
# tenth, where the others rise by different steps or there is but one; one that stays between its neighbours; and
# ไม่มากกว่า 1 ครั้ง before ไม่น้อยกว่า 2 ครั้ง. Of all other words none may be taken for what they are not.
SILENT = {"more for less": 1, "a digit twice": 6, "a lost digit": 6, "a lost first digit": 14, "two digits turned round": 8}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_bound_of_damaged_words_is_asked_or_still_right(slip: str) -> None:
    silent = []
    for levels, _ in CLEAR.values():
        plain = read_ladder(levels)
        for at, level in enumerate(levels):
            if (damaged := SLIPS[slip](level)) == level:
                continue
            read = read_ladder([*levels[:at], damaged, *levels[at + 1:]])
            silent += [damaged for before, after in zip(plain, read, strict=True) if not after.question and after.bounds != before.bounds]
    assert len(silent) == SILENT.get(slip, 0), silent


@pytest.mark.parametrize("levels", [levels for levels, meant in CLEAR.values() if all(re.match("[<>]|$", one) for one in meant)])
def test_swapped_levels_are_asked(levels: list[str]) -> None:
    for at in range(len(levels) - 1):
        read = read_ladder([*levels[:at], levels[at + 1], levels[at], *levels[at + 2:]])
        assert read[at].question and read[at + 1].question, levels
        twice = read_ladder([*levels[:at], levels[at], levels[at], *levels[at + 2:]])
        assert twice[at + 1].question, levels


@pytest.mark.parametrize(
    ("levels", "unit", "numbers"),
    [
        (["น้อยกว่าร้อยละ 75", "ร้อยละ 75 – 79.5", "80"], "ร้อยละ", [("75",), ("75", "79.5"), ("80",)]),
        (["1 ล้านบาท", "1.5 ล้าน บาท"], "ล้านบาท", [("1",), ("1.5",)]),
        (["1,000 บาทขึ้นไป", "๒,๐๐๐บาทขึ้นไป"], "บาท", [("1000",), ("2000",)]),
        (["3 ใน 5 กิจกรรม", "4 ใน 5 กิจกรรม"], "กิจกรรม", [("3",), ("4",)]),
        (["ร้อยละของผู้ผ่านเกณฑ์ 60", "ร้อยละของผู้ผ่านเกณฑ์ 70"], "ร้อยละ", [("60",), ("70",)]),
        (["10", "20"], "", [("10",), ("20",)]),
    ],
)  # fmt: skip
def test_a_level_tells_its_numbers_and_their_unit(levels: list[str], unit: str, numbers: list[tuple[str, ...]]) -> None:
    read = read_ladder(levels)
    assert {level.unit for level in read} == {unit}
    assert [level.numbers for level in read] == [tuple(map(Decimal, one)) for one in numbers]


def test_the_gap_between_two_ranges_may_belong_to_either() -> None:
    read = read_ladder(["ไม่เกินร้อยละ 80", "ร้อยละ 81 – 85", "ร้อยละ 86 ขึ้นไป"])
    assert [list(map(said, level.others)) for level in read] == [[], [["> 80"]], [["> 85"]]]
    read = read_ladder(["มากกว่าร้อยละ 20", "ร้อยละ 16 – 20", "ร้อยละ 11 – 15"])
    assert [list(map(said, level.others)) for level in read] == [[], [], [["< 16"]]]
    read = read_ladder(["0 – 20", "21 – 40"])
    assert [list(map(said, level.others)) for level in read] == [[[]], [["> 20"]]]


def test_what_is_asked_keeps_what_the_words_may_mean() -> None:
    read = read_ladder(["ร้อยละ 60 – 70", "ร้อยละ 70 – 80"])
    assert [list(map(said, level.others)) for level in read] == [[], [[">= 70"], ["> 70"]]]


def test_bare_numbers_that_fall_may_be_the_most() -> None:
    read = read_ladder(["15 วัน", "10 วัน"])
    assert [list(map(said, level.others)) for level in read] == [[["<= 15"]], [["<= 10"]]]
    assert all("ยิ่งน้อยยิ่งดี" in level.question for level in read)


def test_a_day_is_told() -> None:
    read = read_ladder(["ส่งภายในวันที่ ๓๐ ก.ย. ๖๑", "ส่งก่อนวันที่ 25 กันยายน 2561", "ส่งภายในเดือนสิงหาคม 2561"])
    assert [level.date for level in read] == [date(2018, 9, 30), date(2018, 9, 24), date(2018, 8, 31)]


def test_a_percentage_is_what_a_ladder_measures_beside_what_it_counts() -> None:
    assert {level.unit for level in read_ladder(["60", "70"])} == {""}
    assert {level.unit for level in read_ladder(["มี 5 กลุ่ม ร้อยละ 60", "มี 6 กลุ่ม ร้อยละ 70"])} == {"ร้อยละ"}


def test_a_ladder_may_be_empty_or_one_level() -> None:
    assert read_ladder([]) == ()
    assert meanings("ไม่เกินร้อยละ 18") == ["<= 18"]
    assert meanings("ไม่น้อยกว่าร้อยละ 80") == [">= 80"]
    assert meanings("") == ["?"]


PIECES = st.sampled_from(["ไม่", "น้อยกว่า", "มากกว่า", "เกิน", "ร้อยละ", "แต่", "ถึง", "ขึ้นไป", "ลงมา", "-", "–", "%", "≥", "<", "และ", "มี", "หรือ", "จาก", "80", "๘๕", "1,000",
                          "2561", "7.0.5", "กลุ่ม", "บาท", "ภายในวันที่ 30 กันยายน 2561", "ภายในเดือนมีนาคม 562", "31 กุมภาพันธ์ 2561", "1.", "(", ")", " ", "ข้อ", "ระดับ 2"])


@given(st.lists(st.lists(PIECES, max_size=12).map("".join), max_size=5))
def test_no_words_are_too_odd(levels: list[str]) -> None:
    read = read_ladder(levels)
    assert len(read) == len(levels)
    assert all(level.bounds == Bounds() for level in read if level.question)


@pytest.mark.parametrize(("words", "asks"), [
    ("จัดวางระบบการควบคุมภายใน", False), ("ดำเนินการตรวจสอบภายใน และส่งรายงาน", False), ("ส่งรายงานภายใน", True),
])
def test_what_is_within_an_office_is_no_deadline_without_its_day(words, asks):
    assert bool(read_ladder(["มีแผนปฏิบัติการ", words])[1].question) == asks


def test_words_that_could_be_parted_in_many_ways_are_read_at_once():
    """Tried with each other, they would take longer than anybody waits."""
    assert not read_ladder(["ไม่น้อยกว่า" + "ละ" * 400])[0].numbers
    assert read_ladder(["ไม่น้อยกว่าคะแนนเฉลี่ยคนละ 3 ครั้ง"])[0].bounds == Bounds(at_least=Decimal(3))


# The same slip in every level, as a copied line or a PDF has it: no neighbour shows it.
OVER = ("มากกว่าร้อยละ {}", "สูงกว่าร้อยละ {}", "เกินร้อยละ {}", "เกินกว่าร้อยละ {}", "ดำเนินการได้มากกว่า {} ครั้ง")


@pytest.mark.parametrize("words", OVER)
def test_a_comparison_spelt_wrong_in_every_level_is_asked(words: str) -> None:
    end = re.search(r"\s|ร้อยละ|$", words.partition("กว่า" if "กว่า" in words else "เกิน")[2])
    assert end is not None
    length = len(words) - len(end.string) + end.start()
    begin = words.find("มาก") if "มาก" in words else 0
    for at in range(begin, length):
        lost, more = words[:at] + words[at + 1:], words[:at] + words[at] + words[at:]
        turned = words[:at] + words[at + 1] + words[at] + words[at + 2:] if at + 1 < length else lost
        for damaged in {lost, more, turned} - {words}:
            said = meanings(*rising(damaged, 60, 70, 80, 90, 95))
            assert said in (["?"] * 5, [f"> {n}" for n in (60, 70, 80, 90, 95)]), damaged


UNSAID = (
    "กว่าร้อยละ {}", "เกือบร้อยละ {}", "ใกล้เคียงร้อยละ {}", "ระหว่างร้อยละ {}", "ไม่กว่าร้อยละ {}", "ร้อยละ {} ถึง", "ร้อยละ -{}", "ร้อยละ {} . 50",
    "{} < X", "~{}", "≈ {}", "≠ {}", "ไม่ผ่านเกณฑ์ร้อยละ {}", "ยังไม่ดำเนินการร้อยละ {}", "ไม่คลาดเคลื่อนเกินร้อยละ {}", "ไม่เกินและไม่น้อยกว่าร้อยละ {}",
    "ขาดร้อยละ {}", "หนี้ค้างชำระร้อยละ {}", "หนี้เกินกำหนดชำระร้อยละ {}", "คลาดเคลื่อนร้อยละ {}", "เหลือร้อยละ {}", "ต่ำกว่าเป้าหมายร้อยละ {}")


@pytest.mark.parametrize("words", UNSAID)
def test_words_at_a_number_that_do_not_say_how_much_are_asked(words: str) -> None:
    assert meanings(*rising(words, *FIVE)) == ["?"] * 5


def test_a_thing_of_which_less_is_better_may_rise_where_something_is_done_about_it() -> None:
    for words in ("ลดความคลาดเคลื่อนร้อยละ {}", "ติดตามหนี้ค้างชำระร้อยละ {}", "พบว่าร้อยละ {}", "เบิกจ่ายเงินร้อยละ {}"):
        assert meanings(*rising(words, *FIVE)) == AT_LEAST


def test_all_of_it_over_percentages_is_no_tick() -> None:
    assert meanings(*rising("ร้อยละ {}", 60, 70, 80, 90), "ครบทุกแห่ง")[-1] == "?"
    assert meanings("มีแผนของกองทุน", "ติดตามสมาชิกครบทุกตำบล", *rising("ได้คะแนนไม่น้อยกว่า {} คะแนน", 70, 80, 90)) == ["item", "item", ">= 70", ">= 80", ">= 90"]


@pytest.mark.parametrize(("words", "sign"), [("ระดับ 1 => {}", ">="), ("ระดับ 1 > {}", ">"), ("> = {}", ">="), ("ระดับ 1 = {}", ">=")])
def test_a_sign_is_whole_behind_the_level_and_with_a_space_in_it(words: str, sign: str) -> None:
    told = [words.replace("1", str(level)).format(n) for level, n in enumerate((60, 70, 80), 1)]
    assert meanings(*told) == [f"{sign} {n}" for n in (60, 70, 80)]


def test_a_day_or_a_unit_that_is_spelt_wrong_is_asked() -> None:
    days = rising("ส่งภายในวันที่ {} กันยายน 2569", 30, 25, 20, 15)
    for slip in ("ส่งภายในวันที่ 10 กนยายน 2569", "ส่งภายในวันที่1 0 กันยายน 2569", "ภายใน 10 กก.ย. 69"):
        assert meanings(*days, slip)[-1] == "?"
    assert meanings("ไม่ส่งรายงาน", *days)[0] in ("", "item")
    times = rising("{} ครั้ง", 1, 2, 3, 4)
    for slip in ("5 ครังขึ้นไป", "5 คัร้ง", "5 - 6 ค้รง"):
        assert meanings(*times, slip)[-1] == "?"
