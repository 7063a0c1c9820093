"""Photographs in a report: made small for paper, found by the name that stands in the document."""

import io
import re
from pathlib import Path
from typing import Final

from flask import url_for
from PIL import Image, ImageOps

from crm.files.models import StoredFile
from crm.files.services import folder
from crm.web.instance import instance_folder

#: Pixels of the longer side on paper, at 80 mm.
_SIDE: Final = 1000
_NAMED: Final = re.compile(r'src="app:(photo-(\d+)-([0-9a-f]{32})\.jpg)"')


def address(file: StoredFile) -> str:
    """How a document names a photograph. It holds the place of the bytes, which never change under it."""
    return f"app:photo-{file.id}-{file.storage_name}.jpg"


def assets(html: str) -> dict[str, bytes]:
    """{name: JPEG} of the photographs in a document; one whose bytes are gone is a white spot."""
    place = folder(instance_folder())
    return {name: _small(place / stored) for name, _, stored in _NAMED.findall(html)}


def for_browser(html: str) -> str:
    """The document with addresses that a browser can follow, by the rights of its reader."""
    return _NAMED.sub(lambda found: f'src="{url_for("files.record", id=int(found[2]))}"', html)


def _small(path: Path) -> bytes:
    kept = io.BytesIO()
    try:
        with Image.open(path) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except OSError:
        image = Image.new("RGB", (4, 3), "white")
    image.thumbnail((_SIDE, _SIDE))
    image.save(kept, "JPEG", quality=80)
    return kept.getvalue()
