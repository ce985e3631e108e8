"""The parts of a workbook file: read from a template, and put together again for each result."""

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from pipeline.errors import TemplateError

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
DRAWING = f"{RELATIONS}/drawing"
CHART = f"{RELATIONS}/chart"
TABLE = f"{RELATIONS}/table"
CALC_CHAIN = f"{RELATIONS}/calcChain"


def read_parts(path: Path) -> dict[str, bytes]:
    """The parts of the workbook at ``path`` by name, in the file's order; without the list of
    formulas, which no longer holds once rows have moved."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = {name: package.read(name) for name in package.namelist() if name[-1] != "/"}
    except FileNotFoundError:
        raise TemplateError(f"ไม่พบแบบฟอร์ม {path} ให้วางแฟ้ม {path.name} กลับไว้ที่เดิม") from None
    except (OSError, zipfile.BadZipFile) as error:
        raise TemplateError(
            f"เปิดแบบฟอร์ม {path} ไม่ได้ ({error}) ให้บันทึกเป็น .xlsx ใหม่ด้วย Excel"
        ) from None
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


def write_parts(parts: Mapping[str, bytes]) -> bytes:
    """A workbook file of ``parts``; the same parts always give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            info.external_attr = 0
            package.writestr(info, data)
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
