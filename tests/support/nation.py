"""A made-up nation's exports for tests and benchmarks: a folder a province, every district the
same figures."""

from pathlib import Path

import province

from pipeline.thai.districts import Gazetteer, find_province


def tables(name: str) -> dict[str, province.Rows]:
    """A province's exports by the name of their files."""
    place = find_province(name)
    assert place is not None
    return province.tables({p.code: p.name for p in Gazetteer(place).places}, place.name)


def write(folder: Path, *names: str) -> Path:
    """The exports of these provinces, each in the folder of its name."""
    for name in names:
        province.write(folder / name, tables(name))
    return folder
