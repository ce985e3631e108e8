"""What the workbooks' files say of themselves: what each is, and which office it is of."""

from pipeline.forms import About
from pipeline.model.agreement import Agreement
from pipeline.model.words import DEPARTMENT, office, round_words
from pipeline.thai.digits import paper_digits


def of_district(district: str, agreement: Agreement, province: str) -> About:
    """Of a district's workbook."""
    return _about(f"คะแนนตามบันทึกข้อตกลง อำเภอ{district}", agreement, office(province))


def of_province(agreement: Agreement, province: str) -> About:
    """Of a province's workbook."""
    return _about(f"สรุปคะแนน จังหวัด{province}", agreement, office(province))


def of_provinces(agreement: Agreement) -> About:
    """Of the workbook of several provinces."""
    return _about("สรุปคะแนนรวมจังหวัด", agreement, DEPARTMENT)


def _about(what: str, agreement: Agreement, author: str) -> About:
    title = f"{what} รอบ {round_words(agreement.round_id)}{agreement.caveat}"
    return About(paper_digits(title, agreement.thai_digits), author)
