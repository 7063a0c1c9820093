"""A paper as a Word file (DOCX), for those who edit on: the same blocks as on paper."""

from io import BytesIO
from typing import Any

from crm.letters.contents import word
from crm.visas import rules
from crm.visas.contents.sheets import Block, Line, VisaSheet, runs

SIZE, TITLE_SIZE = 10.5, 16


def docx(sheet: VisaSheet, author: str) -> bytes:
    """The paper on A4."""
    from docx import Document  # 0.3 s, and only for this
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    places = {"right": WD_ALIGN_PARAGRAPH.RIGHT, "title": WD_ALIGN_PARAGRAPH.CENTER}
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Mm(25), Mm(22), Mm(22), Mm(20)
    word.speak(document.styles["Normal"], rules.LANGUAGE)
    document.styles["Normal"].font.size = Pt(SIZE)
    about = document.core_properties
    about.title, about.author, about.language, about.comments = sheet.title, author, word.TAGS[rules.LANGUAGE], ""
    word.head(document.styles["Title"], rules.LANGUAGE, TITLE_SIZE)
    word.head(document.styles["Heading 1"], rules.LANGUAGE, SIZE)
    for block in sheet.blocks:
        if block.style == "table":
            _table(document, block)
            continue
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(4)
        if block.style in places:
            paragraph.alignment = places[block.style]
        _write(paragraph, block.text)
        if block.style in ("title", "head"):
            paragraph.style = document.styles["Title" if block.style == "title" else "Heading 1"]
        if block.style == "title":
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(12)
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def _table(document: Any, block: Block) -> None:
    from docx.shared import Mm, Pt

    rows = [*([block.heads] if block.heads else []), *block.rows]
    table = document.add_table(rows=0, cols=len(block.widths))
    table.style, table.autofit = "Table Grid", False
    for number, row in enumerate(rows):
        for at, (cell, text) in enumerate(zip(table.add_row().cells, row, strict=True)):
            cell.width = Mm(block.widths[at])
            _write(cell.paragraphs[0], text)
            bold = number == 0 if block.heads else at == 0
            for run in cell.paragraphs[0].runs:
                run.bold = bold
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _write(paragraph: Any, line: Line) -> None:
    """A line with its parts in other languages in the fonts of these."""
    for text, language in runs(line):
        run = paragraph.add_run(text)
        if language != rules.LANGUAGE and language in word.TAGS:
            word.speak(run, language)
