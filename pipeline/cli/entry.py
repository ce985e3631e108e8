"""The command line from end to end: what it says of errors, and how it leaves."""

import os
import sys
from typing import NoReturn

import click

from pipeline.cli import history, machine, nation, office, scoring  # noqa: F401  (they enter their commands)
from pipeline.cli.group import cli
from pipeline.cli.options import cannot
from pipeline.cli.screen import open_streams
from pipeline.errors import PipelineError, SealedError, fault


def _thai(error: click.ClickException) -> str:
    """What Click has to say, in Thai."""
    match error:
        case click.NoSuchOption():
            near = f" (หมายถึง {', '.join(error.possibilities)} หรือไม่)" if error.possibilities else ""
            return f"ไม่รู้จักตัวเลือก {error.option_name}{near}"
        case click.MissingParameter() if error.param is not None:
            return f"ยังไม่ได้ระบุ {error.param.make_metavar(error.ctx)}" if error.ctx \
                else "ระบุไม่ครบ"
        case click.BadOptionUsage():
            return f"ตัวเลือก {error.option_name} ต้องมีค่า"
        case click.BadParameter() if error.param is not None:
            return f"ค่าของ {'/'.join(error.param.opts)} ใช้ไม่ได้: {error.message}"
        case _ if error.message.startswith("No such command"):
            return f"ไม่รู้จักคำสั่ง {error.message.split(maxsplit=3)[3].rstrip('.')}"
        case _ if error.message.startswith("Got unexpected extra"):
            return "ระบุเกินมา ถ้าชื่อมีช่องว่างให้ใส่ในเครื่องหมายคำพูด"
        case _:
            return error.message


def _stop(message: str) -> NoReturn:
    cannot(message)
    sys.exit(2)


def main() -> NoReturn:
    """Runs the command line; leaves with 0, 1 or 2."""
    open_streams()
    try:
        sys.exit(cli.main(prog_name="pipeline", standalone_mode=False) or 0)
    except SealedError as error:
        for line in error.details:
            click.echo(line)
        _stop(str(error))
    except PipelineError as error:
        _stop(str(error))
    except click.ClickException as error:
        _stop(f"{_thai(error)} ดูวิธีใช้ด้วย pipeline --help")
    except (click.Abort, KeyboardInterrupt):
        click.echo("หยุดตามคำสั่ง", err=True)
        sys.exit(130)
    except BrokenPipeError:  # who reads our output has seen enough
        os._exit(1)
    except Exception as error:  # a fault of ours: the user still gets one line
        if os.environ.get("PIPELINE_TRACEBACK"):
            raise
        _stop(fault(error))
