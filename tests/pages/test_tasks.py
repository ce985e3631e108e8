"""Who is to do what, on the province's page: all tasks, under their owner, in their order."""

import datetime as dt
from dataclasses import replace
from typing import Any

from cards import AGREEMENT

from pipeline.model.task import Review, Task, Tasks
from pipeline.pages import shell
from pipeline.pages.tasks import page_tasks

NEAR = Task("ก", "near", "ใกล้ระดับถัดไป", "คลองหาด", 2, "จากระดับที่ 1 ถึงระดับที่ 2", "เพิ่มอีก 1", "", "", "", 0, dt.date(2018, 3, 31))
WRONG = Task("ก", "wrong", "ต้องแก้", "<img src=x onerror=alert(1)>", 1, "ช่องเสีย", "แก้", "งบ.xlsx", "ข้อมูล", "D7", 2, None)
OTHER = Task("ข", "doubt", "ควรตรวจ", "", None, "ซ้ำ", "ลบ", "ค.csv", "", "", 0, None)
NAMES = {"2702": "คลองหาด", "2703": "ตาพระยา"}
REVIEW = Review(3, "ก", ("คลองหาด",), ("ตาพระยา", "โคกสูง"), ("วัฒนานคร",), ("เขาฉกรรจ์",))


def told(todo: Tasks) -> str:
    return str(shell.part("tasks.html", {"todo": page_tasks(todo, AGREEMENT, NAMES)}))


def test_tasks_stand_under_their_owner_with_how_many_scores_wait() -> None:
    page = page_tasks(Tasks((WRONG, NEAR, OTHER), waiting=2, by_owner={"ก": 1}), AGREEMENT, NAMES)
    assert [(o.name, len(o.tasks), o.waiting) for o in page.owners] == [("ก", 2, 1), ("ข", 1, 0)]
    assert page.owners[0].tasks[1].cutoff is not None and page.owners[0].tasks[1].cutoff.iso == "2018-03-31"
    text = told(Tasks((WRONG, NEAR, OTHER), waiting=2, by_owner={"ก": 1}))
    places = [text.index(words) for words in ("ช่องเสีย", "จากระดับที่ 1", "ซ้ำ")]
    assert places == sorted(places) and "คะแนนที่รอ 2" in text and "2 เรื่อง · คะแนนที่รอ 1" in text and "3 เรื่อง" in text


def test_what_a_file_says_is_text() -> None:
    text = told(Tasks((WRONG,)))
    assert "<img" not in text and "&lt;img" in text and "<bdi>งบ.xlsx</bdi>" in text


def test_levels_that_are_given_are_counted_by_their_state() -> None:
    text = told(Tasks(reviews=(REVIEW,)))
    for words in ("ตรวจแล้ว 1", "รอตรวจ 2 (ตาพระยา, โคกสูง)", "ยังไม่ส่ง 1 (วัฒนานคร)", "ยังไม่มีในตาราง 1 (เขาฉกรรจ์)"):
        assert words in text


def test_why_nothing_is_near_is_said() -> None:
    todo: Any = Tasks((WRONG,), final=(1, 2, 3, 9))
    assert "ตัวชี้วัดที่ 1–3, 9 เป็นตัวเลข ณ วันตัดยอดแล้ว" in told(todo)
    assert "ไม่มีงานค้าง" in told(Tasks()) and "ณ วันตัดยอดแล้ว" not in told(Tasks())


def test_a_task_of_one_district_leads_to_its_score() -> None:
    several = replace(NEAR, districts="คลองหาด, ตาพระยา")
    text = told(Tasks((NEAR, several, OTHER)))
    assert text.count('href="#d2702k2"') == 1 and text.count('href="#k2"') == 1
