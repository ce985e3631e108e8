"""The command export: results as tables for other programs."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.group import cli
from pipeline.cli.options import OUTPUT, PATH, ROUND, cannot, echo_written, shown
from pipeline.cli.screen import echo, one_line

if TYPE_CHECKING:
    from pipeline.run.exporting import Exported


def _place(ctx: click.Context, param: click.Parameter, value: str | None) -> Path | None:
    """The folder that stands after its option; None where it is left out."""
    return PATH.convert(value, param, ctx) if value else None


@cli.command()
@click.argument("results", metavar="[ผล…]", nargs=-1, type=PATH)
@click.option("--csv", "folder", metavar="[โฟลเดอร์]", type=str, callback=_place, is_flag=False, flag_value="",
              help="โฟลเดอร์ที่จะวางตาราง (ไม่ระบุ = output/<รอบ>/csv หรือ output/csv เมื่อมีหลายรอบ)")
@OUTPUT
@ROUND
@click.option("--province", metavar="จังหวัด", help="เฉพาะจังหวัดนี้ (ไม่ระบุ = ทุกจังหวัด)")
def export(
    results: tuple[Path, ...], folder: Path | None, output: Path, round_id: str | None, province: str | None,
) -> None:
    """ส่งออกผลเป็นตาราง CSV สำหรับ Power BI, Excel หรือโปรแกรมอื่น

    \b
    ผล คือ results.json หรือโฟลเดอร์ที่มีไฟล์นั้น หลายจังหวัดและหลายรอบได้
    (ไม่ระบุ = ทุกจังหวัดใน output/<รอบ>/) ทุกตัวเลขมีไฟล์ ชีต และช่อง
    รหัสออก 0 ส่งออกครบ, 2 ส่งออกไม่ได้,
    1 บางชุดใช้ไม่ได้หรือไม่มีตัวเลขรายช่อง (บอกเหตุผล และส่งออกที่เหลือ)
    """
    from pipeline.run.exporting import export_results

    found = export_results(Path.cwd(), results, output, round_id, province, folder)
    echo("\n".join(_lines(found)), err=found.written is None)
    if found.written is None:
        cannot("ไม่มีผลชุดใดที่ส่งออกได้ แก้ตามข้างต้นแล้วสั่งใหม่")
    else:
        echo_written(found.written)
        echo(f"เขียนตารางแล้วที่ {shown(found.written.folder)}")
    sys.exit(found.exit_code)


def _lines(found: "Exported") -> Iterator[str]:
    for one in found.datasets:
        state = " ปิดรอบแล้ว" if one.closed else " ยังไม่ประกาศใช้ จึงใช้ลงนามไม่ได้" if one.draft else ""
        yield one_line(f"รอบ {one.results.round} จังหวัด{one.results.province} {len(one.results.districts)} อำเภอ{state} ({one.file})")
    if found.others:
        yield f"ไม่ได้เลือก {found.others} ชุดของรอบหรือจังหวัดอื่น (ตาม --round --province หรือ pipeline.toml)"
    for title, lines in (("ไม่ได้ใช้:", found.refused), ("ไม่ครบ:", found.lacking)):
        if lines:
            yield from (title, *(f"  {one_line(line)}" for line in lines))
