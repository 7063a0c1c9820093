"""The few SVG elements that the charts are made of, built as a tree, so that escaping cannot be forgotten.

Every element carries classes, which the screen's style sheet colours in both themes, and presentation
attributes with the light values, which paper uses: WeasyPrint does not apply a page's CSS inside inline SVG.
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from markupsafe import Markup

INK, INK_2, INK_3 = "#1c1e20", "#53565a", "#65686c"
SURFACE, LINE, EDGE = "#ffffff", "#e2e2dc", "#868880"
ACCENT = "#17597f"
SIZE, SMALL = 13, 12

#: Characters that XML cannot carry; the input normaliser keeps them out, a drawing must not depend on it.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def drawing(*, width: float, height: float, title: str, title_id: str, font_family: str, linked: bool) -> Element:
    """An empty `<svg class="plot">` that a reader hears as `title`.

    `title_id` must be unique on the page. A drawing with links inside is a group, not an image: what an image
    contains is hidden from assistive technology, and its links would be reachable but nameless.
    """
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "plot",
            "viewBox": f"0 0 {number(width)} {number(height)}",
            "role": "group" if linked else "img",
            "aria-labelledby": title_id,
            "font-family": clean(font_family),
            "font-size": str(SIZE),
            "fill": INK,
        },
    )
    SubElement(root, "title", {"id": title_id}).text = clean(title)
    return root


def group(parent: Element, *, classes: str = "") -> Element:
    return SubElement(parent, "g", {"class": classes} if classes else {})


def text(
    parent: Element,
    content: str,
    *,
    x: float,
    y: float,
    classes: str = "",
    fill: str | None = None,
    href: str | None = None,
    size: float | None = None,
) -> None:
    """A line of text on the base line `y`; class `num` ends at `x`, `mid` is centred on it, `ax` is smaller.

    With `href` it is a link. Raises ValueError for a link that is neither relative nor http(s).
    """
    if href is not None:
        parent = SubElement(parent, "a", {"href": _safe(href)})
        fill = ACCENT
    names = classes.split()
    attributes = {"x": number(x), "y": number(y)}
    if classes:
        attributes["class"] = classes
    if "num" in names:
        attributes["text-anchor"] = "end"
    if "mid" in names:
        attributes["text-anchor"] = "middle"
    if "ax" in names:
        attributes["font-size"] = str(SMALL)
        fill = fill or INK_2
    if size is not None:
        attributes["font-size"] = number(size)
    if fill:
        attributes["fill"] = fill
    SubElement(parent, "text", attributes).text = clean(content)


def lines_of_text(
    parent: Element,
    lines: Sequence[str],
    *,
    x: float,
    middle: float,
    pitch: float = 16,
    fill: str | None = None,
) -> None:
    """Several lines, centred around the height `middle`."""
    first = middle + SIZE * 0.38 - (len(lines) - 1) * pitch / 2
    for index, content in enumerate(lines):
        text(parent, content, x=x, y=first + index * pitch, fill=fill)


def line(
    parent: Element,
    *,
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    classes: str,
    stroke: str,
    width: float = 1,
) -> None:
    SubElement(
        parent,
        "line",
        {
            "class": classes,
            "x1": number(x1),
            "y1": number(y1),
            "x2": number(x2),
            "y2": number(y2),
            "stroke": stroke,
            "stroke-width": number(width),
        },
    )


def rectangle(
    parent: Element, *, x: float, y: float, width: float, height: float, classes: str, fill: str, stroke: str
) -> None:
    SubElement(
        parent,
        "rect",
        {
            "class": classes,
            "x": number(x),
            "y": number(y),
            "width": number(width),
            "height": number(height),
            "fill": fill,
            "stroke": stroke,
        },
    )


def path(parent: Element, points: Sequence[tuple[float, float]], *, classes: str, stroke: str, width: float) -> None:
    """An open line through `points`."""
    steps = " ".join(f"{'L' if index else 'M'}{number(x)} {number(y)}" for index, (x, y) in enumerate(points))
    SubElement(
        parent,
        "path",
        {"class": classes, "d": steps, "fill": "none", "stroke": stroke, "stroke-width": number(width)},
    )


def markup(root: Element) -> Markup:
    """The tree as text to put into a page as it is: every value in it was escaped by the serialiser."""
    return Markup(ElementTree.tostring(root, encoding="unicode", short_empty_elements=True))  # noqa: S704  # ElementTree escaped it


def number(value: float) -> str:
    """At most one decimal, and none where there is nothing behind the point."""
    # Adding 0.0 turns the -0.0 of a rounded tiny negative into 0.0.
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def clean(content: str) -> str:
    """`content` without the characters that XML cannot carry."""
    return _NOT_XML.sub("", content)


def _safe(href: str) -> str:
    if urlsplit(href).scheme not in ("", "http", "https"):
        raise ValueError(f"a figure links to records, not to {href!r}")
    return clean(href)
