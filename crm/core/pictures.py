"""Pictures as they are kept: decoded, turned upright, made small, written anew without what hides in them."""

from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from crm.core.errors import Refused
from crm.core.texts import Text

#: Bytes of one picture as it arrives; a request may carry two.
LARGEST: Final = 12 * 1024 * 1024
#: More pixels than any picture here needs, and fewer than one made to fill the memory has.
MOST_PIXELS: Final = 25_000_000
#: Longest edge in pixels as kept: of a card 91 mm at 450 dots an inch, enough to recognise small print.
KEPT_EDGE: Final = 1600
THUMBNAIL_EDGE: Final = 320
#: What is decoded. Each goes through Pillow's own reader of that format; nothing is guessed.
FORMATS: Final = ("JPEG", "PNG", "WEBP")
QUALITY: Final = 85
MEGABYTE: Final = 1024 * 1024


def is_heic(content: bytes) -> bool:
    """Whether these are the first bytes of a picture as telephones of Apple keep it."""
    return content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis")


def prepared(content: bytes, field: str) -> tuple[bytes, bytes]:
    """The picture and its thumbnail as JPEG, without position, date and camera. Refused for what is no such picture.

    Only the pixels pass: a file that is a picture and something else besides comes out as a picture.
    """
    if len(content) > LARGEST:
        raise Refused(Text("The picture is larger than %(size)s MB.", size=LARGEST // MEGABYTE), field)
    if is_heic(content):
        raise Refused(
            Text("This is a HEIC picture. Set the camera to its most compatible format, or send a JPEG or PNG."), field
        )
    try:
        return _made_small(content, field)
    except Image.DecompressionBombError:
        raise _too_many_pixels(field) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):  # what Pillow raises for broken files
        raise Refused(Text("This is not a picture that can be read. Send a JPEG, PNG or WebP."), field) from None


def _made_small(content: bytes, field: str) -> tuple[bytes, bytes]:
    with Image.open(BytesIO(content), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise _too_many_pixels(field)
        opened.draft("RGB", (2 * KEPT_EDGE, 2 * KEPT_EDGE))  # JPEG decodes at half size at once
        upright = _on_white(ImageOps.exif_transpose(opened))
    upright.thumbnail((KEPT_EDGE, KEPT_EDGE))
    kept = _jpeg(upright)
    upright.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE))
    return kept, _jpeg(upright)


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency, which JPEG does not know: a scanned card is dark on white."""
    if image.mode == "RGB":
        return image
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image.convert("RGBA"))
    return paper.convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    """A new image of the pixels alone: saving the opened one would keep its comments and profiles."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    out = BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _too_many_pixels(field: str) -> Refused:
    most = MOST_PIXELS // 1_000_000
    return Refused(Text("The picture has more than %(most)s million pixels. Send a smaller one.", most=most), field)
