"""How the walks read what is printed: previews, sheets made at once, documents that the worker prints, Word files."""

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any
from zipfile import ZipFile

import pytest
from lxml import etree, html
from lxml.html import HtmlElement

from tests.journeys.named import foreign_texts, name_cells
from tests.journeys.plainly import Pages
from tests.journeys.rows import Row, rows_of, rows_of_word
from tests.journeys.walking import squeezed, until
from tests.pdf import paper

#: What sets the papers that are printed while somebody waits.
_PRINTING = ("crm.handouts.contents", "crm.letters.contents.paper", "crm.visas.contents.paper", "crm.files.contents")


class Told(str):
    """The text of a paper without blanks. In `pieces` it stands with its blanks, a piece a line.

    Of a PDF they are the lines as they were set, in which a cell stands beside the next one; it has no `rows`.
    `named` are the texts with a language of their own, as names have it, and those that stand where people are named.
    """

    pieces: str
    as_set: bool
    rows: Sequence[Row]
    named: Sequence[str]

    def __new__(
        cls, pieces: Iterable[str], *, as_set: bool = False, rows: Sequence[Row] = (), named: Sequence[str] = ()
    ) -> "Told":
        lines = "\n".join(pieces)
        told = super().__new__(cls, squeezed(lines))
        told.pieces, told.as_set, told.rows, told.named = lines, as_set, rows, named
        return told


def tells(told: str, facts: Iterable[str]) -> None:
    """Each of the facts stands in a text without blanks."""
    missing = [fact for fact in facts if squeezed(fact) not in told]
    assert missing == [], f"{missing} not in: {told}"


def preview(pages: Pages, address: str) -> Told:
    """The words of a document as the browser shows it."""
    return _words(pages.open(address).page)


def sheets(pages: Pages, mission: str, kind: str, language: str) -> Told:
    """The words of a paper that is printed at once: list, badges, programme; of its HTML where nothing sets it."""
    papers = mission.replace("/missions/", "/handouts/missions/") + ("/call" if kind == "call" else "")
    if pages.address != papers:
        pages.open(papers)
    answer = pages.answered(f"/{kind}", language=language)
    assert answer.status_code == 200, answer.status_code
    return told_by(answer.data)


def plan_of(pages: Pages, mission: str, request: str) -> Told:
    """The plan is handed in for approval; the words of its 起案書."""
    plan = mission.replace("/missions/", "/activities/") + "/approval"
    pages.open(plan).fill(request=request, retention="5")
    return told_by(fetched(pages, f"{plan}.pdf"))


def shown(page: bytes) -> Told:
    """The words of a paper whose HTML nothing set."""
    return _words(html.document_fromstring(page.decode()))


def _words(page: HtmlElement) -> Told:
    pieces = page.xpath("//body//text()[not(ancestor::style) and not(ancestor::svg)]")
    return Told(pieces, rows=rows_of(page), named=[*foreign_texts(page), *name_cells(page)])


def printed(pages: Pages) -> bytes:
    """What the worker prints, taken from the page that tells how far it is."""
    address = pages.address

    def link() -> str:
        found = pages.open(address).page.xpath("//main//a[starts-with(@href, '/files/')]/@href")
        return str(found[0]) if found else ""

    return fetched(pages, until(link, "the worker beside prints nothing"))


def fetched(pages: Pages, address: str) -> bytes:
    """A file of the application."""
    with pages.client.get(address) as answer:
        assert answer.status_code == 200, answer.status_code
        content: bytes = answer.get_data()
    return content


def words_of(pdf: bytes, *, numbered: bool = False) -> Told:
    """The text of a PDF without blanks. When `numbered`, every page but the first says which one of how many it is."""
    pages = paper.sheets(pdf)
    for number, text in enumerate(pages[1:], start=2):
        assert not numbered or re.search(rf"{number}\s*/\s*{len(pages)}", text), text[-200:]
    return Told(pages, as_set=True)


def pages_of(pdf: bytes) -> list[Told]:
    """The text of each page of a PDF."""
    return [Told([page], as_set=True) for page in paper.sheets(pdf)]


def word(pages: Pages, audience: str = "internal") -> Told:
    """The words of the report that is open as a Word file; its page, which takes long, stays open."""
    return asked(pages, f"{pages.address}/word/{audience}")


def asked(pages: Pages, address: str, **sent: Any) -> Told:
    """What a button of this page answers with: a Word file, or a paper whose HTML nothing set."""
    token = pages.page.xpath("//input[@name='csrf_token']/@value")[0]
    answer = pages.client.post(address, data={"csrf_token": token} | sent)
    assert answer.status_code == 200, answer.status_code
    return told_by(answer.data)


def told_by(content: bytes) -> Told:
    """The words of a file: a Word document, a PDF, or the HTML of one that nothing set."""
    if content.startswith(b"%PDF"):
        return words_of(content)
    if not content.startswith(b"PK"):
        return shown(content)
    with ZipFile(io.BytesIO(content)) as packed:
        body = etree.fromstring(packed.read("word/document.xml"))
    return Told(body.itertext(), rows=rows_of_word(body))


def set_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on what is printed at once is its HTML: how papers lie on the page is seen elsewhere."""
    for module in _PRINTING:
        monkeypatch.setattr(f"{module}.render", lambda document, **_: document.encode())
    monkeypatch.setattr("crm.documents.contents.sheet_pdf", lambda document, _language: document.encode())
