"""A check as one page of HTML: nothing in it comes from elsewhere, all text is escaped."""

from pipeline.checkup.account import Checkup
from pipeline.model.finding import SEVERITIES
from pipeline.model.words import SEVERITY_NAMES, round_words

TITLE = "ผลการตรวจไฟล์ จังหวัด"  # by which a page is known as one of ours
TEMPLATE = """\
<!doctype html>
<html lang="th">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ title }}{{ it.province }} รอบ {{ round }}</title>
<style>
body { font: 16px/1.5 "TH SarabunPSK", "TH Sarabun New", Sarabun, Garuda, sans-serif;
  margin: 1.5rem; color: #000; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.2rem; margin: 1.5rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #777; padding: .15rem .4rem; vertical-align: top; text-align: left;
  overflow-wrap: anywhere; }
th { background: #eee; }
.coverage { width: auto; }
.coverage th, .coverage td { overflow-wrap: normal; white-space: nowrap; }
.coverage .mark { text-align: center; min-width: 1.6rem; }
.gap { font-weight: bold; background: #ddd; cursor: help; }
.short { white-space: nowrap; overflow-wrap: normal; }
.error td:first-child { font-weight: bold; }
.quiet { color: #444; }
ul { margin: .3rem 0; padding-left: 1.2rem; }
@media print {
  @page { size: A4 landscape; margin: 12mm; }
  body { margin: 0; font-size: 12pt; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  h2 { break-after: avoid; }
  * { print-color-adjust: exact; }
}
</style>
</head>
<body>
<h1>{{ title }}{{ it.province }}</h1>
<p>รอบ {{ round }} · {{ counts }}</p>

<h2>ข้อมูลที่มี</h2>
<p>✓ มีแล้ว &nbsp; – ยังไม่มีหรือยังใช้ไม่ได้ &nbsp; ย ยกเว้น</p>
<table class="coverage">
<thead><tr><th scope="col">อำเภอ \\ ตัวชี้วัดที่</th>
{%- for number, name in it.kpis %}<th scope="col" class="mark" title="{{ name }}">{{ number }}</th>{% endfor %}</tr></thead>
<tbody>
{%- for district, marks in it.coverage %}
<tr><th scope="row">{{ district.name }}</th>
{%- for mark in marks %}<td class="mark{{ ' gap' if mark.mark == '–' else '' }}"{% if mark.reason %} title="{{ mark.reason }}"{% endif %}>{{ mark.mark }}</td>{% endfor %}</tr>
{%- endfor %}
</tbody>
</table>
{%- if it.gaps %}
<p>ที่ยังขาดหรือยกเว้น</p>
<ul>
{%- for mark, districts in it.gaps %}
<li>ตัวชี้วัดที่ {{ mark.kpi }} ({{ mark.mark }}) {{ mark.reason }}: {{ districts | join(', ') }}</li>
{%- endfor %}
</ul>
{%- endif %}
<p class="quiet">{% for number, name in it.kpis %}{{ number }} {{ name }}{{ '' if loop.last else ' · ' }}{% endfor %}</p>

<h2>รายการตรวจสอบ</h2>
{%- if it.notes %}
<table>
<thead><tr><th>ระดับ</th><th>ไฟล์</th><th>ชีต</th><th>ช่อง</th><th>อำเภอ</th><th>ตัวชี้วัด</th><th>พบว่า</th><th>ต้องทำอะไร</th><th>รหัส</th></tr></thead>
<tbody>
{%- for note in it.notes %}
<tr class="{{ note.severity }}"><td class="short">{{ note.severity_name }}</td><td>{{ note.file }}</td><td>{{ note.sheet }}</td><td class="short">{{ note.cell }}</td><td class="short">{{ note.district }}</td><td>{{ note.kpi or '' }}</td><td>{{ note.problem }}</td><td>{{ note.remedy }}</td><td class="quiet">{{ note.code }}</td></tr>
{%- endfor %}
</tbody>
</table>
{%- else %}
<p>ไม่พบข้อที่ต้องแก้</p>
{%- endif %}

<h2>ไฟล์ที่พบ</h2>
<table>
<thead><tr><th>ไฟล์</th><th>สถานะ</th><th>ชีต</th><th>เป็นรายงาน</th><th>หัวตารางที่พบ (ช่อง) หรือเหตุที่ไม่ใช้</th><th>แถวที่ใช้</th><th>แถวที่ไม่ได้ใช้</th></tr></thead>
<tbody>
{%- for file in it.files %}
{%- for sheet in file.sheets %}
<tr><td>{{ file.name }}</td><td class="short">{{ file.status }}</td><td>{{ sheet.name }}</td>
{%- if sheet.source %}<td>{{ sheet.source.title }}</td><td>{{ sheet.headings }}</td><td>{{ sheet.used }}</td><td>{{ sheet.refused + sheet.excluded }}{% if sheet.excluded %} ({{ sheet.excluded_why }}){% endif %}</td>
{%- else %}<td>–</td><td>{{ sheet.why }}</td><td></td><td></td>{% endif %}</tr>
{%- else %}
<tr><td>{{ file.name }}</td><td class="short">{{ file.status }}</td><td></td><td>–</td><td>{{ file.why }}</td><td></td><td></td></tr>
{%- endfor %}
{%- endfor %}
</tbody>
</table>

<h2>ข้อมูลที่ใช้และไม่นับ</h2>
<table>
<thead><tr><th>รายงาน</th><th>อำเภอ</th><th>ข้อมูล ณ</th><th>ไฟล์</th><th>ชีต</th><th>ไม่นับเพราะ</th></tr></thead>
<tbody>
{%- for row in it.used %}
<tr><td>{{ row.report }}</td><td>{{ row.districts }}</td><td class="short">{{ row.as_of }}</td><td>{{ row.file }}</td><td>{{ row.sheet }}</td><td>{{ row.excluded }}</td></tr>
{%- endfor %}
</tbody>
</table>
</body>
</html>
"""


def html_page(it: Checkup) -> bytes:
    """The page, UTF-8; the same check always gives the same bytes."""
    from jinja2 import Environment, StrictUndefined  # takes long to load

    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    text = environment.from_string(TEMPLATE).render(
        it=it, counts=counts(it), title=TITLE, round=round_words(it.round_id))
    return text.encode()


def counts(it: Checkup) -> str:
    """How many findings of each severity there are, in words."""
    said = [
        f"{SEVERITY_NAMES[severity]} {number:,} ข้อ" for severity in SEVERITIES
        if (number := sum(note.severity == severity for note in it.notes))
    ]
    return ", ".join(said) or "ไม่พบข้อที่ต้องแก้"
