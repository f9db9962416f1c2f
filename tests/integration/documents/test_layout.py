"""The files, read back: what GB/T 9704—2012 measures is what stands in them."""

import io
import re
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from documents import layout as m
from documents.errors import NoFont
from documents.markup import read_sheet
from documents.pdf import fonts_found, write_pdf
from documents.sheet import Bar, Form, Sheet, Table
from documents.word import write_docx

WORDS = """#title 关于对某某同志在某污染源核查中履职问题予以容错免责的决定
#to 执法二大队党支部
根据第十二条的规定，作出如下决定。
## 基本情况
### 经过
#table 1 4 2
| 序号 | 事项 | 结果 |
| 1 | 第十二条 | 符合 |
#row 姓名 | 某某 | 单位 | 二大队
#attach 审查报告
#attach 法制意见
#seal
#sender 区生态环境局
#date 2026年3月9日
#copies 人事科
"""
TWIPS_PER_MM = 1440 / 25.4


def sheet(form: Form = Form.RED_HEAD, text: str = WORDS) -> Sheet:
    marks = {Form.RED_HEAD: "区生态环境局文件", Form.LETTER: "区生态环境局", Form.MINUTES: "纪要"}
    return replace(
        read_sheet(text, form), mark=marks.get(form, ""), number="容免〔2026〕5号",
        printed=("区生态环境局办公室", "2026年3月9日"), check="0123456789ab",
    )  # fmt: skip


def xml(made: bytes, part: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        return parts.read(part).decode()


def millimetres(name: str, text: str) -> float:
    found = re.search(rf'w:{name}="(\d+)"', text)
    assert found, name
    return int(found[1]) / TWIPS_PER_MM


@pytest.mark.parametrize("form", list(Form))
def test_the_type_area_is_that_of_the_standard(form: Form):
    section = re.search(r"<w:sectPr.*</w:sectPr>", xml(write_docx(sheet(form))), re.DOTALL)
    assert section
    for name, wanted in (("top", 37), ("left", 28), ("right", 26), ("bottom", 35)):
        assert millimetres(name, section[0]) == pytest.approx(wanted, abs=0.1)
    assert (millimetres("w", section[0]), millimetres("h", section[0])) == pytest.approx(
        (210, 297), abs=0.1
    )
    assert 'w:type="lines"' in section[0]


def test_twenty_two_lines_of_twenty_eight_characters_fill_it():
    document = xml(write_docx(sheet()))
    pitch = re.search(r'w:linePitch="(\d+)"', document)
    assert pitch
    high = m.TYPE_AREA[1] / m.POINT
    assert 22 * int(pitch[1]) / 20 <= high < 23 * int(pitch[1]) / 20
    assert '<w:spacing w:val="-5"/>' in document
    wide = m.TYPE_AREA[0] / m.POINT
    assert 28 * (16 - 0.25) <= wide < 29 * (16 - 0.25)


def test_fonts_are_named_and_none_is_embedded():
    made = write_docx(sheet())
    document = xml(made)
    for font in ("方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"):
        assert f'w:eastAsia="{font}"' in document
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert not [name for name in parts.namelist() if "fonts/" in name or "embed" in name]
    sizes = {int(size) for size in re.findall(r'<w:sz w:val="(\d+)"/>', document)}
    assert {32, 44, 28} <= sizes  # 3号, 2号, 4号, in half points


def test_the_head_is_red_and_nothing_else_is():
    made = xml(write_docx(sheet()))
    red = re.findall(r"<w:p>(?:(?!</w:p>).)*?E60012.*?</w:p>", made, re.DOTALL)
    assert len(red) == 2  # the name, and the rule below the number
    assert "E60012" not in xml(write_docx(sheet(Form.PLAIN)))


def test_pages_are_numbered_outside():
    made = write_docx(sheet())
    assert "evenAndOddHeaders" in xml(made, "word/settings.xml")
    footers = [xml(made, name) for name in zipfile.ZipFile(io.BytesIO(made)).namelist()
               if name.startswith("word/footer")]  # fmt: skip
    assert all('w:val="right"/></w:tabs>' in one for one in footers)
    odd, even = sorted(footers, key=lambda one: one.index("<w:tab/>") > one.index("PAGE"))
    assert odd.index("校验码") < odd.index("<w:tab/>") < odd.index("PAGE")
    assert even.index("PAGE") < even.index("<w:tab/>") < even.index("校验码")


def test_the_words_stand_in_their_order():
    said = [p.text for p in Document(io.BytesIO(write_docx(sheet()))).paragraphs if p.text]
    order = ["区生态环境局文件", "容免〔2026〕5号", "执法二大队党支部：", "一、基本情况",
             "（一）经过", "附件：1. 审查报告", "（印章）", "区生态环境局",
             "2026年3月9日"]  # fmt: skip
    places = [said.index(one) for one in order]
    assert places == sorted(places)


@pytest.mark.parametrize("write", [write_docx, write_pdf])
@pytest.mark.parametrize("form", list(Form))
def test_the_same_sheet_makes_the_same_bytes(form: Form, write):
    assert write(sheet(form)) == write(sheet(form))


@pytest.mark.parametrize(
    "value",
    ["<b>&\"'", "😀" * 3, "甲" * 3000, "]]>", "a" * 500, "#(panic())", "$x$ *a* _b_"],
)
def test_whatever_is_written_in_it_is_only_text(value: str):
    hostile = replace(sheet(), title=value.strip() or "题", to=value, sender=value)
    assert Document(io.BytesIO(write_docx(hostile))).paragraphs
    try:
        assert write_pdf(hostile).startswith(b"%PDF")
    except NoFont:
        assert "😀" in value


@pytest.mark.parametrize("form", list(Form))
def test_the_pdf_is_what_archives_want(form: Form, tmp_path: Path):
    """PDF/A-2b says so itself; its page and its words are those of the standard."""
    file = tmp_path / "paper.pdf"
    file.write_bytes(write_pdf(sheet(form)))
    said = file.read_bytes()
    assert b"pdfaid:part>2<" in said.replace(b" ", b"") or b"pdfaid" in said
    info = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
    assert "595.276 x 841.89 pts (A4)" in info
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True,
                          check=True).stdout  # fmt: skip
    for word in ("容免〔2026〕5号", "一、基本情况", "2026年3月9日", "抄送：人事科。"):
        assert word in text, word


