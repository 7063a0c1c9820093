"""Leaves of a pack: which page is which, what changed since an edition, two languages side by side.

Works on the finished HTML as a tree: a leaf is a section of the body, known by its id.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext

from crm.documents.contents import tree
from crm.documents.contents.tree import Node

#: Stands before every id of the second language.
SECOND: Final = "second-"
_HEADS: Final = ("h1", "h2")


@dataclass(frozen=True)
class Leaf:
    """One section of the body. The cover and the contents have no key: they change with every edition."""

    key: str
    node: Node

    @property
    def digest(self) -> str:
        plain = json.dumps(_lasting(self.node), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()[:16]

    @property
    def heading(self) -> str:
        return _heading(self.node) or self.key


def _lasting(node: Node) -> Node:
    """A node without the day of the print, which alone makes no page another one."""
    if isinstance(node, str):
        return node
    tag, attributes, children = node
    return [tag, attributes, [_lasting(child) for child in children if isinstance(child, str) or not _is_day(child)]]


def _is_day(node: Node) -> bool:
    return bool(node[1].get("class") == "as-of")


def leaves(html: str) -> list[Leaf]:
    """The sections of a document in their order."""
    return [Leaf(node[1].get("id", ""), node) for node in tree.read(html) if not isinstance(node, str)]


def digests(html: str) -> dict[str, str]:
    """{key: digest} of every leaf that is compared between editions."""
    return {leaf.key: leaf.digest for leaf in leaves(html) if leaf.key}


def with_body(html: str, nodes: Sequence[Node]) -> str:
    """The document with other nodes in its body."""
    start = html.index(">", html.index("<body")) + 1
    return html[:start] + str(tree.markup(nodes)) + html[html.rindex("</body>") :]


def side_by_side(first: str, second: str, language: str) -> str:
    """Two languages: each leaf of the first, and beside it the same in the second, on a sheet twice as wide."""
    others = {leaf.key: leaf for leaf in leaves(second) if leaf.key}
    nodes: list[Node] = []
    for leaf in leaves(first):
        other = others.get(leaf.key) if leaf.key else None
        nodes.append(leaf.node if other is None else _pair(leaf, other, language))
    return with_body(first, nodes)


def _pair(leaf: Leaf, other: Leaf, language: str) -> Node:
    rows: list[Node] = [
        ["tr", _whole(left), [["td", {}, left], ["td", {"lang": language}, _renamed(right, SECOND)]]]
        for left, right in _aligned(leaf.node[2], other.node[2])
    ]
    return ["section", leaf.node[1] | {"id": leaf.key}, [["table", {"class": "beside"}, rows]]]


def _whole(nodes: Sequence[Node]) -> dict[str, str]:
    """A line goes to the next page as a whole where a part of it does: it may fit in one language only."""
    kept = any("keep" in node[1].get("class", "").split() for node in nodes if not isinstance(node, str))
    return {"class": "keep"} if kept else {}


def _aligned(first: Sequence[Node], second: Sequence[Node]) -> list[tuple[Sequence[Node], Sequence[Node]]]:
    """What stands side by side, line by line of the sheet, so that the same person stays at the same height.

    One line for all where the languages are not made of the same elements.
    """
    left, right = _blocks(first), _blocks(second)
    if [_tags(block) for block in left] != [_tags(block) for block in right]:
        return [(first, second)]
    return list(zip(left, right, strict=True))


def _blocks(nodes: Sequence[Node]) -> list[list[Node]]:
    """Each element with the headings above it, which must not stay behind at the end of a page."""
    blocks: list[list[Node]] = []
    headed = False
    for node in nodes:
        if headed:
            blocks[-1].append(node)
        else:
            blocks.append([node])
        headed = node[0] in _HEADS
    return blocks


def _tags(nodes: Sequence[Node]) -> list[str]:
    return ["" if isinstance(node, str) else node[0] for node in nodes]


def _renamed(nodes: Sequence[Node], prefix: str) -> list[Node]:
    """The same nodes with their ids out of the way of the first language's."""
    return [
        node
        if isinstance(node, str)
        else [
            node[0],
            node[1] | ({"id": prefix + node[1]["id"]} if "id" in node[1] else {}),
            _renamed(node[2], prefix),
        ]
        for node in nodes
    ]


def only_changed(html: str, before: Mapping[str, str], edition: int) -> str:
    """The cover, a list of what changed since an edition, and the changed leaves, each with a mark."""
    found = leaves(html)
    cover = [leaf.node for leaf in found if not leaf.key][:1]
    changed = [leaf for leaf in found if leaf.key and before.get(leaf.key) != leaf.digest]
    gone = [key for key in before if key not in {leaf.key for leaf in found}]
    mark = gettext("Changed since edition %(number)s", number=edition)
    lines: list[Node] = [["li", {}, [leaf.heading]] for leaf in changed]
    if gone:
        lines.append(
            [
                "li",
                {},
                [gettext("Pages to take out because they are no longer part of it: %(number)s.", number=len(gone))],
            ]
        )
    if not lines:
        lines = [["li", {}, [gettext("Nothing changed.")]]]
    summary = ["section", {"class": "page", "id": "changes"}, [["h1", {}, [mark]], ["ul", {}, lines]]]
    return with_body(html, [*cover, summary, *(_marked(leaf.node, mark) for leaf in changed)])


def _marked(node: Node, mark: str) -> Node:
    tag, attributes, children = node
    kept = [name for name in attributes.get("class", "").split() if name != "part"]
    return [
        tag,
        attributes | {"class": " ".join([*kept, "page"])},
        [["p", {"class": "mark"}, [f"▲ {mark}"]], *children],
    ]


def _heading(node: Node) -> str:
    for child in node[2]:
        if isinstance(child, str):
            continue
        if child[0] in _HEADS:
            return tree.text(child)
        below = _heading(child)
        if below:
            return below
    return ""
