"""How the walks read what is printed: previews, sheets made at once, documents that the worker prints, Word files."""

import io
import re
from collections.abc import Iterable
from zipfile import ZipFile

from lxml import etree, html
from lxml.html import HtmlElement

from tests.journeys.plainly import Pages
from tests.journeys.walking import squeezed, until
from tests.pdf import paper


def tells(told: str, facts: Iterable[str]) -> None:
    """Each of the facts stands in a text without blanks."""
    missing = [fact for fact in facts if squeezed(fact) not in told]
    assert missing == [], f"{missing} not in: {told}"


def preview(pages: Pages, address: str) -> str:
    """The words of a document as the browser shows it."""
    return _words(pages.open(address).page)


def sheets(pages: Pages, mission: str, kind: str, language: str) -> str:
    """The words of a paper that is printed at once: list, badges, programme; of its HTML where nothing sets it."""
    pages.open(mission.replace("/missions/", "/handouts/missions/"))
    sent = {name: value for name, value in pages.form("language").form_values() if value is not None}
    answer = pages.client.post(f"{pages.address}/{kind}", data=sent | {"language": language})
    assert answer.status_code == 200, answer.status_code
    if answer.data.startswith(b"%PDF"):
        return words_of(answer.data)
    return _words(html.document_fromstring(answer.data.decode()))


def _words(page: HtmlElement) -> str:
    return squeezed(" ".join(page.xpath("//body//text()[not(ancestor::style) and not(ancestor::svg)]")))


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


def words_of(pdf: bytes, *, numbered: bool = False) -> str:
    """The text of a PDF without blanks. When `numbered`, every page but the first says which one of how many it is."""
    pages = paper.sheets(pdf)
    for number, text in enumerate(pages[1:], start=2):
        assert not numbered or re.search(rf"{number}\s*/\s*{len(pages)}", text), text[-200:]
    return squeezed("".join(pages))


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page of a PDF, without blanks."""
    return [squeezed(page) for page in paper.sheets(pdf)]


def word(pages: Pages, address: str) -> str:
    """The words of a report as a Word file."""
    token = dict(pages.open(address).page.forms[0].form_values())["csrf_token"]
    answer = pages.client.post(f"{address}/word/internal", data={"csrf_token": token})
    assert answer.status_code == 200
    with ZipFile(io.BytesIO(answer.data)) as packed:
        body = etree.fromstring(packed.read("word/document.xml"))
    return squeezed("".join(body.itertext()))
