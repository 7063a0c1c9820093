"""Photographs in a document, made small for paper and found by the name that stands in it; the codes of products."""

import io
import re
from pathlib import Path
from typing import Final

from flask import current_app, url_for
from PIL import Image, ImageOps

from crm.charts import qr
from crm.files.models import StoredFile
from crm.files.services import folder
from crm.products import rules as product_rules
from crm.products.models import Product
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


def goods_code(product: Product) -> str:
    """The code that leads to the public page of a product; nothing while it has none, or nobody outside reaches us."""
    base: str = current_app.extensions["settings"].public_url
    if not base or not product.is_public:
        return ""
    address = product_rules.public_address(base, product.public_key)
    return qr.svg(address, address)


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
