"""Several provinces: what the screen says of them."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from pipeline.cli.options import echo_json, progress

if TYPE_CHECKING:
    from pipeline.run import ProvinceResult, Provinces


def every_province(
    home: Path, provinces: "Provinces", round_id: str | None, output: Path | None,
    jobs: int | None, form: str = "text",
) -> NoReturn:
    """Runs every province (checks it where ``output`` is None), tells how each stands, and
    leaves with the exit code of them all."""
    from pipeline.run import exit_code, run_provinces

    results = run_provinces(home, provinces, round_id, output, jobs, progress("ทำทีละจังหวัด"))
    if form == "json":
        echo_json({
            "provinces": [asdict(result) for result in results],
            "problems": [_safe(line) for line in provinces.problems],
        })
    else:
        click.echo("\n".join(_lines(provinces, results)))
    sys.exit(exit_code(provinces, results))


def _lines(provinces: "Provinces", results: "Sequence[ProvinceResult]") -> Iterator[str]:
    from pipeline.thai.text import visible_length

    yield f"หลายจังหวัดใน {_safe(str(provinces.folder))}: {len(results)} จังหวัด"
    width = max((visible_length(result.province) for result in results), default=0)
    for result in results:
        name = result.province + " " * (width - visible_length(result.province))
        yield f"  {name}  {_safe(_standing(result))}"
        yield from (f"    {_safe(note)}" for note in result.notes)
    if provinces.problems:
        yield ""
        yield "ไม่ได้ให้คะแนน:"
        yield from (f"  {_safe(line)}" for line in provinces.problems)
    if not results:
        return
    yield ""
    failed = sum(result.exit_code == 2 for result in results)
    yield (
        f"รวม {sum(result.districts for result in results)} อำเภอ "
        f"รายงานครบ {sum(result.complete for result in results)} อำเภอ "
        f"ต้องแก้ {sum(result.errors for result in results)} ข้อ"
        + (f"  ทำไม่ได้ {failed} จังหวัด" if failed else "")
    )


def _standing(result: "ProvinceResult") -> str:
    if result.exit_code == 2:
        return f"ทำไม่ได้: {result.problem}"
    line = (
        f"{result.districts} อำเภอ รายงานครบ {result.complete}  ต้องแก้ {result.errors} ข้อ "
        f"ควรตรวจ {result.warnings} ข้อ  ใช้ {result.used} จาก {result.files} ไฟล์"
    )
    return f"{line}  → {result.target}" if result.target else line


def _safe(line: str) -> str:
    from pipeline.model.finding import safe_text

    return safe_text(line, 1000)
