"""Where names of people stand on paper: in elements with a language of their own, and in the cells of tables."""

from collections.abc import Iterator

from lxml.html import HtmlElement

#: Tables of what the product itself says in the hosts' language, the same for every mission: glossary, phrases, speech.
_SAID = {"words", "phrases", "speech"}
#: What the head of a column of people's names begins with.
_HEADS = ("氏名", "姓名", "성명", "Full name", "Name")
#: A cell that has a name, whatever its head says.
_CELL = "nm"


def foreign_texts(page: HtmlElement) -> Iterator[str]:
    """The text of each element whose language is not that of its paper."""
    own = page.get("lang")
    for element in page.iter():
        language = element.get("lang")
        if language and own and language != own and not _is_said(element):
            yield "".join(element.itertext())


def name_cells(page: HtmlElement) -> Iterator[str]:
    """The texts of each cell in which a table has the name of a person."""
    for cell in page.iter("td"):
        if _CELL in _classes(cell):
            yield from cell.itertext()
    for table in page.iter("table"):
        rows = list(table.iter("tr"))
        heads = ["".join(cell.itertext()).strip() for cell in rows[0]] if rows else []
        for place in (place for place, head in enumerate(heads) if head.startswith(_HEADS)):
            for row in rows[1:]:
                if len(row) == len(heads):
                    yield from row[place].itertext()


def _is_said(element: HtmlElement) -> bool:
    return any(_classes(each) & _SAID for each in (element, *element.iterancestors()))


def _classes(element: HtmlElement) -> set[str]:
    return set((element.get("class") or "").split())
