"""What the doctor says: a line a check, and as JSON."""

from pipeline.model.finding import masked, printable
from pipeline.office.doctor.checks import Check, exit_code

WORDS = {"good": "ผ่าน", "warning": "ควรแก้", "bad": "ต้องแก้"}


def as_lines(checks: tuple[Check, ...]) -> list[str]:
    """A line for each check, one more for what to do, and whether a run will work."""
    lines = []
    for check in checks:
        lines.append(_safe(f"[{WORDS[check.state]}] {check.what}: {check.found}"))
        if check.remedy:
            lines.append(f"      → {_safe(check.remedy)}")
    counts = {state: sum(c.state == state for c in checks) for state in WORDS}
    lines += ["", "เครื่องนี้พร้อมใช้" if not exit_code(checks) else
              f"ต้องแก้ {counts['bad']} ข้อก่อนสั่ง pipeline run"]
    if counts["warning"]:
        lines[-1] += f" (ควรแก้ {counts['warning']} ข้อ)"
    return lines


def as_json(checks: tuple[Check, ...]) -> dict[str, object]:
    """The same for other programs."""
    return {
        "ready": not exit_code(checks),
        "checks": [
            {"code": c.code, "state": c.state, "what": _safe(c.what), "found": _safe(c.found),
             "remedy": c.remedy or None}
            for c in checks
        ],
    }


def _safe(text: str) -> str:
    return printable(masked(text))
