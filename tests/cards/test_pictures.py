"""Pictures of cards as they are kept: upright, small, without what a camera hides in them; and what is refused."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from crm.cards import rules
from crm.core import pictures
from crm.core.errors import Refused
from tests.cards.pictures import HEIC, photograph, picture


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_every_format_is_kept_as_a_small_jpeg(format: str) -> None:
    kept, thumbnail = pictures.prepared(picture(format, (2400, 1400)), "front")
    assert (opened(kept).format, max(opened(kept).size)) == ("JPEG", rules.KEPT_EDGE)
    assert (opened(thumbnail).format, max(opened(thumbnail).size)) == ("JPEG", rules.THUMBNAIL_EDGE)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "I;16"])
def test_pictures_of_every_kind_of_colour_are_kept(mode: str) -> None:
    kept, _ = pictures.prepared(picture("PNG", mode=mode), "front")
    assert opened(kept).mode == "RGB"


def test_what_is_transparent_becomes_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (50, 30), (0, 0, 0, 0)).save(out, "PNG")
    kept, _ = pictures.prepared(out.getvalue(), "front")
    assert opened(kept).getpixel((5, 5)) == (255, 255, 255)


def test_a_photograph_stands_upright_and_tells_nothing_about_where_it_was_taken() -> None:
    kept, thumbnail = pictures.prepared(photograph(), "front")
    assert opened(kept).size == (200, 400)
    for content in (kept, thumbnail):
        assert dict(opened(content).getexif()) == {}
        assert b"station" not in content
        assert b"Camera" not in content
        assert b"Exif" not in content


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda: b"", "not a picture"),
        (lambda: b"%PDF-1.7", "not a picture"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not a picture"),
        (lambda: picture("GIF"), "not a picture"),
        (lambda: picture("TIFF"), "not a picture"),
        (lambda: picture("PNG")[:-30], "not a picture"),
        (lambda: HEIC, "HEIC"),
        (lambda: picture("PNG", (6000, 5000), "1"), "25 million pixels"),
        (lambda: picture("PNG", (20_000, 20_000), "1"), "25 million pixels"),
        (lambda: b"\xff\xd8\xff" + b"0" * rules.LARGEST, "larger than 12 MB"),
    ],
    ids=["empty", "pdf", "svg", "gif", "tiff", "cut", "heic", "many pixels", "bomb", "large"],
)
def test_other_files_are_refused_beside_their_field(content: Callable[[], bytes], said: str) -> None:
    """Made when they are needed: every worker collects this file, and large pictures take seconds to pack."""
    with pytest.raises(Refused, match=said) as refused:
        pictures.prepared(content(), "back")
    assert refused.value.field == "back"


def test_a_file_that_is_two_things_is_kept_as_a_picture_only() -> None:
    kept, _ = pictures.prepared(picture() + b"<script>alert(1)</script>", "front")
    assert b"script" not in kept
