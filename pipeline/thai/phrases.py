"""The words with which Thai agreements state a criterion, as patterns: what compares, what is counted, what
only names, what joins, what leaves open."""

import re

from pipeline.thai.calendar import MONTH, OF_MONTH, YEAR

PERCENT = "ร้อยละ"
FIGURE_MARK, NAME_MARK = "\x01", "\x02"  # what stands in the place of a figure, of a name
THAI = "ก-ฮะ-ฺเ-๎"
_NUMBER = r"(?<![\d.,])(?:\d(?:[\d,]*\d)?(?:\.\d+)?|\.\d+)(?!\d|[.,]\d)"
_PERCENT = r"ร้อย\s*ละ"
PERCENT_AFTER = r"(?:%|เปอร์\s*เซ็?น(?:ต์|ท์)?)"
_OR = r"\s*(?:หรือ|และ|/)?\s*"
_BUT = "แต่(?!ง|ละ)"
_NOT = r"(?:ไม่|มิ)\s*(?:ให้|ควร)?\s*"
_EQUAL = r"เท่า\s*กับ"
_UPWARD = r"(?:มาก|สูง)\s*(?:เกิน)?\s*(?:ไป\s*)?กว่า|เกิน\s*กว่า"
_DOWNWARD = r"(?:น้อย|ต่ำ)\s*(?:ไป\s*)?กว่า"
# The words that compare, the longer before those that they hold.
COMPARISONS = {
    "ge": rf"{_NOT}(?:{_DOWNWARD})(?:{_OR}{_EQUAL})?|อย่าง\s*(?:น้อย|ต่ำ)(?:\s*(?:ที่สุด|ต้อง))?|ขั้นต่ำ"
          rf"|(?:{_UPWARD}){_OR}{_EQUAL}|เกิน{_OR}{_EQUAL}|{_EQUAL}\s*(?:หรือ|/)\s*(?:{_UPWARD})|>=|=>|≥|⩾|≧|ตั้งแต่",
    "le": rf"{_NOT}(?:{_UPWARD}|เกิน)(?:{_OR}{_EQUAL})?|อย่าง\s*(?:มาก|สูง)|ภายใน"
          rf"|(?:{_DOWNWARD}){_OR}{_EQUAL}|{_EQUAL}\s*(?:หรือ|/)\s*(?:{_DOWNWARD})|<=|=<|≤|⩽|≦",
    "lt": rf"{_DOWNWARD}|(?:ยัง\s*)?{_NOT}ถึง|<",
    "gt": rf"{_UPWARD}|เกิน|>",
    "eq": rf"{_EQUAL}|=",
}  # fmt: skip
_COMPARISON = "|".join(f"(?P<{{0}}{name}>{words})" for name, words in COMPARISONS.items())
_ANY_COMPARISON = "|".join(COMPARISONS.values())
_UP = rf"ข[ึี]้น\s*ไป|เป็น\s*(?:อย่าง\s*(?:น้อย|ต่ำ)|ต้นไป)|หรือ\s*(?:{_UPWARD})(?:\s*(?:นั้น|นี้))?"
_DOWN = rf"ลง\s*(?:มา|ไป)|เป็น\s*อย่าง\s*(?:มาก|สูง)|หรือ\s*(?:{_DOWNWARD})(?:\s*(?:นั้น|นี้))?"
TOWARDS = re.compile(rf"(?P<up>{_UP})|(?P<down>{_DOWN})")
# What is counted, the longer before those that they hold.
_COUNTED = sorted([
    "กลุ่ม", "ราย(?!งาน|ได้|จ่าย|ชื่อ|ละเอียด|บุคคล)", "รายการ", "คน", "ท่าน", "ครั้ง", "วัน(?!ที่)", "วันทำการ", "เดือน", "ปี(?!งบ)", "สัปดาห์",
    "ชั่วโมง", "นาที", "ข้อ(?!มูล|ตกลง|เสนอ|ร้อง)", "ขั้น(?!ตอน)", "ขั้นตอน", "กิจกรรม", "โครงการ", "แห่ง", "หมู่บ้าน", "ชุมชน", "ตำบล", "อำเภอ",
    "จังหวัด", "ครัวเรือน", "ครอบครัว", "ผลิตภัณฑ์", "เรื่อง", "ฉบับ", "ประเด็น", "คะแนน", "ระดับ", "ชิ้น", "ชุด", "เล่ม", "แผน", "แผนงาน", "ศูนย์",
    "กองทุน", "หน่วยงาน", "หน่วย", "องค์กร", "เครือข่าย", "ตัวชี้วัด", "เท่า(?!กับ)", "งวด", "ช่องทาง", "หลักสูตร", "รุ่น", "แปลง", "ไร่", "ตัน", "กิโลกรัม",
    "ต้น", "หลัง", "ผืน", "ตัว(?!อย่าง|แทน|ชี้)", "ล้าน", "สัญญา", "จุด", "ด้าน", "ดาว", "หลังคาเรือน", "กระบวนงาน", "นวัตกรรม", "สาย", "อัน",
    "แบบ(?!ฟอร์ม|ราย)", "คดี", "ร้าน", "ร้านค้า",
], key=len, reverse=True)  # fmt: skip
_STOP = (r"(?:ร้อยละ|ร้อย ละ|ขึ้น|ลงมา|และ|แต่|ถึง|หรือ|จาก|ใน|ต่อ|ตาม|โดย|พร้อม|รวม|มี|ได้|ที่|ของ|เป็น|ภาย|ก่อน|หลัง|ซึ่ง|เพื่อ|ครบ|ไม่"
         r"|มาก|น้อย|สูง|ต่ำ|เกิน|อย่าง|แล้ว)")
