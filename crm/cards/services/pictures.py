"""Pictures of cards as they are kept: decoded, turned upright, made small, written anew without what hides in them."""

from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from crm.cards import rules
from crm.core.errors import NotVisible, Refused
from crm.core.texts import Text
from crm.files import queries as files
from crm.files import services as storage

#: What is decoded. Each goes through Pillow's own reader of that format; nothing is guessed.
FORMATS: Final = ("JPEG", "PNG", "WEBP")
QUALITY: Final = 85
MEGABYTE: Final = 1024 * 1024


def prepared(content: bytes, field: str) -> tuple[bytes, bytes]:
    """The picture and its thumbnail as JPEG, without position, date and camera. Refused for what is no such picture.

    Only the pixels pass: a file that is a picture and something else besides comes out as a picture.
    """
    if len(content) > rules.LARGEST:
        raise Refused(Text("The picture is larger than %(size)s MB.", size=rules.LARGEST // MEGABYTE), field)
    if rules.is_heic(content):
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
        if opened.width * opened.height > rules.MOST_PIXELS:
            raise _too_many_pixels(field)
        opened.draft("RGB", (2 * rules.KEPT_EDGE, 2 * rules.KEPT_EDGE))  # JPEG decodes at half size at once
        upright = _on_white(ImageOps.exif_transpose(opened))
    upright.thumbnail((rules.KEPT_EDGE, rules.KEPT_EDGE))
    kept = _jpeg(upright)
    upright.thumbnail((rules.THUMBNAIL_EDGE, rules.THUMBNAIL_EDGE))
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
    most = rules.MOST_PIXELS // 1_000_000
    return Refused(Text("The picture has more than %(most)s million pixels. Send a smaller one.", most=most), field)


def path_of(file_id: int, instance: Path) -> Path:
    """Where the bytes of a kept picture lie. NotVisible when they are not there (a backup of the database alone)."""
    path = storage.folder(instance) / files.one(file_id).storage_name
    if not path.is_file():
        raise NotVisible
    return path
