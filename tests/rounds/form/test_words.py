"""What the loader of rounds says is said in the words of a form: for everything that it can say."""

import ast
import re

import pytest
from filled import pure, stands
from home import HOME

from pipeline.rounds.form.words import in_words

SAMPLES = {  # what the program fills into its words, by what fills it
    "keys": "at_least = 85", "as_keys": "more_than = 80", "paper.name": "agreement/2569-2/agreement.txt", "ways": "numerator กับ denominator หรือ element",
    "KINDS": "จำนวน", "BOUND_KINDS": "at_least, more_than, at_most", "measure.name": "ratio_of_sums", "item.kind": "percentage", "kpi.formula.element": "progress.answer",
    "formula.denominator": "disbursement.allocated", "element": "disbursement.allocated", "by_rows": "bpm.steps_done, sara.disbursed", "near": " (หมายถึง “sara.disbursed” หรือไม่)",
    "named": "targets.target", "kind.name": "sums", "column.role": "month", "role": "month", "columns[element].role": "label", "known": "district, figure",
    "keys(own)": "at_most = 2018-09-10", "unit": "ร้อยละ",
}
# What no form brings about: a form writes no such keys, values, names of files or examples, or tells it before.
NEVER = re.compile(
    r"เป็นชื่อที่ไม่รู้จัก|ไม่รู้จัก|ตามชื่อโฟลเดอร์|ตามชื่อไฟล์|ไฟล์ตัวชี้วัด|สองไฟล์|lowest|เหลือไว้อย่างเดียว|“ก” ใน items$|อ่าน “ก” ไม่ได้"
    r"|ใน agreement\.toml|ใน columns|headings|ใช่การตรวจ|agreement/sources|ไม่ใช่การตรวจ")


def filler(node: ast.expr) -> str:
    """What stands for what the program fills in."""
    code = ast.unparse(node)
    for name, sample in sorted(SAMPLES.items(), key=lambda one: len(one[0]), reverse=True):
        if re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", code):
            return sample
    return "ก"


def sentences(node: ast.expr) -> list[str]:
    """What a text of the program says, once for each way that it may go."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return ["".join(part.value if isinstance(part, ast.Constant) else filler(part.value) for part in parts)]  # type: ignore[attr-defined]
        case ast.IfExp(body=body, orelse=other):
            return [*sentences(body), *sentences(other)]
        case _:
            return []


def all_said() -> list[str]:
    found = []
    for path in sorted((HOME / "pipeline" / "definitions").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("wrong", "ask") and node.args:
                found += sentences(node.args[-1])
            if isinstance(node, ast.Yield) and path.name == "sources.py" and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 2:
                found += sentences(node.value.elts[1])
    return [text for text in dict.fromkeys(found) if not NEVER.search(text)]


@pytest.mark.parametrize("text", all_said(), ids=lambda text: text[:50])
def test_whatever_the_loader_says_is_in_words_of_the_form(text):
    assert pure(in_words(text, stands().sources)) == [], in_words(text, stands().sources)


def test_nearly_all_that_the_loader_says_is_held():
    assert len(all_said()) > 90


@pytest.mark.parametrize(("text", "words"), [
    ("“ไม่น้อยกว่าร้อยละ 85” หมายถึง at_least = 85 แต่นิยามใช้ more_than = 85 แก้ให้ตรงกัน", "“ไม่น้อยกว่าร้อยละ 85” หมายถึง ไม่น้อยกว่า 85 แต่แบบใช้ มากกว่า 85 แก้ให้ตรงกัน"),
    ("ระดับที่ 1: อ่านได้ทั้ง at_most = 2018-09-10 และ less_than = 2018-09-11", "ระดับที่ 1: อ่านได้ทั้ง ไม่เกิน 10 กันยายน 2561 และ น้อยกว่า 11 กันยายน 2561"),
    ("“name weight” ไม่มีหลัง “unit” ใน agreement/2569-2/agreement.txt", "“name weight” ไม่มีหลัง “unit” ใน แผ่น ข้อความข้อตกลง"),
    ("เป็นช่องเดียวกับ denominator (“disbursement.allocated”) ทุกอำเภอ", "เป็นช่องเดียวกับตัวหาร (“รายงานผลการเบิกจ่าย: จัดสรร”) ทุกอำเภอ"),
    ("คะแนน 1.5 ของ x.y", "คะแนน 1.5 ของ x.y"),
])
def test_words_of_the_files_become_words_of_the_form_and_quoted_ones_stay(text, words):
    assert in_words(text, stands().sources) == words


def test_ids_become_what_they_stand_for():
    assert in_words("ต้องมีทุกส่วน: s1, s2", (), {"s1": "งานทีม", "s2": "งานรายบุคคล"}) == "ต้องมีทุกส่วน: งานทีม, งานรายบุคคล"
    assert in_words("“item1” เป็นชนิด number แต่ formula.result คือ “item2” รายการที่เป็นผล …", (), {"item1": "ก", "item2": "ข"}) == (
        "ผลที่กรอกเองของตัวชี้วัดมีได้รายการเดียว แต่มีทั้ง “ข” และ “ก” แก้ช่อง คำตอบ")
