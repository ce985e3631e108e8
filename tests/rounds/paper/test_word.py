"""The final text of a Word file, piece by piece."""

import pytest
from word import body_of

from pipeline.read.archive import Archive
from pipeline.rounds.paper.grid import PaperTable, text_lines
from pipeline.rounds.paper.word import read_word

A = 'w:id="1" w:author="ก"'
LISTS = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="ข้อ %1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="thaiLetters"/><w:lvlText w:val="(%3)"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="thaiNumbers"/><w:lvlText w:val="ระดับที่ %1"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="3"><w:numStyleLink w:val="Linked"/></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="4"><w:lvl w:ilvl="0"><w:start w:val="5"/><w:numFmt w:val="none"/><w:lvlText w:val=""/></w:lvl></w:abstractNum>'
    + "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{shared}"/>{more}</w:num>' for n, shared, more in (
        (1, 0, ""), (2, 1, ""), (3, 2, ""), (4, 2, ""), (5, 2, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'),
        (6, 3, ""), (7, 4, ""),
        (8, 2, '<w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1)"/></w:lvl></w:lvlOverride>'))))
STYLES = ('<w:style w:type="numbering" w:styleId="Linked"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>'
          '<w:style w:type="paragraph" w:styleId="Rung"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>'
          '<w:style w:type="paragraph" w:styleId="Own"><w:basedOn w:val="Rung"/></w:style>'
          '<w:style w:type="paragraph" w:styleId="Dark"><w:rPr><w:vanish/></w:rPr></w:style>')  # fmt: skip


def lines(xml: str, tmp_path, **parts: str) -> list[str]:
    return text_lines(blocks(xml, tmp_path, **parts))


def blocks(xml: str, tmp_path, **parts: str):
    return read_word(Archive(body_of(xml, tmp_path / "one.docx", **parts).read_bytes()))


def r(text: str, marks: str = "") -> str:
    return f'<w:r>{marks}<w:t xml:space="preserve">{text}</w:t></w:r>'


def p(inner: str, marks: str = "") -> str:
    return f"<w:p><w:pPr>{marks}</w:pPr>{inner}</w:p>"


