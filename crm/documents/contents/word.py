"""A report as DOCX for those who write on: headings as styles, real tables, the 決裁欄, fonts a language.

Imported only when somebody asks for one: python-docx costs a third of a second.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from crm.documents.contents.imprint import Imprint
from crm.documents.contents.tree import PICTURES, Node

#: {language: (font of Latin letters, East Asian font, language tag of Word)}: what Windows and Mac offices have.
FACES: Final[Mapping[str, tuple[str, str, str]]] = {
    "ja": ("Yu Gothic", "Yu Gothic", "ja-JP"),
    "zh-Hans": ("Microsoft YaHei", "Microsoft YaHei", "zh-CN"),
    "ko": ("Malgun Gothic", "Malgun Gothic", "ko-KR"),
    "en": ("Calibri", "Yu Gothic", "en-GB"),
}
_STYLES: Final = ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "List Bullet", "Table Grid")
_HEADINGS: Final = {"h1": "Heading 1", "h2": "Heading 2", "h3": "Heading 3"}
_BLOCKS: Final = frozenset({"section", "article", "div", "figure", "table", "ul", "ol", "p", *_HEADINGS})
_STAMP: Final = Mm(18)


#: The room between the margins, in millimetres and in half-width letters; what a column asks for at most.
_ROOM, _LETTERS, _WIDEST = 160, 84, 36


def _share_width(table: Table) -> None:
    """Give each column what its longest word needs, and share the rest by how much its longest cell asks for."""
    needed, asked = [3] * len(table.columns), [4] * len(table.columns)
    for row in table.rows:
        for cell in row._tr.tc_lst:
            if cell.grid_span == 1:
                at, words = cell.grid_offset, "".join(text.text or "" for text in cell.iter(qn("w:t")))
                longest = max((len(word) for word in re.findall("[!-~]+", words)), default=1)
                needed[at] = max(needed[at], min(longest, _WIDEST) + 3)
                wide = sum(1 if letter.isascii() else 2 for letter in words) + 3
                asked[at] = max(asked[at], needed[at], min(wide, _WIDEST))
    more = [most - least for most, least in zip(asked, needed, strict=True)]
    part = max(_LETTERS - sum(needed), 0) / max(sum(more), 1)
    letters = [least + each * part for least, each in zip(needed, more, strict=True)]
    widths = [_ROOM * each / sum(letters) for each in letters]
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell in row._tr.tc_lst:
            cell.width = Mm(sum(widths[cell.grid_offset : cell.grid_offset + cell.grid_span]))


@dataclass(frozen=True)
class _Ink:
    """How the next words are written."""

    lang: str
    bold: bool = False
    small: bool = False
    lines: bool = False  #: line breaks of the text are kept

    def under(self, tag: str, attributes: Mapping[str, str]) -> "_Ink":
        return _Ink(
            attributes.get("lang", self.lang),
            self.bold or tag in ("b", "th"),
            self.small or tag == "small",
            self.lines or "pre" in attributes.get("class", "").split(),
        )


def word(
    body: Sequence[Node], *, heading: str, language: str, imprint: Imprint, author: str, assets: Mapping[str, bytes]
) -> bytes:
    """The DOCX of a document's tree. `assets` are its pictures by name."""
    document = docx.Document()
    _set_up(document, language)
    _margins(document, *_running(body, heading), imprint)
    _Writer(document, assets).blocks(body, _Ink(language))
    # The pages of the contents are known to whoever lays the pages out: Word counts them when the file is opened, and
    # until then none is told.
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    document.settings.element.append(update)
    properties = document.core_properties
    properties.title, properties.author, properties.language = heading, author, FACES[language][2]
    properties.comments = ""
    _drop_thumbnail(document)
    properties.created = properties.modified = datetime.combine(imprint.printed_on, time(), UTC)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _set_up(document: Document, language: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = (
        Mm(25), Mm(18), Mm(20), Mm(18),
    )  # fmt: skip
    for name in _STYLES:
        style: Any = document.styles[name]
        _face(style.element.get_or_add_rPr(), language)
    normal: Any = document.styles["Normal"]
    normal.font.size = Pt(10)
    normal.paragraph_format.space_after = Pt(3)


def _face(properties: Any, language: str) -> None:
    """The fonts and the language of a run or a style. Theme fonts would win, so their marks go."""
    latin, asian, tag = FACES.get(language, FACES["en"])
    fonts = properties.get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name, face in (("ascii", latin), ("hAnsi", latin), ("eastAsia", asian)):
        fonts.set(qn(f"w:{name}"), face)
    spoken = properties.find(qn("w:lang"))
    if spoken is None:
        spoken = OxmlElement("w:lang")
        properties.append(spoken)
    spoken.set(qn("w:val"), tag)
    spoken.set(qn("w:eastAsia"), tag if asian != latin or language != "en" else "ja-JP")


def _running(body: Iterable[Node], heading: str) -> tuple[str, str]:
    """What stands at the head of every page, as in the PDF: the title, and that it is a draft, or confidential."""
    for node in body:
        if not isinstance(node, str):
            if "data-doc" in node[1]:
                return node[1]["data-doc"], node[1].get("data-mark", "")
            found = _running(node[2], "")
            if found[0]:
                return found
    return heading, ""


def _drop_thumbnail(document: Document) -> None:
    """The library's template brings a picture of an empty page along."""
    links = document.part.package.rels
    for id in [id for id, link in links.items() if link.reltype.endswith("/thumbnail")]:
        del links[id]


def _margins(document: Document, title: str, mark: str, imprint: Imprint) -> None:
    section = document.sections[0]
    head = section.header.paragraphs[0]
    head.text = title
    if mark:
        head.add_run(f"\t\t{mark}").bold = True
    foot = section.footer.paragraphs[0]
    foot.text = f"{imprint.number}\t\t"
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")


def _field(paragraph: Paragraph, code: str) -> None:
    """A field that Word counts: a page number. It shows none before: a wrong one would be believed."""
    for kind in ("begin", "", "separate", "end"):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            instruction = OxmlElement("w:instrText")
            instruction.text = code
            run._r.append(instruction)


class _Writer:
    """Walks the tree; every block becomes a paragraph or a table of the document or of a cell."""

    def __init__(self, document: Document, assets: Mapping[str, bytes]) -> None:
        self.document = document
        self.assets = assets
        self.titled = False
        self.waiting: list[str] = []  #: ids whose heading comes next
        self.marked: set[str] = set()

    def blocks(self, nodes: Iterable[Node], ink: _Ink) -> None:
        for node in nodes:
            if isinstance(node, str):
                if node.strip():
                    self._words(self.document.add_paragraph(), [node], ink)
                continue
            self._block(node, ink)

    def _block(self, node: Node, ink: _Ink) -> None:
        tag, attributes, children = node
        ink = ink.under(tag, attributes)
        classes = attributes.get("class", "").split()
        if "id" in attributes:
            self.waiting.append(attributes["id"])
        if tag in _HEADINGS:
            self._heading(tag, children, ink)
        elif tag in ("ul", "ol"):
            self._list(node, ink, contents="toc" in classes)
        elif tag == "table":
            self._table(node, ink, stamps="stamps" in classes)
        elif tag == "img":
            self._picture(attributes)
        elif tag == "div" and "write" in classes:
            self.document.add_paragraph("_" * 60)
        elif tag in ("section", "article", "div", "figure") or any(_is_block(child) for child in children):
            if "page" in classes:
                self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            self.blocks(children, ink)
        else:
            self._words(self.document.add_paragraph(), children, ink)

    def _heading(self, tag: str, children: Sequence[Node], ink: _Ink) -> None:
        style = _HEADINGS[tag] if self.titled or tag != "h1" else "Title"
        self.titled = True
        paragraph = self.document.add_paragraph(style=style)
        self._words(paragraph, children, ink)
        for id in self.waiting:
            self._bookmark(paragraph, id)
        self.waiting = []

    def _bookmark(self, paragraph: Paragraph, id: str) -> None:
        """A mark around a heading that the contents count the page of."""
        if id in self.marked:
            return
        self.marked.add(id)
        begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (begin, end):
            mark.set(qn("w:id"), str(len(self.marked)))
        begin.set(qn("w:name"), _mark_of(id))
        paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, begin)
        paragraph._p.append(end)

    def _page_of(self, paragraph: Paragraph, id: str) -> None:
        """Dots to the right margin and the page of a heading."""
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(165), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        paragraph.add_run("\t")
        _field(paragraph, f"PAGEREF {_mark_of(id)} \\h")

    def _list(self, node: Node, ink: _Ink, *, contents: bool) -> None:
        style = "List Bullet" if node[0] == "ul" and not contents else None
        for number, child in enumerate(node[2], 1):
            paragraph = self.document.add_paragraph(style=style)
            if (contents and "in" in child[1].get("class", "").split()) or node[0] == "ol":
                paragraph.paragraph_format.left_indent = Mm(6)
            if node[0] == "ol":  # Word would go on counting where the list before ended
                self._words(paragraph, [f"{number}. "], ink)
            self._words(paragraph, child[2], ink.under(child[0], child[1]))
            for link in child[2] if contents else ():
                if not isinstance(link, str) and link[0] == "a":
                    self._page_of(paragraph, link[1]["href"].removeprefix("#"))

    def _picture(self, attributes: Mapping[str, str]) -> None:
        content = self.assets.get(attributes["src"].removeprefix(PICTURES))
        if content is not None:
            shape = self.document.add_picture(io.BytesIO(content), width=Mm(80))
            shape._inline.docPr.set("descr", attributes.get("alt", ""))

    def _table(self, node: Node, ink: _Ink, *, stamps: bool) -> None:
        rows = list(_rows(node))
        width = max((sum(_span(cell, "colspan") for cell in cells) for cells, _ in rows), default=0)
        if not width:
            return
        table = self.document.add_table(len(rows), width, style="Table Grid")
        grid = [row.cells for row in table.rows]  # asked one by one, each cell has the whole table laid out anew
        taken: set[tuple[int, int]] = set()
        for number, (cells, head) in enumerate(rows):
            self._row(grid, number, cells, taken, ink)
            if head:
                properties = table.rows[number]._tr.get_or_add_trPr()
                properties.append(OxmlElement("w:tblHeader"))
        for row in table.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if stamps:
            table.alignment = WD_TABLE_ALIGNMENT.RIGHT
            table.rows[-1].height = _STAMP
        else:
            _share_width(table)
        self.document.add_paragraph()

    def _row(
        self,
        grid: Sequence[Sequence[_Cell]],
        number: int,
        cells: Sequence[Node],
        taken: set[tuple[int, int]],
        ink: _Ink,
    ) -> None:
        column, width = 0, len(grid[0])
        for cell in cells:
            while (number, column) in taken:
                column += 1
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            last = (min(number + high, len(grid)) - 1, min(column + wide, width) - 1)
            taken |= {(r, c) for r in range(number, last[0] + 1) for c in range(column, last[1] + 1)}
            target = grid[number][column]
            if last != (number, column):
                target = target.merge(grid[last[0]][last[1]])
            self._cell(target, cell, ink.under(cell[0], cell[1]))
            column = last[1] + 1

    def _cell(self, target: _Cell, node: Node, ink: _Ink) -> None:
        paragraph = target.paragraphs[0]
        if "r" in node[1].get("class", "").split():
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        pieces: list[Node] = []
        for child in node[2]:
            if not isinstance(child, str) and child[0] in _BLOCKS:
                pieces += [*([["br", {}, []]] if pieces else []), *child[2]]
            else:
                pieces.append(child)
        self._words(paragraph, pieces, ink)

    def _words(self, paragraph: Paragraph, nodes: Iterable[Node], ink: _Ink) -> None:
        for node in nodes:
            if not isinstance(node, str):
                if node[0] == "br":
                    paragraph.add_run().add_break()
                else:
                    self._words(paragraph, node[2], ink.under(node[0], node[1]))
                    if "cur" in node[1].get("class", "").split():  # on paper a margin parts it from the amount
                        paragraph.add_run("\N{NO-BREAK SPACE}")
                continue
            words = node.strip("\n") if ink.lines else " ".join(_pieces(node))
            if not ink.lines and paragraph.text[-1:] in ("", " ", "\n", "\N{NO-BREAK SPACE}"):
                words = words.lstrip()
            if not words:
                continue
            run = paragraph.add_run(words)
            run.bold = ink.bold or None
            if ink.small:
                run.font.size = Pt(8)
            _face(run._r.get_or_add_rPr(), ink.lang)


def _mark_of(id: str) -> str:
    """The name of a bookmark for an id: letters, digits and underscores."""
    return "part_" + re.sub(r"\W", "_", id)


def _pieces(words: str) -> list[str]:
    """The words of a text; blanks at its ends stay one blank each, and blanks alone are one."""
    found = words.split()
    if words and not found:
        return ["", ""]
    return [*([""] if words[:1].isspace() else []), *found, *([""] if words[-1:].isspace() and found else [])]


def _is_block(node: Node) -> bool:
    return not isinstance(node, str) and node[0] in _BLOCKS


def _rows(node: Node, *, head: bool = False) -> Iterator[tuple[list[Node], bool]]:
    """The rows of a table with their cells, and whether each is of the head."""
    for child in node[2]:
        if isinstance(child, str):
            continue
        if child[0] == "tr":
            yield [cell for cell in child[2] if not isinstance(cell, str)], head
        elif child[0] in ("thead", "tbody"):
            yield from _rows(child, head=child[0] == "thead")


def _span(cell: Node, name: str) -> int:
    return max(1, int(cell[1].get(name, "1")))
