"""Makes the pictures of the guides again: of form.md the agreement's template, a workbook filled from it, and one
filled from a template that an office changed, with the parts marked; of new-round.md the sheets of the form that it
fills in. Rendered by LibreOffice.

    python docs/guide/make_pictures.py

Needs LibreOffice (soffice), poppler-utils, the font Laksaman and Pillow. Laksaman is the look-alike of
TH Sarabun, one and a half times as wide for each point: a copy with a larger em stands in for it.
"""

import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from html import unescape
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

HERE = Path(__file__).resolve().parent
HOME = HERE.parents[1]
sys.path[:0] = [str(HOME), str(HOME / "tests" / "support")]

from guides import form_of, steps  # noqa: E402
from libreoffice import changed  # noqa: E402
from office import Office  # noqa: E402

RESOLUTION = 80  # dots an inch
FONTS = Path("/usr/share/fonts/truetype/tlwg")
RED = (200, 0, 0)
CHANGES = """
  sheet = doc.Sheets.getByIndex(0)
  sheet.unprotect("")
  sheet.Columns.insertByIndex(5, 1)
  sheet.Columns.getByIndex(5).Width = 2600
  sheet.Columns.getByIndex(3).Width = sheet.Columns.getByIndex(3).Width - 2600
  sheet.getCellRangeByName("F5").String = "ตัดยอด"
  sheet.getCellRangeByName("F9").String = "{{ kpi.cutoff | thaidate | thai }}"
  sheet.getCellRangeByName("F9:F13").merge(True)
  sheet.Rows.insertByIndex(4, 1)
  sheet.getCellRangeByName("A5:G5").merge(True)
  sheet.getCellRangeByName("A5").String = "กลุ่มงานยุทธศาสตร์การพัฒนาชุมชน โทร. ๐ ๐๐๐๐ ๐๐๐๐"
  sheet.getCellRangeByName("A6:G6").CellBackColor = RGB(221, 235, 247)
  shape = doc.createInstance("com.sun.star.drawing.TextShape")
  sheet.DrawPage.add(shape)
  Dim size As New com.sun.star.awt.Size
  size.Width = 5500
  size.Height = 900
  shape.setSize(size)
  Dim point As New com.sun.star.awt.Point
  point.X = 300
  point.Y = 200
  shape.setPosition(point)
  shape.String = "รหัสอำเภอ {{ district.code }}"
  shape.CharHeight = 14
"""
# Of each picture: the words that are marked, each with its number and how far beside and below it stands.
MARKS = {
    "form-template.png": {
        "title[0]": ("1", -35, 0), "sections": ("2", -80, 0), "kpi.goal": ("3", -33, 0), "level.level": ("4", 225, 0),
        "endfor": ("5", 150, 10), "signatures": ("6", -68, 0),
    },
    "form-filled.png": {
        "บันทึกข้อตกลงตัวชี": ("1", -25, 0), "ส่วนที่": ("2", -22, 0), "บริหารจัดการ": ("3", -22, 0), "ไม่น้อยกว่าร้อยละ": ("4", 160, 0),
    },
    "form-changed.png": {"รหัสอำเภอ": ("1", -20, 0), "กลุ่มงาน": ("2", -20, 0), "ตัดยอด": ("3", 17, -28), "๒๗": ("4", 8, 70)},
}  # fmt: skip


def fonts(folder: Path) -> dict[str, str]:
    """An environment in which Laksaman, with a larger em, stands in for TH Sarabun."""
    for path in FONTS.glob("Laksaman*.ttf"):
        data = bytearray(path.read_bytes())
        for table in range(struct.unpack_from(">H", data, 4)[0]):
            tag, _, offset, _ = struct.unpack_from(">4sLLL", data, 12 + table * 16)
            if tag == b"head":
                struct.pack_into(">H", data, offset + 18, 1503)
        (folder / path.name).write_bytes(data)
    families = ("TH SarabunPSK", "TH Sarabun New", "TH Sarabun PSK")
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><prefer><family>Laksaman</family></prefer></alias>'
        for name in families
    )
    settings = folder / "fonts.conf"
    settings.write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{folder}</dir>'
        f"<dir>/usr/share/fonts/truetype/noto</dir><cachedir>{folder}/cache</cachedir>{aliases}</fontconfig>"
    )
    return {"FONTCONFIG_FILE": str(settings)}


def printed(book: Path, folder: Path) -> Path:
    """A workbook as a PDF."""
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf",
         "--outdir", str(folder), str(book)],
        check=True, capture_output=True, env={**os.environ, **fonts(folder)},
    )  # fmt: skip
    return folder / f"{book.stem}.pdf"


