"""A made-up nation's exports for tests and benchmarks: a folder a province, every district the
same figures."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geothai
import province

from pipeline.thai.districts import Gazetteer, find_province


def names() -> list[str]:
    """The 76 provinces by code, without Bangkok, which has no อำเภอ."""
    found = sorted(geothai.provinces(), key=lambda province: province.code)
    return [one.name_th for one in found if one.name_th != "กรุงเทพมหานคร"]


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


def copied(results: Mapping[str, Any], folder: Path) -> Path:
    """The results of one province under the name and districts of every province of the country, each in the folder
    of its name: its districts in turn, another first in each province."""
    mine = results["districts"]
    for number, name in enumerate(names()):
        place = find_province(name)
        assert place is not None
        taken = [mine[(number + turn) % len(mine)] for turn, _ in enumerate(Gazetteer(place).places)]
        codes: dict[str, str] = {}
        districts = list[dict[str, Any]]()
        for one, known in zip(taken, Gazetteer(place).places, strict=True):
            codes.setdefault(one["code"], known.code)
            districts.append({**one, "code": known.code, "name": known.name})
        findings = [
            {**one, "district": codes.get(one["district"])} for one in results["findings"]
            if one["district"] is None or one["district"] in codes
        ]
        data = {**results, "province": place.name, "districts": districts, "findings": findings}
        (folder / place.name).mkdir(parents=True)
        (folder / place.name / "results.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return folder
