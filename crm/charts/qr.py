"""A text as a QR code, as an SVG draws it."""

from itertools import groupby

import segno
from markupsafe import Markup


def drawn(text: str) -> tuple[int, str]:
    """(edge, path) of the code, for strokes one unit wide, with its quiet zone of four units around it."""
    matrix = segno.make(text, error="l", micro=False, encoding="utf-8").matrix
    steps = []
    for y, row in enumerate(matrix):
        for dark, run in groupby(range(len(row)), key=lambda x: bool(row[x])):
            places = list(run)
            if dark:
                steps.append(f"M{places[0] + 4} {y + 4}.5h{len(places)}")
    return len(matrix) + 8, "".join(steps)


def svg(text: str, title: str) -> Markup:
    """A text as a QR code, drawn; who does not see it hears `title`."""
    edge, path = drawn(text)
    code = '<svg class="qr" viewBox="0 0 {edge} {edge}"><title>{title}</title><path d="{path}" stroke="#000"/></svg>'
    return Markup(code).format(edge=edge, path=path, title=title)  # noqa: S704  # our own drawing; the title is escaped
