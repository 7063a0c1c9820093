"""A letter as a Word file (DOCX), for those who edit on: the same parts as on paper, in fonts that Word has."""

from io import BytesIO
from typing import Any

from crm.letters import rules
from crm.letters.contents.paper import letterhead
from crm.letters.contents.parts import heads, parts, roll
from crm.letters.models import Letter

#: {language: (font of Latin letters, East Asian font)}
FONTS = {
    "ja": ("Times New Roman", "MS Mincho"),
    "zh-Hans": ("Times New Roman", "SimSun"),
    "ko": ("Times New Roman", "Batang"),
    "en": ("Times New Roman", "MS Mincho"),
}
TAGS = {"ja": "ja-JP", "zh-Hans": "zh-CN", "ko": "ko-KR", "en": "en-GB"}
SIZE, TITLE_SIZE, SMALL_SIZE = 11, 16, 9
#: Millimetres of number, name, organisation and post in the list of delegates.
ROLL_WIDTHS = (14, 36, 65, 45)


def docx(letter: Letter) -> bytes:
    """The letter on A4, with the delegation that is enclosed on a page of its own."""
    from docx import Document  # 0.3 s, and only for this
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
    from docx.shared import Mm, Pt

    middle = WD_ALIGN_PARAGRAPH.CENTER
    places = {"right": WD_ALIGN_PARAGRAPH.RIGHT, "center": middle, "title": middle, "subject": middle}
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Mm(25), Mm(22), Mm(25), Mm(22)
    speak(document.styles["Normal"], letter.language)
    document.styles["Normal"].font.size = Pt(SIZE)
    about = document.core_properties
    about.title, about.author, about.language = letter.subject, letter.sender_organisation, TAGS[letter.language]
    about.comments = ""
    head(document.styles["Title"], letter.language, TITLE_SIZE)
    head(document.styles["Subtitle"], letter.language, SIZE + 1)
    head(document.styles["Heading 1"], letter.language, SIZE + 1)
    if (picture := letterhead()) is not None:
        document.add_picture(BytesIO(picture), height=Mm(18))
        document.paragraphs[-1].alignment = middle
    for part in parts(letter):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(4)
        side, _, small = part.style.partition(" ")
        if side in places:
            paragraph.alignment = places[side]
        if part.style == "indent":
            paragraph.paragraph_format.first_line_indent = Pt(2 * SIZE)
        run = paragraph.add_run(part.text)
        if small:
            run.font.size = Pt(SMALL_SIZE)
        if part.style in ("title", "subject"):
            paragraph.style = document.styles["Title" if part.style == "title" else "Subtitle"]
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(10)
    if rows := roll(letter):
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        _list(document, rows, heads(letter), letter.language)
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def _list(document: Any, rows: list[list[str]], named: list[str], language: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    title, *heads = named
    document.add_paragraph(rules.ENCLOSURE[language]).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph(title, style="Heading 1")
    table = document.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        cell.text = text
    for number, row in enumerate(rows, 1):
        for cell, text in zip(table.add_row().cells, [str(number), *row], strict=True):
            cell.text = text
    table.autofit = False
    for column, width in zip(table.columns, ROLL_WIDTHS, strict=True):
        for cell in column.cells:
            cell.width = Mm(width)
        column.width = Mm(width)
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True


def head(style: Any, language: str, size: float) -> None:
    """A style of a title or heading as plain as a letter is: black and bold, in the fonts of the language, no line."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    speak(style, language)
    style.font.bold, style.font.italic, style.font.size = True, False, Pt(size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    for found in list(style.element.iter(qn("w:pBdr"), qn("w:spacing"), qn("w:kern"))):
        found.getparent().remove(found)


def speak(style: Any, language: str) -> None:
    """Fonts and language of a style. Word chooses glyphs of Han characters by the East Asian ones, so both are said."""
    from docx.oxml.ns import qn

    latin, eastern = FONTS[language]
    style.font.name = latin
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for themed in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[themed]
    fonts.set(qn("w:eastAsia"), eastern)
    fonts.set(qn("w:hAnsi"), latin)
    tongue = properties.find(qn("w:lang"))
    if tongue is None:
        tongue = properties.makeelement(qn("w:lang"), {})
        properties.append(tongue)
    tongue.set(qn("w:val"), "en-GB")
    tongue.set(qn("w:eastAsia"), TAGS[language])