def page(book: Path, folder: Path) -> tuple[Image.Image, str]:
    """The first printed page of a workbook, and its words with their boxes."""
    made = printed(book, folder)
    subprocess.run(
        ["pdftoppm", "-png", "-singlefile", "-r", str(RESOLUTION), str(made), str(folder / "page")], check=True
    )
    words = subprocess.run(
        ["pdftotext", "-bbox", "-l", "1", str(made), "-"], check=True, capture_output=True, encoding="utf-8"
    )
    return Image.open(folder / "page.png").convert("RGB"), words.stdout


def mark(picture: Image.Image, words: str, marks: dict[str, tuple[str, int, int]]) -> None:
    """A number beside the first word that holds each text."""
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(str(FONTS / "Laksaman-Bold.ttf"), 17)
    boxes = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', words)
    for text, (number, beside, below) in marks.items():
        found = next((box for box in boxes if text in unescape(box[4])), None)
        if found is None:
            sys.exit(f"ไม่พบ “{text}” ในหน้าแรก")
        left, top, _, bottom = (float(edge) * RESOLUTION / 72 for edge in found[:4])
        x, y = max(left + beside, 13), (top + bottom) / 2 + below
        draw.ellipse((x - 11, y - 11, x + 11, y + 11), fill=RED)
        draw.text((x, y), number, fill="white", font=font, anchor="mm")


# Of each picture of the form: a word of the heading of its page, and how much of its height is shown.
SHEETS = {"new-round-steps.png": ("วิธีกรอก", 0.75), "new-round-kpis.png": ("คิดจาก", 0.75), "new-round-levels.png": ("เกินขอบ", 1.0)}


def form_pictures(folder: Path) -> None:
    """The sheets of the form as new-round.md has one fill it in, but for what is confirmed."""
    home = folder / "round"
    for part in ("agreement", "templates"):
        shutil.copytree(HOME / part, home / part)
    for step in steps((HERE / "new-round.md").read_text(encoding="utf-8")):
        if step.command[:2] == ("round", "new"):
            subprocess.run([sys.executable, "-m", "pipeline", *step.command], cwd=home, check=True, env={**os.environ, "PYTHONPATH": str(HOME)})
        elif step.found["sheet"] or (step.found["example"] and not step.found["placed"].startswith("input")):
            step.done(home)
    made = printed(form_of(home), folder)
    subprocess.run(["pdftoppm", "-png", "-r", str(RESOLUTION), str(made), str(folder / "form")], check=True)
    texts = [subprocess.run(["pdftotext", "-f", str(n), "-l", str(n), str(made), "-"], check=True, capture_output=True, encoding="utf-8").stdout
             for n in range(1, len(list(folder.glob("form-*.png"))) + 1)]  # fmt: skip
    for picture, (word, share) in SHEETS.items():
        number = next(at for at, text in enumerate(texts, 1) if word in text and (at > 1) == (word != "วิธีกรอก"))
        image = Image.open(next(folder.glob(f"form-*{number}.png"))).convert("RGB")
        image = image.crop((0, 0, image.width, int(image.height * share)))
        image.crop(ImageOps.invert(image.convert("L")).getbbox()).quantize(64).save(HERE / picture, optimize=True)
        print(HERE / picture, image.size)


def main() -> None:
    template = HOME / "templates" / "agreement.xlsx"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        office = folder / "office"  # a copy of the project that an office changed
        for part in ("agreement", "templates"):
            shutil.copytree(HOME / part, office / part)
        changed(folder, template, office / "templates" / "agreement.xlsx", CHANGES)
        form = Office(path=office / "templates" / "agreement.xlsx")
        form.save(office / "templates" / "agreement.xlsx")
        books = {"form-template.png": template}
        for picture, home in (("form-filled.png", HOME), ("form-changed.png", office)):
            output = folder / picture.removesuffix(".png")
            subprocess.run(
                [sys.executable, "-m", "pipeline", "run", "--input", str(HOME / "examples" / "input"), "--output", str(output)],
                cwd=home, capture_output=True, check=False, env={**os.environ, "PYTHONPATH": str(HOME)},
            )  # fmt: skip
            books[picture] = next(output.glob("*/2701*.xlsx"))
        for picture, book in books.items():
            image, words = page(book, folder)
            mark(image, words, MARKS[picture])
            image.quantize(64).save(HERE / picture, optimize=True)
            print(HERE / picture, image.size)
        form_pictures(folder)


if __name__ == "__main__":
    main()
