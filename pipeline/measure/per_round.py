"""What a table states once for the whole round (``Kind.per_round``): said again it counts once, said
otherwise it counts for nobody."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from pipeline.model.finding import Finding
from pipeline.model.observation import Observation

WHY = "มีสองแถวที่บอกไม่ตรงกัน"


def uncontradicted(frame: "pd.DataFrame", kpi: int) -> tuple["pd.DataFrame", list[Observation], list[Finding]]:
    """The rows of a frame (as in ``gather``) without those that say again what another says; what is
    said of one thing otherwise is broken. With the rows that were left out, and the findings."""
    same: dict[tuple[str, str, str], list[tuple[int, Observation]]] = {}
    for index, o in zip(frame.index, frame["obs"], strict=True):
        same.setdefault((o.element, o.district, o.key), []).append((index, o))
    standing: dict[int, Observation] = {}
    again: list[Observation] = []
    findings: list[Finding] = []
    for rows in same.values():
        stating = [(index, o) for index, o in rows if o.state != "blank"] or rows[:1]
        again += [o for index, o in rows if (index, o) not in stating]
        if len({(o.value, o.state) for _, o in stating}) > 1:
            standing |= {index: replace(o, value=None, state="broken", why=WHY) for index, o in stating}
            findings += _contradicted([o for _, o in stating], kpi)
            continue
        standing |= dict(stating[:1])
        again += [o for _, o in stating[1:]]
    frame = frame.loc[[index for index in frame.index if index in standing]].copy()
    frame["obs"] = pd.Series([standing[index] for index in frame.index], index=frame.index, dtype=object)
    frame["value"] = [o.value for o in frame["obs"]]
    frame["state"] = [o.state for o in frame["obs"]]
    return frame, again, findings


def _cell(o: Observation) -> str:
    return f"{o.origin.file} ชีต {o.origin.sheet} {o.origin.cell}"


def _contradicted(rows: Sequence[Observation], kpi: int) -> Iterator[Finding]:
    places = ", ".join(map(_cell, rows))
    yield Finding(
        "conflicting-values", "error", f"มี {len(rows)} แถวที่บอกเรื่องเดียวกันไม่ตรงกัน จึงไม่ใช้แถวใดเลย ({places})",
        "เหลือไว้เฉพาะแถวที่ถูกต้อง", rows[-1].origin, rows[-1].district, kpi)
