"""Several provinces: what the screen says of them, and the command compile."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.group import cli
from pipeline.cli.options import (
    OUTPUT,
    PATH,
    ROUND,
    cannot,
    echo_written,
    shown,
)
from pipeline.cli.screen import echo, one_line, progress

if TYPE_CHECKING:
    from pipeline.run.compiling import Compiled
    from pipeline.run.provinces import ProvinceResult, Provinces


def every_province(
    home: Path, provinces: "Provinces", round_id: str | None, output: Path | None,
    jobs: int | None, quiet: bool = False,
) -> "tuple[ProvinceResult, ...]":
    """Runs every province, or checks it where ``output`` is None."""
    from pipeline.run.provinces import run_provinces

    return run_provinces(home, provinces, round_id, output, jobs, progress("ทำทีละจังหวัด", quiet))


def provinces_json(
    provinces: "Provinces", results: "Sequence[ProvinceResult]"
) -> dict[str, object]:
    """How every province stands, as plain data."""
    return {
        "provinces": [result.as_json() for result in results],
        "problems": [one_line(line) for line in provinces.problems],
    }


def provinces_text(provinces: "Provinces", results: "Sequence[ProvinceResult]") -> str:
    """How every province stands, for the screen."""
    return "\n".join(_lines(provinces, results))


def _lines(provinces: "Provinces", results: "Sequence[ProvinceResult]") -> Iterator[str]:
    from pipeline.thai.text import visible_length

    yield f"หลายจังหวัดใน {one_line(str(provinces.folder))}: {len(results)} จังหวัด"
    width = max((visible_length(result.province) for result in results), default=0)
    for result in results:
        name = result.province + " " * (width - visible_length(result.province))
        yield f"  {name}  {one_line(_standing(result))}"
        yield from (f"    {one_line(note)}" for note in result.notes)
    if provinces.problems:
        yield ""
        yield "ไม่ได้ให้คะแนน:"
        yield from (f"  {one_line(line)}" for line in provinces.problems)
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
    arrow = "→" if result.begun else "ผลชุดใหม่ยังไม่ได้เขียน ชุดเดิมอยู่ที่"
    return f"{line}  {arrow} {result.target}" if result.target else line


# --- compile -------------------------------------------------------------------------------------


@cli.command("compile")
@click.argument("results", metavar="[ผล…]", nargs=-1, type=PATH)
@OUTPUT
@ROUND
def compile_provinces(results: tuple[Path, ...], output: Path, round_id: str | None) -> None:
    """รวมผลของหลายจังหวัดใน output/<รอบ>/สรุปรวมจังหวัด.xlsx และ .html

    \b
    ผล คือ results.json หรือโฟลเดอร์ที่มีไฟล์นั้น (ไม่ระบุ = ทุกจังหวัดใน output/<รอบ>/)
    รหัสออก 0 รวมครบ, 1 บางไฟล์ใช้ไม่ได้ (บอกเหตุผล และรวมที่เหลือ), 2 รวมไม่ได้
    """
    from pipeline.run.compiling import compile_results

    found = compile_results(Path.cwd(), results, output, round_id)
    echo("\n".join(_compiled_lines(found)))
    if found.written is None:
        cannot("ไม่มีผลของจังหวัดใดที่ใช้ได้ แก้ตามข้างต้นแล้วสั่งใหม่")
    else:
        echo_written(found.written)
        for name in (*found.written.put, *found.written.untouched):
            echo(f"เขียนผลแล้วที่ {shown(found.written.folder / name)}")
    sys.exit(found.exit_code)


def _compiled_lines(found: "Compiled") -> Iterator[str]:
    yield f"รวม {found.provinces} จังหวัด {found.districts} อำเภอ รายงานครบ {found.complete} อำเภอ"
    if others := [one for one in found.files if one.reason]:
        yield ""
        yield "ไม่ได้ใช้:"
        yield from (f"  {one_line(f'{one.file}: {one.reason} {one.remedy}'.rstrip())}" for one in others)
