"""Zip containers told apart: xlsx, xlsb, ods, or something that is no workbook."""

from pipeline.model.cells import RawSheet
from pipeline.read import ooxml
from pipeline.read.archive import Archive
from pipeline.read.refusal import Refusal


def read(data: bytes, file: str) -> list[RawSheet]:
    """The sheets of a workbook in a zip container."""
    archive = Archive(data)
    if "mimetype" in archive and "content.xml" in archive:
        from pipeline.read import ods
        sheets = ods.read(archive, file)
    else:
        main = ooxml.main_part(archive)
        if not main:
            raise Refusal("not-a-spreadsheet")
        if main.lower().endswith(".bin"):
            from pipeline.read import xlsb
            sheets = xlsb.read(archive, main, file)
        else:
            from pipeline.read import xlsx
            sheets = xlsx.read(archive, main, file)
    archive.check_rest()
    return sheets