def n(list_id: int, depth: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>'


DEAD = f"<w:rPr><w:del {A}/></w:rPr>"


@pytest.mark.parametrize(("xml", "wanted"), [
    (p(r("ร้อย") + r("ละ ") + r("80")), ["ร้อยละ 80"]),
    (p(r("ก") + f"<w:ins {A}>{r('ข')}<w:del {A}><w:r><w:delText>ค</w:delText></w:r></w:del></w:ins>"), ["กข"]),
    (p(f"<w:del {A}>{r('ค')}</w:del>" + r("ก")), ["ก"]),
    (p(r("ก"), DEAD) + p(r("ข")), ["กข"]),
    (p(r("ก"), "<w:rPr><w:vanish/></w:rPr>") + p(r("ข")), ["กข"]),
    (p(r("ก"), '<w:rPr><w:vanish w:val="0"/></w:rPr>') + p(r("ข")), ["ก", "ข"]),
    (p(r("ก"), DEAD), ["ก"]),
    (p(r("ร้อยละ 75") + r("1", '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>')), ["ร้อยละ 75¹"]),
    (p(r("\uf03e\uf0b3", '<w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr>') + '<w:r><w:sym w:font="Symbol" w:char="F03C"/></w:r>'), [">≥<"]),
    (p("<w:r><w:t>ก</w:t><w:br/><w:t>ข</w:t><w:cr/><w:t>ค</w:t></w:r>"), ["ก", "ข", "ค"]),
    (p("<w:r><w:t>ก</w:t><w:tab/><w:t>2</w:t><w:noBreakHyphen/><w:t>3</w:t><w:softHyphen/></w:r>"), ["ก 2-3"]),
    (p('<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>80</w:t></w:r>'), ["≥80"]),
    (p('<w:r><w:sym w:font="Segoe" w:char="2264"/><w:t>80</w:t></w:r>'), ["≤80"]),
    (p(r("ก") + r("ข", "<w:rPr><w:vanish/></w:rPr>") + r("ค", '<w:rPr><w:vanish w:val="false"/></w:rPr>')), ["กค"]),
    (p(r("ก"), '<w:pStyle w:val="Dark"/>') + p(r("ข")), ["ข"]),
    (p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
       '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("ซ่อน") +
       '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("7") +
       '<w:r><w:fldChar w:fldCharType="end"/></w:r>' + r("หลัง")), ["7หลัง"]),
    (p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + r("ไม่จบ")) + p(r("ข")), ["ข"]),
    (p(f'<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r("คลิกที่นี่")}</w:sdtContent></w:sdt>' + r("ก")), ["ก"]),
    (p(f'<w:sdt><w:sdtContent><w:sdt><w:sdtContent>{r("ก")}</w:sdtContent></w:sdt></w:sdtContent></w:sdt>'), ["ก"]),
    (p("<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:t>ก</w:t></mc:Choice><mc:Fallback><w:t>ก</w:t></mc:Fallback></mc:AlternateContent></w:r>"), ["ก"]),
    (p("<w:r><mc:AlternateContent><mc:Fallback><w:t>ก</w:t></mc:Fallback></mc:AlternateContent></w:r>"), ["ก"]),
    (p(r("นอก") + f"<w:r><w:pict><w:txbxContent>{p(r('ใน'))}</w:txbxContent></w:pict></w:r>"), ["นอก", "ใน"]),
    (p("<w:ruby><w:rt>" + r("เล็ก") + "</w:rt><w:rubyBase>" + r("ใหญ่") + "</w:rubyBase></w:ruby>"), ["ใหญ่"]),
    (p(f"<w:del {A}><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></w:del><m:oMath><m:r><m:t>y</m:t></m:r></m:oMath>"), ["y"]),
    (p(r("ไม่น้อยกว่า ") + "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>" + r(" ของ")), ["ไม่น้อยกว่า 1/2 ของ"]),
    (p("<m:oMath><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>"), ["10²"]),
    (p(r("ร้อยละ 8") + r("0", "<w:rPr><w:strike/></w:rPr>") + r("5", '<w:rPr><w:dstrike w:val="0"/></w:rPr>')), ["ร้อยละ 85"]),
    ("<!-- ความเห็น -->" + p(r("ก") + "<!-- ความเห็น -->"), ["ก"]),
])
def test_what_a_reader_sees(xml, wanted, tmp_path):
    assert lines(xml, tmp_path, styles=STYLES) == wanted


@pytest.mark.parametrize(("paragraphs", "wanted"), [
    ([n(1), n(1), n(1, 1), n(1, 1), n(1), n(1, 1)], ["ข้อ 1.", "ข้อ 2.", "2.1", "2.2", "ข้อ 3.", "3.1"]),
    ([n(1, 1), n(1, 2), n(1, 2), n(1, 1), n(1, 2)], ["1.1", "(ก)", "(ข)", "1.2", "(ก)"]),
    ([n(2), n(2)], ["-", "-"]),
    ([n(3), n(3), n(4), n(5), n(5), n(3)], ["ระดับที่ ๑", "ระดับที่ ๒", "ระดับที่ ๓", "ระดับที่ ๑", "ระดับที่ ๒", "ระดับที่ ๓"]),
    ([n(6), n(3)], ["ระดับที่ ๑", "ระดับที่ ๒"]),
    ([n(7), n(99), n(0), ""], ["", "", "", ""]),
    ([n(8), n(8)], ["IV)", "V)"]),
    (['<w:pStyle w:val="Own"/>', '<w:pStyle w:val="Rung"/>', '<w:pStyle w:val="Own"/><w:numPr><w:numId w:val="0"/></w:numPr>', '<w:pStyle w:val="Own"/>'],
     ["ระดับที่ ๑", "ระดับที่ ๒", "", "ระดับที่ ๓"]),
])  # fmt: skip
def test_numbers_that_word_puts(paragraphs, wanted, tmp_path):
    xml = "".join(p(r("ก"), marks) for marks in paragraphs)
    assert lines(xml, tmp_path, numbering=LISTS, styles=STYLES) == [f"{label} ก".strip() for label in wanted]


def test_a_deleted_paragraph_is_not_counted_and_an_empty_one_is(tmp_path):
    dead = p(f"<w:del {A}>{r('ลบ')}</w:del>", n(3) + DEAD)
    xml = p(r("ก"), n(3)) + dead + p(r("ข"), n(3)) + p("", n(3)) + p(r("ค"), n(3))
    assert lines(xml, tmp_path, numbering=LISTS) == ["ระดับที่ ๑ ก", "ระดับที่ ๒ ข", "ระดับที่ ๓", "ระดับที่ ๔ ค"]


