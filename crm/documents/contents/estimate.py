"""How many pages a document will have, told without setting it: a guess from its elements, within a page in eight.

And how many a printed one has.
"""

import re
import zlib
from contextlib import suppress
from math import ceil
from typing import Final

from crm.charts.labels import text_width
from crm.documents.contents import layout, tree
from crm.documents.contents.tree import Node

#: Millimetres that a page of A4 holds, one under the other; what does not break leaves the rest of them empty.
_ROOM: Final = 230.0
_LINE: Final = 4.2
#: How many full-width characters stand in a line of the page.
_WIDE: Final = 52.0
#: What an element takes beside its lines.
_AROUND: Final = {"h1": 8.0, "h2": 4.5, "h3": 3.0, "tr": 1.6, "li": 0.2, "p": 0.0, "svg": 12.0, "figure": 50.0}
#: What is set smaller, or in two columns, and how much of the height is left.
_DENSE: Final = {"toc": 0.5, "words": 0.62, "travel": 0.55, "visit": 0.7, "cases": 0.8}
#: Whose children stand beside each other: the tallest of them counts.
_BESIDE: Final = {"pair", "people"}
#: These fill a page of their own however little stands on them.
_ALONE: Final = ("cover", "slip", "front")


def estimated_pages(html: str) -> int:
    """The pages of a document on A4."""
    top = 0.0  #: where the next chapter begins, from the top of the first page
    for leaf in layout.leaves(html):
        css, height = leaf.node[1].get("class", "").split(), _height(leaf.node)
        left = _ROOM - top % _ROOM
        if "page" in css or ("keep" in css and height > left):
            top += left if left < _ROOM else 0.0
        top += _ROOM if set(css) & set(_ALONE) else height
    return max(1, ceil(top / _ROOM))


def _height(node: Node) -> float:
    """What an element takes, in millimetres, at the full width of the page."""
    if isinstance(node, str):
        return 0.0
    tag, attributes, children = node
    if tag == "tr":
        cells = [child for child in children if not isinstance(child, str)]
        wide = _WIDE / max(1, len(cells))
        tall = 3 if any("portrait" in str(cell) for cell in cells) else 1
        return _AROUND["tr"] + _LINE * max([tall, *(_lines(cell, wide) for cell in cells)])
    if tag in _AROUND and tag != "svg":
        return _AROUND[tag] + _LINE * _lines(node, _WIDE)
    if tag == "svg":
        return _AROUND[tag]
    inside, css = [_height(child) for child in children], attributes.get("class", "").split()
    height = max(inside, default=0.0) if _BESIDE & set(css) else sum(inside)
    return height * min((_DENSE.get(name, 1.0) for name in css), default=1.0)


def _lines(node: Node, wide: float) -> int:
    """How many lines a text takes; a line that is broken on purpose counts as one."""
    parts = _broken(node)
    return sum(max(1, ceil(text_width(part, 1.0) / wide)) for part in parts)


def _broken(node: Node) -> list[str]:
    if isinstance(node, str):
        return [node.strip()]
    parts = [""]
    for child in node[2]:
        if not isinstance(child, str) and child[0] == "br":
            parts.append("")
        else:
            parts[-1] += tree.text(child) if not isinstance(child, str) else child.strip()
    return parts


def count_pages(printed: bytes) -> int:
    """How many pages a PDF has. Ours keep their page tree in compressed object streams."""
    plain = [printed]
    for packed in re.findall(rb"/ObjStm.*?stream\r?\n(.*?)\r?\nendstream", printed, re.DOTALL):
        with suppress(zlib.error):
            plain.append(zlib.decompressobj().decompress(packed))
    return sum(len(re.findall(rb"/Type\s*/Page\b(?!s)", part)) for part in plain)
