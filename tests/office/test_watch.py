"""The watch: it runs once for each state that has settled, and outlives whatever happens."""

import os
import signal
import subprocess
import sys
import time

import province
import pytest
from home import HOME
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.inbox import Glance, glance
from pipeline.office.watch import Memory, changes, step, watch

A, B = Glance({"a": (1, 1)}), Glance({"a": (1, 2)})
LOCKED = Glance({"a": (1, 2)}, ("~$a",))
SETTLE = 5.0


def verdicts(looks: list[tuple[float, Glance | None]]) -> list[str]:
    memory, said = Memory(), []
    for now, seen in looks:
        memory, verdict = step(memory, seen, now, SETTLE)
        said.append(verdict)
    return said


@pytest.mark.parametrize(("looks", "expected"), [
    ([(0, A), (4.9, A), (5, A), (6, A), (600, A)], ["settling", "settling", "run", "done", "done"]),
    ([(0, A), (4, B), (8, B), (9, B), (10, B)], ["settling", "settling", "settling", "run", "done"]),
    ([(0, A), (5, A), (6, B), (11, B)], ["settling", "run", "settling", "run"]),
    ([(0, A), (5, A), (6, B), (7, A), (99, A)], ["settling", "run", "settling", "done", "done"]),
    ([(0, LOCKED), (99, LOCKED), (100, B), (104, B), (105, B)],
     ["busy", "busy", "settling", "settling", "run"]),
    ([(0, B), (5, B), (6, LOCKED), (7, B)], ["settling", "run", "done", "done"]),
    ([(0, None), (9, None), (10, A), (15, A)], ["gone", "gone", "settling", "run"]),
    ([(0, A), (5, A), (6, None), (60, A), (99, A)], ["settling", "run", "gone", "done", "done"]),
    ([(0, A), (3, None), (4, A), (8, A), (9, A)], ["settling", "gone", "settling", "settling", "run"]),
    ([(0, Glance({})), (99, Glance({})), (100, A)], ["empty", "empty", "settling"]),
    ([(0, A), (5, A), (9, Glance({})), (99, A)], ["settling", "run", "empty", "done"]),
])
def test_a_state_is_run_over_once_and_only_after_it_has_settled(looks, expected):
    assert verdicts(looks) == expected


@settings(suppress_health_check=[HealthCheck.too_slow])  # of a machine that is busy
@given(st.lists(st.tuples(st.floats(0.01, 9), st.sampled_from([A, B, LOCKED, Glance({}), None])),
                max_size=60))
def test_whatever_comes_no_run_begins_beside_a_lock_or_before_the_time_or_twice(moments):
    memory, now, since, before, ran = Memory(), 0.0, 0.0, "nothing", "nothing"
    for pause, seen in moments:
        now += pause
        if seen is None or seen != before:
            since = now
        before = seen
        memory, verdict = step(memory, seen, now, SETTLE)
        if verdict == "run":
            assert seen is not None and not seen.busy and seen.files
            assert now - since >= SETTLE and seen.files != ran
            ran = seen.files
        elif seen in (A, B) and now - since >= SETTLE:
            assert seen.files == ran


def test_what_changed_is_told_by_name():
    after = Glance({"ข": (1, 1), "ค": (2, 2), "ง": (1, 1)})
    assert changes(Glance({"ก": (1, 1), "ค": (1, 1), "ง": (1, 1)}), after) == (
        "ใหม่ 1 ไฟล์: ข; เปลี่ยน 1 ไฟล์: ค; หายไป 1 ไฟล์: ก")
    many = Glance({f"{n}": (1, 1) for n in range(7)})
    assert changes(None, many) == "ใหม่ 7 ไฟล์: 0, 1, 2, 3, 4 และอีก 2"


class Office:
    """A folder, a clock and a sleeper that are not real: each sleep is the next look."""

    def __init__(self, looks: list[Glance | None]) -> None:
        self.looks, self.now = looks, 0.0
        self.ran: list[float] = []
        self.said: list[str] = []

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.looks.pop(0)
        if not self.looks:
            raise KeyboardInterrupt

    def watch(self) -> None:
        with pytest.raises(KeyboardInterrupt):
            watch(lambda: self.looks[0], lambda: self.ran.append(self.now), self.said.append,
                  lambda: self.now, self.sleep, SETTLE, 1.0)