def test_a_number_stands_once_before_a_paragraph_of_several_lines(tmp_path):
    assert lines(p("<w:r><w:t>ก</w:t><w:br/><w:t>ข</w:t></w:r>", n(3)), tmp_path, numbering=LISTS) == ["ระดับที่ ๑ ก", "ข"]


def test_joined_paragraphs_keep_one_number(tmp_path):
    xml = p(r("ก"), n(3) + DEAD) + p(r("ข"), n(3)) + p(r("ค"), n(3) + DEAD) + p(r("ง"))
    assert lines(xml, tmp_path, numbering=LISTS) == ["ระดับที่ ๑ กข", "ระดับที่ ๒ คง"]


def row(*cells: str, marks: str = "") -> str:
    return f"<w:tr><w:trPr>{marks}</w:trPr>{''.join(cells)}</w:tr>"


def c(text: str, marks: str = "") -> str:
    return f"<w:tc><w:tcPr>{marks}</w:tcPr>{p(r(text))}</w:tc>"


def places(xml: str, tmp_path) -> list[tuple[str, int, int, int, int]]:
    table = next(one for one in blocks(f"<w:tbl>{xml}</w:tbl>", tmp_path) if isinstance(one, PaperTable))
    return [(cell.text, cell.top, cell.left, cell.bottom, cell.right) for cells in table.rows for cell in cells]


RESTART, GOES_ON, WIDE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'


@pytest.mark.parametrize(("xml", "wanted"), [
    (row(c("ก", WIDE), c("ข")), [("ก", 0, 0, 0, 1), ("ข", 0, 2, 0, 2)]),
    (row(c("ก", RESTART), c("ข")) + row(c("ซ่อน", GOES_ON), c("ค")) + row(c("ง"), c("จ")),
     [("ก", 0, 0, 1, 0), ("ข", 0, 1, 0, 1), ("ค", 1, 1, 1, 1), ("ง", 2, 0, 2, 0), ("จ", 2, 1, 2, 1)]),
    (row(c("ก", RESTART), c("ข")) + row(c("ส่วน", WIDE)) + row(c("ค", GOES_ON), c("ง")),
     [("ก", 0, 0, 0, 0), ("ข", 0, 1, 0, 1), ("ส่วน", 1, 0, 1, 1), ("ค", 2, 0, 2, 0), ("ง", 2, 1, 2, 1)]),
    (row(c("ก"), marks='<w:gridBefore w:val="2"/>'), [("ก", 0, 2, 0, 2)]),
    (row(c("ลบ"), marks=f"<w:del {A}/>") + row(c("ก"), marks=f"<w:ins {A}/>"), [("ก", 0, 0, 0, 0)]),
    (row(c("ลบ", f"<w:cellDel {A}/>"), c("ก")), [("ก", 0, 0, 0, 0)]),
    (f"<w:sdt><w:sdtContent>{row(f'<w:sdt><w:sdtContent>{c(chr(0xe01))}</w:sdtContent></w:sdt>')}</w:sdtContent></w:sdt>", [("ก", 0, 0, 0, 0)]),
    (row(c("ก", '<w:hMerge w:val="restart"/>'), c("", "<w:hMerge/>"), c("ข")), [("ก", 0, 0, 0, 1), ("ข", 0, 2, 0, 2)]),
    (row(c("ก", '<w:gridSpan w:val="999999"/>'), c("ข")), [("ก", 0, 0, 0, 999), ("ข", 0, 1000, 0, 1000)]),
])
def test_where_cells_stand(xml, wanted, tmp_path):
    assert places(xml, tmp_path) == wanted


def test_a_table_is_text_as_word_copies_it(tmp_path):
    inner = f"<w:tbl>{row(c('1'), c('80'))}{row(c('2'), c('85'))}</w:tbl>"
    xml = row(c("ก"), f"<w:tc>{p(r('ข'))}{p(r('ค'))}</w:tc>") + row(c("ง"), f"<w:tc>{inner}{p('')}</w:tc>")
    assert lines(f"<w:tbl>{xml}</w:tbl>", tmp_path) == ["ก\tข", "ค", "ง\t1\t80", "2\t85"]
