"""Photos of the sample's talks: people at a table, drawn; the same at every load. Nobody is shown."""

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

from crm.audit.services import action
from crm.files import queries as files
from crm.meetings import services as meetings
from crm.meetings.kind import MEETING
from crm.meetings.models import Meeting
from crm.sample import rules
from crm.sample.services.register import Register

#: Of which mission the talks were photographed: the one whose report is being written.
SHOWN: Final = "m7a"
#: How many of its talks, from the first.
TALKS: Final = 4
SIZE: Final = (1200, 800)
_WALLS = ("#e7e3da", "#dde4e6", "#e6dfe2", "#e0e5da")
_TABLES = ("#8b6b4f", "#745a45", "#9a7b5a")
_COATS = ("#2f3e55", "#4a4039", "#38504a", "#5a3d47", "#3d3f52")
_HAIR = ("#26211f", "#3b322d", "#6d6a67", "#1f2328")
_SKIN = ("#e6c4a6", "#d9b391", "#efd2b8")
_GOODS = ("#8f4a3d", "#3f5c73", "#6f7a4a", "#b08a3c")


def load_scenes(register: Register, *, instance: Path) -> None:
    """Give the first talks of the mission two photos each, chosen for its report; the caller commits."""
    by = register.coordinator_of(SHOWN)
    mission = register.activities[SHOWN].id
    for meeting in [row for row in register.meetings if row.activity_id == mission][:TALKS]:
        for part, caption in _captions(meeting).items():
            content = drawn(f"{meeting.subject} {part}", goods=part == "goods")
            for photo in meetings.add_photos(meeting, [content], caption=caption, instance=instance, by=by):
                meetings.change_photo(photo, caption=caption, in_report=True, by=by)
        with action(rules.LOADED, by=by):
            for file in files.of_record(MEETING, meeting.id):
                file.created_at = meeting.ends_at or meeting.starts_at


def _captions(meeting: Meeting) -> dict[str, str]:
    """What the photos show, in the language of the mission's coordinator."""
    return {"talk": f"商談の様子：{meeting.subject}", "goods": f"持参した見本（{meeting.products}）を手に取って確認"}


def drawn(name: str, *, goods: bool) -> bytes:
    """People behind a table, and goods on it or papers; colours and how many of them by the name. PNG."""
    dice = hashlib.sha256(name.encode()).digest()
    image = Image.new("RGB", SIZE, _WALLS[dice[0] % len(_WALLS)])
    pen = ImageDraw.Draw(image)
    _window(pen, 80 + 60 * (dice[1] % 4))
    people = 2 if goods else 4 + dice[2] % 2
    for place in range(people):
        _person(pen, SIZE[0] * (2 * place + 1) // (2 * people), dice[4 + 3 * place : 7 + 3 * place])
    table = _TABLES[dice[3] % len(_TABLES)]
    pen.polygon([(90, 560), (1110, 560), (1200, 700), (1200, 800), (0, 800), (0, 700)], fill=table)
    pen.polygon([(90, 560), (1110, 560), (1124, 582), (76, 582)], fill="#5f4a39")
    (_samples if goods else _papers)(pen, dice)
    out = BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _window(pen: ImageDraw.ImageDraw, left: int) -> None:
    pen.rectangle((left, 60, left + 420, 330), fill="#f6f7f4")
    pen.rectangle((left + 12, 72, left + 408, 318), fill="#bfd3dd")
    pen.polygon(
        [(left + 12, 318), (left + 150, 200), (left + 260, 280), (left + 350, 220), (left + 408, 318)], "#8fa79a"
    )
    pen.rectangle((left + 204, 60, left + 216, 330), fill="#f6f7f4")


def _person(pen: ImageDraw.ImageDraw, middle: int, dice: bytes) -> None:
    """A bust behind the table."""
    top = 250 + dice[0] % 40
    pen.ellipse((middle - 62, top - 16, middle + 62, top + 120), fill=_HAIR[dice[1] % len(_HAIR)])
    pen.rounded_rectangle((middle - 24, top + 90, middle + 24, top + 180), 16, fill=_SKIN[dice[2] % len(_SKIN)])
    pen.ellipse((middle - 125, top + 145, middle + 125, top + 560), fill=_COATS[dice[0] % len(_COATS)])
    pen.polygon([(middle - 32, top + 150), (middle + 32, top + 150), (middle, top + 225)], fill="#f4f4f0")
    pen.ellipse((middle - 50, top, middle + 50, top + 138), fill=_SKIN[dice[2] % len(_SKIN)])
    pen.chord((middle - 55, top - 14, middle + 55, top + 100), 185, 355, fill=_HAIR[dice[1] % len(_HAIR)])


def _papers(pen: ImageDraw.ImageDraw, dice: bytes) -> None:
    for place in range(4):
        left = 150 + 250 * place + dice[20 + place] % 30
        pen.polygon([(left, 610), (left + 120, 610), (left + 132, 690), (left - 12, 690)], fill="#f7f6f1")
        for line in range(3):
            pen.line((left + 12, 628 + 18 * line, left + 104, 628 + 18 * line), fill="#b9b7b0", width=4)
        pen.ellipse((left + 160, 620, left + 204, 640), fill="#ffffff")
        pen.rectangle((left + 160, 630, left + 204, 668), fill="#ffffff")


def _samples(pen: ImageDraw.ImageDraw, dice: bytes) -> None:
    """Boxes with labels in a row: they suit whatever was carried."""
    for place in range(4):
        left, colour = 150 + 245 * place, _GOODS[(dice[20] + place) % len(_GOODS)]
        pen.rectangle((left, 616, left + 190, 700), fill=colour)
        pen.polygon([(left, 616), (left + 24, 590), (left + 166, 590), (left + 190, 616)], fill="#d8c7a3")
        pen.rectangle((left + 60, 640, left + 130, 678), fill="#f4f1ea")
