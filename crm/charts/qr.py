"""A text as a QR code, as an SVG draws it."""

from itertools import groupby

import segno


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
