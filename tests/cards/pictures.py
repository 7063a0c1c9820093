"""Pictures for tests: small ones of one colour, with what a camera hides in them, and files that only look like one."""

from io import BytesIO

from PIL import Image

#: 延吉駅前, to the second: what no kept picture may still hold.
GPS = {1: "N", 2: (42.0, 54.0, 15.0), 3: "E", 4: (129.0, 30.0, 46.0)}
GPS_TAG, MAKE_TAG, TURN_TAG = 0x8825, 0x010F, 0x0112
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 64


def picture(format: str = "JPEG", size: tuple[int, int] = (910, 550), mode: str = "RGB") -> bytes:
    """A picture without anything on it."""
    out = BytesIO()
    Image.new(mode, size, "white").save(out, format)
    return out.getvalue()


def photograph() -> bytes:
    """A JPEG as a telephone takes it: lying on its side, with position and maker."""
    image = Image.new("RGB", (400, 200), "white")
    exif = image.getexif()
    exif[MAKE_TAG], exif[TURN_TAG] = "Camera of a test", 6  # turn by a quarter to stand upright
    exif.get_ifd(GPS_TAG).update(GPS)
    out = BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"taken in front of the station")
    return out.getvalue()
