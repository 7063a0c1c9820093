"""Photos of the sample's products: drawn in a few shapes, the same at every load."""

import hashlib
from collections.abc import Callable
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

_EDGE: Final = 720
_GROUNDS = ("#e9e6df", "#e3e8ea", "#ebe4e2", "#e5e9e0")
_COLOURS = ("#8f4a3d", "#3f5c73", "#6f7a4a", "#7a5a7d", "#b08a3c", "#4c4a48")
_SHADE = "#00000022"


def drawn(key: str, category: str) -> bytes:
    """A still life of one product, its colours chosen by its key. PNG."""
    dice = hashlib.sha256(key.encode()).digest()
    image = Image.new("RGB", (_EDGE, _EDGE), _GROUNDS[dice[0] % len(_GROUNDS)])
    pen = ImageDraw.Draw(image, "RGBA")
    pen.ellipse((110, 560, 610, 640), fill=_SHADE)
    _SHAPES.get(key, _SHAPES.get(category, _box))(pen, _COLOURS[dice[2] % len(_COLOURS)])
    out = BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _knitwear(pen: ImageDraw.ImageDraw, colour: str) -> None:
    pen.polygon([(260, 150), (460, 150), (600, 250), (560, 470), (500, 455), (500, 600), (220, 600), (220, 455),
                 (160, 470), (120, 250)], fill=colour)  # fmt: skip
    pen.pieslice((285, 80, 435, 230), 0, 180, fill="#f4f1ea")
    for x in range(232, 500, 16):
        pen.line((x, 560, x, 600), fill=_SHADE, width=5)
    for y in range(260, 540, 28):
        pen.line((222, y, 498, y), fill=_SHADE, width=3)


def _cloth(pen: ImageDraw.ImageDraw, colour: str) -> None:
    for fold in range(5):
        left = 170 + 76 * fold
        pen.polygon([(left, 170), (left + 76, 150), (left + 76, 590), (left, 610)], fill=colour)
        pen.polygon([(left, 170), (left + 20, 165), (left + 20, 605), (left, 610)], fill=_SHADE)


def _cup(pen: ImageDraw.ImageDraw, colour: str) -> None:
    pen.polygon([(230, 190), (490, 190), (460, 600), (260, 600)], fill=colour)
    pen.ellipse((230, 160, 490, 220), fill="#d9d6cf")
    for y in range(250, 590, 34):
        for x in range(270, 460, 34):
            pen.ellipse((x, y, x + 22, y + 22), fill=_SHADE)


def _cutlery(pen: ImageDraw.ImageDraw, colour: str) -> None:
    pen.rounded_rectangle((150, 150, 570, 610), 24, fill=colour)
    for left in (230, 350, 470):
        pen.rectangle((left, 330, left + 20, 560), fill="#c9ced1")
    pen.ellipse((205, 200, 275, 340), fill="#c9ced1")
    pen.polygon([(350, 200), (385, 240), (370, 340), (350, 340)], fill="#c9ced1")
    for tine in (450, 472, 494):
        pen.rectangle((tine, 200, tine + 10, 300), fill="#c9ced1")
    pen.rectangle((450, 290, 504, 340), fill="#c9ced1")


def _tool(pen: ImageDraw.ImageDraw, colour: str) -> None:
    pen.polygon([(330, 120), (375, 120), (400, 380), (350, 390)], fill="#9aa0a4")
    pen.polygon([(350, 390), (410, 380), (480, 600), (430, 620)], fill=colour)
    pen.polygon([(370, 390), (310, 380), (240, 600), (290, 620)], fill=colour)
    pen.ellipse((345, 355, 395, 405), fill="#6d7174")


def _bottle(pen: ImageDraw.ImageDraw, colour: str) -> None:
    pen.rounded_rectangle((270, 260, 450, 610), 40, fill=colour)
    pen.rectangle((325, 110, 395, 290), fill=colour)
    pen.rectangle((290, 370, 430, 540), fill="#f4f1ea")
    pen.rectangle((320, 90, 400, 130), fill="#b9b3a6")


def _box(pen: ImageDraw.ImageDraw, colour: str) -> None:
    pen.polygon([(180, 280), (360, 210), (540, 280), (360, 350)], fill="#d8c7a3")
    pen.polygon([(180, 280), (360, 350), (360, 620), (180, 550)], fill=colour)
    pen.polygon([(540, 280), (360, 350), (360, 620), (540, 550)], fill=colour)
    pen.polygon([(540, 280), (360, 350), (360, 620), (540, 550)], fill=_SHADE)


_SHAPES: Final[dict[str, Callable[[ImageDraw.ImageDraw, str], None]]] = {
    "knitwear": _knitwear,
    "textiles": _cloth,
    "tableware": _cup,
    "metalware": _tool,
    "sake": _bottle,
    "cutlery": _cutlery,
}
