"""The parts of a workbook file: read from a template, and put together again for each result."""

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from pipeline.errors import TemplateError
from pipeline.model.disk import why

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LEVEL = 4  # of zlib: half the time of 6, files an eighth larger
DRAWING = f"{RELATIONS}/drawing"
CHART = f"{RELATIONS}/chart"
TABLE = f"{RELATIONS}/table"


def read_parts(path: Path) -> dict[str, bytes]:
    """The parts of the workbook at ``path`` by name, in the file's order; without the list of
    formulas, which no longer holds once rows have moved."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = {name: package.read(name) for name in package.namelist() if name[-1] != "/"}
    except FileNotFoundError:
        raise TemplateError(f"ไม่พบแบบฟอร์ม {path} ให้วางแฟ้ม {path.name} กลับไว้ที่เดิม") from None
    except zipfile.BadZipFile:
        raise TemplateError(f"เปิดแบบฟอร์ม {path} ไม่ได้ (ไม่ใช่สมุดงาน Excel หรือเสียหาย) ให้บันทึกเป็น .xlsx ใหม่ด้วย Excel") from None
    except OSError as error:
        raise TemplateError(f"เปิดแบบฟอร์ม {path} ไม่ได้ ({why(error)}) ปิดไฟล์ใน Excel แล้วสั่งใหม่") from None
    if "xl/workbook.xml" not in parts:
        raise TemplateError(f"{path} ไม่ใช่สมุดงาน Excel ให้บันทึกเป็น .xlsx ใหม่ด้วย Excel")
    chain = "xl/calcChain.xml"
    if parts.pop(chain, None) is not None:
        relations = "xl/_rels/workbook.xml.rels"
        parts[relations] = re.sub(rb"<Relationship [^>]*calcChain[^>]*/>", b"", parts[relations])
        types = "[Content_Types].xml"
        parts[types] = re.sub(rb"<Override [^>]*calcChain[^>]*/>", b"", parts[types])
    return parts


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook file that is in memory."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def to_part(root: etree._Element) -> bytes:
    """``root`` as a part of a workbook file."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def write_parts(parts: Mapping[str, bytes]) -> bytes:
    """A workbook file of ``parts``; the same parts always give the same bytes, on every system."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as package:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name)  # of 1 January 1980
            entry.create_system = 0
            package.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def relations_of(part: str) -> str:
    """The part that lists what ``part`` refers to."""
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def related(parts: Mapping[str, bytes], part: str, kind: str) -> dict[str, str]:
    """The parts that ``part`` refers to as ``kind``, by the id that it calls them by."""
    folder = posixpath.dirname(part)
    relations = parts.get(relations_of(part))
    if relations is None:
        return {}
    return {
        element.get("Id", ""): target(folder, element.get("Target", ""))
        for element in etree.fromstring(relations).iter(_RELATION)
        if element.get("Type") == kind
    }


def target(folder: str, written: str) -> str:
    """The part that a relation of a part in ``folder`` calls ``written``."""
    return written[1:] if written.startswith("/") else posixpath.normpath(f"{folder}/{written}")
