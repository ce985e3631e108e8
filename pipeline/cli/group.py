"""``pipeline`` itself; the commands enter themselves under it."""

from pathlib import Path

import click

from pipeline.cli.page import CommandGroup
from pipeline.cli.settings import for_each, settings
from pipeline.errors import DefinitionError

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=CommandGroup, context_settings=SETTINGS, no_args_is_help=False, invoke_without_command=True)
@click.option("--version", is_flag=True, help="รุ่นของโปรแกรม")
@click.pass_context
def cli(context: click.Context, version: bool) -> None:
    """ให้คะแนนตัวชี้วัดของพัฒนาการอำเภอจากไฟล์ส่งออก แล้วพิมพ์แบบรายอำเภอและสรุปจังหวัด

    \b
    ใช้ทุกวัน:  pipeline check   ตรวจไฟล์ก่อน
              pipeline run     ให้คะแนนและพิมพ์แบบ
              pipeline explain เมือง 1   ตอบว่าทำไมได้ระดับนี้
    """
    if version:
        from pipeline.home import program_version

        click.echo(f"pipeline {program_version()}".strip())
        context.exit(0)
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
        context.exit(2)
    try:
        context.default_map = for_each(cli, settings(Path.cwd()))
    except DefinitionError as error:
        if context.invoked_subcommand != "doctor":  # which is to say so among the rest
            raise
        context.obj = str(error)