# With these begins what an office does; a name goes on with nouns (ผู้ผลิตและผู้ประกอบการ).
DOES = ("มี|จัด|ส่ง|รายงาน|บันทึก|สรุป|นำ|ดำเนิน|เผยแพร่|ประชุม|ติดตาม|ประเมิน|ได้รับ|ผ่าน|ขับเคลื่อน|แต่งตั้ง|เสนอ|ลง|แจ้ง|สร้าง|พัฒนา|ปรับ|เบิก|ตรวจ"
        "|คัดเลือก|รวบรวม|วิเคราะห์|ทำ|ใช้|ถูกต้อง|ครบ|ทัน|ปิด|อบรม|ถ่ายทอด|สำรวจ|วาง|กำหนด|สนับสนุน|ส่งเสริม|เข้าร่วม|ประกาศ|ศึกษา|ทดลอง|ขยาย|ลด|เพิ่ม|ชำระ|เป็น|แนบ")
_UNIT = (rf"(?:{PERCENT_AFTER}|(?:ร้อย|พัน|หมื่น|แสน|ล้าน)?\s*บาท|{'|'.join(_COUNTED)}"
         rf"|(?!{_STOP}|{DOES})[{THAI}]+?(?=[^{THAI}]|$|{_STOP}))")
KNOWN = rf"{PERCENT_AFTER}|(?:ร้อย|พัน|หมื่น|แสน|ล้าน)?\s*บาท|{'|'.join(_COUNTED)}"
# Possessive: each ละ of a long text would otherwise be tried with each other.
_FILLER = rf"(?:(?:จำนวน|คิดเป็น|ระดับ|คะแนน|เฉลี่ย|[{THAI}]{{2,14}}?(?<!ร้อย)ละ)\s*)*+"
FIGURE = re.compile(
    rf"(?:(?:{_COMPARISON.format('')})\s*{_FILLER})?(?P<percent>{_PERCENT})?\s*[:=]?\s*(?P<number>{_NUMBER})"
    rf"\s*(?P<unit>{_UNIT})?"
)
# 80 ≤ x < 85
BETWEEN = re.compile(rf"(?:{_PERCENT}\s*)?(?P<low>{_NUMBER})\s*{PERCENT_AFTER}?\s*(?P<from><=|=<|≤|<)[^\d<>=≤≥]{{0,24}}(?P<to><=|=<|≤|<)")
_LEVELS_BELOW = r"ระดับ\s*(?:ที่)?\s*\d+\s*(?:(?:-|ถึง)\s*\d+\s*)?(?=และ|พร้อม|ครบ)"
PREFIX = re.compile(
    r"(?:เกณฑ์|ค่า)?\s*(?:ระดับ\s*(?:ที่|คะแนน)?|คะแนน(?:ระดับ)?(?:ที่)?)\s*(\d{1,2})(?!\d|[.,]\d)(?!\s*(?:ข[ึี]้น|ลง|-\s*\d|ถึง|และ|พร้อม|ครบ))\s*(?:[:.)]|=(?![<>]))?\s*(?=\S)"
    r"|(\d{1,2})\s*คะแนน\s*(?::|=(?![<>]))\s*(?=\S)"
)
_NAMED = (r"(?:ตัวชี้วัด|ขั้นตอน|ขั้น|กิจกรรม|ข้อ(?:ย่อย)?|ครั้ง|รอบ(?:การประเมิน)?|ระยะ|งวด|ฉบับ|หมู่|ไตรมาส|ระดับ|เดือน|ปี|ส่วน"
          r"|แบบ|ภาค|กลุ่ม|รุ่น|ลำดับ|หนังสือ|เลข|มติ|ประเภท)")
