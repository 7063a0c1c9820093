"""What no column breaks in two: the legal form in the name of a firm, 株式会/社."""

import re
from typing import Final
from xml.etree.ElementTree import Element

_FORMS: Final = re.compile(
    "(株式会社|有限会社|合同会社|合資会社|合名会社|股份有限公司|有限责任公司|有限公司|주식회사|유한책임회사|유한회사)"
)
#: Whose text is no running text of a page.
_APART: Final = frozenset({"head", "style", "script", "{http://www.w3.org/2000/svg}svg", "svg"})


def hold_forms(element: Element) -> None:
    """Put each legal form of a document into a span that is not broken; a line may still end before it."""
    children = list(element)
    _split(element, None)
    for child in children:
        if child.tag not in _APART and isinstance(child.tag, str):
            hold_forms(child)
        _split(element, child)


def _split(parent: Element, after: Element | None) -> None:
    """Do so in the text of a parent that follows one of its children, or stands before all of them."""
    text = (parent.text if after is None else after.tail) or ""
    first, *rest = _FORMS.split(text)
    if not rest:
        return
    if after is None:
        parent.text = first
    else:
        after.tail = first
    place = 0 if after is None else list(parent).index(after) + 1
    for number, (form, tail) in enumerate(zip(rest[::2], rest[1::2], strict=True)):
        held = Element("span", style="white-space: nowrap")
        held.text, held.tail = form, tail
        parent.insert(place + number, held)
