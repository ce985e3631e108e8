"""Office Open XML workbooks (.xlsx, .xlsm, "Strict" too), whole: the workbook and its sheets."""

from pipeline.model.cells import RawSheet
from pipeline.read.content import Content
from pipeline.read.grid import Budget
from pipeline.read.ooxml import Book, main_part, relations, strings, styles, workbook, worksheets
from pipeline.read.ooxml_sheet import read_sheet


def read(content: Content, file: str) -> list[RawSheet]:
    """Every worksheet of the workbook."""
    archive = content.parts
    main = main_part(archive)
    _, date1904, uncalculated = workbook(archive.read(main))
    book = Book(date1904=date1904, uncalculated=uncalculated)
    for relation in relations(archive, main).values():
        if relation.kind == "sharedStrings":
            book.strings = strings(archive.read(relation.target))
        elif relation.kind == "styles":
            book.kinds = styles(archive.read(relation.target))
    budget = Budget()
    sheets: list[RawSheet] = []
    for entry, part in worksheets(archive, main):
        grid = read_sheet(archive.read(part), book, budget)
        sheets.append(grid.sheet(file, entry.name, "xlsx", entry.hidden))
    return sheets
