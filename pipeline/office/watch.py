"""Runs again whenever the exports in a folder have settled: for offices that drop files as they come.

The folder is looked at now and then, which works on a network share as well, where nobody tells of
changes. What to do is decided by :func:`step` alone, from what was seen and when.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NoReturn

from pipeline.inbox import Glance
from pipeline.model.words import some

Verdict = Literal["run", "settling", "busy", "done", "empty", "gone"]
MESSAGES: dict[Verdict, str] = {
    "settling": "ไฟล์ยังเปลี่ยนอยู่ รอให้นิ่ง",
    "busy": "รอให้ปิดหรือคัดลอกไฟล์เสร็จ: {names} (ถ้าปิดแล้วแต่ไฟล์นี้ยังอยู่ ให้ลบไฟล์นี้)",
    "empty": "ยังไม่มีไฟล์ วางไฟล์ส่งออกจากระบบในโฟลเดอร์ที่เฝ้า",
    "gone": "เข้าโฟลเดอร์ข้อมูลไม่ได้ รอให้กลับมา (ตรวจไดรฟ์หรือเครือข่าย)",
    "done": "เฝ้าต่อ (กด Ctrl-C เพื่อหยุด)",
}


@dataclass(frozen=True, slots=True)
class Memory:
    """What a watch remembers: the last look, since when nothing changed (seconds of its clock), and
    the look that was last run over."""

    seen: Glance | None = None
    since: float = 0.0
    done: Glance | None = None


def step(memory: Memory, seen: Glance | None, now: float, settle: float) -> tuple[Memory, Verdict]:
    """What to do about a look at the folder at the time ``now``; the same state is run over once,
    and only after nothing changed for ``settle`` seconds and nobody is at work in it."""
    since = memory.since if seen == memory.seen and memory.seen is not None else now
    kept = Memory(seen, since, memory.done)
    if seen is None:
        return kept, "gone"
    if memory.done is not None and seen.files == memory.done.files:
        return kept, "done"
    if seen.busy:
        return kept, "busy"
    if not seen.files:
        return kept, "empty"
    if now - since < settle:
        return kept, "settling"
    return Memory(seen, since, seen), "run"


def changes(before: Glance | None, after: Glance) -> str:
    """What is new, changed and gone since the last run, in one line."""
    old = before.files if before is not None else {}
    kinds = (
        ("ใหม่", [name for name in after.files if name not in old]),
        ("เปลี่ยน", [n for n, state in after.files.items() if n in old and old[n] != state]),
        ("หายไป", [name for name in old if name not in after.files]),
    )
    return "; ".join(f"{kind} {len(names)} ไฟล์: {some(names)}" for kind, names in kinds if names)


def watch(
    look: Callable[[], Glance | None], run: Callable[[], None], say: Callable[[str], None],
    clock: Callable[[], float], sleep: Callable[[float], None], settle: float, every: float,
) -> NoReturn:
    """Looks every ``every`` seconds and runs when the folder has settled, until something is
    raised: a signal, as a rule. ``run`` tells its own result and errors."""
    memory, told = Memory(), ""
    while True:
        seen, before = look(), memory.done
        memory, verdict = step(memory, seen, clock(), settle)
        if verdict == "run" and seen is not None:
            say(changes(before, seen))
            run()
            told = ""
            continue
        line = MESSAGES[verdict].format(names=some(seen.busy) if seen else "")
        if line != told:
            say(line)
            told = line
        sleep(every)
