"""What the chart tests look for in a drawing."""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

SVG = "{http://www.w3.org/2000/svg}"


def parsed(drawing: str) -> Element:
    return ElementTree.fromstring(drawing)  # noqa: S314  # our own output


def with_class(root: Element, name: str) -> list[Element]:
    return [element for element in root.iter() if name in element.get("class", "").split()]


def texts(root: Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def position(element: Element, attribute: str) -> float:
    return float(element.get(attribute, "nan"))
