"""Programs of JavaScript that read workbooks, ExcelJS and SheetJS, where node and they are."""

import functools
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

NODE = shutil.which("node")
Cells = dict[str, dict[str, Any]]  # by sheet, in the book's order; by address
# Formulas as what they gave, pieces of a text as one, days as numbers, of merged cells the first.
_READ = """
const {readFileSync} = require('fs');
const ExcelJS = require('exceljs'), SheetJS = require('xlsx');
const DAY = 86400000, EPOCH = Date.UTC(1899, 11, 30);
const plain = v => {
  if (v === null || v === undefined) return null;
  if (v instanceof Date) return (v.getTime() - EPOCH) / DAY;
  if (v.error) return v.error;
  if (v.richText) return v.richText.map(r => r.text).join('');
  return 'hyperlink' in Object(v) ? plain(v.text) : v;
};
(async () => {
  for (const path of JSON.parse(readFileSync(0, 'utf8'))) {
    const exceljs = {}, sheetjs = {}, shown = {};
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(path);
    for (const sheet of book.worksheets) {
      const cells = exceljs[sheet.name] = {};
      sheet.eachRow(row => row.eachCell(cell => {
        const value = plain(cell.formula ? cell.result : cell.value);
        if (cell.master === cell && value !== null) cells[cell.address] = value;
      }));
    }
    const other = SheetJS.readFile(path);
    for (const name of other.SheetNames) {
      const cells = sheetjs[name] = {}, texts = shown[name] = {};
      for (const [address, cell] of Object.entries(other.Sheets[name])) {
        if (address[0] !== '!' && cell.v !== undefined) { cells[address] = cell.t === 'e' ? cell.w : cell.v; texts[address] = cell.w; }
      }
    }
    console.log(JSON.stringify({exceljs, sheetjs, shown}));
  }
})().catch(error => { console.error(error); process.exit(1); });
"""


@functools.cache
def _modules() -> str | None:
    """Where node finds both, or None."""
    if NODE is None:
        return None
    npm = shutil.which("npm")
    everywhere = subprocess.run([npm, "root", "-g"], capture_output=True, text=True, check=False) if npm else None
    folders = os.pathsep.join(filter(None, (
        os.environ.get("NODE_PATH"), everywhere.stdout.strip() if everywhere else None)))
    there = subprocess.run(
        [NODE, "-e", "require('exceljs'); require('xlsx')"], capture_output=True, check=False,
        env={**os.environ, "NODE_PATH": folders},
    )
    return folders if there.returncode == 0 else None


def require_javascript() -> None:
    """Skips a test where node, ExcelJS or SheetJS is not there."""
    if _modules() is None:
        pytest.skip("node with exceljs and xlsx is not here (npm install -g exceljs xlsx, or NODE_PATH)")


def read(paths: Sequence[Path]) -> list[dict[str, Cells]]:
    """Each workbook as ``exceljs`` and ``sheetjs`` read it, and as the latter shows it (``shown``)."""
    folders = _modules()
    assert NODE is not None and folders is not None
    done = subprocess.run(
        [NODE, "--max-old-space-size=2048", "-e", _READ], input=json.dumps([str(p) for p in paths]),
        capture_output=True, encoding="utf-8", check=False, timeout=600, env={**os.environ, "NODE_PATH": folders},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]