def test_the_loop_says_each_state_once_until_it_is_interrupted():
    office = Office([None] * 3 + [A] * 10 + [LOCKED] * 10 + [B] * 9)
    office.watch()
    assert office.ran == [8.0, 28.0]
    assert [line.split()[0] for line in office.said] == [
        "เข้าโฟลเดอร์ข้อมูลไม่ได้", "ไฟล์ยังเปลี่ยนอยู่", "ใหม่", "เฝ้าต่อ", "รอให้ปิดหรือคัดลอกไฟล์เสร็จ:",
        "ไฟล์ยังเปลี่ยนอยู่", "เปลี่ยน", "เฝ้าต่อ"]
    assert "~$a" in office.said[4]


def test_an_interrupt_while_it_runs_passes_through():
    office = Office([A] * 20)

    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watch(lambda: A, interrupted, office.said.append, lambda: office.now, office.sleep, 2, 1)


def test_a_glance_sees_what_a_run_would_read_and_who_is_at_work(tmp_path):
    assert glance(tmp_path / "ไม่มี") is None
    for name in ("a.xlsx", "ข/b.csv", "~$a.xlsx", "c.csv.tmp", "ข/d.crdownload", ".hidden", "Thumbs.db"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"12")
    seen = glance(tmp_path)
    assert set(seen.files) == {"a.xlsx", "ข/b.csv"} and seen.files["a.xlsx"][0] == 2
    assert set(seen.busy) == {"~$a.xlsx", "c.csv.tmp", "ข/d.crdownload"}
    assert glance(tmp_path) == seen
    os.utime(tmp_path / "a.xlsx", ns=(1, 1))
    assert glance(tmp_path) != seen


def test_an_output_inside_the_input_is_refused(pipeline, tmp_path):
    folder = province.write(tmp_path / "in")
    code, _, err = pipeline("watch", "--input", folder, "--output", folder / "ผล")
    assert code == 2 and "เลือกที่อื่น" in err


@pytest.mark.slow
@pytest.mark.parametrize(("signals", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
@pytest.mark.skipif(sys.platform == "win32", reason="no signals can be sent to a process there")
def test_a_real_watch_runs_waits_tells_errors_and_leaves(tmp_path, signals, code):
    log = tmp_path / "log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipeline", "watch", "--round", "2561-1", "--input", tmp_path / "in", "--output",
             tmp_path / "out", "--settle", "0.2"], cwd=tmp_path, stdout=sink, stderr=sink,
            env={**os.environ, "PYTHONPATH": str(HOME), "PYTHONUTF8": "1"})

    def until(words: str, times: int = 1) -> None:
        """Waits for what must come; a minute is only for the case that it never does."""
        for _ in range(600):
            if log.read_text("utf-8").count(words) >= times:
                return
            assert process.poll() is None, log.read_text("utf-8")
            time.sleep(0.1)
        raise AssertionError(log.read_text("utf-8"))

    try:
        until("เข้าโฟลเดอร์ข้อมูลไม่ได้")
        (tmp_path / "in").mkdir()
        until("ยังไม่มีไฟล์")
        (tmp_path / "in" / "ว่าง.csv").write_bytes(b"")
        until("ทำไม่ได้: ")  # nothing in the folder can be read: told, and waited on
        until("เฝ้าต่อ")  # said at the next look: what changes before it would be told instead
        (tmp_path / "in" / "~$bpm.xlsx").write_bytes(b"")  # Excel is at work
        province.write(tmp_path / "in")
        until("รอให้ปิดหรือคัดลอกไฟล์เสร็จ: ~$bpm.xlsx")
        (tmp_path / "in" / "~$bpm.xlsx").unlink()
        until("เขียนผลแล้วที่")
        until("เฝ้าต่อ", 2)
        assert (tmp_path / "out" / "2561-1" / "results.json").is_file()
        process.send_signal(signals)
        assert process.wait(60) == code
    finally:
        process.kill()
        process.wait()
    said = log.read_text("utf-8")
    assert "ใหม่ 1 ไฟล์: ว่าง.csv" in said and "ใหม่ 9 ไฟล์: " in said and "หยุดตามคำสั่ง" in said
    assert said.count("เขียนผลแล้วที่") == 1 and "Traceback" not in said
