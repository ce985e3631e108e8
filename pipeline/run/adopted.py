"""What a run says of a round that is not adopted, or whose words are no longer as they were."""

from pipeline.model.agreement import Agreement
from pipeline.model.finding import Finding, first_few
from pipeline.model.words import CAVEATS


def of_round(agreement: Agreement) -> list[Finding]:
    """What is to be found of the round's definitions themselves."""
    found = []
    if agreement.state != "adopted":
        found.append(Finding(
            "round-not-adopted", "warning",
            f"รอบ {agreement.round_id} {CAVEATS[agreement.state]} ผลและแบบที่พิมพ์จึงใช้ลงนามไม่ได้ ทุกหน้าบอกไว้",
            "เทียบนิยามของรอบกับข้อตกลงที่ลงนาม ประกาศใช้ แล้วสั่งใหม่ หรือเลือกรอบอื่น"))
    if agreement.changed_words:
        found.append(Finding(
            "definition-changed", "info",
            f"ถ้อยคำในนิยามของรอบต่างจากเมื่อประกาศใช้ {len(agreement.changed_words)} แห่ง ไม่มีผลต่อคะแนน: "
            + first_few(agreement.changed_words, "แห่ง", "; "),
            "ถ้าตั้งใจแก้ ประกาศใช้รอบนี้อีกครั้ง ถ้าไม่ได้ตั้งใจ ให้แก้กลับ"))
    return found
