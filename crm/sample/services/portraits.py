"""Portraits of some of the sample's people: drawn, the same at every load. Nobody is shown."""

import hashlib
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from crm.contacts import services as contacts
from crm.sample.services.register import Register

#: Whose portrait is drawn: the first ones of every organisation.
EACH = 2
#: As large as a page shows it on a screen of twice the dots; more would cost the first start seconds.
SIZE = (300, 360)
_GROUNDS = ("#dfe7ea", "#e9e3d6", "#e2e8dc", "#e8dfe3")
_COATS = ("#2f3e55", "#4a4039", "#38504a", "#5a3d47")
_HAIR = ("#26211f", "#3b322d", "#6d6a67", "#1f2328")
_SKIN = ("#e6c4a6", "#d9b391", "#efd2b8")


def load_portraits(register: Register, *, instance: Path) -> None:
    """Give the first people of every organisation a portrait; the caller commits."""
    by = register.users["kobayashi"]
    for staff in register.staff.values():
        for card in staff[:EACH]:
            contacts.keep_portrait(card.person, drawn(card.name), instance=instance, by=by)


def drawn(name: str) -> bytes:
    """A bust in a few shapes, its colours chosen by the name. PNG."""
    dice = hashlib.sha256(name.encode()).digest()
    skin, hair = _SKIN[dice[0] % len(_SKIN)], _HAIR[dice[1] % len(_HAIR)]
    image = Image.new("RGB", SIZE, _GROUNDS[dice[2] % len(_GROUNDS)])
    pen = ImageDraw.Draw(image)
    long = dice[3] % 2
    pen.ellipse((87, 55, 212, 200 + 65 * long), fill=hair)
    pen.rounded_rectangle((127, 190, 172, 270), 20, fill=skin)
    pen.ellipse((30, 250, 270, 500), fill=_COATS[dice[4] % len(_COATS)])
    pen.polygon([(120, 257), (180, 257), (150, 320)], fill="#f4f4f0")
    pen.ellipse((100, 75, 200, 215), fill=skin)
    pen.chord((95, 60, 205, 180), 180 + dice[5] % 20, 360 - dice[6] % 20, fill=hair)
    out = BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()
