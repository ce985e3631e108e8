"""How long the paths of results get, and what takes them; a run asks this too, so nothing heavy is loaded."""

from pathlib import Path

BELOW = 70  # characters below the output folder: the round, the longest file's name, temporary ones too
EXCEL = 218  # characters of a path that Excel opens
WINDOWS = 259  # characters of a path that Windows takes without its long paths


def too_long(output: Path, system: str, long_paths: bool | None) -> str:
    """Why Windows would take no result in so deep a folder, and what to do; "" if it would."""
    longest = len(str(output.absolute())) + BELOW
    if system != "win32" or long_paths or longest <= WINDOWS:
        return ""
    return (f"{output}: ที่อยู่ไฟล์ผลจะยาวถึง {longest} ตัวอักษร Windows รับได้ {WINDOWS} "
            "เลือกโฟลเดอร์ที่สั้นกว่าด้วย --output เช่น C:\\kpi\\output")