def test_a_full_page_of_the_pdf_has_twenty_two_lines_of_twenty_eight_characters(tmp_path: Path):
    file = tmp_path / "paper.pdf"
    body = "容" * (28 * 60 - 2)
    file.write_bytes(write_pdf(read_sheet(f"#title 题\n{body}\n", Form.PLAIN)))
    done = subprocess.run(["pdftotext", "-layout", "-f", "2", "-l", "2", file, "-"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    lines = [line.strip() for line in done.stdout.splitlines() if "容" in line]
    assert len(lines) == m.LINES
    assert {len(line) for line in lines} == {m.CHARACTERS}


def test_a_long_title_is_broken_into_lines_of_like_length():
    assert m.title_lines("短题") == ("短题",)
    lines = m.title_lines("关于对某某同志在某污染源在线监测核查工作中履职问题予以容错免责的决定")
    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) <= 2


def test_a_machine_without_chinese_is_told_so():
    assert set(fonts_found()) == {"body", "title", "hei", "kai", "song"}


def test_a_bar_is_drawn_as_long_as_its_share_and_said_in_words():
    """Coloured ground under spaces in Word: it needs no font; in both, words stand beside it."""
    cell = ("整改中", Bar("措施", 0.5, "4/8", "1558A6"), Bar("时间", 1, "超期", "B3211C"))
    drawn = replace(sheet(), blocks=(Table((1, 2), (("案号", "进度"), ("一", cell)), head=True),))
    made = write_docx(drawn)
    ground = r'<w:shd w:val="clear" w:color="auto" w:fill="(\w+)"/>.*?<w:t[^>]*>([^<]*)'
    grounds = re.findall(ground, xml(made), re.DOTALL)
    assert [(colour, len(spaces)) for colour, spaces in grounds] == [
        ("1558A6", 6), (m.TRACK, 6), ("B3211C", 12),
    ]  # fmt: skip
    [table] = Document(io.BytesIO(made)).tables
    said = table.rows[1].cells[1].text.split("\n")
    assert [" ".join(line.split()) for line in said] == ["整改中", "措施 4/8", "时间 超期"]
    assert write_pdf(drawn).startswith(b"%PDF-")


def test_a_table_is_kept_whole_by_its_lines_not_by_its_rows():
    rows = (("甲", "乙"), *[("一", ("二", "三", "四"))] * 3)
    assert Table((1, 1), rows, head=True).lines == 10
    assert Table((1, 1), (("甲", "乙"),), head=True).lines == 1