_ONE = r"\d+(?:[./]\d+)*\)?"
_NUMBERS = rf"{_ONE}(?:\s*(?:-|,|และ|ถึง)\s*{_ONE})*"
_YEARS = r"2[4-6]\d\d(?!\d|,\d|\.\d)"
# Numbers that name something: they bound nothing.
NAMES = re.compile(
    "|".join([
        rf"{_NAMED}\s*ที่\s*{_NUMBERS}",
        r"(?<!อยู่)(?<!ไว้)(?<!วัน)ที่\s*\d+(?:/\d+)?(?!\d|\.\d)",
        _LEVELS_BELOW,
        rf"(?:ไตรมาส|มาตรา|หมวด|ข้อ|หมู่|บทที่|แบบฟอร์ม|แบบรายงาน|ภาคผนวก|รหัส|ตัวชี้วัด|KPIs?)\s*\.?\s*{_NUMBERS}",
        rf"(?:ปี|พ\s*\.?\s*ศ\s*\.?|งบประมาณ)\s*(?:งบประมาณ)?\s*(?:พ\s*\.?\s*ศ\s*\.?)?\s*{_YEARS}(?:\s*(?:-|/|,|และ|ถึง)\s*(?:{_YEARS}|\d\d(?!\d)))*",
        rf"(?<!\d)\d{{1,2}}\s*/\s*{_YEARS}|{_YEARS}\s*/\s*\d{{1,2}}(?!\d)|(?<=ปี)\s*[4-7]\d(?!\d)",
        rf"(?:{MONTH})[\s/.,'’-]*{YEAR}",
        rf"(?:ทุก\s*)?วันที่\s*\d{{1,2}}(?:\s*(?:{MONTH})(?![{THAI}]))?|\d{{1,2}}\s*(?:{MONTH})(?![{THAI}])",
        r"(?:รอบ|ทุก\s*ๆ?|ระยะเวลา)\s*\d+\s*(?:เดือน|ปี|วัน)|\d+\s*เดือน(?:แรก|หลัง)",
        rf"(?:ISO|มอก\.?)\s*\d+(?:[:-]\d+)*|(?:Thailand|ไทยแลนด์)\s*4\.0|[A-Za-z]{{2,}}-?\d+(?:\.\d+)*(?![\d,.])(?!\s*(?:{KNOWN}))|\d+(?:[A-Za-z]|\s?ส(?![{THAI}]))",
    ])
)  # fmt: skip
YEAR_ALONE = re.compile(rf"(?<![\d,.]){_YEARS}(?!\s*(?:{KNOWN}))")
BEFORE_FIGURE = re.compile(rf"(?:{_ANY_COMPARISON}|{_PERCENT}|จำนวน|-|ถึง)\s*$")
DAY_START = re.compile(r"(?<!\d)(?=\d)\d{1,4}")
RANGE = re.compile(r"\s*(?:-|(?:ไป)?(?:จน)?ถึง)\s*")
JOINED = re.compile(
    rf"[^;{NAME_MARK}]*?{_BUT}\s*(?:ต้อง|จะ|ยัง|ก็)?\s*|\s*(?:ของ[^;\s]*|{FIGURE_MARK}*)?\s*(?:และ|,)?\s*(?:ต้อง|จะ|ยัง|[A-Za-z]{{0,2}})\s*"
)
STOP_TOWARDS = re.compile(f"และ|พร้อม|;|โดย|{_BUT}|{FIGURE_MARK}")
BULLET = re.compile(rf"(?:^|(?<=[\s;,])|(?<=และ))(?:\(?\d{{1,2}}(?:\.\d{{1,2}})*[.)]\s*(?=[{THAI}A-Za-z“\"])|[-•●▪*]+\s+(?=[{THAI}A-Za-z“\"]))")
OF_ALL = re.compile(r"(?:จาก|เต็ม|ทั้งหมด|ทั้งสิ้น|ใน)\s*(?:ทั้งหมด|ทั้งสิ้น|จำนวน|เป้าหมาย|คะแนนเต็ม|เต็ม)?\s*$")
DAY_LEAD = re.compile(
    r"(?P<by>ภายใน|ไม่เกิน|ไม่ช้ากว่า)?(?P<before>ก่อน)?(?P<after>หลัง(?:จาก)?|ช้ากว่า|เกินกว่า|เกิน)?"
    r"(?P<context>ข้อมูล\s*ณ|ณ|สิ้นสุด|ตั้งแต่|ถึง|ลง|เมื่อ)?\s*(?:วัน(?:ที่)?)?\s*$"
)
MONTH_DAY = re.compile(rf"ภายใน\s*(?:สิ้น)?\s*(?:เดือน)?\s*(?P<month>{MONTH}){OF_MONTH}")
OPEN_DAY = re.compile(rf"(?:ภายใน|ก่อน|หลัง|ช้ากว่า|เกิน)\s*วันที่\s*\d{{1,2}}\s*(?:(?:{MONTH})(?!\s*(?:พ|\d))|ของ)|ภายใน\s*(?:สิ้น)?\s*(?:(?:เดือน)?\s*(?:{MONTH})(?!\s*(?:พ|\d|ของ))|ไตรมาส)")
STEPS = re.compile(r"\+\s*/?\s*-|±|ช่วง(?:การ)?ปรับ|ต่อ\s*\d*\s*คะแนน|บัญญัติไตรยางศ์|ตามสัดส่วน|หัก\s*(?:ออก\s*)?\d*\s*คะแนน|(?<!งบ)ประมาณ\s*(?:ร้อย|\d)")
EITHER = re.compile(rf"หรือ\s*(?:{FIGURE_MARK}|{_PERCENT})|{FIGURE_MARK}\s*หรือ(?!\s*(?:{_UPWARD}|{_DOWNWARD}))|และ\s*/\s*หรือ|ยกเว้น|เว้นแต่")
NOR = re.compile(rf"{FIGURE_MARK}\s*หรือ\s*ไม่")  # ต่ำกว่าร้อยละ 60 หรือไม่รายงาน
SPELT = re.compile(r"(?<=\d)\s*\((?:หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|ศูนย์|เอ็ด|ยี่|สิบ|ร้อย|พัน|หมื่น|แสน|ล้าน|จุด|บาท|ถ้วน|\s)+\)")
RANK = re.compile(r"(?:ลำดับ|อันดับ)\s*(?:ที่)?\s*\d")
NUMBER_WORD = re.compile(rf"{_PERCENT}\s*(?:หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ|ยี่สิบ|ร้อย)")
FRACTION = re.compile(r"\d\s*/\s*\d+\s*ของ|\d\s*ใน\s*\d+\s*(?:ของ|ส่วน)|(?:ครึ่ง|กึ่ง)\s*หนึ่ง|(?:หนึ่ง|สอง|สาม|สี่)\s*ใน\s*(?:สอง|สาม|สี่|ห้า)")
# The way that a figure of other levels goes, without one: รายได้ลดลง, ใช้พลังงานเท่าเดิม.
TREND = re.compile(r"(?:เท่าเดิม|คงที่|ไม่เปลี่ยนแปลง|เพิ่มขึ้น|ลดลง|สูงขึ้น|น้อยลง)$")
_WHOLE = "|".join(_COUNTED)
# A comparison that has lost its number; of words that stand in other words too (หนี้เกินกำหนด) only before an end.
DANGLING = re.compile(
    rf"(?:{COMPARISONS['ge'].replace('|ตั้งแต่', '')}|{COMPARISONS['le'].replace('|ภายใน', '')}|{COMPARISONS['lt']}|{_UPWARD}|>|{_EQUAL})"
    rf"|(?:เกิน|ตั้งแต่|(?<!ควบคุม)(?<!ควบคุม )(?<!ตรวจสอบ)(?<!ตรวจสอบ )(?<!หน่วยงาน)(?<!หน่วยงาน )ภายใน|=|จำนวน)\s*(?:{_PERCENT}|%|บาท|{_WHOLE})?\s*(?=$|;|และ|{_BUT}|ข[ึี]้น|ลงมา)"
    rf"|{_UP}|{_DOWN}|{_PERCENT}(?!\s*ของ[^;]*{FIGURE_MARK})\s*(?=$|[;%\s{FIGURE_MARK}-]|และ|{_BUT}|ข[ึี]้น|ลงมา)|%|-\s*{FIGURE_MARK}|{FIGURE_MARK}\s*-|(?:กว่า|มาก|สูง|น้อย|ต่ำ)\s*{FIGURE_MARK}|{_BUT}\s*$"
)
