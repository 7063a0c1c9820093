"""A document as a tree of plain data: what is frozen, printed again, and turned into DOCX.

A node is a text, or [tag, {attribute: value}, [children]]. Only the elements and attributes of our own templates
are known, so data that came from anywhere else can say nothing that the templates could not have said.
"""

from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from typing import Any, Final

from markupsafe import Markup, escape

Node = Any  #: str | [str, dict[str, str], list[Node]]: JSON as it is

TAGS: Final = frozenset(
    {"section", "article", "div", "h1", "h2", "h3", "p", "span", "b", "small", "table", "colgroup", "col", "thead"}
    | {"tbody", "tr", "th", "td", "ul", "ol", "li", "a", "br", "img", "figure", "figcaption", "ruby", "rt"}
)
#: Our own drawings: shapes and words, nothing that acts or loads.
DRAWN: Final = frozenset({"svg", "title", "g", "text", "line", "rect", "circle", "path"})
VOID: Final = frozenset({"br", "col", "img"})
ATTRIBUTES: Final = frozenset({"class", "id", "lang", "colspan", "rowspan", "data-doc", "data-no", "data-mark", "alt"})
#: Of drawings alone, in small letters as a parser of HTML hands them over and takes them.
DRAWN_BY: Final = frozenset(
    {"xmlns", "viewbox", "role", "aria-labelledby", "font-family", "font-size", "fill", "stroke", "stroke-width", "x"}
    | {"y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height", "text-anchor", "d"}
)
#: A text of blanks between these is the indentation of a template.
_LOOSE: Final = frozenset(
    {"section", "article", "div", "table", "colgroup", "thead", "tbody", "tr", "ul", "ol", "figure"}
)
#: Where pictures of a document come from: bytes that its caller hands over.
PICTURES: Final = "app:"


class ForeignNode(ValueError):
    """An element or attribute that no template of ours writes."""


def read(html: str) -> list[Node]:
    """The children of <body>. Raises Foreign."""
    reader = _Reader()
    reader.feed(html[html.index("<body") : html.rindex("</body>")])
    reader.close()
    return reader.body


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.body: list[Node] = []
        self._open: list[Node] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            return
        node: Node = [tag, _checked(tag, {name: value or "" for name, value in attrs}), []]
        self._children().append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or tag == "body":
            return
        while self._open:
            if self._open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        parent = self._open[-1][0] if self._open else "section"
        if parent in _LOOSE and not data.strip():
            return
        self._children().append(data)

    def _children(self) -> list[Node]:
        found: list[Node] = self._open[-1][2] if self._open else self.body
        return found


def _checked(tag: str, attributes: dict[str, str]) -> dict[str, str]:
    if tag not in TAGS | DRAWN:
        raise ForeignNode(tag)
    for name, value in attributes.items():
        inside = name in ATTRIBUTES or (tag in DRAWN and name in DRAWN_BY) or (name == "href" and value.startswith("#"))
        if not inside and not (tag == "img" and name == "src" and value.startswith(PICTURES)):
            raise ForeignNode(f"{tag} {name}")
    return attributes


def markup(nodes: Sequence[Node]) -> Markup:
    """The nodes as HTML; every text and value is escaped here. Raises Foreign."""
    return Markup("").join(_written(node) for node in nodes)  # each part is escaped below


def _written(node: Node) -> Markup:
    if isinstance(node, str):
        return escape(node)
    tag, attributes, children = node
    _checked(tag, attributes)
    said = Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in attributes.items())
    if tag in VOID:
        return Markup("<{}{}>").format(tag, said)
    return Markup("<{0}{1}>{2}</{0}>").format(tag, said, markup(children))


def found(nodes: Iterable[Node], tag: str) -> Iterator[Node]:
    """The elements of a tag in a tree, in order."""
    for node in nodes:
        if isinstance(node, str):
            continue
        if node[0] == tag:
            yield node
        yield from found(node[2], tag)


def pictures(nodes: Iterable[Node]) -> Iterator[str]:
    """The names of the pictures in a tree, in order."""
    return (node[1]["src"].removeprefix(PICTURES) for node in found(nodes, "img"))


def text(node: Node) -> str:
    """The words of a node; a line break is a line."""
    if isinstance(node, str):
        return node
    return "\n" if node[0] == "br" else "".join(text(child) for child in node[2])
