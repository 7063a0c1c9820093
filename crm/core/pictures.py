"""Pictures as they are kept: decoded, turned upright, made small, written anew without what hides in them."""

import re
from contextlib import suppress
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


# ------------------------------------------------------------------ files that stay as they are

#: Of a JPEG: how its pixels are to be read. Everything else of its head tells where, when and by what it was made.
_KEPT_MARKERS: Final = frozenset({0xE0, 0xEE})
_COLOURS: Final = b"ICC_PROFILE\0"
#: None stands among pixels, where FF is followed by other bytes.
_TELLING_SEGMENT: Final = re.compile(rb"\xff[\xe0-\xef\xfe]")
#: Chunks of a PNG that say how it looks. All others may hold words, dates, a position.
_DRAWING_CHUNKS: Final = frozenset(  # fmt: skip
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"cICP",
        b"sBIT",
        b"bKGD",
        b"pHYS",
    }
)
_ORIENTATION: Final = 0x0112
#: What Pillow raises for broken files, and what taking one apart does.
_UNREADABLE: Final = (
    UnidentifiedImageError, OSError, ValueError, SyntaxError, IndexError, Image.DecompressionBombError
)  # fmt: skip


def without_traces(content: bytes, media_type: str) -> bytes:
    """A picture kept as a file, without position, date, camera and comments; its pixels stay as they were scanned.

    One that a telephone held askew is turned upright and written anew, since the note that says so goes, too; of one
    whose pixels break off the head is taken all the same. What cannot be taken apart is written anew, and Refused where
    nobody can read it: what hides in it would be kept.
    """
    ways = _WAYS.get(media_type, ())
    for way in ways:
        with suppress(*_UNREADABLE):
            if (bare := way(content)) is not None:
                return bare
    if ways:
        raise Refused(Text("This picture cannot be read. Open it, save it anew as JPEG or PNG, and send that."), "file")
    return content


def _upright(content: bytes) -> bytes | None:
    """The picture turned, when its head says that it lies on its side."""
    with Image.open(BytesIO(content), formats=("JPEG",)) as opened:
        if opened.getexif().get(_ORIENTATION, 1) == 1 or opened.width * opened.height > MOST_PIXELS:
            return None
        return _jpeg(ImageOps.exif_transpose(opened).convert("RGB"))


def _jpeg_without_traces(content: bytes) -> bytes:
    kept, at = [content[:2]], 2
    while content[at + 1] != 0xDA:  # up to the pixels
        if content[at + 1] == 0xFF:  # between two segments may stand as many as one likes
            at += 1
            continue
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if content[at] != 0xFF or length < 2 or marker < 0xC0 or 0xD0 <= marker <= 0xD9:
            raise ValueError("not the head of a JPEG")
        segment = content[at : at + 2 + length]
        told = (0xE0 <= marker <= 0xEF or marker == 0xFE) and marker not in _KEPT_MARKERS
        if not told or (marker == 0xE2 and segment[4:].startswith(_COLOURS)):
            kept.append(segment)
        at += 2 + length
    # What a telephone hangs on behind the picture, such as a second one with a head of its own, goes.
    end = content.find(b"\xff\xd9", at)
    pixels = content[at : end + 2] if end >= 0 else content[at:]
    if _TELLING_SEGMENT.search(pixels):
        raise ValueError("something else between the pixels")
    return b"".join(kept) + pixels


def _png_without_traces(content: bytes) -> bytes:
    kept, at = [content[:8]], 8
    while at < len(content):
        length, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if not kind.isalpha() or length > len(content) - at - 12:
            raise ValueError("not the parts of a PNG")
        if kind in _DRAWING_CHUNKS:
            kept.append(content[at : at + 12 + length])
        at += 12 + length
        if kind == b"IEND":
            break
    return b"".join(kept)


def _anew(content: bytes) -> bytes:
    """The pixels alone, as a new file of the same format."""
    with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        upright = ImageOps.exif_transpose(opened)
        if opened.format == "JPEG":
            return _jpeg(upright.convert("RGB"))
        bare, out = Image.new("RGBA", upright.size), BytesIO()
        bare.paste(upright.convert("RGBA"))
        bare.save(out, "PNG")
        return out.getvalue()


#: {kind of picture: how its traces are taken out, one way after the other}
_WAYS: Final = {
    "image/png": (_png_without_traces, _anew),
    "image/jpeg": (_upright, _jpeg_without_traces, _anew),
}
